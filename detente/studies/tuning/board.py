"""The leaderboard: each level of each factor beside the first, in pairs, with intervals and Holm's method.

A pair differs in one factor and in nothing else: the same seed, scenario, counterpart and other arms; the
same statement; the same prompt test. Differences are tested by flipping signs, and all tests of a tuning are
one family. Where something was held out, only that is tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Literal

from detente.studies.statistics import holm, of_pairs, sign_flip
from detente.studies.tuning.design import VARIANT, Design
from detente.studies.tuning.measures import MEASURES
from detente.studies.tuning.records import Record, Results

__all__ = ["ALPHA", "Board", "Pair", "Row", "board"]

ALPHA = 0.05
"""Of any false finding in a whole tuning."""
Call = Literal["better", "worse", "not distinguishable", "too few pairs", "identical"]


@dataclass(frozen=True)
class Pair:
    """Two records that differ in one factor."""

    before: Record
    after: Record

    @property
    def difference(self) -> float:
        """What the change of the factor made of it."""
        return self.after.value - self.before.value


@dataclass(frozen=True)
class Row:
    """One level beside the first of its factor, on one measure."""

    factor: str
    level: str
    beside: str
    measure: str
    pairs: tuple[Pair, ...]
    held_out: bool
    """Whether all of its pairs are of what was held out."""
    low: float | None = None
    high: float | None = None
    """Interval of the mean difference at 95%, on its own: Student's t over pairs."""
    p: float | None = None
    """Two-sided, of flipped signs; as it is, and adjusted by Holm over the whole tuning."""
    adjusted: float | None = None

    @property
    def before(self) -> float:
        """Mean of the first level."""
        return fmean(pair.before.value for pair in self.pairs)

    @property
    def after(self) -> float:
        """Mean of this one."""
        return fmean(pair.after.value for pair in self.pairs)

    @property
    def difference(self) -> float:
        """Mean difference of the pairs."""
        return fmean(pair.difference for pair in self.pairs)

    @property
    def found(self) -> Call:
        """What can be said of it."""
        if not any(pair.difference for pair in self.pairs):
            return "identical"
        if len(self.pairs) < LEAST_PAIRS:
            return "too few pairs"
        if self.adjusted is None or self.adjusted >= ALPHA:
            return "not distinguishable"
        up = self.difference > 0
        return "better" if up == (MEASURES[self.measure].better == "higher") else "worse"

    def answer(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "factor": self.factor,
            "level": self.level,
            "beside": self.beside,
            "measure": self.measure,
            "pairs": len(self.pairs),
            "held_out": self.held_out,
            "before": self.before,
            "after": self.after,
            "difference": self.difference,
            "interval": None if self.low is None else [self.low, self.high],
            "p": self.p,
            "p_holm": self.adjusted,
            "found": self.found,
            "behind": [
                {"key": pair.before.key, "before": _behind(pair.before), "after": _behind(pair.after)}
                for pair in self.pairs
            ],
        }


LEAST_PAIRS = 6
"""With fewer, no flipping of signs can reach p < 0.05."""


def _behind(record: Record) -> dict[str, Any]:
    return {"value": record.value, "of": record.behind}


@dataclass(frozen=True)
class Board:
    """All rows of a tuning."""

    design: Design
    rows: tuple[Row, ...]
    tested: int
    """How many tests the family has."""

    def of(self, factor: str, level: str) -> list[Row]:
        """The rows of one level."""
        return [row for row in self.rows if (row.factor, row.level) == (factor, level)]

    def levels(self) -> list[tuple[str, str]]:
        """(factor, level), variants in the order of what the board is ordered by, the best first."""
        found = list(dict.fromkeys((row.factor, row.level) for row in self.rows))
        return sorted(found, key=lambda one: (one[0] != VARIANT, -self._gain(*one)))

    def _gain(self, factor: str, level: str) -> float:
        rows = [row for row in self.of(factor, level) if row.measure == self.design.by]
        if factor != VARIANT or not rows:
            return 0.0
        return rows[0].difference * (1 if MEASURES[self.design.by].better == "higher" else -1)

    @property
    def winner(self) -> str:
        """The best variant that is better on the leading measure and worse on none; empty if none is."""
        for factor, level in self.levels():
            rows = {row.measure: row.found for row in self.of(factor, level)}
            if factor == VARIANT and rows.get(self.design.by) == "better" and "worse" not in rows.values():
                return level
        return ""


def board(design: Design, results: Results) -> Board:
    """The leaderboard of what was measured so far."""
    rows = [row for factor in design.factors for row in _rows(factor.name, factor.levels, results.records)]
    tests = [row for row in rows if row.p is not None]
    adjusted = dict(zip(map(id, tests), holm([row.p or 0.0 for row in tests]), strict=True))
    made = tuple(_with(row, adjusted.get(id(row))) for row in rows)
    return Board(design, made, len(tests))


def _with(row: Row, adjusted: float | None) -> Row:
    return row if adjusted is None else Row(**{**vars(row), "adjusted": adjusted})


def _rows(factor: str, levels: tuple[str, ...], records: Iterable[Record]) -> Iterable[Row]:
    records = [one for one in records if factor in one.factors]
    for level in levels[1:]:
        for measure in MEASURES:
            mine = [one for one in records if one.measure == measure]
            pairs = _pairs(factor, levels[0], level, mine)
            apart = [pair for pair in pairs if pair.after.held_out]
            if pairs:
                yield _row(factor, level, levels[0], measure, apart or pairs, bool(apart))


def _pairs(factor: str, first: str, level: str, records: list[Record]) -> list[Pair]:
    before: Mapping[tuple[object, ...], Record] = {
        one.without(factor): one for one in records if one.factors[factor] == first
    }
    after = [one for one in records if one.factors[factor] == level]
    return [Pair(before[one.without(factor)], one) for one in after if one.without(factor) in before]


def _row(factor: str, level: str, beside: str, measure: str, pairs: list[Pair], held_out: bool) -> Row:
    differences = [pair.difference for pair in pairs]
    interval, p = of_pairs(differences), sign_flip(differences)
    return Row(
        factor, level, beside, measure, tuple(pairs), held_out, interval.low, interval.high,
        p if any(differences) else None,
    )  # fmt: skip
