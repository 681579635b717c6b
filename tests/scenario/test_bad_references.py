"""Every bad reference is told with its file, its line, its field and one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from detente.errors import Problem

Spoil = Callable[[str, str, str], tuple[Problem, ...]]

LEVERS = """levers:
  - id: loan
    title: "A loan"
    kind: carrot
    holder: north
    target: south
  - {second}
sources:
  - id: invented
"""


def line_of(folder: Path, file: str, text: str) -> int:
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, start=1) if text in line]
    assert len(found) == 1, f"{text!r} stands in the lines {found} of {file}"
    return found[0]


CASES = {
    "an unknown issue": (
        ("parties.yaml", '      I2: "a>c*3"', '      I9: "a>c*3"'),
        ("parties.yaml", "I9:", "stands.north.leader.cells.I9", "there is no issue 'I9'; known: I1, I2"),
    ),
    "an unknown option": (
        ("parties.yaml", '      I2: "a>c*3"', '      I2: "a>f*3"'),
        ("parties.yaml", "a>f", "stands.north.leader.cells.I2", "I2 has no option 'f'; it has a, b, c"),
    ),
    "an issue id used twice": (
        ("issues.yaml", "- id: I2\n", "- id: I1 # again\n"),
        ("issues.yaml", "# again", "issues.1.id", "the id 'I1' is used twice; ids are unique in a section"),
    ),
    "an option id used twice": (
        (
            "issues.yaml",
            '- id: b\n        label: "Joint fund"',
            '- id: a # again\n        label: "Joint fund"',
        ),
        ("issues.yaml", "# again", "issues.1.options.1.id", "the id 'a' is used twice"),
    ),
    "options out of order": (
        (
            "issues.yaml",
            'keys: [north, south]\n    options:\n      - id: a\n        label: "Southern levy"',
            'options: # here\n      - id: d\n        label: "Southern levy"',
        ),
        ("issues.yaml", "# here", "issues.1.options", "options are lettered in their order, not d, b, c"),
    ),
    "a lever id used twice": (
        (
            "scenario.yaml",
            "sources:\n  - id: invented\n",
            LEVERS.format(second="{id: loan, title: Gates, kind: stick, holder: south, target: north}"),
        ),
        ("scenario.yaml", "title: Gates", "levers.1.id", "the id 'loan' is used twice"),
    ),
    "a lever without a holder": (
        (
            "scenario.yaml",
            "sources:\n  - id: invented\n",
            LEVERS.format(second="{id: gates, title: Gates, kind: stick, target: north}"),
        ),
        ("scenario.yaml", "title: Gates", "levers.1.holder", "this field is missing"),
    ),
    "a lever held by nobody known": (
        (
            "scenario.yaml",
            "sources:\n  - id: invented\n",
            LEVERS.format(second="{id: gates, title: Gates, kind: stick, holder: east, target: north}"),
        ),
        ("scenario.yaml", "holder: east", "levers.1.holder", "there is no seat 'east'; known: north, south"),
    ),
    "an excluded pair in an offer": (
        (
            "scenario.yaml",
            "kind: schedule",
            "offers: [{stage: direct, to: south, terms: {I1: a, I2: a}}]",
        ),
        ("scenario.yaml", "I2: a}", "offers.0.offers.0.terms", "I1.a and I2.a exclude each other: The south"),
    ),
    "a gate to a missing stage": (
        ("scenario.yaml", "reject: goes_on", "accept: europe"),
        ("scenario.yaml", "accept: europe", "stages.0.gate.accept", "there is no stage 'europe'"),
    ),
    "a word that a gate does not know": (
        ("scenario.yaml", "reject: goes_on", "reject: maybe"),
        (
            "scenario.yaml",
            "reject: maybe",
            "stages.0.gate.reject",
            "give 'ends' or 'goes_on' (got 'maybe')",
        ),
    ),
    "a mediator's stage without a mediator": (
        ("scenario.yaml", "proposer: alternate ", "proposer: mediator "),
        ("scenario.yaml", "- id: direct", "stages.0", "no party is a mediator, so nobody makes offers here"),
    ),
    "a prior outside its range": (
        ("parties.yaml", "north.leader.fallback: [0.35", "north.leader.fallback: [0.55"),
        (
            "parties.yaml",
            "[0.55",
            "priors.north.leader.fallback.high",
            "the prior 0.55 lies outside its range 0.25 to 0.45",
        ),
    ),
    "a prior that is not three numbers": (
        (
            "parties.yaml",
            "north.leader.fallback: [0.35, 0.25, 0.45]",
            "north.leader.fallback: [0.35, 0.25]",
        ),
        (
            "parties.yaml",
            "[0.35, 0.25]",
            "priors.north.leader.fallback",
            "give [value, low, high], or a mapping of these",
        ),
    ),
    "a prior that nothing reads": (
        ("parties.yaml", "north.leader.fallback", "north.leader.fallbak"),
        (
            "parties.yaml",
            "fallbak",
            "priors.north.leader.fallbak",
            "there is no such prior; did you mean 'north.leader.fallback'?",
        ),
    ),
    "a stand that cannot be read": (
        ("parties.yaml", '"a>c*3"', '"a-c*3"'),
        (
            "parties.yaml",
            "a-c",
            "stands.north.leader.cells.I2",
            "'a-c*3' is not a stand; write opening>limit",
        ),
    ),
    "a strength outside its mechanism's range": (
        ("scenario.yaml", 'note: "Every mechanism at its own strength."', "mechanisms: {M2: 7}"),
        ("scenario.yaml", "M2: 7", "worlds.0.mechanisms.M2", "the strength 7 of M2 lies outside its range"),
    ),
    "a misspelt field": (
        ("issues.yaml", 'question: "Who pays', 'qestion: "Who pays'),
        ("issues.yaml", "qestion", "issues.1.qestion", "there is no such field; did you mean 'question'?"),
    ),
    "a misspelt section": (
        ("issues.yaml", "excludes:", "exclude:"),
        ("issues.yaml", "exclude:", "exclude", "there is no such field; did you mean 'excludes'?"),
    ),
    "a number where text belongs": (
        ("issues.yaml", 'title: "Repair of the weir"', "title: 7"),
        ("issues.yaml", "title: 7", "issues.1.title", "give text"),
    ),
    "a frame with an unknown place": (
        ("speech.yaml", "We insist on {option}.", "We insist on {opt}."),
        ("speech.yaml", "{opt}", "speech.seats.south.firm.0", "{opt} is not filled in here; {option} is"),
    ),
    "a frame with an open brace": (
        ("speech.yaml", "We insist on {option}.", "We insist on {option."),
        ("speech.yaml", "on {option.", "speech.seats.south.firm.0", "a brace is left open"),
    ),
    "hindsight in a fact": (
        (
            "scenario.yaml",
            "sources:\n  - id: invented\n    title",
            "facts: [{id: F1, text: It rained., date: 2024-07-01, tag: GK}]\n"
            "sources:\n  - id: invented\n    title",
        ),
        ("scenario.yaml", "It rained", "facts.0.date", "dated 2024-07-01, after the scenario's own date"),
    ),
    "hindsight in a persona's document": (
        (
            "parties.yaml",
            'manner: "Brisk',
            'documents: [{text: It rained., date: 2024-07-01, source: invented}]\n    manner: "Brisk',
        ),
        (
            "parties.yaml",
            "It rained",
            "personas.south.leader.documents.0.date",
            "dated 2024-07-01, after the scenario's own date 2024-06-03",
        ),
    ),
    "hindsight in a text that a seat sees": (
        ("issues.yaml", "whatever the north has left.", "as seen in August 2024."),
        (
            "issues.yaml",
            "August",
            "issues.0.options.2.detail",
            "'August 2024' lies after the scenario's own date 2024-06-03",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_reference_is_told_with_file_line_field_and_sentence(
    name: str, spoil: Spoil, folder: Path
) -> None:
    change, (file, mark, field, sentence) = CASES[name]
    problems = spoil(*change)
    told = [problem for problem in problems if problem.field == field]
    assert len(told) == 1, f"expected one problem at {field}, found: {list(map(str, problems))}"
    assert told[0].message.startswith(sentence)
    assert (told[0].file, told[0].line) == (file, line_of(folder, file, mark))


@pytest.mark.parametrize("name", sorted(CASES))
def test_nothing_is_told_twice_in_the_same_words(name: str, spoil: Spoil) -> None:
    problems = spoil(*CASES[name][0])
    assert len(problems) == len(set(problems))


def test_a_missing_persona_is_told_and_so_is_the_card_of_nobody(spoil: Spoil, folder: Path) -> None:
    change = ("parties.yaml", "  south.leader:\n    name", "  south.lead:\n    name")
    missing, nobody = spoil(*change)
    assert (missing.file, missing.line) == ("parties.yaml", line_of(folder, "parties.yaml", "personas:"))
    assert (missing.field, missing.message) == (
        "personas",
        "the persona card of 'south.leader' is missing; every actor has one",
    )
    assert (nobody.field, nobody.line) == (
        "personas.south.lead",
        line_of(folder, "parties.yaml", "south.lead:"),
    )


def test_every_problem_of_a_file_is_told_at_once(spoil: Spoil) -> None:
    offer = "offers: [{stage: directt, to: soth, levers: [x], terms: {I7: a}}]"
    problems = spoil("scenario.yaml", "kind: schedule", offer)
    fields = [problem.field.removeprefix("offers.0.offers.0.") for problem in problems]
    assert fields == ["stage", "to", "levers", "terms.I7"]
