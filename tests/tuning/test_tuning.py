"""A tuning from its design to its leaderboard: found is what is there, and nothing is asked twice."""

from __future__ import annotations

import json
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detente.errors import InputError, SessionPaused, TranscriptError
from detente.llm.budget import Caps
from detente.llm.chat import Request
from detente.llm.failures import ModelFailure
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.orchestration.backstage import Backstage
from detente.prompts.library import built_in
from detente.studies.tuning.board import Row
from detente.studies.tuning.design import Design, Factor
from detente.studies.tuning.folder import Tuned, begin, go_on
from detente.studies.tuning.running import FAULT
from detente.transcripts.calls import Answer
from detente.transcripts.store import Folder
from tests.server.negotiator import reply
from tests.tuning.noisy import LIBRARIES, Noisy, labels
from tests.tuning.planted import simulated

SAME = {"current": built_in()}


def design(**more: Any) -> Design:  # noqa: ANN401 - fields of a design
    fields: dict[str, Any] = {"name": "t", "variants": ("current", "marked"), "scenarios": ("tiny",)}
    return Design(**{**fields, "model": "openai:noisy", "seeds": (1, 2), "paraphrases": 0, **more})


def one_case(path: Path) -> Path:
    """A file with one prompt test of the scenario `tiny`."""
    path.write_text(
        "scenario: tiny\ncases: [{id: one, actor: north, act: speak, view: {written: {stage: direct}},"
        " expect: {says: {contains: [heard]}}}]\n",
        encoding="utf-8",
    )
    return path


def row(found: Tuned, measure: str, level: str = "marked") -> Row:
    return next(one for one in found.board.rows if (one.level, one.measure) == (level, measure))


def saying(says: Any) -> Backstage:  # noqa: ANN401 - what a fake says
    return Backstage(Providers(make=lambda *_: FakeModel(says)))


def sensible(request: Request) -> dict[str, Any]:
    """A valid reply to anything, by what it asks."""
    return reply(request.reply_schema, request.messages[0].text, request.messages[1].text)


def test_a_large_planted_difference_is_found_and_none_where_there_is_none() -> None:
    assert [simulated(n, 0.95, seeds=20, before=0.5).valid for n in range(3)] == ["better"] * 3
    assert [simulated(n, 0.8, seeds=20).false for n in range(100, 104)] == [()] * 4


def test_the_same_tuning_comes_out_the_same_whatever_runs_at_once(tmp_path: Path) -> None:
    found = [
        begin(design(name=f"t{jobs}"), LIBRARIES, tmp_path, Noisy(0.7, 0.8).backstage, jobs)
        for jobs in (1, 8)
    ]
    one, two = ([row.answer() for row in each.board.rows] for each in found)
    assert one == two


def test_every_measure_is_taken_and_leads_to_what_is_behind_it(tmp_path: Path) -> None:
    gold = labels(tmp_path / "gold.jsonl", 10)
    tests = one_case(tmp_path / "cases.yaml")
    wanted = design(gold=(str(gold),), cases=(str(tests),), paraphrases=1)
    found = begin(wanted, LIBRARIES, tmp_path, Noisy(1.0, 1.0, reads=1.0, reads_marked=0.0).backstage)
    assert found.state == "ended"
    measures = {one.measure for one in found.board.rows}
    assert measures == {
        "f1", "cases", "valid", "breaches", "leaks", "consistency", "refusals", "tokens",
    }  # fmt: skip
    f1 = row(found, "f1")
    assert (f1.before, f1.after, len(f1.pairs), f1.found) == (1.0, 0.0, 10, "worse")
    for one in found.board.rows:
        for pair in one.pairs:
            for record in (pair.before, pair.after):
                if record.behind.startswith("sessions/"):
                    assert Folder(found.path / record.behind).manifest.state == "ended"
                else:
                    assert record.behind in (found.path / "answers.jsonl").read_text(encoding="utf-8")


