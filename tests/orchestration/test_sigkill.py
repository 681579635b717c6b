"""Invariant 4 with a real process: `kill -9` at a chosen event, then resume to the same bytes."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.transcripts.store import Folder

TALKS = """
import sys
from pathlib import Path
from detente.orchestration.config import RunConfig
from detente.orchestration.session import start
from detente.scenario.loader import load
from detente.transcripts.store import Folder

out, at, moment = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]

def hold():
    print("ready", flush=True)
    sys.stdin.read()

class Slow(Folder):
    written = 0
    def append(self, line):
        if self.written == at and moment == "torn":
            super().append(line[:len(line) // 2])
            hold()
        self.written += 1
        super().append(line)

def watch(event):
    if event.seq == at and moment == "written":
        hold()

start(RunConfig(scenario=load("ukraine-2025"), seed=3), out, "killed", observers=[watch], opener=Slow)
"""


@pytest.mark.parametrize(
    ("at", "moment"), [(0, "written"), (1, "torn"), (20, "written"), (37, "torn"), (50, "written")]
)
def test_a_session_killed_for_real_resumes_to_the_same_bytes(
    ukraine: Scenario, tmp_path: Path, at: int, moment: str
) -> None:
    command = [sys.executable, "-c", TALKS, str(tmp_path), str(at), moment]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.kill()
        assert process.wait() == -signal.SIGKILL
    path = tmp_path / "killed"
    assert Folder(path).manifest.state == "running"
    assert len(Folder(path).lines()) == at + (moment == "written")
    manifest, repaired = session.resume(path)
    whole = session.play(RunConfig(scenario=ukraine, seed=3)).lines
    assert (path / "events.jsonl").read_bytes() == b"".join(whole)
    assert bool(repaired) == (moment == "torn")
    assert [run.why for run in manifest.runs] == ["", "done"]
    assert "every byte" in session.verify(path)
