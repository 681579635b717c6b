"""People in sessions: they see their own seat's view, stop without loss, and are not asked twice."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from detente.errors import SessionPaused
from detente.orchestration import session
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from tests.agents.human.screen import Screen, Typed, Typist
from tests.prompts.planting import Planting, planted, word
from tests.prompts.sessions import Told, models, talks

CLEAR = "\x1b[2J\x1b[3J\x1b[H"
OWN = "<my own note>"
SAYS: dict[str, Typed] = {
    "A note": OWN,
    "Your advice": "neutral",
    "Your lean": "0",
    "Why, in a line": "<my own reason>",
    "Your answer: accept, reject, counter": "counter",
    "Your answer: accept, reject?": "accept",
    "Your answer in words": "So be it.",
    "Instead": "I18=b",
    "Make an offer": "offer",
    "Terms": "I1=b",
    "Its answer": "silent",
}


SEATS = ["usa", "russia", "ukraine", "europe"]


def sat(ukraine: Scenario, seat: str) -> tuple[Told, Planting, Screen]:
    """A session with a person in a seat, and models full of private words in the others."""
    scenario, planting, screen = planted(ukraine), Planting(), Screen(Typist(SAYS))
    world = "europe-inside" if seat == "europe" else "article"
    config = replace(models(scenario), seats={seat: "human"}, offers="adaptive", world=world)
    return talks(config, planting, screen.people), planting, screen


@pytest.mark.parametrize("seat", SEATS)
def test_a_person_is_shown_no_private_word_of_another_seat(ukraine: Scenario, seat: str) -> None:
    told, planting, screen = sat(ukraine, seat)
    assert len(screen.asked) > 10
    others = [(kind, whose) for kind, whose in planting.words if whose.partition(".")[0] != seat]
    assert others
    words = [word(kind, whose) for kind, whose in others]
    kinds = ("person", "belief", "want", "line", "manner", "secret", "prior")
    actors = [actor for actor in ukraine.actors if not actor.startswith(f"{seat}.")]
    words += [word(kind, actor) for actor in actors for kind in kinds]
    words += [word("mandate", party) for party in ukraine.seats if party != seat]
    words += [word("fact", "reviewer"), word("note", "author"), word("claim", "author")]
    assert not [needle for needle in words if needle in screen.text]
    assert seat not in {asked.seat for asked in told.asked}, "the model is asked nothing in the person's name"


@pytest.mark.parametrize("seat", SEATS)
def test_a_person_is_shown_what_was_said_offered_and_kept_on_its_own_side(
    ukraine: Scenario, seat: str
) -> None:
    told, _, screen = sat(ukraine, seat)
    acted = [event for event in told.events if isinstance(event, ev.StatementMade) and event.actor == seat]
    stages, last = {event.stage for event in acted}, max(event.seq for event in acted)
    before = [event for event in told.events if event.stage in stages and event.seq < last]
    heard = [event.body.text for event in before if isinstance(event, ev.StatementMade)]
    offers = [event.body.text for event in before if isinstance(event, ev.OfferMade)]
    assert len(heard) > 2
    assert offers
    assert not [text for text in heard if f": {text}" not in screen.text]
    assert not [text for text in offers if f"“{text}”" not in screen.text]
    views = [text for text in screen.written if "At the table:" in text]
    assert any(OWN in view for view in views), "its own note, in later rounds"


def test_a_person_in_a_party_with_factions_speaks_for_each_of_them(ukraine: Scenario) -> None:
    told, _, screen = sat(ukraine, "russia")
    heads = [text for text in screen.written if "speak in your party's council" in text]
    names = [ukraine.personas[party].name for party in ukraine.actors if party.startswith("russia.")][1:]
    assert all(any(name in head for head in heads) for name in names)
    argued = [event for event in told.events if isinstance(event, ev.ArgumentHeard)]
    assert {event.body.text for event in argued if event.audience == ("russia",)} == {Typist(SAYS).prose}


def test_a_person_as_the_analyst_is_shown_statements_only(ukraine: Scenario) -> None:
    planting, screen = Planting(), Screen(Typist(SAYS))
    config = replace(models(planted(ukraine)), analyst="human", rounds=1)
    told = talks(config, planting, screen.people)
    spoken = [event.body.text for event in told.events if isinstance(event, ev.StatementMade)]
    assert sum(text.partition("\n")[2] in spoken for text in screen.written if " says:\n" in text) == len(
        spoken
    )
    assert not [found for found in planting.words if word(*found) in screen.text]
    assert "At the table" not in screen.text


# -- two people at one terminal -------------------------------------------------------------------


def two(tiny: Scenario) -> Screen:
    """Two people play the towns; each writes a note that the other must not see."""
    names = iter(f"<note {place}>" for place in range(100))
    typist = Typist({"Your answer: ": "reject", "Terms": "I1=b"})
    screen = Screen(lambda prompt: next(names) if prompt.startswith("A note") else typist(prompt))
    config = RunConfig(scenario=tiny, model="human", rounds=3)
    session.play(config, backstage=Backstage(people=screen.people))
    return screen


def test_the_screen_is_cleared_before_the_other_is_called_and_before_anything_is_shown(
    tiny: Scenario,
) -> None:
    screen = two(tiny)
    calls = [
        place for place, (kind, text) in enumerate(screen.log) if kind == "ask" and " only: press" in text
    ]
    assert len(calls) > 6
    for place in calls:
        assert place > 0
        assert screen.log[place - 1] == ("write", CLEAR)
        assert screen.log[place + 1] == ("write", CLEAR)
        assert screen.log[place + 2][1].startswith("\n── ")


def test_between_two_clearings_the_screen_belongs_to_one_person(tiny: Scenario) -> None:
    screen = two(tiny)
    parts = [
        "".join(text for _, text in part) for cleared, part in groupby(screen.log, _clears) if not cleared
    ]
    north = [part for part in parts if "── The northern town" in part]
    south = [part for part in parts if "── The southern town" in part]
    assert north
    assert south
    assert not set(north) & set(south)
    assert any("<note 0>" in part for part in north), "the first to speak sees its own note again"
    assert not [part for part in south if "<note 0>" in part or "<note 2>" in part]
    assert any("<note 1>" in part for part in south)
    assert not [part for part in north if "<note 1>" in part or "<note 3>" in part]


def _clears(entry: tuple[str, str]) -> bool:
    return entry[1] == CLEAR


def test_one_person_alone_is_not_sent_away(tiny: Scenario) -> None:
    screen = Screen(Typist({"Your answer": "reject", "Terms": "I1=b"}))
    config = RunConfig(scenario=tiny, seats={"north": "human"}, rounds=2)
    session.play(config, backstage=Backstage(people=screen.people))
    assert CLEAR not in screen.written
    assert not [prompt for prompt in screen.asked if "press Enter" in prompt]


# -- stopping and going on ------------------------------------------------------------------------


def stopping(stop: type[BaseException], at: int) -> Screen:
    """A person who stops at the nth prompt."""
    typist = Typist({"Your answer": "reject", "Terms": "I1=a I2=b"})
    screen = Screen(lambda prompt: stop if len(screen.asked) == at else typist(prompt))
    return screen


def start(tiny: Scenario, out: Path, screen: Screen) -> None:
    """A session of a person in the north."""
    config = RunConfig(scenario=tiny, seats={"north": "human"}, rounds=3)
    session.start(config, out, "talks", backstage=Backstage(people=screen.people))


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError])
@pytest.mark.parametrize("at", [1, 3, 6, 9])
def test_a_person_who_stops_pauses_the_session(
    tiny: Scenario, tmp_path: Path, stop: type[BaseException], at: int
) -> None:
    screen = stopping(stop, at)
    with pytest.raises(SessionPaused, match=r"Stopped by a person at the table\. Go on with: detente resume"):
        start(tiny, tmp_path, screen)
    assert len(screen.asked) == at
    manifest = json.loads((tmp_path / "talks" / "session.json").read_text())
    assert (manifest["state"], manifest["reason"]) == ("paused", "Stopped by a person at the table.")


@pytest.mark.parametrize("at", [3, 6, 9, 12])
def test_what_a_person_has_answered_is_not_asked_again_on_resume(
    tiny: Scenario, tmp_path: Path, at: int
) -> None:
    whole = stopping(KeyboardInterrupt, 10_000)
    (tmp_path / "whole").mkdir()
    start(tiny, tmp_path / "whole", whole)
    first = stopping(KeyboardInterrupt, at)
    with pytest.raises(SessionPaused):
        start(tiny, tmp_path, first)
    again = stopping(KeyboardInterrupt, 10_000)
    manifest, _ = session.resume(tmp_path / "talks", backstage=Backstage(people=again.people))
    assert manifest.state == "ended"
    heads = [text for text in whole.written if text.startswith("\n── ")]
    done = [text for text in first.written if text.startswith("\n── ")][:-1]
    assert [text for text in again.written if text.startswith("\n── ")] == heads[len(done) :]
    lines = (tmp_path / "talks" / "events.jsonl").read_bytes()
    assert lines == (tmp_path / "whole" / "talks" / "events.jsonl").read_bytes()
    assert "every byte" in session.verify(tmp_path / "talks")


def test_a_session_of_people_is_verified_without_anybody_at_the_terminal(
    tiny: Scenario, tmp_path: Path
) -> None:
    screen = stopping(KeyboardInterrupt, 10_000)
    start(tiny, tmp_path, screen)
    asked = len(screen.asked)
    assert "every byte" in session.verify(tmp_path / "talks")
    assert len(screen.asked) == asked
