"""Invariant 3 over whole sessions: every position stands in its own statement, at its offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.scenario import loader
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Act, Position, Read, Reading, Reply
from detente.transcripts.table import View
from tests.orchestration.staging import Staged, run, stage


def assert_grounded(staged: Staged) -> int:
    """Compare every position with its statement; returns how many there were."""
    said = {event.seq: event for event in staged.of(ev.StatementMade)}
    read = staged.of(ev.ReadingTaken)
    assert sorted(reading.body.statement for reading in read) == sorted(said)
    for reading in read:
        statement = said[reading.body.statement]
        assert reading.body.seat == statement.actor
        for position in reading.body.positions:
            assert position.quote == statement.body.text[position.start : position.end]
            assert position.quote.strip()
    return sum(len(reading.body.positions) for reading in read)


@given(seed=st.integers(0, 10**6), data=st.data())
def test_every_position_of_a_session_stands_in_its_own_statement(seed: int, data: st.DataObject) -> None:
    scenario = loader.load("ukraine-2025")
    offers = data.draw(st.sampled_from([plan.id for plan in scenario.offers]))
    without = data.draw(st.sampled_from([(), ("usa",), ("europe",)]))
    assert assert_grounded(stage(run(scenario, seed, offers=offers, without=without, rounds=8)))


def test_all_issues_receive_positions_within_a_few_sessions(ukraine: Scenario) -> None:
    spoken: set[str] = set()
    for seed in range(4):
        for reading in stage(run(ukraine, seed)).of(ev.ReadingTaken):
            spoken |= {position.issue for position in reading.body.positions}
    assert spoken == set(ukraine.issue_ids)


class Inventing:
    """An analyst that makes up half of what it reads."""

    async def act(self, act: Act, view: View) -> Reply:
        assert isinstance(act, Read)
        real = Position(issue="I1", options=("a",), firmness="firm", quote=" ".join(act.text.split()[:2]))
        made_up = real.model_copy(update={"quote": "We surrender.", "start": 0, "end": 13})
        elsewhere = real.model_copy(update={"issue": "I77"})
        return Reading(positions=(real, made_up, elsewhere))


@pytest.mark.parametrize("pack", ["tiny", "ukraine-2025"])
def test_what_an_analyst_invents_becomes_no_position_and_is_kept_as_refused(pack: str) -> None:
    staged = stage(run(loader.load(pack), rounds=2), analyst=Inventing())
    assert assert_grounded(staged) == len(staged.of(ev.ReadingTaken))
    for reading in staged.of(ev.ReadingTaken):
        assert [bool(refused.reason) for refused in reading.body.refused] == [True, True]
        assert reading.body.refused[0].quote == "We surrender."
