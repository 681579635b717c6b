"""Every number of a session: what --set may name, and what --draw-priors draws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import InputError
from detente.scenario import loader
from detente.scenario.model import Scenario
from detente.scenario.numbers import DEFAULTS, Numbers, Stand, chance, resolve
from detente.scenario.process import Switch

SEEDS = st.integers(min_value=0, max_value=2**32)
TINY = loader.load("tiny")


def test_a_mechanism_can_be_set(tiny: Scenario) -> None:
    numbers = resolve(tiny, "plain", {"M1": "0.5"})
    assert numbers.strengths["M1"] == 0.5
    assert numbers.strength("fallback_drift") == 0.5
    assert numbers.strength("bilateral_slow") == 0.2


def test_a_mechanism_cannot_be_set_outside_its_range(tiny: Scenario) -> None:
    with pytest.raises(InputError, match=r"--set M2=9: give a number from 0 to 2\."):
        resolve(tiny, "plain", {"M2": "9"})
    with pytest.raises(InputError, match=r"--set M2=high: give a number from 0 to 2\."):
        resolve(tiny, "plain", {"M2": "high"})


def test_a_switch_can_be_set_and_says_what_it_takes(tiny: Scenario) -> None:
    scenario = tiny.model_copy(update={"switches": {"open_door": Switch(title="Doors stay open")}})
    assert resolve(scenario, "plain").switches == {"open_door": False}
    assert resolve(scenario, "plain", {"open_door": "yes"}).switches == {"open_door": True}
    with pytest.raises(InputError, match=r"--set open_door=ajar: this is a switch; say true or false\."):
        resolve(scenario, "plain", {"open_door": "ajar"})


def test_a_limit_can_be_set_by_the_letter_of_an_option(tiny: Scenario) -> None:
    numbers = resolve(tiny, "plain", {"north.leader.I1.limit": "c"})
    assert numbers.stand("north.leader", "I1") == Stand(opening=0, limit=2, weight=7)


def test_an_option_that_an_issue_lacks_cannot_be_set(tiny: Scenario) -> None:
    with pytest.raises(InputError, match=r"--set north\.leader\.I1\.limit=g: I1 has the options a, b, c\."):
        resolve(tiny, "plain", {"north.leader.I1.limit": "g"})


def test_a_prior_of_the_scenario_and_a_default_of_the_engine_can_be_set(tiny: Scenario) -> None:
    numbers = resolve(tiny, "plain", {"north.leader.fallback": "0.6", "south.leader.pace": "1.5"})
    assert numbers.scalar("north.leader.fallback") == 0.6
    assert numbers.scalar("south.leader.pace") == 1.5
    assert numbers.scalar("north.leader.pace") == DEFAULTS["pace"].value


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("north.leader.I1.limt", "north.leader.I1.limit"),
        ("north.leader.falback", "north.leader.fallback"),
        ("model.beyon", "model.beyond"),
    ],
)
def test_an_unknown_path_suggests_a_near_one(tiny: Scenario, path: str, near: str) -> None:
    with pytest.raises(InputError) as caught:
        resolve(tiny, "plain", {path: "1"})
    message = str(caught.value)
    assert message.startswith(f"--set {path}: there is no such mechanism, switch or prior; near it: ")
    assert near in message


def test_an_unknown_prior_is_no_number(tiny: Scenario) -> None:
    with pytest.raises(KeyError):
        resolve(tiny, "plain").scalar("north.leader.appetite")


@given(seed=SEEDS)
def test_draws_lie_in_their_ranges(seed: int) -> None:
    drawn = resolve(TINY, "plain", draw_seed=seed).drawn
    for path, prior in TINY.priors.items():
        assert prior.low <= drawn[path] <= prior.high
    for path, prior in DEFAULTS.items():
        if path.startswith("model."):
            assert prior.low <= drawn[path] <= prior.high
    for actor, row in TINY.stands.items():
        for name, cell in row.cells.items():
            issue, spread = TINY.issue(name), row.spread
            opening, limit = drawn[f"{actor}.{name}.opening"], drawn[f"{actor}.{name}.limit"]
            assert abs(opening - issue.index(cell.opening)) <= spread.opening
            assert 0 <= limit <= len(issue.options) - 1
            assert abs(limit - issue.index(cell.limit)) <= spread.limit
            assert abs(drawn[f"{actor}.{name}.weight"] - cell.weight) <= spread.weight


@given(seed=SEEDS)
def test_a_drawn_stand_never_turns_round(seed: int) -> None:
    drawn, plain = resolve(TINY, "plain", draw_seed=seed), resolve(TINY, "plain")
    for actor, row in drawn.stands.items():
        for issue, stand in row.items():
            before = plain.stands[actor][issue]
            assert (stand.limit - stand.opening) * (before.limit - before.opening) >= 0


@given(seed=SEEDS)
def test_draws_depend_on_the_seed_only(seed: int) -> None:
    first, again = (resolve(TINY, "plain", draw_seed=seed) for _ in range(2))
    assert first == again
    other = resolve(TINY, "plain", {"M1": "0"}, draw_seed=seed)
    assert other.drawn == first.drawn


def test_another_seed_draws_other_numbers(tiny: Scenario) -> None:
    assert resolve(tiny, "plain", draw_seed=1).drawn != resolve(tiny, "plain", draw_seed=2).drawn


@given(seed=SEEDS)
def test_what_is_set_overrules_what_is_drawn(seed: int) -> None:
    sets = {"north.leader.fallback": "0.9", "north.leader.I1.opening": "b"}
    numbers = resolve(TINY, "plain", sets, draw_seed=seed)
    assert numbers.scalar("north.leader.fallback") == 0.9
    stand = numbers.stand("north.leader", "I1")
    assert stand is not None
    assert stand.opening == 1


def test_chance_depends_on_seed_slot_and_replicate() -> None:
    draws = {chance(*key).random() for key in ((1, "a", 0), (2, "a", 0), (1, "b", 0), (1, "a", 1))}
    assert len(draws) == 4
    assert chance(1, "a").random() == chance(1, "a", 0).random()


def test_a_seat_is_given_its_own_numbers_only(tiny: Scenario) -> None:
    own: Numbers = resolve(tiny, "plain", draw_seed=3).of("north")
    assert set(own.stands) == {"north.leader"}
    assert all(path.startswith(("north.", "model.")) for path in own.scalars)
    assert own.drawn == {}
