"""Scoring an analyst against gold labels: labelled statements, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from detente.agents.agent import CannotAct
from detente.errors import DetenteError, InputError
from detente.scenario.loader import load
from detente.scenario.model import Scenario
from detente.studies.reading import Reader, With
from detente.transcripts.acts import Answer, Firmness, Position, Reading
from detente.transcripts.grounding import locate
from detente.transcripts.manifest import NOTICE, Totals

__all__ = ["Label", "Rates", "Score", "Share", "labelled", "load_gold", "score"]

Triple = tuple[str, str, Literal["holds", "rejects"]]


class LabelledPosition(BaseModel):
    """A stand that the statement takes, as a person reads it."""

    model_config = ConfigDict(frozen=True)

    issue: str
    options: Annotated[tuple[str, ...], Field(min_length=1)]
    """One option, or the two ends of a range."""
    firmness: Firmness
    quote: str = ""


class Label(BaseModel):
    """One labelled statement. Fields that are not known here are left alone."""

    model_config = ConfigDict(frozen=True)

    id: str
    scenario: str
    seat: str
    text: str
    kind: str = ""
    positions: tuple[LabelledPosition, ...]
    answer: Answer | None = None
    """None: not labelled, and not scored."""


@dataclass(frozen=True)
class Rates:
    """Precision, recall and F1 of triples."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def plus(self, right: int, wrong: int, missed: int) -> Rates:
        """With more counted."""
        return Rates(self.right + right, self.wrong + wrong, self.missed + missed)

    @property
    def precision(self) -> float | None:
        """Share of what was read that is labelled; None when nothing was read."""
        return _ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """Share of what is labelled that was read; None when nothing is labelled."""
        return _ratio(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two; None when there was nothing to read and nothing was read."""
        return _ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)

    def answer(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "right": self.right,
            "wrong": self.wrong,
            "missed": self.missed,
        }


@dataclass(frozen=True)
class Share:
    """How many of some comparisons came out right."""

    right: int = 0
    of: int = 0

    def plus(self, hits: Sequence[bool]) -> Share:
        """With more counted."""
        return Share(self.right + sum(hits), self.of + len(hits))

    @property
    def ratio(self) -> float | None:
        """The share that came out right; None of nothing."""
        return _ratio(self.right, self.of)

    def answer(self) -> dict[str, Any]:
        """As JSON."""
        return {"accuracy": self.ratio, "right": self.right, "of": self.of}


@dataclass
class Score:
    """How an analyst reads."""

    analyst: str
    statements: int = 0
    gold_positions: int = 0
    read_positions: int = 0
    micro: Rates = Rates()
    per_issue: dict[str, Rates] = field(default_factory=dict)
    per_kind: dict[str, Rates] = field(default_factory=dict)
    firmness: Share = Share()
    """On matched triples; under `rejects` it is right by definition."""
    firmness_held: Share = Share()
    """On matched triples that are held."""
    answers: Share = Share()
    failed: list[tuple[str, str, str]] = field(default_factory=list)
    """(statement, kind, sentence) of readings that the analyst could not give."""
    totals: Totals = field(default_factory=Totals)
    """What the readings came to."""
    refused: int = 0
    """Passages that the analyst would not accept as positions."""
    quotes_missing: int = 0
    """Quotes of the labels that do not stand in their texts."""

    def answer(self) -> dict[str, Any]:
        """The object given with --json."""
        return {
            "schema": 1,
            "notice": NOTICE,
            "analyst": self.analyst,
            "micro": self.micro.answer(),
            "per_issue": {issue: rates.answer() for issue, rates in self.per_issue.items()},
            "per_kind": {kind: rates.answer() for kind, rates in self.per_kind.items()},
            "firmness": self.firmness.answer() | {"held": self.firmness_held.answer()},
            "answer": self.answers.answer(),
            "refused": self.refused,
            "failed": [{"id": i, "kind": kind, "message": message} for i, kind, message in self.failed],
            "totals": self.totals.model_dump(mode="json"),
            "counts": {
                "statements": self.statements,
                "gold_positions": self.gold_positions,
                "read_positions": self.read_positions,
                "gold_triples": self.micro.right + self.micro.missed,
                "read_triples": self.micro.right + self.micro.wrong,
                "gold_quotes_missing": self.quotes_missing,
            },
        }


# -- labels ---------------------------------------------------------------------------------------


def load_gold(path: Path) -> list[Label]:
    """The labels of a file. Raises InputError naming file and line of the first that cannot be used."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.") from error
    labels = [
        _label(line, f"{path}:{number}")
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]
    if not labels:
        raise InputError(f"{path} holds no labelled statement.")
    return labels


