"""What people say of an analyst's readings: kept beside the transcript with who and when, never in it."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal

from pydantic import Field, ValidationError

from detente.errors import InputError, TranscriptError
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Answer, Position, Reading, Value
from detente.transcripts.grounding import ground

__all__ = ["Agreement", "Review", "agreement", "gold_labels", "reviewed", "reviews_of"]

FILE = "reviews.jsonl"
Verdict = Literal["confirmed", "corrected", "wrong", "missed", "complete", "note"]


class Review(Value):
    """One thing that a person said about one statement's reading."""

    who: Annotated[str, Field(min_length=1, max_length=80)]
    when: str = ""
    """UTC, ISO 8601."""
    statement: int
    """Sequence number of the statement."""
    verdict: Verdict
    """`complete`: with this person's other verdicts, the reading holds every position, and no other."""
    issue: str = ""
    position: Position | None = None
    """Of a correction or of what was missed: how this person reads it."""
    answer: Answer | None = None
    """With `complete`: the answer to the standing offer, if the analyst's is not right."""
    note: Annotated[str, Field(max_length=2000)] = ""


def reviews_of(path: Path) -> tuple[Review, ...]:
    """The reviews of a session, oldest first. Raises TranscriptError for a line that is none."""
    try:
        with _opened(path, os.O_RDONLY) as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise TranscriptError(f"{path / FILE} cannot be read: {error.strerror or error}.") from error
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(Review.model_validate_json(line))
        except ValidationError as error:
            raise TranscriptError(
                f"{path / FILE}:{number}: this line is no review; mend or remove it."
            ) from error
    return tuple(found)


def reviewed(path: Path, review: Review, events: Sequence[ev.Event], scenario: Scenario) -> Review:
    """Keep a review, with the time. Raises InputError for one that does not fit its statement."""
    statement = next((e for e in events if e.seq == review.statement), None)
    if not isinstance(statement, ev.StatementMade):
        raise InputError(f"There is no statement {review.statement} in this session.")
    read = _reading(events, review.statement)
    if review.verdict in ("confirmed", "corrected", "wrong") and review.issue not in {
        position.issue for position in (read.body.positions if read else ())
    }:
        raise InputError(f"Nothing was read on {review.issue or 'no issue'} in statement {review.statement}.")
    if review.verdict in ("corrected", "missed"):
        review = review.model_copy(update=_proven(review, statement.body.text, scenario))
    if review.verdict == "note" and not review.note.strip():
        raise InputError("A note has words.")
    when = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    review = review.model_copy(update={"when": when})
    try:
        with _opened(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as file:
            file.write(review.model_dump_json(exclude_defaults=True).encode() + b"\n")
            os.fsync(file.fileno())
    except OSError as error:
        raise TranscriptError(f"{path / FILE} cannot be written: {error.strerror or error}.") from error
    return review


def _opened(path: Path, flags: int) -> BinaryIO:
    """The file of a session's reviews; a link in its place, which may lead anywhere, is not followed."""
    handle = os.open(path / FILE, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    return os.fdopen(handle, "rb" if flags == os.O_RDONLY else "ab", buffering=0)


def _proven(review: Review, text: str, scenario: Scenario) -> dict[str, Any]:
    """A person's position is held to the same proof as the analyst's: a verbatim quote."""
    if review.position is None:
        raise InputError("A correction says the options, the firmness and the words that it is read from.")
    found = ground(Reading(positions=(review.position,)), text, scenario)
    if not found.positions:
        raise InputError(f"This cannot be kept: {found.refused[0].reason}.")
    return {"position": found.positions[0], "issue": found.positions[0].issue}


def _reading(events: Iterable[ev.Envelope], statement: int) -> ev.ReadingTaken | None:
    return next((e for e in events if isinstance(e, ev.ReadingTaken) and e.body.statement == statement), None)


def gold_labels(
    session: str, scenario: Scenario, events: Sequence[ev.Event], reviews: Sequence[Review]
) -> list[dict[str, Any]]:
    """Gold labels of every statement that a person called complete: one label a person and statement."""
    texts = {e.seq: e for e in events if isinstance(e, ev.StatementMade)}
    found = []
    complete = dict.fromkeys((r.who, r.statement) for r in reviews if r.verdict == "complete")
    for who, number in complete:
        own = [r for r in reviews if (r.who, r.statement) == (who, number)]
        read = _reading(events, number)
        answer = next((r.answer for r in reversed(own) if r.verdict == "complete" and r.answer), None)
        found.append(
            {
                "id": f"{session}/{number}/{who}",
                "scenario": scenario.id,
                "seat": texts[number].actor,
                "text": texts[number].body.text,
                "kind": "session",
                "positions": [_labelled(position) for position in _judged(read, own)],
                "answer": answer or (read.body.answer if read else None),
            }
        )
    return found


def _judged(read: ev.ReadingTaken | None, own: Iterable[Review]) -> list[Position]:
    """The analyst's positions as a person leaves them; of several verdicts on one issue the last counts."""
    held: dict[str, list[Position]] = {}
    for position in read.body.positions if read else ():
        held.setdefault(position.issue, []).append(position)
    original = dict(held)
    for review in own:
        if review.verdict == "wrong":
            held[review.issue] = []
        elif review.verdict == "confirmed":
            held[review.issue] = original.get(review.issue, [])
        elif review.verdict in ("corrected", "missed") and review.position is not None:
            held[review.issue] = [review.position]
    return [position for positions in held.values() for position in positions]


def _labelled(position: Position) -> dict[str, Any]:
    ends = dict.fromkeys((position.options[0], position.options[-1]))
    return {
        "issue": position.issue,
        "options": list(ends),
        "firmness": position.firmness,
        "quote": position.quote,
    }


@dataclass(frozen=True)
class Agreement:
    """How far people bear the analyst out: counts of their last verdicts on each position."""

    confirmed: int = 0
    corrected: int = 0
    wrong: int = 0
    missed: int = 0
    complete: int = 0
    """Statements called complete."""
    both: int = 0
    """Positions on which two or more people gave a verdict."""
    alike: int = 0
    """Of these, those on which they all gave the same."""

    @property
    def share(self) -> float | None:
        """Share of the positions read or missed that people bear out; None where none was judged."""
        judged = self.confirmed + self.corrected + self.wrong + self.missed
        return self.confirmed / judged if judged else None


def agreement(reviews: Iterable[Review]) -> Agreement:
    """Count verdicts: of one person on one position the last, of several people each."""
    last: dict[tuple[int, str], dict[str, Review]] = {}
    complete = set()
    for review in reviews:
        if review.verdict == "complete":
            complete.add((review.statement, review.who))
        elif review.verdict != "note":
            last.setdefault((review.statement, review.issue), {})[review.who] = review
    verdicts = [review.verdict for own in last.values() for review in own.values()]
    several = [list(own.values()) for own in last.values() if len(own) > 1]
    return Agreement(
        confirmed=verdicts.count("confirmed"),
        corrected=verdicts.count("corrected"),
        wrong=verdicts.count("wrong"),
        missed=verdicts.count("missed"),
        complete=len(complete),
        both=len(several),
        alike=sum(len({_said(review) for review in own}) == 1 for own in several),
    )


def _said(review: Review) -> tuple[str, Mapping[str, Any] | str]:
    position = review.position
    return review.verdict, f"{position.options} {position.firmness}" if position else ""
