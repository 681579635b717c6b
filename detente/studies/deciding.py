"""Which priors decide over the baseline's draws: an outcome's share in their lowest and highest third.

Among hundreds of priors some always seem to matter. So the largest difference that outcomes in a random order
make is given beside them, and only priors beyond it are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from detente.studies.gathering import Gathered
from detente.studies.statistics import SEED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Weights = NDArray[np.float64]

__all__ = ["Deciding", "Pull", "deciding"]

LEAST = 30
"""Sessions without which thirds say nothing."""
SHUFFLES = 200
QUANTILE = 0.95
MOST = 15


@dataclass(frozen=True)
class Pull:
    """A prior, and the outcome's share in its lowest and highest third of draws."""

    prior: str
    low: float
    high: float

    @property
    def size(self) -> float:
        """Highest less lowest."""
        return self.high - self.low


@dataclass(frozen=True)
class Deciding:
    """The priors that decide about an outcome."""

    outcome: str
    """The outcome class: the one nearest to half of the sessions."""
    share: float
    sessions: int
    yardstick: float
    """The largest difference over all priors that chance alone makes (95% quantile of shuffled outcomes)."""
    priors: int
    """How many were drawn."""
    pulls: tuple[Pull, ...]
    """Those beyond the yardstick, the strongest first; 15 at most."""


def deciding(found: Gathered) -> Deciding | None:
    """Rank the priors drawn in these sessions; None where too few were drawn to tell."""
    import numpy as np  # noqa: PLC0415 - dear to import

    if len(found.order) < LEAST:
        return None
    classes = [member.outcome for member in found.order]
    outcome = min(sorted(set(classes)), key=lambda name: abs(classes.count(name) / len(classes) - 0.5))
    hit = np.array([name == outcome for name in classes], dtype=np.float64)
    paths, weights = _thirds(found)
    if not paths:
        return None
    shares = np.array([[side @ hit for side in pair] for pair in weights])
    rng = np.random.default_rng(SEED)
    contrast = np.stack([pair[1] - pair[0] for pair in weights])
    shuffled = np.stack([rng.permutation(hit) for _ in range(SHUFFLES)], axis=1)
    yardstick = float(np.quantile(np.abs(contrast @ shuffled).max(axis=0), QUANTILE))
    pulls = [Pull(path, float(low), float(high)) for path, (low, high) in zip(paths, shares, strict=True)]
    pulls = sorted((pull for pull in pulls if abs(pull.size) > yardstick), key=lambda pull: -abs(pull.size))
    return Deciding(outcome, float(hit.mean()), len(classes), yardstick, len(paths), tuple(pulls[:MOST]))


def _thirds(found: Gathered) -> tuple[list[str], list[tuple[Weights, Weights]]]:
    """For each prior that varies: the weights of its lowest and of its highest third."""
    import numpy as np  # noqa: PLC0415 - dear to import

    paths: list[str] = []
    weights: list[tuple[Weights, Weights]] = []
    for path, values in _columns(found):
        known = values[~np.isnan(values)]
        if len(known) < LEAST:
            continue
        low, high = np.quantile(known, (1 / 3, 2 / 3))
        lowest, highest = values <= low, values >= high
        if low < high:
            paths.append(path)
            weights.append((lowest / lowest.sum(), highest / highest.sum()))
    return paths, weights


def _columns(found: Gathered) -> Iterator[tuple[str, Weights]]:
    """Each prior, and its value in every session; nan where it was not drawn."""
    import numpy as np  # noqa: PLC0415 - dear to import

    names = dict.fromkeys(name for known in dict.fromkeys(row[0] for row in found.drawn) for name in known)
    place = {name: number for number, name in enumerate(names)}
    matrix = np.full((len(names), len(found.drawn)), np.nan)
    start = 0
    for known, rows in groupby(found.drawn, key=itemgetter(0)):
        block = np.array([values for _, values in rows], dtype=np.float64)
        matrix[[place[name] for name in known], start : start + len(block)] = block.T
        start += len(block)
    yield from zip(names, matrix, strict=True)
