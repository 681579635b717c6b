"""The lean moves by named causes, and by as much as they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.scenario import loader
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Judgement
from tests.agents.baseline.scene import scene
from tests.orchestration.staging import Silent, run, stage

PLANS = ["article", "vague", "pressure-only", "incentives-only", "adaptive", "random", "none"]


@given(
    seed=st.integers(0, 10**6),
    offers=st.sampled_from(PLANS),
    world=st.sampled_from(["article", "pressure-works", "no-factions", "leader-decided", "europe-inside"]),
)
def test_the_causes_of_every_change_of_lean_sum_to_it(seed: int, offers: str, world: str) -> None:
    scenario = loader.load("ukraine-2025")
    config = run(scenario, seed, offers=offers, world=world, draw_priors=True, sets={"M32": "0"})
    before = config.numbers.scalar("russia.leader.lean")
    judged = stage(config, analyst=Silent()).of(ev.JudgementMade, "russia.leader")
    assert judged
    for event in judged:
        body = event.body
        assert body.lean is not None
        assert sum(cause.amount for cause in body.causes) == pytest.approx(body.lean - before, abs=0.01)
        assert all(cause.label for cause in body.causes)
        assert all(abs(cause.amount) <= 2 for cause in body.causes), body.causes
        assert sum(body.influence.values()) == pytest.approx(1, abs=0.001)
        before = body.lean


def by_mechanism(judgement: Judgement, mechanism: str) -> float:
    """How much of a change of lean a mechanism is the cause of."""
    return sum(cause.amount for cause in judgement.causes if cause.mechanism == mechanism)


@pytest.mark.parametrize("plan", ["article", "pressure-only"])
def test_a_mechanism_that_is_off_causes_nothing_and_a_stronger_one_more(ukraine: Scenario, plan: str) -> None:
    off, on, strong = (scene(ukraine, plan=plan, M24=value).weigh() for value in ("0", "1", "2"))
    assert by_mechanism(off, "M24") == 0
    assert abs(by_mechanism(strong, "M24")) > abs(by_mechanism(on, "M24")) > 0


def test_sticks_alone_push_the_lean_down_and_with_carrots_up(ukraine: Scenario) -> None:
    assert by_mechanism(scene(ukraine, plan="pressure-only").weigh(), "M24") < 0
    assert by_mechanism(scene(ukraine, plan="article").weigh(), "M24") > 0


def test_where_pressure_works_sticks_alone_push_it_up(ukraine: Scenario) -> None:
    judgement = scene(ukraine, plan="pressure-only", world="pressure-works").weigh()
    assert by_mechanism(judgement, "M24") > 0


@pytest.mark.parametrize("world", ["no-factions", "leader-decided"])
def test_in_worlds_without_an_inner_balance_the_lean_stays(ukraine: Scenario, world: str) -> None:
    config = run(ukraine, world=world, sets={"M32": "0"})
    start = config.numbers.scalar("russia.leader.lean")
    for event in stage(config, analyst=Silent()).of(ev.JudgementMade, "russia.leader"):
        assert event.body.lean == pytest.approx(start)
        assert event.body.causes == ()


def test_levers_are_named_in_the_causes_of_the_lean(ukraine: Scenario) -> None:
    named = {cause.lever for cause in scene(ukraine).weigh().causes}
    assert {"reset", "trade", "us_sanctions"} <= named


def test_a_vague_offer_moves_the_council_less_than_a_detailed_one(ukraine: Scenario) -> None:
    vague, detailed = (abs(_moved(scene(ukraine, plan=plan).weigh())) for plan in ("vague", "article"))
    assert vague < detailed


def _moved(judgement: Judgement) -> float:
    return sum(cause.amount for cause in judgement.causes if cause.lever)


def test_a_party_without_a_leader_between_camps_has_no_lean(ukraine: Scenario) -> None:
    judged = stage(run(ukraine, world="europe-inside", rounds=1), analyst=Silent()).of(ev.JudgementMade)
    europe = [event.body for event in judged if event.actor == "europe.leader"]
    assert europe
    assert all(body.lean is None and not body.causes for body in europe)


def test_a_lever_set_stronger_counts_more(ukraine: Scenario) -> None:
    weak, strong = (scene(ukraine, M4=value).weigh() for value in ("0.5", "1.5"))
    assert by_mechanism(strong, "M4") > by_mechanism(weak, "M4") > 0
