"""From a model's JSON object to the reply of an act, validated by its type and the scenario's vocabulary.

Nothing is corrected and nothing is filled in: what does not fit is told in one sentence, for the repair turn.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from detente.llm.parse import shortened
from detente.scenario.model import Scenario
from detente.transcripts.acts import (
    LONGEST_QUOTE,
    Act,
    Answer,
    Argue,
    Argument,
    Decide,
    Decision,
    Firmness,
    Judgement,
    Line,
    Offer,
    Position,
    Propose,
    Reading,
    Reply,
    Speak,
    Statement,
    Terms,
    Text,
    Unclear,
    Weigh,
)

__all__ = ["Unfit", "reply_to"]


class Unfit(Exception):
    """An object that is no valid reply; `str` is one sentence.

    `otherwise` is what may stand if its repair does not succeed, where something may.
    """

    def __init__(self, message: str, otherwise: Reply | None = None) -> None:
        self.otherwise = otherwise
        super().__init__(message)


class Wire(BaseModel):
    """A reply as a model gives it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Names = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=200)]
Reasons = Annotated[list[Line], Field(max_length=6)]
Words = Annotated[str, Field(min_length=1, max_length=4000)]


class Argued(Wire):
    """An argument."""

    text: Words
    for_offer: Literal["approve", "resist", "neutral"]


class Share(Wire):
    """A faction's share of influence."""

    faction: str
    share: Annotated[float, Field(ge=0, le=1)]


class Weighed(Wire):
    """A judgement."""

    lean: Annotated[float, Field(ge=-1, le=1)] | None
    influence: Annotated[list[Share], Field(max_length=50)]
    reasons: Reasons
    instructions: Line


class Spoken(Wire):
    """A statement."""

    text: Words
    private_note: Line


class Offered(Wire):
    """An offer."""

    terms: Names
    levers: Names
    demands: Names
    detailed: bool
    text: Text
    walk_away: bool


class Decided(Wire):
    """A decision."""

    answer: Literal["accept", "reject", "counter"]
    terms: Names
    text: Text
    reasons: Reasons
    would_take: Names


class ReadPosition(Wire):
    """A position that was read."""

    issue: str
    options: Annotated[list[str], Field(min_length=1, max_length=7)]
    firmness: Firmness
    condition: Line
    quote: Annotated[str, Field(min_length=1, max_length=LONGEST_QUOTE)]


class ReadUnclear(Wire):
    """A passage without a stand that can be told."""

    issue: str
    quote: Annotated[str, Field(max_length=LONGEST_QUOTE)]


class WasRead(Wire):
    """A reading."""

    positions: Annotated[list[ReadPosition], Field(max_length=40)]
    unclear: Annotated[list[ReadUnclear], Field(max_length=40)]
    answer: Answer


def reply_to(act: Act, data: dict[str, Any], scenario: Scenario) -> Reply:
    """The reply to an act. Raises Unfit."""
    try:
        return _made(act, data, scenario)
    except ValidationError as error:
        raise Unfit(_told(error)) from error


def _made(act: Act, data: dict[str, Any], scenario: Scenario) -> Reply:
    if isinstance(act, Argue):
        return Argument(**Argued.model_validate(data).model_dump())
    if isinstance(act, Weigh):
        return _judgement(act, Weighed.model_validate(data), scenario)
    if isinstance(act, Speak):
        return Statement(**Spoken.model_validate(data).model_dump())
    if isinstance(act, Propose):
        return _offer(act, Offered.model_validate(data), scenario)
    if isinstance(act, Decide):
        return _decision(act, Decided.model_validate(data), scenario)
    return _reading(WasRead.model_validate(data), scenario)


def _judgement(act: Act, said: Weighed, scenario: Scenario) -> Judgement:
    party = scenario.party(act.seat)
    known = [faction.id for faction in party.factions]
    named = [entry.faction for entry in said.influence]
    if sorted(named) != sorted(known):
        raise Unfit(f"influence: give one share for each of {', '.join(known)}")
    total = sum(entry.share for entry in said.influence)
    if not 0.9 <= total <= 1.1:
        raise Unfit(f"influence: the shares sum to {total:.2f}, not to 1")
    leads = party.decision == "leader"
    if leads and said.lean is None:
        raise Unfit("lean: give a number from -1 to 1")
    if not leads and said.lean is not None:
        raise Unfit("lean: this party has no camps; give null")
    shares = {entry.faction: round(entry.share / total, 4) for entry in said.influence}
    lean = None if said.lean is None else round(said.lean, 4)
    return Judgement(lean=lean, influence=shares, reasons=tuple(said.reasons), instructions=said.instructions)


