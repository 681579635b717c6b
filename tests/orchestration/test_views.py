"""What a seat may see when: statements at once, positions from the next round; the clock's ranges."""

from __future__ import annotations

import copy
import itertools

import pytest

from detente.orchestration.clock import tick
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Act, Decide, Propose, Read, Speak
from detente.transcripts.table import Table, View, visible
from tests.orchestration.staging import Instead, Staged, baseline, run, stage

Shown = list[tuple[Act, View]]


def watched(ukraine: Scenario, offers: str = "adaptive") -> tuple[Staged, Shown]:
    """A session, and a copy of every view that was handed out."""
    config = run(ukraine, seed=2, offers=offers, rounds=4, sets={"M32": "0"})
    shown: Shown = []

    class Watching(Instead):
        async def act(self, act: Act, view: View) -> object:  # type: ignore[override]
            shown.append((act, copy.deepcopy(view)))
            return await super().act(act, view)

    agents = {seat: Watching(agent, {}) for seat, agent in baseline(config).items()}
    return stage(config, agents), shown  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def talks(ukraine: Scenario) -> tuple[Staged, Shown]:
    """A session with an adaptive mediator."""
    return watched(ukraine)


def test_a_statement_is_heard_at_once(talks: tuple[Staged, Shown]) -> None:
    _, shown = talks
    answers = [(act, view) for act, view in shown if isinstance(act, Speak) and act.seat == "russia"]
    assert answers
    for act, view in answers:
        last = view.table.statements[-1]
        assert (last.seat, last.stage, last.round) == ("usa", act.stage, act.round)


def test_no_position_of_the_round_that_is_going_on_is_seen(talks: tuple[Staged, Shown]) -> None:
    _, shown = talks
    for act, view in shown:
        for held in view.table.positions.values():
            for entry in held.values():
                assert (entry.stage, entry.round) != (act.stage, act.round)


def test_every_position_of_the_round_before_is_seen(talks: tuple[Staged, Shown]) -> None:
    staged, shown = talks
    read = [event for event in staged.of(ev.ReadingTaken) if event.body.positions]
    for act, view in shown:
        seen = {entry.event for held in view.table.positions.values() for entry in held.values()}
        for event in read:
            if (event.stage, event.round) == (act.stage, act.round - 1):
                assert event.body.statement in seen, f"{act.slot} does not see {event.slot}"


def test_the_offer_of_a_round_is_seen_by_whoever_speaks_in_it(talks: tuple[Staged, Shown]) -> None:
    _, shown = talks
    for act, view in shown:
        if isinstance(act, Speak | Decide):
            assert view.table.standing is not None
            assert (view.table.standing.stage, view.table.standing.round) == (act.stage, act.round)


def test_a_view_is_of_the_round_it_is_handed_out_in(talks: tuple[Staged, Shown]) -> None:
    _, shown = talks
    assert any(isinstance(act, Propose) for act, _ in shown)
    for act, view in shown:
        assert (view.table.stage, view.table.round) == (act.stage, act.round), act.slot


def test_a_view_is_the_fold_of_what_its_seat_may_see(talks: tuple[Staged, Shown]) -> None:
    staged, shown = talks
    decided = [(act, view) for act, view in shown if isinstance(act, Decide)]
    for act, view in decided:
        table, reached = Table(), False
        for event in staged.events:
            reached = reached or event.slot == act.slot
            if not reached and visible(event, act.seat):
                table.apply(event)
        assert view.table == table


def test_a_view_keeps_a_bounded_number_of_statements(ukraine: Scenario) -> None:
    config = run(ukraine, without=("usa",), rounds=12)
    longest: list[int] = []

    class Counting(Instead):
        async def act(self, act: Act, view: View) -> object:  # type: ignore[override]
            longest.append(len(view.table.statements))
            return await super().act(act, view)

    stage(config, {"russia": Counting(baseline(config)["russia"], {})})  # type: ignore[dict-item]
    assert max(longest) <= 8


def test_the_analyst_is_handed_an_empty_table(ukraine: Scenario) -> None:
    analyst = Instead(baseline(run(ukraine))["usa"], {})
    staged = stage(run(ukraine), analyst=analyst)
    assert staged.paused is not None, "a baseline seat cannot read"
    act, view = analyst.asked[0]
    assert isinstance(act, Read)
    assert view.table == Table()


# -- the clock ------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", ["tiny", "ukraine"])
def test_costs_are_ranges_that_grow_linearly_with_time(pack: str, request: pytest.FixtureRequest) -> None:
    scenario: Scenario = request.getfixturevalue(pack)
    first = tick(scenario, 0, counted=True)
    assert first.costs
    for rounds in (1, 2, 5, 40):
        later = tick(scenario, first.days * (rounds - 1), counted=True)
        assert later.elapsed == rounds * scenario.clock.days_per_round
        for name, (low, high) in later.costs.items():
            assert low < high
            assert low == pytest.approx(first.costs[name][0] * rounds, abs=0.06 * rounds)
            assert high == pytest.approx(first.costs[name][1] * rounds, abs=0.06 * rounds)


def test_the_clock_of_a_session_only_goes_on(talks: tuple[Staged, Shown]) -> None:
    staged, _ = talks
    ticks = [event.body for event in staged.of(ev.ClockTicked)]
    assert [body.elapsed for body in ticks] == [14 * (n + 1) for n in range(len(ticks))]
    for before, after in itertools.pairwise(ticks):
        for name, (low, high) in after.costs.items():
            assert low > before.costs[name][0]
            assert high > before.costs[name][1]


def test_where_delay_costs_nothing_the_clock_counts_days_only(ukraine: Scenario) -> None:
    staged = stage(run(ukraine, rounds=1, sets={"M3": "0"}))
    assert all(event.body.costs == {} for event in staged.of(ev.ClockTicked))
    assert staged.of(ev.ClockTicked)[0].body.elapsed == 14
