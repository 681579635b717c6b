"""Sets: their design, one failure among many, interruption and resumption."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detente.errors import InputError, SessionLocked, TranscriptError
from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.studies import set_running
from detente.studies.sets import Done, SetDesign, is_set, resume_set, run_set
from detente.transcripts.manifest import Manifest
from detente.transcripts.store import Folder

Start = Callable[..., tuple[Path, Manifest]]


def design(scenario: Scenario, seeds: int = 4, **choices: Any) -> SetDesign:  # noqa: ANN401 - RunConfig's
    """One world and one plan, several seeds."""
    base = RunConfig(scenario=scenario, rounds=2, **choices).checked()
    return SetDesign(base, tuple(range(1, seeds + 1)), (base.world,), (base.offers,))


def transcripts(path: Path) -> dict[str, bytes]:
    """Session → the bytes of its transcript."""
    return {file.parent.name: file.read_bytes() for file in path.glob("*/events.jsonl")}


def test_a_set_crosses_worlds_plans_and_seeds_and_its_grid_adds_up(ukraine: Scenario, tmp_path: Path) -> None:
    base = RunConfig(scenario=ukraine, rounds=1).checked()
    crossed = SetDesign(base, (1, 2), ("article", "no-factions"), ("article", "none"))
    report = run_set(crossed, tmp_path, "set")
    assert (report.total, report.finished, report.state, report.failed) == (8, 8, "ended", [])
    assert {(w, p) for w, row in report.grid.items() for p in row} == {
        (world, plan) for world in crossed.worlds for plan in crossed.offers
    }
    for row in report.grid.values():
        assert [sum(cell.values()) for cell in row.values()] == [2, 2]
    assert sorted(transcripts(tmp_path / "set")) == sorted(cell.session for cell in crossed.cells())
    for cell in crossed.cells():
        manifest = Folder(tmp_path / "set" / cell.session).manifest
        assert (manifest.world, manifest.offers, manifest.seed) == (cell.world, cell.offers, cell.seed)


def test_the_grid_counts_what_the_manifests_say(tiny: Scenario, tmp_path: Path) -> None:
    report = run_set(design(tiny, 6), tmp_path, "set")
    counted: dict[str, int] = {}
    for cell in design(tiny, 6).cells():
        outcome = str(Folder(report.path / cell.session).manifest.summary.outcome_class)
        counted[outcome] = counted.get(outcome, 0) + 1
    assert report.grid == {"plain": {"none": counted}}


def test_two_jobs_give_the_same_bytes_as_one(tiny: Scenario, tmp_path: Path) -> None:
    choices: dict[str, Any] = {"draw_priors": True, "sets": {"M2": "1"}}
    one = run_set(design(tiny, 5, **choices), tmp_path, "one", jobs=1)
    two = run_set(design(tiny, 5, **choices), tmp_path, "two", jobs=2)
    assert len(transcripts(one.path)) == 5
    assert transcripts(one.path) == transcripts(two.path)
    assert one.grid == two.grid
    assert two.state == "ended"


def test_a_session_of_a_set_has_the_bytes_it_would_have_alone(tiny: Scenario, tmp_path: Path) -> None:
    report = run_set(design(tiny, 2), tmp_path, "set")
    alone = session.play(RunConfig(scenario=tiny, seed=2, rounds=2)).lines
    assert (report.path / "plain-none-00002" / "events.jsonl").read_bytes() == b"".join(alone)
    assert "every byte" in session.verify(report.path / "plain-none-00002")


def failing(seed: int, error: Exception) -> Start:
    """A `start` that fails for one seed."""

    def start(config: RunConfig, *rest: Any, **more: Any) -> tuple[Path, Manifest]:  # noqa: ANN401
        if config.seed == seed:
            raise error
        return session.start(config, *rest, **more)

    return start


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("error", [InputError("No such thing."), RuntimeError("a bug")])
def test_one_that_fails_never_stops_the_others(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, error: Exception
) -> None:
    monkeypatch.setattr(set_running, "start", failing(2, error))
    told: list[Done] = []
    report = run_set(design(tiny), tmp_path, "set", jobs=jobs, progress=told.append)
    assert (report.finished, report.total, report.state) == (3, 4, "paused")
    ((name, sentence),) = report.failed
    assert name == "plain-none-00002"
    assert str(error) in sentence
    assert report.answer()["failed"] == [{"session": name, "error": sentence}]
    assert sorted(done.number for done in told) == [1, 2, 3, 4]
    assert [done.session for done in told if done.error] == [name]
    monkeypatch.setattr(set_running, "start", session.start)
    again = resume_set(report.path)
    assert (again.finished, again.state, again.failed) == (4, "ended", [])


def interrupted(at: int) -> Callable[[Done], None]:
    """A progress that is interrupted when so many sessions are over."""

    def progress(done: Done) -> None:
        if done.number == at:
            raise KeyboardInterrupt

    return progress


def test_an_interrupted_set_is_finished_by_running_exactly_what_is_missing(
    tiny: Scenario, tmp_path: Path
) -> None:
    whole = run_set(design(tiny), tmp_path, "whole")
    with pytest.raises(KeyboardInterrupt):
        run_set(design(tiny), tmp_path, "set", progress=interrupted(2))
    path = tmp_path / "set"
    before = {name: (path / name / "session.json").stat().st_mtime_ns for name in transcripts(path)}
    assert len(before) == 2
    told: list[Done] = []
    report = resume_set(path, progress=told.append)
    assert [done.session for done in told] == ["plain-none-00003", "plain-none-00004"]
    assert (report.finished, report.state) == (4, "ended")
    assert all((path / name / "session.json").stat().st_mtime_ns == when for name, when in before.items())
    assert transcripts(path) == transcripts(whole.path)
    assert report.grid == whole.grid


def test_an_interruption_within_a_session_stops_the_set_and_loses_nothing(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(Folder):
        def append(self, line: bytes) -> None:
            if self.path.name.endswith("2") and len(self.lines()) == 4:
                raise KeyboardInterrupt
            super().append(line)

    def start(config: RunConfig, out: Path, name: str) -> tuple[Path, Manifest]:
        return session.start(config, out, name, opener=Interrupted)

    whole = run_set(design(tiny), tmp_path, "whole")
    monkeypatch.setattr(set_running, "start", start)
    with pytest.raises(KeyboardInterrupt):
        run_set(design(tiny), tmp_path, "set")
    assert sorted(transcripts(tmp_path / "set")) == ["plain-none-00001", "plain-none-00002"]
    assert Folder(tmp_path / "set" / "plain-none-00002").manifest.state == "paused"
    resume_set(tmp_path / "set")
    assert transcripts(tmp_path / "set") == transcripts(whole.path)


def test_an_ended_set_is_resumed_by_running_nothing(tiny: Scenario, tmp_path: Path) -> None:
    report = run_set(design(tiny, 2), tmp_path, "set")
    told: list[Done] = []
    assert resume_set(report.path, progress=told.append).grid == report.grid
    assert told == []


def test_a_set_is_told_from_a_session_and_never_written_over(tiny: Scenario, tmp_path: Path) -> None:
    report = run_set(design(tiny, 1), tmp_path, "set")
    assert is_set(report.path)
    assert not is_set(report.path / "plain-none-00001")
    with pytest.raises(TranscriptError, match="already holds a set"):
        run_set(design(tiny, 1), tmp_path, "set")
    with pytest.raises(TranscriptError, match="cannot be read as a set"):
        resume_set(tmp_path)


def test_nobody_else_runs_a_set_while_it_is_run(tiny: Scenario, tmp_path: Path) -> None:
    refused: list[SessionLocked] = []

    def try_too(done: Done) -> None:
        if done.number == 1:
            with pytest.raises(SessionLocked) as caught:
                resume_set(tmp_path / "set")
            refused.append(caught.value)

    assert run_set(design(tiny), tmp_path, "set", progress=try_too).state == "ended"
    assert str(refused[0]) == "set is being run; wait for it, or stop it first."
    assert resume_set(tmp_path / "set").state == "ended"


def test_a_set_of_another_schema_is_refused_with_the_version_that_reads_it(
    tiny: Scenario, tmp_path: Path
) -> None:
    path = run_set(design(tiny), tmp_path, "set").path
    plan = json.loads((path / "set.json").read_bytes())
    (path / "set.json").write_text(json.dumps({**plan, "schema": 2, "detente": "9.1"}), encoding="utf-8")
    with pytest.raises(TranscriptError, match=r"has schema 2; this version reads 1: use detente 9\.1"):
        resume_set(path)


def test_a_scenario_that_was_changed_stops_the_resumption_of_a_set(tiny: Scenario, tmp_path: Path) -> None:
    report = run_set(design(tiny, 1), tmp_path, "set")
    file = report.path / "scenario.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("I say", "We say").replace("Two towns", "2"))
    with pytest.raises(TranscriptError, match="was changed after the set was started"):
        resume_set(report.path)


def test_a_design_that_does_not_fit_is_refused_before_anything_is_written(
    tiny: Scenario, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="no world 'flat'"):
        run_set(replace(design(tiny), worlds=("plain", "flat")), tmp_path, "set")
    assert list(tmp_path.iterdir()) == []


def test_drawn_priors_differ_between_the_seeds_of_a_set(tiny: Scenario, tmp_path: Path) -> None:
    report = run_set(design(tiny, 2, draw_priors=True), tmp_path, "set")
    one, two = (Folder(report.path / f"plain-none-0000{seed}").manifest.drawn for seed in (1, 2))
    assert one.keys() == two.keys()
    assert one != two


def test_a_set_that_lost_its_scenario_or_cannot_be_written_is_said_to_be_so(
    tiny: Scenario, tmp_path: Path
) -> None:
    report = run_set(design(tiny, 1), tmp_path, "set")
    (report.path / "scenario.yaml").unlink()
    with pytest.raises(TranscriptError, match=r"it needs set\.json and scenario\.yaml"):
        resume_set(report.path)
    with pytest.raises(TranscriptError, match="cannot be written"):
        run_set(design(tiny, 1), report.path / "set.json", "deeper")
