"""One test per phenomenon of speech: who speaks, for or against, how firmly, under which condition."""

from __future__ import annotations

import pytest

from tests.agents.lexical.conftest import Read, stands


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Our position remains 800,000 soldiers in peacetime.", ("I4", "b", "holds")),
        ("There is one answer for us: a ceasefire without preconditions.", ("I1", "b", "holds")),
        ("We insist on the return of the Zaporizhzhia plant to Ukraine.", ("I19", "a", "holds")),
        ("We ask for a moratorium on NATO membership.", ("I6", "c", "holds")),
    ],
)
def test_a_demand_is_held_firmly(read: Read, text: str, expected: tuple[str, str, str]) -> None:
    reading = read(text)
    assert stands(reading) == {expected}
    assert reading.positions[0].firmness == "firm"


@pytest.mark.parametrize(
    "text",
    [
        "We could live with a ceiling of 600,000.",
        "A ceiling of 600,000 would be acceptable to us.",
        "We are open to a ceiling of 600,000.",
        "A ceiling of 600,000 is something we can discuss.",
    ],
)
def test_what_one_could_live_with_is_held_flexibly(read: Read, text: str) -> None:
    reading = read(text)
    assert stands(reading) == {("I4", "c", "holds")}
    assert reading.positions[0].firmness == "flexible"


@pytest.mark.parametrize(
    "text",
    [
        "A ceiling of 85,000 is out of the question.",
        "We reject a ceiling of 85,000.",
        "We cannot accept a ceiling of 85,000.",
        "We will not, under any circumstances, agree to a ceiling of 85,000.",
        "Nobody should expect us to sign up to a ceiling of 85,000.",
        "A ceiling of 85,000 we refuse.",
        "There can be no talk of a ceiling of 85,000.",
    ],
)
def test_a_refusal_rejects_the_option(read: Read, text: str) -> None:
    reading = read(text)
    assert stands(reading) == {("I4", "e", "rejects")}
    assert reading.positions[0].firmness == "rejecting"


@pytest.mark.parametrize(
    "text",
    [
        "We do not rule out a ceiling of 600,000.",
        "We would not oppose a ceiling of 600,000.",
        "A ceiling of 600,000 is not unacceptable to us.",
        "It would be wrong to say that we have ruled out a ceiling of 600,000.",
    ],
)
def test_a_double_negation_holds_the_option(read: Read, text: str) -> None:
    assert stands(read(text)) == {("I4", "c", "holds")}


@pytest.mark.parametrize(
    "text",
    [
        "There will be no deal without elections before the treaty is signed.",
        "A text that omits elections before the treaty is signed cannot be accepted.",
    ],
)
def test_what_one_refuses_to_do_without_is_held(read: Read, text: str) -> None:
    assert stands(read(text, "russia")) == {("I16", "d", "holds")}


@pytest.mark.parametrize(
    "retort", ["Never.", "With respect, no.", "We did not, and we will not.", "There will be none."]
)
def test_a_bare_no_rejects_what_others_have_asked(read: Read, retort: str) -> None:
    assert stands(read(f"They ask us for a ceiling of 85,000. {retort}")) == {("I4", "e", "rejects")}


def test_agreeing_with_somebody_takes_up_what_they_hold(read: Read) -> None:
    reading = read("Washington says that a ceiling of 600,000 is right. We take the same view.")
    assert stands(reading) == {("I4", "c", "holds")}


def test_a_condition_is_kept_in_the_words_of_the_statement(read: Read) -> None:
    reading = read("We could live with 600,000, provided that inspectors may count them.")
    (position,) = reading.positions
    assert position.firmness == "conditional"
    assert position.condition == "provided that inspectors may count them"


def test_a_condition_may_come_first(read: Read) -> None:
    reading = read("If inspectors may count them, we could live with 600,000 soldiers.")
    (position,) = reading.positions
    assert (position.options, position.firmness) == (("c",), "flexible") or position.condition


def test_what_stands_in_a_condition_is_not_a_position(read: Read) -> None:
    reading = read("We would sign tomorrow if they accepted a ceiling of 85,000.")
    assert stands(reading) == set()
    assert [refused.issue for refused in reading.refused] == ["I4"]


@pytest.mark.parametrize(
    "text",
    [
        "We no longer insist on 800,000; we now ask for 600,000.",
        "We drop our demand for 800,000 and ask for 600,000.",
        "We have moved: instead of 800,000 we now seek 600,000.",
    ],
)
def test_a_demand_given_up_is_withdrawn_and_the_new_one_held(read: Read, text: str) -> None:
    assert stands(read(text)) == {("I4", "c", "holds")}


def test_a_withdrawn_demand_is_refused_with_its_reason(read: Read) -> None:
    reading = read("We no longer insist on 800,000 soldiers.")
    assert stands(reading) == set()
    assert [(refused.issue, refused.reason) for refused in reading.refused] == [("I4", "withdrawn")]


def test_no_longer_ruling_out_is_not_a_withdrawal(read: Read) -> None:
    assert stands(read("We no longer rule out 600,000 soldiers.")) == {("I4", "c", "holds")}


@pytest.mark.parametrize(
    "text",
    [
        "Anything between 800,000 and 250,000 soldiers is open for discussion.",
        "We could accept a ceiling of 800,000, 600,000 or 250,000.",
    ],
)
def test_a_range_names_every_option_in_order(read: Read, text: str) -> None:
    held = [option for position in read(text).positions for option in position.options]
    assert held == ["b", "c", "d"]


def test_several_issues_may_share_a_sentence(read: Read) -> None:
    reading = read("We ask for 800,000 soldiers, an all-for-all exchange and elections after martial law.")
    assert stands(reading) == {("I4", "b", "holds"), ("I18", "b", "holds"), ("I16", "a", "holds")}


@pytest.mark.parametrize(
    "text",
    [
        "We reject 85,000 and stand by 800,000.",
        "We ask for 800,000, not 85,000.",
        "85,000 is out of the question, but we could accept 800,000.",
    ],
)
def test_one_option_may_be_rejected_and_another_held(read: Read, text: str) -> None:
    assert stands(read(text)) == {("I4", "e", "rejects"), ("I4", "b", "holds")}


def test_an_option_only_preferred_to_is_no_position(read: Read) -> None:
    assert stands(read("We want 800,000 rather than 600,000.")) == {("I4", "b", "holds")}


def test_denying_every_cap_means_no_cap(read: Read) -> None:
    assert stands(read("We will not accept any cap on our armed forces.")) == {("I4", "a", "holds")}
    assert stands(read("There shall be no cap on our armed forces.")) == {("I4", "a", "holds")}


def test_an_opinion_may_follow_the_option_it_judges(read: Read) -> None:
    reading = read("They ask us for a ceiling of 85,000. That we cannot accept.")
    assert stands(reading) == {("I4", "e", "rejects")}
    assert reading.positions[0].quote.endswith("That we cannot accept")
