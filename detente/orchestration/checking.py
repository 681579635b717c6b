"""Checking a session: run again from what it recorded, every event must come out the same, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from detente import __version__
from detente.errors import CheckFailed
from detente.llm.journal import Journal, NotRecorded, Stale
from detente.orchestration.backstage import Backstage, Crew
from detente.orchestration.chamber import Chamber, Diverged, Observer, Rerun
from detente.orchestration.closing import summary_of
from detente.orchestration.config import RunConfig
from detente.orchestration.talks import Seated, Talks
from detente.prompts.library import load_library
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.transcripts.calls import parse_calls
from detente.transcripts.changes import Change
from detente.transcripts.manifest import Manifest, Summary
from detente.transcripts.store import PROMPTS, Folder, read_events

__all__ = ["check", "difference_in", "scenario_of", "stale_in", "talks_of", "with_prompts"]


async def check(path: Path) -> str:
    """Run a session again from what it recorded; see `verify`."""
    folder = Folder(path)
    manifest = folder.manifest
    lines = folder.lines()
    events = read_events(lines, f"{manifest.session}/events.jsonl")
    config = RunConfig.of(manifest, scenario_of(folder, manifest))
    rerun = Rerun(lines, None)
    journal = Journal.of(parse_calls(folder.call_lines()), closed=True)
    crew = Crew.of(config, with_prompts(Backstage(), path), journal)
    try:
        await talks_of(crew, rerun, ()).run()
    except Diverged as difference:
        if difference.recorded or manifest.state == "ended":
            raise CheckFailed(difference_in(manifest, difference)) from difference
    except Stale as stale:
        raise CheckFailed(stale_in(manifest, stale)) from stale
    except NotRecorded as missing:
        if manifest.state == "ended" or rerun.at < len(lines):
            raise CheckFailed(f"{manifest.session}: {missing}; calls.jsonl is not whole.") from missing
    if rerun.at < len(lines):
        raise CheckFailed(f"{manifest.session}: the transcript goes on after the talks have ended.")
    if manifest.state == "ended" and not _summed_up(manifest, summary_of(config, events)):
        told = "the summary in session.json is not what the transcript comes to"
        raise CheckFailed(f"{manifest.session}: {told}.{_version_in(manifest)}")
    return f"{manifest.session}: {len(lines)} events, the chain holds and every byte came out the same."


def _summed_up(manifest: Manifest, comes_to: Summary) -> bool:
    """Whether the summary kept is that of the transcript; earlier versions kept no rounds."""
    kept = manifest.summary
    return kept == (comes_to.model_copy(update={"by_round": None}) if kept.by_round is None else comes_to)


def talks_of(crew: Crew, rerun: Rerun, observers: Sequence[Observer]) -> Talks:
    """The talks of a crew, not yet run."""
    config = crew.config
    chamber = Chamber(config.scenario, tuple(config.seating()), rerun, observers)
    crews = [crew]

    def change(made: Change) -> Seated:
        crews.append(crews[-1].after(made))
        return crews[-1].config, crews[-1].agents, crews[-1].analyst

    return Talks(config, chamber, crew.agents, crew.analyst, change)


def scenario_of(folder: Folder, manifest: Manifest) -> Scenario:
    """The scenario that a session was run on. Raises CheckFailed when it, or a prompt, was changed since."""
    scenario = load_text(folder.scenario_text)
    if scenario.digest != manifest.scenario_digest:
        raise CheckFailed(f"{manifest.session}: scenario.yaml was changed after the session was run.")
    if (folder.path / PROMPTS).is_dir():
        found = load_library(folder.path / PROMPTS).digests
        for name in sorted({*found, *manifest.prompts}):
            if found.get(name) != manifest.prompts.get(name):
                told = f"prompts/{name}.md, or a part that it includes, was changed"
                raise CheckFailed(f"{manifest.session}: {told} after the session was run.")
    return scenario


def with_prompts(backstage: Backstage, path: Path) -> Backstage:
    """The backstage with the prompts that the session keeps, if it does."""
    folder = path / PROMPTS
    return replace(backstage, library=load_library(folder)) if folder.is_dir() else backstage


def difference_in(manifest: Manifest, difference: Diverged) -> str:
    """The first difference in a sentence, with its cause where that is known."""
    cause = _version_in(manifest)
    if not difference.made or not difference.recorded:
        return f"{manifest.session}: event {difference.seq} is missing from the transcript.{cause}"
    return f"{manifest.session}: event {difference.seq} comes out differently when run again.{cause}"


def _version_in(manifest: Manifest) -> str:
    """Another version of the engine is a cause; nothing where it is the same."""
    if manifest.detente == __version__:
        return ""
    return f" It was run with detente {manifest.detente}; this is {__version__}."


def stale_in(manifest: Manifest, stale: Stale) -> str:
    """Which question has changed, and what may have changed it."""
    cause = f"it was run with detente {manifest.detente}, this is {__version__}"
    if manifest.detente == __version__:
        cause = "its prompts, its scenario or its settings were changed"
    return f"{manifest.session}: {stale}; {cause}."
