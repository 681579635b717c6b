"""Shares, and differences between groups of sessions, with their intervals and tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance

__all__ = ["LEVEL", "Difference", "band", "holm", "of_means", "of_pairs", "of_shares", "sign_flip", "wilson"]

LEVEL = 0.95
"""Of confidence, for each interval on its own."""


FLIPS = 9_999
"""Resamples of a sign-flip test; fewer pairs than make as many are flipped in every way there is."""
SEED = 20_260_101
"""Of every resampling: the same sessions give the same figures."""
BAND = (0.1, 0.9)
"""Quantiles between which a band of sessions lies."""


@dataclass(frozen=True)
class Difference:
    """A difference, and its interval where there is one."""

    value: float
    low: float | None = None
    high: float | None = None


def of_shares(some: int, of: int, others: int, of_others: int) -> Difference:
    """The difference of two independent shares, `some / of - others / of_others`.

    The interval is Newcombe's hybrid of two Wilson score intervals (method 10 in R. G. Newcombe, "Interval
    estimation for the difference between independent proportions", Statistics in Medicine 17, 1998,
    873-890); Wilson's are scipy's. Raises ValueError for an empty group.
    """
    from scipy.stats import binomtest  # noqa: PLC0415 - dear to import

    if not of or not of_others:
        raise ValueError("a share needs at least one session")
    one, other = some / of, others / of_others
    first = binomtest(some, of).proportion_ci(LEVEL, method="wilson")
    second = binomtest(others, of_others).proportion_ci(LEVEL, method="wilson")
    value = one - other
    low = value - sqrt((one - first.low) ** 2 + (second.high - other) ** 2)
    high = value + sqrt((first.high - one) ** 2 + (other - second.low) ** 2)
    return Difference(value, max(-1.0, float(low)), min(1.0, float(high)))


def of_means(some: Sequence[float], others: Sequence[float]) -> Difference:
    """The difference of two means; none of an interval where nothing varies, or a group has one value.

    The interval is of Student's t (scipy's) with the degrees of freedom of B. L. Welch, "The generalization
    of 'Student's' problem when several different population variances are involved", Biometrika 34, 1947,
    28-35. Raises statistics.StatisticsError for an empty group.
    """
    from scipy.stats import t  # noqa: PLC0415 - dear to import

    value = fmean(some) - fmean(others)
    if min(len(some), len(others)) < 2 or (len(set(some)) == 1 and len(set(others)) == 1):
        return Difference(value)
    errors = [variance(group) / len(group) for group in (some, others)]
    weights = [error**2 / (len(group) - 1) for error, group in zip(errors, (some, others), strict=True)]
    half = float(t.ppf((1 + LEVEL) / 2, sum(errors) ** 2 / sum(weights))) * sqrt(sum(errors))
    return Difference(value, value - half, value + half)


def of_pairs(differences: Sequence[float]) -> Difference:
    """The mean of paired differences, with its interval of Student's t; none where nothing varies.

    It is Welch's beside a group without spread. Raises statistics.StatisticsError for no pairs.
    """
    return of_means(differences, (0.0, 0.0))


def wilson(some: int, of: int) -> tuple[float, float]:
    """Wilson's score interval of a share `some / of` (scipy's). Raises ValueError for an empty group.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22, 1927, 209-212.
    """
    from scipy.stats import binomtest  # noqa: PLC0415 - dear to import

    found = binomtest(some, of).proportion_ci(LEVEL, method="wilson")
    return float(found.low), float(found.high)


def sign_flip(differences: Sequence[float]) -> float | None:
    """Two-sided p of paired differences whose signs are exchangeable if nothing differs (scipy's).

    R. A. Fisher, "The Design of Experiments", 1935, section 21. None for no pairs.
    """
    import numpy as np  # noqa: PLC0415 - dear to import
    from scipy.stats import permutation_test  # noqa: PLC0415

    if not differences:
        return None
    if len(differences) == 1 or not any(differences):
        return 1.0
    found = permutation_test(
        (np.asarray(differences),),
        lambda x, axis: np.mean(x, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=FLIPS,
        batch=500,
        rng=np.random.default_rng(SEED),
    )
    return float(found.pvalue)


def holm(values: Sequence[float]) -> list[float]:
    """The p values of a family, adjusted so that the chance of any false finding keeps its level.

    S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6,
    1979, 65-70.
    """
    order = sorted(range(len(values)), key=lambda place: values[place])
    adjusted, worst = [0.0] * len(values), 0.0
    for rank, place in enumerate(order):
        worst = max(worst, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = worst
    return adjusted


def band(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean, and the quantiles of BAND: where most sessions lie. Raises ValueError for no values."""
    import numpy as np  # noqa: PLC0415 - dear to import

    low, high = np.quantile(np.asarray(values), BAND)
    return fmean(values), float(low), float(high)
