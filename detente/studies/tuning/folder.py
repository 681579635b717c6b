"""The folder of a tuning: its design, the prompts of every variant, its sessions, its answers, its results.

tuning.json        the design
prompts/VARIANT/   the prompts of each variant, whole
sessions/          a session's folder for each cell
answers.jsonl      what was asked beside the sessions
results.json       what was measured, and the leaderboard
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from detente.errors import InputError, TranscriptError
from detente.llm.budget import Caps
from detente.orchestration.backstage import Backstage
from detente.prompts.library import Library, load_library
from detente.studies.tuning.board import Board, board
from detente.studies.tuning.design import Design
from detente.studies.tuning.records import Results
from detente.studies.tuning.running import run_tuning
from detente.studies.tuning.setting import Progress, Tuning
from detente.transcripts.manifest import Totals
from detente.transcripts.store import held, refuse_taken, write_whole

__all__ = ["TUNING", "Tuned", "begin", "go_on", "is_tuning"]

TUNING, RESULTS, PROMPTS = "tuning.json", "results.json", "prompts"


class Tuned:
    """What came of a tuning so far."""

    def __init__(
        self, path: Path, design: Design, results: Results, libraries: Mapping[str, Library]
    ) -> None:
        """Compare what was measured."""
        self.path, self.design, self.results, self.libraries = path, design, results, libraries
        self.board: Board = board(design, results)

    @property
    def totals(self) -> Totals:
        """What it came to."""
        return self.results.totals

    @property
    def state(self) -> str:
        """`ended`, or `paused` while something is missing."""
        return "ended" if self.results.whole else "paused"


def is_tuning(path: Path) -> bool:
    """Whether a folder is a tuning."""
    return (path / TUNING).is_file()


def begin(
    design: Design,
    libraries: Mapping[str, Library],
    out: Path,
    backstage: Backstage,
    jobs: int = 1,
    progress: Progress = lambda _, __: None,
) -> Tuned:
    """Run a new tuning under `out`. Raises InputError, TranscriptError."""
    path = out / design.name
    refuse_taken(path)
    design = design.model_copy(update={"digests": _digests(design)})
    setting = Tuning(path, design, libraries, backstage, jobs, progress=progress)
    for cell in design.cells():
        setting.config(cell)
    _write(path, design, libraries)
    try:
        return _run(setting)
    except InputError:
        if not setting.planned:  # no model could be reached: nothing was asked, and the name is free again
            shutil.rmtree(path)
        raise


def go_on(path: Path, backstage: Backstage, jobs: int = 1, progress: Progress = lambda _, __: None) -> Tuned:
    """Run what is missing of a tuning, and measure all of it. Raises InputError, TranscriptError."""
    try:
        design = Design.model_validate_json((path / TUNING).read_bytes())
    except (OSError, ValidationError) as error:
        raise TranscriptError(f"{path} cannot be read as a tuning: it needs {TUNING}.") from error
    for name, digest in _digests(design).items():
        if design.digests.get(name) != digest:
            raise InputError(f"{name} was changed after the tuning {design.name} was begun; begin a new one.")
    libraries = {name: load_library(path / PROMPTS / name) for name in design.variants}
    caps = backstage.caps.or_else(Caps(**design.caps))
    stage = Backstage(backstage.providers, caps, backstage.people, backstage.library)
    return _run(Tuning(path, design, libraries, stage, jobs, fresh=False, progress=progress))


def _run(setting: Tuning) -> Tuned:
    with held(setting.path / TUNING):
        results = run_tuning(setting)
    found = Tuned(setting.path, setting.design, results, setting.libraries)
    rows = [row.answer() for row in found.board.rows]
    data = {"state": found.state, "outcomes": results.outcomes, "rows": rows}
    write_whole(setting.path / RESULTS, (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode())
    return found


def _write(path: Path, design: Design, libraries: Mapping[str, Library]) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
        for name, library in libraries.items():
            (path / PROMPTS / name).mkdir(parents=True)
            for file, text in library.files.items():
                (path / PROMPTS / name / file).write_text(text, encoding="utf-8")
        (path / TUNING).write_text(design.model_dump_json(indent=1, by_alias=True) + "\n", encoding="utf-8")
    except OSError as error:
        raise TranscriptError(f"{path} cannot be written: {error.strerror or error}.") from error


def _digests(design: Design) -> dict[str, str]:
    files = [file for name in (*design.gold, *design.cases) for file in _files(Path(name))]
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in files}


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(one for one in path.rglob("*") if one.suffix in (".yaml", ".yml"))
    elif path.is_file():
        yield path
    else:
        raise InputError(f"{path} is no file: give labels, or prompt tests, that are there.")
