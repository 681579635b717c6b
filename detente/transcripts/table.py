"""The table: the state everybody negotiates over, a fold of the events; a view is one seat's fold.

A view holds statements at once but positions only up to the round before, so that no seat answers what
the analyst has not read yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.transcripts import events as ev
from detente.transcripts.acts import Answer, Judgement, Offer, Position, Terms

RECENT, NOTES = 8, 8
"""Statements and own notes that a view keeps; the windows that bound a prompt."""


@dataclass(frozen=True)
class Standing:
    """An offer on the table, and where it was made."""

    event: int
    by: str
    stage: str
    round: int
    offer: Offer


@dataclass(frozen=True)
class Heard:
    """A statement, and who made it when."""

    event: int
    seat: str
    stage: str
    round: int
    text: str


@dataclass(frozen=True)
class Held:
    """A position, and the statement it was read from."""

    event: int
    stage: str
    round: int
    position: Position


Positions = dict[str, dict[str, Held]]


@dataclass
class Table:
    """What has happened, as far as one audience may know; only `apply` changes it."""

    stage: str = ""
    round: int = 0
    participants: tuple[str, ...] = ()
    rounds_planned: int = 0
    rounds_done: int = 0
    elapsed_days: int = 0
    standing: Standing | None = None
    offers: list[Standing] = field(default_factory=list)
    statements: list[Heard] = field(default_factory=list)
    positions: Positions = field(default_factory=dict)
    decisions: dict[tuple[str, str], ev.DecisionBody] = field(default_factory=dict)
    """(stage, seat) → its latest answer there."""
    accepted: dict[str, Terms] = field(default_factory=dict)
    """Seat → the terms it has accepted."""
    arguments: list[ev.ArgumentBody] = field(default_factory=list)
    last_arguments: dict[str, ev.ArgumentBody] = field(default_factory=dict)
    """Faction → what it last said in the council, also in earlier rounds."""
    notes: list[str] = field(default_factory=list)
    """Notes that this audience may see, the last few, each with its round."""
    judgement: Judgement | None = None
    judgements: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    """Seat → what the analyst read as its answer to the standing offer."""
    _unread: list[ev.ReadingTaken] = field(default_factory=list)

    @property
    def signed(self) -> Terms:
        """The terms as signed: what the accepting seats agreed to, later additions included."""
        terms: Terms = {}
        for entry in self.accepted.values():
            terms |= entry
        return terms

    def apply(self, event: ev.Envelope) -> None:
        """Fold one event in. The caller decides whether this audience may see it."""
        self.enter(event.stage, event.round)
        handler = _HANDLERS.get(type(event))
        if handler is not None:
            handler(self, event)

    def answer_now(self, seat: str) -> Answer:
        """What was read as a seat's answer in the round that is being closed."""
        read = [entry.body.answer for entry in self._unread if entry.body.seat == seat]
        return read[-1] if read else "silent"

    def enter(self, stage: str, round_: int) -> None:
        """A round begins, with its first event or with the first act that is asked in it."""
        if round_ and (stage, round_) != (self.stage, self.round):
            self.stage, self.round = stage, round_
            self.arguments = []
            self.publish_readings()

    def publish_readings(self) -> None:
        """Let the readings of the finished round be seen."""
        for reading in self._unread:
            held = self.positions.setdefault(reading.body.seat, {})
            self.answers[reading.body.seat] = reading.body.answer
            for position in reading.body.positions:
                before = held.get(position.issue)
                if position.stance == "holds" or before is None or before.position.stance == "rejects":
                    held[position.issue] = Held(
                        reading.body.statement, reading.stage, reading.round, position
                    )
        self._unread = []


def _opened(table: Table, event: ev.StageOpened) -> None:
    table.publish_readings()
    table.stage, table.round = event.stage, 0
    table.participants, table.rounds_planned = event.body.participants, event.body.rounds
    table.standing = None


def _offered(table: Table, event: ev.OfferMade) -> None:
    table.standing = Standing(event.seq, event.actor, event.stage, event.round, event.body)
    table.offers.append(table.standing)


def _argued(table: Table, event: ev.ArgumentHeard) -> None:
    table.arguments.append(event.body)
    table.last_arguments[event.body.faction] = event.body


def _noted(table: Table, event: ev.NoteKept) -> None:
    words = event.body.text or "; ".join(event.body.reasons)
    if words:
        table.notes.append(f"{event.stage}.{event.round}: {words}")
        del table.notes[:-NOTES]


def _judged(table: Table, event: ev.JudgementMade) -> None:
    table.judgement = event.body
    table.judgements += 1


def _spoke(table: Table, event: ev.StatementMade) -> None:
    table.statements.append(Heard(event.seq, event.actor, event.stage, event.round, event.body.text))
    del table.statements[:-RECENT]


def _read(table: Table, event: ev.ReadingTaken) -> None:
    table._unread.append(event)


def _decided(table: Table, event: ev.DecisionMade) -> None:
    table.decisions[event.stage, event.actor] = event.body
    if event.body.answer == "accept" and table.standing is not None:
        table.accepted[event.actor] = table.standing.offer.terms
        table.accepted[table.standing.by] = table.standing.offer.terms


def _ticked(table: Table, event: ev.ClockTicked) -> None:
    table.elapsed_days = event.body.elapsed
    table.rounds_done += 1


_HANDLERS: Mapping[type[ev.Envelope], Callable[[Table, Any], None]] = {
    ev.StageOpened: _opened,
    ev.OfferMade: _offered,
    ev.ArgumentHeard: _argued,
    ev.JudgementMade: _judged,
    ev.NoteKept: _noted,
    ev.StatementMade: _spoke,
    ev.ReadingTaken: _read,
    ev.DecisionMade: _decided,
    ev.ClockTicked: _ticked,
}


@dataclass(frozen=True)
class View:
    """What one actor may see when it acts."""

    seat: str
    table: Table
    """Its seat's fold of the events; read, never changed."""


def visible(event: ev.Envelope, seat: str | None) -> bool:
    """Whether a seat, or the reviewer (None), may see an event."""
    return seat is None or event.seen_by(seat)
