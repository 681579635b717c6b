"""The session folder: events written and flushed before anything follows from them, and the manifest.

A folder is self-contained and movable. A torn last line (a kill in the middle of a write) is cut off and
said; a changed earlier line is found by its hash.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from pydantic import ValidationError

from detente.errors import ChainBroken, SessionLocked, TranscriptError
from detente.transcripts.events import Event, chain, parse
from detente.transcripts.manifest import SCHEMA, Manifest

__all__ = [
    "SET",
    "Folder",
    "Log",
    "MemoryLog",
    "held",
    "read_events",
    "refuse_other_schema",
    "refuse_taken",
    "write_whole",
]

EVENTS, CALLS, MANIFEST, SCENARIO = "events.jsonl", "calls.jsonl", "session.json", "scenario.yaml"
PROMPTS = "prompts"
SET = "set.json"
"""What makes a folder a set of sessions."""


class Log(Protocol):
    """Where lines go, one at a time."""

    def append(self, line: bytes) -> None:
        """Keep one line, newline included, before returning."""


class MemoryLog:
    """Lines kept in memory only: for studies that need no folder."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def append(self, line: bytes) -> None:
        """Keep one line."""
        self.lines.append(line)


class Folder:
    """One session on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._events: BinaryIO | None = None
        self._calls: BinaryIO | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep every other run of the session out, in this process and in others, as long as it lasts.

        A process that is gone holds nothing. Raises SessionLocked when somebody else runs it.
        """
        with held(self.path / EVENTS, self._runner):
            yield

    def _runner(self) -> str:
        runs = self.manifest.runs
        return f" by {runs[-1].process}, since {runs[-1].start}" if runs and runs[-1].process else ""

    @classmethod
    def create(
        cls,
        path: Path,
        manifest: Manifest,
        scenario_text: str,
        prompts: Mapping[str, str] | None = None,
        events: bytes = b"",
        calls: bytes = b"",
    ) -> Folder:
        """Make the folder of a new session; `prompts` are the files of a library, kept with it.

        `events` and `calls` are what a fork begins with. The manifest is written last: a folder that was not
        finished is no session. Raises TranscriptError if the folder is taken, or cannot be written.
        """
        refuse_taken(path)
        folder = cls(path)
        try:
            path.mkdir(parents=True, exist_ok=True)
            write_whole(path / SCENARIO, scenario_text.encode())
            for name, text in (prompts or {}).items():
                (path / PROMPTS).mkdir(exist_ok=True)
                write_whole(path / PROMPTS / name, text.encode())
            write_whole(path / EVENTS, events)
            if calls:
                write_whole(path / CALLS, calls)
            folder.write_manifest(manifest)
        except OSError as error:
            raise TranscriptError(f"{path} cannot be written: {error.strerror or error}.") from error
        return folder

    @property
    def manifest(self) -> Manifest:
        """The manifest as it stands on disk. Raises TranscriptError."""
        try:
            data = (self.path / MANIFEST).read_bytes()
        except FileNotFoundError as error:
            raise TranscriptError(f"{self.path} is no session: it has no {MANIFEST}.") from error
        try:
            return Manifest.model_validate_json(data)
        except ValidationError as error:
            refuse_other_schema(data, self.path / MANIFEST)
            raise TranscriptError(
                f"{self.path / MANIFEST} cannot be read as a session's manifest: {_first(error)}."
            ) from error

    @property
    def scenario_text(self) -> str:
        """The scenario that was run. Raises TranscriptError."""
        try:
            return (self.path / SCENARIO).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise TranscriptError(f"{self.path / SCENARIO} cannot be read: {error}.") from error

    def write_manifest(self, manifest: Manifest) -> None:
        """Replace the manifest in one step."""
        text = json.dumps(manifest.model_dump(mode="json", by_alias=True), indent=1, ensure_ascii=False)
        write_whole(self.path / MANIFEST, text.encode() + b"\n")

    def lines(self) -> list[bytes]:
        """The lines of the transcript, torn last line left out. Raises TranscriptError."""
        return self._read(EVENTS)[0]

    def call_lines(self) -> list[bytes]:
        """The lines of the journal, torn last line left out; none where no call was made."""
        return self._read(CALLS)[0] if (self.path / CALLS).exists() else []

    def repair(self) -> str:
        """Cut off torn last lines; returns a sentence about it, or an empty string."""
        names = [EVENTS, *([CALLS] if (self.path / CALLS).exists() else [])]
        return " ".join(told for name in names if (told := self._repair(name)))

    def _repair(self, name: str) -> str:
        lines, torn = self._read(name)
        if not torn:
            return ""
        with (self.path / name).open("r+b") as file:
            file.truncate(sum(map(len, lines)))
        return f"The last line of {name} was torn and has been cut off ({torn} bytes); nothing else is lost."

    def _read(self, name: str) -> tuple[list[bytes], int]:
        try:
            data = (self.path / name).read_bytes()
        except OSError as error:
            raise TranscriptError(f"{self.path} has no readable {name}.") from error
        lines = [line + b"\n" for line in data.split(b"\n")]
        lines[-1] = lines[-1][:-1]
        if not lines[-1]:
            lines.pop()
        if lines and not lines[-1].endswith(b"\n"):
            return lines[:-1], len(lines[-1])
        return lines, 0

    def events(self) -> list[Event]:
        """The transcript. Raises ChainBroken or TranscriptError."""
        return read_events(self.lines(), str(self.path / EVENTS))

    def append(self, line: bytes) -> None:
        """Write one line through to the operating system before returning."""
        if self._events is None:
            self._events = (self.path / EVENTS).open("ab", buffering=0)
        _append(self._events, line, self.path / EVENTS)

    async def keep_call(self, lines: bytes) -> None:
        """Write lines of the journal, and return when they are safe on the disk itself."""
        if self._calls is None:
            self._calls = (self.path / CALLS).open("ab", buffering=0)
        _append(self._calls, lines, self.path / CALLS)
        await asyncio.to_thread(os.fsync, self._calls.fileno())

    def close(self) -> None:
        """Close the transcript and the journal; they can be opened again by appending."""
        for file in (self._events, self._calls):
            if file is not None:
                os.fsync(file.fileno())
                file.close()
        self._events = self._calls = None


