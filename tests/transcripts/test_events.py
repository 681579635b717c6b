"""The envelope, its audience, and lines that read back to the very same event."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from detente.scenario import loader
from detente.transcripts import events as ev
from tests.orchestration.staging import ALL_KEYS, no, run, stage, yes
from tests.orchestration.staging import answered as play


@pytest.mark.parametrize(
    ("audience", "sees"), [(ev.PUBLIC, True), (("usa", "russia"), True), (("ukraine",), False)]
)
def test_an_event_is_seen_by_its_audience(audience: tuple[str, ...], sees: bool) -> None:
    event = ev.FaultSeen(seq=0, audience=audience, body=ev.FaultBody(kind="k", message="m"))
    assert event.seen_by("russia") == sees


def test_what_is_for_reviewers_is_seen_by_no_seat() -> None:
    event = ev.FaultSeen(seq=0, audience=ev.REVIEWER, body=ev.FaultBody(kind="k", message="m"))
    assert not any(event.seen_by(seat) for seat in loader.load("ukraine-2025").seats)


def test_every_line_of_a_session_reads_back_to_the_same_bytes() -> None:
    ukraine = loader.load("ukraine-2025")
    staged = play(run(ukraine, rounds=1, sets=ALL_KEYS), russia=yes, ukraine=yes, europe=no)
    for line in staged.lines:
        assert ev.line_of(ev.parse(line)) == line
        assert line.endswith(b"\n")
        assert line.count(b"\n") == 1


def test_each_event_carries_the_hash_of_the_line_before_and_its_number() -> None:
    staged = stage(run(loader.load("tiny")))
    before = ""
    for number, (line, event) in enumerate(zip(staged.lines, staged.events, strict=True)):
        assert (event.seq, event.prev) == (number, before)
        before = ev.chain(line)


def test_a_session_begins_with_its_choices_and_ends_with_its_outcome() -> None:
    staged = stage(run(loader.load("tiny"), 7, rounds=2, sets={"M2": "1"}, draw_priors=True))
    first, last = staged.events[0], staged.events[-1]
    assert isinstance(first, ev.SessionStarted)
    assert first.audience == ev.REVIEWER
    assert (first.body.seed, first.body.sets, first.body.drawn) == (7, {"M2": "1"}, True)
    assert isinstance(last, ev.SessionEnded)
    assert [event.type for event in staged.events].count("session.ended") == 1


@pytest.mark.parametrize(
    "change", [{"type": "rumour"}, {"body": {}}, {"surprise": 1}, {"seq": "one"}, {"audience": "public"}]
)
def test_a_line_that_is_no_event_of_ours_is_refused(change: dict[str, object]) -> None:
    line = json.loads(stage(run(loader.load("tiny"), rounds=1)).lines[1])
    with pytest.raises(ValidationError):
        ev.parse(json.dumps({**line, **change}))


@pytest.mark.parametrize(
    ("answer", "read_as", "agrees"),
    [("accept", "accept", True), ("accept", "silent", True), ("accept", "reject", False)],
)
def test_a_decision_says_whether_the_statement_agreed(answer: str, read_as: str, agrees: bool) -> None:
    body = ev.DecisionBody.model_validate({"offer": 1, "answer": answer, "read_as": read_as})
    assert body.agrees == agrees
