"""What events say: the body of each kind, without the envelope that all carry."""

from __future__ import annotations

from typing import Literal

from detente.transcripts.acts import (
    Answer,
    Argument,
    Causes,
    Decision,
    Line,
    Position,
    Refused,
    Terms,
    Unclear,
    Value,
)

OutcomeClass = Literal["delivered", "undeliverable", "first_refused", "second_refused", "lapsed"]


class Blocked(Value):
    """The first obstacle to a delivered settlement."""

    party: str = ""
    """The seat that said no or let the talks lapse."""
    issue: str = ""
    key: str = ""
    """The seat or ratifier whose consent was missing."""
    because: str = ""
    change: Terms = {}
    """The smallest change of the terms that removes it, where known; reviewers only."""


class StartedBody(Value):
    """What is run; the manifest says on what."""

    scenario: str
    digest: str
    world: str
    offers: str
    seed: int
    without: tuple[str, ...] = ()
    sets: dict[str, str] = {}
    drawn: bool = False


class StageBody(Value):
    """A stage as it opens."""

    title: str
    participants: tuple[str, ...]
    rounds: int
    later: tuple[str, ...] = ()
    """Later parties that sit in."""


class ArgumentBody(Argument):
    """A faction's argument."""

    faction: str


class StatementBody(Value):
    """The words of a statement."""

    text: str


class NoteBody(Value):
    """Something that stays inside: a private note, or the decomposition of a decision."""

    kind: Literal["private_note", "decision", "blocked"]
    text: str = ""
    reasons: tuple[Line, ...] = ()
    causes: Causes = ()
    would_take: Terms = {}


class ReadingBody(Value):
    """What the analyst took from one statement."""

    statement: int
    """Sequence number of the statement."""
    seat: str
    positions: tuple[Position, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    refused: tuple[Refused, ...] = ()
    answer: Answer = "silent"


class DecisionBody(Value):
    """A seat's answer at a gate, as the stage hears it."""

    offer: int
    """Sequence number of the offer answered."""
    answer: Literal["accept", "reject", "counter"]
    terms: Terms = {}
    text: str = ""
    read_as: Answer = "silent"
    """What the analyst read in this seat's statement of the round; a mismatch is shown."""

    @property
    def agrees(self) -> bool:
        """Whether the statement said what the decision does, as far as it said anything."""
        return self.read_as in ("silent", "conditional", self.answer)

    @classmethod
    def of(cls, decision: Decision, offer: int, read_as: Answer) -> DecisionBody:
        """The public part of a decision."""
        return cls(
            offer=offer, answer=decision.answer, terms=decision.terms, text=decision.text, read_as=read_as
        )


class ConsentBody(Value):
    """A key given or refused."""

    key: str
    given: bool
    terms: Terms
    """The options that needed this key."""
    because: str = ""
    issue: str = ""
    """The issue it failed on, if refused."""


class BreachBody(Value):
    """A decision across its party's red line."""

    seat: str
    issue: str
    option: str
    because: str
    decision: int


class ClockBody(Value):
    """Time that has passed, and what it cost: ranges only."""

    days: int
    elapsed: int
    costs: dict[str, tuple[float, float]] = {}
    """Cost id → low and high since the talks began."""


class GateBody(Value):
    """What a gate was asked and what follows."""

    decider: str = ""
    result: Literal["accepted", "refused", "goes_on", "lapsed", "walked_away"]
    next: str = ""
    """The stage that follows, `ratifiers`, or empty at the end."""


class ClosedBody(Value):
    """How a stage ended."""

    result: Literal["accepted", "refused", "lapsed", "walked_away", "passed_over"]
    because: str = ""


class FaultBody(Value):
    """A failure, as data."""

    kind: str
    message: str


class EndedBody(Value):
    """How the talks ended."""

    outcome: str
    outcome_class: OutcomeClass
    ended_in: str
    rounds: int
    settlement: Terms | None = None
    blocked_by: Blocked | None = None
