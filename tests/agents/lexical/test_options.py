"""How options are recognised: numbers, paraphrases, topics named before, seats in the first person."""

from __future__ import annotations

import pytest

from tests.agents.lexical.conftest import Read, stands


@pytest.mark.parametrize(
    "number",
    ["800,000", "800 000", "800.000", "800k", "eight hundred thousand", "0.8 million", "800\u00a0000"],
)
def test_a_number_may_be_written_in_many_ways(read: Read, number: str) -> None:
    assert stands(read(f"We insist on {number} soldiers in peacetime.")) == {("I4", "b", "holds")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We demand that the guns fall silent at once, with no strings attached.", ("I1", "b")),
        ("We insist on freezing the front where the armies stand today.", ("I2", "b")),
        ("We need ratified mutual-defence pledges with European brigades on our soil.", ("I9", "a")),
        ("We want the blocked reserves put to work for the rebuilding of Ukraine.", ("I11", "a")),
        ("We ask for an IAEA-run plant whose electricity is split half and half.", ("I19", "d")),
        ("We want every deported child home before anything else is discussed.", ("I18", "a")),
        ("We propose that Washington and Moscow negotiate a successor to New START.", ("I12", "c")),
    ],
)
def test_an_option_is_recognised_in_other_words(read: Read, text: str, expected: tuple[str, str]) -> None:
    assert (*expected, "holds") in stands(read(text))


def test_an_issue_named_before_a_colon_serves_the_words_after_it(read: Read) -> None:
    assert stands(read("On the ceasefire our line is simple: without preconditions.")) == {
        ("I1", "b", "holds")
    }


def test_first_person_words_name_the_seat_that_speaks(read: Read) -> None:
    text = "We are ready to leave all four oblasts."
    assert stands(read(text, "ukraine")) == {("I2", "f", "holds")}


def test_the_more_telling_cue_wins(read: Read) -> None:
    reading = read("We ask for a Ukrainian withdrawal from Donetsk and Luhansk.", "russia")
    assert stands(reading) == {("I2", "e", "holds")}


def test_a_phrase_of_refusal_is_not_read_as_an_option(read: Read) -> None:
    reading = read("American troops in Poland staying as they are is out of the question.", "russia")
    assert stands(reading) == {("I8", "b", "rejects")}
