"""No world, no mechanism and no prior number can be told from what models are asked."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from tests.prompts.sessions import Told, models, talks

OF_THE_PROCESS = ("admission_gate", "sequence", "refusal_ends")
"""Effects by which other people are asked, or the same ones at another time: no wonder requests differ."""
CHOICES: dict[str, dict[str, str]] = {
    "pressure-works": {},
    "no-factions": {},
    "leader-decided": {},
    "time-neutral": {},
    "article, reversed": {"M24": "-1"},
    "article, priors": {"russia.leader.lean": "0.9", "ukraine.leader.fallback": "0.9"},
}


OFFERS = {"article": "planned offers", "adaptive": "composed offers"}
"""Offer plan → the course that was run on it, in the article's world."""


def sent(told: Told) -> list[str]:
    """Every request as it was sent."""
    return [asked.request.model_dump_json() for asked in told.asked]


@pytest.mark.parametrize("offers", OFFERS)
@pytest.mark.parametrize("choice", CHOICES)
def test_worlds_that_differ_in_mechanisms_ask_the_same_questions_to_the_byte(
    ukraine: Scenario, courses: dict[str, Told], choice: str, offers: str
) -> None:
    world, sets = choice.partition(",")[0], CHOICES[choice]
    article = courses[OFFERS[offers]]
    rival = talks(replace(models(ukraine), world=world, offers=offers, sets=sets))
    assert len(article.asked) > 100, "the whole course was run"
    assert sent(article) == sent(rival)


@pytest.mark.parametrize("offers", OFFERS)
def test_with_every_mechanism_off_the_same_questions_are_asked_to_the_byte(
    ukraine: Scenario, courses: dict[str, Told], offers: str
) -> None:
    off = [e.id for e in ukraine.mechanisms if e.status != "not_modelled" and e.effect not in OF_THE_PROCESS]
    assert len(off) > 25
    without = talks(replace(models(ukraine), offers=offers, sets=dict.fromkeys(off, "0")))
    assert sent(courses[OFFERS[offers]]) == sent(without)


@pytest.mark.parametrize("world", ["pressure-works", "no-factions", "leader-decided", "time-neutral"])
def test_the_same_worlds_do_change_what_baseline_seats_do(ukraine: Scenario, world: str) -> None:
    ours = RunConfig(scenario=ukraine, offers="adaptive")
    one, two = (session.play(replace(ours, world=name)).lines for name in ("article", world))
    assert one[1:] != two[1:]


def test_no_request_names_a_mechanism_by_its_id(courses: dict[str, Told]) -> None:
    for told in courses.values():
        for asked in told.asked:
            assert not re.findall(r"\bM\d+\b", asked.request.model_dump_json())


def test_no_request_tells_of_a_mechanism_a_world_or_an_offer_plan(
    ukraine: Scenario, courses: dict[str, Told]
) -> None:
    titles = [mechanism.title for mechanism in ukraine.mechanisms]
    titles += [world.title for world in ukraine.worlds] + [plan.title for plan in ukraine.offers]
    sentences = [text for e in ukraine.mechanisms for text in (e.claim, e.how)]
    sentences += [world.note for world in ukraine.worlds] + [plan.note for plan in ukraine.offers]
    sentences += [ukraine.author_note, ukraine.summary]
    for told in courses.values():
        texts = " ".join(
            {" ".join(message.text.split()) for e in told.asked for message in e.request.messages}
        )
        assert not [title for title in titles if title in texts]
        folded = texts.lower()
        assert not [sentence for sentence in sentences if sentence and sentence.lower() in folded]
