"""Intervals of differences, against published examples, against scipy, and in what they promise."""

from __future__ import annotations

import random
from statistics import StatisticsError

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from detente.studies.statistics import Difference, of_means, of_shares

NEWCOMBE = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0000)),
]
"""Of the examples in table II of Newcombe's paper (1998), method 10."""


@pytest.mark.parametrize(("counts", "interval"), NEWCOMBE)
def test_intervals_of_shares_are_the_published_ones(
    counts: tuple[int, int, int, int], interval: tuple[float, float]
) -> None:
    found = of_shares(*counts)
    assert (found.low, found.high) == pytest.approx(interval, abs=5e-5)


def test_an_interval_of_means_is_welch_s() -> None:
    draw = random.Random(5)
    some, others = [draw.gauss(1, 2) for _ in range(9)], [draw.gauss(0, 0.5) for _ in range(14)]
    found, expected = of_means(some, others), ttest_ind(some, others, equal_var=False).confidence_interval()
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_where_nothing_varies_there_is_no_interval() -> None:
    assert of_means([1.0, 1.0], [0.5, 0.5]) == Difference(0.5)
    assert of_means([1.0], [0.5, 1.0]) == Difference(0.25)
    one_varies = of_means([1.0, 1.0, 1.0], [0.0, 0.5, 1.0])
    assert one_varies.low is not None
    assert one_varies.low < 0.5 < (one_varies.high or 0)


def test_an_empty_group_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one session"):
        of_shares(0, 0, 1, 2)
    with pytest.raises(StatisticsError):
        of_means([], [1.0])


@given(st.integers(0, 40), st.integers(0, 40), st.integers(40, 60), st.integers(40, 60))
def test_an_interval_of_shares_holds_its_difference_and_turns_with_the_groups(
    some: int, others: int, of: int, of_others: int
) -> None:
    found, turned = of_shares(some, of, others, of_others), of_shares(others, of_others, some, of)
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert (turned.value, turned.low, turned.high) == pytest.approx((-found.value, -found.high, -found.low))
