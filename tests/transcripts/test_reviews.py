"""Reviews: kept beside the transcript with who and when, held to the same proof as the analyst."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import InputError, TranscriptError
from detente.scenario.model import Scenario
from detente.studies.gold import load_gold
from detente.transcripts import events as ev
from detente.transcripts.acts import Position
from detente.transcripts.reviews import Review, agreement, gold_labels, reviewed, reviews_of
from detente.transcripts.store import Folder
from tests.forks.making import base


@pytest.fixture
def talks(tmp_path: Path, ukraine: Scenario) -> Path:
    """A short session."""
    return base(ukraine, tmp_path, "talks", rounds=2)


def first_read(path: Path) -> ev.ReadingTaken:
    """The first reading with at least two positions."""
    return next(
        event
        for event in Folder(path).events()
        if isinstance(event, ev.ReadingTaken) and len({p.issue for p in event.body.positions}) > 1
    )


def keep(path: Path, scenario: Scenario, **fields: object) -> Review:
    """Keep a review of the first reading's statement."""
    review = Review.model_validate({"who": "Ada", "statement": first_read(path).body.statement, **fields})
    return reviewed(path, review, Folder(path).events(), scenario)


def test_a_review_is_kept_with_who_and_when_and_never_in_the_transcript(
    talks: Path, ukraine: Scenario
) -> None:
    before = {file.name: file.read_bytes() for file in talks.iterdir()}
    issue = first_read(talks).body.positions[0].issue
    keep(talks, ukraine, verdict="confirmed", issue=issue)
    (found,) = reviews_of(talks)
    assert (found.who, found.issue, found.when.endswith("+00:00")) == ("Ada", issue, True)
    assert {f.name: f.read_bytes() for f in talks.iterdir() if f.name != "reviews.jsonl"} == before


def test_a_correction_is_proven_by_a_quote_as_the_analyst_s_positions_are(
    talks: Path, ukraine: Scenario
) -> None:
    read = first_read(talks).body.positions[0]
    wrong = Position(issue=read.issue, options=("a",), firmness="firm", quote="never said")
    with pytest.raises(InputError, match="the quote does not stand in the statement"):
        keep(talks, ukraine, verdict="corrected", issue=read.issue, position=wrong)
    with pytest.raises(InputError, match="says the options"):
        keep(talks, ukraine, verdict="missed")
    kept = keep(
        talks,
        ukraine,
        verdict="corrected",
        issue=read.issue,
        position=wrong.model_copy(update={"quote": read.quote}),
    )
    assert kept.position is not None
    assert (kept.position.start, kept.position.end) == (read.start, read.end)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"statement": 0, "verdict": "complete"}, "There is no statement 0"),
        ({"verdict": "confirmed", "issue": "I99"}, "Nothing was read on I99"),
        ({"verdict": "note", "note": " "}, "A note has words"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(
    talks: Path, ukraine: Scenario, fields: dict[str, object], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        keep(talks, ukraine, **fields)
    assert not (talks / "reviews.jsonl").exists()


def test_complete_statements_become_gold_labels_that_the_scorer_takes(
    talks: Path, tmp_path: Path, ukraine: Scenario
) -> None:
    read = first_read(talks).body
    first, second = list(dict.fromkeys(position.issue for position in read.positions))[:2]
    keep(talks, ukraine, verdict="wrong", issue=first)
    changed = next(p for p in read.positions if p.issue == second).model_copy(
        update={"firmness": "conditional"}
    )
    keep(talks, ukraine, verdict="corrected", issue=second, position=changed)
    events, reviews = Folder(talks).events(), reviews_of(talks)
    assert gold_labels("talks", ukraine, events, reviews) == []
    keep(talks, ukraine, verdict="complete", answer="counter")
    (label,) = gold_labels("talks", ukraine, events, reviews_of(talks))
    held = {entry["issue"]: entry["firmness"] for entry in label["positions"]}
    assert first not in held
    assert held[second] == "conditional"
    assert set(held) == {p.issue for p in read.positions} - {first}
    assert label["answer"] == "counter"
    file = tmp_path / "gold.jsonl"
    import json  # noqa: PLC0415

    file.write_text(json.dumps(label) + "\n", encoding="utf-8")
    (loaded,) = load_gold(file)
    assert loaded.text == label["text"]


def test_agreement_counts_each_person_s_last_verdict() -> None:
    def said(who: str, verdict: str, issue: str = "I1") -> Review:
        return Review.model_validate({"who": who, "statement": 3, "verdict": verdict, "issue": issue})

    found = agreement(
        [said("Ada", "wrong"), said("Ada", "confirmed"), said("Bo", "confirmed"), said("Bo", "wrong", "I2")]
    )
    assert (found.confirmed, found.wrong, found.both, found.alike) == (2, 1, 1, 1)
    assert found.share == pytest.approx(2 / 3)
    assert agreement([]).share is None


def test_a_line_that_is_no_review_is_named(talks: Path) -> None:
    (talks / "reviews.jsonl").write_text('{"who": "Ada"}\n')
    with pytest.raises(TranscriptError, match=r"reviews\.jsonl:1: this line is no review"):
        reviews_of(talks)
