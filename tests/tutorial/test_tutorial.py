"""docs/prompts.md can be followed: every command does what it says, on cassettes, without key or network."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.tutorial.pages import DOCS, commands, expected, typed


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder in which everything was typed, and what each command showed."""
    folder, shown = tmp_path_factory.mktemp("tutorial"), dict[str, str]()
    for file in (DOCS / "tutorial").iterdir():
        shutil.copy(file, folder)
    for command in commands():
        done = typed(command, folder)
        assert done.returncode == expected(command), f"{command}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        shown[command] = done.stdout
    return folder, shown


def saying(shown: dict[str, str], *words: str) -> str:
    """What the one command with these words showed."""
    (found,) = [text for command, text in shown.items() if all(word in command for word in words)]
    return " ".join(found.split())


def test_the_hard_liners_are_too_soft_before_and_firm_after(followed: tuple[Path, dict[str, str]]) -> None:
    _, shown = followed
    before = saying(shown, "--samples", "before.jsonl")
    assert before.endswith("1 of 3 cases passed.")
    after = saying(shown, "--samples", "after.jsonl")
    assert after.endswith("3 of 3 cases passed.")


def test_the_change_is_found_better_and_is_kept(followed: tuple[Path, dict[str, str]]) -> None:
    folder, shown = followed
    told = saying(shown, "tune", "--cases")
    assert "firmer is better on “prompt tests passed”" in told
    assert (folder / "tunings" / "firmer" / "report.html").is_file()
    text = (folder / "my-library" / "argue.md").read_text(encoding="utf-8")
    assert "Advise `resist` unless" in text
    assert "version: 3" in text
    assert "tuning firmer: prompt tests passed" in text


def test_what_the_page_names_is_there() -> None:
    named = {"hardliner.yaml", "before.jsonl", "after.jsonl", "tuning.jsonl"}
    assert {path.name for path in (DOCS / "tutorial").iterdir()} == named
    assert len(commands()) > 12


def test_the_cassettes_hold_no_address_and_no_key() -> None:
    for path in (DOCS / "tutorial").glob("*.jsonl"):
        text = path.read_text(encoding="utf-8")
        assert "127.0.0.1" not in text
        assert "test-key" not in text
        for line in text.splitlines():
            json.loads(line)
