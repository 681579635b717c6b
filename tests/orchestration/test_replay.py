"""Invariant 1: scenario + seed + replies → the same events, byte for byte."""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import __version__
from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.scenario import loader
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from tests.orchestration.staging import Silent, stage

CLOCK_TIME = re.compile(rb"\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d")
ELSEWHERE = """
import hashlib, sys
from detente.orchestration.config import RunConfig
from detente.orchestration.session import play
from detente.scenario.loader import load
print(hashlib.sha256(b"".join(play(RunConfig(scenario=load(sys.argv[1]), seed=3)).lines)).hexdigest())
"""


@st.composite
def configurations(draw: st.DrawFn) -> RunConfig:
    """Any choices that a pack's talks can be run with."""
    scenario = loader.load(draw(st.sampled_from(["tiny", "ukraine-2025", "ukraine-2025"])))
    optional = [party.id for party in scenario.parties if party.optional]
    without = draw(st.sets(st.sampled_from(optional))) if optional else set()
    strengths = st.floats(0, 1).map(lambda number: str(round(number, 3)))
    names = st.sampled_from([mechanism.id for mechanism in scenario.mechanisms])
    return RunConfig(
        scenario=scenario,
        seed=draw(st.integers(0, 10**9)),
        replicate=draw(st.integers(0, 3)),
        world=draw(st.sampled_from([world.id for world in scenario.worlds])),
        offers=draw(st.sampled_from([plan.id for plan in scenario.offers])),
        without=tuple(without),
        rounds=draw(st.sampled_from([None, 1, 3])),
        sets=draw(st.dictionaries(names, strengths, max_size=3)),
        draw_priors=draw(st.booleans()),
    ).checked()


@given(config=configurations())
def test_any_session_verifies_and_holds_no_clock_time_path_or_version(config: RunConfig) -> None:
    with tempfile.TemporaryDirectory(prefix="canary-folder-") as folder:
        path, manifest = session.start(config, Path(folder), "canary-name")
        data = (path / "events.jsonl").read_bytes()
        assert f"{len(data.splitlines())} events" in session.verify(path)
    assert manifest.state == "ended"
    assert not CLOCK_TIME.search(data)
    for private in ("canary-", folder, str(Path.cwd()), f'"{__version__}"', os.uname().nodename):
        assert private.encode() not in data


@pytest.mark.parametrize("pack", ["tiny", "ukraine-2025"])
def test_name_folder_and_hour_leave_no_trace(
    pack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = RunConfig(scenario=loader.load(pack), seed=3)
    one, _ = session.start(config, tmp_path / "here", "one")
    later = datetime.datetime(2031, 2, 3, 4, 5, tzinfo=datetime.UTC).isoformat()
    monkeypatch.setattr(session, "now", lambda: later)
    monkeypatch.chdir(tmp_path)
    two, manifest = session.start(config, Path("there/deeper"), "another name")
    assert manifest.runs[0].start == later
    assert (one / "events.jsonl").read_bytes() == (two / "events.jsonl").read_bytes()


@pytest.mark.parametrize("pack", ["tiny", "ukraine-2025"])
def test_another_process_with_another_hash_seed_gives_the_same_bytes(pack: str) -> None:
    here = session.play(RunConfig(scenario=loader.load(pack), seed=3)).lines
    environment = {**os.environ, "PYTHONHASHSEED": "4242"}
    there = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, pack], env=environment, capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == hashlib.sha256(b"".join(here)).hexdigest()


def _said(config: RunConfig) -> list[str]:
    staged = stage(config, analyst=Silent())
    return [
        event.body.model_dump_json()
        for event in staged.events
        if isinstance(event, ev.StatementMade | ev.DecisionMade)
    ]


@given(seeds=st.lists(st.integers(0, 10**6), min_size=2, max_size=2, unique=True))
@pytest.mark.parametrize("pack", ["tiny", "ukraine-2025"])
def test_another_seed_changes_what_is_said_or_decided(pack: str, seeds: list[int]) -> None:
    scenario = loader.load(pack)
    first, second = (_said(RunConfig(scenario=scenario, seed=seed)) for seed in seeds)
    assert first != second


@pytest.mark.parametrize("offers", ["article", "adaptive"])
def test_a_replicate_is_another_draw_of_chance_with_the_same_seed(ukraine: Scenario, offers: str) -> None:
    runs = [_said(RunConfig(scenario=ukraine, seed=3, offers=offers, replicate=r)) for r in (0, 0, 1)]
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_a_replicate_changes_the_words_of_a_planned_offer(ukraine: Scenario) -> None:
    texts = {
        stage(RunConfig(scenario=ukraine, seed=3, rounds=1, replicate=r)).of(ev.OfferMade)[0].body.text
        for r in range(4)
    }
    assert len(texts) > 1


def test_a_session_replayed_from_its_own_record_appends_nothing(ukraine: Scenario) -> None:
    config = RunConfig(scenario=ukraine, seed=5)
    whole = stage(config)
    for cut in (0, 1, len(whole.lines) // 2, len(whole.lines)):
        assert stage(config, recorded=whole.lines[:cut]).lines == whole.lines
