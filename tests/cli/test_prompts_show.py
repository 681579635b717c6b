"""`prompts list`, `show` and `diff`: what a prompt is, what was asked at one moment, what would change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.llm.fakes import FakeModel
from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.prompts.library import BUILT_IN
from detente.scenario.model import Scenario
from tests.cli.conftest import Detente
from tests.forks.making import base, stage
from tests.server.negotiator import reply

MOMENT = ("--seat", "russia", "--act", "speak", "--at", "moscow.2")


@pytest.fixture
def mine(tmp_path: Path) -> str:
    """A folder with a prompt of one's own."""
    folder = tmp_path / "mine"
    folder.mkdir()
    text = (BUILT_IN / "speak.md").read_text(encoding="utf-8")
    (folder / "speak.md").write_text(text.replace("at most 200 words", "at most 90 words"), encoding="utf-8")
    return str(folder)


@pytest.fixture
def talks(ukraine: Scenario, tmp_path: Path) -> Path:
    """A session of the baseline where the commands look for one."""
    return base(ukraine, tmp_path / "transcripts", rounds=2)


def test_every_prompt_is_listed_with_its_use(detente: Detente, mine: str) -> None:
    rows = json.loads(detente("prompts", "list", "--library", mine, "--json").stdout)["prompts"]
    assert [row["id"] for row in rows if row["own"]] == ["speak"]
    by_name = {row["id"]: row for row in rows}
    assert by_name["decide"]["reply"] == "decision"
    assert by_name["seat"]["parts"] == ["_card", "_talks", "_manners"]
    assert by_name["read"]["audience"] == "public"
    shown = detente("prompts", "list", "--library", mine).stdout
    assert "speak *" in shown
    assert "of your own" in shown


def test_a_prompt_is_shown_with_what_it_says_of_itself(detente: Detente) -> None:
    shown = detente("prompts", "show", "argue").stdout
    assert "asks for: argument" in shown
    assert "private: view.inside" in shown
    assert "_view.md" in shown
    assert detente("prompts", "show", "argues").exit_code == 2


def test_a_moment_is_shown_line_by_line_with_its_origin(detente: Detente, talks: Path) -> None:
    found = json.loads(detente("prompts", "show", "--session", "last", *MOMENT, "--json").stdout)
    assert found["slot"] == "moscow.2/russia.leader/speak"
    assert found["sent"].startswith("No model was asked")
    system, turn = found["messages"]
    assert [line["text"] for line in system["lines"]] == system["text"].splitlines()
    assert {line["file"] for line in system["lines"] if line["private"]} == {"_card.md", "seat.md"}
    assert any(line["private"] and line["inputs"] == ["view.inside.text"] for line in turn["lines"])
    assert abs(system["tokens"] - len(system["text"].encode()) / 4) < 1
    shown = detente("prompts", "show", "--session", "last", *MOMENT).stdout
    assert "◆" in shown
    assert "_card card.private" in shown


def test_what_was_sent_to_a_model_is_told_from_what_would_have_been(
    detente: Detente, ukraine: Scenario, tmp_path: Path, mine: str
) -> None:
    model = FakeModel(lambda one: reply(one.reply_schema, one.messages[0].text, one.messages[-1].text))
    config = RunConfig(scenario=ukraine, seats={"russia": "openai:test"}, rounds=2)
    session.start(config, tmp_path / "transcripts", "spoken", backstage=stage(model))
    asked = ("prompts", "show", "--session", "spoken", *MOMENT[:-1], "moscow.1", "--json")
    found = json.loads(detente(*asked).stdout)
    assert found["sent"] == "openai:test was sent exactly these messages."
    exact = next(one for one in model.asked if one.slot == found["slot"])
    assert [one["text"] for one in found["messages"]] == [message.text for message in exact.messages]
    assert found["tokens_in"] == sum(len(message.text.split()) for message in exact.messages)
    other = json.loads(detente(*asked, "--library", mine).stdout)
    assert "at most 90 words" in other["messages"][1]["text"]
    assert other["sent"] == "These prompts were not in use."


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--seat", "russia", "--act", "argue", "--at", "moscow.1"), "say which: russia.N, russia.S"),
        (("--seat", "russia", "--act", "speak", "--at", "moscow.9"), "it has moscow.1, moscow.2"),
        (("--seat", "russia", "--act", "propose", "--at", "moscow.1"), "asked there: usa.leader speak"),
        (("--seat", "russia", "--act", "speak"), "--session, --seat, --act and --at, all four"),
    ],
)
def test_a_moment_that_is_not_there_is_told_with_what_is(
    detente: Detente, talks: Path, given: tuple[str, ...], told: str
) -> None:
    ran = detente("prompts", "show", "--session", "last", *given)
    assert ran.exit_code == 2
    assert told in ran.stderr


def test_a_faction_and_a_reading_can_be_named(detente: Detente, talks: Path) -> None:
    at = ("--at", "moscow.1", "--json")
    argued = detente("prompts", "show", "--session", "last", "--seat", "russia.S", "--act", "argue", *at)
    assert json.loads(argued.stdout)["actor"] == "russia.S"
    read = detente("prompts", "show", "--session", "last", "--seat", "russia", "--act", "read", *at)
    assert json.loads(read.stdout)["who"] == "analyst"


def test_a_difference_is_shown_in_texts_and_at_the_moments_it_is_told(
    detente: Detente, talks: Path, mine: str
) -> None:
    found = json.loads(detente("prompts", "diff", "built-in", mine, "--session", "last", "--json").stdout)
    assert list(found["texts"]) == ["speak.md"]
    changed = {name: one for name, one in found["rendered"].items() if one["changed"]}
    assert list(changed) == ["speak"]
    assert changed["speak"]["changed"] == changed["speak"]["moments"] > 3
    assert any(line.startswith("+") and "at most 90 words" in line for line in changed["speak"]["diff"])
    shown = detente("prompts", "diff", "built-in", mine, "--session", "last").stdout
    assert "speak, as first told differently: moscow.1/" in shown


def test_the_same_library_differs_in_nothing(detente: Detente, talks: Path) -> None:
    shown = detente("prompts", "diff", "built-in", "built-in").stdout
    assert "The texts are the same." in shown
    assert "Nothing is told differently." in shown


def test_what_is_no_library_is_told(detente: Detente, talks: Path) -> None:
    assert "keeps no prompts" in detente("prompts", "diff", "last", "built-in").stderr
    assert "neither `built-in`, nor a folder" in detente("prompts", "diff", "nowhere", "built-in").stderr
