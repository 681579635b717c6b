"""`replay:SESSION`: a seat answers as it did in another session; what was never recorded pauses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from detente.errors import InputError, SessionPaused, TranscriptError
from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from tests.faults.mixing import agreeable
from tests.faults.playing import calls_of
from tests.forks.making import base, events_of, manifest_of
from tests.forks.test_with_models import talks
from tests.server.listener import serving
from tests.server.server import Server


def played(scenario: Scenario, out: Path, **choices: object) -> Path:
    """A session named `again`."""
    config = RunConfig(scenario=scenario, **{"seed": 3, **choices})  # type: ignore[arg-type]
    path, _ = session.start(config, out, "again")
    return path


def test_the_same_talks_come_out_when_everybody_is_replayed(ukraine: Scenario, tmp_path: Path) -> None:
    spec = f"replay:{base(ukraine, tmp_path)}"
    path = played(ukraine, tmp_path, model=spec, analyst=spec)
    assert (path / "events.jsonl").read_bytes() == (tmp_path / "base" / "events.jsonl").read_bytes()


def test_a_model_s_answers_are_replayed_without_a_model(tiny: Scenario, tmp_path: Path) -> None:
    with serving(Server(say=agreeable)) as server:
        path, _ = session.start(talks(tiny, server), tmp_path, "base")
        asked = len(server.asked)
        spec = f"replay:{path}"
        again = played(tiny, tmp_path, model=spec, analyst=spec, seed=2, rounds=2)
        assert len(server.asked) == asked
    assert (again / "events.jsonl").read_bytes() == (path / "events.jsonl").read_bytes()
    assert manifest_of(again).totals.calls == 0


def test_one_seat_is_replayed_in_other_talks_and_its_words_are_the_recorded_ones(
    ukraine: Scenario, tmp_path: Path
) -> None:
    source = base(ukraine, tmp_path)
    path = played(ukraine, tmp_path, seats={"russia": f"replay:{source}"}, seed=9)
    said = {
        event.slot: event.body.text
        for event in events_of(source)
        if isinstance(event, ev.StatementMade) and event.actor == "russia"
    }
    again = [e for e in events_of(path) if isinstance(e, ev.StatementMade) and e.actor == "russia"]
    assert again
    assert all(event.body.text == said[event.slot] for event in again)
    assert {call.by for call in calls_of(path)} == {"replay"}


def test_what_was_never_recorded_pauses_the_talks_and_is_named(tiny: Scenario, tmp_path: Path) -> None:
    source = base(tiny, tmp_path, rounds=1)
    assert manifest_of(source).summary.outcome_class == "lapsed"
    with pytest.raises(SessionPaused, match=r"base has no answer for direct\.2/north\.leader/speak"):
        played(tiny, tmp_path, seats={"north": f"replay:{source}"}, rounds=3)
    fault = [event for event in events_of(tmp_path / "again") if isinstance(event, ev.FaultSeen)][-1]
    assert fault.body.kind == "not_recorded"
    assert "direct.2" in fault.slot


def test_a_reading_of_another_statement_is_none_of_this_one(tiny: Scenario, tmp_path: Path) -> None:
    source = base(tiny, tmp_path)
    with pytest.raises(SessionPaused, match="has read another statement"):
        played(tiny, tmp_path, analyst=f"replay:{source}", seed=8)


def test_the_recorded_session_may_be_gone_when_the_new_one_is_verified(
    tiny: Scenario, tmp_path: Path
) -> None:
    source = base(tiny, tmp_path)
    path = played(tiny, tmp_path, seats={"north": f"replay:{source}"})
    shutil.rmtree(source)
    assert "every byte" in session.verify(path)


def test_what_is_no_session_cannot_be_seated(tiny: Scenario, tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="is no session"):
        played(tiny, tmp_path, seats={"north": f"replay:{tmp_path}"})
    with pytest.raises(InputError, match="is no SPEC"):
        played(tiny, tmp_path, seats={"north": "replay:"})
