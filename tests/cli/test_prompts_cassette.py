"""`prompts test --cassette`: recorded once, replayed without key and server, stale ones found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Detente
from tests.server.listener import serving
from tests.server.server import KEY, Server

CASES = """
scenario: tiny
cases:
  - {id: north speaks, actor: north, act: speak, view: &view {written: {stage: direct}}, expect: &says {says:
      {contains: [heard]}}}
  - {id: south speaks, actor: south, act: speak, view: *view, expect: *says}
"""
TEST = ("prompts", "test", "cases.yaml", "--model", "openai:test", "--samples", "2", "--cassette", "c.jsonl")


@pytest.fixture
def recorded(detente: Detente, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A cassette of both cases, twice each; the server is gone afterwards."""
    (tmp_path / "cases.yaml").write_text(CASES, encoding="utf-8")
    with serving(Server(key=KEY)) as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        ran = detente(*TEST, "--record", "new")
        assert ran.exit_code == 0, ran.output
        assert len(server.asked) == 5, "the model is reached once, and asked for each case and sample"
    monkeypatch.delenv("OPENAI_API_KEY")
    return server


def test_it_is_replayed_without_key_and_server(detente: Detente, recorded: Server) -> None:
    ran = detente(*TEST)
    assert ran.exit_code == 0, ran.output
    assert "2 of 2" in ran.stdout
    assert KEY not in Path("c.jsonl").read_text(encoding="utf-8")


def test_a_changed_prompt_is_stale_and_its_difference_is_told(
    detente: Detente, recorded: Server, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    source = detente("prompts", "show", "speak", "--source").stdout
    changed = source.replace("at most 200 words", "at most 90 words")
    (tmp_path / "mine" / "speak.md").write_text(changed, encoding="utf-8")
    ran = detente(*TEST, "--library", "mine")
    assert ran.exit_code == 4
    assert "the recording is stale" in ran.stderr
    assert "at most 90 words" in ran.stderr


def test_recordings_that_nobody_asks_for_are_stale_too(detente: Detente, recorded: Server) -> None:
    ran = detente(*TEST, "--only", "north")
    assert ran.exit_code == 4
    assert "c.jsonl: 2 recordings were not asked for; record with --record all." in ran.stderr


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--model", "mock", "--cassette", "c.jsonl"), "--cassette holds a model's answers: say whose"),
        (("--model", "openai:test", "--record", "new"), "--record says what of a --cassette is recorded"),
        (("--model", "openai:test", "--cassette", "none.jsonl"), "There is no cassette none.jsonl"),
        (("--model", "baseline"), "give `mock` or a language model"),
    ],
)
def test_what_does_not_go_together_is_told(
    detente: Detente, recorded: Server, given: tuple[str, ...], told: str
) -> None:
    ran = detente("prompts", "test", "cases.yaml", *given)
    assert ran.exit_code == 2
    assert told in ran.stderr


def test_what_was_recorded_before_a_cap_is_kept(
    detente: Detente, recorded: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with serving(Server(key=KEY)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        asked = (*TEST[:-1], "part.jsonl", "--record", "new")
        assert detente(*asked, "--max-calls", "3").exit_code == 3
        before = len(server.asked)
        assert Path("part.jsonl").exists()
        assert detente(*asked).exit_code == 0
        assert 0 < before <= 3
        assert len(server.asked) - before < 5, "what was recorded is not asked for again"
