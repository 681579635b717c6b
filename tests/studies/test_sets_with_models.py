"""Sets of sessions with models: many in one loop, one cap for all of them, over every run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detente.llm.budget import Caps
from detente.llm.chat import Request
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.llm.settings import ModelSettings
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.orchestration.session import play, verify
from detente.scenario.model import Scenario
from detente.studies.sets import SetDesign, resume_set, run_set
from detente.transcripts.calls import Answer
from tests.faults.playing import calls_of
from tests.server import negotiator

NAMES = ("north", "south", "analyst")


def says(request: Request) -> dict[str, Any]:
    """The same answer to the same question."""
    return negotiator.reply(request.reply_schema, request.messages[0].text, request.messages[1].text)


def design(scenario: Scenario, seeds: int = 5, **settings: Any) -> SetDesign:  # noqa: ANN401 - of a model
    """Several seeds with a model in every seat."""
    models: Mapping[str, ModelSettings] = dict.fromkeys(NAMES, ModelSettings(**settings))
    base = RunConfig(
        scenario=scenario, model="openai:test", analyst="openai:test", rounds=1, models=models
    ).checked()
    return SetDesign(base, tuple(range(1, seeds + 1)), (base.world,), (base.offers,))


def stage(model: FakeModel, caps: Caps | None = None) -> Backstage:
    """A process of its own, with this model behind every SPEC."""
    return Backstage(Providers(make=lambda *_: model), caps or Caps())


def charged(path: Path) -> int:
    """Tokens that all sessions of a set were charged."""
    calls = [call for file in path.glob("*/calls.jsonl") for call in calls_of(file.parent)]
    return sum(usage.tokens_in + usage.tokens_out for call in calls for usage in call.charged)


def test_a_session_of_a_set_has_the_bytes_it_would_have_alone(tiny: Scenario, tmp_path: Path) -> None:
    report = run_set(design(tiny), tmp_path, "set", 5, backstage=stage(FakeModel(says)))
    assert (report.state, report.finished) == ("ended", 5)
    base = replace(design(tiny).base, seed=3)
    alone = play(base, backstage=stage(FakeModel(says))).lines
    assert (report.path / "plain-none-00003" / "events.jsonl").read_bytes() == b"".join(alone)
    assert "every byte" in verify(report.path / "plain-none-00003")


def test_the_model_is_reached_once_for_all_sessions(tiny: Scenario, tmp_path: Path) -> None:
    model = FakeModel(says)
    report = run_set(design(tiny), tmp_path, "set", 5, backstage=stage(model))
    assert sum(request.reply == "probe" for request in model.asked) == 1
    assert report.totals.calls == len(model.asked)


def test_no_more_are_asked_at_once_than_the_provider_is_allowed(tiny: Scenario, tmp_path: Path) -> None:
    running, most = [0], [0]

    class Slow(FakeModel):
        async def ask(self, request: Request) -> Answer:
            running[0] += 1
            most[0] = max(most[0], running[0])
            for _ in range(5):
                await asyncio.sleep(0)
            running[0] -= 1
            return await super().ask(request)

    run_set(design(tiny, 6, at_once=2), tmp_path, "set", 6, backstage=stage(Slow(says)))
    assert most == [2]


@pytest.mark.parametrize("jobs", [1, 3])
def test_one_cap_holds_for_the_whole_set_over_every_run(tiny: Scenario, tmp_path: Path, jobs: int) -> None:
    cap, step = 12_000, 3_000
    report = run_set(design(tiny), tmp_path, "set", jobs, backstage=stage(FakeModel(says), Caps(tokens=cap)))
    assert report.state == "paused"
    runs = 1
    while report.state != "ended":
        assert charged(report.path) <= cap
        cap, runs = cap + step, runs + 1
        report = resume_set(report.path, jobs, backstage=stage(FakeModel(says), Caps(tokens=cap)))
        assert runs < 60
    assert runs > 2
    assert charged(report.path) <= cap
    assert report.totals.tokens_in + report.totals.tokens_out == charged(report.path)


def test_a_cap_that_is_not_given_again_is_the_one_of_before(tiny: Scenario, tmp_path: Path) -> None:
    report = run_set(design(tiny), tmp_path, "set", 2, backstage=stage(FakeModel(says), Caps(calls=6)))
    model = FakeModel(says)
    again = resume_set(report.path, 2, backstage=stage(model))
    assert again.state == "paused"
    assert len(model.asked) == 0
