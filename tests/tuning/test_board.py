"""The leaderboard: pairs that differ in one thing, tests that can be checked by hand, and who has won."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from detente.studies.tuning.board import Row, board
from detente.studies.tuning.design import Design, Factor
from detente.studies.tuning.records import Record, Results


def design(*arms: Factor, by: str = "valid", variants: Sequence[str] = ("current", "b", "c")) -> Design:
    return Design(name="t", variants=tuple(variants), arms=arms, model="openai:x", by=by)


def records(
    measure: str, variant: str, values: Sequence[float], *, held_out: bool = False, **arms: str
) -> list[Record]:
    apart = "held out " if held_out else ""
    return [
        Record(measure, {"variant": variant, **arms}, f"{apart}seed {n}", value, f"sessions/{n}", held_out)
        for n, value in enumerate(values)
    ]


def rows(made: list[Record], *arms: Factor, by: str = "valid") -> dict[tuple[str, str, str], Row]:
    found = board(design(*arms, by=by), Results(made))
    return {(row.factor, row.level, row.measure): row for row in found.rows}


def test_differences_are_of_pairs_of_the_same_seed() -> None:
    made = records("valid", "current", [0.1, 0.9]) + records("valid", "b", [0.3, 1.0])
    row = rows(made)["variant", "b", "valid"]
    assert [round(pair.difference, 3) for pair in row.pairs] == [0.2, 0.1]
    assert row.difference == pytest.approx(0.15)
    assert row.found == "too few pairs"


def test_p_is_that_of_flipped_signs_and_is_adjusted_over_the_whole_tuning() -> None:
    # Eight differences of one sign: 2 of 2^8 flips are as far out, p = 2/256.
    made = records("valid", "current", [0.5] * 8)
    made += records("valid", "b", [0.6, 0.7, 0.65, 0.8, 0.75, 0.9, 0.72, 0.61])
    made += records("valid", "c", [0.5, 0.6, 0.4, 0.52, 0.48, 0.5, 0.55, 0.45])
    found = rows(made)
    one, two = found["variant", "b", "valid"], found["variant", "c", "valid"]
    assert one.p == pytest.approx(2 / 256)
    assert one.adjusted == pytest.approx(2 * 2 / 256)
    assert one.found == "better"
    assert two.found == "not distinguishable"
    assert one.low is not None
    assert one.low > 0


def test_less_is_better_where_it_is() -> None:
    made = records("breaches", "current", [3.0] * 10) + records("breaches", "b", [1.0] * 10)
    assert rows(made)["variant", "b", "breaches"].found == "better"
    made = records("valid", "current", [0.9] * 10) + records("valid", "b", [0.1] * 10)
    assert rows(made)["variant", "b", "valid"].found == "worse"


def test_what_is_the_same_everywhere_is_no_test() -> None:
    made = records("leaks", "current", [0.0] * 9) + records("leaks", "b", [0.0] * 9)
    found = board(design(), Results(made))
    assert found.rows[0].found == "identical"
    assert found.tested == 0


def test_where_something_is_held_out_only_that_is_tested() -> None:
    made = records("valid", "current", [0.5] * 9) + records("valid", "b", [0.9] * 9)
    made += records("valid", "current", [0.5] * 9, held_out=True)
    made += records("valid", "b", [0.5, 0.6, 0.4, 0.5, 0.5, 0.6, 0.4, 0.5, 0.5], held_out=True)
    row = rows(made)["variant", "b", "valid"]
    assert row.held_out
    assert len(row.pairs) == 9
    assert row.found == "not distinguishable"


def test_an_arm_is_compared_with_everything_else_the_same() -> None:
    arm = Factor(name="order", levels=("given", "reversed"))
    made = []
    for variant, base in (("current", 0.4), ("b", 0.6)):
        made += records("valid", variant, [base] * 4, order="given")
        made += records("valid", variant, [base + 0.1] * 4, order="reversed")
    made += records("f1", "current", [0.5] * 6) + records("f1", "b", [0.7] * 6)
    found = rows(made, arm)
    assert found["order", "reversed", "valid"].difference == pytest.approx(0.1)
    assert len(found["order", "reversed", "valid"].pairs) == 8
    assert found["variant", "b", "valid"].difference == pytest.approx(0.2)
    assert ("order", "reversed", "f1") not in found, "readings are not varied by the order of speakers"
    assert found["variant", "b", "f1"].difference == pytest.approx(0.2)


def test_the_winner_is_better_on_the_leading_measure_and_worse_on_none() -> None:
    better = records("valid", "current", [0.5] * 12) + records("valid", "b", [0.9] * 12)
    assert board(design(), Results(better)).winner == "b"
    leaky = records("leaks", "current", [0.0] * 12) + records("leaks", "b", [1.0] * 12)
    assert board(design(), Results(better + leaky)).winner == ""
    assert board(design(by="leaks"), Results(better)).winner == ""
    even = records("valid", "current", [0.5, 0.6] * 6) + records("valid", "b", [0.6, 0.5] * 6)
    assert board(design(), Results(even)).winner == ""


def test_variants_come_in_the_order_of_the_leading_measure() -> None:
    made = records("valid", "current", [0.5] * 3)
    made += records("valid", "b", [0.6] * 3) + records("valid", "c", [0.8] * 3)
    assert board(design(), Results(made)).levels() == [("variant", "c"), ("variant", "b")]
