"""Invariant 8: a decision across its party's red lines is a breach, shown in every review."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.agents.agent import Agent
from detente.agents.seats import Cast
from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.scenario import loader
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Act, Decide, Decision, Offer, Propose, Reply, Terms
from detente.transcripts.summary import summarise
from detente.transcripts.table import View
from tests.orchestration.staging import Instead, Silent, Staged, baseline, run, stage, yes

Breach = tuple[str, str, str]


def proposing(terms: Terms) -> dict[type[Act], object]:
    """Answers of a mediator that puts the same terms to everybody."""

    def propose(act: Act, _view: View) -> Reply:
        assert isinstance(act, Propose)
        return Offer(to=act.to, terms=terms)

    return {Propose: propose}


def yes_men(config: RunConfig, terms: Terms) -> dict[str, Agent]:
    """A mediator that proposes these terms, and parties that accept anything."""
    seats = baseline(config)
    agents: dict[str, Agent] = {seat: Instead(agent, {Decide: yes}) for seat, agent in seats.items()}
    agents["usa"] = Instead(seats["usa"], proposing(terms))  # type: ignore[arg-type]
    return agents


def accepted(terms: Terms, **sets: str) -> Staged:
    """A session in which everybody accepts the same terms."""
    config = run(loader.load("ukraine-2025"), offers="adaptive", sets=sets, rounds=1)
    return stage(config, yes_men(config, terms), Silent())


def breaches(staged: Staged) -> set[Breach]:
    """(seat, issue, option) of every breach."""
    return {(e.body.seat, e.body.issue, e.body.option) for e in staged.of(ev.BreachFound)}


def crossed(scenario: Scenario, seats: set[str], terms: Terms, off: set[str]) -> set[Breach]:
    """The red lines that these terms cross: the reference."""
    return {
        (seat, line.issue, terms[line.issue])
        for seat in seats
        for line in scenario.party(seat).red_lines
        if line.mechanism not in off and terms.get(line.issue) in line.options
    }


def test_accepting_across_a_red_line_is_a_breach_for_reviewers_only() -> None:
    staged = accepted({"I1": "b", "I2": "d"})
    (breach,) = staged.of(ev.BreachFound)
    assert breach.audience == ev.REVIEWER
    assert (breach.body.seat, breach.body.issue, breach.body.option) == ("ukraine", "I2", "d")
    decision = staged.of(ev.DecisionMade, "ukraine")[0]
    assert (breach.body.decision, breach.stage) == (decision.seq, "kyiv")
    assert "withdrawal" in breach.body.because


def test_breaches_are_in_the_summary() -> None:
    staged = accepted({"I2": "d", "I15": "e"})
    found = summarise(staged.events).breaches
    assert {(breach["seat"], breach["issue"]) for breach in found} == {("ukraine", "I2"), ("ukraine", "I15")}


def test_breaches_are_in_the_manifest_on_disk(
    ukraine: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = run(ukraine, offers="adaptive", rounds=1)
    agents = yes_men(config, {"I4": "d"})
    monkeypatch.setattr(Cast, "seated", lambda *_: agents)
    _, manifest = session.start(config, tmp_path, "talks")
    assert [breach["issue"] for breach in manifest.summary.breaches] == ["I4"]


def test_a_red_line_of_a_mechanism_that_is_off_does_not_bind() -> None:
    terms = {"I2": "d", "I3": "e"}
    assert breaches(accepted(terms)) == {("ukraine", "I2", "d"), ("ukraine", "I3", "e")}
    assert breaches(accepted(terms, M29="0")) == {("ukraine", "I3", "e")}


def test_a_refusal_of_such_terms_is_no_breach(ukraine: Scenario) -> None:
    config = run(ukraine, offers="adaptive", rounds=1)
    agents = yes_men(config, {"I2": "d"})
    agents["ukraine"] = baseline(config)["ukraine"]
    staged = stage(config, agents, Silent())
    assert staged.end.outcome_class == "second_refused"
    assert breaches(staged) == set()


def test_a_counter_offer_across_its_own_red_line_is_a_breach(ukraine: Scenario) -> None:
    def counter(_act: Act, _view: View) -> Reply:
        return Decision(answer="counter", terms={"I2": "e"})

    config = run(ukraine, offers="adaptive", rounds=1, sets={"kyiv_may_counter": "yes"})
    agents = yes_men(config, {"I2": "b"})
    agents["ukraine"] = Instead(baseline(config)["ukraine"], {Decide: counter})
    assert ("ukraine", "I2", "e") in breaches(stage(config, agents, Silent()))


def test_the_baseline_breaches_no_mandate(ukraine: Scenario) -> None:
    for seed in range(6):
        for offers in ("article", "adaptive"):
            assert breaches(stage(run(ukraine, seed, offers=offers, draw_priors=True))) == set()


@settings(max_examples=40)
@given(data=st.data())
def test_a_breach_exists_exactly_where_a_bound_red_line_is_crossed(data: st.DataObject) -> None:
    scenario = loader.load("ukraine-2025")
    terms: Terms = {}
    for issue in scenario.issues:
        option = data.draw(st.sampled_from([None, *(option.id for option in issue.options)]))
        if option and not scenario.exclusion({**terms, issue.id: option}):
            terms[issue.id] = option
    off = data.draw(st.sampled_from([set(), {"M29"}]))
    staged = accepted(terms, **dict.fromkeys(off, "0"))
    signed = {event.actor for event in staged.of(ev.DecisionMade) if event.body.answer == "accept"}
    assert {"russia", "ukraine"} <= signed
    assert breaches(staged) == crossed(scenario, signed, terms, off)
