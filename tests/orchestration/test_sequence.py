"""The order of stages: Moscow first, the same terms to Kyiv, direct talks without a mediator."""

from __future__ import annotations

import pytest

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Act, Decision, Reply, Terms
from detente.transcripts.table import View
from tests.orchestration.staging import (
    ALL_KEYS,
    Answering,
    Silent,
    Staged,
    answered,
    decisions,
    no,
    run,
    stage,
    yes,
)


def test_a_refusal_by_moscow_ends_the_talks(ukraine: Scenario) -> None:
    staged = answered(run(ukraine), russia=no)
    assert staged.stages == ["moscow"]
    assert decisions(staged) == [("moscow", "russia", "reject")]
    assert (staged.end.outcome_class, staged.end.ended_in, staged.end.rounds) == (
        "first_refused",
        "moscow",
        1,
    )
    assert staged.end.settlement is None
    assert staged.end.blocked_by is not None
    assert staged.end.blocked_by.party == "russia"


def test_terms_that_moscow_accepts_are_put_to_kyiv(ukraine: Scenario) -> None:
    staged = answered(run(ukraine, rounds=1), russia=yes, ukraine=no)
    assert staged.stages == ["moscow", "kyiv"]
    first, second = staged.of(ev.OfferMade)
    assert (first.body.to, second.body.to) == ("russia", "ukraine")
    assert first.body.terms == second.body.terms
    assert (staged.end.outcome_class, staged.end.ended_in) == ("second_refused", "kyiv")


def test_the_adaptive_mediator_puts_the_accepted_terms_to_kyiv_too(ukraine: Scenario) -> None:
    staged = answered(run(ukraine, offers="adaptive", rounds=1), russia=yes, ukraine=no)
    first, second = staged.of(ev.OfferMade)
    assert first.body.terms
    assert first.body.terms == second.body.terms


def test_with_every_yes_and_every_key_the_settlement_is_delivered(ukraine: Scenario) -> None:
    staged = answered(run(ukraine, rounds=1, sets=ALL_KEYS), russia=yes, ukraine=yes, europe=yes)
    assert staged.stages == ["moscow", "kyiv", "europe"]
    assert staged.end.outcome_class == "delivered"
    assert staged.end.settlement is not None
    offered = staged.of(ev.OfferMade)[-1].body.terms
    assert staged.end.settlement == offered
    assert staged.end.blocked_by is None
    assert all(event.body.given for event in staged.of(ev.ConsentAsked))


def test_when_moscow_need_not_come_first_kyiv_does(ukraine: Scenario) -> None:
    staged = answered(run(ukraine, sets={"M31": "0"}, rounds=1), russia=no, ukraine=yes)
    assert staged.stages == ["kyiv", "moscow"]
    assert staged.end.outcome_class == "second_refused"
    staged = answered(run(ukraine, sets={"M31": "0"}, rounds=1), ukraine=no)
    assert (staged.end.outcome_class, staged.end.ended_in) == ("first_refused", "kyiv")


def test_a_refusal_need_not_end_the_talks_where_the_world_says_so(ukraine: Scenario) -> None:
    staged = answered(run(ukraine, sets={"M32": "0"}, rounds=3), russia=no)
    assert decisions(staged) == [("moscow", "russia", "reject")] * 3
    assert (staged.end.outcome_class, staged.end.rounds) == ("first_refused", 3)


@pytest.mark.parametrize("cap", [1, 2, 5])
def test_a_cap_on_rounds_holds_at_every_stage(ukraine: Scenario, cap: int) -> None:
    staged = stage(run(ukraine, rounds=cap, sets={"russia.leader.lean": "0.6"}), analyst=Silent())
    for opened in staged.of(ev.StageOpened):
        assert opened.body.rounds == min(cap, ukraine.stage(opened.stage).rounds)
    assert max(event.round for event in staged.events) <= cap
    assert staged.of(ev.SessionEnded)[0].body.rounds == len(staged.of(ev.ClockTicked))


def test_without_the_mediator_the_talks_are_direct_and_lapse_without_a_yes(ukraine: Scenario) -> None:
    staged = answered(run(ukraine, without=("usa",), rounds=4), russia=no, ukraine=no)
    assert staged.stages == ["direct"]
    assert [event.actor for event in staged.of(ev.OfferMade)] == ["russia", "ukraine", "russia", "ukraine"]
    assert (staged.end.outcome_class, staged.end.ended_in, staged.end.rounds) == ("lapsed", "direct", 4)
    assert staged.end.blocked_by is not None
    assert staged.end.blocked_by.because == "no agreement at 'Direct talks between Moscow and Kyiv'"
    assert not [event for event in staged.events if event.actor == "usa"]