def test_a_stopped_tuning_goes_on_and_asks_only_what_is_missing(tmp_path: Path) -> None:
    gold = labels(tmp_path / "gold.jsonl", 6)
    wanted = design(gold=(str(gold),), paraphrases=1)
    whole = begin(wanted.model_copy(update={"name": "whole"}), LIBRARIES, tmp_path, Noisy(0.7, 0.8).backstage)
    asked: list[str] = []

    def counted(request: Request) -> dict[str, Any] | str:
        asked.append(request.slot)
        return Noisy(0.7, 0.8)(request)

    stage = replace(saying(counted), caps=Caps(calls=15))
    part = begin(wanted, LIBRARIES, tmp_path, stage, jobs=2)
    assert part.state == "paused"
    assert any("The cap of 15 calls is reached." in told for told in part.results.stopped)
    assert part.results.totals.calls <= 15
    again = go_on(tmp_path / "t", replace(saying(counted), caps=Caps(calls=1000)))
    assert again.state == "ended"
    assert [one.answer() for one in again.board.rows] == [one.answer() for one in whole.board.rows]
    acts = [slot for slot in asked if slot]
    assert len(acts) == whole.results.totals.calls - 1, "no answer was asked for twice"
    asked.clear()
    rested = go_on(tmp_path / "t", saying(counted))
    assert asked == []
    assert rested.results.totals.calls == again.results.totals.calls


def test_a_session_that_a_fault_has_stopped_is_a_finding_and_is_not_tried_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def refusing(request: Request) -> dict[str, Any] | Answer:
        asked.append(request.slot)
        made = sensible(request)
        refused = "speak" in request.slot and "seed 2" in request.draw
        return Answer(text="", refusal="I would rather not.") if refused else made

    found = begin(design(variants=("current",), arms=(ORDER,)), SAME, tmp_path, saying(refusing))
    assert found.state == "ended"
    assert len(found.results.outcomes["order=given"][FAULT]) == 1
    refusals = row(found, "refusals", "reversed")
    assert refusals.before > 0
    before = len(asked)
    assert go_on(tmp_path / "t", saying(refusing)).state == "ended"
    assert len(asked) == before


ORDER = Factor(name="order", levels=("given", "reversed"))


def test_leaks_of_private_words_are_counted(tmp_path: Path, ukraine: Any) -> None:  # noqa: ANN401 - a fixture
    secret = ukraine.personas["russia.leader"].private[0]

    def leaking(request: Request) -> dict[str, Any]:
        made = sensible(request)
        if request.reply == "statement" and "[B]" in request.messages[1].text:
            return {**made, "text": f"Between us: {secret}"}
        return made

    wanted = design(scenarios=("ukraine-2025",), seats=("russia",), seeds=(1,), rounds=1)
    found = begin(wanted, LIBRARIES, tmp_path, saying(leaking))
    leaks = row(found, "leaks")
    assert leaks.before == 0
    assert leaks.after >= 1


def test_breaches_of_the_seats_under_test_are_counted(tmp_path: Path) -> None:
    def signing(request: Request) -> dict[str, Any]:
        made = sensible(request)
        return {**made, "answer": "accept", "terms": []} if request.reply == "decision" else made

    wanted = design(
        variants=("current",), arms=(Factor(name="model", levels=("openai:noisy", "openai:other")),),
        scenarios=("ukraine-2025",), seats=("ukraine",), against=("baseline",), offers="article",
        seeds=(1,),
    )  # fmt: skip
    try:
        found = begin(wanted, SAME, tmp_path, saying(signing))
    except InputError as error:
        pytest.skip(str(error))
    assert row(found, "breaches", "openai:other").before == row(found, "breaches", "openai:other").after


