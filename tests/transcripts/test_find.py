"""Sessions on disk by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import InputError
from detente.transcripts.find import find, listed
from detente.transcripts.manifest import Manifest, Run
from detente.transcripts.store import Folder


def session(folder: Path, start: str = "2026-01-01T00:00:00+00:00") -> Path:
    """A session's folder with an empty transcript."""
    manifest = Manifest(
        detente="0", session=folder.name, scenario="tiny", scenario_digest="d", world="w", offers="o", seed=1,
        seats={"north": "baseline"}, runs=(Run(start=start),),
    )  # fmt: skip
    Folder.create(folder, manifest, "id: tiny\n")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two sessions of one scenario, one of another, a set of two, and a folder that is no session."""
    out = tmp_path / "transcripts"
    session(out / "tiny-1", "2026-01-01T00:00:00+00:00")
    session(out / "tiny-2", "2026-01-03T00:00:00+00:00")
    session(out / "river-1", "2026-01-02T00:00:00+00:00")
    session(out / "many" / "plain-00001", "2026-01-01T10:00:00+00:00")
    session(out / "many" / "plain-00002", "2026-01-01T10:00:01+00:00")
    (out / "many" / "set.json").write_text("{}")
    (out / "stray").mkdir()
    return out


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("tiny-1", "tiny-1"),
        ("river", "river-1"),
        ("last", "tiny-2"),
        ("many/plain-00002", "many/plain-00002"),
        ("plain-00001", "many/plain-00001"),
        ("many/plain-00001", "many/plain-00001"),
    ],
)
def test_a_session_is_found_by_id_prefix_or_last(root: Path, name: str, path: str) -> None:
    assert find(name, root) == root / path


def test_a_session_is_found_by_its_folder_wherever_it_is(root: Path, tmp_path: Path) -> None:
    moved = (root / "tiny-1").rename(tmp_path / "elsewhere")
    assert find(str(moved), root) == moved


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tiny", "'tiny' fits several sessions: tiny-1, tiny-2"),
        ("plain", "many/plain-00001, many/plain-00002"),
        ("moon", "There is no session 'moon'"),
        ("many", "many is a set of 2 sessions; name one of them, such as many/plain-00001"),
    ],
)
def test_what_is_not_one_session_is_refused_with_the_candidates(root: Path, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        find(name, root)


def test_a_set_is_found_where_a_set_will_do(root: Path) -> None:
    assert find("many", root, sets=True) == root / "many"
    session(root / "many" / "plain-00003", "2026-02-01T00:00:00+00:00")
    assert find("last", root, sets=True) == root / "many"
    assert find("last", root) == root / "many" / "plain-00003"


def test_sessions_of_one_second_are_told_apart_by_their_making(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        session(tmp_path / name)
    assert find("last", tmp_path).name == "c"
    assert [one.name for one in listed(tmp_path)] == ["c", "a", "b"]


def test_without_sessions_there_is_no_last_and_the_user_is_told(tmp_path: Path) -> None:
    for name in ("last", "tiny"):
        with pytest.raises(InputError, match="detente run"):
            find(name, tmp_path / "nowhere")
    assert listed(tmp_path / "nowhere") == []


def test_a_broken_folder_is_listed_with_what_is_wrong_and_breaks_nothing(root: Path) -> None:
    (root / "tiny-1" / "events.jsonl").unlink()
    (root / "river-1" / "session.json").write_text('{"schema": 1')
    (root / "tiny-2" / "session.json").write_bytes(b"\xff\xfe")
    problems = {one.name: one.problem for one in listed(root)}
    assert "no session.json" in problems["stray"]
    assert "no events.jsonl" in problems["tiny-1"]
    assert "cannot be read" in problems["river-1"]
    assert "cannot be read" in problems["tiny-2"]
    assert problems["many/plain-00001"] == ""
    assert "many" not in problems


def test_a_session_of_another_schema_stands_where_it_started(root: Path) -> None:
    path = root / "tiny-1" / "session.json"
    path.write_text(path.read_text().replace('"schema": 1', '"schema": 9'))
    assert [(one.name, one.started) for one in listed(root) if one.problem and one.path.name != "stray"] == [
        ("tiny-1", "2026-01-01T00:00:00+00:00")
    ]
