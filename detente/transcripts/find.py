"""Sessions on disk by name: a folder, an id, a unique prefix, or `last`; sessions inside sets too."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic_core import from_json

from detente.errors import InputError, TranscriptError
from detente.transcripts.labels import Labels, labels_of
from detente.transcripts.manifest import Manifest
from detente.transcripts.store import EVENTS, MANIFEST, SCENARIO, SET, Folder

__all__ = ["SET", "Listed", "find", "listed", "members"]

LAST = "last"
SHOWN = 6
"""Candidates that are named when a prefix fits several."""
Started = tuple[str, int]
"""When a session started, and the order in which those of one second were made."""


@dataclass(frozen=True)
class Listed:
    """A folder that is a session, or should be one."""

    name: str
    """Its id; inside a set, `set/session`."""
    path: Path
    manifest: Manifest | None
    """What lists need of it: thousands are held at once."""
    problem: str = ""
    """What is wrong, if anything."""
    started: str = ""
    """UTC, ISO 8601; for a broken folder, when it was last changed."""

    @cached_property
    def labels(self) -> Labels:
        """Its tags and notes; none where they cannot be read."""
        try:
            return labels_of(self.path)
        except TranscriptError:
            return Labels()

    @property
    def group(self) -> str:
        """The set it belongs to, if any."""
        return self.name.rpartition("/")[0]


def find(name: str, root: Path, *, sets: bool = False) -> Path:
    """The folder of a session, or with `sets` of a set. Raises InputError that says what to do instead."""
    if name == LAST:
        return _last(root, sets=sets)
    path = Path(name)
    if (path / MANIFEST).exists() or (path / SET).exists():
        return _fitting(path, sets=sets)
    known = dict(_folders(root))
    if name in known:
        return _fitting(known[name], sets=sets)
    fitting = _starting(name, known)
    if len(fitting) == 1:
        return _fitting(fitting[0][1], sets=sets)
    if not fitting and path.is_dir():
        return path
    if not fitting and not root.is_dir():
        raise InputError(
            f"There is no session '{name}': {root} does not exist. `detente run` makes sessions."
        )
    if not fitting:
        raise InputError(f"There is no session '{name}' in {root}; `detente sessions` lists what there is.")
    names = [entry for entry, _ in fitting]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    raise InputError(
        f"'{name}' fits several sessions: {', '.join(names[:SHOWN])}{more}; give more of the name."
    )


def _starting(name: str, known: dict[str, Path]) -> list[tuple[str, Path]]:
    """Those whose name starts so: a session's or set's own name, then names inside sets."""
    whole = [entry for entry in known.items() if entry[0].startswith(name)]
    outer = [entry for entry in whole if "/" not in entry[0]]
    inner = [entry for entry in known.items() if "/" in entry[0] and entry[0].split("/")[1].startswith(name)]
    exact = [entry for entry in inner if entry[0].split("/")[1] == name]
    return outer or whole or exact or inner


def _fitting(path: Path, *, sets: bool) -> Path:
    if sets or not (path / SET).exists():
        return path
    inside = members(path)
    first = f"{path.name}/{inside[0].name}" if inside else "none yet"
    raise InputError(f"{path.name} is a set of {len(inside)} sessions; name one of them, such as {first}.")


def _last(root: Path, *, sets: bool) -> Path:
    started = [(_started(path), path) for _, path in _folders(root) if (path / MANIFEST).exists()]
    if not started:
        raise InputError(f"There is no session in {root} yet; `detente run` makes one.")
    newest = max(started)[1]
    return newest.parent if sets and (newest.parent / SET).exists() else newest


def members(path: Path) -> list[Path]:
    """The folders inside a set, in order."""
    with os.scandir(path) as entries:  # it knows what most entries are without asking the disk for each
        names = sorted(
            entry.name for entry in entries if not entry.name.startswith(".") and _is_folder(entry)
        )
    return [path / name for name in names]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    if not entry.is_symlink():
        return entry.is_dir(follow_symlinks=False)
    return Path(entry.path).is_dir()


def listed(root: Path) -> list[Listed]:
    """Every session under a folder, newest first; folders that cannot be read come with what is wrong."""
    if not root.is_dir():
        return []
    found = [_listed(name, path) for name, path in _folders(root) if not (path / SET).exists()]
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _folders(root: Path) -> Iterator[tuple[str, Path]]:
    """(name, path) of every folder that may be a session or a set."""
    if not root.is_dir():
        return
    for path in members(root):
        yield path.name, path
        if (path / SET).exists():
            yield from ((f"{path.name}/{entry.name}", entry) for entry in members(path))


def _listed(name: str, path: Path) -> tuple[Started, Listed]:
    try:
        manifest = Folder(path).manifest
    except (TranscriptError, OSError) as error:
        started = _started(path)
        return started, Listed(name, path, None, str(error), started[0])
    missing = [entry for entry in (EVENTS, SCENARIO) if not (path / entry).is_file()]
    problem = f"{path} has no {' and no '.join(missing)}." if missing else ""
    started = (manifest.runs[0].start, _made(path)) if manifest.runs else _started(path)
    return started, Listed(name, path, manifest.for_lists, problem, started[0])


def _started(path: Path) -> Started:
    try:
        return str(from_json((path / MANIFEST).read_bytes())["runs"][0]["start"]), _made(path)
    except (OSError, ValueError, LookupError, TypeError):
        when = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
        return when.isoformat(timespec="seconds"), _made(path)


def _made(path: Path) -> int:
    try:
        return (path / SCENARIO).stat().st_mtime_ns
    except OSError:
        return path.stat().st_mtime_ns