@contextmanager
def held(file: Path, runner: Callable[[], str] = str) -> Iterator[None]:
    """Keep everybody else from running what a file belongs to; `runner` says who does.

    Raises SessionLocked when somebody does, TranscriptError where the file cannot be written.
    """
    try:
        opened = file.open("ab", buffering=0)
    except OSError as error:
        raise TranscriptError(f"{file.parent} has no writable {file.name}: {error.strerror}.") from error
    with opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            told = f"{file.parent.name} is being run{runner()}; wait for it, or stop it first."
            raise SessionLocked(told) from error
        yield


def refuse_taken(path: Path) -> None:
    """Nothing is written over a session or a set. Raises TranscriptError."""
    for name, what in ((MANIFEST, "session"), (SET, "set")):
        if (path / name).exists():
            raise TranscriptError(f"{path} already holds a {what}; choose another --name or --out.")


def read_events(lines: list[bytes], name: str = EVENTS) -> list[Event]:
    """Parse lines and check that each carries the hash of the one before. Raises ChainBroken."""
    found: list[Event] = []
    before = ""
    for number, line in enumerate(lines, start=1):
        try:
            event = parse(line)
        except ValidationError as error:
            raise ChainBroken(f"{name}:{number}: this line is not an event: {_first(error)}.") from error
        if event.prev != before or event.seq != number - 1:
            raise ChainBroken(f"{name}:{_broken_at(lines, number, event.seq)}")
        found.append(event)
        before = chain(line)
    return found


def _append(file: BinaryIO, data: bytes, path: Path) -> None:
    """Write all of it or nothing: what others write after a failure must not follow half a line."""
    before = os.fstat(file.fileno()).st_size
    if file.write(data) != len(data):
        os.ftruncate(file.fileno(), before)
        raise OSError(errno.ENOSPC, "the disk took only a part of a line", str(path))


def _broken_at(lines: list[bytes], number: int, seq: int) -> str:
    """Which line is to blame where line `number` does not carry the hash of the one before."""
    after = lines[number] if number < len(lines) else b""
    intact = not after or f'"prev":"{chain(lines[number - 1])}"'.encode() in after
    if intact and seq != number - 1:
        return f"{number}: a line is missing or out of place before this one."
    return f"{max(number - intact, 1)}: this line was changed after it was written."


def refuse_other_schema(data: bytes, path: Path) -> None:
    """A file of another schema is refused with the version that can read it. Raises TranscriptError."""
    try:
        found = json.loads(data)
        schema, version = found.get("schema", SCHEMA), found.get("detente", "of its time")
    except (ValueError, AttributeError):
        return  # what it is instead is told by whoever reads it
    if schema != SCHEMA:
        raise TranscriptError(
            f"{path} has schema {schema}; this version reads {SCHEMA}: use detente {version}, which wrote it."
        )


def _first(error: ValidationError) -> str:
    entry = error.errors()[0]
    return f"{'.'.join(map(str, entry['loc']))}: {entry['msg']}".strip(": ")


def write_whole(path: Path, data: bytes, replace: Callable[[Any, Any], None] = os.replace) -> None:
    """Replace a file in one step, or leave it as it was. Raises OSError."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
        replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
