"""What a seat is asked to do, and the type of its reply. The contract between orchestration and agents.

Argue → Argument · Weigh → Judgement · Speak → Statement
Propose → Offer · Decide → Decision · Read → Reading

Every list and string of a reply has a bound, so that a model's longest valid reply fits a token limit.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Line = Annotated[str, Field(max_length=300)]
Text = Annotated[str, Field(max_length=4000)]
Name = Annotated[str, Field(max_length=64)]
LONGEST_QUOTE = 1000
"""Code points."""
Firmness = Literal["firm", "flexible", "conditional", "rejecting"]
Answer = Literal["accept", "reject", "counter", "conditional", "silent"]
Terms = Annotated[dict[Name, Name], Field(max_length=200)]


class Value(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        validate_by_name=True,
        validate_by_alias=True,
    )


class Cause(Value):
    """One part of a number's decomposition: what moved it, and by how much."""

    mechanism: Name = ""
    """Id of a mechanism, or empty for a part that no mechanism claims."""
    lever: Name = ""
    """Id of a lever, if one was at work."""
    issue: Name = ""
    """Id of an issue, if one was at work."""
    label: Annotated[str, Field(max_length=120)] = ""
    amount: float
    """Signed contribution, on the scale of the number it explains."""


Causes = Annotated[tuple[Cause, ...], Field(max_length=80)]


class Argument(Value):
    """What a faction says in its party's private council."""

    text: Text
    for_offer: Literal["approve", "resist", "neutral"] = "neutral"
    """Its advice on the standing offer."""


class Judgement(Value):
    """What the decider makes of its council."""

    lean: Annotated[float, Field(ge=-1, le=1)] | None = None
    """Where the decider stands between the camps; None for a party without camps."""
    influence: Annotated[dict[Name, float], Field(max_length=200)] = {}
    """Faction → share of influence; shares sum to 1."""
    reasons: Annotated[tuple[Line, ...], Field(max_length=6)] = ()
    instructions: Line = ""
    """To the party's spokesperson."""
    causes: Causes = ()
    """Decomposition of the change of lean, if the seat can give one."""


class Statement(Value):
    """What a seat says to its stage."""

    text: Text
    private_note: Line = ""
    """Stays inside its own party."""


class Offer(Value):
    """Levers promised or threatened, demands and proposed terms, put to one party."""

    to: Name
    terms: Terms = {}
    levers: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    demands: Annotated[tuple[Name, ...], Field(max_length=10)] = ()
    detailed: bool = True
    text: Text = ""
    walk_away: bool = False
    """The proposer leaves the talks instead of offering."""


class Decision(Value):
    """A structured answer at a gate; decisions rule, readings describe."""

    answer: Literal["accept", "reject", "counter"]
    terms: Terms = {}
    """With a counter: the terms it would take."""
    text: Text = ""
    """The answer in words, for the stage."""
    causes: Causes = ()
    """Why, decomposed; stays inside its own party."""
    reasons: Annotated[tuple[Line, ...], Field(max_length=6)] = ()
    """Why, in words; stays inside its own party."""
    would_take: Terms = {}
    """With a refusal: the smallest change of the terms that would have changed the answer, if known;
    stays inside its own party."""


class Position(Value):
    """A seat's stand on an issue, read from one statement, proven by a verbatim quote."""

    issue: Name
    options: Annotated[tuple[Name, ...], Field(min_length=1, max_length=7)]
    """The options held or rejected: one, or every option of a range, in the issue's order."""
    firmness: Firmness
    """Under `rejecting` the options are the ones rejected."""
    condition: Line = ""
    """What it depends on, in the statement's words."""
    quote: Annotated[str, Field(min_length=1, max_length=LONGEST_QUOTE)]
    start: int = -1
    """Offset of the quote's first character in the statement, in code points."""
    end: int = -1
    """Offset after its last character."""

    @property
    def stance(self) -> Literal["holds", "rejects"]:
        """Whether the options are held or rejected."""
        return "rejects" if self.firmness == "rejecting" else "holds"


class Unclear(Value):
    """A passage that speaks of an issue without a stand that can be told."""

    issue: Name
    quote: Annotated[str, Field(max_length=1000)]


class Refused(Value):
    """Something the analyst would not accept as a position, and why."""

    reason: Line
    quote: Annotated[str, Field(max_length=1000)] = ""
    issue: Name = ""


class Reading(Value):
    """All positions the analyst took from one statement. Issues not named here are silent."""

    positions: Annotated[tuple[Position, ...], Field(max_length=40)] = ()
    unclear: Annotated[tuple[Unclear, ...], Field(max_length=40)] = ()
    refused: Annotated[tuple[Refused, ...], Field(max_length=40)] = ()
    answer: Answer = "silent"
    """The speaker's answer to the standing offer, as far as the statement gives one."""


class Act(Value):
    """One thing a seat is asked to do."""

    seat: str
    actor: str
    """Who acts: the party's leader, or one of its factions."""
    stage: str
    round: int
    occurrence: int = 0
    """How often this act failed before: a resumed session asks anew, and not for the recorded failure."""

    @property
    def slot(self) -> str:
        """Which act of which actor at which point: `moscow.2/russia.leader/speak`."""
        return f"{self.stage}.{self.round}/{self.actor}/{type(self).__name__.lower()}"


class Argue(Act):
    """Speak in the private council, as a faction."""


class Weigh(Act):
    """Judge what the council argued, as the decider."""


class Speak(Act):
    """Make a statement to the stage."""


class Propose(Act):
    """Make an offer."""

    to: str
    """The seat the offer is put to."""


class Decide(Act):
    """Answer the standing offer."""

    final: bool = False
    """Whether this is the last chance to answer at this stage."""
    may_counter: bool = True
    """Whether terms of its own may be put instead."""
    issues: tuple[str, ...] = ()
    """The issues on which this seat is asked; empty means all that are its business."""


class Read(Act):
    """Read the positions out of a statement, as the analyst."""

    speaker: str
    """The seat that spoke."""
    text: str
    event: int = -1
    """Sequence number of the statement."""

    @property
    def slot(self) -> str:
        """The slot of a reading names the statement it reads."""
        return f"{self.stage}.{self.round}/analyst/read/{self.event}"


Reply = Argument | Judgement | Statement | Offer | Decision | Reading
