"""A session that is being run is locked and named; a process that is gone holds nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from detente.errors import SessionLocked, SessionPaused, TranscriptError
from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.transcripts.events import Envelope
from detente.transcripts.store import Folder
from tests.orchestration.breaking import Killed


def test_nobody_else_runs_a_session_while_it_is_run(tiny: Scenario, tmp_path: Path) -> None:
    refused: list[SessionLocked] = []

    def try_too(event: Envelope) -> None:
        if event.seq == 3:
            with pytest.raises(SessionLocked) as caught:
                session.resume(tmp_path / "talks")
            refused.append(caught.value)

    path, manifest = session.start(RunConfig(scenario=tiny), tmp_path, "talks", [try_too])
    assert manifest.state == "ended"
    assert str(refused[0]).startswith(f"talks is being run by process {os.getpid()}, since 20")
    assert refused[0].exit_code == 2
    assert "every byte" in session.verify(path)


def test_a_run_that_died_holds_nothing(tiny: Scenario, tmp_path: Path) -> None:
    def die(event: Envelope) -> None:
        if event.seq == 3:
            raise Killed

    with pytest.raises(Killed):
        session.start(RunConfig(scenario=tiny), tmp_path, "talks", [die])
    assert session.resume(tmp_path / "talks")[0].state == "ended"


def test_a_paused_session_is_free(tiny: Scenario, tmp_path: Path) -> None:
    def stop(event: Envelope) -> None:
        if event.seq == 3:
            raise KeyboardInterrupt

    with pytest.raises(SessionPaused):
        session.start(RunConfig(scenario=tiny), tmp_path, "talks", [stop])
    assert session.resume(tmp_path / "talks")[0].state == "ended"


def test_another_schema_is_refused_with_the_version_that_reads_it(tiny: Scenario, tmp_path: Path) -> None:
    path, _ = session.start(RunConfig(scenario=tiny), tmp_path, "talks")
    data = json.loads((path / "session.json").read_bytes())
    (path / "session.json").write_text(json.dumps({**data, "schema": 7, "detente": "9.2.0", "new": 1}))
    for doing in (session.resume, session.verify, lambda where: Folder(where).manifest):
        with pytest.raises(TranscriptError, match=r"has schema 7; this version reads 1: use detente 9\.2\.0"):
            doing(path)
