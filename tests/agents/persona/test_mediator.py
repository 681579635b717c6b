"""A model as the composing mediator: offers only what it holds, and no pair that excludes each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from detente.errors import SessionPaused
from detente.llm.chat import Request
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.orchestration import session
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from tests.agents.persona.conversation import OFFERED, PROPOSE, at_the_table, put
from tests.server.negotiator import reply

NAMES = ("levers", "demands")
Compose = Callable[[Request], dict[str, Any]]


@dataclass
class Mediator:
    """Composes offers as told; whatever else it is asked it answers like the test server's model."""

    compose: Compose
    asked: list[Request] = field(default_factory=list)
    """Every request for an offer."""

    def __call__(self, request: Request) -> dict[str, Any]:
        if request.reply != "offer":
            return reply(request.reply_schema, request.messages[0].text, request.messages[-1].text)
        self.asked.append(request)
        return self.compose(request)


def backstage(mediator: Mediator) -> Backstage:
    """Providers whose one model it is."""
    return Backstage(Providers(make=lambda *_: FakeModel(mediator)))


def composing(ukraine: Scenario) -> RunConfig:
    """A session in which a model mediates between baseline seats."""
    return RunConfig(scenario=ukraine, offers="adaptive", seats={"usa": "openai:test"})


def fitting(request: Request) -> dict[str, Any]:
    """An offer with those of its levers and demands that the addressee is under."""
    fields = request.reply_schema["properties"]
    return {**OFFERED, **{n: [e for e in OFFERED[n] if e in fields[n]["items"]["enum"]] for n in NAMES}}


def repaired(request: Request) -> bool:
    """Whether a request is a repair turn."""
    return len(request.messages) == 4


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a lever of Europe's": ({"levers": ["trade", "eu_sanctions"]}, "there is no 'eu_sanctions'"),
    "a lever over Kyiv": ({"levers": ["withdraw_support"]}, "there is no 'withdraw_support'"),
    "a lever twice": ({"levers": ["trade", "trade"]}, "'trade' stands twice"),
    "a demand of Kyiv": ({"demands": ["language_rights"]}, "there is no 'language_rights'"),
    "an excluded pair": ({"terms": ["I6.a", "I7.d"]}, "I6.a and I7.d exclude each other"),
}


@pytest.mark.parametrize("kind", BAD)
def test_an_offer_that_cannot_be_made_is_refused_with_the_reason_and_asked_for_once_more(
    ukraine: Scenario, kind: str
) -> None:
    changes, reason = BAD[kind]
    mediator = Mediator(lambda asked: fitting(asked) if repaired(asked) else {**OFFERED, **changes})
    short = replace(composing(ukraine), rounds=1)
    events = [ev.parse(line) for line in session.play(short, backstage=backstage(mediator)).lines]
    first, second = mediator.asked[:2]
    assert not repaired(first)
    assert repaired(second)
    assert reason in second.messages[3].text
    made = next(event.body for event in events if isinstance(event, ev.OfferMade))
    assert made.levers == ("trade", "us_sanctions")
    assert made.terms == {"I1": "b", "I7": "c"}
    assert not [event for event in events if isinstance(event, ev.FaultSeen)]


@pytest.mark.parametrize("kind", BAD)
def test_an_offer_that_cannot_be_made_twice_pauses_the_session_and_none_is_made(
    ukraine: Scenario, tmp_path: Path, kind: str
) -> None:
    changes, reason = BAD[kind]
    mediator = Mediator(lambda _: {**OFFERED, **changes})
    with pytest.raises(SessionPaused, match=r"usa\.leader could not act at moscow\.1/usa\.leader/pr") as stop:
        session.start(composing(ukraine), tmp_path, "talks", backstage=backstage(mediator))
    assert reason in str(stop.value)
    lines = (tmp_path / "talks" / "events.jsonl").read_bytes().splitlines()
    events = [ev.parse(line) for line in lines]
    assert len(mediator.asked) == 2
    assert isinstance(events[-1], ev.FaultSeen)
    assert events[-1].body.kind == "unfit"
    assert events[-1].body.message == "the reply does not fit what was asked for (asked twice)"
    assert not [event for event in events if isinstance(event, ev.OfferMade)]


def test_a_mediator_that_recovers_goes_on_where_it_failed(ukraine: Scenario, tmp_path: Path) -> None:
    bad, good = Mediator(lambda _: {**OFFERED, "levers": ["eu_sanctions"]}), Mediator(fitting)
    config = composing(ukraine)
    with pytest.raises(SessionPaused):
        session.start(config, tmp_path, "talks", backstage=backstage(bad))
    manifest, _ = session.resume(tmp_path / "talks", backstage=backstage(good))
    assert manifest.state == "ended"
    assert [fault["kind"] for fault in manifest.summary.faults] == ["unfit"]
    assert "every byte" in session.verify(tmp_path / "talks")


def test_an_offer_that_excludes_what_is_signed_already_is_refused(ukraine: Scenario) -> None:
    table = at_the_table()
    table.accepted = {"russia": {"I7": "d"}, "usa": {"I7": "d"}}
    said = put(ukraine, PROPOSE, {**OFFERED, "terms": ["I6.a"]}, {**OFFERED, "terms": ["I6.b"]}, table=table)
    assert "I6.a and I7.d exclude each other" in said.repair
    assert said.reply is not None
    assert getattr(said.reply, "terms", {}) == {"I6": "b"}


def test_the_levers_it_holds_over_whom_it_asks_are_listed_and_no_others(ukraine: Scenario) -> None:
    mediator = Mediator(fitting)
    session.play(composing(ukraine), backstage=backstage(mediator))
    asked = mediator.asked[0]
    turn, system = asked.messages[1].text, asked.messages[0].text
    for lever in ukraine.levers:
        usable = lever.holder == "usa" and lever.target == "russia"
        assert (f"`{lever.id}`" in turn) == usable
        if "usa" in (lever.holder, lever.target):
            assert f"- `{lever.id}`, a {lever.kind} that United States holds over" in system
            assert lever.title in system
    enumerated = asked.reply_schema["properties"]["levers"]["items"]["enum"]
    assert enumerated == [e.id for e in ukraine.levers if e.holder == "usa" and e.target == "russia"]


def test_the_demands_it_can_make_are_listed(ukraine: Scenario) -> None:
    said = put(ukraine, PROPOSE, OFFERED)
    system = said.asked[0].messages[0].text
    assert all(f"- `{demand.id}`, of " in system for demand in ukraine.demands)
    enumerated = said.asked[0].reply_schema["properties"]["demands"]["items"]["enum"]
    assert enumerated == [demand.id for demand in ukraine.demands if demand.target == "russia"]


def test_a_mediator_that_leaves_ends_the_talks(ukraine: Scenario) -> None:
    mediator = Mediator(lambda _: {**OFFERED, "walk_away": True})
    played = session.play(composing(ukraine), backstage=backstage(mediator))
    assert len(mediator.asked) == 1
    events = [ev.parse(line) for line in played.lines]
    assert isinstance(events[-1], ev.SessionEnded)
    assert events[-1].body.settlement is None
    closed = [event.body.result for event in events if isinstance(event, ev.StageClosed)]
    assert closed == ["walked_away"]
