"""Sets: many sessions with their design, in one folder; one that fails never stops the others."""

from __future__ import annotations

import json
import secrets
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from detente.errors import DetenteError, InputError, SessionPaused, TranscriptError
from detente.orchestration.config import RunConfig, session_name
from detente.orchestration.session import resume, start
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.transcripts.acts import Value
from detente.transcripts.manifest import NOTICE, Manifest

__all__ = ["Done", "SetDesign", "SetReport", "is_set", "resume_set", "run_set"]

SET = "set.json"
SCENARIO = "scenario.yaml"


class Cell(Value):
    """One planned session of a set."""

    session: str
    world: str
    offers: str
    seed: int


class SetFile(Value):
    """`set.json`: the design, so that the set can be finished later and elsewhere."""

    schema_version: int = 1
    notice: str = NOTICE
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
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class SetDesign:
    """What to cross: every world with every plan with every seed, on one base configuration."""

    base: RunConfig
    seeds: tuple[int, ...]
    worlds: tuple[str, ...]
    offers: tuple[str, ...]

    def cells(self) -> tuple[Cell, ...]:
        """The planned sessions, in order."""
        return tuple(
            Cell(session=f"{world}-{plan}-{seed:05d}", world=world, offers=plan, seed=seed)
            for world in dict.fromkeys(self.worlds)
            for plan in dict.fromkeys(self.offers)
            for seed in dict.fromkeys(self.seeds)
        )


@dataclass(frozen=True)
class Done:
    """One session of a set is over."""

    number: int
    """How many are over by now."""
    total: int
    session: str
    outcome_class: str | None = None
    error: str = ""


Progress = Callable[[Done], None]
Grid = dict[str, dict[str, dict[str, int]]]


@dataclass
class SetReport:
    """What came of a set."""

    set_id: str
    path: Path
    total: int
    finished: int = 0
    state: str = "running"
    failed: list[tuple[str, str]] = field(default_factory=list)
    grid: Grid = field(default_factory=dict)
    """World → plan → outcome class → number of sessions."""

    def count(self, cell: Cell, outcome: str) -> None:
        """Count one ended session."""
        row = self.grid.setdefault(cell.world, {}).setdefault(cell.offers, {})
        row[outcome] = row.get(outcome, 0) + 1
        self.finished += 1

    def answer(self) -> dict[str, Any]:
        """The object given with --json."""
        return {
            "schema": 1,
            "notice": NOTICE,
            "set": self.set_id,
            "path": str(self.path),
            "state": self.state,
            "total": self.total,
            "finished": self.finished,
            "failed": [{"session": name, "error": sentence} for name, sentence in self.failed],
            "grid": self.grid,
        }


def is_set(path: Path) -> bool:
    """Whether a folder is a set."""
    return (path / SET).is_file()


def run_set(
    design: SetDesign, out: Path, name: str = "", jobs: int = 1, progress: Progress = lambda _: None
) -> SetReport:
    """Run a new set under `out`; an interrupted one is finished by `resume_set`.

    Raises InputError, TranscriptError.
    """
    base = design.base
    for world in design.worlds:
        for plan in design.offers:
            replace(base, world=world, offers=plan).checked()
    path = out / (name or f"{session_name(base.scenario.id)}-set{secrets.token_hex(1)}")
    if (path / SET).exists():
        raise TranscriptError(f"{path} already holds a set; choose another --name or --out.")
    plan_file = SetFile(
        set_id=path.name,
        scenario=base.scenario.id,
        scenario_digest=base.scenario.digest,
        without=tuple(base.without),
        rounds=base.rounds,
        sets=dict(base.sets),
        draw_priors=base.draw_priors,
        model=base.model,
        seats=dict(base.seats),
        analyst=base.analyst,
        cells=design.cells(),
    )
    text = json.dumps(plan_file.model_dump(mode="json"), indent=1, ensure_ascii=False)
    try:
        path.mkdir(parents=True, exist_ok=True)
        (path / SCENARIO).write_text(base.scenario.text, encoding="utf-8")
        (path / SET).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise TranscriptError(f"{path} cannot be written: {error.strerror or error}.") from error
    return _finish(path, plan_file, base.scenario, jobs, progress)


