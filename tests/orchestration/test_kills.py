"""Invariant 4: break a session at any write; resume ends with the very bytes it would have had."""

from __future__ import annotations

import functools
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from detente.errors import InputError, SessionPaused, TranscriptError
from detente.orchestration import checking, session
from detente.orchestration.config import RunConfig
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.transcripts.events import Envelope
from detente.transcripts.store import Folder
from tests.orchestration.breaking import (
    CAUSES,
    MOMENTS,
    Killed,
    Moment,
    breaking,
    breaking_manifest,
    broken,
    full_disk,
)


@pytest.fixture(autouse=True)
def _scenarios_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "load_text", functools.cache(load_text))


def assert_resumes(path: Path, whole: tuple[bytes, ...], torn: bool) -> None:
    """Resume and compare every byte, the manifest's runs and what is said of a repair."""
    before = Folder(path).manifest
    assert before.state in ("running", "paused")
    manifest, repaired = session.resume(path)
    assert (path / "events.jsonl").read_bytes() == b"".join(whole)
    assert (manifest.state, manifest.reason) == ("ended", "")
    assert Folder(path).manifest == manifest
    assert len(manifest.runs) == 2
    assert manifest.runs[1].why == "done"
    assert bool(repaired) == torn
    assert manifest.runs[1].repaired == repaired
    if torn:
        assert "torn" in repaired


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("cause", CAUSES)
def test_a_small_session_broken_at_any_write_resumes_to_the_same_bytes(
    tiny: Scenario, tmp_path: Path, moment: Moment, cause: Callable[[], BaseException]
) -> None:
    config = RunConfig(scenario=tiny, seed=2, rounds=2)
    whole = session.play(config).lines
    for at in range(len(whole)):
        path = broken(config, tmp_path, breaking(at, moment, cause))
        assert len(Folder(path).lines()) == at + (moment == "after")
        assert_resumes(path, whole, torn=moment == "torn")


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("third", [0, 1, 2])
def test_a_large_session_broken_at_many_writes_resumes_to_the_same_bytes(
    ukraine: Scenario, tmp_path: Path, moment: Moment, third: int
) -> None:
    config = RunConfig(scenario=ukraine, seed=3, sets={"russia.leader.lean": "0.6"})
    whole = session.play(config).lines
    assert len(whole) > 60
    for at in range(third * 5, len(whole), 15):
        path = broken(config, tmp_path, breaking(at, moment, CAUSES[third]))
        assert_resumes(path, whole, torn=moment == "torn")


def test_a_session_broken_again_and_again_still_ends_with_the_same_bytes(
    tiny: Scenario, tmp_path: Path
) -> None:
    config = RunConfig(scenario=tiny, seed=2, rounds=2)
    whole = session.play(config).lines
    path = broken(config, tmp_path, breaking(0, "torn", Killed))
    for number in range(1, len(whole)):
        with pytest.raises(SessionPaused):
            session.resume(path, opener=breaking(1, "torn", KeyboardInterrupt))
        assert len(Folder(path).manifest.runs) == number + 1
    manifest, repaired = session.resume(path)
    assert (path / "events.jsonl").read_bytes() == b"".join(whole)
    assert repaired
    assert len(manifest.runs) == len(whole) + 1


def test_a_full_disk_pauses_the_session_and_is_named(tiny: Scenario, tmp_path: Path) -> None:
    with pytest.raises(SessionPaused, match="No space left on device") as paused:
        session.start(RunConfig(scenario=tiny), tmp_path, "talks", opener=breaking(4, "before", full_disk))
    assert paused.value.exit_code == 3
    assert "detente resume talks" in str(paused.value)
    manifest = Folder(tmp_path / "talks").manifest
    assert manifest.state == "paused"
    assert "No space left on device" in manifest.reason
    assert manifest.runs[0].why == manifest.reason


def test_a_disk_that_takes_a_part_of_a_line_pauses_the_session(tiny: Scenario, tmp_path: Path) -> None:
    class Short(Folder):
        """A disk with room for half of what is written."""

        def append(self, line: bytes) -> None:
            super().append(line)
            assert self._events is not None
            if len(self.lines()) == 3:
                self._events.truncate(self._events.tell() - 7)
                raise OSError(28, "No space left on device")

    config = RunConfig(scenario=tiny, seed=2, rounds=2)
    path = broken(config, tmp_path, Short)
    assert_resumes(path, session.play(config).lines, torn=True)


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("cause", CAUSES)
def test_a_manifest_that_cannot_be_written_loses_nothing(
    tiny: Scenario, tmp_path: Path, at: int, cause: Callable[[], BaseException]
) -> None:
    config = RunConfig(scenario=tiny, seed=2, rounds=2)
    path = broken(config, tmp_path, breaking_manifest(at, cause))
    assert_resumes(path, session.play(config).lines, torn=False)


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("cause", [full_disk, KeyboardInterrupt])
def test_a_manifest_that_cannot_be_written_on_resuming_loses_nothing(
    tiny: Scenario, tmp_path: Path, at: int, cause: Callable[[], BaseException]
) -> None:
    config = RunConfig(scenario=tiny, seed=2, rounds=2)
    path = broken(config, tmp_path, breaking(5, "before", Killed))
    with pytest.raises(SessionPaused):
        session.resume(path, opener=breaking_manifest(at, cause))
    manifest, _ = session.resume(path)
    assert manifest.state == "ended"
    assert (path / "events.jsonl").read_bytes() == b"".join(session.play(config).lines)


def test_an_ended_session_says_so_when_it_is_resumed(tiny: Scenario, tmp_path: Path) -> None:
    path, _ = session.start(RunConfig(scenario=tiny), tmp_path, "talks")
    with pytest.raises(InputError, match=r"has ended .* nothing to resume"):
        session.resume(path)


def test_observers_of_a_resumed_session_are_told_only_what_is_new(tiny: Scenario, tmp_path: Path) -> None:
    config = RunConfig(scenario=tiny, seed=2, rounds=2)
    path = broken(config, tmp_path, breaking(5, "before", Killed))
    told: list[int] = []
    session.resume(path, observers=[lambda event: told.append(event.seq)])
    assert told == list(range(5, len(session.play(config).lines)))


@pytest.mark.parametrize("at", [0, 1, 6])
def test_control_c_pauses_the_session_and_loses_nothing(tiny: Scenario, tmp_path: Path, at: int) -> None:
    config = RunConfig(scenario=tiny, seed=2, rounds=2)

    def press(event: Envelope) -> None:
        if event.seq == at:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(SessionPaused, match=r"Interrupted.*detente resume talks"):
        session.start(config, tmp_path, "talks", observers=[press])
    assert_resumes(tmp_path / "talks", session.play(config).lines, torn=False)


def test_a_folder_that_cannot_be_written_is_the_users_to_change(tiny: Scenario, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TranscriptError, match="cannot be written: Not a directory") as refused:
        session.start(RunConfig(scenario=tiny), tmp_path / "file" / "deeper", "talks")
    assert refused.value.exit_code == 2
