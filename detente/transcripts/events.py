"""The transcript's events: one envelope, one tag each, and a body of its own.

Events hold no clock time, name, path, address, version or limit: the same session gives the same bytes.
Each carries the SHA-256 of the line before it, so a changed line is found.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from detente.transcripts.acts import Judgement, Offer, Value
from detente.transcripts.bodies import (
    ArgumentBody,
    Blocked,
    BreachBody,
    ClockBody,
    ClosedBody,
    ConsentBody,
    DecisionBody,
    EndedBody,
    FaultBody,
    GateBody,
    NoteBody,
    OutcomeClass,
    ReadingBody,
    StageBody,
    StartedBody,
    StatementBody,
)
from detente.transcripts.changes import ChangedBody

__all__ = [
    "PUBLIC",
    "REVIEWER",
    "ArgumentBody",
    "ArgumentHeard",
    "Blocked",
    "BreachBody",
    "BreachFound",
    "ChangeMade",
    "ChangedBody",
    "ClockBody",
    "ClockTicked",
    "ClosedBody",
    "ConsentAsked",
    "ConsentBody",
    "DecisionBody",
    "DecisionMade",
    "EndedBody",
    "Envelope",
    "Event",
    "FaultBody",
    "FaultSeen",
    "GateAsked",
    "GateBody",
    "JudgementMade",
    "NoteBody",
    "NoteKept",
    "OfferMade",
    "OutcomeClass",
    "ReadingBody",
    "ReadingTaken",
    "SessionEnded",
    "SessionStarted",
    "StageBody",
    "StageClosed",
    "StageOpened",
    "StartedBody",
    "StatementBody",
    "StatementMade",
    "chain",
    "line_of",
    "parse",
]

PUBLIC = ("public",)
REVIEWER = ("reviewer",)


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


class SessionStarted(Envelope):
    """The first event."""

    type: Literal["session.started"] = "session.started"
    body: StartedBody


class StageOpened(Envelope):
    """A stage begins."""

    type: Literal["stage.opened"] = "stage.opened"
    body: StageBody


class OfferMade(Envelope):
    """An offer is on the table."""

    type: Literal["offer.made"] = "offer.made"
    body: Offer


class ArgumentHeard(Envelope):
    """A faction spoke in its party's council."""

    type: Literal["argument"] = "argument"
    body: ArgumentBody


class JudgementMade(Envelope):
    """The decider weighed its council."""

    type: Literal["judgement"] = "judgement"
    body: Judgement


class StatementMade(Envelope):
    """A seat spoke to its stage."""

    type: Literal["statement"] = "statement"
    body: StatementBody


class NoteKept(Envelope):
    """A private word of a party or a reviewer's finding."""

    type: Literal["note"] = "note"
    body: NoteBody


class ReadingTaken(Envelope):
    """A statement was read."""

    type: Literal["reading"] = "reading"
    body: ReadingBody


class DecisionMade(Envelope):
    """A seat answered the standing offer."""

    type: Literal["decision"] = "decision"
    body: DecisionBody


class ConsentAsked(Envelope):
    """A key was asked to deliver a signed settlement."""

    type: Literal["consent"] = "consent"
    body: ConsentBody


class BreachFound(Envelope):
    """A mandate was breached."""

    type: Literal["breach"] = "breach"
    body: BreachBody


class ClockTicked(Envelope):
    """A round's time has passed."""

    type: Literal["clock"] = "clock"
    body: ClockBody


class GateAsked(Envelope):
    """A gate was asked."""

    type: Literal["gate"] = "gate"
    body: GateBody


class StageClosed(Envelope):
    """A stage ended, or was passed over."""

    type: Literal["stage.closed"] = "stage.closed"
    body: ClosedBody


class FaultSeen(Envelope):
    """A seat could not act; audience is that of the act."""

    type: Literal["fault"] = "fault"
    body: FaultBody


class ChangeMade(Envelope):
    """A fork begins here: what is otherwise from now on."""

    type: Literal["changed"] = "changed"
    body: ChangedBody


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
    | ChangeMade
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