def _offer(act: Propose, said: Offered, scenario: Scenario) -> Offer:
    held = {e.id for e in scenario.levers if e.holder == act.seat and e.target == act.to}
    mediates = act.seat == scenario.mediator
    demands = {e.id for e in scenario.demands if e.target == act.to and mediates}
    _named("levers", said.levers, held)
    _named("demands", said.demands, demands)
    if said.walk_away:
        return Offer(to=act.to, text=said.text, walk_away=True)
    return Offer(
        to=act.to,
        terms=_terms("terms", said.terms, scenario),
        levers=tuple(said.levers),
        demands=tuple(said.demands),
        detailed=said.detailed,
        text=said.text,
    )


def _decision(act: Decide, said: Decided, scenario: Scenario) -> Decision:
    if said.answer == "counter" and (act.final or not act.may_counter):
        raise Unfit("answer: this gate takes accept or reject, not a counter-offer")
    if said.answer == "counter" and not said.terms:
        raise Unfit("terms: a counter-offer names the options that you would sign instead")
    terms = _terms("terms", said.terms, scenario) if said.answer == "counter" else {}
    would_take = _terms("would_take", said.would_take, scenario) if said.answer != "accept" else {}
    return Decision(
        answer=said.answer,
        terms=terms,
        text=said.text,
        would_take=would_take,
        reasons=tuple(said.reasons),
    )


def _reading(said: WasRead, scenario: Scenario) -> Reading:
    positions = []
    for entry in said.positions:
        options = _options(entry, scenario)
        position = Position(
            issue=entry.issue,
            options=options,
            firmness=entry.firmness,
            condition=entry.condition,
            quote=entry.quote,
        )
        positions.append(position)
    _named("unclear", [entry.issue for entry in said.unclear], set(scenario.issue_ids))
    unclear = tuple(Unclear(issue=entry.issue, quote=entry.quote) for entry in said.unclear)
    return Reading(positions=tuple(positions), unclear=unclear, answer=said.answer)


def _options(entry: ReadPosition, scenario: Scenario) -> tuple[str, ...]:
    _named("issue", [entry.issue], set(scenario.issue_ids))
    issue = scenario.issue(entry.issue)
    _named(f"options of {entry.issue}", entry.options, {option.id for option in issue.options})
    places = sorted(issue.index(option) for option in set(entry.options))
    if places != list(range(places[0], places[-1] + 1)):
        raise Unfit(
            f"options of {entry.issue}: several options are a range of neighbours, or entries of their own"
        )
    return tuple(issue.options[place].id for place in places)


def _named(field: str, names: list[str], known: set[str]) -> None:
    for name in names:
        if name not in known:
            choices = ", ".join(sorted(known)) or "none, so give an empty list"
            raise Unfit(f"{field}: there is no '{shortened(name)}'; there is {choices}")


def _terms(field: str, names: list[str], scenario: Scenario) -> Terms:
    terms: dict[str, str] = {}
    for name in names:
        issue, _, option = name.partition(".")
        if issue not in scenario.issue_ids or not scenario.issue(issue).has(option):
            raise Unfit(f"{field}: there is no option '{shortened(name)}'; write ISSUE.OPTION, as I1.a")
        if terms.setdefault(issue, option) != option:
            raise Unfit(f"{field}: {issue} stands twice; give one option for an issue")
    rule = scenario.exclusion(terms)
    if rule:
        raise Unfit(f"{field}: {rule.pair[0]} and {rule.pair[1]} exclude each other")
    return terms


def _told(error: ValidationError) -> str:
    """The first thing wrong, and where."""
    entry = error.errors()[0]
    where = ".".join(shortened(str(part)) for part in entry["loc"])
    message = str(entry["msg"])
    return f"{where}: {message[:1].lower()}{message[1:]}" if where else message
