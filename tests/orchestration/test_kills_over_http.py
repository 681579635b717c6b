"""Invariant 4 over HTTP: broken at any write, of events or of answers, a session resumes to the same bytes.

No answer is paid for twice but the one that was in flight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from detente.errors import SessionPaused
from detente.orchestration import session
from detente.orchestration.backstage import Backstage
from detente.transcripts.store import Folder
from tests.faults.mixing import agreeable
from tests.faults.playing import calls_of
from tests.orchestration.breaking import CAUSES, MOMENTS, Killed, Moment, full_disk
from tests.orchestration.killing import MOST_AT_ONCE, check_a_kill, questions, talks, writes
from tests.server.listener import serving
from tests.server.server import Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that always gives the same answer to the same question."""
    with serving(Server(say=agreeable)) as running:
        yield running


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


@pytest.mark.parametrize("at", [0, 3, 8, 14, 19])
def test_a_session_killed_for_real_resumes_to_the_same_bytes(server: Server, tmp_path: Path, at: int) -> None:
    check_a_kill(server, tmp_path, at)
