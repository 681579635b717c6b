"""Each arm changes what is asked, or of whom, and stands in the results as a factor of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detente.errors import InputError
from detente.llm.chat import Request
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.llm.specs import Spec
from detente.orchestration.backstage import Backstage
from detente.prompts.library import built_in
from detente.scenario.model import Scenario
from detente.studies.tuning.arms import library_of, scenario_of, seats_of
from detente.studies.tuning.design import Design, checked_arm
from detente.studies.tuning.folder import Tuned, begin
from detente.transcripts.store import Folder
from tests.server.negotiator import reply

LEVELS = {
    "model": "model=openai:one,openai:two",
    "swap": "swap=no,russia:usa",
    "order": "order=given,reversed",
    "names": "names=shown,masked",
    "language": "language=English,French",
    "instructed": "instructed=yes,no",
}


def tuned(arm: str, out: Path) -> tuple[Tuned, dict[str, list[tuple[str, Request]]]]:
    """A tuning of one arm on the flagship, and what was asked: session's model → (slot, request)."""
    asked: dict[str, list[tuple[str, Request]]] = {}

    def make(spec: Spec, *_: Any) -> FakeModel:  # noqa: ANN401 - settings and keys
        def says(request: Request) -> dict[str, Any]:
            asked.setdefault(spec.name, []).append((request.slot, request))
            return reply(request.reply_schema, request.messages[0].text, request.messages[1].text)

        return FakeModel(says)

    design = Design(
        name="t", variants=("current",), arms=(checked_arm(arm),), scenarios=("ukraine-2025",), seeds=(1,),
        seats=("russia",), model="openai:one", rounds=1, paraphrases=0,
    )  # fmt: skip
    found = begin(design, {"current": built_in()}, out, Backstage(Providers(make=make)), jobs=1)
    assert found.state == "ended", found.results.stopped
    return found, asked


@pytest.mark.parametrize("name", LEVELS)
def test_every_arm_is_a_column_and_changes_what_is_asked(tmp_path: Path, name: str) -> None:
    found, asked = tuned(LEVELS[name], tmp_path)
    first, second = found.design.arms[0].levels
    assert set(found.results.outcomes) == {"variant=current", f"{name}={first}", f"{name}={second}"}
    assert {(row.factor, row.level, row.beside) for row in found.board.rows} == {(name, second, first)}
    paths = [found.path / "sessions" / cell.folder for cell in found.design.cells()]
    one, two = ((path / "calls.jsonl").read_text(encoding="utf-8") for path in paths)
    assert one != two, "the same was asked of the same"
    if name == "model":
        assert set(asked) == {"openai:one", "openai:two"}
    if name == "swap":
        assert Folder(paths[0]).manifest.seats["russia"] == "openai:one"
        assert Folder(paths[1]).manifest.seats["usa"] == "openai:one"
        assert Folder(paths[1]).manifest.seats["russia"] == "baseline"


def test_a_language_is_asked_for_in_every_seats_manners_and_of_the_analyst() -> None:
    spoken = library_of(built_in(), "French")
    assert library_of(built_in(), "English") is built_in()
    assert "The talks are held in French." in spoken.files["_manners.md"]
    assert "The statement may be in French." in spoken.files["analyst.md"]
    assert spoken.digests["seat"] != built_in().digests["seat"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("weather=fair,foul", "there is no arm 'weather'; there are model, swap, order"),
        ("order=given", "give two levels or more"),
        ("order=given,sideways", "order is given or reversed, not 'sideways'"),
        ("names", "give two levels or more"),
    ],
)
def test_an_arm_that_there_is_not_is_told(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        checked_arm(text)


@pytest.mark.parametrize(
    ("swap", "told"),
    [
        ("russia", "give two seats as A:B"),
        ("usa:ukraine", "one of them must be under test, and the other not"),
    ],
)
def test_a_swap_that_changes_nothing_is_told(ukraine: Scenario, swap: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        seats_of(ukraine, ("russia",), "openai:one", "baseline", swap)


def test_names_can_be_masked_by_a_file_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "mask.yaml"
    own.write_text("Northern: Leftmost\n", encoding="utf-8")
    assert checked_arm(f"names=shown,{own}").levels == ("shown", str(own))
    plain, hidden = (scenario_of("tiny", "", names, "") for names in ("shown", str(own)))
    assert "Northern" in plain.text
    assert "Leftmost" in hidden.text
    assert "Northern" not in hidden.text
