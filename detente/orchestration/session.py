"""A session on disk: start it, go on with it, or check that it would come out the same again.

`begin` and `go_on` are coroutines, for many sessions in one loop; `start`, `resume`, `verify` and `play` run
one to its end.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from detente import __version__
from detente.errors import CheckFailed, InputError, SessionPaused
from detente.llm.budget import Caps
from detente.llm.journal import Journal, Stale
from detente.llm.loop import run_here
from detente.orchestration.backstage import Backstage, Crew, recorded_caps
from detente.orchestration.chamber import Diverged, Observer, Rerun
from detente.orchestration.checking import (
    check,
    difference_in,
    scenario_of,
    stale_in,
    talks_of,
    with_prompts,
)
from detente.orchestration.closing import closed, minutes_of, now, reason
from detente.orchestration.config import RunConfig, session_name
from detente.transcripts.calls import parse_calls
from detente.transcripts.events import Envelope
from detente.transcripts.manifest import Manifest, Run
from detente.transcripts.store import Folder, MemoryLog, read_events

__all__ = ["Played", "begin", "go_on", "play", "resume", "run_sync", "start", "verify"]

Opener = Callable[[Path], Folder]
T = TypeVar("T")


@dataclass(frozen=True)
class Played:
    """A session that was run without a folder."""

    manifest: Manifest
    lines: tuple[bytes, ...]


def run_sync(doing: Coroutine[Any, Any, T], name: str = "") -> T:
    """Run a coroutine to its end; Ctrl-C is a pause of the session `name`. Raises SessionPaused."""
    try:
        return run_here(doing)
    except KeyboardInterrupt as stop:
        raise SessionPaused("Interrupted.", name) from stop


def play(config: RunConfig, observers: Sequence[Observer] = (), backstage: Backstage | None = None) -> Played:
    """Run a session in memory, for studies that keep no transcript. Raises SessionPaused, InputError."""
    backstage = backstage or Backstage()
    return run_sync(backstage.closing(_play(config, observers, backstage)))


def start(
    config: RunConfig,
    out: Path,
    name: str = "",
    observers: Sequence[Observer] = (),
    opener: Opener = Folder,
    backstage: Backstage | None = None,
) -> tuple[Path, Manifest]:
    """Run a new session under `out`. Raises InputError, TranscriptError, SessionPaused."""
    name, backstage = _folder_name(name) or session_name(config.scenario.id), backstage or Backstage()
    return run_sync(backstage.closing(begin(config, out, name, observers, opener, backstage)), name)


def resume(
    path: Path,
    observers: Sequence[Observer] = (),
    opener: Opener = Folder,
    backstage: Backstage | None = None,
    caps: Caps | None = None,
) -> tuple[Manifest, str]:
    """Go on with a session from what is on disk. Returns the manifest and what was repaired, if anything.

    `caps` replace those recorded, where they say anything. Raises InputError when it has ended, ChainBroken
    when its transcript was changed, CheckFailed when its scenario was or when it comes out differently,
    SessionPaused.
    """
    backstage = backstage or Backstage()
    return run_sync(backstage.closing(go_on(path, observers, opener, backstage, caps)), path.name)


def verify(path: Path) -> str:
    """Run a session again from what it recorded and compare bytes; returns one sentence.

    Raises ChainBroken, or CheckFailed naming the first difference and its cause where that is known.
    """
    return run_sync(check(path))


# -- the coroutines -------------------------------------------------------------------------------


async def _play(config: RunConfig, observers: Sequence[Observer], backstage: Backstage) -> Played:
    config = config.checked()
    log, seen = MemoryLog(), _Seen()
    crew = Crew.of(config, backstage, Journal())
    await crew.ready()
    await talks_of(crew, Rerun([], log), (*observers, seen)).run()
    manifest = crew.noted(config.manifest(config.scenario.id))
    return Played(closed(manifest, config, seen.events, "ended", "done"), tuple(log.lines))


async def begin(
    config: RunConfig,
    out: Path,
    name: str = "",
    observers: Sequence[Observer] = (),
    opener: Opener = Folder,
    backstage: Backstage | None = None,
) -> tuple[Path, Manifest]:
    """Run a new session under `out`. Raises InputError, TranscriptError, SessionPaused."""
    config, backstage = config.checked(), backstage or Backstage()
    name = _folder_name(name) or session_name(config.scenario.id)
    journal = Journal()
    crew = Crew.of(config, backstage, journal)
    await crew.ready()
    library = backstage.library if config.lines() else None
    manifest = config.manifest(name).model_copy(
        update={
            "runs": (_run_now(),),
            "prompts": library.digests if library else {},
            "caps": recorded_caps(backstage.caps),
        }
    )
    Folder.create(out / name, manifest, config.scenario.text, library.files if library else None)
    folder = opener(out / name)
    with folder.held():
        return out / name, await _run(folder, crew, manifest, [], observers)


async def go_on(
    path: Path,
    observers: Sequence[Observer] = (),
    opener: Opener = Folder,
    backstage: Backstage | None = None,
    caps: Caps | None = None,
) -> tuple[Manifest, str]:
    """Go on with a session from what is on disk; see `resume`."""
    folder = opener(path)
    with folder.held():
        return await _on(folder, observers, backstage or Backstage(), caps or Caps())


async def _on(
    folder: Folder, observers: Sequence[Observer], backstage: Backstage, caps: Caps
) -> tuple[Manifest, str]:
    manifest = folder.manifest
    if manifest.state == "ended":
        raise InputError(
            f"{manifest.session} has ended ({manifest.summary.outcome}); there is nothing to resume."
        )
    repaired = folder.repair()
    lines = folder.lines()
    read_events(lines, f"{manifest.session}/events.jsonl")
    config = RunConfig.of(manifest, scenario_of(folder, manifest))
    backstage = with_prompts(backstage, folder.path)
    backstage = replace(backstage, caps=caps.or_else(backstage.caps).or_else(Caps(**manifest.caps)))
    manifest = manifest.model_copy(
        update={
            "state": "running",
            "reason": "",
            "runs": (*manifest.runs, _run_now(repaired)),
            "detente": __version__,
            "caps": recorded_caps(backstage.caps),
        }
    )
    journal = Journal.of(parse_calls(folder.call_lines()))
    crew = Crew.of(config, backstage, journal, minutes_of(manifest))
    await journal.attach(folder.keep_call)
    await crew.ready()
    try:
        return await _run(folder, crew, manifest, lines, observers), repaired
    except Diverged as difference:
        raise CheckFailed(difference_in(manifest, difference)) from difference
    except Stale as stale:
        raise CheckFailed(stale_in(manifest, stale)) from stale


# -- the parts ------------------------------------------------------------------------------------


class _Seen:
    def __init__(self) -> None:
        self.events: list[Envelope] = []

    def __call__(self, event: Envelope) -> None:
        self.events.append(event)


async def _run(
    folder: Folder, crew: Crew, manifest: Manifest, lines: list[bytes], observers: Sequence[Observer]
) -> Manifest:
    seen, config = _Seen(), crew.config
    seen.events.extend(read_events(lines))
    try:
        folder.write_manifest(manifest)
        try:
            await crew.door.journal.attach(folder.keep_call)
            await talks_of(crew, Rerun(lines, folder), (*observers, seen)).run()
        finally:
            folder.close()
        ended = closed(crew.noted(manifest), config, seen.events, "ended", "done")
        folder.write_manifest(ended)
    except (SessionPaused, OSError, KeyboardInterrupt, asyncio.CancelledError) as stop:
        why = reason(stop)
        _try_writing(folder, closed(crew.noted(manifest), config, seen.events, "paused", why))
        if isinstance(stop, asyncio.CancelledError):
            raise
        raise SessionPaused(why, manifest.session) from stop
    return ended


def _try_writing(folder: Folder, manifest: Manifest) -> None:
    """A manifest that cannot be written (a full disk) stays as it was: 'running', which resumes as well."""
    try:
        folder.write_manifest(manifest)
    except OSError:
        return


def _run_now(repaired: str = "") -> Run:
    return Run(start=now(), process=f"process {os.getpid()}", repaired=repaired)


def _folder_name(name: str) -> str:
    if name and (name != Path(name).name or name in (".", "..") or name.startswith("-")):
        raise InputError(f"--name {name}: give a plain folder name; --out says where it goes.")
    return name
