"""The transcript's events: one envelope, one tag each, and a body of its own.

Events hold no clock time, name, path, address, version or limit: the same session gives the same bytes.
Each carries the SHA-256 of the line before it, so a changed line is found.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from detente.transcripts.acts import (
    Answer,
    Argument,
    Causes,
    Decision,
    Judgement,
    Offer,
    Position,
    Refused,
    Terms,
    Unclear,
    Value,
)

PUBLIC = ("public",)
REVIEWER = ("reviewer",)
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


class Envelope(Value):
    """What every event carries."""

    seq: int
    stage: str = ""
    round: int = 0
    actor: str = ""
    audience: tuple[str, ...] = PUBLIC
    """`public`, `reviewer`, or the seats that hear it: a stage's parties, or one party's council."""
    slot: str = ""
    prev: str = ""

    def seen_by(self, seat: str) -> bool:
        """Whether a seat may see it."""
        return "public" in self.audience or seat in self.audience


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


class SessionStarted(Envelope):
    """The first event."""

    type: Literal["session.started"] = "session.started"
    body: StartedBody


class StageBody(Value):
    """A stage as it opens."""

    title: str
    participants: tuple[str, ...]
    rounds: int
    later: tuple[str, ...] = ()
    """Later parties that sit in."""


class StageOpened(Envelope):
    """A stage begins."""

    type: Literal["stage.opened"] = "stage.opened"
    body: StageBody


class OfferMade(Envelope):
    """An offer is on the table."""

    type: Literal["offer.made"] = "offer.made"
    body: Offer


class ArgumentBody(Argument):
    """A faction's argument."""

    faction: str


class ArgumentHeard(Envelope):
    """A faction spoke in its party's council."""

    type: Literal["argument"] = "argument"
    body: ArgumentBody


class JudgementMade(Envelope):
    """The decider weighed its council."""

    type: Literal["judgement"] = "judgement"
    body: Judgement


class StatementBody(Value):
    """The words of a statement."""

    text: str


class StatementMade(Envelope):
    """A seat spoke to its stage."""

    type: Literal["statement"] = "statement"
    body: StatementBody


class NoteBody(Value):
    """Something that stays inside: a private note, or the decomposition of a decision."""

    kind: Literal["private_note", "decision", "blocked"]
    text: str = ""
    causes: Causes = ()
    would_take: Terms = {}


class NoteKept(Envelope):
    """A private word of a party or a reviewer's finding."""

    type: Literal["note"] = "note"
    body: NoteBody


class ReadingBody(Value):
    """What the analyst took from one statement."""

    statement: int
    """Sequence number of the statement."""
    seat: str
    positions: tuple[Position, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    refused: tuple[Refused, ...] = ()
    answer: Answer = "silent"


class ReadingTaken(Envelope):
    """A statement was read."""

    type: Literal["reading"] = "reading"
    body: ReadingBody


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


class DecisionMade(Envelope):
    """A seat answered the standing offer."""

    type: Literal["decision"] = "decision"
    body: DecisionBody


class ConsentBody(Value):
    """A key given or refused."""

    key: str
    given: bool
    terms: Terms
    """The options that needed this key."""
    because: str = ""
    issue: str = ""
    """The issue it failed on, if refused."""


class ConsentAsked(Envelope):
    """A key was asked to deliver a signed settlement."""

    type: Literal["consent"] = "consent"
    body: ConsentBody


class BreachBody(Value):
    """A decision across its party's red line."""

    seat: str
    issue: str
    option: str
    because: str
    decision: int


class BreachFound(Envelope):
    """A mandate was breached."""

    type: Literal["breach"] = "breach"
    body: BreachBody


class ClockBody(Value):
    """Time that has passed, and what it cost: ranges only."""

    days: int
    elapsed: int
    costs: dict[str, tuple[float, float]] = {}
    """Cost id → low and high since the talks began."""


class ClockTicked(Envelope):
    """A round's time has passed."""

    type: Literal["clock"] = "clock"
    body: ClockBody


class GateBody(Value):
    """What a gate was asked and what follows."""

    decider: str = ""
    result: Literal["accepted", "refused", "goes_on", "lapsed", "walked_away"]
    next: str = ""
    """The stage that follows, `ratifiers`, or empty at the end."""


class GateAsked(Envelope):
    """A gate was asked."""

    type: Literal["gate"] = "gate"
    body: GateBody


class ClosedBody(Value):
    """How a stage ended."""

    result: Literal["accepted", "refused", "lapsed", "walked_away", "passed_over"]
    because: str = ""


class StageClosed(Envelope):
    """A stage ended, or was passed over."""

    type: Literal["stage.closed"] = "stage.closed"
    body: ClosedBody


class FaultBody(Value):
    """A failure, as data."""

    kind: str
    message: str


class FaultSeen(Envelope):
    """A seat could not act; audience is that of the act."""

    type: Literal["fault"] = "fault"
    body: FaultBody


class EndedBody(Value):
    """How the talks ended."""

    outcome: str
    outcome_class: OutcomeClass
    ended_in: str
    rounds: int
    settlement: Terms | None = None
    blocked_by: Blocked | None = None


class SessionEnded(Envelope):
    """The last event."""

    type: Literal["session.ended"] = "session.ended"
    body: EndedBody


Event = Annotated[
    SessionStarted
    | StageOpened
    | OfferMade
    | ArgumentHeard
    | JudgementMade
    | StatementMade
    | NoteKept
    | ReadingTaken
    | DecisionMade
    | ConsentAsked
    | BreachFound
    | ClockTicked
    | GateAsked
    | StageClosed
    | FaultSeen
    | SessionEnded,
    Field(discriminator="type"),
]
"""Any event of a transcript, told apart by its `type`."""

_ADAPTER: TypeAdapter[Event] = TypeAdapter(Event)


def parse(line: str | bytes) -> Event:
    """An event from its line. Raises pydantic.ValidationError."""
    return _ADAPTER.validate_json(line)


def line_of(event: Envelope) -> bytes:
    """The event's line as it stands in events.jsonl, newline included."""
    return event.model_dump_json().encode() + b"\n"


def chain(line: bytes) -> str:
    """The hash that the event after this line carries."""
    return hashlib.sha256(line).hexdigest()[:32]
