"""The talks as they happen: what each audience is shown."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Position
from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.live import PUBLIC, Live
from tests.transcripts.render.conftest import Session


def live(scenario: Scenario, audience: str | None = None) -> tuple[Live, io.StringIO]:
    file = io.StringIO()
    console = Console(file=file, width=100, highlight=False, markup=False, emoji=False)
    return Live(console, scenario, audience), file


def shown(session: Session, audience: str | None) -> str:
    observer, file = live(session.scenario, audience)
    observer.begin(session.manifest)
    for event in session.events:
        observer(event)
    return " ".join(file.getvalue().split())


def test_the_reviewer_sees_offers_statements_readings_lean_and_clock(talks: Session) -> None:
    text = shown(talks, None)
    for word in (NOTICE, "Terms to Moscow", "Round 2 of 2", "Carrots:", "Sticks:", "as read:", "Decision:"):
        assert word in text
    assert "where its decider leans (private): −1 " in text
    assert "people; Movement of the front" in text


def test_the_reviewers_screen_spares_the_arguments(talks: Session) -> None:
    argument = next(event for event in talks.events if isinstance(event, ev.ArgumentHeard))
    assert " ".join(argument.body.text.split())[:60] not in shown(talks, None)


@pytest.mark.parametrize("audience", [PUBLIC, "ukraine"])
def test_others_see_no_lean_of_a_party(talks: Session, audience: str) -> None:
    text = shown(talks, audience)
    assert "leans" not in text
    assert "●" not in text


def test_a_seat_sees_its_own_lean_but_no_figures_from_after_the_scenarios_date(talks: Session) -> None:
    text = shown(talks, "russia")
    assert "where its decider leans" in text
    assert "days since the talks began." in text
    assert "people; Movement of the front" not in text


def test_a_seat_does_not_hear_a_stage_it_is_not_part_of(towns: Session) -> None:
    closed = [event.model_copy(update={"audience": ("north",)}) for event in towns.events]
    assert "Round" not in shown(Session(towns.manifest, towns.scenario, closed), "south")


def reading(seq: int, *positions: Position) -> ev.ReadingTaken:
    body = ev.ReadingBody(statement=seq, seat="north", positions=positions)
    return ev.ReadingTaken(seq=seq, stage="direct", round=seq, actor="analyst", body=body)


def position(*options: str, firmness: str = "firm") -> Position:
    return Position.model_validate({"issue": "I1", "options": options, "firmness": firmness, "quote": "q"})


def test_only_changes_of_a_position_are_shown(tiny: Scenario) -> None:
    observer, file = live(tiny)
    told = []
    steps = [
        position("a"),
        position("a"),
        position("b", firmness="conditional"),
        position("b", firmness="firm"),
        position("c", firmness="rejecting"),
    ]
    for number, step in enumerate(steps, start=1):
        observer(reading(number, step))
        told.append(file.getvalue().partition("Water in dry months: ")[2].strip())
        file.seek(0)
        file.truncate()
    assert told == [
        "a Upstream priority, firm",
        "",
        "a → b Equal shares, conditional",
        "b Equal shares, firm (was conditional)",
        "rejects c Downstream guarantee",
    ]


def test_what_happened_before_a_stop_is_taken_in_and_not_shown_again(towns: Session) -> None:
    middle = next(number for number, event in enumerate(towns.events) if event.round == 3)
    observer, file = live(towns.scenario)
    observer.catch_up(towns.events[:middle])
    assert file.getvalue() == ""
    for event in towns.events[middle:]:
        observer(event)
    assert "Round 3 of 8" in file.getvalue()
    assert "Round 2 of 8" not in file.getvalue()
