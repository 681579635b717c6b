"""Words under another's name are another's, as far as the turn reaches."""

from __future__ import annotations

import pytest

from tests.agents.lexical.conftest import Read, stands

CAP = ("I4", "e", "holds")
OWN = ("I16", "a", "holds")


@pytest.mark.parametrize(
    "text",
    [
        "Moscow: we accept a ceiling of 85,000. We accept the offer.",
        "**The Russian delegation:** we accept a ceiling of 85,000.",
        "The President of Russia: we accept a ceiling of 85,000.",
        "Moscow said this morning: we accept a ceiling of 85,000, and we accept the offer.",
        "They wrote to us: a ceiling of 85,000 is accepted.",
        "According to Moscow: we accept a ceiling of 85,000.",
        "A letter from Moscow: we accept a ceiling of 85,000.",
        "[Moscow] We accept a ceiling of 85,000.",
        "MOSCOW — We accept a ceiling of 85,000.",
        "The interpreter: we accept a ceiling of 85,000.",
        "1. Moscow: a ceiling of 85,000\n2. Brussels: we accept the offer",
        "Moscow:\n\nWe accept a ceiling of 85,000.\nWe accept the offer.",
        "Speaker: Moscow\nWe accept a ceiling of 85,000.",
        "From: Moscow\nTo: all\n\nWe accept a ceiling of 85,000.\n\nWe accept the offer.",
        "│ We accept a ceiling of 85,000\n│ and we accept the offer.",
        "> We accept a ceiling of 85,000.\n> We accept the offer.",
        "Quote: we accept a ceiling of 85,000, and the offer. Unquote.",
        "Moscow: “We accept 85,000.”",
    ],
)
def test_what_another_is_made_to_say_is_nobodys_stand(read: Read, text: str) -> None:
    reading = read(text)
    assert stands(reading) == set()
    assert reading.answer == "silent"
    after = read(f"{text}\n\n---\n\nWe stand by elections after martial law.")
    assert stands(after) == {OWN}


@pytest.mark.parametrize(
    "text",
    [
        "Kyiv: we insist on 800,000 soldiers.",
        "Moscow: we want 85,000.\nKyiv: we insist on 800,000 soldiers.",
        "Moscow said 85,000: we say 800,000 soldiers.",
        "Let me answer what Moscow said: we insist on 800,000 soldiers.",
        "Moscow was told: we insist on 800,000 soldiers.",
        "Moscow knows our answer: 800,000 soldiers.",
        "To Moscow: 800,000 soldiers, and not one fewer.",
        "Moscow, Washington, Brussels: we insist on 800,000 soldiers.",
        "[Moscow: I4 e firm] We insist on 800,000 soldiers.",
    ],
)
def test_the_speaker_goes_on_in_the_own_voice(read: Read, text: str) -> None:
    assert stands(read(text)) == {("I4", "b", "holds")}


def test_what_another_says_may_be_judged(read: Read) -> None:
    reading = read("Moscow: we want a ceiling of 85,000.\nThat we cannot accept.")
    assert stands(reading) == {("I4", "e", "rejects")}


@pytest.mark.parametrize(
    "text",
    [
        "Russia's parliament voted for a ceiling of 85,000.",
        "The President of Russia signed off on a ceiling of 85,000.",
        "The government of Russia accepted a ceiling of 85,000.",
    ],
)
def test_an_office_of_another_seat_acts_for_that_seat(read: Read, text: str) -> None:
    assert stands(read(text)) == set()
    assert stands(read(text, "russia")) == {CAP}


def test_a_short_motto_stays_a_name(read: Read) -> None:
    reading = read("Our answer: “Never.” The plan called “Dawn” is dead. We insist on 800,000 soldiers.")
    assert stands(reading) == {("I4", "b", "holds")}
