"""Scoring an analyst: what is counted, and what is said about labels that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detente.errors import InputError
from detente.studies import gold
from detente.studies.gold import Rates, load_gold, score
from detente.transcripts.acts import Position, Reading, Refused
from detente.transcripts.manifest import Totals

TEXT = "We insist on equal shares of the water. A southern levy is out of the question."


def label(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    positions = [{"issue": "I1", "options": ["b"], "firmness": "firm", "quote": "equal shares"}]
    whole = {"id": "1", "scenario": "tiny", "seat": "north", "text": TEXT, "kind": "plain", "answer": None}
    return {**whole, "positions": positions, **changes}


def written(path: Path, *labels: object) -> Path:
    path.write_text("\n".join(json.dumps(one) for one in labels) + "\n", encoding="utf-8")
    return path


class Fixed:
    """A reader that always reads the same."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

        self.totals = Totals()

    def __call__(self, scenario: object, _spec: str, _with: object) -> Fixed:
        self.scenario = scenario
        return self

    def read_all(self, texts: list[tuple[str, str]]) -> list[Reading]:
        return [self.reading for _ in texts]


def read_as(
    monkeypatch: pytest.MonkeyPatch, *positions: tuple[str, tuple[str, ...], str], **more: object
) -> None:
    """Let every statement be read as holding these positions."""
    found = [
        Position.model_validate({"issue": issue, "options": options, "firmness": firmness, "quote": "q"})
        for issue, options, firmness in positions
    ]
    reading = Reading.model_validate({"positions": found, **more})
    monkeypatch.setattr(gold, "Reader", Fixed(reading))


def test_triples_are_counted_with_ranges_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = [{"issue": "I1", "options": ["a", "c"], "firmness": "flexible", "quote": "equal shares"}]
    path = written(tmp_path / "g.jsonl", label(positions=labels))
    read_as(monkeypatch, ("I1", ("a", "b"), "flexible"), ("I2", ("a",), "rejecting"))
    found = score(load_gold(path), "lexical")
    assert found.micro == Rates(right=2, wrong=1, missed=1)
    assert found.per_issue == {"I1": Rates(2, 0, 1), "I2": Rates(0, 1, 0)}
    assert found.micro.precision == pytest.approx(2 / 3, abs=1e-6)
    assert found.micro.recall == pytest.approx(2 / 3, abs=1e-6)


def test_held_and_rejected_are_different_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "g.jsonl", label())
    read_as(monkeypatch, ("I1", ("b",), "rejecting"))
    assert score(load_gold(path), "lexical").micro == Rates(0, 1, 1)


def test_firmness_is_scored_on_matched_triples_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "g.jsonl", label())
    read_as(monkeypatch, ("I1", ("b",), "flexible"), ("I2", ("a",), "firm"))
    found = score(load_gold(path), "lexical")
    assert (found.firmness.right, found.firmness.of) == (0, 1)


def test_an_answer_that_is_not_labelled_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "g.jsonl", label(), label(answer="accept"), label(answer="reject"))
    read_as(monkeypatch, answer="accept")
    answers = score(load_gold(path), "lexical").answers
    assert (answers.right, answers.of) == (1, 2)


def test_refused_passages_kinds_and_misquoted_labels_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    misquoted = [{"issue": "I1", "options": ["b"], "firmness": "firm", "quote": "not there"}]
    path = written(tmp_path / "g.jsonl", label(kind="x"), label(kind="y", positions=misquoted))
    read_as(monkeypatch, ("I1", ("b",), "firm"), refused=[Refused(reason="no stand")])
    found = score(load_gold(path), "lexical")
    assert found.refused == 2
    assert found.quotes_missing == 1
    assert found.per_kind == {"x": Rates(1), "y": Rates(1)}


def test_nothing_to_read_and_nothing_read_has_no_rate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "g.jsonl", label(positions=[]))
    read_as(monkeypatch)
    assert score(load_gold(path), "lexical").micro.f1 is None


def test_the_lexical_analyst_reads_the_plain_example(tmp_path: Path) -> None:
    positions = [
        {"issue": "I1", "options": ["b"], "firmness": "firm", "quote": "We insist on equal shares"},
        {"issue": "I2", "options": ["a"], "firmness": "rejecting", "quote": "A southern levy is out"},
    ]
    path = written(tmp_path / "g.jsonl", label(positions=positions))
    assert score(load_gold(path), "lexical").micro.f1 == 1.0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "this line is not one JSON object"),
        ("[]", "valid dictionary"),
        (json.dumps(label(seat="moon")), "there is no seat 'moon' in tiny; it has north, south"),
        (json.dumps(label(scenario="mars")), "There is no scenario 'mars'"),
        (json.dumps(label(answer="maybe")), "answer"),
        (
            json.dumps(label(positions=[{"issue": "I9", "options": ["a"], "firmness": "firm"}])),
            "no issue 'I9'",
        ),
        (
            json.dumps(label(positions=[{"issue": "I1", "options": ["g"], "firmness": "firm"}])),
            "no option 'g'",
        ),
        (json.dumps(label(positions=[{"issue": "I1", "options": [], "firmness": "firm"}])), "options"),
        (json.dumps({"id": "1"}), "scenario"),
    ],
)
def test_a_bad_line_is_named_by_file_and_line(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "g.jsonl"
    path.write_text(f"{json.dumps(label())}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=words) as caught:
        load_gold(path)
    assert str(caught.value).startswith(f"{path}:3: ")


def test_a_file_without_labels_is_refused(tmp_path: Path) -> None:
    (tmp_path / "g.jsonl").write_text("\n")
    with pytest.raises(InputError, match="holds no labelled statement"):
        load_gold(tmp_path / "g.jsonl")
    with pytest.raises(InputError, match="cannot be read"):
        load_gold(tmp_path / "nothing.jsonl")
