"""Many sessions at once under faults, stopped and resumed until each ends: nothing lost or overspent.

python -m tests.faults.soak [SESSIONS] [SCENARIO]     the long form, as `make soak` runs it
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from detente.llm.budget import Caps
from detente.llm.settings import ModelSettings
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.orchestration.session import verify
from detente.scenario.loader import load
from detente.studies.sets import SetDesign, SetReport, resume_set, run_set
from detente.transcripts.store import Folder
from tests.faults.checks import check_the_budget, check_what_is_kept
from tests.faults.mixing import agreeable, mixed
from tests.faults.playing import providers
from tests.server.listener import serving
from tests.server.server import Server

__all__ = ["Soaked", "soak"]

OFTEN = 0.1
MOST_RUNS = 60


@dataclass
class Soaked:
    """What a soak came to."""

    runs: int = 0
    stopped: int = 0
    """Sessions that a run left paused, over all runs."""
    raised: int = 0
    """How often the cap was reached, and raised."""
    calls: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    paths: list[Path] = field(default_factory=list)


def soak(folder: Path, sessions: int, scenario: str, cap: int, seed: int = 1) -> Soaked:
    """Run a set of sessions at once with one request in ten broken; resume until every one has ended.

    `cap` is of tokens, for the whole set; each time it is reached it is raised by as much again.
    """
    found, before, limit = Soaked(), dict[Path, list[bytes]](), cap
    with serving(Server(fault=mixed(seed, OFTEN, found.faults), say=agreeable)) as server:
        design = _design(server, scenario, sessions)
        report: SetReport | None = None
        while found.runs < MOST_RUNS and (report is None or report.state != "ended"):
            stage = Backstage(providers=providers("openai", server, []), caps=Caps(tokens=limit))
            if report is None:
                report = run_set(design, folder, "set", sessions, backstage=stage)
            else:
                report = resume_set(report.path, sessions, backstage=stage)
            found.runs += 1
            found.stopped += len(report.failed)
            found.paths = sorted(path.parent for path in report.path.glob("*/session.json"))
            _check_events(found.paths, before)
            check_the_budget(server, limit, *found.paths)
            assert all("aused" in sentence for _, sentence in report.failed), report.failed
            if any("cap of" in sentence for _, sentence in report.failed):
                limit, found.raised = limit + cap, found.raised + 1
        assert report is not None
        assert report.state == "ended"
        check_what_is_kept(server, *found.paths)
        found.calls = len(server.asked)
    for path in found.paths:
        assert "every byte came out the same" in verify(path)
    return found


def _design(server: Server, scenario: str, sessions: int) -> SetDesign:
    loaded = load(scenario)
    settings = ModelSettings(tries=3, deadline=2.0, at_once=0)
    models = dict.fromkeys((*loaded.seats, "analyst"), settings)
    base = RunConfig(scenario=loaded, model=server.spec, analyst=server.spec, models=models).checked()
    return SetDesign(base, tuple(range(1, sessions + 1)), (base.world,), (base.offers,))


def _check_events(paths: list[Path], before: dict[Path, list[bytes]]) -> None:
    """What was in a transcript once stays there, line by line."""
    for path in paths:
        lines, known = Folder(path).lines(), before.get(path, [])
        assert lines[: len(known)] == known
        before[path] = lines


def main(arguments: list[str]) -> None:
    """The long form."""
    sessions = int(arguments[0]) if arguments else 64
    scenario = arguments[1] if len(arguments) > 1 else "ukraine-2025"
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = soak(Path(folder), sessions, scenario, cap=sessions * 100_000)
    seconds = time.perf_counter() - begun
    told = (
        f"{sessions} sessions of {scenario} at once: all ended after {found.runs} runs, "
        f"{found.stopped} stops, the cap raised {found.raised} times; {found.calls:,} requests, "
        f"{found.faults.total():,} of them broken in {len(found.faults)} ways; {seconds:.0f} s\n"
    )
    sys.stdout.write(told)


if __name__ == "__main__":
    main(sys.argv[1:])
