"""The contrasts behind the findings: two cells, a measure, and what it takes to make them differ.

Tags are computed. Every mechanism is switched off alone in both cells: it carries the contrast if at least
half of the difference goes with it. A finding is *fragile* if the sign flips in an outer third of a
prior's draws, and flips again when that prior alone is set to that end in every draw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from benchmarks.sessions import Cell, Record
from benchmarks.study import Study, ends, mean

Tag = Literal["restated", "derived", "fragile", "no difference"]
SMALLEST = {"share": 0.02, "lean": 0.01, "issues": 0.1}
"""Below this a difference is none: two draws in a hundred, a hundredth of the lean's scale."""
MOST_DRAWS, SCREEN, CANDIDATES = 100, 8, 3


@dataclass(frozen=True)
class Measure:
    """What is compared."""

    title: str
    of: Callable[[Record], float]
    unit: Literal["share", "lean", "issues"] = "share"
    priors: tuple[str, ...] = ("russia.", "ukraine.", "model.")
    """Whose priors can bear on it."""

    def shown(self, value: float, *, signed: bool = False) -> str:
        """A value in its unit."""
        if self.unit == "share":
            return f"{value * 100:+.0f} points" if signed else f"{value:.0%}"
        if self.unit == "issues":
            return f"{value:+.1f}" if signed else f"{value:.1f}"
        return f"{value:+.2f}"


MEASURES = {
    "moscow": Measure(
        "share of draws in which Moscow accepts",
        lambda r: float(r.moscow and r.outcome != "lapsed"),
        priors=("russia.", "model."),
    ),
    "kyiv": Measure("share of draws in which Kyiv accepts", lambda r: float(r.kyiv)),
    "signed": Measure(
        "share of draws signed by both with at least one issue settled",
        lambda r: float(r.outcome in ("delivered", "undeliverable") and r.settled > 0),
    ),
    "lean": Measure("mean final lean", lambda r: r.lean, "lean", ("russia.", "model.")),
    "balance": Measure(
        "mean final influence of pragmatists less maximalists", lambda r: r.balance, "lean", ("russia.", "model.")
    ),
    "issues": Measure("mean number of issues settled in signed terms", lambda r: float(r.settled), "issues"),
}


@dataclass(frozen=True)
class Contrast:
    """Two cells set against each other."""

    title: str
    first: Cell
    second: Cell
    measure: str
    names: tuple[str, str]
    """What to call the cells."""

    def values(self, study: Study, draws: int | None = None) -> list[float]:
        """The paired differences, first less second, one for each draw."""
        of = MEASURES[self.measure].of
        pairs = zip(study.records(self.first, draws), study.records(self.second, draws), strict=True)
        return [of(a) - of(b) for a, b in pairs]

    def where(self, path: str, value: str) -> Contrast:
        """The same contrast with one number set in both cells."""
        first, second = self.first.where(path, value), self.second.where(path, value)
        return Contrast(self.title, first, second, self.measure, self.names)


def _base(world: str = "article", plan: str = "article", *without: str) -> Cell:
    return Cell(world=world, plan=plan, without=without)


_ARTICLE, _NO_US = _base(), _base("article", "article", "usa")


def _switch(title: str, mechanism: str, measure: str, cell: Cell = _ARTICLE) -> Contrast:
    return Contrast(title, cell, cell.where(mechanism, "0"), measure, (f"{mechanism} on", f"{mechanism} off"))


