"""The chamber: where events are made. Each is written before anything follows from it, then folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from detente.scenario.model import Scenario
from detente.transcripts.acts import Value
from detente.transcripts.events import PUBLIC, Envelope, chain, line_of, parse
from detente.transcripts.store import Log
from detente.transcripts.table import Table, View

Observer = Callable[[Envelope], None]
E = TypeVar("E", bound=Envelope)


class Diverged(Exception):
    """Running again gave another event than the transcript holds."""

    def __init__(self, seq: int, recorded: bytes, made: bytes) -> None:
        self.seq, self.recorded, self.made = seq, recorded, made
        super().__init__(f"event {seq} differs from the recorded one")


class Rerun:
    """Compares lines with a recorded transcript and, past its end, appends to a log."""

    def __init__(self, recorded: Sequence[bytes], log: Log | None) -> None:
        self.recorded, self.log, self.at = recorded, log, 0
        self.faults = Counter(event.slot for event in map(parse, filter(_is_fault, recorded)))
        """Slot → how many faults the recorded part holds."""

    @property
    def live(self) -> bool:
        """Whether the recorded part is over."""
        return self.at > len(self.recorded)

    def upcoming(self) -> bytes | None:
        """The recorded line that comes next, if the recorded part is not over."""
        return self.recorded[self.at] if self.at < len(self.recorded) else None

    def take(self, line: bytes) -> None:
        """Compare or append one line. Raises Diverged."""
        place, self.at = self.at, self.at + 1
        if place < len(self.recorded):
            if self.recorded[place] != line:
                raise Diverged(place, self.recorded[place], line)
            return
        if self.log is None:
            raise Diverged(place, b"", line)
        self.log.append(line)


def _is_fault(line: bytes) -> bool:
    return b'"type":"fault"' in line


@dataclass
class Chamber:
    """Events and the tables folded from them, one for each seat and one for the reviewer."""

    scenario: Scenario
    seats: tuple[str, ...]
    recorder: Rerun
    observers: Sequence[Observer] = ()
    stage: str = ""
    round: int = 0
    stage_audience: tuple[str, ...] = PUBLIC
    seq: int = 0
    _prev: str = ""
    _tables: dict[str, Table] = field(default_factory=dict)
    reviewer: Table = field(default_factory=Table)

    def __post_init__(self) -> None:
        """Set a table for every seat."""
        self._tables = {seat: Table() for seat in self.seats}

    def emit(
        self, kind: type[E], body: Value, *, actor: str = "", slot: str = "", audience: Sequence[str] = PUBLIC
    ) -> E:
        """Make one event, write it, fold it into every table that may see it, tell the observers."""
        event = kind(
            seq=self.seq,
            stage=self.stage,
            round=self.round,
            actor=actor,
            audience=tuple(audience),
            slot=slot,
            prev=self._prev,
            **{"body": body},
        )
        line = line_of(event)
        self.recorder.take(line)
        self.seq += 1
        self._prev = chain(line)
        self.reviewer.apply(event)
        for seat, table in self._tables.items():
            if event.seen_by(seat):
                table.apply(event)
        if self.recorder.live:
            for observer in self.observers:
                observer(event)
        return event

    def view(self, seat: str) -> View:
        """What a seat may see now."""
        table = self._tables[seat]
        table.enter(self.stage, self.round)
        return View(seat=seat, table=table)
