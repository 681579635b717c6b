"""Why there was a deal or none: each decision with its decomposition, the obstacle, and what removes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Cause
from detente.transcripts.render.blocks import Block
from detente.transcripts.render.council import noted
from detente.transcripts.render.telling import Teller
from detente.transcripts.render.words import Words, signed
from detente.viewer.charts import Bar, Bars, share_bars

__all__ = ["Decided", "decisions"]

MOST_BARS = 12


@dataclass(frozen=True)
class Decided:
    """A decision, and for reviewers what it was made of."""

    event: int
    stage: str
    round: int
    seat: str
    blocks: tuple[Block, ...]
    inside: tuple[Block, ...] = ()
    """Private to its party."""
    bars: Bars | None = None
    """The weightiest parts of the decomposition, private too."""


def decisions(scenario: Scenario, events: Sequence[ev.Event]) -> tuple[Decided, ...]:
    """Every decision; `events` are those that the audience may have."""
    words = Words(scenario)
    return tuple(_decided(words, events))


def _decided(words: Words, events: Sequence[ev.Event]) -> Iterator[Decided]:
    teller = Teller(words, costs=False)
    for place, event in enumerate(events):
        teller.remember(event)
        if not isinstance(event, ev.DecisionMade):
            continue
        note = _note(events[place:], event)
        seat = words.seat(event.actor.partition(".")[0])
        yield Decided(
            event.seq,
            event.stage,
            event.round,
            seat,
            tuple(teller.tell(event)),
            tuple(noted(words, note)) if note else (),
            _bars(words, note, seat) if note and note.body.causes else None,
        )


def _note(after: Sequence[ev.Event], decision: ev.DecisionMade) -> ev.NoteKept | None:
    """The note that a seat kept with its decision: the next of its own."""
    for event in after:
        own = event.actor == decision.actor
        if isinstance(event, ev.NoteKept) and own and event.body.kind == "decision":
            return event
        if event.round != decision.round or event.stage != decision.stage:
            return None
    return None


def _bars(words: Words, note: ev.NoteKept, seat: str) -> Bars:
    weightiest = sorted(note.body.causes, key=lambda cause: -abs(cause.amount))[:MOST_BARS]
    bars = [Bar(_name(words, cause), 0.0, cause.amount, signed(cause.amount, 3)) for cause in weightiest]
    return share_bars(f"What moved the decision of {seat}", bars, 0.0)


def _name(words: Words, cause: Cause) -> str:
    (_, what, mechanism), *_ = words.causes((cause,))
    return what or mechanism
