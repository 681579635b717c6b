"""A planted effect is found, and a lever without effect is not: a short form of `make planted`."""

from __future__ import annotations

import random

import pytest

from detente.studies.statistics import of_shares
from tests.forks.planted import GRANTED, PLAIN, REPLICATES, repeated
from tests.forks.village import GRANT, PLAQUE


def test_a_large_effect_is_found_through_the_whole_machine() -> None:
    found = repeated(GRANT, seed=11, replicates=40, granted=0.95)
    assert found.sees
    assert found.low <= 0.95 - PLAIN <= found.high


def test_the_same_seed_gives_the_same_figures_whoever_asks_first() -> None:
    assert repeated(GRANT, seed=3, replicates=12) == repeated(GRANT, seed=3, replicates=12)


def test_a_lever_without_effect_is_not_taken_for_one() -> None:
    found = repeated(PLAQUE, seed=5, replicates=20)
    assert found.covers
    assert not found.sees


@pytest.mark.parametrize("rate", [GRANTED, PLAIN])
def test_intervals_cover_the_truth_as_often_as_they_say(rate: float) -> None:
    draw = random.Random(1)

    def accepted(share: float) -> int:
        return sum(draw.random() < share for _ in range(REPLICATES))

    found = [of_shares(accepted(rate), REPLICATES, accepted(PLAIN), REPLICATES) for _ in range(400)]
    covered = sum((one.low or 0) <= rate - PLAIN <= (one.high or 0) for one in found) / len(found)
    assert 0.92 <= covered <= 0.98
