"""The later party: admitted once a basic shape holds, or inside from the start; keys and ratifiers."""

from __future__ import annotations

import pytest

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Act, Decide, Decision, Reply
from detente.transcripts.table import View
from tests.orchestration.staging import ALL_KEYS, Staged, answered, decisions, no, run, yes


def sits(staged: Staged) -> dict[str, tuple[str, ...]]:
    """Stage → who sits there."""
    return {event.stage: event.body.participants for event in staged.of(ev.StageOpened)}


def test_europe_is_not_admitted_before_a_basic_shape(ukraine: Scenario) -> None:
    staged = answered(run(ukraine, rounds=1), russia=yes, ukraine=no, europe=yes)
    assert all("europe" not in seats for seats in sits(staged).values())
    assert staged.of(ev.StatementMade, "europe") == []


def test_europe_is_admitted_once_moscow_and_kyiv_have_accepted_the_same_terms(ukraine: Scenario) -> None:
    staged = answered(run(ukraine, rounds=1), russia=yes, ukraine=yes, europe=yes)
    assert sits(staged)["europe"] == ("usa", "ukraine", "europe")
    assert "europe" not in sits(staged)["kyiv"]


def test_a_switch_admits_europe_once_moscow_alone_has_accepted(ukraine: Scenario) -> None:
    sets = {"basic_shape_moscow_alone": "yes"}
    staged = answered(run(ukraine, rounds=1, sets=sets), russia=yes, ukraine=no)
    opened = {event.stage: event.body for event in staged.of(ev.StageOpened)}
    assert opened["moscow"].later == ()
    assert opened["kyiv"].later == ("europe",)
    assert staged.of(ev.StatementMade, "europe")
    assert ("kyiv", "europe", "reject") not in decisions(staged), "it sits in without a veto"


def test_a_gate_that_is_off_lets_europe_sit_in_from_the_first_round(ukraine: Scenario) -> None:
    config = run(ukraine, world="europe-inside", rounds=1, sets=ALL_KEYS)
    staged = answered(config, russia=yes, ukraine=yes, europe=yes)
    assert all("europe" in seats for seats in sits(staged).values())
    assert decisions(staged)[:4] == [
        ("moscow", "russia", "accept"),
        ("moscow", "europe", "accept"),
        ("kyiv", "ukraine", "accept"),
        ("kyiv", "europe", "accept"),
    ]
    assert staged.end.outcome_class == "delivered"


@pytest.mark.parametrize("rounds", [1, 3])
def test_europe_inside_can_veto(ukraine: Scenario, rounds: int) -> None:
    config = run(ukraine, world="europe-inside", rounds=rounds)
    staged = answered(config, russia=yes, ukraine=yes, europe=no)
    assert staged.stages == ["moscow"]
    assert [answer for _, seat, answer in decisions(staged) if seat == "europe"] == ["reject"] * rounds
    assert (staged.end.outcome_class, staged.end.ended_in) == ("first_refused", "moscow")
    assert staged.end.blocked_by is not None
    assert staged.end.blocked_by.party == "europe"


def test_europe_left_out_is_neither_admitted_nor_asked(ukraine: Scenario) -> None:
    config = run(ukraine, without=("europe",), rounds=1)
    staged = answered(config, russia=yes, ukraine=yes)
    assert "europe" not in staged.stages
    passed = [event for event in staged.of(ev.StageClosed) if event.stage == "europe"]
    assert passed[0].body.result == "passed_over"
    assert "not at the table" in passed[0].body.because


def test_what_europe_refuses_stays_open_and_the_talks_go_on_to_the_ratifiers(ukraine: Scenario) -> None:
    config = run(ukraine, rounds=1, sets=ALL_KEYS)
    staged = answered(config, russia=yes, ukraine=yes, europe=no)
    assert ("europe", "europe", "reject") in decisions(staged)
    gate = next(event.body for event in staged.of(ev.GateAsked) if event.stage == "europe")
    assert (gate.result, gate.next) == ("goes_on", "ratifiers")
    assert staged.of(ev.ConsentAsked)
    settlement = staged.end.settlement
    assert settlement is not None
    assert not {"I11", "I17"} & settlement.keys()
    offered = next(event.body.terms for event in staged.of(ev.OfferMade) if event.stage == "europe")
    assert {"I11", "I17"} <= offered.keys(), "they were on the table"


