"""Forks of sessions with models, over HTTP: the prefix costs no call, all else is paid and kept."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeGuard

import pytest

from detente.errors import SessionPaused
from detente.llm.budget import Caps
from detente.llm.settings import ModelSettings
from detente.orchestration import session
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.orchestration.forking import fork_folder, origin_of
from detente.prompts.library import BUILT_IN
from detente.scenario.model import Scenario
from detente.studies.forks import ForkSet, run_forks
from detente.transcripts import events as ev
from detente.transcripts.changes import Change, Point
from tests.faults.cases import act_of
from tests.faults.mixing import agreeable
from tests.faults.playing import calls_of
from tests.forks.making import base, branch, events_of, manifest_of
from tests.server.listener import serving
from tests.server.server import Asked, Server

SETTINGS = ModelSettings(at_once=0)


def talks(scenario: Scenario, server: Server) -> RunConfig:
    """A model in every seat, and one that reads."""
    models = dict.fromkeys((*scenario.seats, "analyst"), SETTINGS)
    return RunConfig(
        scenario=scenario, model=server.spec, analyst=server.spec, models=models, seed=2, rounds=2
    )


def asked(server: Server) -> int:
    """Requests that were about the talks."""
    return sum('"probe"' not in str(request) for request in server.asked)


def test_the_prefix_of_a_fork_costs_no_call(ukraine: Scenario, tmp_path: Path) -> None:
    with serving(Server(say=agreeable)) as server:
        path, _ = session.start(talks(ukraine, server), tmp_path, "base")
        last = [event for event in events_of(path) if event.round][-1]
        at = f"{last.stage}.{last.round}"
        paid = {call.slot for call in calls_of(path) if call.answer}
        before = len(server.asked)
        fork = branch(path, at)
        again = len(server.asked) - before
    copied = {call.slot for call in calls_of(fork) if call.answer and not call.charged}
    own = [call for call in calls_of(fork) if call.charged]
    assert copied <= paid
    assert len(copied) > 20
    assert again == len(own) < 15
    assert not {call.slot for call in own} & copied
    assert manifest_of(fork).totals.calls == len(own)
    assert "every byte" in session.verify(fork)


def hesitant(asked: Asked) -> dict[str, Any]:
    """Accepts when it is asked for the last time at a stage."""
    made, answers = agreeable(asked), asked.schema["properties"].get("answer", {}).get("enum", [])
    if act_of(asked) != "decide" or "counter" not in answers:
        return made
    return {**made, "answer": "counter", "terms": ["I19.a"]}


def test_replaying_a_long_session_takes_less_than_a_second(ukraine: Scenario, tmp_path: Path) -> None:
    with serving(Server(say=hesitant)) as server:
        config = replace(talks(ukraine, server), rounds=None)
        path, manifest = session.start(config, tmp_path, "base")
    assert manifest.totals.calls >= 72
    begun = time.process_time()
    session.verify(path)
    assert time.process_time() - begun < 1


def test_a_session_of_the_baseline_goes_on_with_a_model_and_keeps_its_prompts(
    tiny: Scenario, tmp_path: Path
) -> None:
    path = base(tiny, tmp_path, rounds=3)
    with serving(Server(say=agreeable)) as server:
        settings = SETTINGS.model_dump(mode="json")
        fork = branch(path, "direct.2", seats={"south": server.spec}, models={"south": settings})
    found = manifest_of(fork)
    assert found.in_force.seats == {"north": "baseline", "south": server.spec}
    assert found.has_model
    assert found.prompts
    assert {call.slot.act.split("/")[1] for call in calls_of(fork) if call.slot.turn == 0} >= {"south.leader"}
    assert all(call.slot.act.startswith(("direct.2", "direct.3", "probe")) for call in calls_of(fork))
    made = next(event for event in events_of(fork) if isinstance(event, ev.ChangeMade))
    assert made.body.seats == ("south",)
    assert "127.0.0.1" not in made.model_dump_json()
    shutil.rmtree(path)
    assert "every byte" in session.verify(fork)


def test_a_state_of_the_baseline_and_what_a_model_reports_are_no_one_series(
    ukraine: Scenario, tmp_path: Path
) -> None:
    path = base(ukraine, tmp_path, rounds=3)
    assert len(manifest_of(path).summary.lean) == 4
    with serving(Server(say=agreeable)) as server:
        change = Change(
            at=Point(stage="moscow", round=3),
            seats={"russia": server.spec},
            models={"russia": SETTINGS.model_dump(mode="json")},
        )
        found = run_forks(ForkSet(origin_of(path, "moscow.3"), change, 1), tmp_path, "set")
    reported = manifest_of(found.path / "changed-1")
    weighed = [event.body.lean for event in events_of(found.path / "changed-1") if is_lean(event)]
    assert reported.summary.lean == (weighed[-1],)
    assert len(weighed) == 3
    assert len(manifest_of(found.path / "control-1").summary.lean) == 4
    assert found.effects is not None
    assert found.effects.leans == ()
    assert "Leans are left out" in found.effects.told
    back = branch(found.path / "changed-1", "moscow.1", name="back", seats={"russia": "baseline"})
    assert len(manifest_of(back).summary.lean) == 4


def is_lean(event: ev.Event) -> TypeGuard[ev.JudgementMade]:
    """A weighing of whoever is undecided."""
    return isinstance(event, ev.JudgementMade) and event.actor == "russia.leader"


def test_another_prompt_is_told_from_the_point_on(tiny: Scenario, tmp_path: Path) -> None:
    text = (BUILT_IN / "speak.md").read_text(encoding="utf-8") + "\nSpeak as if to a child.\n"
    with serving(Server(say=agreeable)) as server:
        path, _ = session.start(talks(tiny, server), tmp_path, "base")
        before = len(server.asked)
        fork = branch(path, "direct.1", prompts={"speak": text})
        told = [str(request.body) for request in server.asked[before:]]
    assert any("Speak as if to a child." in body for body in told)
    assert "Speak as if" not in (fork / "prompts" / "speak.md").read_text(encoding="utf-8")
    assert "every byte" in session.verify(fork)


def test_a_fork_that_a_cap_stops_goes_on_where_it_stopped(tiny: Scenario, tmp_path: Path) -> None:
    with serving(Server(say=agreeable)) as server:
        path, _ = session.start(talks(tiny, server), tmp_path, "base")
        origin = origin_of(path, "direct.1")
        fork = fork_folder(origin, Change(at=origin.at), tmp_path, "fork", Caps(calls=2))
        with pytest.raises(SessionPaused, match="cap of 2 calls"):
            session.resume(fork)
        manifest, _ = session.resume(fork, backstage=Backstage(caps=Caps(calls=500)))
    assert manifest.state == "ended"
    answered = [call.slot for call in calls_of(fork) if call.answer and "probe" not in call.slot.act]
    assert len(answered) == len(set(answered))
    assert "every byte" in session.verify(fork)
