"""The talks as they happen, on one console, for one audience: a reviewer, the public, or a seat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Position
from detente.transcripts.manifest import NOTICE, Manifest
from detente.transcripts.render.blocks import Block, Facts, Heading, Listing, Para
from detente.transcripts.render.forks import forked
from detente.transcripts.render.record import for_public
from detente.transcripts.render.telling import Teller
from detente.transcripts.render.terminal import screen
from detente.transcripts.render.words import Words, bar, seated, signed
from detente.transcripts.table import visible

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["PUBLIC", "Live"]

PUBLIC = "public"
"""The audience of a public screen; None is the reviewer, and any other name a seat."""


class Live:
    """An observer of a session: shows every event that its audience may see, as it comes."""

    def __init__(self, console: Console, scenario: Scenario, audience: str | None = None) -> None:
        self.console, self.audience = console, audience
        self.words = Words(scenario)
        hindsight = any(cost.date > scenario.date for cost in scenario.clock.costs)
        self.teller = Teller(self.words, costs=audience in (None, PUBLIC) or not hindsight)
        self._place = ("", 0)
        self._rounds = 0
        self._leans: dict[str, float] = {}
        self._held: dict[tuple[str, str, str], Position] = {}
        self._about: Manifest | None = None

    def begin(self, manifest: Manifest) -> None:
        """Say what is run, who sits where, and what it is not, before the first event is shown."""
        self._about = manifest

    def _introduce(self) -> None:
        if self._about is not None:
            manifest, self._about = self._about, None
            told = manifest if self.audience is None else for_public(manifest)
            came = forked(told) if self.audience in (None, PUBLIC) else ()
            about = Facts((*seated(told, self.words), *came), tone="faint")
            self._print([Para(manifest.title, tone="strong"), Para(NOTICE, tone="notice"), about])

    def catch_up(self, events: Iterable[ev.Envelope]) -> None:
        """Take in what was shown before, without showing it again."""
        for event in events:
            if isinstance(event, ev.StageOpened):
                self._rounds = event.body.rounds
            if visible(event, self.audience):
                self._place = (event.stage, event.round) if event.round else self._place
                self._blocks(event)

    def __call__(self, event: ev.Envelope) -> None:
        """Show one event, if this audience may see it."""
        self._introduce()
        if not visible(event, self.audience):
            self._note_place(event, shown=False)
            return
        self._note_place(event, shown=True)
        self._print(self._blocks(event))

    def _note_place(self, event: ev.Envelope, *, shown: bool) -> None:
        """Head a round when its first event is shown."""
        if isinstance(event, ev.StageOpened):
            self._rounds = event.body.rounds
        if shown and event.round and (event.stage, event.round) != self._place:
            self._place = (event.stage, event.round)
            self._print([Heading(f"Round {event.round} of {self._rounds}", level=3)])

    def _blocks(self, event: ev.Envelope) -> list[Block]:
        if isinstance(event, ev.StatementMade):
            return [self.teller.spoken(event)]
        if isinstance(event, ev.ReadingTaken):
            return self._changes(event)
        if isinstance(event, ev.JudgementMade):
            return self._weighed(event)
        return self.teller.tell(event)

    def _weighed(self, event: ev.JudgementMade) -> list[Block]:
        lean, seat = event.body.lean, event.actor.partition(".")[0]
        if lean is None:
            return []
        before = self._leans.get(seat)
        self._leans[seat] = lean
        moved = "" if before is None else f" ({signed(lean - before)})"
        name = f"{self.words.seat(seat)}, where its decider leans (private)"
        return [Para(f"{bar(lean)}  {signed(lean)}{moved}", lead=name, tone="private")]

    def _changes(self, event: ev.ReadingTaken) -> list[Block]:
        positions = self.words.ordered(event.body.positions)
        changes = [change for position in positions if (change := self._change(event, position))]
        if not changes:
            return []
        return [Listing(tuple(changes), lead=f"{self.words.seat(event.body.seat)}, as read", indent=2)]

    def _change(self, event: ev.ReadingTaken, position: Position) -> tuple[str, str] | None:
        """What is new in a position; None when it was read before."""
        key = (event.body.seat, position.issue, position.stance)
        before = self._held.get(key)
        self._held[key] = position
        if before and (before.options, before.firmness) == (position.options, position.firmness):
            return None
        stand = self.words.stand(position)
        if before and before.options != position.options and position.stance == "holds":
            stand = f"{'/'.join(before.options)} → {stand}"
        elif before and position.stance == "holds":
            stand = f"{stand} (was {before.firmness})"
        return self.words.issue(position.issue), stand

    def _print(self, blocks: list[Block]) -> None:
        if blocks:
            self.console.print(screen(blocks))
