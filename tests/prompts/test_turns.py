"""What a seat has to know to act is told to it: the table, its own side, what is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from tests.prompts.sessions import Asked, Told, models, talks


@pytest.fixture(scope="module")
def composed(courses: dict[str, Told]) -> Told:
    """A session in which every act is asked of a model."""
    return courses["composed offers"]


def only(told: Told, actor: str, act: str, stage: str, round_: int) -> Asked:
    """The one request for an act."""
    (found,) = (e for e in told.of(actor) if e.act == act and e.round == round_ and f"\n{stage}, " in e.turn)
    return found


def block(asked: Asked, heading: str) -> list[str]:
    """The lines below a heading of the turn, up to the next one."""
    return asked.turn.partition(f"{heading}\n")[2].partition("\n#")[0].strip().splitlines()


def test_the_standing_offer_is_told_with_every_term_and_lever(ukraine: Scenario, composed: Told) -> None:
    offer = next(event.body for event in composed.events if isinstance(event, ev.OfferMade))
    asked = only(composed, "russia.leader", "decision", "Terms to Moscow", 1)
    assert offer.terms
    assert offer.levers
    for issue, option in offer.terms.items():
        title, label = ukraine.issue(issue).title, ukraine.label(issue, option)
        assert f"- {issue} {title}: {option} {label}" in asked.turn
    shown = "\n".join(line for line in asked.turn.splitlines() if line.startswith(("- Promised", "- Threat")))
    assert all(ukraine.lever(name).title in shown for name in offer.levers)
    assert f"│ {offer.text}" in asked.turn


def test_an_offer_in_outline_names_issues_and_no_option(ukraine: Scenario) -> None:
    told = talks(replace(models(ukraine), offers="vague", rounds=1))
    asked = only(told, "russia.leader", "decision", "Terms to Moscow", 1)
    offer = next(event.body for event in told.events if isinstance(event, ev.OfferMade))
    assert not offer.detailed
    titles = "; ".join(ukraine.issue(issue).title for issue in offer.terms)
    assert f"- Terms in outline only, without details, on: {titles}" in asked.turn
    assert not [i for i, o in offer.terms.items() if f"{i} {ukraine.issue(i).title}: {o}" in asked.turn]


def test_every_seat_is_told_what_was_said_before_it_spoke(composed: Told) -> None:
    spoken = [event for event in composed.events if isinstance(event, ev.StatementMade)]
    turns = [e for e in composed.asked if e.act == "statement"]
    assert [e.seat for e in turns] == [event.actor for event in spoken]
    for place, asked in enumerate(turns):
        for event in spoken[max(place - 6, 0) : place]:
            assert f"│ {event.body.text}" in asked.turn


def test_positions_are_told_from_the_round_after_the_one_they_were_read_in(composed: Told) -> None:
    heading = "## Where everybody was read to stand, up to the last round"
    read = {
        (e.round, e.body.seat) for e in composed.events if isinstance(e, ev.ReadingTaken) if e.body.positions
    }
    assert (1, "usa") in read
    assert not block(only(composed, "russia.leader", "statement", "Terms to Moscow", 1), heading)
    told = block(only(composed, "russia.leader", "statement", "Terms to Moscow", 2), heading)
    assert [line for line in told if line.startswith("- United States: I1 ")]


def test_who_has_accepted_is_told_at_the_next_stage(composed: Told) -> None:
    asked = only(composed, "ukraine.leader", "statement", "Terms to Kyiv", 1)
    told = block(asked, "## What has been accepted")
    assert [line.partition(":")[0] for line in told] == ["- Russia", "- United States"]


def test_a_decider_is_told_whether_it_may_counter_and_when_it_is_asked_last(composed: Told) -> None:
    early = only(composed, "russia.leader", "decision", "Terms to Moscow", 1)
    last = only(composed, "ukraine.leader", "decision", "Terms to Kyiv", 4)
    assert "or `counter` with terms of your own" in early.turn
    assert "This is the last time" not in early.turn
    assert "`counter`" not in last.turn
    assert "This is the last time it is asked here" in last.turn
    assert last.request.reply_schema["properties"]["answer"]["enum"] == ["accept", "reject"]


def test_a_leader_is_told_its_mandate_and_a_faction_is_not(ukraine: Scenario, composed: Told) -> None:
    leader, faction = composed.of("russia.leader")[0], composed.of("russia.T")[0]
    for line in ukraine.party("russia").red_lines:
        assert line.because in leader.system
        assert line.because not in faction.system
    assert "## Your mandate" not in composed.of("usa.leader")[0].system


def test_every_faction_is_told_of_its_own_last_words_and_not_of_its_notes(composed: Told) -> None:
    asked = only(composed, "russia.N", "argument", "Terms to Moscow", 2)
    assert "You, when you last spoke here:" in asked.turn
    assert "Your own notes:" not in asked.turn
    assert "Your own notes:" in only(composed, "russia.leader", "judgement", "Terms to Moscow", 2).turn


def test_a_seat_that_is_left_out_is_no_party_and_holds_no_lever(
    ukraine: Scenario, courses: dict[str, Told]
) -> None:
    there, gone = courses["composed offers"], courses["without the mediator"]
    for actor in ("russia.leader", "ukraine.leader"):
        assert "United States (mediates)" in there.of(actor)[0].system
        assert "Terms to Moscow" in there.of(actor)[0].system
        system = gone.of(actor)[0].system
        assert "United States (mediates)" not in system
        assert "Terms to Moscow" not in system
        assert not [
            lever.id for lever in ukraine.levers if lever.holder == "usa" and f"`{lever.id}`" in system
        ]
    assert "`eu_sanctions`" in gone.of("russia.leader")[0].system


def test_a_seat_is_told_its_own_agenda_and_the_analyst_all_issues(ukraine: Scenario, composed: Told) -> None:
    for actor in composed.actors - {"analyst"}:
        agenda = [issue.id for issue in ukraine.agenda(actor.partition(".")[0])]
        told = [line.split()[1] for line in composed.of(actor)[0].system.splitlines() if line[:5] == "### I"]
        assert told == agenda
    system = composed.of("analyst")[0].system
    for issue in ukraine.issues:
        for option in issue.options:
            assert f"- {option.id}: {option.label}. {option.detail}" in system
