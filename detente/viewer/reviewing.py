"""The page on which a person judges what was read in one statement, and what is saved of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from detente.errors import InputError
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Answer, Position
from detente.transcripts.render.words import Words
from detente.transcripts.reviews import Review, Verdict
from detente.viewer.session_page import SessionPage, Source

__all__ = ["review_context", "review_of"]


def review_context(source: Source, page: SessionPage, number: int) -> dict[str, Any]:
    """What the template takes. Raises InputError where there is no such public statement."""
    item = next((one for one in page.talk if one.event == number and one.kind == "said"), None)
    if item is None:
        raise InputError(f"There is no public statement {number} in this session.")
    words = Words(source.scenario)
    return {
        "title": f"Review of statement {number}",
        "page": page,
        "item": item,
        "positions": [
            _shown(words, position)
            for position in _read(source.events, number)
            if position.issue in source.scenario.issue_ids
        ],
        "all_options": [
            (f"{issue.id}.{option.id}", f"{words.issue(issue.id)}: {option.id} {option.label}", False)
            for issue in source.scenario.issues
            for option in issue.options
        ],
        "answers": get_args(Answer),
        "reviews": [review for review in source.reviews if review.statement == number],
    }


def _read(events: Sequence[ev.Event], number: int) -> tuple[Position, ...]:
    return next(
        (e.body.positions for e in events if isinstance(e, ev.ReadingTaken) and e.body.statement == number),
        (),
    )


def _shown(words: Words, position: Position) -> dict[str, Any]:
    issue = words.scenario.issue(position.issue)
    return {
        "issue": position.issue,
        "title": words.issue(position.issue),
        "stand": words.stand(position),
        "quote": position.quote,
        "firmness": position.firmness,
        "options": [
            (f"{issue.id}.{o.id}", f"{o.id} {o.label}", o.id in position.options) for o in issue.options
        ],
    }


def review_of(form: Mapping[str, str], options: Sequence[str], scenario: Scenario) -> Review:
    """A review from what was sent. Raises InputError that says what is missing."""
    verdict = form.get("verdict", "")
    if verdict not in get_args(Verdict):
        raise InputError(f"'{verdict}' is no verdict.")
    if not form.get("who", "").strip():
        raise InputError("Say who you are: a review is kept with a name.")
    number = form.get("statement", "")
    if not number.isdecimal() or len(number) > 9:
        raise InputError("A review is of one statement.")
    answer = form.get("answer", "")
    return Review(
        who=form["who"].strip()[:80],
        statement=int(number),
        verdict=verdict,
        issue=form.get("issue", "")[:64],
        position=_position(form, options, scenario) if verdict in ("corrected", "missed") else None,
        answer=answer if answer in get_args(Answer) else None,
        note=form.get("note", "")[:2000],
    )


def _position(form: Mapping[str, str], options: Sequence[str], scenario: Scenario) -> Position:
    pairs = [option.partition(".")[::2] for option in options]
    issues = {issue for issue, _ in pairs}
    if len(issues) != 1 or not issues <= set(scenario.issue_ids):
        raise InputError("Choose the options of one issue.")
    (name,) = issues
    issue = scenario.issue(name)
    letters = [letter for _, letter in pairs if issue.has(letter)]
    if not letters or not form.get("quote", "").strip() or len(form["quote"]) > 1000:
        raise InputError("Give the options, and the words of the statement that they are read from.")
    first, last = min(letters), max(letters)
    firmness = form.get("firmness", "firm")
    if firmness not in ("firm", "flexible", "conditional", "rejecting"):
        raise InputError(f"'{firmness}' is no firmness.")
    return Position(
        issue=name,
        options=issue.between(first, last),
        firmness=firmness,
        quote=form["quote"].replace("\r\n", "\n"),
    )
