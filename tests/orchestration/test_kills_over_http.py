"""Invariant 4 over HTTP: broken at any write, of events or of answers, a session resumes to the same bytes.

No answer is paid for twice but the one that was in flight.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from detente.errors import SessionPaused
from detente.llm.settings import ModelSettings
from detente.orchestration import session
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.scenario.loader import load
from detente.transcripts.store import Folder
from tests.faults.mixing import agreeable
from tests.faults.playing import calls_of
from tests.orchestration.breaking import CAUSES, MOMENTS, Killed, Moment, full_disk
from tests.server.listener import serving
from tests.server.server import Server

MOST_AT_ONCE = 3
"""Requests that can be in flight when the process dies: a seat's, and readings beside it."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that always gives the same answer to the same question."""
    with serving(Server(say=agreeable)) as running:
        yield running


def talks(spec: str) -> RunConfig:
    """A model in every seat, and one that reads."""
    settings = ModelSettings(at_once=0, deadline=20)
    models = dict.fromkeys(("north", "south", "analyst"), settings)
    return RunConfig(scenario=load("tiny"), model=spec, analyst=spec, models=models, rounds=1, seed=2)


def questions(server: Server, since: int) -> Counter[str]:
    """What was asked since, by its own words."""
    return Counter(asked.turn for asked in server.asked[since:] if "can be reached" not in asked.system)


def breaking(at: int, moment: Moment, cause: Callable[[], BaseException]) -> Callable[[Path], Folder]:
    """Open folders that fail at the nth write of any kind, and at every later one."""

    class Breaking(Folder):
        written = 0

        def _part(self, data: bytes) -> tuple[bytes, bool]:
            """What of it reaches the disk, and whether the write fails."""
            number, self.written = self.written, self.written + 1
            if number < at:
                return data, False
            parts = {"before": b"", "torn": data[: len(data) - 20], "after": data}
            return parts[moment] if number == at else b"", True

        def append(self, line: bytes) -> None:
            part, fails = self._part(line)
            if part:
                super().append(part)
            if fails:
                raise cause()

        async def keep_call(self, lines: bytes) -> None:
            part, fails = self._part(lines)
            if part:
                await super().keep_call(part)
            if fails:
                raise cause()

    return Breaking


def writes(server: Server, out: Path) -> tuple[int, bytes, Counter[str]]:
    """Of an unbroken session: how often it writes, its transcript, and what it asks."""
    number = 0

    class Counting(Folder):
        def append(self, line: bytes) -> None:
            nonlocal number
            number += 1
            super().append(line)

        async def keep_call(self, lines: bytes) -> None:
            nonlocal number
            number += 1
            await super().keep_call(lines)

    since = len(server.asked)
    path, _ = session.start(talks(server.spec), out, "whole", opener=Counting)
    return number, (path / "events.jsonl").read_bytes(), questions(server, since)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("cause", CAUSES)
def test_a_session_broken_at_any_write_resumes_to_the_same_bytes_and_pays_once(
    server: Server, tmp_path: Path, moment: Moment, cause: Callable[[], BaseException]
) -> None:
    number, whole, asked = writes(server, tmp_path)
    assert number > 20
    for at in range(number):
        since, name = len(server.asked), f"broken{at}"
        with pytest.raises((SessionPaused, Killed)) as stop:
            session.start(talks(server.spec), tmp_path, name, opener=breaking(at, moment, cause))
        if cause is full_disk:
            assert isinstance(stop.value, SessionPaused)
            assert "No space left on device" in str(stop.value)
        path = tmp_path / name
        session.resume(path, backstage=Backstage())
        assert (path / "events.jsonl").read_bytes() == whole
        twice = questions(server, since) - asked
        assert twice.total() <= MOST_AT_ONCE
        kept = Counter(call.slot for call in calls_of(path) if call.answer and "probe" not in call.slot.act)
        assert max(kept.values()) == 1
    assert "every byte" in session.verify(path)


TALKS = """
import sys
from pathlib import Path
from detente.orchestration.session import start
from detente.transcripts.store import Folder
from tests.orchestration.test_kills_over_http import talks

out, spec, at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])

class Slow(Folder):
    written = 0
    def hold(self):
        self.written += 1
        if self.written > at:
            print("ready", flush=True)
            sys.stdin.read()
    def append(self, line):
        self.hold()
        super().append(line)
    async def keep_call(self, lines):
        self.hold()
        await super().keep_call(lines)

start(talks(spec), out, "killed", opener=Slow)
"""


def killed_for_real(server: Server, out: Path, at: int) -> Path:
    """A session whose process is killed before its nth write."""
    command = [sys.executable, "-c", TALKS, str(out), server.spec, str(at)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.kill()
        process.wait()
    return out / "killed"


@pytest.mark.parametrize("at", [0, 3, 8, 14, 19])
def test_a_session_killed_for_real_resumes_to_the_same_bytes(server: Server, tmp_path: Path, at: int) -> None:
    _, whole, asked = writes(server, tmp_path)
    since = len(server.asked)
    path = killed_for_real(server, tmp_path, at)
    assert Folder(path).manifest.state == "running"
    session.resume(path, backstage=Backstage())
    assert (path / "events.jsonl").read_bytes() == whole
    assert (questions(server, since) - asked).total() <= MOST_AT_ONCE
    assert "every byte" in session.verify(path)
