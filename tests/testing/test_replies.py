"""Replies for scripts: the good ones are valid to a real seat, each bad one comes to what it is named for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from pydantic import ValidationError

from detente.agents.agent import CannotAct
from detente.agents.persona.seat import PersonaSeat
from detente.llm.door import Door, Line
from detente.llm.failures import SENTENCES
from detente.llm.settings import ModelSettings
from detente.llm.specs import parse_spec
from detente.prompts.library import built_in
from detente.prompts.render import Prompter
from detente.scenario.model import Scenario
from detente.testing import BAD, Bad, ScriptedModel, bad_replies, valid_reply
from detente.testing import replies as made
from detente.testing.asked import ACTS
from detente.transcripts.acts import Act, Reading, Reply
from detente.transcripts.grounding import ground
from detente.transcripts.table import View
from tests.agents.persona.conversation import (
    ARGUE,
    EUROPE_WEIGHS,
    LAST,
    PROPOSE,
    READ,
    SPEAK,
    WEIGH,
    at_the_table,
)

EVERY: dict[str, Act] = {
    "argue": ARGUE, "weigh": WEIGH, "speak": SPEAK, "propose": PROPOSE, "decide": LAST, "read": READ,
}  # fmt: skip


@dataclass
class Came:
    """What came of an act that was put to a real seat."""

    model: ScriptedModel
    reply: Reply | None = None
    fault: str = ""


def put(scenario: Scenario, act: Act, says: object) -> Came:
    """Put an act to a seat that a script plays."""
    came = Came(ScriptedModel())
    came.model.on(says=says)  # type: ignore[arg-type]
    line = Line(parse_spec("openai:test"), ModelSettings(tries=2))
    door = Door(providers=came.model.providers)
    seat = PersonaSeat(scenario, line, door, Prompter(built_in(), scenario))
    try:
        came.reply = asyncio.run(seat.act(act, View(act.seat, at_the_table())))
    except CannotAct as fault:
        came.fault = fault.kind
    return came


@pytest.mark.parametrize("act", [*EVERY.values(), EUROPE_WEIGHS], ids=lambda act: act.slot)
def test_a_plain_reply_is_valid_whatever_is_asked(ukraine: Scenario, act: Act) -> None:
    came = put(ukraine, act, valid_reply)
    assert came.fault == ""
    assert type(came.reply).__name__.lower() in ACTS
    assert len(came.model.asked) == 1


def test_replies_hold_what_they_are_given(ukraine: Scenario) -> None:
    judged = put(ukraine, WEIGH, made.judgement(0.5, reasons=["The reset."], instructions="Ask for more."))
    assert judged.reply is not None
    assert judged.reply.model_dump(include={"lean", "reasons", "instructions"}) == {
        "lean": 0.5,
        "reasons": ("The reset.",),
        "instructions": "Ask for more.",
    }
    offered = put(ukraine, PROPOSE, made.offer({"I1": "b"}, levers=["trade"], text="Take it."))
    assert offered.reply is not None
    assert offered.reply.model_dump(include={"terms", "levers", "text"}) == {
        "terms": {"I1": "b"},
        "levers": ("trade",),
        "text": "Take it.",
    }
    refused = put(ukraine, LAST, made.decision("reject", would_take={"I2": "c"}, reasons=["Donetsk."]))
    assert refused.reply is not None
    assert refused.reply.model_dump(include={"answer", "would_take"}) == {
        "answer": "reject",
        "would_take": {"I2": "c"},
    }
    position = made.position("I2", "b", "freeze on the line", firmness="flexible")
    read = put(ukraine, READ, made.reading(position, answer="accept"))
    assert isinstance(read.reply, Reading)
    assert read.reply.positions[0].firmness == "flexible"


@pytest.mark.parametrize(
    "slip",
    [
        lambda: made.statement(""),
        lambda: made.argument("Yes.", for_offer="maybe"),  # type: ignore[arg-type]
        lambda: made.judgement(2.0),
        lambda: made.decision("perhaps"),  # type: ignore[arg-type]
        lambda: made.position("I1", [], "words"),
    ],
)
def test_a_slip_in_a_script_is_found_where_it_is_written(slip: object) -> None:
    with pytest.raises(ValidationError):
        slip()  # type: ignore[operator]


def cases() -> list[tuple[str, Bad]]:
    return [(act, bad) for act in EVERY for bad in bad_replies(act).values()]


@pytest.mark.parametrize(("act", "bad"), cases(), ids=str)
def test_a_bad_reply_comes_to_the_fault_it_is_named_for(ukraine: Scenario, act: str, bad: Bad) -> None:
    came = put(ukraine, EVERY[act], bad)
    assert came.fault == bad.leads_to
    assert any(asked.repairs for asked in came.model.asked) == bad.asked_again
    assert (came.reply is None) == bool(bad.leads_to)


@pytest.mark.parametrize(("act", "bad"), [(act, bad) for act, bad in cases() if bad.asked_again], ids=str)
def test_its_repair_is_taken(ukraine: Scenario, act: str, bad: Bad) -> None:
    came = put(ukraine, EVERY[act], [bad, valid_reply])
    assert came.fault == ""
    assert [asked.repairs for asked in came.model.asked] == [0, 1]


def test_an_ungrounded_quote_is_refused_in_the_end(ukraine: Scenario) -> None:
    came = put(ukraine, READ, BAD["ungrounded quote"])
    assert isinstance(came.reply, Reading)
    (refused,) = ground(came.reply, READ.text, ukraine).refused
    assert "does not stand in the statement" in refused.reason


WORDS = {
    "unknown option": "there is no ",
    "unknown lever": "there is no 'magic'",
    "unknown demand": "there is no 'magic'",
    "unknown issue": "there is no 'no-issue'",
    "unknown faction": "give one share for each of",
    "excluded pair": "exclude each other",
    "an issue twice": "stands twice",
    "shares that do not sum": "the shares sum to",
    "lean out of range": "lean",
    "counter where none is allowed": "this gate takes accept or reject",
    "unknown answer": "answer",
    "unknown field": "mood",
    "too long": "at most 4000 characters",
    "no words": "there are no words",
    "half an object": "not valid JSON",
    "two objects": "holds 2 JSON objects",
    "a list": "is a list",
    "a key twice": "stands twice in one object",
    "not JSON": "holds no JSON object",
    "truncated": "cut off at its length limit",
    "ungrounded quote": "does not stand in the statement",
}


@pytest.mark.parametrize("name", WORDS)
def test_the_repair_turn_says_what_is_wrong(ukraine: Scenario, name: str) -> None:
    bad = BAD[name]
    for act in bad.acts:
        said = put(ukraine, EVERY[act], [bad, valid_reply]).model.asked[1].turn
        assert WORDS[name] in said


def test_every_kind_of_failure_is_among_them() -> None:
    assert set(SENTENCES) <= set(BAD)
    assert all(name == bad.name for name, bad in BAD.items())
    assert {act for bad in BAD.values() for act in bad.acts} == set(ACTS.values())


def test_where_no_pair_is_told_to_be_excluded_the_script_says_so(ukraine: Scenario) -> None:
    bare = ukraine.model_copy(update={"excludes": ()})
    with pytest.raises(ValueError, match="no pair of options is told to be excluded"):
        put(bare, PROPOSE, BAD["excluded pair"])
