"""All faults mixed under a fixed seed: a session comes to its end, and never spends beyond its cap."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from detente.errors import SessionPaused
from detente.llm.budget import Caps
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.orchestration.session import resume, start, verify
from detente.scenario.loader import load
from detente.transcripts.store import Folder
from tests.faults.cases import CASES, act_of
from tests.faults.checks import check_the_budget, check_what_is_kept
from tests.faults.playing import ADAPTERS, providers, settings
from tests.server import negotiator
from tests.server.listener import serving
from tests.server.server import Asked, Fault, Response, Server

OFTEN = 0.45
MOST_RUNS = 60
TIGHT = 400_000
"""Tokens of the first cap; each time it is reached it is raised by as many."""


def mixed(seed: int, met: Counter[str]) -> Fault:
    """Faults at random, by a seed; each only where it can befall."""
    draw = random.Random(seed)
    able = [case for case in CASES if case.name != "connection refused"]

    def fault(asked: Asked, server: Server) -> Response | None:
        act = act_of(asked)
        fitting = [case for case in able if case.act in ("speak", act)]
        if not act or draw.random() > OFTEN:
            return None
        case = draw.choice(fitting)
        met[case.name] += 1
        return case.make(asked, server)

    return fault


def agreeable(asked: Asked) -> dict[str, Any]:
    """What a model says that accepts whatever it is offered, so that every stage is reached."""
    made = negotiator.reply(asked.schema, asked.system, asked.turn)
    return {**made, "answer": "accept", "terms": []} if act_of(asked) == "decide" else made


@pytest.mark.parametrize("kind", ADAPTERS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_session_under_mixed_faults_comes_to_its_end(seed: int, kind: str, tmp_path: Path) -> None:
    met: Counter[str] = Counter()
    with serving(Server(fault=mixed(seed, met), say=agreeable)) as server:
        spec = server.spec if kind == "openai" else "deepseek:test"
        scenario = load("ukraine-2025")
        models = {name: settings() for name in (*scenario.seats, "analyst")}
        config = RunConfig(scenario=scenario, model=spec, analyst=spec, models=models, rounds=1, seed=seed)
        cap, path = TIGHT, tmp_path / "s"
        before: list[bytes] = []
        for run in range(MOST_RUNS):
            stage = Backstage(providers=providers(kind, server, []), caps=Caps(tokens=cap))
            try:
                resume(path, backstage=stage) if run else start(config, tmp_path, "s", backstage=stage)
            except SessionPaused as stop:
                check_the_budget(path, server, cap)
                after = Folder(path).lines()
                assert after[: len(before)] == before
                before = after
                cap += TIGHT if "cap" in stop.reason else 0
            else:
                break
        assert Folder(path).manifest.state == "ended"
        assert len(met) >= 8, met
        check_the_budget(path, server, cap)
        check_what_is_kept(path, server)
    assert "every byte came out the same" in verify(path)
