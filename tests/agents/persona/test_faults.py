"""Answers that are none: refused or filtered at once, cut off or malformed after one repair turn."""

from __future__ import annotations

import json

import pytest

from detente.llm.failures import ModelFailure
from detente.scenario.model import Scenario
from detente.transcripts.acts import Act, Statement
from detente.transcripts.calls import Answer
from tests.agents.persona.conversation import (
    ARGUE,
    DECIDE,
    PROPOSE,
    READ,
    SPEAK,
    SPOKEN,
    WAS_READ,
    WEIGH,
    Says,
    put,
)

WHOLE = json.dumps(SPOKEN)
GOOD = Statement(text="We will talk.", private_note="Play for time.")
ACTS = [ARGUE, WEIGH, SPEAK, PROPOSE, DECIDE, READ]


@pytest.mark.parametrize("act", ACTS)
def test_a_refusal_is_a_fault_at_once(ukraine: Scenario, act: Act) -> None:
    said = put(ukraine, act, Answer(text="", refusal="I would rather not.", finish="stop"))
    assert said.fault is not None
    assert said.fault.kind == "refusal"
    assert said.reply is None


@pytest.mark.parametrize("finish", ["content_filter", "safety", "SAFETY", "blocked"])
def test_a_filtered_answer_is_a_fault_at_once_even_if_it_is_whole(ukraine: Scenario, finish: str) -> None:
    said = put(ukraine, SPEAK, Answer(text=WHOLE, finish=finish))
    assert said.fault is not None
    assert said.fault.kind == "filtered"
    assert said.reply is None


@pytest.mark.parametrize("answer", [Answer(text="", refusal="No."), Answer(text="", finish="content_filter")])
def test_a_refusal_of_the_repair_is_a_fault_too(ukraine: Scenario, answer: Answer) -> None:
    said = put(ukraine, SPEAK, "nothing of use", answer)
    assert said.fault is not None
    assert said.fault.kind in ("refusal", "filtered")
    assert said.reply is None


@pytest.mark.parametrize("finish", ["length", "max_tokens", "MAX_TOKENS"])
def test_an_answer_that_was_cut_off_is_asked_for_again_and_then_truncated(
    ukraine: Scenario, finish: str
) -> None:
    cut = Answer(text=WHOLE[:20], finish=finish)
    assert put(ukraine, SPEAK, cut, SPOKEN).reply == GOOD
    said = put(ukraine, SPEAK, cut, cut)
    assert "the reply was cut off at its length limit" in said.repair
    assert said.fault is not None
    assert said.fault.kind == "truncated"
    assert said.reply is None


MALFORMED: dict[str, tuple[str, str]] = {
    "prose": ("We will talk.", "the reply holds no JSON object"),
    "a list": ('[{"text": "We"}]', "the reply is a list; give one JSON object"),
    "two objects": (f"{WHOLE} {WHOLE}", "the reply holds 2 JSON objects; give exactly one"),
    "half an object": (WHOLE[:20], "the reply is not valid JSON"),
    "a key twice": ('{"text": "a", "text": "b", "private_note": ""}', "the key 'text' stands twice"),
    "no number": ('{"text": NaN, "private_note": ""}', "NaN is no JSON value"),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_answer_is_asked_for_again_and_then_a_fault(ukraine: Scenario, kind: str) -> None:
    text, problem = MALFORMED[kind]
    assert put(ukraine, SPEAK, text, SPOKEN).reply == GOOD
    said = put(ukraine, SPEAK, text, text)
    assert problem in said.repair
    assert said.fault is not None
    assert said.fault.kind == "malformed"
    assert said.reply is None


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_answer_is_asked_for_again_and_then_a_fault(ukraine: Scenario, text: str) -> None:
    said = put(ukraine, SPEAK, text, text)
    assert "the reply is empty" in said.repair
    assert said.fault is not None
    assert said.fault.kind == "empty"


def test_the_kind_of_a_fault_is_that_of_the_second_answer(ukraine: Scenario) -> None:
    said = put(ukraine, SPEAK, "", {**SPOKEN, "mood": "good"})
    assert said.fault is not None
    assert said.fault.kind == "unfit"


@pytest.mark.parametrize("kind", ["unauthorized", "bad_request", "busy", "timeout"])
@pytest.mark.parametrize("before", [(), ("nothing of use",)])
def test_a_provider_that_fails_is_a_fault_of_its_own_kind(
    ukraine: Scenario, kind: str, before: tuple[Says, ...]
) -> None:
    said = put(ukraine, SPEAK, *before, ModelFailure(kind))
    assert said.fault is not None
    assert said.fault.kind == kind
    assert said.reply is None


# -- the repair turn ------------------------------------------------------------------------------


def test_the_repair_turn_shows_the_model_its_own_answer(ukraine: Scenario) -> None:
    said = put(ukraine, SPEAK, "Nothing of use.", SPOKEN)
    assert said.repair
    assert said.asked[1].messages[2].text == "Nothing of use."
    assert put(ukraine, SPEAK, "", SPOKEN).asked[1].messages[2].text == "(nothing)"
    long = put(ukraine, SPEAK, "x" * 50_000, SPOKEN)
    assert len(long.asked[1].messages[2].text) <= 6000


def test_the_repair_asks_for_the_same_shape(ukraine: Scenario) -> None:
    first, second = put(ukraine, SPEAK, "Nothing of use.", SPOKEN).asked
    assert (first.reply, first.reply_schema) == (second.reply, second.reply_schema)
    assert first.max_tokens == second.max_tokens


def test_prose_and_fences_around_one_object_are_no_fault(ukraine: Scenario) -> None:
    said = put(ukraine, SPEAK, f"Here it is:\n```json\n{WHOLE}\n```\nI hope that {{so}} helps.")
    assert said.reply == GOOD


# -- the model as the analyst ---------------------------------------------------------------------


def test_a_quote_that_is_not_there_is_worth_one_repair_turn(ukraine: Scenario) -> None:
    missing = {**WAS_READ["positions"][0], "quote": "a freeze on the LINE of contact"}
    answer = {**WAS_READ, "positions": [*WAS_READ["positions"], missing]}
    said = put(ukraine, READ, answer, WAS_READ)
    assert '"a freeze on the LINE of contact"' in said.repair
    assert "character for character" in said.repair
    assert said.reply == put(ukraine, READ, WAS_READ).reply


def test_every_missing_quote_is_counted_in_the_repair_turn(ukraine: Scenario) -> None:
    entries = [{**WAS_READ["positions"][0], "quote": f"missing {number}"} for number in range(3)]
    said = put(ukraine, READ, {**WAS_READ, "positions": entries}, WAS_READ)
    assert '"missing 0"' in said.repair
    assert "and 2 more" in said.repair


def test_a_reading_stands_with_its_missing_quotes_if_the_repair_is_of_no_use(ukraine: Scenario) -> None:
    """What is grounded is kept; the rest is refused where the reading is grounded."""
    missing = {**WAS_READ["positions"][0], "quote": "no such words"}
    answer = {**WAS_READ, "positions": [*WAS_READ["positions"], missing]}
    for second in (answer, "nothing of use", {**WAS_READ, "mood": "good"}):
        said = put(ukraine, READ, answer, second)
        assert said.fault is None
        assert [p.quote for p in getattr(said.reply, "positions", ())] == [
            "freeze on the line",
            "no such words",
        ]