def test_direct_talks_end_with_a_yes(ukraine: Scenario) -> None:
    staged = answered(run(ukraine, without=("usa",), sets=ALL_KEYS), ukraine=yes)
    assert decisions(staged)[0] == ("direct", "ukraine", "accept")
    assert staged.end.outcome_class in ("delivered", "undeliverable")
    assert staged.end.settlement


def test_an_offer_plan_without_offers_lapses(ukraine: Scenario) -> None:
    staged = stage(run(ukraine, offers="none", rounds=2), analyst=Silent())
    assert staged.of(ev.OfferMade) == []
    assert staged.of(ev.DecisionMade) == []
    assert (staged.end.outcome_class, staged.end.rounds) == ("lapsed", 2)


def test_a_mediator_out_of_patience_walks_away(ukraine: Scenario) -> None:
    config = run(ukraine, offers="adaptive", sets={"usa.leader.patience": "0"})
    staged = stage(config, analyst=Silent())
    assert staged.of(ev.OfferMade)[0].body.walk_away
    assert staged.end.outcome_class == "lapsed"
    assert staged.end.blocked_by is not None
    assert staged.end.blocked_by.party == "usa"


@pytest.mark.parametrize("rounds", [1, 3])
def test_where_a_refusal_is_noted_and_nothing_was_ever_accepted_nothing_is_signed(
    tiny: Scenario, rounds: int
) -> None:
    staged = answered(run(tiny, rounds=rounds), north=no, south=no)
    assert (staged.end.outcome_class, staged.end.settlement) == ("lapsed", None)
    assert staged.end.blocked_by is not None
    assert staged.end.rounds == rounds
    assert [event.body.next for event in staged.of(ev.GateAsked)] == [""]


# -- Kyiv's counter-offer -------------------------------------------------------------------------


def counter(terms: Terms) -> Answering:
    """Ask for other terms."""

    def answer(_act: Act, _view: View) -> Reply:
        return Decision(answer="counter", terms=terms)

    return answer


def with_counter(ukraine: Scenario, moscow: list[str], switch: str = "yes") -> Staged:
    """Kyiv answers I18 with `a`; Moscow gives these answers in turn."""
    replies = iter(moscow)

    def answers(_act: Act, _view: View) -> Reply:
        return Decision.model_validate({"answer": next(replies)})

    sets = {**ALL_KEYS, "kyiv_may_counter": switch}
    config = run(ukraine, rounds=1, sets=sets)
    return answered(config, russia=answers, ukraine=counter({"I18": "a"}), europe=yes)


def test_a_counter_offer_by_kyiv_is_put_to_moscow_once_and_may_be_accepted(ukraine: Scenario) -> None:
    staged = with_counter(ukraine, ["accept", "accept"])
    assert decisions(staged)[:4] == [
        ("moscow", "russia", "accept"),
        ("kyiv", "ukraine", "counter"),
        ("kyiv", "russia", "accept"),
        ("kyiv", "ukraine", "accept"),
    ], "what Kyiv asked for it signs, once Moscow has agreed"
    first, _, relayed = staged.of(ev.OfferMade)[:3]
    assert relayed.body.to == "russia"
    assert relayed.body.terms == {**first.body.terms, "I18": "a"}
    assert staged.stages == ["moscow", "kyiv", "europe"], "both accepted the same terms: a basic shape"
    assert staged.end.settlement is not None
    assert staged.end.settlement["I18"] == "a"
    assert staged.end.outcome_class == "delivered", staged.end


def test_a_counter_offer_that_moscow_refuses_ends_the_talks(ukraine: Scenario) -> None:
    staged = with_counter(ukraine, ["accept", "reject"])
    assert decisions(staged)[-1] == ("kyiv", "russia", "reject")
    assert staged.end.outcome_class == "second_refused"
    assert staged.end.blocked_by is not None
    assert staged.end.blocked_by.party == "russia"
    assert staged.end.settlement is None


def test_a_counter_offer_is_no_valid_answer_while_the_switch_is_off(ukraine: Scenario) -> None:
    staged = with_counter(ukraine, ["accept"], switch="no")
    assert staged.paused is not None
    assert staged.of(ev.FaultSeen)[0].body.kind == "refused_reply"


def test_a_counter_offer_with_an_option_that_does_not_exist_is_a_fault(ukraine: Scenario) -> None:
    config = run(ukraine, rounds=1, sets={"kyiv_may_counter": "yes"})
    staged = answered(config, russia=yes, ukraine=counter({"I18": "g"}))
    assert staged.paused is not None
    assert "I18.g" in staged.of(ev.FaultSeen)[0].body.message