CONTRASTS: tuple[Contrast, ...] = (
    Contrast(
        "The mixed package against pressure alone",
        _ARTICLE, _base(plan="pressure-only"), "moscow", ("mixed package", "pressure alone"),
    ),
    Contrast(
        "The mixed package against pressure alone, on the leader",
        _ARTICLE, _base(plan="pressure-only"), "lean", ("mixed package", "pressure alone"),
    ),
    Contrast(
        "Detailed terms against the same levers with vague ones",
        _ARTICLE, _base(plan="vague"), "moscow", ("detailed", "vague"),
    ),
    Contrast(
        "The mixed package against incentives alone",
        _ARTICLE, _base(plan="incentives-only"), "moscow", ("mixed package", "incentives alone"),
    ),
    Contrast("With the US and its package against direct talks", _ARTICLE, _NO_US, "signed", ("with the US", "without")),
    Contrast("How much is settled with the US and without it", _ARTICLE, _NO_US, "issues", ("with the US", "without")),
    Contrast(
        "Europe outside against Europe inside from the start",
        _ARTICLE, _base("europe-inside"), "signed", ("outside", "inside"),
    ),
    _switch("Language rights that Kyiv can bear (M30)", "M30", "kyiv"),
    _switch("Time that favours Russia (M35), on Kyiv", "M35", "kyiv"),
    _switch("Time that favours Russia (M35), on Moscow", "M35", "moscow"),
    Contrast(
        "Factions against one actor with one utility",
        _ARTICLE, _base("no-factions"), "moscow", ("factions", "no factions"),
    ),
    Contrast(
        "The adaptive mediator against levers drawn by lot, on its own objective (M22)",
        _base(plan="adaptive"), _base(plan="random"), "balance", ("adaptive", "by lot"),
    ),
    _switch("Moscow first against Kyiv first (M31)", "M31", "signed"),
    _switch("Carrots tied to the three demands (M28)", "M28", "moscow"),
    Contrast(
        "Pressure alone where sticks backfire against where they work",
        _base(plan="pressure-only"), _base("pressure-works", "pressure-only"), "lean", ("article", "pressure works"),
    ),
)  # fmt: skip


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
    draws: int = field(init=False)
    screen: int = field(init=False)

    def __post_init__(self) -> None:
        """Fix how many draws tags are computed on."""
        self.draws = min(MOST_DRAWS, self.study.draws)
        self.screen = min(SCREEN, max(self.draws // 5, 2))

    def findings(self, contrasts: Sequence[Contrast]) -> list[Finding]:
        """Every contrast's finding."""
        self.study.ask([(c, self.study.draws) for x in contrasts for c in (x.first, x.second)], "contrasts")
        screened = [
            (cell, self.screen) for x in contrasts for m in self.mechanisms for cell in _off(x, m)
        ]  # fmt: skip
        self.study.ask(screened, "mechanisms off, screened")
        kept = {id(x): [m for m in self.mechanisms if self._matters(x, m)] for x in contrasts}
        full = [(cell, self.draws) for x in contrasts for m in kept[id(x)] for cell in _off(x, m)]
        self.study.ask(full, "mechanisms off")
        self.study.ask(self._ends(contrasts), "priors at their ends")
        return [self._finding(contrast, kept[id(contrast)]) for contrast in contrasts]

    def _matters(self, contrast: Contrast, mechanism: str) -> bool:
        """Whether a few draws show that switching it off changes the difference at all."""
        size = abs(mean(contrast.values(self.study)))
        before = contrast.values(self.study, self.screen)
        after = contrast.where(mechanism, "0").values(self.study, self.screen)
        return mean(abs(a - b) for a, b in zip(before, after, strict=True)) >= 0.25 * size > 0

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
        return Finding(contrast, first, second, size, tag, carriers, flips, self.draws)

    def _carriers(self, contrast: Contrast, mechanisms: Sequence[str]) -> tuple[tuple[str, float], ...]:
        before = mean(contrast.values(self.study, self.draws))
        if not before:
            return ()
        gone = [
            (name, 1 - mean(contrast.where(name, "0").values(self.study, self.draws)) / before)
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
        return [(path, end, value) for _, path, end, value in sorted(found)[:CANDIDATES]]

    def _value(self, path: str, end: str) -> str:
        """The value to set a prior to: the extreme of its draws, an option by name."""
        drawn = self.study.drawn[path]
        extreme = min(drawn) if end == "bottom" else max(drawn)
        if path.endswith((".opening", ".limit")):
            return self.study.scenario.issue(path.split(".")[-2]).at(extreme)
        return f"{extreme:g}"

    def _ends(self, contrasts: Sequence[Contrast]) -> list[tuple[Cell, int]]:
        return [
            (cell, self.draws)
            for contrast in contrasts
            for path, _, value in self._suspects(contrast)
            for cell in (contrast.where(path, value).first, contrast.where(path, value).second)
        ]

    def _flips(self, contrast: Contrast) -> tuple[tuple[str, str, float], ...]:
        size = mean(contrast.values(self.study))
        least = SMALLEST[MEASURES[contrast.measure].unit]
        found = []
        for path, end, value in self._suspects(contrast):
            there = mean(contrast.where(path, value).values(self.study, self.draws))
            if there * size < 0 and abs(there) >= least:
                found.append((path, end, there))
        return tuple(found)


def _off(contrast: Contrast, mechanism: str) -> tuple[Cell, Cell]:
    off = contrast.where(mechanism, "0")
    return off.first, off.second
