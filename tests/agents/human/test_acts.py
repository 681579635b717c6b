"""A person's six acts: prose and menus become replies, what does not fit is asked for again."""

from __future__ import annotations

import pytest

from detente.scenario.model import Scenario
from detente.transcripts.acts import (
    Act,
    Argue,
    Argument,
    Decide,
    Decision,
    Judgement,
    Offer,
    Position,
    Propose,
    Reading,
    Reply,
    Speak,
    Statement,
)
from detente.transcripts.table import Standing, Table
from tests.agents.human.screen import act_as, lines
from tests.agents.persona.conversation import ARGUE, DECIDE, EUROPE_WEIGHS, LAST, PROPOSE, READ, SPEAK, WEIGH

NORTH = Propose(seat="north", actor="north.leader", stage="direct", round=1, to="south")
DIRECT = Decide(seat="south", actor="south.leader", stage="direct", round=1)

VALID: list[tuple[Act, list[str], Reply]] = [
    (
        ARGUE,
        ["Take it.", "It is", "enough.", ".", "a"],
        Argument(text="Take it.\nIt is\nenough.", for_offer="approve"),
    ),
    (
        WEIGH,
        ["-0,5", "N=1 S=1 W=1 T=1 B=2 D=2", "The reset.", ""],
        Judgement(
            lean=-0.5,
            influence={"N": 0.125, "S": 0.125, "W": 0.125, "T": 0.125, "B": 0.25, "D": 0.25},
            reasons=("The reset.",),
        ),
    ),
    (
        EUROPE_WEIGHS,
        ["", "", "Say less."],
        Judgement(influence=dict.fromkeys(("EU", "CW", "PB"), 0.3333), instructions="Say less."),
    ),
    (
        SPEAK,
        ["We hold the line.", ".", "For now."],
        Statement(text="We hold the line.", private_note="For now."),
    ),
    (
        PROPOSE,
        ["offer", "1, 2", "", "I1=b i2.c", "Take it.", "."],
        Offer(to="russia", terms={"I1": "b", "I2": "c"}, levers=("reset", "trade"), text="Take it."),
    ),
    (PROPOSE, ["leave"], Offer(to="russia", walk_away=True)),
    (DECIDE, ["a", "Agreed."], Decision(answer="accept", text="Agreed.")),
    (DECIDE, ["c", "I2=c", ""], Decision(answer="counter", terms={"I2": "c"})),
    (LAST, ["reject", ""], Decision(answer="reject")),
    (
        READ,
        ["I2=b", "fi", "freeze on the line", "I3=b-d", "fl", "We insist", "", "si"],
        Reading(
            positions=(
                Position(issue="I2", options=("b",), firmness="firm", quote="freeze on the line"),
                Position(issue="I3", options=("b", "c", "d"), firmness="flexible", quote="We insist"),
            )
        ),
    ),
]


@pytest.mark.parametrize(("act", "typed", "reply"), VALID)
def test_what_a_person_types_becomes_the_reply_of_its_act(
    ukraine: Scenario, act: Act, typed: list[str], reply: Reply
) -> None:
    got, _ = act_as(ukraine, act, typed)
    assert got == reply
    assert type(got) is type(reply)


WRONG: list[tuple[Act, list[str], str]] = [
    (ARGUE, ["x", ".", "perhaps", "", "n"], "Type one of approve, resist, neutral"),
    (WEIGH, ["left", "2", "0", "", "", ""], "Give a number from -1 to 1"),
    (WEIGH, ["0", "N=1", "N=1 S=1 W=1 T=1 B=1 D=1 X=1", "", "", ""], "Give a weight for each: N=1 S=1 W=1"),
    (WEIGH, ["0", "N=0 S=0 W=0 T=0 B=0 D=0", "", "", ""], "Give a weight for each"),
    (SPEAK, [".", "x", ".", ""], "Say something."),
    (SPEAK, ["x" * 4001, ".", "x", ".", ""], "At most 4000 characters"),
    (PROPOSE, ["perhaps", "offer", "", "", "", "x", "."], "Type one of offer, leave"),
    (PROPOSE, ["offer", "0", "9", "one", "1", "", "", "x", "."], "Give numbers from 1 to 8, or nothing"),
    (PROPOSE, ["offer", "", "4", "1", "", "x", "."], "Give numbers from 1 to 3, or nothing"),
    (PROPOSE, ["offer", "", "", "I77=a", "I1=g", "I1", "I1=b", "x", "."], "'I77=a' is no option"),
    (PROPOSE, ["offer", "", "", "I6=a I7=c", "I6=b", "x", "."], "I6.a and I7.c exclude each other"),
    (DECIDE, ["maybe", "r", ""], "Type one of accept, reject, counter"),
    (LAST, ["counter", "reject", ""], "Type one of accept, reject (the first letter will do)"),
    (READ, ["I2", "I2=z", "I2=b-z", "", "si"], "'I2' is no option"),
    (READ, ["I2=b", "f", "firm", "no such words", "", "si"], "The quote does not stand in the statement"),
    (READ, ["I2=b", "f", "firm", "insis", "", "si"], "The quote cuts a word of the statement"),
    (READ, ["", "co", "perhaps", "silent"], "Type one of accept, reject, counter, conditional, silent"),
]


@pytest.mark.parametrize(("act", "typed", "told"), WRONG)
def test_what_does_not_fit_is_told_and_asked_for_again(
    ukraine: Scenario, act: Act, typed: list[str], told: str
) -> None:
    table = Table(stage=act.stage, round=act.round)
    reply, screen = act_as(ukraine, act, typed, table)
    assert any(line.startswith("  ") and told in line for line in screen.written)
    assert reply is not None


