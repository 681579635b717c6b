"""Prompt tests as data: each kind of expectation can fail, and says why; reports say what failed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from detente.llm.chat import Request
from detente.studies.cases.report import answer, failed, junit
from tests.studies.casing import (
    ARGUE,
    DECIDE,
    DECIDED,
    OFFERED,
    READ,
    SPEAK,
    SPOKEN,
    WEIGH,
    Fields,
    asked_of,
    judged,
    problems,
    said,
)

# -- what is expected -----------------------------------------------------------------------------

ILL = "it answers accept, not reject"
WRONG: dict[str, tuple[Fields, Fields, str]] = {
    "a field of the reply": (
        ARGUE,
        {"reply": {"for_offer": "resist"}},
        "for_offer is 'neutral', not 'resist'",
    ),
    "a field, any of several": (
        ARGUE,
        {"reply": {"for_offer": ["resist", "approve"]}},
        "for_offer is 'neutral', not ['resist', 'approve']",
    ),
    "a field that is not there": (
        ARGUE,
        {"reply": {"advice": "x"}},
        "there is no field 'advice' in its argument",
    ),
    "an answer": (DECIDE, {"answer": "reject"}, ILL),
    "one of two answers": (
        DECIDE,
        {"answer": ["reject", "counter"]},
        "it answers accept, not reject or counter",
    ),
    "an answer of what has none": (SPEAK, {"answer": "accept"}, "it answers nothing, not accept"),
    "a lean": (WEIGH, {"lean": [-1, 0.1]}, "lean is +0.20, not from -1 to +0.1"),
    "a lean of what has none": (ARGUE, {"lean": [-1, 1]}, "there is no lean"),
    "a position": (
        SPEAK,
        {"positions": [{"issue": "I1", "holds": ["a"]}]},
        "on I1 it is read as holding b, not a",
    ),
    "a rejection": (
        SPEAK,
        {"positions": [{"issue": "I1", "rejects": ["a"]}]},
        "on I1 it is read as rejecting nothing, not a",
    ),
    "a firmness": (
        SPEAK,
        {"positions": [{"issue": "I1", "holds": ["b"], "firmness": "flexible"}]},
        "on I1 it is read as firm, not flexible",
    ),
    "a position on what is not spoken of": (
        SPEAK,
        {"positions": [{"issue": "I2", "holds": ["a"]}]},
        "nothing is read on I2",
    ),
    "a position of a reading": (
        READ,
        {"positions": [{"issue": "I1", "holds": ["c"]}]},
        "on I1 it is read as holding b, not c",
    ),
    "words that are said": (SPEAK, {"says": {"contains": ["wells"]}}, "what it says lacks “wells”"),
    "words that are not said": (SPEAK, {"says": {"lacks": ["equal"]}}, "what it says contains “equal”"),
    "words of a council": (ARGUE, {"says": {"contains": ["sugar"]}}, "what it says lacks “sugar”"),
    "words of a judgement": (WEIGH, {"says": {"contains": ["sugar"]}}, "what it says lacks “sugar”"),
    "words that are told": (SPEAK, {"prompt": {"contains": ["Moscow"]}}, "the prompt lacks “Moscow”"),
    "words that are not told": (
        SPEAK,
        {"prompt": {"lacks": ["Your part:"]}},
        "the prompt contains “Your part:”",
    ),
    "a bound": (SPEAK, {"prompt": {"at_most_tokens": 100}}, "tokens, more than 100"),
    "a repair turn": (SPEAK, {"repair": {"contains": ["text:"]}}, "the repair turn lacks “text:”"),
    "a valid reply at once": (
        {**SPEAK, "mock": ["No JSON.", SPOKEN]},
        {},
        "it took a repair",
    ),
    "a valid reply at all": (
        {**SPEAK, "mock": ["No JSON.", "Nor here."]},
        {},
        "there is no valid reply (malformed): the reply holds no JSON object (asked twice)",
    ),
    "a fault": (SPEAK, {"fault": "unfit"}, "there is a valid reply, and no fault of the kind unfit"),
    "another fault": (
        {**SPEAK, "mock": ["No JSON.", "Nor here."]},
        {"fault": "unfit"},
        "the fault is malformed:",
    ),
    "a mandate": (
        DECIDE,
        {"within_mandate": True},
        "I2.d crosses its mandate: Further unilateral withdrawal",
    ),
    "a mandate, with a counter": (
        said(DECIDE, answer="counter", terms=["I2.b", "I4.e"]),
        {"within_mandate": True},
        "I4.e crosses its mandate: A force cut",
    ),
    "grounds": (
        said(READ, positions=[{**READ["mock"]["positions"][0], "quote": "equal measures"}]),
        {"grounded": True, "valid": False},
        "not everything is proven by a quote: “equal measures”",
    ),
    "a secret of one's own card": (
        said(SPEAK, text="I tell you: the treasury could carry the whole repair without a new tax."),
        {"no_leak": True},
        "what only its own side knows: “the treasury could carry the whole repair without a new tax”",
    ),
    "a mock that the schema forbids": (
        said(ARGUE, text="x" * 1801),
        {},
        "the mocked answer does not fit what is asked for: text of the reply has 1801 characters",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_as_expected_is_told_in_a_sentence(tmp_path: Path, name: str) -> None:
    case, expect, sentence = WRONG[name]
    found = problems(tmp_path, case, **expect)
    assert len(found) == 1, found
    assert sentence in found[0]


def test_a_secret_of_ones_council_is_found_in_an_answer(tmp_path: Path) -> None:
    view = {**OFFERED, "judgement": {"reasons": ["We hold our breath until the winter has passed over us."]}}
    case = said({**DECIDE, "view": {"written": view}}, text="We hold our breath until the winter has passed!")
    assert problems(tmp_path, case, no_leak=True) == (
        "it says to others what only its own side knows: “we hold our breath until the winter has passed”",
    )


def test_what_everybody_has_heard_is_no_secret(tmp_path: Path) -> None:
    words = "The treasury could carry the whole repair without a new tax."
    view = {"written": {"stage": "direct", "statements": [{"seat": "south", "text": words}]}}
    assert not problems(tmp_path, said({**SPEAK, "view": view}, text=words), no_leak=True)


def test_every_expectation_can_hold(tmp_path: Path) -> None:
    expect = {
        "positions": [{"issue": "I1", "holds": ["b"], "firmness": "firm"}],
        "says": {"contains": ["equal   shares"], "lacks": ["wells"]},
        "prompt": {"contains": ["Your part:"], "lacks": ["Moscow"], "at_most_tokens": 3000},
        "no_leak": True,
        "same_across": 2,
    }
    (verdict,) = judged(tmp_path, {**SPEAK, "expect": expect})
    assert not verdict.problems
    assert verdict.share == 1
    names = {check.name for check in verdict.trials[0].checks}
    assert {"position on I1", "no leak", "same across paraphrases", "schema", "tokens"} <= names


def test_a_case_without_an_answer_is_told_and_not_judged(tmp_path: Path) -> None:
    case = {key: value for key, value in SPEAK.items() if key != "mock"}
    (verdict,) = judged(tmp_path, {**case, "expect": {"answer": "accept", "prompt": {"lacks": ["weir"]}}})
    assert verdict.skipped
    assert verdict.problems == ("the prompt contains “weir”",)


# -- asked of a model -----------------------------------------------------------------------------


def test_another_decision_under_a_paraphrase_is_found(tmp_path: Path) -> None:
    def fickle(request: Request) -> Fields:
        plain = "# Where the talks stand" in request.messages[1].text
        return DECIDED if plain else {**DECIDED, "answer": "reject"}

    case = {**DECIDE, "expect": {"same_across": 2}}
    (verdict,) = judged(tmp_path, case, asking=asked_of(fickle))
    assert verdict.problems == (
        "under paraphrase one it comes to reject, not accept",
        "under paraphrase two it comes to reject, not accept",
    )
    (steady,) = judged(tmp_path, case, asking=asked_of(lambda _: DECIDED))
    assert not steady.problems


@pytest.mark.parametrize(
    ("case", "other", "told"),
    [
        (ARGUE, {"text": "No.", "for_offer": "resist"}, "it comes to resist, not neutral"),
        (WEIGH, {**WEIGH["mock"], "lean": -0.4}, "it comes to towards -1, not towards +1"),
        (WEIGH, {**WEIGH["mock"], "lean": 0.05}, "it comes to undecided, not towards +1"),
        (SPEAK, {"text": "No."}, "there is no valid reply: private_note: field required (asked twice)"),
    ],
)
def test_another_advice_or_direction_is_found_too(
    tmp_path: Path, case: Fields, other: Fields, told: str
) -> None:
    def fickle(request: Request) -> Fields:
        plain = "# Where the talks stand" in request.messages[1].text
        return dict(case["mock"]) if plain else other

    (verdict,) = judged(tmp_path, {**case, "expect": {"same_across": 1}}, asking=asked_of(fickle))
    assert verdict.problems == (f"under paraphrase one {told}",)


def test_each_sample_is_another_draw_and_the_share_that_passes_counts(tmp_path: Path) -> None:
    draws: list[str] = []

    def wavering(request: Request) -> Fields:
        draws.append(request.draw)
        return {**DECIDED, "answer": "reject" if len(draws) % 2 else "accept"}

    case = {**DECIDE, "expect": {"answer": "accept"}}
    (verdict,) = judged(tmp_path, case, asking=asked_of(wavering, samples=4))
    assert len(set(draws)) == len(draws) == 4
    assert [trial.passed for trial in verdict.trials] == [False, True, False, True]
    assert verdict.share == 0.5
    assert failed([verdict], 0.8) == [verdict]
    assert failed([verdict], 0.5) == []


def test_what_no_mock_can_do_is_not_asked_of_a_model(tmp_path: Path) -> None:
    """A model's answer is judged by the rules, not by the schema of the mock that stands in the case."""
    case = {**said(ARGUE, text="x" * 1801), "expect": {"reply": {"for_offer": "resist"}}}
    (verdict,) = judged(tmp_path, case, asking=asked_of(lambda _: {"text": "No.", "for_offer": "resist"}))
    assert not verdict.problems
    assert verdict.trials[0].first


