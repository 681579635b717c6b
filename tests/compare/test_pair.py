"""Two sessions side by side: where they part, why, and that nothing private is told to the public."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.compare.matrix import matrix, matrix_data
from detente.transcripts.compare.page import pair_data, pair_page
from detente.transcripts.compare.pair import Pair, compare_two
from detente.transcripts.compare.side import Side
from detente.transcripts.render.markdown import markdown
from detente.transcripts.render.record import is_public
from detente.transcripts.store import Folder
from tests.forks.making import base, branch


def side(path: Path, *, private: bool = True) -> Side:
    """A session as reviewers, or everybody, may see it."""
    folder = Folder(path)
    return Side.of(folder.manifest, load_text(folder.scenario_text), folder.events(), private=private)


def pair(one: Path, other: Path, *, private: bool = True) -> Pair:
    """Two sessions on disk, compared."""
    return compare_two(side(one, private=private), side(other, private=private))


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory, ukraine: Scenario) -> Path:
    """A session of the flagship."""
    return base(ukraine, tmp_path_factory.mktemp("talks"), rounds=3)


def test_a_session_beside_itself_parts_nowhere(talks: Path) -> None:
    found = pair(talks, talks)
    assert found.first is None
    assert not found.unlike
    assert found.rows
    assert not any(row.differs for row in found.rows)
    assert "the same in all of them" in markdown(pair_page(found))


def test_a_fork_s_change_is_the_cause_and_nothing_differs_before_it(talks: Path) -> None:
    found = pair(talks, branch(talks, "moscow.2", name="dropped", drop_levers=("reset",)))
    assert found.first is not None
    assert (found.first.kind, found.first.stage, found.first.round) == ("offer", "moscow", 2)
    assert (found.first.seat, found.first.sides[0]) == ("russia", "reset")
    assert found.first.cause.startswith("the fork's change (A: no change; B: at moscow.2: lever taken out:")
    assert not any(row.differs for row in found.rows if (row.stage, row.round) < ("moscow", 2))


def test_the_one_condition_that_differs_is_the_cause(talks: Path, ukraine: Scenario) -> None:
    other = base(ukraine, talks.parent, "seed-4", seed=4, rounds=3)
    found = pair(talks, other)
    assert [(entry.field, entry.values) for entry in found.unlike] == [("seed", ("3", "4"))]
    assert found.first is not None
    assert found.first.cause == "seed is 3 in A and 4 in B"


def test_of_several_conditions_none_is_called_the_cause(talks: Path, ukraine: Scenario) -> None:
    other = base(ukraine, talks.parent, "other", seed=4, rounds=3, world="time-neutral")
    found = pair(talks, other)
    assert {entry.field for entry in found.unlike} == {"seed", "world"}
    assert found.first is not None
    assert found.first.cause == ""
    assert "not known: several things were run differently" in markdown(pair_page(found))


def test_every_position_of_either_has_its_row_and_its_quote(talks: Path, ukraine: Scenario) -> None:
    other = base(ukraine, talks.parent, "quotes", seed=4, rounds=3)
    data = pair_data(pair(talks, other))
    for place, path in enumerate((talks, other)):
        held = [(row, row["sides"][place]) for row in data["positions"] if row["sides"][place]]
        read = {
            (event.stage, event.round, event.body.seat, position.issue)
            for event in Folder(path).events()
            if isinstance(event, ev.ReadingTaken)
            for position in event.body.positions
        }
        assert {(row["stage"], row["round"], row["seat"], row["issue"]) for row, _ in held} == read
        texts = {e.seq: e.body.text for e in Folder(path).events() if isinstance(e, ev.StatementMade)}
        assert all(entry["quote"] and entry["quote"] in texts[entry["event"]] for _, entry in held)


def test_a_stage_that_only_one_held_is_told_and_not_aligned_with_another(talks: Path) -> None:
    other = branch(talks, "moscow.1", name="bare", offers="none")
    found = pair(talks, other)
    for one, two in found.rounds:
        assert one is None or two is None or (one.stage, one.round) == (two.stage, two.round)
    held = [{(entry.stage, entry.round) for entry in one.rounds} for one in found.sides]
    assert len(found.rounds) == len(held[0] | held[1])


def test_the_public_gets_no_lean_and_no_private_word(talks: Path, ukraine: Scenario) -> None:
    other = base(ukraine, talks.parent, "public", seed=5, rounds=3)
    found = pair(talks, other, private=False)
    told = json.dumps(pair_data(found)) + markdown(pair_page(found, only_differences=False))
    inside = [
        text for path in (talks, other) for event in Folder(path).events() for text in private_words(event)
    ]
    assert len(inside) > 20
    assert not [text for text in inside if text in told]
    assert '"lean": [0' not in told
    assert '"lean": [-' not in told
    assert pair_data(found)["results"][0]["lean"] == []
    assert pair_data(pair(talks, other))["results"][0]["lean"]


def private_words(event: ev.Event) -> list[str]:
    """What an event says that not everybody may hear."""
    if is_public(event):
        return []
    data: dict[str, Any] = event.body.model_dump()
    return [value for name in ("text", "instructions") if len(value := str(data.get(name) or "")) > 12]


def test_more_than_two_are_a_matrix_of_every_two(talks: Path, ukraine: Scenario) -> None:
    others = [base(ukraine, talks.parent, f"m{seed}", seed=seed, rounds=3) for seed in (6, 7)]
    data = matrix_data(matrix([side(path) for path in (talks, *others)]))
    assert [entry["sessions"] for entry in data["pairs"]] == [["base", "m6"], ["base", "m7"], ["m6", "m7"]]
    assert data["differences_in_what_was_run"] == {"seed": ["3", "6", "7"]}
    for entry, (one, other) in zip(data["pairs"], ((0, 1), (0, 2), (1, 2)), strict=True):
        rows = pair((talks, *others)[one], (talks, *others)[other]).rows
        assert entry["positions_that_differ"] == sum(row.differs for row in rows)
