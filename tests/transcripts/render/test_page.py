"""The page of a session, a part of it, an issue's course, and the end of a run."""

from __future__ import annotations

import pytest

from detente.errors import InputError
from detente.transcripts import events as ev
from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.blocks import Grid, Page
from detente.transcripts.render.course import course, steps
from detente.transcripts.render.markdown import markdown
from detente.transcripts.render.show import Part, show
from detente.transcripts.render.summary import Where, summary
from tests.transcripts.render.conftest import Session, text_of


def page(session: Session, **part: object) -> str:
    return text_of(show(session.manifest, session.scenario, session.events, Part(**part)))  # type: ignore[arg-type]


def test_every_page_carries_the_notice_the_seats_and_that_no_model_spoke(towns: Session) -> None:
    pages = [
        show(towns.manifest, towns.scenario, towns.events, Part()),
        course(towns.manifest, towns.scenario, towns.events, "I1", Part()),
        summary(towns.manifest, towns.scenario, towns.events, Where("there", "last")),
    ]
    for one in pages:
        for text in (text_of(one), markdown(one).replace("\\", "")):
            assert NOTICE in text
            assert "baseline in every seat (The northern town, The southern town); no language model" in text


def test_the_whole_page_tells_offers_statements_readings_decisions_and_the_end(towns: Session) -> None:
    text = page(towns)
    statements = [event for event in towns.events if isinstance(event, ev.StatementMade)]
    for statement in statements:
        assert " ".join(statement.body.text.split()) in text
    for word in ("Round 1 of 8", "Offer of", "Read as:", "Decision:", "Clock:", "Gate:", "Key:", "Class:"):
        assert word in text
    assert text.count("· generated") == len(statements)


@pytest.mark.parametrize("width", [30, 44, 80])
def test_a_narrow_terminal_loses_no_column(width: int) -> None:
    rows = (("I8 US forces in Poland, the Baltics and Romania", "bars deployments", "Congress"),)
    text = text_of(Page("", (Grid(("Issue", "Option", "Keys"), rows),)), width)
    for word in ("Poland", "Romania", "bars", "Congress"):
        assert word in text


def test_breaches_are_counted_on_every_page_and_told_to_reviewers(towns: Session) -> None:
    decision = next(event for event in towns.events if isinstance(event, ev.DecisionMade))
    body = ev.BreachBody(seat="north", issue="I1", option="c", because="the springs", decision=decision.seq)
    breach = ev.BreachFound(
        **decision.model_dump(include={"stage", "round"}), seq=decision.seq, body=body, audience=ev.REVIEWER
    )
    place = towns.events.index(decision) + 1
    crossed = Session(towns.manifest, towns.scenario, [*towns.events[:place], breach, *towns.events[place:]])
    assert "Breaches of a mandate: 1" in page(crossed)
    assert "the springs" not in page(crossed)
    assert "crosses its mandate on I1 Water in dry months, c Downstream guarantee: the springs" in page(
        crossed, private=True
    )


def test_a_decision_that_differs_from_what_was_said_is_shown(towns: Session) -> None:
    made = next(event for event in towns.events if isinstance(event, ev.DecisionMade))
    place = towns.events.index(made)
    body = made.body.model_copy(update={"answer": "reject", "read_as": "accept"})
    events = [*towns.events[:place], made.model_copy(update={"body": body}), *towns.events[place + 1 :]]
    text = page(Session(towns.manifest, towns.scenario, events))
    assert "Mismatch: what" in text
    assert "Decisions that differ from what was said: 1" in text


def test_a_part_is_one_round_one_stage_or_one_seat(talks: Session) -> None:
    second = page(talks, stage="moscow", round=2)
    assert "Round 2 of 2" in second
    assert "Round 1 of 2" not in second
    assert "Terms to Kyiv" not in second
    assert "Ukraine to " not in page(talks, seat="russia")


def test_a_repeated_offer_is_told_once(talks: Session) -> None:
    assert "the same as in round 1" in page(talks, stage="moscow")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"stage": "mars"}, "There is no stage 'mars'"),
        ({"seat": "moon"}, "There is no seat 'moon'"),
        ({"round": 77}, "it ran direct 1-"),
    ],
)
def test_a_part_that_is_not_there_is_refused_with_what_there_is(
    towns: Session, part: dict[str, object], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        page(towns, **part)


def test_the_private_page_tells_councils_causes_and_reasons_of_decisions(talks: Session) -> None:
    text = page(talks, private=True, stage="moscow")
    for word in ("in council", "What moved the lean:", "M24 Sticks", "Why Russia decided so", "in all", "●"):
        assert word in text
    assert "private" not in page(talks, stage="moscow").replace("private notes are left out", "")


def test_the_course_of_an_issue_goes_from_its_options_to_how_it_ended(towns: Session) -> None:
    text = text_of(course(towns.manifest, towns.scenario, towns.events, "i1", Part()))
    settled = (towns.manifest.summary.settlement or {})["I1"]
    assert "Downstream guarantee" in text
    assert f"Settled as: {settled} " in text
    quotes = [entry["quote"] for entry in steps(towns.events, "I1", Part()) if entry["type"] == "position"]
    assert quotes
    assert all(" ".join(quote.split()) in text for quote in quotes)
    assert all("I2" not in entry for entry in steps(towns.events, "I1", Part()))


def test_an_unknown_issue_is_refused(towns: Session) -> None:
    with pytest.raises(InputError, match="known: I1, I2"):
        course(towns.manifest, towns.scenario, towns.events, "I9", Part())


def test_the_end_tells_settlement_keys_lean_clock_and_where_to_look(talks: Session) -> None:
    text = text_of(summary(talks.manifest, talks.scenario, talks.events, Where("some/where", "last")))
    for word in (
        "Outcome",
        "Clock",
        "Not counted:",
        "some/where",
        "detente show last --private",
        "Lean of its",
    ):
        assert word in text
    clock = text.partition("While they lasted")[2].partition("Not counted")[0]
    assert clock.count("–") == len(talks.scenario.clock.costs)


def test_why_not_names_party_issue_and_the_smallest_change(towns: Session) -> None:
    blocked = ev.Blocked(party="south", issue="I2", because="it refused", change={"I2": "a"})
    found = towns.manifest.summary.model_copy(
        update={"outcome_class": "lapsed", "settlement": None, "blocked_by": blocked}
    )
    manifest = towns.manifest.model_copy(update={"summary": found})
    text = text_of(summary(manifest, towns.scenario, towns.events, Where("p", "last")))
    assert "Why not" in text
    assert "Party: The southern town" in text
    assert "→ a Southern levy" in text
    assert "→ a Southern levy" not in text_of(
        summary(manifest, towns.scenario, towns.events, Where("p", "last"), public=True)
    )


def test_a_session_that_is_not_over_says_why(towns: Session) -> None:
    manifest = towns.manifest.model_copy(
        update={
            "state": "paused",
            "reason": "north could not act.",
            "summary": type(towns.manifest.summary)(),
        }
    )
    text = text_of(summary(manifest, towns.scenario, towns.events[:5], Where("p", "last")))
    assert "this session is paused" in text
    assert "north could not act." in text
