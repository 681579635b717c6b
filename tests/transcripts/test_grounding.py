"""Invariant 3: a position exists only with a quote that stands verbatim in its own statement."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.scenario import loader
from detente.scenario.model import Scenario
from detente.transcripts.acts import Position, Reading
from detente.transcripts.events import ReadingBody, ReadingTaken, line_of, parse
from detente.transcripts.grounding import ground, locate

QUOTES = {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
SPACES = " \t\n\r\u00a0\u2009\u202f\u3000"
CHARACTERS = st.one_of(
    st.sampled_from("ab.A'\"‘’‚“”„«»" + SPACES),
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("😀𝔸𐍈é\u0301"),
)
TEXTS = st.text(CHARACTERS, max_size=60)


def folded(text: str) -> str:
    """White space and typographic quotation marks folded, and nothing else: the reference."""
    return " ".join("".join(QUOTES.get(character, character) for character in text).split())


@settings(max_examples=400)
@given(text=TEXTS, quote=st.text(CHARACTERS, max_size=6))
def test_a_quote_is_found_exactly_when_it_stands_there_folded(text: str, quote: str) -> None:
    place = locate(quote, text)
    if place is None:
        assert not folded(quote) or folded(quote) not in folded(text)
    else:
        start, end = place
        assert 0 <= start < end <= len(text)
        assert folded(text[start:end]) == folded(quote)


@settings(max_examples=200)
@given(text=TEXTS, data=st.data())
def test_a_slice_with_its_quotes_and_spaces_changed_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spaces = data.draw(st.text(st.sampled_from(SPACES), min_size=1, max_size=3))
    quote = folded(text[start:end]).replace(" ", spaces)
    assert (locate(quote, text) is not None) == bool(quote)


def test_offsets_are_code_points() -> None:
    assert locate("yes", "😀😀 yes") == (3, 6)


@pytest.mark.parametrize("quote", ["", " ", "\n\t", "\u00a0"])
def test_an_empty_quote_stands_nowhere(quote: str) -> None:
    assert locate(quote, "some  words") is None


@pytest.mark.parametrize("quote", ["WE ACCEPT", "we accept,", "we acept", "weaccept", "we … accept"])
def test_case_punctuation_spelling_and_gaps_are_not_folded(quote: str) -> None:
    assert locate(quote, "Today we accept this.") is None


def position(issue: str = "I1", option: str = "a", quote: str = "equal shares") -> Position:
    """A position that claims any offsets."""
    return Position(issue=issue, options=(option,), firmness="firm", quote=quote, start=99, end=3)


def test_a_kept_position_carries_the_statements_own_text_at_its_offsets(tiny: Scenario) -> None:
    text = "I said “equal\n  shares”, once."
    kept = ground(Reading(positions=(position(quote='"equal shares"'),)), text, tiny).positions[0]
    assert kept.quote == text[kept.start : kept.end] == "“equal\n  shares”"


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        (position(quote="equal share s"), "does not stand in the statement"),
        (position(issue="I99"), "no issue I99"),
        (position(option="g"), "I1 has no option g"),
        (position(issue="I" * 40), "no issue"),
    ],
)
def test_what_is_refused_is_kept_with_its_quote_and_a_reason(
    tiny: Scenario, refused: Position, reason: str
) -> None:
    reading = ground(Reading(positions=(refused, position())), "We ask for equal shares.", tiny)
    assert [kept.issue for kept in reading.positions] == ["I1"]
    assert reason in reading.refused[0].reason
    assert (reading.refused[0].quote, reading.refused[0].issue) == (refused.quote, refused.issue)


@settings(max_examples=60)
@given(text=TEXTS, quotes=st.lists(st.text(CHARACTERS, min_size=1, max_size=20), max_size=40))
def test_nothing_is_kept_ungrounded_and_nothing_is_dropped(text: str, quotes: list[str]) -> None:
    reading = Reading(positions=tuple(position(quote=quote) for quote in quotes))
    grounded = ground(reading, text, loader.load("tiny"))
    assert len(grounded.positions) + len(grounded.refused) == len(quotes)
    for kept in grounded.positions:
        assert kept.quote == text[kept.start : kept.end]
        assert kept.quote.strip()


def test_a_grounded_reading_can_always_be_written_and_read_back(tiny: Scenario) -> None:
    text = f"equal{' ' * 3000}shares"
    reading = ground(Reading(positions=(position(),) * 40), text, tiny)
    body = ReadingBody(statement=0, seat="north", **dict(reading))
    event = ReadingTaken(seq=1, body=body)
    assert parse(line_of(event)) == event