def test_whoever_accepted_the_very_terms_has_given_its_key(ukraine: Scenario) -> None:
    staged = answered(run(ukraine, without=("usa",), sets=ALL_KEYS), russia=yes, ukraine=no)
    assert staged.end.rounds >= 2, "Moscow proposes first, and accepts what Kyiv proposes then"
    asked = {event.body.key: event.body for event in staged.of(ev.ConsentAsked)}
    assert asked["russia"].given
    assert asked["ukraine"].given


def test_a_settlement_that_leaves_an_essential_issue_open_cannot_be_delivered(ukraine: Scenario) -> None:
    essential = [issue.id for issue in ukraine.issues if issue.essential]
    assert essential
    plan = ukraine.plan("article")
    bare = [
        offer.model_copy(update={"terms": {i: o for i, o in offer.terms.items() if i not in essential}})
        for offer in plan.offers
    ]
    plans = (plan.model_copy(update={"offers": tuple(bare)}),)
    scenario = ukraine.model_copy(update={"offers": plans})
    staged = answered(run(scenario, rounds=1, sets=ALL_KEYS), russia=yes, ukraine=yes, europe=yes)
    assert staged.end.outcome_class == "undeliverable"
    assert staged.end.blocked_by is not None
    assert staged.end.blocked_by.issue in essential


@pytest.mark.parametrize("key", ["ua_parliament", "congress", "eu_27"])
def test_a_ratifier_may_make_a_signed_settlement_undeliverable(ukraine: Scenario, key: str) -> None:
    config = run(ukraine, rounds=1, sets={**ALL_KEYS, f"{key}.consent": "0"})
    staged = answered(config, russia=yes, ukraine=yes, europe=yes)
    refused = [event.body for event in staged.of(ev.ConsentAsked) if not event.body.given]
    assert [consent.key for consent in refused] == [key]
    assert staged.end.outcome_class == "undeliverable"
    assert (staged.end.ended_in, staged.end.settlement is None) == ("ratifiers", False)
    blocked = staged.end.blocked_by
    assert blocked is not None
    assert (blocked.key, blocked.party) == (key, "")
    assert blocked.issue in refused[0].terms
    assert blocked.because


def test_seats_are_asked_before_ratifiers_and_each_key_once(ukraine: Scenario) -> None:
    staged = answered(run(ukraine, rounds=1), russia=yes, ukraine=yes, europe=yes)
    keys = [event.body.key for event in staged.of(ev.ConsentAsked)]
    order = [*ukraine.seats, *(ratifier.id for ratifier in ukraine.ratifiers)]
    assert keys == sorted(set(keys), key=order.index)


def test_every_key_an_option_needs_is_asked(ukraine: Scenario) -> None:
    staged = answered(run(ukraine, rounds=1), russia=yes, ukraine=yes, europe=yes)
    settlement = staged.end.settlement
    assert settlement is not None
    asked = {(e.body.key, issue) for e in staged.of(ev.ConsentAsked) for issue in e.body.terms}
    for issue, option in settlement.items():
        for key in ukraine.issue(issue).keys_of(option):
            assert (key, issue) in asked


def test_a_settlement_never_contains_an_excluded_pair(ukraine: Scenario) -> None:
    for seed in range(12):
        for offers in ("article", "adaptive", "random"):
            config = run(ukraine, seed, offers=offers, rounds=2, draw_priors=True)
            staged = answered(config, russia=yes, ukraine=yes, europe=yes)
            assert staged.end.settlement is not None
            assert ukraine.exclusion(staged.end.settlement) is None


def test_a_later_partys_counter_does_not_end_its_stage_early(ukraine: Scenario) -> None:
    def counter(act: Act, _view: View) -> Reply:
        assert isinstance(act, Decide)
        return Decision(answer="reject" if act.final else "counter", terms={})

    config = run(ukraine, sets=ALL_KEYS)
    staged = answered(config, russia=yes, ukraine=yes, europe=counter)
    rounds = [event.round for event in staged.of(ev.StatementMade, "europe")]
    assert rounds == [1, 2, 3]
    assert decisions(staged)[-1] == ("europe", "europe", "reject")


def test_the_keys_of_a_lever_are_asked_whoever_was_asked_last(ukraine: Scenario) -> None:
    levers = tuple(
        lever.model_copy(update={"needs": ("ua_referendum",)}) if lever.id == "trade" else lever
        for lever in ukraine.levers
    )
    scenario = ukraine.model_copy(update={"levers": levers})
    staged = answered(run(scenario, rounds=1, sets=ALL_KEYS), russia=yes, ukraine=yes, europe=yes)
    asked = {event.body.key: event.body.terms for event in staged.of(ev.ConsentAsked)}
    assert asked["ua_referendum"]["I10"] == scenario.lever("trade").terms["I10"]