def test_a_decision_that_changes_with_the_wording_is_told(tmp_path: Path) -> None:
    def swayed(request: Request) -> dict[str, Any]:
        made = sensible(request)
        if request.reply != "decision":
            return made
        plain = "# Where the talks stand" in request.messages[1].text
        return {**made, "answer": "accept" if plain else "reject", "terms": [], "would_take": []}

    found = begin(design(paraphrases=2), LIBRARIES, tmp_path, saying(swayed))
    assert row(found, "consistency").before == 0.0
    steady = begin(
        design(name="s", paraphrases=2), LIBRARIES, tmp_path,
        saying(lambda request: {**sensible(request), **({"answer": "accept", "terms": []}
                                if request.reply == "decision" else {})}),
    )  # fmt: skip
    assert row(steady, "consistency").before == 1.0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"scenarios": ("nowhere",)}, "There is no scenario 'nowhere'"),
        ({"seats": ("mayor",)}, "--seat mayor: tiny has the seats north, south"),
        ({"world": "mars"}, "There is no world 'mars'"),
        ({"gold": ("none.jsonl",)}, "none.jsonl is no file"),
    ],
)
def test_what_cannot_be_run_is_refused_before_anything_is_asked(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    asked: list[Request] = []
    with pytest.raises(InputError, match=told):
        begin(design(**change), LIBRARIES, tmp_path, saying(asked.append))
    assert not asked
    assert not (tmp_path / "t").exists()


def test_labels_that_were_changed_are_refused(tmp_path: Path) -> None:
    gold = labels(tmp_path / "gold.jsonl", 4)
    begin(design(scenarios=(), gold=(str(gold),)), LIBRARIES, tmp_path, Noisy(1.0, 1.0).backstage)
    gold.write_text(gold.read_text() + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="was changed after the tuning t was begun"):
        go_on(tmp_path / "t", Backstage())


def test_what_is_no_tuning_is_told(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="cannot be read as a tuning"):
        go_on(tmp_path, Backstage())


def test_the_results_are_kept_beside_the_design(tmp_path: Path) -> None:
    found = begin(design(), LIBRARIES, tmp_path, Noisy(1.0, 1.0).backstage)
    kept = json.loads((found.path / "results.json").read_text(encoding="utf-8"))
    assert kept["state"] == "ended"
    assert [one["measure"] for one in kept["rows"]] == [one.measure for one in found.board.rows]
    assert (found.path / "prompts" / "marked" / "speak.md").read_text(encoding="utf-8").endswith("[B]\n")


def test_a_provider_that_was_down_is_no_finding_and_is_asked_again(tmp_path: Path) -> None:
    gold = labels(tmp_path / "gold.jsonl", 6)
    tests = one_case(tmp_path / "cases.yaml")
    wanted = design(gold=(str(gold),), cases=(str(tests),), paraphrases=1)
    whole = begin(wanted.model_copy(update={"name": "whole"}), LIBRARIES, tmp_path, Noisy(0.7, 0.8).backstage)
    seen: set[str] = set()

    def failing(request: Request) -> dict[str, Any] | str | ModelFailure:
        """Each question fails once, for a reason that is not tried again."""
        asked = f"{request.slot}{request.draw}{request.messages[-1].text}"
        if request.slot and asked not in seen:
            seen.add(asked)
            return ModelFailure("forbidden", status=403)
        return Noisy(0.7, 0.8)(request)

    found = begin(wanted, LIBRARIES, tmp_path, saying(failing))
    rounds = 0
    while found.state != "ended":
        assert all("forbidden" in told or "not allowed" in told for told in found.results.stopped)
        assert FAULT not in {name for counts in found.results.outcomes.values() for name in counts}
        found, rounds = go_on(tmp_path / "t", saying(failing)), rounds + 1
        assert rounds < 60
    one, two = ([row.answer() for row in each.board.rows] for each in (whole, found))
    untouched = shown(one)
    assert shown(two) == untouched


def shown(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What was measured, but for the tokens: a call that failed on its way is charged too."""
    names = ("measure", "before", "after", "found")
    return [tuple(row[name] for name in names) for row in rows if row["measure"] != "tokens"]


def test_labels_of_the_same_name_in_two_files_are_two_labels(tmp_path: Path) -> None:
    first, second = labels(tmp_path / "one.jsonl", 3), labels(tmp_path / "two.jsonl", 4)
    second.write_text(second.read_text(encoding="utf-8").replace("We hold", "We keep"), encoding="utf-8")
    wanted = design(scenarios=(), gold=(str(first), str(second)))
    found = begin(wanted, LIBRARIES, tmp_path, Noisy(1.0, 1.0).backstage)
    assert found.state == "ended", found.results.stopped
    assert len(row(found, "f1").pairs) == 7


def test_an_interrupted_tuning_says_how_to_go_on_and_does(tmp_path: Path) -> None:
    asked = 0

    def interrupted(request: Request) -> dict[str, Any] | str:
        nonlocal asked
        asked += 1
        if asked == 12:
            signal.raise_signal(signal.SIGINT)
        return Noisy(0.7, 0.8)(request)

    with pytest.raises(SessionPaused, match=r"Interrupted\. Go on with: detente prompts tune --resume .*/t$"):
        begin(design(), LIBRARIES, tmp_path, saying(interrupted), jobs=1)
    again = go_on(tmp_path / "t", saying(interrupted))
    assert again.state == "ended"
    whole = begin(design(name="whole"), LIBRARIES, tmp_path, Noisy(0.7, 0.8).backstage)
    one, two = ([row.answer() for row in each.board.rows] for each in (whole, again))
    assert shown(two) == shown(one)


def test_a_model_that_cannot_be_reached_leaves_no_folder(tmp_path: Path) -> None:
    down = saying(lambda _: ModelFailure("unauthorized", status=401))
    with pytest.raises(InputError, match="the key is missing or wrong"):
        begin(design(), LIBRARIES, tmp_path, down)
    assert not (tmp_path / "t").exists()
