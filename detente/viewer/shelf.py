"""What lies in the transcripts folder, for lists: read once, and again only where a file has changed.

No name, link or symlink leads outside the folder; a session that cannot be read is listed with what is wrong.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.errors import DetenteError, InputError, TranscriptError
from detente.transcripts.events import StatementMade, parse
from detente.transcripts.labels import labels_of
from detente.transcripts.manifest import Manifest
from detente.transcripts.render.forks import change_words
from detente.transcripts.render.record import for_public
from detente.transcripts.render.words import clip
from detente.transcripts.reviews import reviews_of
from detente.transcripts.store import EVENTS, MANIFEST, SET, Folder
from detente.viewer.files import BESIDE, LONGEST_NAME, WHOLE, is_plain, problems, unfit

__all__ = ["Found", "Listed", "Shelf"]

LONGEST_PROBLEM = 300
PATIENCE = 4.0
"""Seconds that a search in the words may take."""
Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A session in a list."""

    name: str
    """Its folder's name; inside a set, `set/session`."""
    problem: str = ""
    """Why it cannot be opened, if it cannot."""
    flaw: str = ""
    """What is wrong with its labels or reviews, if anything."""
    title: str = ""
    scenario: str = ""
    world: str = ""
    offers: str = ""
    seed: int = 0
    state: str = "broken"
    outcome_class: str = ""
    rounds: int = 0
    started: str = ""
    models: str = ""
    parent: str = ""
    change: str = ""
    tags: tuple[str, ...] = ()
    cost: float | None = None

    @property
    def group(self) -> str:
        """The set it belongs to, if any."""
        return self.name.rpartition("/")[0]


@dataclass(frozen=True)
class Found:
    """What a search in the words came to."""

    names: frozenset[str]
    searched: int
    of: int


class Shelf:
    """The sessions under one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._kept: dict[str, tuple[Stamp, Listed]] = {}

    def listed(self) -> list[Listed]:
        """Every session, newest first."""
        found: dict[str, tuple[Stamp, Listed]] = {}
        for name, path in self._folders():
            stamp = _stamp(path)
            kept = self._kept.get(name)
            found[name] = kept if kept and kept[0] == stamp else (stamp, _listed(name, path))
        self._kept = found
        return sorted((entry for _, entry in found.values()), key=lambda one: one.started, reverse=True)

    def sets(self) -> list[str]:
        """The names of the sets."""
        if not self.root.is_dir():
            return []
        return sorted(entry.name for entry in _inside(self.root) if (Path(entry.path) / SET).is_file())

    def path(self, name: str) -> Path:
        """The folder of a session or a set. Raises InputError for a name that leads elsewhere."""
        path = self.root / name if is_plain(name) else None
        if path is None or not path.is_dir() or path.resolve() != path:
            raise InputError(f"There is no session '{name[:LONGEST_NAME]}' here.")
        return path

    def set_path(self, name: str) -> Path:
        """The folder of a set. Raises InputError for what is none, TranscriptError where a link leads out."""
        path = self.path(name)
        if not (path / SET).is_file():
            raise InputError(f"{name} is no set.")
        with os.scandir(path) as entries:
            for entry in entries:
                linked = "it is a link; it is not followed" if entry.is_symlink() else ""
                if entry.is_dir() and (told := linked or unfit(entry.path, WHOLE)):
                    raise TranscriptError(f"{name}/{entry.name}: {told}.")
        return path

    def folder(self, name: str) -> Folder:
        """A session to be shown. Raises InputError, TranscriptError where it is too large or a link."""
        path = self.path(name)
        if told := problems(str(path)):
            raise TranscriptError(f"{name}: {told}")
        return Folder(path)

    def search(self, words: str, among: Sequence[Listed]) -> Found:
        """Sessions in which a public statement holds these words, in any case of letters."""
        needle, names, begun, searched = words.casefold(), set[str](), time.monotonic(), 0
        for one in among:
            if time.monotonic() - begun > PATIENCE:
                break
            searched += 1
            if not one.problem and _says(self.root / one.name / EVENTS, needle):
                names.add(one.name)
        return Found(frozenset(names), searched, len(among))

    def _folders(self) -> Iterator[tuple[str, str]]:
        if not self.root.is_dir():
            return
        for entry in _inside(self.root):
            if os.path.isfile(f"{entry.path}/{SET}"):  # noqa: PTH113 - ten thousand times
                yield from ((f"{entry.name}/{inner.name}", inner.path) for inner in _inside(Path(entry.path)))
            else:
                yield entry.name, entry.path


def _inside(path: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            yield from (e for e in entries if not e.name.startswith(".") and e.is_dir(follow_symlinks=False))
    except OSError:
        return


def _stamp(path: str) -> Stamp:
    """What changes when a session's manifest does, or what stands beside it."""
    found: list[int] = []
    for name in (MANIFEST, *BESIDE):
        try:
            status = os.lstat(f"{path}/{name}")
        except OSError:
            found += [0, 0]
        else:
            found += [status.st_mtime_ns, status.st_size]
    return tuple(found)


