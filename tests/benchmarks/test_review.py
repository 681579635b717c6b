"""The measuring of many sessions runs on a few: every figure is there, and a missed target is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.review import Figure, commands, exported, main, make, pages, table, the_set
from detente.transcripts.find import listed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of eight sessions: one seed in two worlds under four plans."""
    folder = tmp_path_factory.mktemp("review")
    make(folder, 3)
    return folder


def test_a_set_is_made_and_everything_in_it_is_measured(folder: Path) -> None:
    found = listed(folder)
    assert len(found) == 8
    assert all(one.manifest is not None and one.manifest.state == "ended" for one in found)
    assert the_set(folder) == folder / "grid"
    figures = [*pages(folder, repeats=1, warm=1), *commands(folder, repeats=1), exported(folder, repeats=1)]
    assert [figure.what for figure in figures] == [
        "list, first",
        "list, again",
        "list, filtered",
        "list, 'prisoners' searched",
        "page of the set, by offers",
        "detente compare --by offers",
        "detente sessions",
        "detente export --csv, 8 sessions",
    ]
    assert all(figure.seconds > 0 for figure in figures)
    assert all(figure.megabytes for figure in figures[5:])
    assert [figure.told for figure in figures[:3]] == ["8 sessions.", "8 sessions.", "1 of 8 sessions."]


@pytest.mark.parametrize(
    ("figure", "missed"),
    [
        (Figure("list, again", 0.9), False),
        (Figure("list, again", 1.0), True),
        (Figure("detente compare --by offers", 3.0, 999.0), False),
        (Figure("detente compare --by offers", 3.0, 1000.0), True),
        (Figure("list, first", 99.0), False),
    ],
)
def test_a_missed_target_is_said(figure: Figure, missed: bool) -> None:
    assert figure.missed == missed
    assert ("MISSED" in table([figure])) == missed


def test_a_folder_without_a_set_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--folder", str(tmp_path / "nowhere")])
    assert "there is no set of sessions in" in capsys.readouterr().err
