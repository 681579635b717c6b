"""Sets: many sessions with their design, in one folder; one that fails never stops the others."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from detente.errors import TranscriptError
from detente.llm.budget import Budget, Caps
from detente.orchestration.backstage import Backstage, recorded_caps
from detente.orchestration.checking import with_prompts
from detente.orchestration.config import RunConfig, session_name
from detente.prompts.library import Library
from detente.scenario.loader import load_text
from detente.studies.effects import Arm, Effects, effects
from detente.studies.set_running import SCENARIO, Cell, Outcome, Running, SetFile, run_all
from detente.transcripts.manifest import NOTICE, Manifest, Totals
from detente.transcripts.store import PROMPTS, SET, held, refuse_other_schema, refuse_taken

__all__ = ["Done", "SetDesign", "SetReport", "finish", "is_set", "resume_set", "run_set", "write_set"]


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
    totals: Totals = field(default_factory=Totals)
    """What all sessions came to, stopped ones too."""
    effects: Effects | None = None
    """In a set of forks: changed beside unchanged."""

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
            "totals": self.totals.model_dump(mode="json"),
            **({"effects": self.effects.answer()} if self.effects else {}),
        }


def is_set(path: Path) -> bool:
    """Whether a folder is a set."""
    return (path / SET).is_file()


def run_set(
    design: SetDesign,
    out: Path,
    name: str = "",
    jobs: int = 1,
    progress: Progress = lambda _: None,
    backstage: Backstage | None = None,
) -> SetReport:
    """Run a new set under `out`; an interrupted one is finished by `resume_set`.

    The caps of `backstage` are those of the whole set. Raises InputError, TranscriptError.
    """
    base = design.base
    for world in design.worlds:
        for plan in design.offers:
            replace(base, world=world, offers=plan).checked()
    path = out / (name or f"{session_name(base.scenario.id)}-set{secrets.token_hex(1)}")
    stage = backstage or Backstage()
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
        models={name: found.model_dump(mode="json") for name, found in base.models.items()},
        caps=recorded_caps(stage.caps),
        cells=design.cells(),
    )
    write_set(path, plan_file, base.scenario.text, stage.library if plan_file.models else None)
    return finish(Running(path, plan_file, base.scenario, jobs, stage), progress)


def write_set(path: Path, plan: SetFile, scenario_text: str, library: Library | None = None) -> None:
    """Make the folder of a set, with the prompts of its models: sessions begun later need the same ones.

    Raises TranscriptError if it is taken, or cannot be written.
    """
    refuse_taken(path)
    text = json.dumps(plan.model_dump(mode="json", by_alias=True), indent=1, ensure_ascii=False)
    try:
        path.mkdir(parents=True, exist_ok=True)
        (path / SCENARIO).write_text(scenario_text, encoding="utf-8")
        for name, file in (library.files if library else {}).items():
            (path / PROMPTS).mkdir(exist_ok=True)
            (path / PROMPTS / name).write_text(file, encoding="utf-8")
        (path / SET).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise TranscriptError(f"{path} cannot be written: {error.strerror or error}.") from error


def resume_set(
    path: Path, jobs: int = 1, progress: Progress = lambda _: None, backstage: Backstage | None = None
) -> SetReport:
    """Run what is missing of a set and go on with what was stopped. Raises TranscriptError."""
    try:
        data = (path / SET).read_bytes()
        refuse_other_schema(data, path / SET)
        plan = SetFile.model_validate_json(data)
        text = (path / SCENARIO).read_text(encoding="utf-8")
    except (OSError, ValidationError) as error:
        raise TranscriptError(f"{path} cannot be read as a set: it needs {SET} and {SCENARIO}.") from error
    scenario = load_text(text)
    if scenario.digest != plan.scenario_digest:
        raise TranscriptError(f"{path / SCENARIO} was changed after the set was started.")
    stage = with_prompts(backstage or Backstage(), path)
    stage = replace(stage, caps=stage.caps.or_else(Caps(**plan.caps)))
    return finish(Running(path, plan, scenario, jobs, stage), progress)


def finish(running: Running, progress: Progress) -> SetReport:
    """Run what is missing of a set."""
    plan = running.plan
    report = SetReport(set_id=plan.set_id, path=running.path, total=len(plan.cells))
    todo: list[Cell] = []
    for cell in plan.cells:
        outcome = _ended(running.path / cell.session)
        if outcome is None:
            todo.append(cell)
        else:
            report.count(cell, outcome)

    def tell(found: Outcome) -> None:
        cell, outcome, error = found
        if error:
            report.failed.append((cell.session, error))
        else:
            report.count(cell, outcome)
        over = report.finished + len(report.failed)
        progress(Done(over, report.total, cell.session, outcome or None, error))

    if todo:
        with held(running.path / SET):
            run_all(running, todo, tell)
    report.state = "ended" if report.finished == report.total else "paused"
    report.totals = _totals(running)
    report.effects = _effects(running)
    return report


def _effects(running: Running) -> Effects | None:
    """What the change of a set of forks did; nothing for any other set."""
    plan = running.plan
    if plan.fork is None:
        return None
    arms = [
        [running.path / cell.session for cell in plan.cells if cell.arm == arm]
        for arm in ("changed", "control")
    ]
    return effects(Arm.of(arms[0]), Arm.of(arms[1]), running.scenario)


def _totals(running: Running) -> Totals:
    spent = Budget()
    for cell in running.plan.cells:
        manifest = _manifest(running.path / cell.session)
        if manifest is not None:
            spent.take_in(manifest.totals)
    return spent.totals


def _manifest(path: Path) -> Manifest | None:
    try:
        return Manifest.model_validate_json((path / "session.json").read_bytes())
    except (OSError, ValidationError):
        return None


def _ended(path: Path) -> str | None:
    manifest = _manifest(path)
    return manifest.summary.outcome_class if manifest is not None and manifest.state == "ended" else None
