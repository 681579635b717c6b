"""Sessions over HTTP that are broken, or killed for real, at a chosen write.

python -m tests.orchestration.killing [KILLS]     the long form, as `make soak` runs it
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from detente.llm.settings import ModelSettings
from detente.orchestration import session
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.scenario.loader import load
from detente.transcripts.store import Folder
from tests.faults.mixing import agreeable
from tests.server.listener import serving
from tests.server.server import Server

__all__ = ["MOST_AT_ONCE", "check_a_kill", "questions", "talks", "writes"]

MOST_AT_ONCE = 3
"""Requests that can be in flight when the process dies: a seat's, and readings beside it."""


def talks(spec: str) -> RunConfig:
    """A model in every seat, and one that reads."""
    settings = ModelSettings(at_once=0, deadline=20)
    models = dict.fromkeys(("north", "south", "analyst"), settings)
    return RunConfig(scenario=load("tiny"), model=spec, analyst=spec, models=models, rounds=1, seed=2)


def questions(server: Server, since: int) -> Counter[str]:
    """What was asked since, by its own words."""
    return Counter(asked.turn for asked in server.asked[since:] if "can be reached" not in asked.system)


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


TALKS = """
import sys
from pathlib import Path
from detente.orchestration.session import start
from detente.transcripts.store import Folder
from tests.orchestration.killing import talks

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


def check_a_kill(server: Server, out: Path, at: int) -> None:
    """Kill a session before its nth write; it must resume to the same bytes, and ask nothing again."""
    _, whole, asked = writes(server, out)
    since = len(server.asked)
    path = killed_for_real(server, out, at)
    assert Folder(path).manifest.state == "running"
    session.resume(path, backstage=Backstage())
    assert (path / "events.jsonl").read_bytes() == whole
    assert (questions(server, since) - asked).total() <= MOST_AT_ONCE
    assert "every byte" in session.verify(path)


def main(arguments: list[str]) -> None:
    """The long form."""
    kills, begun = int(arguments[0]) if arguments else 25, time.perf_counter()
    with serving(Server(say=agreeable)) as server:
        with tempfile.TemporaryDirectory() as folder:
            number, _, _ = writes(server, Path(folder))
        for kill in range(kills):
            with tempfile.TemporaryDirectory() as folder:
                check_a_kill(server, Path(folder), kill * number // kills)
    seconds = time.perf_counter() - begun
    sys.stdout.write(f"{kills} processes killed: every session came to the same bytes; {seconds:.0f} s\n")


if __name__ == "__main__":
    main(sys.argv[1:])
