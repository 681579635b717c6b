"""The file of a cassette: JSON lines, each text once, then the recordings in the order of the talks."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from detente.errors import InputError
from detente.transcripts.acts import Value
from detente.transcripts.calls import Answer

__all__ = ["Failed", "Key", "Recording", "lines_of", "locked", "read"]

Key = tuple[str, str, int]
"""What a recording is found by: digest, draw, how often it was asked before."""


class Failed(Value):
    """A failure of the provider, as it was."""

    kind: str
    status: int | None = None
    raw: str = ""
    retry_after: float | None = None
    billed: bool = False


class Recording(Value):
    """One question, and what came back."""

    digest: str
    """Of what was asked of which model with which parameters."""
    draw: str = ""
    nth: int = 0
    """How often the same was asked before in this draw."""
    slot: str = ""
    model: str = ""
    messages: tuple[tuple[str, str], ...] = ()
    """(role, digest of the text)."""
    answer: Answer | None = None
    failure: Failed | None = None

    @property
    def key(self) -> Key:
        """What it is found by."""
        return (self.digest, self.draw, self.nth)

    @property
    def order(self) -> tuple[str, ...]:
        """Its place in the file: where in the talks, not when."""
        return (self.slot, self.draw, self.model, self.digest, f"{self.nth:06d}")


def read(path: Path) -> tuple[dict[Key, Recording], dict[str, str]]:
    """The recordings and texts of a file; none of one that is not there. Raises InputError."""
    recordings, texts = dict[Key, Recording](), dict[str, str]()
    try:
        lines = path.read_bytes().splitlines() if path.exists() else []  # U+2028 ends none
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        try:
            data = json.loads(line)
            if "is" in data:
                texts[str(data["text"])] = str(data["is"])
            else:
                one = Recording.model_validate(data)
                recordings[one.key] = one
        except (ValueError, TypeError, ValidationError) as error:
            raise InputError(
                f"{path}:{number}: this line is no recording; record the cassette anew."
            ) from error
    return recordings, texts


def lines_of(recordings: Mapping[Key, Recording], texts: Mapping[str, str]) -> bytes:
    """The file's content, the same whatever order things were recorded in."""
    ordered = sorted(recordings.values(), key=lambda one: one.order)
    named = {name for one in ordered for _, name in one.messages}
    entries: list[dict[str, Any]] = [
        {"text": name, "is": texts[name]} for name in sorted(named) if name in texts
    ]
    entries += [one.model_dump(exclude_defaults=True) for one in ordered]
    text = "".join(json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in entries)
    return text.encode("utf-8", errors="backslashreplace")  # half a surrogate pair, as JSON escapes it


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time saves in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
