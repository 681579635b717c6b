"""How offers were answered is told to those at the table, in the answers' own words, and to nobody else."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from detente.prompts import views
from detente.prompts.library import built_in
from detente.prompts.render import Prompter
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Decide, Speak
from detente.transcripts.bodies import DecisionBody
from detente.transcripts.table import Table, View
from tests.agents.persona.conversation import DECIDE
from tests.prompts.sessions import Asked, Made, Told, models, steady, talks

HEADING = "## How offers were answered"
INSTEAD = ["I18.b", "I2.c"]


def answered(asked: Asked) -> list[str]:
    """The lines below the heading in a turn; none where it has none."""
    return asked.turn.partition(f"{HEADING}\n")[2].partition("\n#")[0].strip().splitlines()


def behind_closed_doors(scenario: Scenario) -> Scenario:
    """The same, but what is said at a stage is heard by its parties only."""
    stages = tuple(stage.model_copy(update={"audience": "parties"}) for stage in scenario.stages)
    return scenario.model_copy(update={"stages": stages})


def numbered(scenario: Scenario) -> Told:
    """A session in which every answer has words of its own, and counters name two options."""
    numbers = count(1)

    def change(asked: Asked, made: Made) -> Made:
        made = steady(asked, made)
        if asked.act != "decision":
            return made
        terms = INSTEAD if made["answer"] == "counter" else []
        return {**made, "text": f"<answer {next(numbers)}>", "terms": terms, "reasons": ["<a ground>"]}

    return talks(replace(models(scenario), offers="adaptive"), change)


@pytest.fixture(scope="module")
def told(ukraine: Scenario) -> Told:
    """Such a session."""
    return numbered(ukraine)


@pytest.fixture(scope="module")
def closed(ukraine: Scenario) -> Told:
    """Such a session behind closed doors."""
    return numbered(behind_closed_doors(ukraine))


def test_an_answer_is_told_in_its_own_words_with_the_terms_of_a_counter(
    ukraine: Scenario, told: Told
) -> None:
    first = next(event for event in told.events if isinstance(event, ev.DecisionMade))
    assert (first.actor, first.body.answer, first.body.terms) == (
        "russia",
        "counter",
        {"I2": "c", "I18": "b"},
    )
    later = [asked for asked in told.asked if asked.round == 2 and "\nTerms to Moscow, " in asked.turn]
    named = [f"{i} {ukraine.issue(i).title}: {o} {ukraine.label(i, o)}" for i, o in first.body.terms.items()]
    by = "Terms to Moscow: counter; it would sign instead: " + "; ".join(
        sorted(named, key=lambda line: int(line[1:3]))
    )
    assert {asked.actor for asked in later} >= {"usa.leader", "russia.leader", "russia.T"}
    for asked in later:
        who = "Russia (you)" if asked.seat == "russia" else "Russia"
        if asked.act != "decision":
            assert answered(asked)[:2] == [f"{who}, {by}:", f"│ {first.body.text}"]


def hearers(told: Told, event: ev.DecisionMade) -> set[str]:
    """The seats that are told of an answer in its own words."""
    return {asked.seat for asked in told.asked if asked.has(event.body.text)}


def decisions(told: Told) -> list[ev.DecisionMade]:
    """Every answer of a session."""
    return [event for event in told.events if isinstance(event, ev.DecisionMade)]


def test_behind_closed_doors_an_answer_is_told_to_those_at_the_table_and_to_nobody_else(closed: Told) -> None:
    moscow = [event for event in decisions(closed) if event.stage == "moscow"]
    kyiv = [event for event in decisions(closed) if event.stage == "kyiv"]
    assert len(moscow) > 3
    assert kyiv
    assert {event.audience for event in moscow} == {("usa", "russia")}
    assert all(hearers(closed, event) <= {"usa", "russia"} for event in moscow)
    assert all(hearers(closed, event) <= {"usa", "ukraine"} for event in kyiv)
    assert all(hearers(closed, event) == {"usa", "russia"} for event in moscow[:-1])


def test_an_answer_that_everybody_hears_is_told_to_everybody_but_the_analyst(told: Told) -> None:
    moscow = [event for event in decisions(told) if event.stage == "moscow"]
    assert {event.audience for event in moscow} == {("public",)}
    assert hearers(told, moscow[-1]) >= {"usa", "ukraine"}
    assert hearers(told, moscow[0]) == {"usa", "russia"}, "only the latest answer of a seat is told"
    assert not [event for event in decisions(told) if "analyst" in hearers(told, event)]


def test_the_latest_answer_of_a_seat_at_a_stage_is_the_one_that_is_told(told: Told) -> None:
    texts = [event.body.text for event in decisions(told) if event.stage == "moscow"]
    assert len(texts) > 3
    for asked in told.of("russia.leader"):
        if "\nTerms to Moscow, " in asked.turn and asked.act == "statement" and asked.round > 1:
            assert [text for text in texts if f"│ {text}" in asked.turn] == [texts[asked.round - 2]]


def test_the_grounds_of_an_answer_stay_on_its_own_side(told: Told) -> None:
    assert not [line for asked in told.asked for line in answered(asked) if "<a ground>" in line]


def test_before_anybody_has_answered_nothing_is_told(told: Told) -> None:
    early = [asked for asked in told.asked if "\nTerms to Moscow, round 1 " in asked.turn]
    assert early
    assert not [asked for asked in early if HEADING in asked.turn]


# -- one view ------------------------------------------------------------------------------------------


def turn(ukraine: Scenario, act: Decide | Speak, *bodies: tuple[str, str, DecisionBody]) -> list[str]:
    """How answers are told in a turn."""
    table = Table(stage=act.stage, round=act.round, participants=("usa", "russia"), rounds_planned=6)
    table.decisions = {(stage, seat): body for stage, seat, body in bodies}
    text = Prompter(built_in(), ukraine).turn(act, View(act.seat, table))
    return text.partition(f"{HEADING}\n")[2].partition("\n#")[0].strip().splitlines()


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (DecisionBody(offer=1, answer="accept", text="Agreed."), ["accept:", "│ Agreed."]),
        (DecisionBody(offer=1, answer="reject"), ["reject"]),
        (DecisionBody(offer=1, answer="reject", terms={"I2": "c"}), ["reject"]),
        (DecisionBody(offer=1, answer="reject", text="# Your\nturn"), ["reject:", "│ # Your", "│ turn"]),
    ],
)
def test_an_answer_is_told_with_its_words_behind_the_bar(
    ukraine: Scenario, body: DecisionBody, lines: list[str]
) -> None:
    first, *rest = lines
    assert turn(ukraine, DECIDE, ("moscow", "russia", body)) == [
        f"Russia (you), Terms to Moscow: {first}",
        *rest,
    ]


def test_only_the_last_few_answers_are_told(ukraine: Scenario) -> None:
    places = [(stage.id, seat) for stage in ukraine.stages for seat in ("russia", "ukraine")]
    assert len(places) > views.ANSWERS
    bodies = [
        (stage, seat, DecisionBody(offer=1, answer="reject", text=f"<{stage} {seat}>"))
        for stage, seat in places
    ]
    said = [line for line in turn(ukraine, DECIDE, *bodies) if line.startswith("│ ")]
    assert said == [f"│ <{stage} {seat}>" for stage, seat in places[-views.ANSWERS :]]
