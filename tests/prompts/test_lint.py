"""The lint finds each fault that is planted in the shipped prompts, and nothing in them as they are."""

from __future__ import annotations

import re
import time

import pytest

from detente.prompts.library import built_in
from detente.scenario.model import Scenario
from detente.studies.linting import lint
from tests.prompts.linted import added, changed, codes, found


@pytest.fixture(scope="module")
def pair(ukraine: Scenario, tiny: Scenario) -> list[Scenario]:
    return [ukraine, tiny]


def test_the_shipped_prompts_are_clean_and_looked_at_in_time(pair: list[Scenario]) -> None:
    begun = time.process_time()
    looked = lint(built_in(), pair)
    assert [str(one) for one in looked.findings] == []
    assert set(looked.longest) == {"argue", "weigh", "speak", "propose", "decide", "read"}
    assert all(5000 < size < 20_000 for size in looked.longest.values())
    assert time.process_time() - begun < 10


FAULTS = [
    (
        "speak",
        ("inputs: [view, me, listeners]", "inputs: [view, me]"),
        "input-missing",
        "'listeners' is used and not listed",
    ),
    (
        "speak",
        ("inputs: [view, me, listeners]", "inputs: [view, me, listeners, hour]"),
        "input-unused",
        "'hour' is listed",
    ),
    (
        "argue",
        ("# Your turn", "# Your turn\n\n{{ weather | default('fair') }}"),
        "input-unknown",
        "'weather' is filled in by nobody",
    ),
    (
        "seat",
        ("card.private, ", ""),
        "private-unmarked",
        "'card.private' is private: list it in private of seat",
    ),
    (
        "faction",
        ("agenda.want]", "agenda.want, mandate]"),
        "private-unused",
        "'mandate' is listed in private and not used",
    ),
    ("speak", ("audience: seat", "audience: public"), "private-in-public", "and speak is public"),
    (
        "speak",
        ("# Your turn", "# Your turn\n\n{{ ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] | random }}"),
        "unstable",
        "'random' gives something else each time",
    ),
    (
        "speak",
        ("reply: statement", "reply: speech"),
        "reply-mismatch",
        "its reply is a statement, not 'speech'",
    ),
    (
        "decide",
        ("- `would_take`:", "- would_take:"),
        "reply-mismatch",
        "`would_take` is a field of a decision, and is not named",
    ),
    (
        "weigh",
        ("- `reasons`:", "- `grounds`:"),
        "reply-mismatch",
        "`grounds` is named, and is no field of a judgement",
    ),
    (
        "analyst",
        ("- `unclear`:", "- unclear:"),
        "reply-mismatch",
        "`unclear` is a field of a reading, and is not named",
    ),
    ("argue", ("# Your turn", "# Your turn\n\nRemember M24."), "conclusion", "'M24' is a mechanism's id"),
    (
        "weigh",
        (
            "# Your turn",
            "# Your turn\n\nPressure alone strengthens the hard-liners; with incentives, the pragmatists.",
        ),
        "conclusion",
        "says what M24 of ukraine-2025 claims",
    ),
    (
        "speak",
        ("# Your turn", "# Your turn\n\nSince the summit of 12 March 2026 nothing has moved."),
        "hindsight",
        "'12 March 2026' lies after",
    ),
    (
        "speak",
        ("# Your turn", "# Your turn\n\nAnswer as President Bartholomew Quimby would."),
        "living-person",
        "'President Bartholomew Quimby' looks like a person's name",
    ),
    (
        "speak",
        ("# Your turn", "# Your turn\n\nAs once said by Ermintrude Pocklington, be brief."),
        "living-person",
        "'Ermintrude Pocklington'",
    ),
    ("speak", ("version: 1", "version: 0"), "front-matter", "there is no version"),
    ("speak", ("version: 1", "version: 2"), "front-matter", "the changelog says nothing of version 2"),
    ("speak", ("act: speak", "act: shout"), "front-matter", "there is no act 'shout'"),
    (
        "_view",
        ("{{ view.offer.words | quoted }}", "{{ view.offer.words }}"),
        "words-unquoted",
        "outside the bar",
    ),
    ("read", ("{{ text | quoted }}", "{{ text }}"), "words-unquoted", "outside the bar"),
    ("repair", ("{{ problem | quoted }}", "{{ problem }}"), "words-unquoted", "outside the bar"),
    ("seat", ("{{ card.who }}", "{{ card.priors }}"), "private-leaked", "is told a modelling guess of"),
    (
        "speak",
        ("{{ listeners }}", "{{ listeners.nobody }}"),
        "cannot-be-told",
        "The prompt 'speak' cannot be filled in",
    ),
    ("speak", ("{{ listeners }}", "{{ listeners"), "cannot-be-told", "is no template"),
]


@pytest.mark.parametrize(("name", "change", "code", "told"), FAULTS)
def test_a_planted_fault_is_found(
    tiny: Scenario, ukraine: Scenario, name: str, change: tuple[str, str], code: str, told: str
) -> None:
    first = codes(changed(name, change), [tiny, ukraine])
    assert code in first, first
    assert told in first[code]
    assert f"{name}.md" in first[code] or first[code].startswith("_")


def test_a_line_that_is_told_is_the_files_own(tiny: Scenario) -> None:
    library = added("argue", "Remember M24.")
    line = library.files["argue.md"].splitlines().index("Remember M24.") + 1
    assert codes(library, [tiny])["conclusion"].startswith(f"argue.md:{line}: ")


def test_length_over_the_window_is_told_with_the_actor_and_the_act(pair: list[Scenario]) -> None:
    first = codes(built_in(), pair, window=8000)
    assert "more than 8,000" in first["too-long"]
    assert re.search(r": \w+\.\d+/\w+\.\w+/\w+ takes about \d+,\d+ tokens", first["too-long"])


def test_a_question_that_fits_to_the_token_fits(tiny: Scenario) -> None:
    size = max(lint(built_in(), [tiny]).longest.values())
    assert not found(built_in(), [tiny], window=size)
    assert {one.code for one in found(built_in(), [tiny], window=size - 1)} == {"too-long"}


def test_other_sides_words_cannot_be_reached_at_all(tiny: Scenario) -> None:
    """What a template is handed holds no other card: reaching for one cannot be filled in."""
    for reach in ("scenario.personas", "scenario.worlds[0].note", "scenario.mechanisms"):
        library = changed("seat", ("{{ card.who }}", f"{{{{ card.who }}}} {{{{ {reach} }}}}"))
        assert "cannot be filled in" in codes(library, [tiny])["cannot-be-told"]


def test_a_prompt_that_cannot_be_told_keeps_nothing_else_from_being_found(tiny: Scenario) -> None:
    library = changed("read", ("Read it.", "Read it, {{ speaker.nobody }}."))
    library = added("speak", "{{ ['a', 'b'] | random }} M24", {"read.md": library.files["read.md"]})
    assert codes(library, [tiny]).keys() == {"cannot-be-told", "unstable", "conclusion"}
