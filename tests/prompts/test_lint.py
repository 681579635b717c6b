"""The lint finds each fault that is planted in the shipped prompts, and nothing in them as they are."""

from __future__ import annotations

import time

import pytest

from detente.prompts.library import Library, built_in
from detente.scenario.model import Scenario
from detente.studies.conclusions import conclusions
from detente.studies.linting import lint


def changed(name: str, *changes: tuple[str, str]) -> Library:
    """The shipped library with one file changed; each change must be one."""
    text = built_in().files[f"{name}.md"]
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return Library({**built_in().files, f"{name}.md": text})


@pytest.fixture(scope="module")
def pair(ukraine: Scenario, tiny: Scenario) -> list[Scenario]:
    return [ukraine, tiny]


def codes(library: Library, scenarios: list[Scenario], window: int = 32_768) -> dict[str, str]:
    """Code → its first finding."""
    return {one.code: str(one) for one in reversed(lint(library, scenarios, window).findings)}


def test_the_shipped_prompts_are_clean_and_looked_at_in_time(pair: list[Scenario]) -> None:
    begun = time.perf_counter()
    found = lint(built_in(), pair)
    assert [str(one) for one in found.findings] == []
    assert set(found.longest) == {"argue", "weigh", "speak", "propose", "decide", "read"}
    assert all(5000 < size < 20_000 for size in found.longest.values())
    assert time.perf_counter() - begun < 30


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
        "told otherwise each time",
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
        "`would_take` is a field, and is not named",
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
        "`unclear` is a field, and is not named of a reading",
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
        "looks like a person's name",
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
    found = codes(
        changed(name, change), [ukraine] if code in ("conclusion", "private-leaked") else [tiny, ukraine]
    )
    assert code in found, found
    assert told in found[code]
    assert f"{name}.md" in found[code] or found[code].startswith("_") or code == "cannot-be-told"


def test_a_line_that_is_told_is_the_files_own(pair: list[Scenario]) -> None:
    library = changed("argue", ("# Your turn", "# Your turn\n\nRemember M24."))
    line = library.files["argue.md"].splitlines().index("Remember M24.") + 1
    assert codes(library, pair)["conclusion"].startswith(f"argue.md:{line}: ")


def test_length_over_the_window_is_told_with_the_act(pair: list[Scenario]) -> None:
    found = codes(built_in(), pair, window=8000)
    assert "more than 8,000" in found["too-long"]
    assert "/" in found["too-long"]


def test_other_sides_words_cannot_be_reached_at_all(ukraine: Scenario) -> None:
    """What a template is handed holds no other card: reaching for one cannot be filled in."""
    for reach in ("scenario.personas", "scenario.worlds[0].note", "scenario.mechanisms"):
        library = changed("seat", ("{{ card.who }}", f"{{{{ card.who }}}} {{{{ {reach} }}}}"))
        assert "cannot be filled in" in codes(library, [ukraine])["cannot-be-told"]


PARAPHRASES = {
    "M2": "Negotiations between two parties alone can sign an agreement, but cannot produce it quickly.",
    "M3": "Every round without an agreement costs lives.",
    "M5": "Until there is a basic shape, the Europeans can neither table anything, nor veto, nor join.",
    "M7": "Europe cannot replace all of the aid if US aid stops.",
    "M8": "European sanctions bite far less when the US does not participate.",
    "M9": "Positions don't move unless Washington gives detailed terms and has a strategy.",
    "M10": "Remember that Russia is not one utility function but two camps with a leader.",
    "M13": "Hard-liners expect that continuing the war will end in the collapse of Ukraine.",
    "M14": "The maximalists are gaining from the sanctions.",
    "M17": "Pragmatists consider total victory unlikely, and the next town worth less than what it costs.",
    "M19": "The longer the isolation, the deeper the dependence on China and the pragmatists' urgency.",
    "M21": "The leader begins undecided and moves with the weight of the camps; he signs alone.",
    "M24": "Threats by themselves help the hawks, while threats joined with rewards help the moderates.",
    "M29": "Those three demands cannot be accepted by any Ukrainian government.",
    "M31": "The terms go first to Moscow.",
    "M36": "Some of the European actors value pinning Russia down more than ending the war.",
}


@pytest.mark.parametrize("mechanism", PARAPHRASES)
def test_a_light_paraphrase_of_a_claim_is_found(ukraine: Scenario, mechanism: str) -> None:
    assert mechanism in [told.mechanism for told in conclusions(PARAPHRASES[mechanism], ukraine)]


def test_every_claim_is_found_in_its_own_words(ukraine: Scenario) -> None:
    for mechanism in ukraine.mechanisms:
        assert mechanism.id in [told.mechanism for told in conclusions(mechanism.claim, ukraine)]


def test_what_personas_say_of_themselves_is_no_conclusion(ukraine: Scenario) -> None:
    """Beliefs are a seat's own; few of them read as a claim, and that is what the measure is worth."""
    beliefs = [line for card in ukraine.personas.values() for line in card.beliefs]
    hits = [line for line in beliefs if list(conclusions(line, ukraine))]
    assert len(hits) <= len(beliefs) / 20
