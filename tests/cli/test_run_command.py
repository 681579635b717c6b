"""`detente run` and `detente resume`: one session, from the flags to the answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from detente.transcripts.manifest import NOTICE
from tests.cli.agents import CANARY, change_replies, mute, mute_council, with_canary

Detente = Callable[..., Result]

KEYS = {
    "schema", "notice", "session", "path", "state", "reason", "scenario", "world", "offers", "seed", "seats",
    "outcome", "class", "blocked_by", "ended_in", "rounds", "lean", "influence", "positions", "settlement",
    "breaches", "faults", "clock", "totals",
}  # fmt: skip
"""What the command contract promises of every answer."""


def test_the_talks_go_to_stderr_and_what_came_of_them_to_stdout(detente: Detente) -> None:
    done = detente("run", "tiny", "--name", "one")
    assert done.exit_code == 0
    assert "Round 1 of 8" in done.stderr
    assert "Settlement" in done.stdout
    assert "Round 1 of 8" not in done.stdout
    assert Path("transcripts/one/events.jsonl").is_file()
    for text in (done.stdout, done.stderr):
        assert NOTICE in " ".join(text.split())


def test_json_is_one_object_with_every_key_of_the_contract_and_a_quiet_stderr(detente: Detente) -> None:
    done = detente("run", "tiny", "--json")
    answer = json.loads(done.stdout)
    assert set(answer) >= KEYS
    assert answer["seats"] == {"north": "baseline", "south": "baseline"}
    assert answer["state"] == "ended"
    assert Path(answer["path"], "session.json").is_file()
    assert done.stderr == ""


def test_every_flag_reaches_the_session(detente: Detente) -> None:
    done = detente(
        "run", "ukraine-2025", "--seed", "7", "--rounds", "1", "--world", "no-factions", "--offers", "none",
        "--without", "europe", "--set", "M24=0.5", "--seat", "russia=baseline", "--draw-priors",
        "--out", "there", "--name", "all", "--json",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    manifest = json.loads(Path("there/all/session.json").read_text())
    expected = {
        "seed": 7, "rounds": 1, "world": "no-factions", "offers": "none", "without": ["europe"],
        "sets": {"M24": "0.5"}, "draw_priors": True, "session": "all",
    }  # fmt: skip
    assert {key: manifest[key] for key in expected} == expected
    assert "europe" not in manifest["seats"]


def test_the_environment_stands_in_for_flags(detente: Detente, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_OUT", "there")
    monkeypatch.setenv("DETENTE_SEED", "5")
    done = detente("run", "tiny", "--name", "one", "--json")
    assert json.loads(done.stdout)["seed"] == 5
    assert detente("verify", "one").exit_code == 0


@pytest.mark.detente_model("what cannot be used is told before anybody is asked")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("nope",), "no scenario 'nope'"),
        (("tiny", "--world", "x"), "no world 'x'"),
        (("tiny", "--offers", "none,x"), "no offer plan 'x'"),
        (("tiny", "--set", "M99=1"), "M99"),
        (("tiny", "--set", "M1"), "give it as PATH=VALUE"),
        (("tiny", "--seat", "north=model:x"), "no provider 'model'"),
        (("tiny", "--seat", "north=baseline", "--seat", "north=human"), "north is given twice"),
        (("tiny", "--without", "north"), "without north"),
        (("tiny", "--seeds", "3-1"), "runs backwards"),
        (("tiny", "--seeds", "a"), "such as 1-20"),
        (("tiny", "--seeds", "1-2", "--seed", "4"), "either --seed or --seeds"),
        (("tiny", "--name", "../x"), "plain folder name"),
        (("tiny", "--rounds", "0"), "--rounds"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_runs_nothing(
    detente: Detente, args: tuple[str, ...], words: str
) -> None:
    done = detente("run", *args)
    assert done.exit_code == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not Path("transcripts").exists()
    failed = json.loads(detente("run", *args, "--json").stdout)
    assert failed["error"]["exit_code"] == 2


def test_a_name_that_is_taken_is_refused(detente: Detente) -> None:
    detente("run", "tiny", "--name", "one", "--json")
    again = detente("run", "tiny", "--name", "one")
    assert again.exit_code == 2
    assert "already holds a session" in again.stderr


def test_a_dry_run_says_what_would_be_run_and_runs_nothing(detente: Detente) -> None:
    args = ("run", "ukraine-2025", "--seeds", "1-3", "--world", "article,no-factions", "--dry-run")
    plan = json.loads(detente(*args, "--json").stdout)
    assert plan["sessions"] == 6
    assert plan["worlds"] == ["article", "no-factions"]
    assert plan["acts"]["speak"] > 0
    assert "6 sessions" in detente(*args).stdout
    assert not Path("transcripts").exists()


def test_a_dry_run_never_promises_fewer_acts_than_are_done(detente: Detente) -> None:
    plan = json.loads(detente("run", "tiny", "--dry-run", "--json").stdout)
    answer = json.loads(detente("run", "tiny", "--json").stdout)
    events = Path(answer["path"], "events.jsonl").read_text().splitlines()
    said = sum(json.loads(line)["type"] == "statement" for line in events)
    assert 0 < said <= plan["acts"]["speak"]


@pytest.mark.parametrize("public", [("--public",), ()])
def test_a_public_run_shows_no_private_word_and_another_one_no_argument(
    detente: Detente, monkeypatch: pytest.MonkeyPatch, public: tuple[str, ...]
) -> None:
    change_replies(monkeypatch, with_canary)
    done = detente("run", "ukraine-2025", "--rounds", "2", *public)
    assert done.exit_code == 0
    assert CANARY not in done.stdout + done.stderr
    assert ("leans (private)" in done.stderr) == (not public)
    assert ("Lean of its decider" in done.stdout) == (not public)


def test_the_public_answer_holds_no_lean(detente: Detente) -> None:
    answer = json.loads(detente("run", "ukraine-2025", "--rounds", "1", "--public", "--json").stdout)
    assert set(answer) >= KEYS
    assert answer["lean"] == []
    assert answer["influence"] == {}
    assert answer["positions"]


def test_a_seat_that_cannot_act_stops_the_session_resumably(
    detente: Detente, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        change_replies(patch, mute)
        done = detente("run", "tiny", "--name", "one")
        assert done.exit_code == 3
        assert "Go on with: detente resume one" in done.stderr
        again = detente("resume", "one", "--json")
        assert again.exit_code == 3
        answer = json.loads(again.stdout)
        assert set(answer) >= KEYS
        assert answer["state"] == "paused"
        assert "nothing was said" in answer["reason"]
        assert answer["faults"]
    whole = detente("resume", "one")
    assert whole.exit_code == 0
    assert "Round 4 of 8" in whole.stderr
    assert "Round 2 of 8" not in whole.stderr
    assert detente("verify", "one").exit_code == 0
    ended = detente("resume", "one")
    assert ended.exit_code == 2
    assert "has ended" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_the_way_on_names_the_folder_that_was_given(
    detente: Detente, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_replies(monkeypatch, mute)
    done = detente("run", "tiny", "--name", "one", "--out", "there")
    assert "detente resume there/one" in done.stderr


def test_a_failure_in_a_council_is_not_told_in_public(
    detente: Detente, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_replies(monkeypatch, mute_council)
    args = ("run", "ukraine-2025", "--rounds", "2")
    assert CANARY in detente(*args).stderr
    for extra in ((), ("--json",)):
        done = detente(*args, "--public", *extra)
        assert done.exit_code == 3
        assert CANARY not in done.stdout + done.stderr
    for form in ("terminal", "markdown", "json"):
        assert CANARY not in detente("show", "last", "--public", "--format", form).stdout


def test_a_torn_last_line_is_repaired_and_said(detente: Detente, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        change_replies(patch, mute)
        detente("run", "tiny", "--name", "one", "--json")
    events = Path("transcripts/one/events.jsonl")
    events.write_bytes(events.read_bytes() + b'{"seq":')
    done = detente("resume", "one")
    assert done.exit_code == 0
    assert "torn" in done.stderr


def test_verify_names_what_was_changed_and_exits_with_4(detente: Detente) -> None:
    for name in ("one", "two"):
        detente("run", "tiny", "--name", name, "--json")
    events = Path("transcripts/one/events.jsonl")
    lines = events.read_bytes().splitlines(keepends=True)
    events.write_bytes(b"".join(lines).replace(b'"answer":"counter"', b'"answer":"accept"', 1))
    done = detente("verify", "one", "two", "--json")
    assert done.exit_code == 4
    found = json.loads(done.stdout)
    assert found["ok"] is False
    assert [entry["ok"] for entry in found["sessions"]] == [False, True]
    told = detente("verify", "one", "two")
    assert told.exit_code == 4
    assert "FAILED" in told.stderr
    assert "two: " in told.stdout
