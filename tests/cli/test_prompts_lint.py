"""`prompts lint`: clean is 0, found is 4, and what is found is one sentence each."""

from __future__ import annotations

import json
from pathlib import Path

from detente.prompts.library import BUILT_IN
from tests.cli.conftest import Detente


def faulty(folder: Path) -> str:
    """A folder with a prompt that tells other people's words as if they were ours."""
    folder.mkdir()
    text = (BUILT_IN / "read.md").read_text(encoding="utf-8")
    (folder / "read.md").write_text(text.replace("| quoted", ""), encoding="utf-8")
    return str(folder)


def test_the_shipped_prompts_are_clean(detente: Detente) -> None:
    ran = detente("prompts", "lint")
    assert ran.exit_code == 0, ran.output
    assert "Nothing is wrong with them." in ran.stdout
    assert "Of the window" in ran.stdout


def test_what_is_found_is_told_and_exits_with_4(detente: Detente, tmp_path: Path) -> None:
    folder = faulty(tmp_path / "mine")
    ran = detente("prompts", "lint", "--library", folder, "--scenario", "tiny")
    assert ran.exit_code == 4
    assert "words-unquoted: 'text', words of others, stands outside the bar" in " ".join(ran.stdout.split())
    assert "1 thing was found." in ran.stderr
    asked = ("prompts", "lint", "--library", folder, "--scenario", "tiny", "--json")
    found = json.loads(detente(*asked).stdout)
    assert [(one["code"], one["file"]) for one in found["findings"]] == [("words-unquoted", "read.md")]


def test_a_scenario_that_is_not_there_is_told(detente: Detente) -> None:
    ran = detente("prompts", "lint", "--scenario", "nowhere")
    assert ran.exit_code == 2
    assert "There is no scenario 'nowhere'" in ran.stderr
