"""A turn does not grow with the talks, and a seat's system message never changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

import pytest

from detente.orchestration.config import RunConfig
from detente.prompts import views
from detente.scenario.model import Scenario
from tests.prompts.sessions import Asked, Made, Told, models, steady, talks

HALF, FULL = 12, 24


@dataclass
class Wordy:
    """Models that never say the same twice, at full length, about everything."""

    scenario: Scenario

    def __post_init__(self) -> None:
        self.number = count(1)

    def __call__(self, asked: Asked, made: Made) -> Made:
        made, place = steady(asked, made), next(self.number)
        if asked.act == "reading":
            return {**made, "positions": self._positions(asked, place)}
        made = {**made, "text": self._words(place, 1500)} if "text" in made else made
        for name in ("private_note", "instructions"):
            made = {**made, name: self._words(place, 240)} if name in made else made
        if "reasons" in made:
            made = {**made, "reasons": [self._words(place + step, 200) for step in range(4)]}
        if asked.act == "offer":
            made = {**made, "terms": self._terms(asked.round)}
        return made

    @staticmethod
    def _words(place: int, length: int) -> str:
        return f"{place:05} " + ("word " * length)[: length - 6]

    def _terms(self, place: int) -> list[str]:
        """Options that never recur, and no pair that excludes each other."""
        free = [issue for issue in self.scenario.issues if issue.id not in ("I1", "I2", "I6", "I9", "I11")]
        return [f"{issue.id}.{issue.options[(place // 3**step) % 3].id}" for step, issue in enumerate(free)]

    def _positions(self, asked: Asked, place: int) -> list[Made]:
        """Stands on some issues, in turn on all."""
        issues = [self.scenario.issues[(place + step) % len(self.scenario.issues)] for step in range(6)]
        quote = asked.turn.partition("│ ")[2][: len("00000 word")]
        made = {"firmness": "flexible", "condition": "", "quote": quote}
        return [{"issue": issue.id, "options": ["a", "b"], **made} for issue in issues]


def with_mediator(ukraine: Scenario) -> RunConfig:
    """A first stage of 24 rounds."""
    first, *others = ukraine.stages
    longer = first.model_copy(update={"rounds": FULL})
    return replace(models(ukraine.model_copy(update={"stages": (longer, *others)})), offers="adaptive")


def without_mediator(ukraine: Scenario) -> RunConfig:
    """24 rounds of direct talks, each side proposing in turn."""
    return replace(models(ukraine), without=("usa",), rounds=FULL)


def longest(told: Told, round_: int) -> dict[tuple[str, str], int]:
    """(actor, act) → the longest turn in a round of the first stage."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for asked in told.asked:
        if asked.round == round_:
            key = asked.actor, asked.act
            found[key] = max(found[key], len(asked.turn))
    return dict(found)


@pytest.mark.parametrize("course", [with_mediator, without_mediator])
def test_the_longest_turn_of_round_24_is_at_most_a_tenth_longer_than_that_of_round_12(
    ukraine: Scenario, course: Callable[[Scenario], RunConfig]
) -> None:
    told = talks(course(ukraine), Wordy(ukraine))
    half, full = longest(told, HALF), longest(told, FULL)
    assert half.keys() == full.keys()
    assert {act for _, act in half} >= {"argument", "judgement", "statement", "offer", "decision"}
    for key, length in full.items():
        assert length <= 1.1 * half[key], f"{key}: {half[key]} characters, then {length}"


def test_the_windows_are_what_bounds_a_turn(ukraine: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a longer memory of offers the test above would fail."""
    monkeypatch.setattr(views, "EARLIER_OFFERS", 1000)
    told = talks(with_mediator(ukraine), Wordy(ukraine))
    half, full = longest(told, HALF), longest(told, FULL)
    assert full["usa.leader", "offer"] > 1.1 * half["usa.leader", "offer"]


def test_an_actors_system_message_is_the_same_to_the_byte_over_a_whole_session(
    courses: dict[str, Told],
) -> None:
    for told in courses.values():
        for actor in told.actors:
            asked = told.of(actor)
            assert len(asked) > 1
            assert len({one.system.encode() for one in asked}) == 1
            assert {one.request.messages[0].role for one in asked} == {"system"}


def test_every_actor_has_a_system_message_of_its_own(courses: dict[str, Told]) -> None:
    for told in courses.values():
        assert len({told.of(actor)[0].system for actor in told.actors}) == len(told.actors)


def test_a_seat_is_told_the_same_from_session_to_session_whatever_happens_in_them(
    ukraine: Scenario, courses: dict[str, Told]
) -> None:
    composed, planned = courses["composed offers"], courses["planned offers"]
    other = talks(replace(models(ukraine), seed=9))
    for actor in composed.actors:
        systems = {told.of(actor)[0].system for told in (composed, planned, other) if told.of(actor)}
        assert len(systems) == 1


@pytest.mark.parametrize(
    ("rounds", "told"), [(1, "up to 1 round;"), (2, "up to 2 rounds;"), (5, "up to 5 rounds;")]
)
def test_a_cap_on_rounds_is_told_from_the_start(ukraine: Scenario, rounds: int, told: str) -> None:
    stages = [stage for stage in ukraine.stages if stage.id in ("moscow", "kyiv")]
    assert [stage.rounds for stage in stages] == [6, 4]
    capped = talks(replace(models(ukraine), offers="adaptive", rounds=rounds))
    for actor in ("russia.leader", "russia.T", "ukraine.leader", "usa.leader"):
        system = capped.of(actor)[0].system
        moscow, kyiv = (
            line for line in system.splitlines() if line.startswith(("- Terms to Mos", "- Terms to Ky"))
        )
        assert told in moscow
        assert (told in kyiv) == (rounds < 5), "a stage has no more rounds than its own"
    last = [asked.last for asked in capped.of("russia.leader") if asked.round == rounds]
    assert last
    assert all(last)


def test_a_cap_beyond_every_stage_changes_nothing_that_is_told_from_the_start(
    ukraine: Scenario, courses: dict[str, Told]
) -> None:
    wide = talks(replace(models(ukraine), offers="adaptive", rounds=99))
    usual = courses["composed offers"]
    assert {actor: wide.of(actor)[0].system for actor in wide.actors} == {
        actor: usual.of(actor)[0].system for actor in usual.actors
    }


def test_nothing_of_the_turn_stands_in_the_system_message(courses: dict[str, Told]) -> None:
    for told in courses.values():
        for asked in told.asked:
            assert "\n│ " not in asked.system
            assert "# Where the talks stand" not in asked.system
