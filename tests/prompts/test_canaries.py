"""A unique word in every private field is told to its own party only, and to the analyst never."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from detente.scenario.model import Scenario
from tests.prompts.planting import WOULD_TAKE, Planting, planted, word
from tests.prompts.sessions import Told, models, talks


def may_see(kind: str, whose: str, actors: set[str]) -> set[str]:
    """Who may be told a word."""
    leader = f"{whose.partition('.')[0]}.leader"
    if kind in ("mandate", "note", "ground"):
        return {leader}
    if kind == "argument":
        return {whose, leader}
    if kind in ("reason", "instruction"):
        return {actor for actor in actors if actor.startswith(f"{whose}.")}
    return {whose}


def told_to(told: Told, needle: str) -> set[str]:
    """Every actor in whose requests a word stands."""
    return {asked.actor for asked in told.asked if asked.has(needle)}


@dataclass(frozen=True)
class Sown:
    """A session with words in every private field."""

    told: Told
    planting: Planting
    words: set[tuple[str, str]]


@pytest.fixture(
    scope="module",
    params=["article", "adaptive", "inside", "without"],
    ids=["planned offers", "composed offers", "Europe inside", "without the mediator"],
)
def sown(ukraine: Scenario, request: pytest.FixtureRequest) -> Sown:
    """Words in every card and reply of a session."""
    scenario, planting = planted(ukraine), Planting()
    config = replace(models(scenario), sets={"kyiv_may_counter": "true"})
    choices = {
        "article": config,
        "adaptive": replace(config, offers="adaptive"),
        "inside": replace(config, world="europe-inside"),
        "without": replace(config, without=("usa",), rounds=6),
    }
    told = talks(choices[request.param], planting)
    kinds = ("person", "belief", "want", "line", "manner", "secret")
    words = {(kind, actor) for actor in told.actors - {"analyst"} for kind in kinds}
    seats = {asked.seat for asked in told.asked}
    words |= {("mandate", party.id) for party in scenario.parties if party.red_lines and party.id in seats}
    return Sown(told, planting, words | planting.words)


def test_every_private_word_is_told_to_its_own_side_and_to_nobody_else(sown: Sown) -> None:
    told = sown.told
    assert len(sown.words) > 80
    for kind, whose in sorted(sown.words):
        seen, allowed = told_to(told, word(kind, whose)), may_see(kind, whose, told.actors)
        assert seen <= allowed, f"{word(kind, whose)} was told to {seen - allowed}"
        assert seen or kind == "ground", f"{word(kind, whose)} was told to nobody"


def test_a_decisions_grounds_are_told_to_its_own_leader_in_later_acts(sown: Sown) -> None:
    assert told_to(sown.told, word("ground", "ukraine")) == {"ukraine.leader"}


def test_a_faction_hears_its_own_argument_and_its_leader_hears_all(sown: Sown) -> None:
    for _, actor in (found for found in sown.words if found[0] == "argument"):
        leader = f"{actor.partition('.')[0]}.leader"
        assert leader in told_to(sown.told, word("argument", actor))
        assert any(asked.has(word("argument", actor)) for asked in sown.told.of(actor)), "in the next round"


def test_what_a_seat_would_have_taken_is_told_to_nobody_else(sown: Sown) -> None:
    assert {"russia", "ukraine"} <= sown.planting.would_take
    for seat in sown.planting.would_take:
        others = [asked for asked in sown.told.asked if asked.seat != seat]
        assert not [asked.actor for asked in others if WOULD_TAKE[seat] in asked.text]


def test_the_analyst_is_told_no_private_word(sown: Sown) -> None:
    heard = sown.told.of("analyst")
    assert heard
    needles = [word(kind, whose) for kind, whose in sown.words]
    assert not [needle for asked in heard for needle in needles if asked.has(needle)]


def test_what_is_for_reviewers_is_told_to_nobody(ukraine: Scenario, sown: Sown) -> None:
    needles = [word("prior", actor) for actor in ukraine.actors]
    needles += [word("note", "world"), word("claim", "author"), word("note", "author")]
    needles += [word("fact", "reviewer")]
    assert not [needle for needle in needles if told_to(sown.told, needle)]
