"""Findings: contrasts with their size, and tags that are computed, never chosen.

Every mechanism is switched off alone in both cells: it *carries* the contrast if at least half of the
difference goes with it. One carrier makes a finding restated; several, or none that does it alone, make it
derived. It is fragile if the sign flips in an outer third of a prior's draws, and flips again when that
prior alone is set to that end in every draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.contrasts import MEASURES, SMALLEST, Contrast
from benchmarks.sessions import Cell
from benchmarks.study import Study, ends, mean

Tag = Literal["restated", "derived", "fragile", "no difference"]
MOST_DRAWS, SCREEN, SUSPECTS = 100, 8, 3
"""Draws a tag is computed on, draws a mechanism is screened on, priors tested for a flip of sign."""


@dataclass(frozen=True)
class Finding:
    """A contrast with its size and what was computed about it."""

    contrast: Contrast
    first: float
    second: float
    size: float
    tag: Tag
    carriers: tuple[tuple[str, float], ...] = ()
    """(mechanism, share of the difference gone when it is off), for those that carry half or more."""
    flips: tuple[tuple[str, str, float], ...] = ()
    """(prior, end, difference there) where the sign flips."""
    tagged_on: int = 0
    """Draws used for the tag."""


@dataclass
class Tagger:
    """Computes findings of a study."""

    study: Study
    mechanisms: Sequence[str]
    most: int = MOST_DRAWS

    def draws(self, contrast: Contrast) -> range:
        """The draws its tag is computed on: the first, as many as show a difference of the whole's sign.

        Fewer for direct talks, which take longest.
        """
        count, values = min(max(self._few(contrast), 2), self.study.draws), contrast.values(self.study)
        while count < len(values) and mean(values[:count]) * mean(values) <= 0:
            count = min(2 * count, len(values))
        return range(1, count + 1)

    def _few(self, contrast: Contrast) -> int:
        return self.most // 3 if contrast.is_long else self.most

    def screen(self, contrast: Contrast) -> tuple[int, ...]:
        """The first draws in which the cells differ in the direction of the whole."""
        draws = self.draws(contrast)
        values = contrast.values(self.study, draws)
        size = mean(contrast.values(self.study))
        count = SCREEN // 2 if contrast.is_long else SCREEN
        return tuple(n for n, value in zip(draws, values, strict=True) if value * size > 0)[:count]

    def findings(self, contrasts: Sequence[Contrast]) -> list[Finding]:
        """Every contrast's finding."""
        study = self.study
        study.ask([(c, study.all) for x in contrasts for c in (x.first, x.second)], "contrasts")
        real = [x for x in contrasts if abs(mean(x.values(study))) >= SMALLEST[MEASURES[x.measure].unit]]
        study.ask(self._all_off((x, m, self.screen(x)) for x in real for m in self.mechanisms), "screened")
        kept = {x: [m for m in self.mechanisms if self._matters(x, m)] for x in real}
        study.ask(self._all_off((x, m, self.draws(x)) for x in real for m in kept[x]), "mechanisms off")
        study.ask(self._ends(real), "priors at their ends")
        return [self._finding(contrast, kept.get(contrast, ())) for contrast in contrasts]

    @staticmethod
    def _all_off(wanted: Iterable[tuple[Contrast, str, Iterable[int]]]) -> list[tuple[Cell, Iterable[int]]]:
        pairs = [(contrast.where(name, "0"), draws) for contrast, name, draws in wanted]
        return [(cell, draws) for off, draws in pairs for cell in (off.first, off.second)]

    def _matters(self, contrast: Contrast, mechanism: str) -> bool:
        """Whether switching it off takes a good part of the difference from draws that show one."""
        screen = self.screen(contrast)
        before = mean(contrast.values(self.study, screen))
        after = mean(contrast.where(mechanism, "0").values(self.study, screen))
        return bool(before) and 1 - after / before >= 0.25

    def _finding(self, contrast: Contrast, mechanisms: Sequence[str]) -> Finding:
        study, measure = self.study, MEASURES[contrast.measure]
        values = contrast.values(study)
        first = mean(measure.of(r) for r in study.records(contrast.first))
        second = mean(measure.of(r) for r in study.records(contrast.second))
        size = mean(values)
        if abs(size) < SMALLEST[measure.unit]:
            return Finding(contrast, first, second, size, "no difference")
        carriers = self._carriers(contrast, mechanisms)
        flips = self._flips(contrast)
        tag: Tag = "fragile" if flips else "restated" if len(carriers) == 1 else "derived"
        return Finding(contrast, first, second, size, tag, carriers, flips, len(self.draws(contrast)))

    def _carriers(self, contrast: Contrast, mechanisms: Sequence[str]) -> tuple[tuple[str, float], ...]:
        before = mean(contrast.values(self.study, self.draws(contrast)))
        if not before:
            return ()
        gone = [
            (name, 1 - mean(contrast.where(name, "0").values(self.study, self.draws(contrast))) / before)
            for name in mechanisms
        ]
        return tuple(sorted(((n, g) for n, g in gone if g >= 0.5), key=lambda pair: (-pair[1], pair[0])))

    # -- fragility --------------------------------------------------------------------------------

    def _suspects(self, contrast: Contrast) -> list[tuple[str, str, str]]:
        """(prior, end, value there) of the outer thirds in which the sign is most against the whole."""
        values, measure = contrast.values(self.study), MEASURES[contrast.measure]
        size, least = mean(values), SMALLEST[measure.unit]
        if abs(size) < least:
            return []
        found: list[tuple[float, str, str, str]] = []
        for path, drawn in self.study.drawn.items():
            sides = ends(drawn, range(len(values))) if path.startswith(measure.priors) else None
            for end, places in zip(("bottom", "top"), sides or (), strict=False):
                there = mean(values[place] for place in places)
                if there * size < 0 and abs(there) >= least:
                    found.append((-abs(there), path, end, self._value(path, end)))
        return [(path, end, value) for _, path, end, value in sorted(found)[:SUSPECTS]]

    def _value(self, path: str, end: str) -> str:
        """The value to set a prior to: the extreme of its draws, an option by name."""
        drawn = self.study.drawn[path]
        extreme = min(drawn) if end == "bottom" else max(drawn)
        if path.endswith((".opening", ".limit")):
            return self.study.scenario.issue(path.split(".")[-2]).at(extreme)
        return f"{extreme:g}"

    def _ends(self, contrasts: Sequence[Contrast]) -> list[tuple[Cell, Iterable[int]]]:
        return [
            (cell, self.draws(contrast))
            for contrast in contrasts
            for path, _, value in self._suspects(contrast)
            for cell in (contrast.where(path, value).first, contrast.where(path, value).second)
        ]

    def _flips(self, contrast: Contrast) -> tuple[tuple[str, str, float], ...]:
        size = mean(contrast.values(self.study))
        least = SMALLEST[MEASURES[contrast.measure].unit]
        found = []
        for path, end, value in self._suspects(contrast):
            there = mean(contrast.where(path, value).values(self.study, self.draws(contrast)))
            if there * size < 0 and abs(there) >= least:
                found.append((path, end, there))
        return tuple(found)
