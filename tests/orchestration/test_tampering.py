"""Invariant 4: what was changed after it was written is found, and its place or cause is named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import __version__
from detente.errors import ChainBroken, CheckFailed, TranscriptError
from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.transcripts.events import chain, parse
from detente.transcripts.manifest import Manifest
from detente.transcripts.store import Folder
from tests.orchestration.breaking import Killed, breaking, broken

Change = Callable[[list[bytes]], list[bytes]]


@pytest.fixture(scope="module")
def talks(tiny: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ended session."""
    config = RunConfig(scenario=tiny, seed=2, rounds=3)
    return session.start(config, tmp_path_factory.mktemp("out"), "talks")[0]


@pytest.fixture
def change(talks: Path, tmp_path: Path) -> Callable[[Change], Path]:
    """A copy of the ended session with its lines changed."""

    def copy(changed: Change) -> Path:
        path = tmp_path / "talks"
        path.mkdir(exist_ok=True)
        for name in ("session.json", "scenario.yaml"):
            (path / name).write_bytes((talks / name).read_bytes())
        lines = (talks / "events.jsonl").read_bytes().splitlines(keepends=True)
        (path / "events.jsonl").write_bytes(b"".join(changed(lines)))
        return path

    return copy


@settings(max_examples=150)
@given(data=st.data())
def test_a_flipped_byte_in_an_earlier_line_is_reported_with_file_and_line(
    change: Callable[[Change], Path], data: st.DataObject
) -> None:
    where: list[int] = []

    def flip(lines: list[bytes]) -> list[bytes]:
        number = data.draw(st.integers(0, len(lines) - 2), label="line")
        line = bytearray(lines[number])
        place = data.draw(st.integers(0, len(line) - 1), label="byte")
        line[place] ^= data.draw(st.integers(1, 255), label="mask")
        where.append(number + 1)
        return [*lines[:number], bytes(line), *lines[number + 1 :]]

    path = change(flip)
    with pytest.raises(ChainBroken) as broken_chain:
        session.verify(path)
    assert broken_chain.value.exit_code == 4
    named = re.match(r"talks/events\.jsonl:(\d+): ", str(broken_chain.value))
    assert named, str(broken_chain.value)
    assert int(named[1]) == where[-1]


@settings(max_examples=60)
@given(data=st.data())
def test_a_flipped_byte_in_the_last_line_fails_the_check(
    change: Callable[[Change], Path], data: st.DataObject
) -> None:
    def flip(lines: list[bytes]) -> list[bytes]:
        line = bytearray(lines[-1])
        line[data.draw(st.integers(0, len(line) - 1))] ^= data.draw(st.integers(1, 255))
        return [*lines[:-1], bytes(line)]

    with pytest.raises((ChainBroken, CheckFailed)) as found:
        session.verify(change(flip))
    assert found.value.exit_code == 4


def _forged(lines: list[bytes]) -> list[bytes]:
    event = parse(lines[-1])
    forged = event.model_copy(update={"seq": event.seq + 1, "prev": chain(lines[-1])})
    return [*lines, forged.model_dump_json().encode() + b"\n"]


