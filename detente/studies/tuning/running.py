"""Running a tuning: its sessions, and what is asked beside them; what is done already is not done again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path

from detente.errors import DetenteError, SessionPaused, TranscriptError
from detente.llm.budget import Budget, Caps
from detente.llm.cassettes import CassetteMissed
from detente.llm.door import Line
from detente.llm.failures import is_outage
from detente.llm.loop import run_here
from detente.llm.specs import parse_spec
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.orchestration.session import begin, go_on
from detente.studies.tuning.answers import Answers
from detente.studies.tuning.asking import Beside, Doing, Unit, steadiness
from detente.studies.tuning.design import Cell
from detente.studies.tuning.measures import of_session
from detente.studies.tuning.records import Record, Results
from detente.studies.tuning.setting import Tuning
from detente.transcripts import events as ev
from detente.transcripts.store import Folder

__all__ = ["FAULT", "SESSIONS", "run_tuning"]

SESSIONS, ANSWERS = "sessions", "answers.jsonl"
FAULT = "stopped by a fault"


def run_tuning(tuning: Tuning) -> Results:
    """Run what is missing, and measure everything.

    Raises InputError before anything is asked, SessionPaused when it is interrupted.
    """
    for cell in tuning.design.cells():
        tuning.config(cell)
    (tuning.path / SESSIONS).mkdir(parents=True, exist_ok=True)
    try:
        return run_here(tuning.backstage.closing(_run(tuning)))
    except KeyboardInterrupt as stop:
        told = f"Interrupted. Go on with: detente prompts tune --resume {tuning.path}"
        raise SessionPaused(told) from stop


async def _run(tuning: Tuning) -> Results:
    design, answers = tuning.design, Answers(tuning.path / ANSWERS)
    purse = Budget(tuning.backstage.caps)
    _recall(tuning, purse, answers)
    stage = replace(tuning.backstage, caps=Caps(), purse=purse)
    beside = Beside(tuning, stage, answers, purse)
    if tuning.fresh:
        await beside.door("probe", 0).ready(_lines(tuning))
    cells, others = design.cells(), beside.units()
    tuning.planned = len(cells) + len(others)
    tuning.results = Results(planned=len(cells))
    turn = asyncio.Semaphore(tuning.jobs)

    async def one(name: str, doing: Doing) -> list[Record]:
        async with turn:
            try:
                found = list(await doing())
            except CassetteMissed:
                raise
            except SessionPaused as stop:
                tuning.results.stopped.append(f"{name}: {stop.reason}")
                return []
            except DetenteError as error:
                tuning.results.stopped.append(f"{name}: {error}")
                return []
            tuning.tick()
            return found

    sessions: list[Unit] = [(cell.folder, partial(_cell, tuning, stage, beside, cell)) for cell in cells]
    work = [one(name, doing) for name, doing in (*sessions, *others)]
    for records in await asyncio.gather(*work):
        tuning.results.records += records
    for cell in cells:
        _note_outcome(tuning.results, cell, tuning.path / SESSIONS / cell.folder)
    tuning.results.totals = purse.totals
    return tuning.results


def _recall(tuning: Tuning, purse: Budget, answers: Answers) -> None:
    """Count what earlier runs were charged."""
    prices = {line.spec.name: line.settings.price for line in _lines(tuning) if line.settings.price}
    answers.recall(purse, prices)
    for cell in tuning.design.cells():
        try:
            purse.take_in(Folder(tuning.path / SESSIONS / cell.folder).manifest.totals)
        except TranscriptError:
            continue  # not begun


def _lines(tuning: Tuning) -> list[Line]:
    return [tuning.line(factors) for factors in tuning.design.combinations()]


# -- one session ----------------------------------------------------------------------------------


async def _cell(tuning: Tuning, stage: Backstage, beside: Beside, cell: Cell) -> list[Record]:
    """Play a cell's session if it is not played, and measure it."""
    config = tuning.config(cell)
    path = tuning.path / SESSIONS / cell.folder
    await _played(tuning, stage, cell, config, path)
    tested = frozenset(seat for seat, spec in config.seats.items() if parse_spec(spec).is_model)
    found = await asyncio.to_thread(of_session, path, tested, tuning.line(cell.factors).settings.price)
    steady = await steadiness(beside, cell, path, tested)
    if steady is not None:
        found["consistency"] = steady
    key, behind = f"{cell.scenario}, {cell.against}, seed {cell.seed}", f"{SESSIONS}/{path.name}"
    return [Record(name, cell.factors, key, value, behind, cell.held_out) for name, value in found.items()]


async def _played(tuning: Tuning, stage: Backstage, cell: Cell, config: RunConfig, path: Path) -> None:
    """Begin a session, or go on with it; one that a fault has stopped stays as it is: that is a finding."""
    stage = replace(stage, library=tuning.library(cell.factors))
    try:
        if not (path / "session.json").exists():
            await begin(config, path.parent, path.name, backstage=stage)
        elif not _ended(path) and not _faulty(path):
            await go_on(path, backstage=stage)
    except SessionPaused:
        if not _faulty(path):
            raise


def _ended(path: Path) -> bool:
    return Folder(path).manifest.state == "ended"


def _faulty(path: Path) -> bool:
    """Whether a session was stopped by what a model said; a provider that was down is no finding."""
    events = Folder(path).events()
    last = events[-1] if events else None
    return isinstance(last, ev.FaultSeen) and not is_outage(last.body.kind)


def _note_outcome(results: Results, cell: Cell, path: Path) -> None:
    if not (path / "session.json").exists() or not (_ended(path) or _faulty(path)):
        return
    outcome = Folder(path).manifest.summary.outcome_class or FAULT
    results.sessions += 1
    for factor, level in cell.factors.items():
        results.outcomes.setdefault(f"{factor}={level}", {}).setdefault(outcome, []).append(path.name)
