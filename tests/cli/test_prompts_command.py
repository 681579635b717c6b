"""`detente prompts test analyst`: a score, a check, and bad labels named by their line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Detente = Callable[..., Result]

RIGHT = {"issue": "I1", "options": ["b"], "firmness": "firm", "quote": "equal shares"}
MISSED = {"issue": "I2", "options": ["a"], "firmness": "firm", "quote": "equal shares"}


@pytest.fixture
def gold(detente: Detente) -> Path:
    """One label that is read, and one that is not."""
    del detente  # for its empty folder
    text = "We insist on equal shares of the water."
    label = {"id": "1", "scenario": "tiny", "seat": "north", "text": text, "kind": "plain", "answer": None}
    path = Path("gold.jsonl")
    path.write_text(json.dumps({**label, "positions": [RIGHT, MISSED]}) + "\n")
    return path


def score(detente: Detente, *args: str) -> Result:
    return detente("prompts", "test", "analyst", "--gold", "gold.jsonl", "--analyst", "lexical", *args)


@pytest.mark.usefixtures("gold")
def test_the_score_is_micro_by_issue_and_by_kind(detente: Detente) -> None:
    answer = json.loads(score(detente, "--json").stdout)
    assert answer["micro"]["precision"] == 1.0
    assert answer["micro"]["recall"] == 0.5
    assert set(answer["per_issue"]) == {"I1", "I2"}
    assert set(answer["per_kind"]) == {"plain"}
    assert answer["counts"]["statements"] == 1
    assert set(answer) >= {"firmness", "answer", "refused", "notice"}
    shown = score(detente).stdout
    assert "all (micro)" in shown
    assert "0.667" in shown


@pytest.mark.usefixtures("gold")
def test_a_score_below_what_was_asked_fails_with_4(detente: Detente) -> None:
    assert score(detente, "--at-least", "0.6").exit_code == 0
    done = score(detente, "--at-least", "0.9")
    assert done.exit_code == 4
    assert "0.667" in done.stderr


def test_a_bad_label_is_named_by_file_and_line(detente: Detente, gold: Path) -> None:
    gold.write_text(gold.read_text() + '{"id": "2"}\n')
    done = score(detente)
    assert done.exit_code == 2
    assert "gold.jsonl:2: " in done.stderr
