"""The baseline over whole sessions: direct talks, the adaptive mediator, seeds."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.scenario import loader
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from tests.orchestration.staging import Silent, Staged, run, stage

QUARTER = 13
"""A quarter of the 52 rounds that direct talks may take."""


@pytest.fixture(scope="module")
def direct(ukraine: Scenario) -> list[Staged]:
    """Direct talks under several draws of the priors."""
    return [stage(run(ukraine, seed, without=("usa",), draw_priors=True)) for seed in range(5)]


def test_direct_talks_are_slow(direct: list[Staged]) -> None:
    for staged in direct:
        assert staged.end.rounds > QUARTER
        early = [event for event in staged.of(ev.DecisionMade) if event.round <= QUARTER]
        assert early
        assert all(event.body.answer != "accept" for event in early)


def test_direct_talks_are_not_impossible(ukraine: Scenario, direct: list[Staged]) -> None:
    more = (stage(run(ukraine, seed, without=("usa",), draw_priors=True)) for seed in range(5, 60))
    assert any(staged.end.settlement for staged in itertools.chain(direct, more))


def test_the_parties_propose_in_turn_and_only_what_is_the_business_of_both(direct: list[Staged]) -> None:
    scenario = loader.load("ukraine-2025")
    for staged in direct[:3]:
        for event in staged.of(ev.OfferMade):
            if event.stage == "direct":
                assert event.actor == ("russia" if event.round % 2 else "ukraine")
                assert not event.body.levers
                for issue in event.body.terms:
                    assert {"russia", "ukraine"} <= set(scenario.issue(issue).business)


@given(
    seed=st.integers(0, 10**6),
    offers=st.sampled_from(["adaptive", "random"]),
    world=st.sampled_from(["article", "europe-inside", "pressure-works"]),
    first=st.sampled_from(["0", "1"]),
)
def test_the_mediator_composes_only_what_it_can_put(seed: int, offers: str, world: str, first: str) -> None:
    scenario = loader.load("ukraine-2025")
    sets = {"M31": first, "M32": "0"}
    staged = stage(run(scenario, seed, offers=offers, world=world, draw_priors=True, sets=sets))
    assert staged.of(ev.FaultSeen) == []
    made = staged.of(ev.OfferMade)
    assert made
    for event in made:
        for name in event.body.levers:
            lever = scenario.lever(name)
            assert (lever.holder, lever.target) == ("usa", event.body.to)
        for name in event.body.demands:
            assert scenario.demand(name).target == event.body.to
        assert scenario.exclusion(event.body.terms) is None


def test_the_adaptive_mediator_adds_carrots_while_nothing_moves(ukraine: Scenario) -> None:
    sets = {"M32": "0", "russia.leader.lean": "-1", "M21": "0"}
    staged = stage(run(ukraine, offers="adaptive", sets=sets), analyst=Silent())
    counts = [len(event.body.levers) for event in staged.of(ev.OfferMade) if event.body.to == "russia"]
    assert counts[0] < counts[-1] or staged.of(ev.OfferMade)[-1].body.walk_away
    assert counts == sorted(counts) or staged.of(ev.OfferMade)[-1].body.walk_away


def test_levers_drawn_by_chance_differ_between_seeds(ukraine: Scenario) -> None:
    drawn = {
        stage(run(ukraine, seed, offers="random", rounds=1), analyst=Silent()).of(ev.OfferMade)[0].body.levers
        for seed in range(8)
    }
    assert len(drawn) > 4


def test_the_articles_world_has_draws_that_moscow_accepts_and_draws_it_refuses(ukraine: Scenario) -> None:
    answers = set()
    for seed in range(20):
        staged = stage(run(ukraine, seed, draw_priors=True), analyst=Silent())
        answers.add(staged.of(ev.DecisionMade, "russia")[-1].body.answer)
    assert answers >= {"accept"}
    assert answers & {"reject", "counter"}


def test_drawn_priors_are_kept_in_the_manifest_and_lie_in_their_ranges(ukraine: Scenario) -> None:
    config = run(ukraine, 7, draw_priors=True)
    drawn = config.manifest("any").drawn
    assert len(drawn) > 100
    for path, prior in ukraine.priors.items():
        assert prior.low <= drawn[path] <= prior.high


def test_an_argument_of_every_faction_is_heard_before_the_decider_weighs(ukraine: Scenario) -> None:
    staged = stage(run(ukraine, rounds=1), analyst=Silent())
    kinds = [event.type for event in staged.events if event.audience == ("russia",)]
    assert kinds[:7] == ["argument"] * 6 + ["judgement"]


def test_what_seats_say_has_no_placeholder_left(ukraine: Scenario) -> None:
    for seed in range(4):
        for event in stage(run(ukraine, seed, offers="adaptive"), analyst=Silent()).events:
            text = getattr(event.body, "text", "")
            assert "{" not in text
            assert "  " not in text


def test_a_seat_that_says_yes_holds_nothing_against_the_offer_it_accepts(ukraine: Scenario) -> None:
    accepted = 0
    for seed in range(12):
        staged = stage(run(ukraine, seed, draw_priors=True))
        offers = {event.seq: event.body.terms for event in staged.of(ev.OfferMade)}
        for reading in staged.of(ev.ReadingTaken):
            made = [seq for seq in offers if seq < reading.body.statement]
            if reading.body.answer != "accept" or not made:
                continue
            accepted += 1
            terms = offers[made[-1]]
            for position in reading.body.positions:
                if position.issue in terms and position.stance == "rejects":
                    assert terms[position.issue] not in position.options
    assert accepted
