"""docs/gold.md says what is measured, and the gold set is what it says it is."""

import json

import pytest

from benchmarks.gold_page import GOLD, PAGE, SETS, page
from detente.scenario.loader import load
from detente.studies.gold import Label, load_gold, score

HALVES = [f"{name}-{half}" for name in SETS for half in ("tune", "test")]


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m benchmarks.gold_page"


@pytest.mark.parametrize(("name", "least"), [("baseline-test", 0.90), ("prose-test", 0.60)])
def test_the_lexical_analyst_reads_the_test_halves_well_enough(name: str, least: float) -> None:
    found = score(load_gold(GOLD / f"{name}.jsonl"), "lexical").micro.f1
    assert found is not None
    assert found >= least


def _everything() -> list[Label]:
    return [label for name in HALVES for label in load_gold(GOLD / f"{name}.jsonl")]


def test_the_set_is_large_covers_every_issue_and_no_statement_stands_in_two_halves() -> None:
    labels = _everything()
    assert len(labels) >= 200
    assert {position.issue for label in labels for position in label.positions} == set(
        load("ukraine-2025").issue_ids
    )
    assert len({label.id for label in labels}) == len({label.text for label in labels}) == len(labels)
    assert {label.answer for label in labels} == {"accept", "reject", "counter", "conditional", "silent"}


def test_every_quote_of_the_labels_stands_in_its_text() -> None:
    assert [
        label.id for label in _everything() if any(p.quote not in label.text for p in label.positions)
    ] == []


@pytest.mark.parametrize("name", SETS)
def test_every_statement_was_labelled_twice(name: str) -> None:
    lines = (GOLD / f"{name}-second.jsonl").read_text(encoding="utf-8").splitlines()
    first = {label.id for label in _everything() if (label.kind == "baseline") == (name == "baseline")}
    assert {json.loads(line)["id"] for line in lines} == first
