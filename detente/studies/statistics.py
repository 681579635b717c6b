"""Differences between two independent groups of sessions, with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance

__all__ = ["LEVEL", "Difference", "of_means", "of_shares"]

LEVEL = 0.95
"""Of confidence, for each interval on its own."""


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
