"""Forks with controls: changed and unchanged continuations of one session from one point, as a set."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.errors import TranscriptError
from detente.llm.budget import Caps
from detente.orchestration.backstage import Backstage, recorded_caps
from detente.orchestration.forking import Origin, check_change, fork_folder
from detente.studies.set_running import Cell, ForkDesign, Running, SetFile
from detente.studies.sets import Progress, SetReport, finish, write_set
from detente.transcripts.changes import Change
from detente.transcripts.store import refuse_taken

__all__ = ["ForkSet", "run_forks"]


@dataclass(frozen=True)
class ForkSet:
    """What to branch, what to change, and how many continuations there are of each kind."""

    origin: Origin
    change: Change
    replicates: int


def run_forks(
    design: ForkSet,
    out: Path,
    name: str,
    jobs: int = 1,
    progress: Progress = lambda _: None,
    backstage: Backstage | None = None,
) -> SetReport:
    """Run changed and as many unchanged continuations; an interrupted set is resumed as any.

    The caps of `backstage` are those of the whole set. Raises InputError, TranscriptError.
    """
    origin, change, replicates = design.origin, design.change, design.replicates
    check_change(origin, change)
    stage, path = backstage or Backstage(), out / name
    arms = {"changed": change, "control": Change(at=origin.at)}
    config = {arm: origin.config.after(made) for arm, made in arms.items()}
    width = len(str(replicates))
    cells = {
        Cell(
            session=f"{arm}-{number:0{width}}",
            world=config[arm].world,
            offers=config[arm].offers,
            seed=origin.manifest.seed,
            arm=arm,
        ): made.model_copy(update={"replicate": number})
        for number in range(1, replicates + 1)
        for arm, made in arms.items()
    }
    everybody = {**origin.manifest.models, **change.models}
    plan = SetFile(
        set_id=name,
        scenario=origin.scenario.id,
        scenario_digest=origin.scenario.digest,
        models=everybody if any(found.lines() for found in config.values()) else {},
        caps=recorded_caps(stage.caps),
        fork=ForkDesign(parent=origin.manifest.session, at=str(origin.at), replicates=replicates),
        cells=tuple(cells),
    )
    _write(path, plan, origin, cells)
    return finish(Running(path, plan, origin.scenario, jobs, stage), progress)


def _write(path: Path, plan: SetFile, origin: Origin, cells: Mapping[Cell, Change]) -> None:
    """The set and all its forks appear at once: half a set could never be finished."""
    refuse_taken(path)
    making = path.with_name(f".{path.name}.making")
    try:
        shutil.rmtree(making, ignore_errors=True)
        write_set(making, plan, origin.scenario.text)
        for cell, change in cells.items():
            fork_folder(origin, change, making, cell.session, Caps(), checked=True)
        making.rename(path)
    except OSError as error:
        raise TranscriptError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
