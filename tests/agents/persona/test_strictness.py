"""Nothing is taken for what it is not: numbers in words, blank words, half quotes, names without end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from detente.scenario.model import Scenario
from detente.transcripts.acts import Act, Judgement, Offer, Position, Read, Reading
from tests.agents.persona.conversation import (
    ARGUE,
    ARGUED,
    CONSENSUS,
    DECIDE,
    DECIDED,
    EUROPE_WEIGHS,
    OFFERED,
    POSITION,
    PROPOSE,
    READ,
    SHARES,
    SPEAK,
    SPOKEN,
    WAS_READ,
    WEIGH,
    WEIGHED,
    Says,
    put,
)

BLANK = [" ", "\n\n", " \t\u00a0\u2003\u3000\n"]


def shares(share: object) -> dict[str, Any]:
    """A judgement in which one share is something else."""
    entries = [{"faction": name, "share": value} for name, value in SHARES.items()]
    return {**WEIGHED, "influence": [*entries[:-1], {"faction": "D", "share": share}]}


def refused_for(scenario: Scenario, act: Act, wrong: Says, right: Says) -> str:
    """What the one repair turn says; the same twice is a fault and no reply."""
    said = put(scenario, act, wrong, wrong)
    assert said.reply is None
    assert said.fault is not None
    assert said.fault.kind == "unfit"
    return put(scenario, act, wrong, right).repair


# -- numbers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lean", [True, False, "0.5", "0", "", [], [0.5], {"lean": 0.5}, 10**400, -(10**400)])
def test_a_lean_is_a_number_and_nothing_that_could_be_taken_for_one(ukraine: Scenario, lean: object) -> None:
    assert "│ lean: " in refused_for(ukraine, WEIGH, json.dumps({**WEIGHED, "lean": lean}), WEIGHED)


@pytest.mark.parametrize("share", [True, False, "0.1", "1", None, [0.1], 10**400])
def test_a_share_is_a_number_and_nothing_that_could_be_taken_for_one(
    ukraine: Scenario, share: object
) -> None:
    assert "│ influence.5.share: " in refused_for(ukraine, WEIGH, json.dumps(shares(share)), WEIGHED)


@pytest.mark.parametrize(("lean", "taken"), [(1, 1.0), (0, 0.0), (-1, -1.0), (0.5, 0.5), (-1e-9, 0.0)])
def test_a_whole_number_is_a_number(ukraine: Scenario, lean: float, taken: float) -> None:
    reply = put(ukraine, WEIGH, {**WEIGHED, "lean": lean}).reply
    assert isinstance(reply, Judgement)
    assert reply.lean == taken


def test_a_whole_share_is_a_share(ukraine: Scenario) -> None:
    whole = [{"faction": name, "share": int(name == "EU")} for name in ("EU", "CW", "PB")]
    reply = put(ukraine, EUROPE_WEIGHS, {**CONSENSUS, "influence": whole}).reply
    assert isinstance(reply, Judgement)
    assert reply.influence == {"EU": 1.0, "CW": 0.0, "PB": 0.0}


@pytest.mark.parametrize("value", ["yes", "true", 1, 0, None])
def test_yes_and_no_are_said_as_such(ukraine: Scenario, value: object) -> None:
    for name in ("walk_away", "detailed"):
        assert f"│ {name}: " in refused_for(ukraine, PROPOSE, {**OFFERED, name: value}, OFFERED)


# -- words ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", BLANK)
@pytest.mark.parametrize(("act", "right"), [(SPEAK, SPOKEN), (ARGUE, ARGUED)])
def test_a_statement_or_an_argument_without_words_is_none(
    ukraine: Scenario, act: Act, right: dict[str, Any], text: str
) -> None:
    assert "│ text: there are no words\n" in refused_for(ukraine, act, {**right, "text": text}, right)


@pytest.mark.parametrize("text", ["", *BLANK])
def test_an_offer_and_an_answer_may_go_without_words(ukraine: Scenario, text: str) -> None:
    assert put(ukraine, PROPOSE, {**OFFERED, "text": text}).fault is None
    assert put(ukraine, DECIDE, {**DECIDED, "text": text}).fault is None


# -- names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["terms", "levers", "demands"])
def test_names_in_a_list_have_an_end(ukraine: Scenario, field: str) -> None:
    told = refused_for(ukraine, PROPOSE, {**OFFERED, field: ["x" * 201]}, OFFERED)
    assert f"│ {field}.0: string should have at most 200 characters\n" in told


def test_a_list_of_names_has_an_end(ukraine: Scenario) -> None:
    told = refused_for(ukraine, DECIDE, {**DECIDED, "would_take": ["I2.c"] * 201}, DECIDED)
    assert "│ would_take: list should have at most 200 items" in told


@pytest.mark.parametrize(("field", "name"), [("levers", "trade"), ("demands", "no_withdrawal")])
def test_a_name_that_stands_twice_is_told(ukraine: Scenario, field: str, name: str) -> None:
    told = refused_for(ukraine, PROPOSE, {**OFFERED, field: [name, name]}, OFFERED)
    assert f"│ '{name}' stands twice\n" in told


def test_an_option_that_stands_twice_is_one_option(ukraine: Scenario) -> None:
    reply = put(ukraine, PROPOSE, {**OFFERED, "terms": ["I1.b", "I1.b"]}).reply
    assert isinstance(reply, Offer)
    assert reply.terms == {"I1": "b"}


# -- quotes --------------------------------------------------------------------------------------------

MISSING = "the quote does not stand in the statement"
CUTS = "the quote cuts a word of the statement"
NO_WORD = "the quote holds no word"


def reading(*quotes: str) -> dict[str, Any]:
    """A reading with one position for each quote."""
    return {**WAS_READ, "positions": [{**POSITION, "quote": quote} for quote in quotes]}


@pytest.mark.parametrize(
    ("quote", "why"),
    [
        ("a freeze on the Line", MISSING),
        ("a freeze … the line", MISSING),
        ("a freeze on the lin", CUTS),
        ("reeze on the line", CUTS),
        ("ould", CUTS),
        (".", NO_WORD),
        (". ", NO_WORD),
    ],
)
def test_a_quote_that_proves_nothing_is_worth_one_repair_turn_and_then_stands_to_be_refused(
    ukraine: Scenario, quote: str, why: str
) -> None:
    said = put(ukraine, READ, reading("freeze on the line", quote), WAS_READ)
    assert f'│ "{quote.strip()}": {why}; copy quotes character for character\n' in said.repair
    twice = put(ukraine, READ, reading("freeze on the line", quote), reading("freeze on the line", quote))
    assert isinstance(twice.reply, Reading)
    assert [position.quote for position in twice.reply.positions] == ["freeze on the line", quote]


def test_a_quote_of_whole_words_needs_no_repair(ukraine: Scenario) -> None:
    quotes = ("We insist", "on", "line. We could", READ.text, "freeze  on\nthe line", "supervision.")
    reply = put(ukraine, READ, reading(*quotes)).reply
    assert isinstance(reply, Reading)
    assert tuple(position.quote for position in reply.positions) == quotes


def test_a_quote_in_other_marks_of_quotation_is_the_same(ukraine: Scenario) -> None:
    act = Read(**{**READ.model_dump(), "text": "We said “no” to Kyiv’s ceiling."})
    reply = put(ukraine, act, reading('"no" to Kyiv\'s ceiling')).reply
    assert isinstance(reply, Reading)
    found = Position(issue="I2", options=("b",), firmness="firm", quote='"no" to Kyiv\'s ceiling')
    assert reply.positions == (found,)


def test_how_many_quotes_prove_nothing_is_told(ukraine: Scenario) -> None:
    said = put(ukraine, READ, reading("no such words", "ould", "freeze on the line", "."), WAS_READ)
    assert f'│ "no such words": {MISSING} (and 2 more); copy quotes character for character\n' in said.repair
