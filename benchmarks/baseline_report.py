"""Write docs/baseline.md: what the rule-based baseline does, world by world and plan by plan.

python -m benchmarks.baseline_report --draws 500 --jobs 2 --cache /tmp/baseline.json
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import calibration, pages, prose
from benchmarks.contrasts import CONTRASTS, Contrast
from benchmarks.findings import MOST_DRAWS, Tagger
from benchmarks.sensitivity import deciding, hinges
from benchmarks.sessions import Cell
from benchmarks.study import Study, say
from benchmarks.surprises import Told, surprises
from detente.scenario.loader import load
from detente.scenario.model import Scenario

PACK = "ukraine-2025"
PAGE = Path(__file__).parent.parent / "docs" / "baseline.md"
EVENT_DRAWS = 200


@dataclass(frozen=True)
class Design:
    """What a report covers; tests ask for less."""

    worlds: tuple[str, ...]
    plans: tuple[str, ...] = pages.PLANS
    contrasts: tuple[Contrast, ...] = CONTRASTS
    mechanisms: tuple[str, ...] = ()
    tag_draws: int = MOST_DRAWS

    @classmethod
    def whole(cls, scenario: Scenario, tag_draws: int = MOST_DRAWS) -> Design:
        """Every world, plan, contrast and mechanism."""
        modelled = (m.id for m in scenario.mechanisms if m.status != "not_modelled")
        return cls(
            tuple(world.id for world in scenario.worlds), mechanisms=tuple(modelled), tag_draws=tag_draws
        )

    def cells(self) -> list[Cell]:
        """The cells of the grids."""
        with_us = [Cell(world, plan) for world in self.worlds for plan in self.plans]
        return [*with_us, *(Cell(world, without=("usa",)) for world in self.worlds)]


def report(study: Study, design: Design, command: str) -> str:
    """The page."""
    scenario, article = study.scenario, Cell(study.scenario.default_world)
    study.ask([(cell, study.all) for cell in design.cells()], "grids")
    found = Tagger(study, design.mechanisms, design.tag_draws).findings(design.contrasts)
    few = range(1, min(design.tag_draws, study.draws) + 1)
    hanging = hinges(study, article, design.mechanisms, few)
    draws = min(EVENT_DRAWS, study.draws * 4)
    events = calibration.rows(scenario, draws, study.jobs)
    moscow = deciding(study, article, "russia", lambda r: r.moscow, lambda r: True)
    kyiv = deciding(study, article, "ukraine", lambda r: r.kyiv, lambda r: r.moscow)
    parts = [
        pages.front(scenario, study.draws, command, study.fingerprint(design.cells())),
        pages.grids(study, design.worlds, design.plans),
        pages.findings(found),
        pages.decides(moscow, kyiv, study.records(article)),
        pages.hanging(scenario, hanging, len(few)),
        pages.blocks(study, design.worlds),
        pages.calibration(events, draws),
        surprises(Told(study, found, events)),
        prose.LIMITS,
    ]
    study.save()
    return "\n\n".join(parts) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=500, help="draws of the priors")
    parser.add_argument("--tag-draws", type=int, default=MOST_DRAWS, help="draws a finding is tagged on")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--cache", type=Path, help="a JSON file that keeps raw results")
    parser.add_argument("--out", type=Path, default=PAGE)
    chosen = parser.parse_args(arguments)
    if chosen.draws < 2:
        parser.error("--draws must be at least 2")
    scenario = load(PACK)
    study = Study(scenario, chosen.draws, chosen.jobs, chosen.cache)
    text = report(
        study,
        Design.whole(scenario, chosen.tag_draws),
        f"python -m benchmarks.baseline_report --draws {chosen.draws} --tag-draws {chosen.tag_draws}",
    )
    chosen.out.write_text(text, encoding="utf-8")
    say(f"wrote {chosen.out}")


if __name__ == "__main__":
    main()
