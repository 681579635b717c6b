"""Each act's valid reply has its type; whatever is invalid gets one repair turn, then is a fault."""

from __future__ import annotations

from typing import Any

import pytest

from detente.scenario.model import Scenario
from detente.transcripts.acts import (
    Act,
    Argument,
    Decision,
    Judgement,
    Offer,
    Position,
    Reading,
    Reply,
    Statement,
)
from tests.agents.persona.conversation import (
    ARGUE,
    ARGUED,
    CONSENSUS,
    DECIDE,
    DECIDED,
    EUROPE_WEIGHS,
    LAST,
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
    put,
)

VALID: list[tuple[Act, dict[str, Any], Reply]] = [
    (ARGUE, ARGUED, Argument(text="Take it.", for_offer="approve")),
    (
        WEIGH,
        WEIGHED,
        Judgement(
            lean=0.25,
            influence=SHARES,
            reasons=("The reset is real.",),
            instructions="Ask for the treaty.",
        ),
    ),
    (
        EUROPE_WEIGHS,
        CONSENSUS,
        Judgement(lean=None, influence=dict.fromkeys(("EU", "CW", "PB"), 0.3333)),
    ),
    (SPEAK, SPOKEN, Statement(text="We will talk.", private_note="Play for time.")),
    (
        PROPOSE,
        OFFERED,
        Offer(
            to="russia",
            terms={"I1": "b", "I7": "c"},
            levers=("trade", "us_sanctions"),
            demands=("no_withdrawal",),
            text="Take it.",
        ),
    ),
    (PROPOSE, {**OFFERED, "walk_away": True}, Offer(to="russia", text="Take it.", walk_away=True)),
    (
        DECIDE,
        DECIDED,
        Decision(
            answer="counter",
            terms={"I2": "c"},
            text="Not quite.",
            reasons=("Donetsk.",),
            would_take={"I2": "c"},
        ),
    ),
    (
        LAST,
        {**DECIDED, "answer": "reject", "terms": []},
        Decision(answer="reject", text="Not quite.", reasons=("Donetsk.",), would_take={"I2": "c"}),
    ),
    (
        READ,
        WAS_READ,
        Reading(
            positions=(Position(issue="I2", options=("b",), firmness="firm", quote="freeze on the line"),)
        ),
    ),
]


@pytest.mark.parametrize(("act", "answer", "reply"), VALID)
def test_a_valid_answer_becomes_the_reply_of_its_act_and_is_asked_for_once(
    ukraine: Scenario, act: Act, answer: dict[str, Any], reply: Reply
) -> None:
    said = put(ukraine, act, answer)
    assert said.reply == reply
    assert type(said.reply) is type(reply)
    assert [message.role for message in said.asked[0].messages] == ["system", "user"]


def test_a_range_of_neighbours_is_read_in_the_issues_order(ukraine: Scenario) -> None:
    answer = {**WAS_READ, "positions": [{**POSITION, "options": ["d", "b", "c"]}]}
    reply = put(ukraine, READ, answer).reply
    assert isinstance(reply, Reading)
    assert reply.positions[0].options == ("b", "c", "d")


def test_shares_that_nearly_sum_are_scaled_to_one(ukraine: Scenario) -> None:
    near = [{"faction": name, "share": share * 1.05} for name, share in SHARES.items()]
    reply = put(ukraine, WEIGH, {**WEIGHED, "influence": near}).reply
    assert isinstance(reply, Judgement)
    assert reply.influence == SHARES


def shares(**changes: float) -> dict[str, Any]:
    """A judgement with other shares."""
    changed = {**SHARES, **changes}
    return {**WEIGHED, "influence": [{"faction": name, "share": share} for name, share in changed.items()]}


def without(answer: dict[str, Any], name: str) -> dict[str, Any]:
    """An answer that lacks a field."""
    return {key: value for key, value in answer.items() if key != name}


