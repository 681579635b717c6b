"""The contrasts behind the findings: two cells of the study, and a measure to compare them by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from benchmarks.sessions import Cell, Record
from benchmarks.study import Study

SMALLEST = {"share": 0.02, "lean": 0.01, "issues": 0.1}
"""Below this a difference is none: two draws in a hundred, a hundredth of the lean's scale."""


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
        "mean final influence of pragmatists less maximalists",
        lambda r: r.balance,
        "lean",
        ("russia.", "model."),
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

    @property
    def is_long(self) -> bool:
        """Whether it takes direct talks, the longest sessions."""
        return bool(self.first.without or self.second.without)

    def values(self, study: Study, draws: Iterable[int] | None = None) -> list[float]:
        """The paired differences, first less second, one for each draw."""
        of, draws = MEASURES[self.measure].of, None if draws is None else tuple(draws)
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
    Contrast(
        "With the US and its package against direct talks",
        _ARTICLE, _NO_US, "signed", ("with the US", "without"),
    ),
    Contrast(
        "How much is settled with the US and without it",
        _ARTICLE, _NO_US, "issues", ("with the US", "without"),
    ),
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
        _base(plan="pressure-only"), _base("pressure-works", "pressure-only"), "lean",
        ("article", "pressure works"),
    ),
)  # fmt: skip