@pytest.mark.parametrize(
    ("changed", "error", "says"),
    [
        (lambda lines: [*lines[:5], *lines[6:]], ChainBroken, r"events\.jsonl:[56]: "),
        (lambda lines: lines[1:], ChainBroken, r"events\.jsonl:1: "),
        (lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]], ChainBroken, r"events\.jsonl:[567]: "),
        (lambda lines: [*lines[:5], lines[5], lines[5], *lines[6:]], ChainBroken, r"events\.jsonl:[67]: "),
        (lambda lines: [*lines, lines[-1]], ChainBroken, r"events\.jsonl:\d+: "),
        (_forged, CheckFailed, "goes on after the talks have ended"),
        (lambda lines: lines[:-1], CheckFailed, r"event \d+ is missing"),
        (lambda _: [], CheckFailed, "event 0 is missing"),
    ],
    ids=["removed", "first", "swapped", "doubled", "repeated", "forged", "cut", "emptied"],
)
def test_lines_removed_swapped_or_added_are_found(
    change: Callable[[Change], Path], changed: Change, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        session.verify(change(changed))


def test_a_transcript_rehashed_after_a_change_still_comes_out_differently(
    change: Callable[[Change], Path],
) -> None:
    def rehash(lines: list[bytes]) -> list[bytes]:
        before, made = "", []
        for line in lines:
            event = parse(line.replace(b"need", b"want")).model_copy(update={"prev": before})
            made.append(event.model_dump_json().encode() + b"\n")
            before = chain(made[-1])
        return made

    with pytest.raises(CheckFailed, match=r"event \d+ comes out differently"):
        session.verify(change(rehash))


def _reworded(path: Path) -> None:
    text = (path / "scenario.yaml").read_text(encoding="utf-8")
    assert "upstream priority" in text
    (path / "scenario.yaml").write_text(text.replace("upstream priority", "first use"), encoding="utf-8")


def test_a_changed_scenario_is_named_as_the_cause_by_verify(change: Callable[[Change], Path]) -> None:
    path = change(lambda lines: lines)
    assert "every byte" in session.verify(path)
    _reworded(path)
    with pytest.raises(CheckFailed, match=r"scenario\.yaml was changed"):
        session.verify(path)


@pytest.mark.parametrize("at", [0, 5])
def test_a_changed_scenario_is_named_as_the_cause_by_resume(tiny: Scenario, tmp_path: Path, at: int) -> None:
    path = broken(RunConfig(scenario=tiny, seed=2, rounds=2), tmp_path, breaking(at, "before", Killed))
    _reworded(path)
    with pytest.raises(CheckFailed, match=r"scenario\.yaml was changed"):
        session.resume(path)


def test_a_changed_line_stops_resume_too(tiny: Scenario, tmp_path: Path) -> None:
    path = broken(RunConfig(scenario=tiny, seed=2, rounds=2), tmp_path, breaking(6, "before", Killed))
    data = (path / "events.jsonl").read_bytes()
    (path / "events.jsonl").write_bytes(data.replace(b'"seed":2', b'"seed":3'))
    with pytest.raises(ChainBroken, match=r"events\.jsonl:1: "):
        session.resume(path)


def test_a_changed_manifest_comes_out_differently(change: Callable[[Change], Path]) -> None:
    path = change(lambda lines: lines)
    folder = Folder(path)
    folder.write_manifest(folder.manifest.model_copy(update={"seed": 9, "detente": "0.0.1"}))
    with pytest.raises(CheckFailed, match=r"event 0 comes out differently.*run with detente 0\.0\.1"):
        session.verify(path)


@pytest.mark.parametrize("version", ["", "0.0.9"])
def test_a_result_that_was_changed_in_the_manifest_is_found(
    change: Callable[[Change], Path], version: str
) -> None:
    path = change(lambda lines: lines)
    data = json.loads((path / "session.json").read_bytes())
    data["summary"]["outcome"] = "Everybody won."
    data["detente"] = version or data["detente"]
    (path / "session.json").write_text(json.dumps(data), encoding="utf-8")
    cause = f" It was run with detente {version}; this is {__version__}." if version else ""
    told = f"talks: the summary in session.json is not what the transcript comes to.{cause}"
    with pytest.raises(CheckFailed, match=f"{re.escape(told)}$"):
        session.verify(path)


def test_verify_of_a_paused_session_checks_what_there_is(tiny: Scenario, tmp_path: Path) -> None:
    path = broken(RunConfig(scenario=tiny, seed=2, rounds=2), tmp_path, breaking(6, "torn", Killed))
    assert "6 events" in session.verify(path)


def test_what_is_no_session_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match=r"is no session: it has no session\.json"):
        session.verify(tmp_path)
    (tmp_path / "session.json").write_text("{}", encoding="utf-8")
    with pytest.raises(TranscriptError, match="cannot be read as a session's manifest"):
        session.verify(tmp_path)


def test_a_session_is_never_written_over_another(talks: Path, tiny: Scenario) -> None:
    before = Manifest.model_validate_json((talks / "session.json").read_bytes())
    with pytest.raises(TranscriptError, match="already holds a session"):
        session.start(RunConfig(scenario=tiny), talks.parent, talks.name)
    assert Folder(talks).manifest == before
