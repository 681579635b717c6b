"""What people type, and what is told them when it does not fit."""

from __future__ import annotations

import pytest

from detente.agents.human.forms import NotThis, Reader, chosen, number, picked, shares, terms_of
from detente.scenario.model import Scenario
from detente.transcripts.acts import Terms

ANSWERS = ("accept", "reject", "counter", "conditional")


@pytest.mark.parametrize(
    ("typed", "meant"), [("accept", "accept"), (" A ", "accept"), ("REJ", "reject"), ("cou", "counter")]
)
def test_a_word_is_chosen_by_any_beginning_that_is_unique(typed: str, meant: str) -> None:
    assert chosen(ANSWERS)(typed) == meant


@pytest.mark.parametrize("typed", ["", " ", "co", "yes", "accepted", "1"])
def test_a_beginning_that_is_not_unique_is_no_choice(typed: str) -> None:
    with pytest.raises(NotThis, match="type one of accept, reject, counter, conditional"):
        chosen(ANSWERS)(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("", ()), ("1", ("a",)), ("3 1", ("c", "a")), ("1,2, 3", ("a", "b", "c")), ("2 2", ("b",))],
)
def test_entries_are_picked_by_number(typed: str, meant: tuple[str, ...]) -> None:
    assert picked(("a", "b", "c"))(typed) == meant


@pytest.mark.parametrize("typed", ["0", "4", "-1", "a", "1.5", "1 x"])
def test_numbers_outside_the_list_pick_nothing(typed: str) -> None:
    with pytest.raises(NotThis, match="give numbers from 1 to 3, or nothing"):
        picked(("a", "b", "c"))(typed)


@pytest.mark.parametrize(("typed", "meant"), [("0", 0.0), ("-1", -1.0), ("0,25", 0.25), ("−0.5", -0.5)])
def test_a_number_may_be_written_with_comma_and_minus(typed: str, meant: float) -> None:
    assert number(-1, 1)(typed) == meant


@pytest.mark.parametrize("typed", ["", "1.01", "-2", "nan", "inf", "left"])
def test_a_number_outside_its_range_is_none(typed: str) -> None:
    with pytest.raises(NotThis, match="give a number from -1 to 1"):
        number(-1, 1)(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", {"N": 0.5, "S": 0.5}),
        ("N=1 S=3", {"N": 0.25, "S": 0.75}),
        ("S = 3, N = 1", {"N": 0.25, "S": 0.75}),
        ("N=0 S=2", {"N": 0.0, "S": 1.0}),
    ],
)
def test_weights_are_scaled_to_sum_to_one(typed: str, meant: dict[str, float]) -> None:
    assert shares(("N", "S"))(typed) == meant


@pytest.mark.parametrize("typed", ["N=1", "N=1 S=1 T=1", "1 1", "N=0 S=0", "N=-1 S=1", "all"])
def test_weights_that_do_not_name_everybody_once_are_none(typed: str) -> None:
    with pytest.raises(NotThis, match="give a weight for each: N=1 S=1"):
        shares(("N", "S"))(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", {}),
        ("I1=b", {"I1": "b"}),
        ("i1=B i2.c", {"I1": "b", "I2": "c"}),
        ("I1=b, I2=c; ", {"I1": "b", "I2": "c"}),
    ],
)
def test_terms_are_options_in_any_spelling(tiny: Scenario, typed: str, meant: Terms) -> None:
    assert terms_of(tiny)(typed) == meant


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("I1", "'I1' is no option; write them as I1=a"),
        ("I1=d", "'I1=d' is no option"),
        ("I1=b I9=a", "'I9=a' is no option"),
        ("equal shares", "'equal' is no option"),
        ("I1=a I2=a", "I1.a and I2.a exclude each other: The south cannot be made to pay"),
    ],
)
def test_terms_that_cannot_stand_are_told(tiny: Scenario, typed: str, told: str) -> None:
    reader: Reader[Terms] = terms_of(tiny)
    with pytest.raises(NotThis) as wrong:
        reader(typed)
    assert told in str(wrong.value)
