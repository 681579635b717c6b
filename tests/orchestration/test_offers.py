"""Offers: what may be put, conditions on what the mediator can see, and who hears a stage."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from detente.agents.allowed import problem
from detente.errors import InputError
from detente.orchestration.config import RunConfig
from detente.scenario.levers import OfferPlan, PlannedOffer
from detente.scenario.model import Scenario
from detente.scenario.process import Gate, Stage
from detente.transcripts import events as ev
from detente.transcripts.acts import Act, Decide, Decision, Offer, Propose, Reply
from detente.transcripts.table import Table, View
from tests.orchestration.staging import (
    Instead,
    Silent,
    Staged,
    answered,
    baseline,
    decisions,
    no,
    run,
    stage,
    yes,
)


def mediated(tiny: Scenario, *offers: PlannedOffer, audience: str = "public") -> Scenario:
    """The tiny pack with the northern town as a mediator that schedules offers to the southern one."""
    north, south = tiny.parties
    talks = tiny.stages[0].model_copy(
        update={"proposer": "mediator", "audience": audience, "gate": Gate(decider="south"), "rounds": 4}
    )
    plan = OfferPlan(id="plan", title="Planned", offers=offers)
    return tiny.model_copy(
        update={
            "parties": (north.model_copy(update={"role": "mediator"}), south),
            "stages": (talks,),
            "offers": (plan,),
            "default_offers": "plan",
        }
    )


def proposing(ukraine: Scenario, offer: Offer) -> Staged:
    """A session whose mediator makes this offer to Moscow."""
    config = run(ukraine, offers="adaptive")

    def propose(_act: Act, _view: View) -> Reply:
        return offer

    return stage(config, {"usa": Instead(baseline(config)["usa"], {Propose: propose})}, Silent())


@pytest.mark.parametrize(
    ("offer", "says"),
    [
        (Offer(to="russia", levers=("eu_sanctions",)), "usa does not hold the lever 'eu_sanctions'"),
        (Offer(to="russia", levers=("moon",)), "usa does not hold the lever 'moon'"),
        (Offer(to="russia", terms={"I6": "a", "I7": "c"}), "I6.a and I7.c exclude each other"),
        (Offer(to="russia", terms={"I1": "g"}), "there is no option I1.g"),
        (Offer(to="russia", terms={"I99": "a"}), "there is no option I99.a"),
        (Offer(to="russia", demands=("surrender",)), "there is no demand 'surrender'"),
        (Offer(to="europe", terms={"I1": "b"}), "put to europe"),
    ],
)
def test_an_offer_that_cannot_be_put_is_a_fault_and_pauses_the_session(
    ukraine: Scenario, offer: Offer, says: str
) -> None:
    staged = proposing(ukraine, offer)
    assert staged.paused is not None
    assert staged.paused.exit_code == 3
    (fault,) = staged.of(ev.FaultSeen)
    assert (fault.body.kind, fault.actor, fault.audience) == ("refused_reply", "usa.leader", ev.PUBLIC)
    assert says in fault.body.message
    assert staged.of(ev.OfferMade) == []


def test_terms_that_exclude_what_was_signed_before_cannot_be_put(ukraine: Scenario) -> None:
    offer = Offer(to="europe", terms={"I11": "c"})
    act = Propose(seat="usa", actor="usa.leader", stage="europe", round=1, to="europe")
    assert problem(act, offer, ukraine, Table()) == ""
    assert "exclude each other" in problem(act, offer, ukraine, Table(accepted={"russia": {"I10": "c"}}))


def test_in_direct_talks_nobody_uses_the_absent_mediators_levers(ukraine: Scenario) -> None:
    act = Propose(seat="russia", actor="russia.leader", stage="direct", round=1, to="ukraine")
    assert "russia does not hold" in problem(act, Offer(to="ukraine", levers=("reset",)), ukraine, Table())


# -- schedules ------------------------------------------------------------------------------------


def test_the_latest_offer_that_is_due_is_put(tiny: Scenario) -> None:
    early = PlannedOffer(stage="direct", to="south", from_round=2, terms={"I1": "a"})
    late = PlannedOffer(stage="direct", to="south", from_round=3, terms={"I1": "b"})
    staged = answered(run(mediated(tiny, early, late)), south=counter)
    assert [(event.round, event.body.terms["I1"]) for event in staged.of(ev.OfferMade)] == [
        (2, "a"),
        (3, "b"),
        (4, "b"),
    ]


def counter(act: Act, view: View) -> Reply:
    """Ask for other terms as long as that is allowed, without saying which."""
    assert isinstance(act, Decide)
    assert view.table.standing is not None
    return Decision(answer="reject" if act.final else "counter")


def test_an_offer_may_wait_for_an_answer_of_its_addressee(tiny: Scenario) -> None:
    first = PlannedOffer(stage="direct", to="south", terms={"I1": "a"})
    better = PlannedOffer(stage="direct", to="south", terms={"I1": "c"}, after_answer="counter")
    staged = answered(run(mediated(tiny, first, better)), south=counter)
    assert [event.body.terms["I1"] for event in staged.of(ev.OfferMade)] == ["a", "c", "c", "c"]
    staged = answered(run(mediated(tiny, first, better)), south=no)
    assert [event.body.terms["I1"] for event in staged.of(ev.OfferMade)] == ["a"]


def test_without_a_standing_offer_no_gate_is_asked(tiny: Scenario) -> None:
    late = PlannedOffer(stage="direct", to="south", from_round=3, terms={"I1": "b"})
    staged = answered(run(mediated(tiny, late)), south=yes)
    assert [event.round for event in staged.of(ev.DecisionMade)] == [3]


def test_accepted_terms_are_kept_in_later_offers(ukraine: Scenario) -> None:
    staged = answered(run(ukraine, rounds=1), russia=yes, ukraine=yes, europe=yes)
    moscow, kyiv, europe = (event.body.terms for event in staged.of(ev.OfferMade))
    assert moscow == kyiv
    assert moscow.items() < europe.items()


# -- who hears ------------------------------------------------------------------------------------


def private(ukraine: Scenario) -> Scenario:
    """The large pack with closed doors at every stage."""
    stages = tuple(talks.model_copy(update={"audience": "parties"}) for talks in ukraine.stages)
    return ukraine.model_copy(update={"stages": stages})


@pytest.mark.parametrize("offers", ["article", "adaptive"])
def test_a_stage_behind_closed_doors_is_heard_by_its_participants_only(
    ukraine: Scenario, offers: str
) -> None:
    scenario = private(ukraine)
    config = run(scenario, offers=offers, rounds=1)
    shown: list[View] = []

    def keep(_act: Act, view: View) -> Reply:
        shown.append(copy.deepcopy(view))
        return Decision(answer="accept")

    staged = answered(config, ukraine=keep, russia=keep, europe=yes)
    spoken = (ev.OfferMade, ev.StatementMade, ev.ReadingTaken, ev.DecisionMade)
    for event in staged.events:
        if isinstance(event, spoken):
            assert event.audience == scenario.stage(event.stage).participants
    russia, kyiv = shown
    assert {heard.seat for heard in kyiv.table.statements} == {"usa", "ukraine"}
    assert {heard.seat for heard in russia.table.statements} == {"usa", "russia"}
    assert "russia" not in kyiv.table.positions


def test_a_counter_offer_relayed_behind_closed_doors_reaches_only_who_is_asked(ukraine: Scenario) -> None:
    def ask_for_more(_act: Act, _view: View) -> Reply:
        return Decision(answer="counter", terms={"I18": "a"})

    config = run(private(ukraine), rounds=1, sets={"kyiv_may_counter": "yes"})
    staged = answered(config, russia=yes, ukraine=ask_for_more, europe=yes)
    relayed = staged.of(ev.OfferMade)[1:3]
    assert [event.body.to for event in relayed] == ["ukraine", "russia"]
    assert not any(event.seen_by("europe") for event in relayed)
    assert relayed[1].seen_by("russia")
    assert ("kyiv", "russia", "accept") in decisions(staged)


def test_what_the_scenario_does_not_know_is_refused_before_anything_runs(ukraine: Scenario) -> None:
    config = RunConfig(scenario=ukraine)
    for wrong in (
        replace(config, world="flat"),
        replace(config, offers="gold"),
        replace(config, without=("russia",)),
        replace(config, rounds=0),
        replace(config, sets={"M99": "1"}),
        replace(config, seats={"mars": "baseline"}),
    ):
        with pytest.raises(InputError):
            wrong.checked()


def test_a_stage_needs_nobody_who_was_left_out(ukraine: Scenario) -> None:
    talks: Stage = ukraine.stage("direct")
    staged = stage(run(ukraine, without=("usa", "europe"), rounds=1), analyst=Silent())
    assert staged.of(ev.StageOpened)[0].body.participants == talks.participants
