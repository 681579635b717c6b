"""A tuning as it is run: its design, the prompts of each variant, whom it asks and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from detente.llm.door import Line
from detente.llm.settings import ModelSettings
from detente.llm.specs import parse_spec
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.prompts.library import Library
from detente.studies.tuning.arms import library_of, scenario_of, seats_of
from detente.studies.tuning.design import Cell, Design
from detente.studies.tuning.records import Results

__all__ = ["Progress", "Tuning"]

Progress = Callable[[int, int], None]
"""(units done, units planned)."""


@dataclass
class Tuning:
    """A tuning that is run, and what with."""

    path: Path
    design: Design
    libraries: Mapping[str, Library]
    """Variant → its prompts."""
    backstage: Backstage
    jobs: int = 1
    fresh: bool = True
    """Whether it is begun: every model is then reached before anything is run."""
    progress: Progress = lambda _, __: None
    results: Results = field(default_factory=Results)
    done: int = 0
    planned: int = 0

    def library(self, factors: Mapping[str, str]) -> Library:
        """The prompts of a combination."""
        return library_of(self.libraries[factors["variant"]], factors.get("language", ""))

    def line(self, factors: Mapping[str, str]) -> Line:
        """The model under test of a combination."""
        spec = parse_spec(factors.get("model", self.design.model))
        return Line.of(spec, ModelSettings.model_validate(self.design.settings.get(spec.text, {})))

    def config(self, cell: Cell) -> RunConfig:
        """What a cell's session is run on. Raises InputError."""
        design, level = self.design, cell.level
        scenario = scenario_of(cell.scenario, level("order"), level("names"), level("instructed"))
        model = level("model", design.model)
        seats = seats_of(scenario, design.seats, model, cell.against, level("swap"))
        return RunConfig(
            scenario=scenario,
            world=design.world,
            offers=design.offers,
            seed=cell.seed,
            rounds=design.rounds,
            seats=seats,
            analyst=design.analyst,
            models={spec: ModelSettings.model_validate(one) for spec, one in design.settings.items()},
        ).checked()

    def tick(self) -> None:
        """One unit more is done."""
        self.done += 1
        self.progress(self.done, self.planned)
