"""Which replies an act allows: every rule, and everything that no rule forbids."""

from __future__ import annotations

import pytest

from detente.agents.allowed import problem
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
    Read,
    Reading,
    Reply,
    Speak,
    Statement,
    Terms,
    Weigh,
)
from detente.transcripts.table import Standing, Table

PROPOSE = Propose(seat="usa", actor="usa.leader", stage="moscow", round=2, to="russia")
DECIDE = Decide(seat="russia", actor="russia.leader", stage="moscow", round=2)
GATE = "this gate takes accept or reject, not a counter-offer"


def table(offered: Terms | None = None, **accepted: Terms) -> Table:
    """A table with an offer on it, and terms that seats have accepted."""
    found = Table(stage="moscow", round=2, accepted=dict(accepted))
    if offered is not None:
        found.standing = Standing(1, "usa", "moscow", 2, Offer(to="russia", terms=offered))
    return found


# -- offers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "offer",
    [
        Offer(to="russia"),
        Offer(to="russia", terms={"I1": "b", "I6": "a", "I7": "a"}),
        Offer(to="russia", levers=("trade", "us_sanctions"), demands=("no_withdrawal",)),
        Offer(to="russia", terms={"I7": "c"}, detailed=False),
        Offer(to="russia", walk_away=True),
    ],
)
def test_an_offer_of_what_one_holds_and_what_goes_together_is_allowed(
    ukraine: Scenario, offer: Offer
) -> None:
    assert problem(PROPOSE, offer, ukraine, table()) == ""


@pytest.mark.parametrize(
    ("offer", "told"),
    [
        (Offer(to="ukraine"), "an offer to russia was put to ukraine"),
        (
            Offer(to="russia", levers=("trade", "eu_sanctions")),
            "usa does not hold the lever 'eu_sanctions' over russia",
        ),
        (Offer(to="russia", levers=("nukes",)), "usa does not hold the lever 'nukes' over russia"),
        (
            Offer(to="russia", levers=("trade", "withdraw_support")),
            "usa does not hold the lever 'withdraw_support' over russia",
        ),
        (Offer(to="russia", demands=("surrender",)), "there is no demand 'surrender' of russia"),
        (
            Offer(to="russia", demands=("no_withdrawal", "language_rights")),
            "there is no demand 'language_rights' of russia",
        ),
        (Offer(to="russia", levers=("reset", "trade", "reset")), "'reset' stands twice"),
        (Offer(to="russia", demands=("no_withdrawal", "no_withdrawal")), "'no_withdrawal' stands twice"),
        (Offer(to="russia", terms={"I77": "a"}), "there is no option I77.a"),
        (Offer(to="russia", terms={"I1": "b", "I2": "z"}), "there is no option I2.z"),
        (Offer(to="russia", terms={"I6": "a", "I7": "c"}), "I6.a and I7.c exclude each other"),
        (
            Offer(to="russia", terms={"I6": "a", "I7": "c"}, detailed=False),
            "I6.a and I7.c exclude each other",
        ),
    ],
)
def test_an_offer_that_cannot_be_made_is_told_why(ukraine: Scenario, offer: Offer, told: str) -> None:
    assert problem(PROPOSE, offer, ukraine, table()) == told


def test_what_is_signed_already_counts_among_an_offers_terms(ukraine: Scenario) -> None:
    signed = table(russia={"I7": "d"}, usa={"I7": "d"})
    told = "I6.a and I7.d exclude each other"
    assert problem(PROPOSE, Offer(to="russia", terms={"I6": "a"}), ukraine, signed) == told
    assert problem(PROPOSE, Offer(to="russia", terms={"I6": "b"}), ukraine, signed) == ""


def test_terms_that_are_put_anew_replace_the_signed_ones(ukraine: Scenario) -> None:
    signed = table(russia={"I7": "d"}, usa={"I7": "d"})
    anew = Offer(to="russia", terms={"I6": "a", "I7": "a"})
    assert problem(PROPOSE, anew, ukraine, signed) == ""


def test_an_offer_on_the_table_that_nobody_signed_does_not_count(ukraine: Scenario) -> None:
    assert problem(PROPOSE, Offer(to="russia", terms={"I6": "a"}), ukraine, table({"I7": "d"})) == ""


def test_each_seat_uses_its_own_levers(ukraine: Scenario) -> None:
    act = Propose(seat="europe", actor="europe.leader", stage="europe", round=1, to="russia")
    assert problem(act, Offer(to="russia", levers=("eu_sanctions",)), ukraine, table()) == ""
    told = problem(act, Offer(to="russia", levers=("trade",)), ukraine, table())
    assert told == "europe does not hold the lever 'trade' over russia"


