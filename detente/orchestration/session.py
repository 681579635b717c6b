"""A session on disk: start it, go on with it, or check that it would come out the same again."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente import __version__
from detente.errors import CheckFailed, InputError, SessionPaused
from detente.orchestration.chamber import Chamber, Diverged, Observer, Rerun
from detente.orchestration.config import RunConfig, session_name
from detente.orchestration.talks import Talks
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.transcripts.events import Envelope
from detente.transcripts.manifest import Manifest, Run, Totals
from detente.transcripts.store import Folder, Log, MemoryLog, read_events
from detente.transcripts.summary import summarise

__all__ = ["Played", "play", "resume", "start", "verify"]

Opener = Callable[[Path], Folder]


@dataclass(frozen=True)
class Played:
    """A session that was run without a folder."""

    manifest: Manifest
    lines: tuple[bytes, ...]


def play(config: RunConfig, observers: Sequence[Observer] = ()) -> Played:
    """Run a session in memory, for studies that keep no transcript. Raises SessionPaused, InputError."""
    config = config.checked()
    log, seen = MemoryLog(), _Seen()
    asyncio.run(_talks(config, Rerun([], log), (*observers, seen)).run())
    manifest = config.manifest(config.scenario.id)
    return Played(_closed(manifest, config, seen.events, "ended", "done"), tuple(log.lines))


def start(
    config: RunConfig, out: Path, name: str = "", observers: Sequence[Observer] = (), opener: Opener = Folder
) -> tuple[Path, Manifest]:
    """Run a new session under `out`. Raises InputError, TranscriptError, SessionPaused."""
    config = config.checked()
    name = _folder_name(name) or session_name(config.scenario.id)
    manifest = config.manifest(name).model_copy(update={"runs": (Run(start=_now()),)})
    Folder.create(out / name, manifest, config.scenario.text)
    return out / name, _run(opener(out / name), config, manifest, [], observers)


def resume(path: Path, observers: Sequence[Observer] = (), opener: Opener = Folder) -> tuple[Manifest, str]:
    """Go on with a session from what is on disk. Returns the manifest and what was repaired, if anything.

    Raises InputError when it has ended, ChainBroken when its transcript was changed, CheckFailed when its
    scenario was or when it comes out differently, SessionPaused.
    """
    folder = opener(path)
    manifest = folder.manifest
    if manifest.state == "ended":
        raise InputError(
            f"{manifest.session} has ended ({manifest.summary.outcome}); there is nothing to resume."
        )
    repaired = folder.repair()
    lines = folder.lines()
    read_events(lines, f"{manifest.session}/events.jsonl")
    scenario = _scenario(folder, manifest)
    run = Run(start=_now(), repaired=repaired)
    manifest = manifest.model_copy(
        update={"state": "running", "reason": "", "runs": (*manifest.runs, run), "detente": __version__}
    )
    config = RunConfig.of(manifest, scenario)
    try:
        return _run(folder, config, manifest, lines, observers), repaired
    except Diverged as difference:
        raise CheckFailed(_difference(manifest, difference)) from difference


def verify(path: Path) -> str:
    """Run a session again from what it recorded and compare bytes; returns one sentence.

    Raises ChainBroken, or CheckFailed naming the first difference and its cause where that is known.
    """
    folder = Folder(path)
    manifest = folder.manifest
    lines = folder.lines()
    read_events(lines, f"{manifest.session}/events.jsonl")
    scenario = _scenario(folder, manifest)
    rerun = Rerun(lines, None)
    try:
        asyncio.run(_talks(RunConfig.of(manifest, scenario), rerun, ()).run())
    except Diverged as difference:
        if difference.recorded or manifest.state == "ended":
            raise CheckFailed(_difference(manifest, difference)) from difference
    if rerun.at < len(lines):
        raise CheckFailed(f"{manifest.session}: the transcript goes on after the talks have ended.")
    return f"{manifest.session}: {len(lines)} events, the chain holds and every byte came out the same."


# -- the parts ------------------------------------------------------------------------------------


class _Seen:
    def __init__(self) -> None:
        self.events: list[Envelope] = []

    def __call__(self, event: Envelope) -> None:
        self.events.append(event)


def _scenario(folder: Folder, manifest: Manifest) -> Scenario:
    scenario = load_text(folder.scenario_text)
    if scenario.digest != manifest.scenario_digest:
        raise CheckFailed(f"{manifest.session}: scenario.yaml was changed after the session was run.")
    return scenario


def _talks(config: RunConfig, rerun: Rerun, observers: Sequence[Observer]) -> Talks:
    seats = tuple(config.seating())
    return Talks(config, Chamber(config.scenario, seats, rerun, observers))


def _run(
    folder: Folder, config: RunConfig, manifest: Manifest, lines: list[bytes], observers: Sequence[Observer]
) -> Manifest:
    recorded = list(read_events(lines))
    seen = _Seen()
    seen.events.extend(recorded)
    log: Log = folder
    try:
        folder.write_manifest(manifest)
        try:
            asyncio.run(_talks(config, Rerun(lines, log), (*observers, seen)).run())
        finally:
            folder.close()
        ended = _closed(manifest, config, seen.events, "ended", "done")
        folder.write_manifest(ended)
    except (SessionPaused, OSError, KeyboardInterrupt) as stop:
        reason = _reason(stop)
        _try_writing(folder, _closed(manifest, config, seen.events, "paused", reason))
        raise SessionPaused(reason, manifest.session) from stop
    return ended


def _try_writing(folder: Folder, manifest: Manifest) -> None:
    """A manifest that cannot be written (a full disk) stays as it was: 'running', which resumes as well."""
    try:
        folder.write_manifest(manifest)
    except OSError:
        return


def _reason(stop: BaseException) -> str:
    if isinstance(stop, KeyboardInterrupt):
        return "Interrupted."
    if isinstance(stop, OSError):
        return f"The transcript could not be written: {stop.strerror or stop}."
    return stop.reason if isinstance(stop, SessionPaused) else str(stop)


def _closed(manifest: Manifest, config: RunConfig, events: list[Envelope], state: str, why: str) -> Manifest:
    runs = manifest.runs
    if runs:
        runs = (*runs[:-1], runs[-1].model_copy(update={"end": _now(), "why": why}))
    return manifest.model_copy(
        update={
            "state": state,
            "reason": why if state == "paused" else "",
            "runs": runs,
            "summary": summarise(events, _initial_lean(config)),
            "totals": Totals(cost=None if manifest.has_model else 0.0),
        }
    )


def _initial_lean(config: RunConfig) -> float | None:
    numbers = config.numbers
    for party in config.scenario.parties:
        if party.decision == "leader":
            return numbers.scalar(f"{party.leader}.lean")
    return None


def _difference(manifest: Manifest, difference: Diverged) -> str:
    cause = ""
    if manifest.detente != __version__:
        cause = f" It was run with detente {manifest.detente}; this is {__version__}."
    if not difference.made or not difference.recorded:
        return f"{manifest.session}: event {difference.seq} is missing from the transcript.{cause}"
    return f"{manifest.session}: event {difference.seq} comes out differently when run again.{cause}"


def _folder_name(name: str) -> str:
    if name and (name != Path(name).name or name in (".", "..") or name.startswith("-")):
        raise InputError(f"--name {name}: give a plain folder name; --out says where it goes.")
    return name


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
