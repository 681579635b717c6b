"""What is told of a reply that cannot be used: its own side may hear its words, the table may not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detente.agents.agent import CannotAct
from detente.agents.persona.asking import TOLD
from detente.errors import SessionPaused
from detente.llm.chat import Request
from detente.llm.failures import ModelFailure
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.orchestration import session
from detente.orchestration.backstage import Backstage
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.calls import Answer
from detente.transcripts.render.record import answer
from detente.transcripts.store import Folder
from tests.agents.persona.conversation import (
    DECIDE,
    DECIDED,
    SPEAK,
    SPOKEN,
    Says,
    put,
)
from tests.prompts.sessions import models
from tests.server.negotiator import reply

SECRET = "<we would give up the plant>"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(text=SECRET, finish="length"), "truncated"),
        (Answer(text=" "), "empty"),
        (SECRET, "malformed"),
        (f'{{"{SECRET}": 1, "{SECRET}": 2}}', "malformed"),
        ({**SPOKEN, SECRET: 1}, "unfit"),
        ({**SPOKEN, "text": " "}, "unfit"),
    ],
    ids=["cut off", "empty", "prose", "a key twice", "a field more", "blank"],
)
def test_everybody_may_hear_the_kind_of_the_problem_and_no_word_of_the_reply(
    ukraine: Scenario, answer: Says, kind: str
) -> None:
    fault = put(ukraine, SPEAK, answer, answer).fault
    assert fault is not None
    assert (fault.kind, fault.told) == (kind, f"{TOLD[kind]} (asked twice)")
    assert SECRET not in fault.told


def test_the_own_side_hears_what_the_problem_is(ukraine: Scenario) -> None:
    decided = {**DECIDED, "would_take": [SECRET]}
    fault = put(ukraine, DECIDE, decided, decided).fault
    assert fault is not None
    assert (
        str(fault) == f"would_take: there is no option '{SECRET}'; write ISSUE.OPTION, as I1.a (asked twice)"
    )
    assert fault.told == "the reply does not fit what was asked for (asked twice)"


@pytest.mark.parametrize(
    "answer",
    [ModelFailure("busy", status=429), Answer(text="", refusal=SECRET), Answer(text=SECRET, finish="safety")],
    ids=["busy", "refused", "filtered"],
)
def test_what_quotes_nothing_is_told_to_everybody(ukraine: Scenario, answer: Says) -> None:
    fault = put(ukraine, SPEAK, answer).fault
    assert fault is not None
    assert fault.told == str(fault) != ""
    assert SECRET not in str(fault)


def test_a_fault_without_another_word_for_the_table_is_told_as_it_is() -> None:
    assert CannotAct("script_ended", "the script has no line").told == "the script has no line"
    assert CannotAct("unfit", "what is private", "what is not").told == "what is not"


# -- in a session --------------------------------------------------------------------------------------

WRONG: dict[str, dict[str, Any]] = {
    "judgement": {SECRET: 1},
    "statement": {SECRET: 1},
    "offer": {"levers": [SECRET]},
    "decision": {"answer": "reject", "would_take": [SECRET]},
    "reading": {"unclear": [{"issue": SECRET, "quote": ""}]},
}


def paused(scenario: Scenario, out: Path, act: str) -> tuple[str, Folder]:
    """A session that a reply of one kind has stopped; what is said about it, and its folder."""

    def says(request: Request) -> dict[str, Any]:
        made = reply(request.reply_schema, request.messages[0].text, request.messages[-1].text)
        return {**made, **WRONG[act]} if request.reply == act else made

    config = replace(models(scenario), offers="adaptive")
    stage = Backstage(Providers(make=lambda *_: FakeModel(says)))
    with pytest.raises(SessionPaused) as stop:
        session.start(config, out, "talks", backstage=stage)
    return str(stop.value), Folder(out / "talks")


@pytest.mark.parametrize("act", ["statement", "offer", "decision", "reading"])
def test_a_public_fault_has_no_word_of_the_reply(ukraine: Scenario, tmp_path: Path, act: str) -> None:
    said, folder = paused(ukraine, tmp_path, act)
    *_, last = events = folder.events()
    assert isinstance(last, ev.FaultSeen)
    assert last.audience == ("public",)
    assert (last.body.kind, last.body.message) == ("unfit", f"{TOLD['unfit']} (asked twice)")
    assert SECRET.encode() not in b"".join(folder.lines())
    assert SECRET in said, "whoever runs the session is told what is wrong"
    assert SECRET in folder.manifest.reason
    public = answer(folder.manifest, events, "", public=True)
    assert SECRET not in json.dumps(public)
    assert TOLD["unfit"] in json.dumps(public)


def test_a_fault_in_a_council_is_told_to_its_own_side_as_it_is(ukraine: Scenario, tmp_path: Path) -> None:
    _, folder = paused(ukraine, tmp_path, "judgement")
    *_, last = events = folder.events()
    assert isinstance(last, ev.FaultSeen)
    assert last.audience == ("russia",)
    assert last.body.message == f"{SECRET}: extra inputs are not permitted (asked twice)"
    public = answer(folder.manifest, events, "", public=True)
    assert SECRET not in json.dumps(public)


@pytest.mark.parametrize("act", ["statement", "decision"])
def test_a_session_with_a_fault_goes_on_and_is_verified(ukraine: Scenario, tmp_path: Path, act: str) -> None:
    paused(ukraine, tmp_path, act)
    stage = Backstage(Providers(make=lambda *_: FakeModel(_good)))
    manifest, _ = session.resume(tmp_path / "talks", backstage=stage)
    assert manifest.state == "ended"
    assert [fault["message"] for fault in manifest.summary.faults] == [f"{TOLD['unfit']} (asked twice)"]
    assert "every byte" in session.verify(tmp_path / "talks")


def _good(request: Request) -> dict[str, Any]:
    return reply(request.reply_schema, request.messages[0].text, request.messages[-1].text)
