"""How a baseline seat answers: the decomposition fits the answer, and what would change it does."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.scenario import loader
from detente.scenario.model import Scenario
from detente.scenario.utilities import steps_beyond
from detente.transcripts.acts import Decision
from tests.agents.baseline.scene import Scene, planned, scene

LEANS = [round(-1 + step / 10, 1) for step in range(21)]
WORLDS = ["article", "pressure-works", "no-factions", "leader-decided", "europe-inside", "time-neutral"]
PLANS = ["article", "vague", "pressure-only", "incentives-only"]


def surplus(decision: Decision) -> float:
    """The sum of the causes that are not single issues."""
    return sum(cause.amount for cause in decision.causes if not cause.issue)


@settings(max_examples=60)
@given(
    draw=st.integers(0, 10**6),
    seat=st.sampled_from(["russia", "ukraine"]),
    plan=st.sampled_from(PLANS),
    world=st.sampled_from(WORLDS),
)
def test_the_causes_of_a_decision_sum_to_a_surplus_that_fits_the_answer(
    draw: int, seat: str, plan: str, world: str
) -> None:
    shown = scene(loader.load("ukraine-2025"), seat, plan, world, draw)
    decision = shown.decide()
    assessed = shown.assess(shown.judge.lean(shown.table))
    if decision.answer == "accept":
        assert assessed.bearable
        assert surplus(decision) > -0.0005
    elif assessed.bearable:
        assert surplus(decision) < 0.0005
    else:
        named = {part.issue for part in assessed.vetoes} | {issue for issue, _ in assessed.crossed}
        assert named <= shown.offer.terms.keys()


@settings(max_examples=80)
@given(
    draw=st.integers(0, 10**6),
    seat=st.sampled_from(["russia", "ukraine"]),
    plan=st.sampled_from(PLANS),
    world=st.sampled_from(WORLDS),
)
def test_what_would_change_the_answer_does(draw: int, seat: str, plan: str, world: str) -> None:
    shown = scene(loader.load("ukraine-2025"), seat, plan, world, draw)
    decision = shown.decide()
    if decision.answer == "accept":
        assert decision.would_take == {}
    elif decision.would_take:
        changed = shown.offer.model_copy(update={"terms": {**shown.offer.terms, **decision.would_take}})
        assert shown.decide(changed).answer == "accept"
        assert shown.scenario.exclusion(changed.terms) is None
        assert all(shown.offer.terms.get(i) != o for i, o in decision.would_take.items())


def test_refusals_with_a_known_remedy_are_common(ukraine: Scenario) -> None:
    decisions = [scene(ukraine, "russia", "pressure-only", draw=draw).decide() for draw in range(20)]
    assert sum(bool(decision.would_take) for decision in decisions if decision.answer == "reject") > 5


def test_the_articles_package_is_accepted_at_some_leans_and_refused_at_others(ukraine: Scenario) -> None:
    yes = {lean: accepted(scene(ukraine), lean) for lean in LEANS}
    assert yes[1.0]
    assert not yes[-1.0]
    turns = [yes[a] != yes[b] for a, b in itertools.pairwise(LEANS)]
    assert sum(turns) == 1, "the answer turns once along the lean"


def accepted(shown: Scene, lean: float) -> bool:
    """Whether the seat would accept at this lean, chance aside."""
    assessed = shown.assess(lean)
    return assessed.bearable and assessed.surplus > 0


def test_kyiv_can_bear_language_rights_where_the_world_says_so(ukraine: Scenario) -> None:
    place = float(ukraine.issue("I14").index("c"))
    on, off = (scene(ukraine, "ukraine", M30=value).mind.rows["ukraine.leader"]["I14"] for value in "10")
    assert steps_beyond(place, on) == 0
    assert steps_beyond(place, off) > 0


def test_terms_that_nobody_has_seen_are_worth_less(ukraine: Scenario) -> None:
    clear = scene(ukraine).assess(0.5)
    vague = Scene(ukraine, "russia", scene(ukraine).numbers, planned(ukraine, "vague", "russia"))
    off = scene(ukraine, plan="vague", M9="0")
    assert vague.assess(0.5).surplus < off.assess(0.5).surplus
    assert vague.assess(0.5).surplus < clear.surplus


def test_without_the_threat_to_kyiv_the_terms_are_worth_less_to_it(ukraine: Scenario) -> None:
    with_threat = scene(ukraine, "ukraine").assess()
    assert scene(ukraine, "ukraine", M33="0").assess().surplus < with_threat.surplus
    assert scene(ukraine, "ukraine", M34="0").assess().surplus < with_threat.surplus
    assert scene(ukraine, "ukraine", M7="0").assess().surplus < with_threat.surplus


def test_carrots_are_worth_nothing_while_the_terms_fail_the_demands(ukraine: Scenario) -> None:
    shown = scene(ukraine)
    failing = shown.offer.model_copy(update={"terms": {**shown.offer.terms, "I2": "e"}})
    broken = Scene(ukraine, "russia", shown.numbers, failing)
    assert sum(cause.amount for cause in broken.mind.carrots(failing, 0.5)) == 0
    assert sum(cause.amount for cause in shown.mind.carrots(shown.offer, 0.5)) > 0


def test_a_red_line_is_never_accepted_whatever_it_is_worth(ukraine: Scenario) -> None:
    shown = scene(ukraine, "ukraine", ukraine__leader__fallback="-5")
    assert shown.decide().answer == "accept"
    across = shown.offer.model_copy(update={"terms": {**shown.offer.terms, "I3": "e"}})
    refused = shown.decide(across)
    assert refused.answer == "reject"
    assert refused.would_take.get("I3") not in (None, "e")


def test_chance_alone_can_turn_an_answer_only_near_the_line(ukraine: Scenario) -> None:
    clear = [
        Scene(ukraine, "russia", scene(ukraine).numbers, scene(ukraine).offer, seed) for seed in range(20)
    ]
    assert len({shown.decide().answer for shown in clear}) == 1


def test_europe_needs_a_quorum_of_its_currents(ukraine: Scenario) -> None:
    offer = scene(ukraine, "europe").offer
    lenient = scene(ukraine, "europe", europe__leader__quorum="0").judge
    strict = scene(ukraine, "europe", europe__leader__quorum="1", europe__PB__fallback="9")
    act = strict.act().model_copy(update={"issues": ("I10", "I11", "I17")})
    refused = strict.judge.decide(act, strict.table, offer)
    assert lenient.decide(act, strict.table, offer).answer == "accept"
    assert refused.answer == "reject"
    labels = [cause.label for cause in refused.causes]
    assert len(labels) == len(ukraine.party("europe").factions)
