"""The summary: what lists and comparisons need, folded from the events."""

from __future__ import annotations

import json

import pytest

from detente.orchestration.session import play
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Position
from detente.transcripts.summary import positions, summarise
from detente.transcripts.table import Table
from tests.orchestration.staging import Silent, Staged, run, stage


@pytest.fixture(scope="module")
def talks(ukraine: Scenario) -> Staged:
    """A session that Moscow's leader decides at a favourable lean."""
    return stage(run(ukraine, 3, sets={"russia.leader.lean": "0.5"}))


def test_the_lean_is_the_initial_value_and_one_number_for_each_weighing(talks: Staged) -> None:
    summary = summarise(talks.events, "russia.leader", 0.5)
    weighed = [event.body.lean for event in talks.of(ev.JudgementMade, "russia.leader")]
    assert summary.lean == (0.5, *weighed)
    assert sum(summary.influence.values()) == pytest.approx(1, abs=0.001)


def test_an_unfinished_transcript_has_a_summary_without_an_outcome(talks: Staged) -> None:
    for length in range(0, len(talks.events), 7):
        summary = summarise(talks.events[:length], "russia.leader", 0.5)
        assert summary.outcome is None
        assert summary.rounds == sum(isinstance(e, ev.ClockTicked) for e in talks.events[:length])


def test_the_positions_are_the_latest_ones_read_with_quote_and_statement(talks: Staged) -> None:
    found = summarise(talks.events, "russia.leader", 0.5).positions
    said = {event.seq: event for event in talks.of(ev.StatementMade)}
    assert {"usa", "russia"} <= found.keys()
    for seat, issues in found.items():
        for entry in issues.values():
            assert said[entry["event"]].actor == seat
            assert entry["quote"] in said[entry["event"]].body.text
            assert entry["stance"] in ("holds", "rejects")


def reading(seq: int, round_: int, position: Position) -> ev.ReadingTaken:
    """A reading of one position."""
    body = ev.ReadingBody(statement=seq - 1, seat="north", positions=(position,))
    return ev.ReadingTaken(seq=seq, stage="direct", round=round_, body=body)


def test_a_rejection_does_not_replace_what_a_seat_holds() -> None:
    held = Position(issue="I1", options=("a",), firmness="firm", quote="yes")
    rejected = Position(issue="I1", options=("c",), firmness="rejecting", quote="no")
    table = Table()
    table.apply(reading(1, 1, held))
    table.apply(reading(3, 2, rejected))
    table.publish_readings()
    assert positions(table)["north"]["I1"]["options"] == ["a"]
    table.apply(reading(5, 3, held.model_copy(update={"options": ("b",)})))
    table.publish_readings()
    assert positions(table)["north"]["I1"] == {
        "options": ["b"],
        "stance": "holds",
        "firmness": "firm",
        "quote": "yes",
        "event": 4,
    }


def test_the_answer_of_a_session_follows_the_contract(ukraine: Scenario) -> None:
    manifest = play(run(ukraine, 3, rounds=2)).manifest
    answer = json.loads(json.dumps(manifest.answer("/somewhere")))
    named = "schema notice session path state reason scenario world offers seed seats outcome class "
    named += "blocked_by ended_in rounds lean influence positions settlement breaches faults clock totals"
    assert set(named.split()) <= answer.keys()
    assert answer["schema"] == 1
    assert answer["seats"] == dict.fromkeys(ukraine.seats, "baseline")
    assert answer["totals"] == {
        "calls": 0,
        "tokens_in": 0,
        "tokens_out": 0,
        "tokens_cached": 0,
        "cost": 0.0,
    }
    assert "not a forecast" in answer["notice"]
    assert "no language model" in answer["generated"]
    assert all(low < high for name, (low, high) in _ranges(answer["clock"]).items())


def _ranges(clock: dict[str, object]) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for name, span in clock.items():
        if isinstance(span, list):
            found[name] = (float(span[0]), float(span[1]))
    assert found
    return found


def test_the_change_that_would_have_removed_the_obstacle_is_in_the_summary_only(ukraine: Scenario) -> None:
    for seed in range(20):
        staged = stage(run(ukraine, seed, offers="pressure-only", draw_priors=True), analyst=Silent())
        notes = [event for event in staged.of(ev.NoteKept) if event.body.kind == "blocked"]
        if notes:
            break
    assert notes[0].audience == ev.REVIEWER
    assert staged.end.blocked_by is not None
    assert staged.end.blocked_by.change == {}
    blocked = summarise(staged.events).blocked_by
    assert blocked is not None
    assert blocked.change == notes[0].body.would_take
    assert blocked.issue
