from __future__ import annotations

import pytest

from detente.scenario.model import Scenario
from detente.transcripts.acts import Position
from detente.transcripts.render.words import Words, bar, clip, counted, signed, span


def test_ids_become_titles_and_unknown_ids_stand_for_themselves(ukraine: Scenario) -> None:
    words = Words(ukraine)
    assert words.seat("russia") == "Russia"
    assert words.seat("congress") == "US Congress"
    assert words.actor("russia.T") == "Technocrats (Russia)"
    assert words.issue("I2") == "I2 Withdrawal"
    assert (words.seat("moon"), words.issue("I99"), words.option("I99", "z")) == ("moon", "I99", "z")


def test_a_stand_names_options_by_label_with_firmness_and_condition(tiny: Scenario) -> None:
    words = Words(tiny)
    held = Position(issue="I1", options=("a", "b"), firmness="conditional", condition="if you pay", quote="x")
    assert words.stand(held) == "a Upstream priority / b Equal shares, conditional (if you pay)"
    refused = Position(issue="I1", options=("c",), firmness="rejecting", quote="x")
    assert words.stand(refused) == "rejects c Downstream guarantee"


def test_changes_are_told_from_old_to_new_in_the_scenarios_order(tiny: Scenario) -> None:
    told = Words(tiny).changes({"I1": "a"}, {"I2": "b", "I1": "b"})
    assert told == (
        ("I1 Water in dry months", "a Upstream priority → b Equal shares"),
        ("I2 Repair of the weir", "open → b Joint fund"),
    )


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(2207.8, 4737.6, "2,210–4,740"), (69.0, 188.6, "69–189"), (1.6, 3.2, "1.6–3.2"), (0, 0.5, "0.0–0.5")],
)
def test_a_range_has_the_digits_it_deserves(low: float, high: float, text: str) -> None:
    assert span(low, high) == text


def test_signs_are_true_minus_signs() -> None:
    assert (signed(-0.2), signed(0.36)) == ("−0.20", "+0.36")


@pytest.mark.parametrize("lean", [-1.0, -0.4, 0.0, 0.07, 1.0])
def test_the_bar_has_one_mark_between_its_ends(lean: float) -> None:
    drawn = bar(lean)
    assert drawn.count("●") == 1
    assert drawn.index("●") - 3 == round((lean + 1) * 10)


def test_a_long_text_is_cut_at_a_words_end() -> None:
    assert clip("one two three", 9) == "one two …"
    assert clip("one\ntwo") == "one two"


def test_one_round_is_no_rounds() -> None:
    assert (counted(1, "round"), counted(2, "round")) == ("1 round", "2 rounds")
