"""Running the sessions of a set: many at once, one that fails never stops the others."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from detente import __version__
from detente.errors import DetenteError, InputError, SessionPaused, TranscriptError
from detente.llm.budget import Budget, Caps
from detente.llm.settings import ModelSettings
from detente.orchestration.backstage import Backstage, prices_of
from detente.orchestration.config import RunConfig
from detente.orchestration.session import begin, go_on, resume, run_sync, start
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.transcripts.acts import Value
from detente.transcripts.calls import Call, parse_calls
from detente.transcripts.manifest import NOTICE, Manifest
from detente.transcripts.store import Folder

__all__ = ["SCENARIO", "Cell", "ForkDesign", "Outcome", "Running", "SetFile", "run_all"]

SCENARIO = "scenario.yaml"


class Cell(Value):
    """One planned session of a set."""

    session: str
    world: str
    offers: str
    seed: int
    arm: str = ""
    """In a set of forks: `changed` or `control`."""


class ForkDesign(Value):
    """What a set of forks branched from."""

    parent: str
    at: str
    replicates: int


class SetFile(Value):
    """`set.json`: the design, so that the set can be finished later and elsewhere."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    notice: str = NOTICE
    detente: str = __version__
    """Version that began it."""
    set_id: str
    scenario: str
    scenario_digest: str
    without: tuple[str, ...] = ()
    rounds: int | None = None
    sets: dict[str, str] = {}
    draw_priors: bool = False
    model: str = "baseline"
    seats: dict[str, str] = {}
    analyst: str = "lexical"
    models: dict[str, dict[str, Any]] = {}
    """Seat (or `analyst`) → how its model is asked."""
    caps: dict[str, float] = {}
    """What the whole set may spend."""
    fork: ForkDesign | None = None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Running:
    """A set that is run, and what with."""

    path: Path
    plan: SetFile
    scenario: Scenario
    jobs: int
    backstage: Backstage


Outcome = tuple[Cell, str, str]
"""A session that is over: its outcome class, or what went wrong."""
Tell = Callable[[Outcome], None]


def run_all(running: Running, todo: list[Cell], tell: Tell) -> None:
    """Run some sessions of a set; `tell` hears of each when it is over."""
    if running.plan.models:
        run_sync(running.backstage.closing(_in_one_loop(running, todo, tell)))
    elif running.jobs > 1 and len(todo) > 1:
        _in_processes(running, todo, tell)
    else:
        for cell in todo:
            tell(_one(running.path, running.plan, cell, running.scenario))


# -- with models: many sessions in one loop, because they wait more than they work -----------------


async def _in_one_loop(running: Running, todo: list[Cell], tell: Tell) -> None:
    purse = Budget(running.backstage.caps)
    for cell in running.plan.cells:
        _recall(purse, running, cell)
    stage = replace(running.backstage, caps=Caps(), purse=purse)
    turn = asyncio.Semaphore(running.jobs)

    async def one(cell: Cell) -> None:
        async with turn:
            tell(await _one_of_many(running, cell, stage))

    async with asyncio.TaskGroup() as group:
        for cell in todo:
            group.create_task(one(cell))


def _recall(purse: Budget, running: Running, cell: Cell) -> None:
    """Count what a session of the set has been charged so far, whatever became of it."""
    folder = Folder(running.path / cell.session)
    try:
        manifest = folder.manifest
        if manifest.state == "ended":
            purse.take_in(manifest.totals)
            return
        calls = [call for call in parse_calls(folder.call_lines()) if isinstance(call, Call)]
    except TranscriptError:
        return  # not begun; or not readable, which is told when it is to go on
    prices = prices_of(RunConfig.of(manifest, running.scenario))
    for call in calls:
        for usage in call.charged:
            purse.recall(usage, prices.get(call.model))


async def _one_of_many(running: Running, cell: Cell, stage: Backstage) -> Outcome:
    try:
        path = running.path
        if (path / cell.session / "session.json").exists():
            manifest, _ = await go_on(path / cell.session, backstage=stage)
        else:
            config = _config(running.plan, cell, running.scenario)
            _, manifest = await begin(config, path, cell.session, backstage=stage)
    except SessionPaused as error:
        return cell, "", f"Paused: {error.reason}"
    except DetenteError as error:
        return cell, "", str(error)
    except Exception as error:
        return cell, "", f"{type(error).__name__}: {error}"
    return cell, str(manifest.summary.outcome_class), ""


# -- without: sessions that only work, in processes -----------------------------------------------


def _in_processes(running: Running, todo: list[Cell], tell: Tell) -> None:
    path, plan = running.path, running.plan
    with ExitStack() as stack:
        pool = ProcessPoolExecutor(running.jobs, initializer=_prepare, initargs=(str(path),))
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        pending: dict[Future[Outcome], Cell] = {pool.submit(_in_worker, path, plan, c): c for c in todo}
        while pending:
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                cell = pending.pop(future)
                failure = future.exception()
                tell(
                    future.result() if failure is None else (cell, "", f"{type(failure).__name__}: {failure}")
                )


_WORKER: dict[str, Scenario] = {}


def _prepare(path: str) -> None:
    # Ctrl-C is the parent's to answer: it lets running sessions finish and starts no more.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _WORKER["scenario"] = load_text((Path(path) / SCENARIO).read_text(encoding="utf-8"))


def _in_worker(path: Path, plan: SetFile, cell: Cell) -> Outcome:
    return _one(path, plan, cell, _WORKER["scenario"])


def _one(path: Path, plan: SetFile, cell: Cell, scenario: Scenario) -> Outcome:
    """Run or resume one session; its failure becomes a sentence."""
    try:
        manifest = _run_or_resume(path, plan, cell, scenario)
    except SessionPaused as error:
        if isinstance(error.__cause__, KeyboardInterrupt):
            raise KeyboardInterrupt from error
        return cell, "", f"Paused: {error.reason}"
    except DetenteError as error:
        return cell, "", str(error)
    except Exception as error:
        return cell, "", f"{type(error).__name__}: {error}"
    return cell, str(manifest.summary.outcome_class), ""


def _run_or_resume(path: Path, plan: SetFile, cell: Cell, scenario: Scenario) -> Manifest:
    if (path / cell.session / "session.json").exists():
        return resume(path / cell.session)[0]
    return start(_config(plan, cell, scenario), path, cell.session)[1]


def _config(plan: SetFile, cell: Cell, scenario: Scenario) -> RunConfig:
    seats: Mapping[str, str] = plan.seats
    if plan.fork is not None:
        raise InputError(f"{cell.session} is a fork whose folder is gone; fork anew.")
    if cell.seed < 0:
        raise InputError(f"The seed {cell.seed} is negative; seeds count from 0.")
    return RunConfig(
        scenario=scenario,
        world=cell.world,
        offers=cell.offers,
        seed=cell.seed,
        without=plan.without,
        rounds=plan.rounds,
        sets=plan.sets,
        draw_priors=plan.draw_priors,
        seats=seats,
        model=plan.model,
        analyst=plan.analyst,
        models={name: ModelSettings.model_validate(found) for name, found in plan.models.items()},
    )
