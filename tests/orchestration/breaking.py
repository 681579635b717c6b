"""Session folders whose disk fails, or whose process dies, at a chosen write."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from detente.errors import SessionPaused
from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.transcripts.manifest import Manifest
from detente.transcripts.store import Folder

Moment = Literal["before", "torn", "after"]
MOMENTS: tuple[Moment, ...] = ("before", "torn", "after")


class Killed(BaseException):
    """The process is gone: nothing that catches errors may catch this one."""


def full_disk() -> OSError:
    """What a full disk raises."""
    return OSError(errno.ENOSPC, "No space left on device")


CAUSES: tuple[Callable[[], BaseException], ...] = (full_disk, KeyboardInterrupt, Killed)


def breaking(at: int, moment: Moment, cause: Callable[[], BaseException]) -> Callable[[Path], Folder]:
    """Open folders that fail at the nth event: before it, in the middle of its line, or after it."""

    class Breaking(Folder):
        written = 0

        def append(self, line: bytes) -> None:
            number, self.written = self.written, self.written + 1
            if number != at:
                super().append(line)
                return
            if moment == "torn":
                super().append(line[: len(line) // 2])
            elif moment == "after":
                super().append(line)
            raise cause()

    return Breaking


def breaking_manifest(at: int, cause: Callable[[], BaseException]) -> Callable[[Path], Folder]:
    """Open folders that fail at the nth writing of session.json; a full disk fails at every later one."""

    class Breaking(Folder):
        written = 0

        def write_manifest(self, manifest: Manifest) -> None:
            number, self.written = self.written, self.written + 1
            if number == at or (number > at and cause is full_disk):
                raise cause()
            super().write_manifest(manifest)

    return Breaking


def broken(config: RunConfig, out: Path, opener: Callable[[Path], Folder]) -> Path:
    """Start a session that breaks; returns its folder."""
    name = f"broken{len(list(out.iterdir()))}"
    try:
        session.start(config, out, name, opener=opener)
    except (SessionPaused, Killed):
        return out / name
    raise AssertionError("the session did not break")
