"""All faults mixed under a fixed seed: a session comes to its end, and never spends beyond its cap."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from detente.errors import SessionPaused
from detente.llm.budget import Caps
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.orchestration.session import resume, start, verify
from detente.scenario.loader import load
from detente.transcripts.store import Folder
from tests.faults.checks import check_the_budget, check_what_is_kept
from tests.faults.mixing import agreeable, mixed
from tests.faults.playing import ADAPTERS, providers, settings
from tests.server.listener import serving
from tests.server.server import Server

OFTEN = 0.45
MOST_RUNS = 60
TIGHT = 400_000
"""Tokens of the first cap; each time it is reached it is raised by as many."""


@pytest.mark.parametrize("kind", ADAPTERS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_session_under_mixed_faults_comes_to_its_end(seed: int, kind: str, tmp_path: Path) -> None:
    met: Counter[str] = Counter()
    with serving(Server(fault=mixed(seed, OFTEN, met), say=agreeable)) as server:
        spec = server.spec if kind == "openai" else "deepseek:test"
        scenario = load("ukraine-2025")
        models = {name: settings() for name in (*scenario.seats, "analyst")}
        config = RunConfig(scenario=scenario, model=spec, analyst=spec, models=models, rounds=2, seed=seed)
        cap, path = TIGHT, tmp_path / "s"
        before: list[bytes] = []
        for run in range(MOST_RUNS):
            stage = Backstage(providers=providers(kind, server, []), caps=Caps(tokens=cap))
            try:
                resume(path, backstage=stage) if run else start(config, tmp_path, "s", backstage=stage)
            except SessionPaused as stop:
                check_the_budget(server, cap, path)
                after = Folder(path).lines()
                assert after[: len(before)] == before
                before = after
                cap += TIGHT if "cap" in stop.reason else 0
            else:
                break
        assert Folder(path).manifest.state == "ended"
        assert len(met) >= 12, met
        check_the_budget(server, cap, path)
        check_what_is_kept(server, path)
    assert "every byte came out the same" in verify(path)
