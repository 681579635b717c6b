"""Records say what sessions do, and mute seats decide as speaking ones."""

import pytest

from benchmarks.sessions import Cell, config_of, kept, needs_words, record, run
from detente.orchestration.session import play
from detente.scenario.model import Scenario

SCHEDULED = [
    Cell(),
    Cell(plan="vague"),
    Cell(plan="none"),
    Cell("europe-inside", "incentives-only"),
    Cell("pressure-works", "pressure-only"),
    Cell(sets=(("M31", "0"),)),
]


@pytest.mark.parametrize("cell", SCHEDULED, ids=lambda cell: cell.key)
def test_silence_changes_no_outcome(pack: Scenario, cell: Cell) -> None:
    """Where a schedule makes the offers, outcomes, leans and decisions are those of a full session."""
    for seed in (1, 2, 3, 4, 5):
        config = config_of(pack, cell, seed).checked()
        assert not needs_words(pack, config)
        start = config.numbers.scalar("russia.leader.lean")
        mute, full = (kept(pack, run(config, words=words), start) for words in (False, True))
        assert mute == full


@pytest.mark.parametrize("cell", [Cell(plan="adaptive"), Cell(plan="random"), Cell(without=("usa",))])
def test_who_composes_offers_needs_words(pack: Scenario, cell: Cell) -> None:
    assert needs_words(pack, config_of(pack, cell, 1).checked())


@pytest.mark.parametrize("cell", [Cell(), Cell(plan="adaptive")], ids=lambda cell: cell.key)
def test_a_record_agrees_with_the_summary_of_a_session(pack: Scenario, cell: Cell) -> None:
    made, summary = record(pack, cell, 3), play(config_of(pack, cell, 3)).manifest.summary
    assert made.outcome == summary.outcome_class
    assert (made.start, made.lean) == (summary.lean[0], summary.lean[-1])
    assert made.rounds == summary.rounds
    assert made.settled == len(summary.settlement or {})
    blocked = summary.blocked_by
    assert (made.party, made.key) == ((blocked.party, blocked.key) if blocked else ("", ""))


def test_a_cell_replaces_what_it_sets() -> None:
    cell = Cell().where("M24", "0").where("M24", "2").where("M30", "0")
    assert cell.key == "article|article||M24=2,M30=0"
