"""`detente prompts test`: the cases that come with the package, and one's own; what is shown; exit codes."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from detente.prompts.library import BUILT_IN
from detente.scenario.model import Scenario
from tests.cli.conftest import Detente

FINE = """\
  - id: the north insists
    actor: north
    act: speak
    view: &mill {written: {stage: direct}}
    mock: {text: We insist on equal shares of the water., private_note: ""}
    expect: {positions: [{issue: I1, holds: [b]}]}
"""
WRONG = """\
  - id: the south gives way
    actor: south
    act: speak
    view: *mill
    mock: {text: We insist on equal shares of the water., private_note: ""}
    expect: {says: {contains: [wells]}, positions: [{issue: I1, holds: [a]}]}
"""
UNTOLD = """\
  - id: nobody has answered
    actor: south
    act: speak
    view: *mill
    expect: {prompt: {contains: ["Your part: **Mayor of the southern town"]}}
"""
SECONDS = 60
"""The most that the shipped cases may take."""


@pytest.fixture
def mine(detente: Detente) -> Path:
    """A file with a case that passes, one that fails, and one without an answer."""
    del detente  # for its empty folder
    path = Path("mine.yaml")
    path.write_text(f"scenario: tiny\ncases:\n{FINE}{WRONG}{UNTOLD}", encoding="utf-8")
    return path


def test_the_shipped_cases_pass_and_cover_every_act_of_every_seat(
    detente: Detente, ukraine: Scenario
) -> None:
    begun = time.monotonic()
    done = detente("prompts", "test", "--json")
    assert time.monotonic() - begun < SECONDS
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["asked"] == "mock"
    assert told["counts"]["failed"] == 0
    assert told["counts"]["reply_not_judged"] == 0
    rows = [row for row in told["cases"] if row["scenario"] == "ukraine-2025"]
    asked = {(row["actor"], row["act"]) for row in rows}
    factions = {(name, "argue") for name in ukraine.personas if not name.endswith(".leader")}
    speakers = {(f"{seat}.leader", "speak") for seat in ukraine.seats}
    proposers = {(f"{seat}.leader", "propose") for seat in ("usa", "russia", "ukraine")}
    deciders = {(f"{seat}.leader", "decide") for seat in ("russia", "ukraine", "europe")}
    weighing = {("russia.leader", "weigh"), ("europe.leader", "weigh")}
    assert factions | speakers | proposers | deciders | weighing | {("analyst", "read")} == asked
    repaired = Counter(row["act"] for row in rows for trial in row["trials"] if trial["calls"] > 1)
    assert set(repaired) == {"argue", "weigh", "speak", "propose", "decide", "read"}


def test_every_decision_and_every_word_of_a_council_is_asked_in_other_words_too(detente: Detente) -> None:
    rows = json.loads(detente("prompts", "test", "--json").stdout)["cases"]
    for row in rows:
        names = Counter(check["name"] for check in row["trials"][0]["checks"])
        steady = row["act"] in ("argue", "weigh", "decide") and "fault" not in names
        assert not steady or names["same across paraphrases"] == 2, row["id"]


def test_the_table_names_what_failed_with_its_place_and_why(detente: Detente, mine: Path) -> None:
    done = detente("prompts", "test", str(mine))
    assert done.exit_code == 4
    assert "passed  the north insists" in done.stdout
    assert "failed  the south gives way" in done.stdout
    assert "the south gives way (mine.yaml:9):" in done.stdout
    assert "what it says lacks “wells”" in done.stdout
    assert "on I1 it is read as holding b, not a" in done.stdout
    assert "1 cases have no mocked answer: only what is told was judged." in done.stdout
    assert "2 of 3 cases passed." in done.stdout
    assert "1 of 3 cases failed." in done.stderr


def test_the_answer_is_one_object_and_the_exit_code_is_the_same(detente: Detente, mine: Path) -> None:
    done = detente("prompts", "test", str(mine), "--json")
    assert done.exit_code == 4
    told = json.loads(done.stdout)
    assert told["counts"] == {"cases": 3, "passed": 2, "failed": 1, "reply_not_judged": 1}
    wrong = told["cases"][1]
    assert (wrong["file"], wrong["line"], wrong["passed"]) == ("mine.yaml", 9, False)
    assert len(wrong["problems"]) == 2
    assert told["cases"][2]["reply_not_judged"] == "no mocked answer"


def test_junit_is_written_beside_what_is_shown(detente: Detente, mine: Path) -> None:
    done = detente("prompts", "test", str(mine), "--junit", "out.xml")
    assert done.exit_code == 4
    suite = ElementTree.parse("out.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    assert [one.get("name") for one in suite if one.find("failure") is not None] == ["the south gives way"]
    nowhere = detente("prompts", "test", str(mine), "--junit", "no/such/out.xml")
    assert nowhere.exit_code == 2
    assert "--junit no/such/out.xml cannot be written" in nowhere.stderr


def test_only_some_are_run(detente: Detente, mine: Path) -> None:
    done = detente("prompts", "test", str(mine), "--only", "north")
    assert done.exit_code == 0
    assert "1 of 1 cases passed." in done.stdout
    none = detente("prompts", "test", str(mine), "--only", "west")
    assert none.exit_code == 2
    assert "--only west: none of 3 cases has it in its id, actor or act." in none.stderr


def test_a_folder_is_run_with_all_that_is_in_it(detente: Detente, mine: Path) -> None:
    folder = Path("tests")
    (folder / "deeper").mkdir(parents=True)
    (folder / "one.yaml").write_text(mine.read_text().replace("id: ", "id: one "), encoding="utf-8")
    (folder / "deeper" / "two.yml").write_text(mine.read_text().replace("id: ", "id: two "), encoding="utf-8")
    told = json.loads(detente("prompts", "test", str(folder), "--json").stdout)
    assert told["counts"]["cases"] == 6


def test_prompts_of_ones_own_are_what_is_tested(detente: Detente) -> None:
    folder = Path("my-prompts")
    folder.mkdir()
    text = (BUILT_IN / "_card.md").read_text(encoding="utf-8")
    (folder / "_card.md").write_text(text.replace("- {{ belief }}\n", ""), encoding="utf-8")
    done = detente("prompts", "test", "--only", "russia.N hears", "--library", str(folder))
    assert done.exit_code == 4
    assert "the prompt lacks “- There is one people along the Dnieper" in " ".join(done.stdout.split())
    (folder / "_card.md").write_text("{{ card.no_such_thing }}", encoding="utf-8")
    broken = detente("prompts", "test", "--only", "russia.N hears", "--library", str(folder))
    assert broken.exit_code == 2
    assert "cannot be filled in: " in broken.stderr
    assert "no_such_thing" in broken.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere.yaml",), "nowhere.yaml cannot be read"),
        (("mine.yaml", "mine.yaml"), "the id 'the north insists' stands at mine.yaml:3 too."),
        (("mine.yaml", "--model", "baseline"), "--model baseline: give `mock` or a language model."),
        (("mine.yaml", "--cassette", "tape.jsonl"), "--cassette holds a model's answers"),
        (("mine.yaml", "--samples", "0"), "Invalid value for '--samples'"),
        (("mine.yaml", "--pass-at", "2"), "Invalid value for '--pass-at'"),
        (("mine.yaml", "--gold", "gold.jsonl"), "--gold goes with `detente prompts test analyst`"),
    ],
)
def test_what_cannot_be_done_is_said_and_ends_with_2(
    detente: Detente, mine: Path, arguments: tuple[str, ...], told: str
) -> None:
    assert mine.exists()
    done = detente("prompts", "test", *arguments)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split())


def test_a_bad_file_is_told_by_line_and_field(detente: Detente, mine: Path) -> None:
    mine.write_text(mine.read_text().replace("act: speak", "act: sing", 1), encoding="utf-8")
    done = detente("prompts", "test", str(mine))
    assert done.exit_code == 2
    assert "mine.yaml:5: cases.0.act:" in done.stderr