# -- reports --------------------------------------------------------------------------------------


def test_the_xml_says_what_failed_and_survives_any_words(tmp_path: Path) -> None:
    fine = {**SPEAK, "id": "fine & <well>"}
    wrong = {**SPEAK, "id": "wrong", "expect": {"says": {"contains": ["a < b & c"], "lacks": ["equal"]}}}
    found = judged(tmp_path, fine, wrong)
    suite = ElementTree.fromstring(junit(found, 1.0))
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    one, two = suite
    assert (one.get("name"), one.get("classname"), one.get("line")) == ("fine & <well>", "cases.speak", "2")
    assert one.find("failure") is None
    failure = two.find("failure")
    assert failure is not None
    assert failure.get("message") == "what it says lacks “a < b & c”"
    assert failure.text == "what it says lacks “a < b & c”\nwhat it says contains “equal”"


def test_the_xml_holds_no_character_that_xml_cannot(tmp_path: Path) -> None:
    (verdict,) = judged(tmp_path, {**SPEAK, "id": "bell", "expect": {"says": {"contains": ["\x07"]}}})
    assert "failure" in junit([verdict], 1.0)
    ElementTree.fromstring(junit([verdict], 1.0))


def test_the_object_holds_every_check_of_every_trial(tmp_path: Path) -> None:
    found = judged(tmp_path, {**DECIDE, "expect": {"answer": "reject"}}, SPEAK)
    told = answer(found, "mock", 1.0)
    assert told["counts"] == {"cases": 2, "passed": 1, "failed": 1, "reply_not_judged": 0}
    wrong, fine = told["cases"]
    assert (wrong["actor"], wrong["act"], wrong["passed"], wrong["problems"]) == (
        "ukraine.leader",
        "decide",
        False,
        [ILL],
    )
    assert {"name": "answer", "problem": ILL} in wrong["trials"][0]["checks"]
    assert fine["passed"]
    assert fine["trials"][0]["valid_at_first"]


def test_a_share_is_of_the_trials(tmp_path: Path) -> None:
    (verdict,) = judged(tmp_path, SPEAK)
    twice = replace(verdict, trials=verdict.trials * 2)
    assert twice.share == 1
    assert twice.problems == ()