def test_a_counter_that_excludes_what_is_offered_is_told_and_the_act_begins_again(ukraine: Scenario) -> None:
    standing = Standing(3, "usa", "moscow", 2, Offer(to="russia", terms={"I6": "a"}))
    table = Table(stage="moscow", round=2, standing=standing, offers=[standing])
    reply, screen = act_as(ukraine, DECIDE, ["c", "I7=d", "No.", "c", "I7=b", "So."], table)
    assert reply == Decision(answer="counter", terms={"I7": "b"}, text="So.")
    assert "  That cannot stand: I6.a and I7.d exclude each other. Once more, please." in screen.written


def test_an_offer_that_excludes_what_is_signed_is_told_and_the_act_begins_again(tiny: Scenario) -> None:
    table = Table(stage="direct", round=1, accepted={"north": {"I1": "a"}, "south": {"I1": "a"}})
    reply, screen = act_as(tiny, NORTH, ["I2=a", "Pay.", ".", "I2=b", "Share.", "."], table)
    assert reply == Offer(to="south", terms={"I2": "b"}, text="Share.")
    assert any("I1.a and I2.a exclude each other" in line for line in screen.written)


def test_menus_offer_what_the_seat_holds_and_nothing_else(ukraine: Scenario) -> None:
    _, screen = act_as(ukraine, PROPOSE, ["offer", "", "", "", "x", "."])
    levers, demands = (text for text in screen.written if text.startswith(("Levers:", "Demands:")))
    for lever in ukraine.levers:
        assert (lever.title in levers) == (lever.holder == "usa" and lever.target == "russia")
    for demand in ukraine.demands:
        assert (demand.title in demands) == (demand.target == "russia")


def test_nobody_is_asked_for_levers_that_it_does_not_hold(tiny: Scenario) -> None:
    _, screen = act_as(tiny, NORTH, ["I1=b", "x", "."])
    assert not [text for text in screen.written if text.startswith(("Levers:", "Demands:"))]
    assert not [prompt for prompt in screen.asked if "leave the talks" in prompt]


# -- help and looking again -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        (SPEAK, ["?", "We hold.", "?", ".", "?", ""]),
        (DECIDE, ["?", "c", "?", "I2=c", "?", ""]),
        (READ, ["?", "", "?", "si"]),
        (WEIGH, ["?", "0", "?", "", "?", "", "?", ""]),
    ],
)
def test_a_question_mark_helps_wherever_something_is_asked(
    ukraine: Scenario, act: Act, typed: list[str]
) -> None:
    reply, screen = act_as(ukraine, act, typed)
    helped = [text for text in screen.written if text.startswith("  ?          this help")]
    assert len(helped) == typed.count("?")
    assert "detente resume" in helped[0]
    assert "?" not in repr(reply)


def test_the_view_and_an_issue_are_shown_when_asked_for(tiny: Scenario) -> None:
    standing = Standing(2, "north", "direct", 1, Offer(to="south", terms={"I1": "b"}, text="Share it."))
    table = Table(
        stage="direct", round=1, participants=("north", "south"), rounds_planned=8, standing=standing
    )
    reply, screen = act_as(tiny, DIRECT, ["v", "i I1", "i i2", "i I9", "a", ""], table)
    assert reply == Decision(answer="accept")
    views = [text for text in screen.written if text.startswith("Direct talks at the mill, round 1 of 8.")]
    assert len(views) == 2, "once at first, and once when asked for"
    assert views[0] == views[1]
    assert "  I1 Water in dry months: b Equal shares" in views[0]
    assert "  “Share it.”" in views[0]
    shown = [text for text in screen.written if text.startswith(("I1 Water", "I2 Repair"))]
    assert [text.splitlines()[1].split() for text in shown] == [
        ["a", "Upstream", "priority"],
        ["a", "Southern", "levy"],
    ]
    assert "Type one of accept, reject, counter" in screen.text, "there is no issue I9"


def test_a_reader_sees_the_statement_and_no_view(ukraine: Scenario) -> None:
    _, screen = act_as(ukraine, READ, ["v", "", "si"])
    assert f"Russia says:\n{READ.text}" in screen.written
    assert "At the table" not in screen.text


def test_a_screen_that_follows_the_talks_is_not_shown_the_view_again(ukraine: Scenario) -> None:
    table = Table(stage="moscow", round=2, participants=("usa", "russia"), rounds_planned=6)
    following = lines("x", ".", "", live=True)
    act_as(ukraine, SPEAK, following, table)
    assert "At the table" not in following.text
    _, alone = act_as(ukraine, SPEAK, ["x", ".", ""], table)
    assert "At the table" in alone.text


@pytest.mark.parametrize("actor", ["russia.leader", "russia.N", "ukraine.leader"])
def test_a_brief_is_ones_own_card_and_nobody_elses(ukraine: Scenario, actor: str) -> None:
    point = {"seat": actor.partition(".")[0], "actor": actor, "stage": "moscow", "round": 1}
    act: Act = Speak.model_validate(point) if actor.endswith(".leader") else Argue.model_validate(point)
    last = "" if actor.endswith(".leader") else "resist"
    _, screen = act_as(ukraine, act, ["b", "We hold.", ".", last])
    brief = next(text for text in screen.written if text.startswith(ukraine.personas[actor].name))
    for name, card in ukraine.personas.items():
        for line in (*card.private, *card.red_lines):
            assert (line in brief) == (name == actor)


def test_the_analyst_has_no_brief(ukraine: Scenario) -> None:
    _, screen = act_as(ukraine, READ, ["b", "", "si"])
    assert not [text for text in screen.written if "red lines" in text]