def test_a_lever_is_used_on_whom_it_is_held_over_and_on_nobody_else(ukraine: Scenario) -> None:
    seats = [party.id for party in ukraine.parties]
    for lever in ukraine.levers:
        for to in (seat for seat in seats if seat != lever.holder):
            act = Propose(seat=lever.holder, actor=f"{lever.holder}.leader", stage="moscow", round=1, to=to)
            told = problem(act, Offer(to=to, levers=(lever.id,)), ukraine, table())
            assert (told == "") == (lever.target == to)


def test_a_demand_is_made_of_whom_it_is_meant_for_and_of_nobody_else(ukraine: Scenario) -> None:
    for demand in ukraine.demands:
        for to in ("russia", "ukraine", "europe"):
            act = PROPOSE.model_copy(update={"to": to})
            told = problem(act, Offer(to=to, demands=(demand.id,)), ukraine, table())
            assert (told == "") == (demand.target == to)


# -- decisions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["accept", "reject"])
@pytest.mark.parametrize("final", [True, False])
@pytest.mark.parametrize("may_counter", [True, False])
def test_yes_and_no_are_allowed_at_every_gate(
    ukraine: Scenario, answer: str, final: bool, may_counter: bool
) -> None:
    act = DECIDE.model_copy(update={"final": final, "may_counter": may_counter})
    decision = Decision.model_validate({"answer": answer})
    assert problem(act, decision, ukraine, table({"I6": "a", "I7": "c"})) == ""


@pytest.mark.parametrize(
    ("final", "may_counter", "told"),
    [(False, True, ""), (True, True, GATE), (False, False, GATE), (True, False, GATE)],
)
def test_a_counter_is_allowed_only_where_the_gate_takes_one(
    ukraine: Scenario, final: bool, may_counter: bool, told: str
) -> None:
    act = DECIDE.model_copy(update={"final": final, "may_counter": may_counter})
    decision = Decision(answer="counter", terms={"I2": "c"})
    assert problem(act, decision, ukraine, table({"I1": "b"})) == told


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"I77": "a"}, "there is no option I77.a"),
        ({"I2": "z"}, "there is no option I2.z"),
        ({"I9": "a", "I6": "e"}, "I9.a and I6.e exclude each other"),
        ({"I7": "d"}, "I6.a and I7.d exclude each other"),
        ({"I7": "d", "I6": "b"}, ""),
    ],
)
def test_a_counters_terms_are_known_and_go_together_with_the_rest_of_the_offer(
    ukraine: Scenario, terms: Terms, told: str
) -> None:
    decision = Decision(answer="counter", terms=terms)
    assert problem(DECIDE, decision, ukraine, table({"I6": "a"})) == told


def test_a_counter_without_an_offer_is_looked_at_alone(ukraine: Scenario) -> None:
    assert problem(DECIDE, Decision(answer="counter", terms={"I7": "d"}), ukraine, table()) == ""


@pytest.mark.parametrize("answer", ["accept", "reject"])
def test_terms_with_a_yes_or_a_no_are_known_too(ukraine: Scenario, answer: str) -> None:
    decision = Decision.model_validate({"answer": answer, "terms": {"I2": "z"}})
    assert problem(DECIDE, decision, ukraine, table()) == "there is no option I2.z"


# -- other acts -----------------------------------------------------------------------------------


SPEAK = Speak(seat="usa", actor="usa.leader", stage="moscow", round=1)
ARGUE = Argue(seat="russia", actor="russia.T", stage="moscow", round=1)


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \t\u00a0\u2003\u3000\n", "\x0b\x0c\x1c\x85\u2028\u2029"])
def test_a_statement_or_an_argument_without_words_is_none(ukraine: Scenario, text: str) -> None:
    told = "text: there are no words"
    assert problem(SPEAK, Statement(text=text, private_note="For now."), ukraine, table()) == told
    assert problem(ARGUE, Argument(text=text, for_offer="resist"), ukraine, table()) == told


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_offer_and_an_answer_need_no_words(ukraine: Scenario, text: str) -> None:
    assert problem(PROPOSE, Offer(to="russia", terms={"I1": "b"}, text=text), ukraine, table()) == ""
    assert problem(DECIDE, Decision(answer="accept", text=text), ukraine, table({"I1": "b"})) == ""


@pytest.mark.parametrize(
    ("act", "reply"),
    [
        (SPEAK, Statement(text="No.")),
        (ARGUE, Argument(text="No.")),
        (Weigh(seat="usa", actor="usa.leader", stage="moscow", round=1), Judgement(lean=0.1)),
        (DECIDE, Argument(text="A reply of another act is told elsewhere.")),
        (PROPOSE, Decision(answer="accept")),
        (
            Read(seat="usa", actor="analyst", stage="moscow", round=1, speaker="usa", text="No."),
            Reading(positions=(Position(issue="I77", options=("z",), firmness="firm", quote="No."),)),
        ),
    ],
)
def test_other_acts_have_no_rules_here(ukraine: Scenario, act: Act, reply: Reply) -> None:
    assert problem(act, reply, ukraine, table({"I6": "a"})) == ""
