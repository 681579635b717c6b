"""The value curve has the shape that its docstring states, for every stand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.scenario.model import Scenario
from detente.scenario.numbers import Stand, resolve
from detente.scenario.utilities import Curve, conceded_steps, settlement_values, steps_beyond, utility

PLACES = st.integers(min_value=0, max_value=6)
SHARES = st.floats(min_value=0.05, max_value=0.95)
CURVES = st.builds(
    Curve,
    limit_value=SHARES,
    beyond=SHARES,
    overreach=SHARES,
    open_value=SHARES,
    tolerance=st.floats(min_value=0, max_value=2),
)
STANDS = st.builds(
    Stand,
    opening=PLACES.map(float),
    limit=PLACES.map(float),
    weight=st.floats(min_value=0.5, max_value=10),
)


def way(stand: Stand, steps: int) -> float:
    """The place so many options from the opening towards the limit."""
    return stand.opening + (steps if stand.limit >= stand.opening else -steps)


@given(curve=CURVES, stand=STANDS)
def test_the_opening_is_worth_one(curve: Curve, stand: Stand) -> None:
    assert curve.value(stand.opening, stand) == pytest.approx(1)


@given(curve=CURVES, stand=STANDS)
def test_the_limit_is_worth_the_limit_value(curve: Curve, stand: Stand) -> None:
    expected = 1 if stand.limit == stand.opening else curve.limit_value
    assert curve.value(stand.limit, stand) == pytest.approx(expected)


@given(curve=CURVES, stand=STANDS)
def test_value_falls_with_every_step_from_the_opening_through_the_limit_and_beyond(
    curve: Curve, stand: Stand
) -> None:
    values = [curve.value(way(stand, steps), stand) for steps in range(10)]
    assert all(later < earlier for earlier, later in pairwise(values))


@given(curve=CURVES, stand=STANDS)
def test_value_beyond_the_limit_falls_by_beyond_an_option(curve: Curve, stand: Stand) -> None:
    span = int(abs(stand.limit - stand.opening))
    here, next_one = (curve.value(way(stand, span + steps), stand) for steps in (1, 2))
    assert here - next_one == pytest.approx(curve.beyond)


@given(curve=CURVES, stand=STANDS)
def test_asking_for_more_than_the_opening_is_worth_less_than_the_opening(curve: Curve, stand: Stand) -> None:
    loss = curve.beyond if stand.limit == stand.opening else curve.overreach
    assert curve.value(way(stand, -1), stand) == pytest.approx(1 - loss)


@given(stand=STANDS, steps=st.integers(min_value=0, max_value=9))
def test_steps_beyond_are_counted_from_the_limit(stand: Stand, steps: int) -> None:
    span = abs(stand.limit - stand.opening)
    assert conceded_steps(way(stand, steps), stand) == steps
    assert steps_beyond(way(stand, steps), stand) == max(steps - span, 0)


@given(curve=CURVES, stands=st.lists(STANDS, min_size=1, max_size=6), place=PLACES)
def test_shares_sum_to_one_and_utility_lies_between_its_parts(
    curve: Curve, stands: list[Stand], place: int
) -> None:
    named = {f"I{number}": stand for number, stand in enumerate(stands)}
    parts = settlement_values(dict.fromkeys(named, place), named, named, curve)
    values = [part.value for part in parts]
    assert sum(part.share for part in parts) == pytest.approx(1)
    assert min(values) - 1e-9 <= utility(parts) <= max(values) + 1e-9


def test_an_open_issue_is_worth_the_open_value_and_an_issue_of_others_counts_for_nothing(
    tiny: Scenario,
) -> None:
    numbers = resolve(tiny, "plain")
    curve = Curve.of(numbers)
    parts = settlement_values({"I1": 0}, numbers.stands["north.leader"], ["I1", "I2", "I3"], curve)
    assert [part.issue for part in parts] == ["I1", "I2"]
    assert [part.share for part in parts] == pytest.approx([0.7, 0.3])
    assert [part.value for part in parts] == pytest.approx([1, curve.open_value])
