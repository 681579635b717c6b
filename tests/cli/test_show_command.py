"""`detente show` and `detente sessions`: what is shown, to whom, in which form."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from detente.transcripts.manifest import NOTICE
from tests.cli.agents import CANARY, change_replies, with_canary
from tests.cli.test_run_command import KEYS

Detente = Callable[..., Result]


@pytest.fixture
def canaried(detente: Detente, monkeypatch: pytest.MonkeyPatch) -> Detente:
    """A session with the canary in every private field."""
    change_replies(monkeypatch, with_canary)
    assert detente("run", "ukraine-2025", "--rounds", "2", "--name", "bird", "--json").exit_code == 0
    assert CANARY in Path("transcripts/bird/events.jsonl").read_text()
    return detente


@pytest.mark.parametrize("form", ["terminal", "markdown", "json"])
@pytest.mark.parametrize("part", [(), ("--issue", "I2"), ("--stage", "moscow"), ("--seat", "russia")])
def test_no_private_word_is_in_any_public_rendering(
    canaried: Detente, form: str, part: tuple[str, ...]
) -> None:
    for public in ((), ("--public",)):
        done = canaried("show", "bird", "--format", form, *part, *public)
        assert done.exit_code == 0
        assert CANARY not in done.stdout + done.stderr


@pytest.mark.parametrize("form", ["terminal", "markdown", "json"])
def test_the_private_rendering_shows_what_stayed_inside(canaried: Detente, form: str) -> None:
    assert CANARY in canaried("show", "bird", "--private", "--format", form).stdout


def test_a_public_export_has_no_lean_no_hash_and_no_slot(canaried: Detente) -> None:
    record = json.loads(canaried("show", "bird", "--json", "--public").stdout)
    assert (record["lean"], record["influence"]) == ([], {})
    assert {event["type"] for event in record["events"]} >= {"statement", "reading", "offer.made", "clock"}
    assert not {"argument", "judgement", "note"} & {event["type"] for event in record["events"]}
    for event in record["events"]:
        assert not {"prev", "slot"} & set(event)
        assert event["audience"] == ["public"]
        assert event.get("generated") is True or event["type"] != "statement"


def test_show_answers_with_every_key_of_the_contract_and_those_of_run(detente: Detente) -> None:
    answer = json.loads(detente("run", "tiny", "--json").stdout)
    record = json.loads(detente("show", "last", "--json").stdout)
    assert set(record) >= KEYS
    assert {key: record[key] for key in answer} == answer
    assert json.loads(detente("show", "last", "--format", "json").stdout) == record


def test_an_issues_course_is_data_too(detente: Detente) -> None:
    detente("run", "tiny", "--json")
    record = json.loads(detente("show", "last", "--issue", "i1", "--json").stdout)
    assert record["issue"] == "I1"
    kinds = {step["type"] for step in record["course"]}
    assert kinds == {"offer", "position", "decision"}
    assert all(step["quote"] for step in record["course"] if step["type"] == "position")


def test_markdown_is_a_page_with_the_notice(detente: Detente) -> None:
    detente("run", "tiny", "--json")
    text = detente("show", "last", "--format", "markdown").stdout
    assert text.startswith("# Two towns and a river\n\n" + NOTICE)
    assert "\n## Direct talks at the mill\n" in text
    assert "\n> " in text


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("nope",), "no session 'nope'"),
        (("last", "--stage", "x"), "no stage 'x'"),
        (("last", "--issue", "x"), "no issue 'x'"),
        (("last", "--round", "99"), "Nothing of"),
        (("last", "--private", "--public"), "either --private or --public"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(detente: Detente, args: tuple[str, ...], words: str) -> None:
    detente("run", "tiny", "--json")
    done = detente("show", *args)
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stdout == ""
    failed = detente("show", *args, "--format", "json")
    assert json.loads(failed.stdout)["error"]["exit_code"] == 2


def test_a_changed_transcript_is_not_shown(detente: Detente) -> None:
    detente("run", "tiny", "--name", "one", "--json")
    events = Path("transcripts/one/events.jsonl")
    events.write_text(events.read_text().replace("mill", "hill", 1))
    assert detente("show", "one").exit_code == 4


def test_sessions_are_listed_newest_first_and_broken_ones_with_what_is_wrong(detente: Detente) -> None:
    for name in ("first", "second"):
        detente("run", "tiny", "--name", name, "--json")
    Path("transcripts/stray").mkdir()
    done = detente("sessions")
    assert done.exit_code == 0
    assert done.stdout.index("second") < done.stdout.index("first")
    assert "stray: transcripts/stray is no session: it has no session.json." in " ".join(done.stdout.split())
    found = {one["session"]: one for one in json.loads(detente("sessions", "--json").stdout)["sessions"]}
    assert found["stray"]["state"] == "broken"
    assert found["first"]["class"]
    assert found["first"]["problem"] is None


def test_no_sessions_is_no_error(detente: Detente) -> None:
    done = detente("sessions")
    assert done.exit_code == 0
    assert "detente run" in done.stderr
    assert json.loads(detente("sessions", "--json").stdout)["sessions"] == []


@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_no_line_is_wider_than_the_terminal(
    detente: Detente, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    run = detente("run", "tiny", "--name", "one")
    for text in (run.stdout, run.stderr, detente("show", "one").stdout, detente("sessions").stdout):
        assert max(len(line.rstrip()) for line in text.splitlines()) <= int(columns)