def resume_set(path: Path, jobs: int = 1, progress: Progress = lambda _: None) -> SetReport:
    """Run what is missing of a set and go on with what was stopped. Raises TranscriptError."""
    try:
        plan = SetFile.model_validate_json((path / SET).read_bytes())
        text = (path / SCENARIO).read_text(encoding="utf-8")
    except (OSError, ValidationError) as error:
        raise TranscriptError(f"{path} cannot be read as a set: it needs {SET} and {SCENARIO}.") from error
    scenario = load_text(text)
    if scenario.digest != plan.scenario_digest:
        raise TranscriptError(f"{path / SCENARIO} was changed after the set was started.")
    return _finish(path, plan, scenario, jobs, progress)


def _finish(path: Path, plan: SetFile, scenario: Scenario, jobs: int, progress: Progress) -> SetReport:
    report = SetReport(set_id=plan.set_id, path=path, total=len(plan.cells))
    todo: list[Cell] = []
    for cell in plan.cells:
        outcome = _ended(path / cell.session)
        if outcome is None:
            todo.append(cell)
        else:
            report.count(cell, outcome)
    for cell, outcome, error in _each(path, plan, scenario, todo, jobs):
        if error:
            report.failed.append((cell.session, error))
        else:
            report.count(cell, outcome)
        over = report.finished + len(report.failed)
        progress(Done(over, report.total, cell.session, outcome or None, error))
    report.state = "ended" if report.finished == report.total else "paused"
    return report


def _ended(path: Path) -> str | None:
    try:
        manifest = Manifest.model_validate_json((path / "session.json").read_bytes())
    except (OSError, ValidationError):
        return None
    return manifest.summary.outcome_class if manifest.state == "ended" else None


Outcome = tuple[Cell, str, str]


def _each(path: Path, plan: SetFile, scenario: Scenario, todo: list[Cell], jobs: int) -> Iterator[Outcome]:
    if jobs <= 1 or len(todo) < 2:
        for cell in todo:
            yield _one(path, plan, cell, scenario)
        return
    with ExitStack() as stack:
        pool = ProcessPoolExecutor(jobs, initializer=_prepare, initargs=(str(path),))
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        pending: dict[Future[Outcome], Cell] = {pool.submit(_in_worker, path, plan, c): c for c in todo}
        while pending:
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                cell = pending.pop(future)
                failure = future.exception()
                yield (
                    future.result() if failure is None else (cell, "", f"{type(failure).__name__}: {failure}")
                )


_WORKER: dict[str, Scenario] = {}


def _prepare(path: str) -> None:
    # Ctrl-C is the parent's to answer: it lets running sessions finish and starts no more.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _WORKER["scenario"] = load_text((Path(path) / SCENARIO).read_text(encoding="utf-8"))


def _in_worker(path: Path, plan: SetFile, cell: Cell) -> Outcome:
    return _one(path, plan, cell, _WORKER["scenario"])


def _one(path: Path, plan: SetFile, cell: Cell, scenario: Scenario) -> Outcome:
    """Run or resume one session; its failure becomes a sentence."""
    try:
        manifest = _run_or_resume(path, _config(plan, cell, scenario), cell)
    except SessionPaused as error:
        if isinstance(error.__cause__, KeyboardInterrupt):
            raise KeyboardInterrupt from error
        return cell, "", f"Paused: {error.reason}"
    except DetenteError as error:
        return cell, "", str(error)
    except Exception as error:
        return cell, "", f"{type(error).__name__}: {error}"
    return cell, str(manifest.summary.outcome_class), ""


def _run_or_resume(path: Path, config: RunConfig, cell: Cell) -> Manifest:
    if (path / cell.session / "session.json").exists():
        return resume(path / cell.session)[0]
    return start(config, path, cell.session)[1]


def _config(plan: SetFile, cell: Cell, scenario: Scenario) -> RunConfig:
    seats: Mapping[str, str] = plan.seats
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
    )