def position(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a model writes
    """A reading of one position, changed."""
    return {**WAS_READ, "positions": [{**POSITION, **changes}]}


Invalid = tuple[Act, dict[str, Any], dict[str, Any], str]
"""An act, an answer to it that cannot stand, one that can, and words that name the problem."""
INVALID: dict[str, Invalid] = {
    "a wrong type": (SPEAK, {**SPOKEN, "text": 5}, SPOKEN, "text: "),
    "no words": (SPEAK, {**SPOKEN, "text": ""}, SPOKEN, "text: "),
    "too many words": (SPEAK, {**SPOKEN, "text": "x" * 4001}, SPOKEN, "text: "),
    "a long note": (SPEAK, {**SPOKEN, "private_note": "x" * 301}, SPOKEN, "private_note: "),
    "a field more": (SPEAK, {**SPOKEN, "mood": "good"}, SPOKEN, "mood: "),
    "a field less": (SPEAK, without(SPOKEN, "private_note"), SPOKEN, "private_note: field required"),
    "another act's reply": (SPEAK, ARGUED, SPOKEN, "private_note: field required"),
    "unknown advice": (ARGUE, {**ARGUED, "for_offer": "perhaps"}, ARGUED, "for_offer: "),
    "a lean in words": (WEIGH, {**WEIGHED, "lean": "left"}, WEIGHED, "lean: "),
    "a lean too far": (WEIGH, {**WEIGHED, "lean": 1.5}, WEIGHED, "lean: "),
    "no lean": (WEIGH, {**WEIGHED, "lean": None}, WEIGHED, "lean: give a number from -1 to 1"),
    "a lean without camps": (
        EUROPE_WEIGHS,
        {**CONSENSUS, "lean": 0.2},
        CONSENSUS,
        "lean: this party has no camps; give null",
    ),
    "shares over one": (WEIGH, shares(N=0.9), WEIGHED, "influence: the shares sum to 1.80, not to 1"),
    "shares of nothing": (WEIGH, shares(T=0, B=0), WEIGHED, "influence: the shares sum to 0.50, not to 1"),
    "a share below 0": (WEIGH, shares(N=-0.1), WEIGHED, "influence.0.share: "),
    "an unknown faction": (WEIGH, shares(X=0.0), WEIGHED, "one share for each of N, S, W, T, B, D"),
    "a faction twice": (
        WEIGH,
        {**WEIGHED, "influence": [*WEIGHED["influence"], {"faction": "N", "share": 0.0}]},
        WEIGHED,
        "one share for each of N, S, W, T, B, D",
    ),
    "a faction less": (
        WEIGH,
        {**WEIGHED, "influence": WEIGHED["influence"][1:]},
        WEIGHED,
        "one share for each of N, S, W, T, B, D",
    ),
    "an unknown option offered": (PROPOSE, {**OFFERED, "terms": ["I1.g"]}, OFFERED, "no option 'I1.g'"),
    "an unknown issue offered": (PROPOSE, {**OFFERED, "terms": ["I77.a"]}, OFFERED, "no option 'I77.a'"),
    "an option in words": (PROPOSE, {**OFFERED, "terms": ["freeze"]}, OFFERED, "write ISSUE.OPTION, as I1.a"),
    "terms as an object": (PROPOSE, {**OFFERED, "terms": {"I1": "b"}}, OFFERED, "terms: "),
    "an issue twice": (
        PROPOSE,
        {**OFFERED, "terms": ["I1.b", "I1.c"]},
        OFFERED,
        "terms: I1 stands twice; give one option for an issue",
    ),
    "an excluded pair": (
        PROPOSE,
        {**OFFERED, "terms": ["I6.a", "I7.c"]},
        OFFERED,
        "I6.a and I7.c exclude each other",
    ),
    "a lever of another": (
        PROPOSE,
        {**OFFERED, "levers": ["eu_sanctions"]},
        OFFERED,
        "levers: there is no 'eu_sanctions'; there is arm_ukraine, arms_treaties",
    ),
    "a lever over another": (PROPOSE, {**OFFERED, "levers": ["support_kyiv"]}, OFFERED, "'support_kyiv'"),
    "an unknown demand": (
        PROPOSE,
        {**OFFERED, "demands": ["language_rights"]},
        OFFERED,
        "demands: there is no 'language_rights'",
    ),
    "an unknown answer": (DECIDE, {**DECIDED, "answer": "maybe"}, DECIDED, "answer: "),
    "a counter without terms": (
        DECIDE,
        {**DECIDED, "terms": []},
        DECIDED,
        "terms: a counter-offer names the options",
    ),
    "an unknown option countered": (
        DECIDE,
        {**DECIDED, "terms": ["I2.x"]},
        DECIDED,
        "terms: there is no option 'I2.x'",
    ),
    "a counter against the offer": (
        DECIDE,
        {**DECIDED, "terms": ["I7.d"]},
        DECIDED,
        "I6.a and I7.d exclude each other",
    ),
    "an unknown change": (
        DECIDE,
        {**DECIDED, "would_take": ["I2"]},
        DECIDED,
        "would_take: there is no option 'I2'",
    ),
    "a change that excludes": (
        DECIDE,
        {**DECIDED, "would_take": ["I6.a", "I7.c"]},
        DECIDED,
        "would_take: I6.a and I7.c exclude each other",
    ),
    "a counter too late": (
        LAST,
        DECIDED,
        {**DECIDED, "answer": "reject"},
        "answer: this gate takes accept or reject, not a counter-offer",
    ),
    "an unknown issue read": (READ, position(issue="I77"), WAS_READ, "issue: there is no 'I77'"),
    "an unknown option read": (
        READ,
        position(options=["g"]),
        WAS_READ,
        "options of I2: there is no 'g'; there is a, b, c, d, e, f",
    ),
    "options apart": (READ, position(options=["a", "c"]), WAS_READ, "a range of neighbours"),
    "no options": (READ, position(options=[]), WAS_READ, "positions.0.options: "),
    "unknown firmness": (READ, position(firmness="soft"), WAS_READ, "positions.0.firmness: "),
    "an unknown issue unclear": (
        READ,
        {**WAS_READ, "unclear": [{"issue": "I77", "quote": "the line"}]},
        WAS_READ,
        "unclear: there is no 'I77'",
    ),
}


@pytest.mark.parametrize("kind", INVALID)
def test_an_invalid_answer_is_asked_for_once_more_with_its_problem_named(
    ukraine: Scenario, kind: str
) -> None:
    act, wrong, right, problem = INVALID[kind]
    said = put(ukraine, act, wrong, right)
    assert problem in said.repair
    assert said.asked[0].reply in said.repair, "it names what is to be given again"
    assert said.reply == put(ukraine, act, right).reply


@pytest.mark.parametrize("kind", INVALID)
def test_a_second_invalid_answer_is_a_fault_and_no_reply(ukraine: Scenario, kind: str) -> None:
    act, wrong, _, problem = INVALID[kind]
    said = put(ukraine, act, wrong, wrong)
    assert said.reply is None
    assert said.fault is not None
    assert said.fault.kind == "unfit"
    assert problem in str(said.fault)
    assert str(said.fault).endswith("(asked twice)")


def test_the_second_problem_is_the_one_that_is_told(ukraine: Scenario) -> None:
    said = put(ukraine, SPEAK, {**SPOKEN, "text": ""}, {**SPOKEN, "mood": "good"})
    assert said.fault is not None
    assert str(said.fault).startswith("mood: ")
