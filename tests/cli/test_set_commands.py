"""Sets of sessions: run, resume, list, verify."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from detente.cli.choices import seeds_in
from detente.studies import sets

Detente = Callable[..., Result]


@pytest.mark.parametrize(
    ("text", "seeds"),
    [("1-4", (1, 2, 3, 4)), ("1,3,5-7", (1, 3, 5, 6, 7)), ("2,2,1-2", (2, 1)), (" 9 ", (9,))],
)
def test_seeds_are_numbers_and_ranges(text: str, seeds: tuple[int, ...]) -> None:
    assert seeds_in(text) == seeds


def test_several_seeds_make_a_set_and_its_grid_speaks_of_model_runs(detente: Detente) -> None:
    done = detente("run", "tiny", "--seeds", "1-3", "--rounds", "2", "--name", "many")
    assert done.exit_code == 0
    assert "3 of 3 sessions have ended" in done.stdout
    assert "Shares of model runs" in done.stdout
    assert "robabilit" not in done.stdout
    assert Path("transcripts/many/set.json").is_file()


def test_worlds_and_plans_are_crossed(detente: Detente) -> None:
    args = ("--world", "article,no-factions", "--offers", "article,none", "--rounds", "1", "--json")
    answer = json.loads(detente("run", "ukraine-2025", *args).stdout)
    assert answer["total"] == answer["finished"] == 4
    assert set(answer["grid"]) == {"article", "no-factions"}
    assert set(answer["grid"]["article"]) == {"article", "none"}


def test_what_is_missing_of_a_set_is_run_by_resume(detente: Detente) -> None:
    detente("run", "tiny", "--seeds", "1-3", "--rounds", "1", "--name", "many", "--json")
    shutil.rmtree("transcripts/many/plain-none-00002")
    done = detente("resume", "many", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["finished"] == 3
    assert detente("verify", "many").exit_code == 0


def test_a_stopped_set_exits_with_3_and_says_how_to_go_on(
    detente: Detente, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sets, "run_set", stop)
    done = detente("run", "tiny", "--seeds", "1-3", "--name", "many")
    assert done.exit_code == 3
    assert "detente resume many" in done.stderr


def test_a_set_is_one_row_or_all_its_sessions(detente: Detente) -> None:
    detente("run", "tiny", "--seeds", "1-3", "--rounds", "1", "--name", "many", "--json")
    assert "many/ (3)" in detente("sessions").stdout
    assert "plain-none-00002" not in detente("sessions").stdout
    assert "many/plain-none-00002" in detente("sessions", "--all").stdout
    listed = json.loads(detente("sessions", "--json").stdout)["sessions"]
    assert {one["set"] for one in listed} == {"many"}


def test_a_session_of_a_set_is_shown_by_its_place_in_it(detente: Detente) -> None:
    detente("run", "tiny", "--seeds", "1-2", "--rounds", "1", "--name", "many", "--json")
    assert detente("show", "many/plain-none-00002").exit_code == 0
    refused = detente("show", "many")
    assert refused.exit_code == 2
    assert "name one of them" in refused.stderr
