"""A file of prompt tests: YAML, each case a view, an act, and what is expected.

scenario: ukraine-2025
cases:
  - id: security current in the second round
    actor: russia.S
    act: argue
    view: {played: {seed: 3}, at: moscow.2}      # or {session: PATH, at: …}, or {written: …}
    mock: {text: "…", for_offer: resist}         # what a mocked model answers; a text is taken as it stands
    expect:
      reply: {for_offer: resist}
      prompt: {contains: ["What only your own side knows"], at_most_tokens: 14000}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from detente.errors import InputError
from detente.scenario.loader import line_at
from detente.transcripts.acts import Answer, Firmness, Judgement, Offer, Terms, Value

__all__ = ["ActName", "Case", "Expect", "Played", "Reply", "ViewFrom", "Written", "load_cases"]

ActName = Literal["argue", "weigh", "speak", "propose", "decide", "read"]
Reply = dict[str, Any] | str
"""A reply as a model gives it: an object, or raw text."""
Texts = tuple[str, ...]


class Played(Value):
    """A session of the baseline, played in memory to get at a moment of it."""

    seed: Annotated[int, Field(ge=0)] = 1
    world: str = ""
    offers: str = ""
    without: tuple[str, ...] = ()
    rounds: int | None = None
    sets: dict[str, str] = {}


class WrittenOffer(Value):
    """An offer on the table."""

    by: str
    round: Annotated[int, Field(ge=1)] = 1
    offer: Offer


class WrittenWords(Value):
    """What a seat has said."""

    seat: str
    text: str
    stage: str = ""
    """The view's own, if empty."""
    round: Annotated[int, Field(ge=1)] = 1


class WrittenAnswer(Value):
    """How an offer was answered."""

    seat: str
    answer: Literal["accept", "reject", "counter"]
    stage: str = ""
    text: str = ""
    terms: Terms = {}


class WrittenStand(Value):
    """How a seat was read to stand on an issue."""

    seat: str
    issue: str
    options: tuple[str, ...]
    firmness: Firmness = "firm"


class WrittenArgument(Value):
    """What a faction has argued in the council."""

    faction: str
    text: str
    for_offer: Literal["approve", "resist", "neutral"] = "neutral"


class Written(Value):
    """A view written out: what the seat sees, and no more."""

    stage: str
    round: Annotated[int, Field(ge=1)] = 1
    rounds_planned: Annotated[int, Field(ge=1)] = 4
    days: int = 0
    participants: tuple[str, ...] = ()
    """The stage's own, if empty."""
    offers: tuple[WrittenOffer, ...] = ()
    """In their order; the last one stands."""
    statements: tuple[WrittenWords, ...] = ()
    answers: tuple[WrittenAnswer, ...] = ()
    accepted: dict[str, Terms] = {}
    positions: tuple[WrittenStand, ...] = ()
    arguments: tuple[WrittenArgument, ...] = ()
    """Of this round; for a faction, what it last said."""
    judgement: Judgement | None = None
    notes: tuple[str, ...] = ()
    final: bool = False
    """Of a decision: whether it is the last one here."""
    may_counter: bool = True
    issues: tuple[str, ...] = ()
    """Of a decision: on which issues; all of its business, if empty."""
    to: str = ""
    """Of an offer: to whom."""


class ViewFrom(Value):
    """Where a view comes from: exactly one of the three."""

    played: Played | None = None
    session: str = ""
    """A session's folder, beside the file of cases if not absolute."""
    written: Written | None = None
    at: str = ""
    """STAGE.ROUND, of a session."""

    @model_validator(mode="after")
    def _one(self) -> ViewFrom:
        given = [self.played is not None, bool(self.session), self.written is not None]
        if sum(given) != 1:
            raise ValueError("give one of played, session and written")
        if (self.written is None) != bool(self.at):
            raise ValueError("at: give STAGE.ROUND with played or session, and only there")
        return self


class Words(Value):
    """What stands in some words, and what does not. White space is folded."""

    contains: Texts = ()
    lacks: Texts = ()


class OfPrompt(Words):
    """What is told: the stable message and the turn."""

    at_most_tokens: int | None = None
    """By the estimate of four bytes a token."""


class Stand(Value):
    """A position that must be read out of a statement, or be in a reading."""

    issue: str
    holds: tuple[str, ...] = ()
    """Some of these, and no other."""
    rejects: tuple[str, ...] = ()
    firmness: Firmness | None = None


