"""Charts drawn on the server as SVG, each with its figures as a table: no script, no style of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Bar", "Bars", "Lines", "Series"]

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 240, 44, 12, 12, 34
"""Of the drawing in its own units; it is scaled to the page."""
MOST_TICKS = 16


@dataclass(frozen=True)
class Series:
    """A line: a value or none at every place of the axis, and a band around it if there is one."""

    name: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Lines:
    """Lines over common places."""

    title: str
    places: tuple[str, ...]
    series: tuple[Series, ...]
    bottom: float
    top: float
    ticks: tuple[tuple[float, str], ...]
    """Values that are marked on the axis, and their words."""

    def x(self, place: int) -> float:
        """Where a place stands."""
        span = max(len(self.places) - 1, 1)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * place / span, 1)

    def y(self, value: float) -> float:
        """Where a value stands."""
        share = (min(max(value, self.bottom), self.top) - self.bottom) / (self.top - self.bottom or 1)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)

    @property
    def labelled(self) -> tuple[int, ...]:
        """The places whose names there is room for."""
        step = -(-len(self.places) // MOST_TICKS) or 1
        return tuple(range(0, len(self.places), step))

    def paths(self, series: Series) -> tuple[str, ...]:
        """The line, broken where there is no value."""
        runs: list[list[str]] = [[]]
        for place, value in enumerate(series.values):
            if value is None:
                runs.append([])
            else:
                runs[-1].append(f"{self.x(place)},{self.y(value)}")
        return tuple(" ".join(run) for run in runs if run)

    def band(self, series: Series) -> str:
        """The outline of the band, or nothing."""
        known = [
            (place, low, high)
            for place, (low, high) in enumerate(zip(series.low, series.high, strict=False))
            if low is not None and high is not None
        ]
        upper = [f"{self.x(place)},{self.y(high)}" for place, _, high in known]
        lower = [f"{self.x(place)},{self.y(low)}" for place, low, _ in reversed(known)]
        return " ".join((*upper, *lower))


@dataclass(frozen=True)
class Bar:
    """A bar from one value to another."""

    name: str
    start: float
    end: float
    told: str


@dataclass(frozen=True)
class Bars:
    """Bars under each other on one axis."""

    title: str
    bars: tuple[Bar, ...]
    bottom: float
    top: float
    middle: float

    def x(self, value: float) -> float:
        """Where a value stands."""
        return round(220 + (WIDTH - 350) * (value - self.bottom) / (self.top - self.bottom or 1), 1)

    @property
    def height(self) -> int:
        """Of the drawing."""
        return 22 * len(self.bars) + 8


def share_bars(title: str, bars: Sequence[Bar], middle: float) -> Bars:
    """Bars of shares, on an axis as wide as they need."""
    ends = [value for bar in bars for value in (bar.start, bar.end)] + [middle]
    return Bars(title, tuple(bars), min(ends), max(ends), middle)