def _label(line: str, place: str) -> Label:
    try:
        label = Label.model_validate(json.loads(line, parse_constant=_refuse))
    except ValueError as error:
        raise InputError(f"{place}: {_sentence(error)}") from error
    try:
        scenario = load(label.scenario)
    except DetenteError as error:
        raise InputError(f"{place}: {error}") from error
    problem = _problem(label, scenario)
    if problem:
        raise InputError(f"{place}: {problem}")
    return label


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def _sentence(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        return f"{where + ': ' if where else ''}{first['msg']}."
    return f"this line is not one JSON object: {error}."


def _problem(label: Label, scenario: Scenario) -> str:
    if label.seat not in scenario.seats:
        return f"there is no seat '{label.seat}' in {scenario.id}; it has {', '.join(scenario.seats)}."
    for position in label.positions:
        if position.issue not in scenario.issue_ids:
            return f"there is no issue '{position.issue}' in {scenario.id}."
        for option in position.options:
            if not scenario.issue(position.issue).has(option):
                return f"{position.issue} has no option '{option}'."
    return ""


# -- scoring --------------------------------------------------------------------------------------


def score(labels: Iterable[Label], analyst: str, with_: With | None = None) -> Score:
    """Read every labelled statement and compare; a statement that could not be read counts as silent.

    Raises InputError for an analyst that cannot be seated.
    """
    found, labels = Score(analyst), list(labels)
    scenarios = dict.fromkeys(label.scenario for label in labels)
    for name in scenarios:
        mine = [label for label in labels if label.scenario == name]
        reader = Reader(load(name), analyst, with_)
        readings = reader.read_all([(label.text, label.seat) for label in mine])
        for label, reading in zip(mine, readings, strict=True):
            if isinstance(reading, CannotAct):
                found.failed.append((label.id, reading.kind, str(reading)))
            got = Reading() if isinstance(reading, CannotAct) else reading
            _count(found, label, got, reader.scenario, several=len(scenarios) > 1)
        found.totals = reader.totals
    found.per_issue = dict(sorted(found.per_issue.items(), key=lambda entry: _numbered(entry[0])))
    return found


def _count(found: Score, label: Label, reading: Reading, scenario: Scenario, *, several: bool) -> None:
    gold, read = dict(labelled(label, scenario)), dict(_read(reading.positions))
    found.statements += 1
    found.gold_positions += len(label.positions)
    found.read_positions += len(reading.positions)
    found.refused += len(reading.refused)
    found.quotes_missing += sum(
        1 for one in label.positions if one.quote and locate(one.quote, label.text) is None
    )
    found.micro = found.micro.plus(*_compared(set(gold), set(read)))
    if label.kind:
        before = found.per_kind.get(label.kind, Rates())
        found.per_kind[label.kind] = before.plus(*_compared(set(gold), set(read)))
    for issue in {triple[0] for triple in (*gold, *read)}:
        counts = _compared(_of(issue, gold), _of(issue, read))
        name = f"{label.scenario} {issue}" if several else issue
        found.per_issue[name] = found.per_issue.get(name, Rates()).plus(*counts)
    matched = [triple for triple in gold if triple in read]
    found.firmness = found.firmness.plus([gold[triple] == read[triple] for triple in matched])
    held = [triple for triple in matched if triple[2] == "holds"]
    found.firmness_held = found.firmness_held.plus([gold[triple] == read[triple] for triple in held])
    if label.answer is not None:
        found.answers = found.answers.plus([label.answer == reading.answer])


def labelled(label: Label, scenario: Scenario) -> Iterator[tuple[Triple, Firmness]]:
    """Each triple of the labels with its firmness; two options are the ends of a range."""
    for position in label.positions:
        options = position.options
        if len(options) == 2:
            options = scenario.issue(position.issue).between(*options)
        for option in options:
            stance: Literal["holds", "rejects"] = "rejects" if position.firmness == "rejecting" else "holds"
            yield (position.issue, option, stance), position.firmness


def _read(positions: Iterable[Position]) -> Iterator[tuple[Triple, Firmness]]:
    for position in positions:
        for option in position.options:
            yield (position.issue, option, position.stance), position.firmness


def _of(issue: str, triples: Iterable[Triple]) -> set[Triple]:
    return {triple for triple in triples if triple[0] == issue}


def _compared(gold: set[Triple], read: set[Triple]) -> tuple[int, int, int]:
    return len(gold & read), len(read - gold), len(gold - read)


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _numbered(name: str) -> tuple[str, int]:
    stem = name.rstrip("0123456789")
    return stem, int(name[len(stem) :] or 0)