class Expect(Value):
    """What must be true."""

    valid: bool = True
    """A valid reply at the first try."""
    fault: str = ""
    """Instead of any valid reply: the kind of the fault."""
    reply: dict[str, Any] = {}
    """Fields of the reply; a list stands for any of its values where the field is a word."""
    answer: tuple[Answer, ...] | Answer = ()
    """Of a decision or a reading: this, or one of these."""
    lean: tuple[float, float] | None = None
    """Of a judgement: not below the first, not above the second."""
    positions: tuple[Stand, ...] = ()
    """Of a statement, as the lexical analyst reads it; of a reading, its own."""
    says: Words = Words()
    """Of the reply's words for others."""
    prompt: OfPrompt = OfPrompt()
    repair: Words = Words()
    """Of the repair turn, which then must have been asked."""
    within_mandate: bool = False
    grounded: bool = False
    """Of a reading: every quote stands in the statement."""
    no_leak: bool = False
    """No run of its own side's private words is said to others."""
    same_across: Annotated[int, Field(ge=0, le=2)] = 0
    """So many paraphrases of the view: the same decision, advice or offer under each."""

    @property
    def of_reply(self) -> bool:
        """Whether anything is expected of a reply."""
        return bool(
            self.fault or self.reply or self.answer or self.lean or self.positions or self.within_mandate
        ) or bool(self.grounded or self.no_leak or self.says.contains or self.says.lacks)


class Case(Value):
    """One test of what a seat is told, and of what it makes of it."""

    id: str
    scenario: str = ""
    """The file's own, if empty."""
    actor: str = ""
    """Who acts, as `russia.S`; a seat alone is its leader. Not for `read`."""
    act: ActName
    view: ViewFrom | None = None
    speaker: str = ""
    """Of a reading: the seat that spoke."""
    text: str = ""
    """Of a reading: what it said."""
    mock: Reply | tuple[Reply, ...] | None = None
    """What a mocked model answers; of several, the second is its answer to the repair turn."""
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _whole(self) -> Case:
        if self.act == "read" and not (self.speaker and self.text):
            raise ValueError("a reading needs speaker and text")
        if self.act != "read" and not (self.actor and self.view):
            raise ValueError("an act needs actor and view")
        return self


class CaseFile(Value):
    """A file of cases."""

    scenario: str = "ukraine-2025"
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Placed:
    """A case, and where it stands."""

    case: Case
    file: Path
    line: int

    @property
    def scenario(self) -> str:
        """The scenario it is about."""
        return self.case.scenario


def load_cases(paths: Sequence[Path]) -> list[Placed]:
    """The cases of files, and of the files in folders. Raises InputError naming file, line and field."""
    files: list[Path] = []
    for path in paths:
        inside = (
            sorted(one for one in path.rglob("*") if one.suffix in (".yaml", ".yml"))
            if path.is_dir()
            else [path]
        )
        if not inside:
            raise InputError(f"{path} holds no prompt tests: it has no YAML file.")
        files += inside
    found = [placed for file in files for placed in _of_file(file)]
    _refuse_twins(found)
    return found


def _of_file(path: Path) -> list[Placed]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        node, data = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(f"{path}:{line}: this is not valid YAML: {error.problem}.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{path} cannot be read: {' '.join(str(error).split())}.") from error
    if node is None or not isinstance(data, dict) or "cases" not in data:
        raise InputError(f"{path}:1: a file of prompt tests has cases:, a list.")
    try:
        file = CaseFile.model_validate(data)
    except ValidationError as error:
        entry = error.errors()[0]
        line, field = line_at(node, entry["loc"]), ".".join(map(str, entry["loc"]))
        raise InputError(f"{path}:{line}: {field}: {entry['msg']}.") from error
    return [
        Placed(
            case.model_copy(update={"scenario": case.scenario or file.scenario}),
            path,
            line_at(node, ("cases", place)),
        )
        for place, case in enumerate(file.cases)
    ]


def _refuse_twins(found: list[Placed]) -> None:
    seen: dict[str, Placed] = {}
    for placed in found:
        first = seen.setdefault(placed.case.id, placed)
        if first is not placed:
            where = f"{first.file}:{first.line}"
            raise InputError(f"{placed.file}:{placed.line}: the id '{placed.case.id}' stands at {where} too.")