def _listed(name: str, path: str) -> Listed:
    folder = Path(path)
    if not is_plain(name):
        return _broken(name, folder, "no address can hold this name; rename the folder.")
    if told := unfit(path, (MANIFEST,)) or ("" if (folder / MANIFEST).exists() else f"no {MANIFEST}"):
        return _broken(name, folder, f"{told}.")
    try:
        manifest = Folder(folder).manifest
    except (DetenteError, OSError, RecursionError) as error:
        told = str(error) if isinstance(error, DetenteError) else f"{MANIFEST} cannot be read."
        return _broken(name, folder, told)
    return _of(name, folder, manifest, problems(path))


def _broken(name: str, folder: Path, problem: str) -> Listed:
    try:
        when = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(folder.stat().st_mtime))
    except OSError:
        when = ""
    return Listed(name, clip(problem.replace(f"{folder}/", ""), LONGEST_PROBLEM), started=when)


def _of(name: str, folder: Path, manifest: Manifest, problem: str) -> Listed:
    now, summary = manifest.in_force, manifest.summary
    tags, flaw = ((), "") if problem else _beside(folder)
    return Listed(
        name=name,
        problem=problem,
        flaw=flaw,
        title=manifest.title,
        scenario=manifest.scenario,
        world=now.world,
        offers=now.offers,
        seed=manifest.seed,
        state="broken" if problem else manifest.state,
        outcome_class=summary.outcome_class or "",
        rounds=summary.rounds,
        started=manifest.runs[0].start if manifest.runs else "",
        models=" + ".join(dict.fromkeys(now.seats.values())),
        parent=manifest.parent.session if manifest.parent else "",
        change="; ".join(
            f"at {change.at}: {change_words(change)}" for change in for_public(manifest).changes[-1:]
        ),
        tags=tags,
        cost=manifest.totals.cost,
    )


def _beside(folder: Path) -> tuple[tuple[str, ...], str]:
    """The tags of a session, and what is wrong with its labels or reviews."""
    tags, flaws = tuple[str, ...](), list[str]()
    try:
        tags = labels_of(folder).tags
    except TranscriptError as error:
        flaws.append(str(error))
    try:
        reviews_of(folder)
    except TranscriptError as error:
        flaws.append(str(error))
    return tags, " ".join(flaws).replace(f"{folder}/", "")


def _says(path: Path, needle: str) -> bool:
    """Whether a public statement holds some words: lines that cannot hold them are not parsed."""
    if unfit(str(path.parent), (path.name,)):
        return False
    try:
        data = path.read_bytes()
    except OSError:
        return False
    escaped = json.dumps(needle, ensure_ascii=False)[1:-1].encode(errors="replace")
    if needle.isascii() and escaped not in data.lower():
        return False
    return any(_holds(line, needle) for line in data.splitlines() if b'"statement"' in line)


def _holds(line: bytes, needle: str) -> bool:
    """Only a line that escapes something, or has the words in it as it stands, needs to be parsed."""
    if b"\\" not in line and needle not in line.decode(errors="replace").casefold():
        return False
    try:
        event: Any = parse(line)
    except ValueError:
        return False
    public = isinstance(event, StatementMade) and "public" in event.audience
    return public and needle in event.body.text.casefold()
