"""Assertions in the words of the talks; a message of theirs says what was found instead.

Each takes talks as `talks` gives them, a session that was played or run, its folder, or a list of events.
`at` is a stage and a round, as `moscow.2`, or a stage; without it the last that fits is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NoReturn, TypeVar

from detente.testing.fake import ScriptedModel
from detente.testing.sessions import Session, calls_of, events_of
from detente.transcripts import events as ev
from detente.transcripts.acts import Firmness, Position
from detente.transcripts.grounding import missing

__all__ = [
    "assert_breach",
    "assert_decision",
    "assert_fault",
    "assert_grounded",
    "assert_lean",
    "assert_no_breach",
    "assert_nothing_leaked",
    "assert_position",
]

E = TypeVar("E", bound=ev.Envelope)


def assert_position(
    session: Session,
    seat: str,
    issue: str,
    *,
    holds: str | Sequence[str] = (),
    rejects: str | Sequence[str] = (),
    firmness: Firmness | None = None,
    at: str = "",
) -> None:
    """A seat was read as holding (or rejecting) exactly these options of an issue: one, or a range."""
    __tracebackhide__ = True
    taken = [e for e in _at(session, ev.ReadingTaken, at) if e.body.seat == seat]
    read = [(e, held) for e in taken for held in e.body.positions]
    found = [(event, held) for event, held in read if held.issue == issue]
    if not found:
        others = ", ".join(_held(held) for _, held in read) or "nothing"
        _fail(f"{seat} was read as saying nothing on {issue}{_when(at)}; what was read: {others}")
    last = found[-1][0]
    options = _several(holds or rejects)
    stance = "rejects" if rejects else "holds"
    standing = [held for event, held in found if event is last]
    for held in standing:
        fits = not options or (held.stance == stance and set(held.options) == set(options))
        if fits and firmness in (None, held.firmness):
            return
    wanted = f"{stance} {issue}.{'/'.join(options)}" if options else f"has a position on {issue}"
    wanted += f" ({firmness})" if firmness else ""
    told = "; ".join(f"{_held(held)}: “{held.quote}”" for held in standing)
    _fail(f"{seat} {wanted}{_when(at)}: no; in {_place(last)} it was read as {told}")


def assert_lean(session: Session, seat: str, least: float = -1.0, most: float = 1.0, *, at: str = "") -> None:
    """A decider stands between these two: −1 is with the maximalists, +1 with the pragmatists."""
    __tracebackhide__ = True
    made = [e for e in _at(session, ev.JudgementMade, at) if e.actor.partition(".")[0] == seat]
    leans = [(e, e.body.lean) for e in made if e.body.lean is not None]
    if not leans:
        _fail(f"{seat} has no lean{_when(at)}: {'its judgements give none' if made else 'it judged nothing'}")
    event, lean = leans[-1]
    if not least <= lean <= most:
        course = ", ".join(f"{_place(e)}: {value:+.2f}" for e, value in leans)
        _fail(f"{seat} leans {lean:+.2f} in {_place(event)}, not from {least:+.2f} to {most:+.2f} ({course})")


def assert_decision(
    session: Session,
    seat: str,
    answer: Literal["accept", "reject", "counter"],
    *,
    terms: Mapping[str, str] | None = None,
    at: str = "",
) -> None:
    """A seat answered the standing offer like this, with exactly these terms if any are given."""
    __tracebackhide__ = True
    made = [e for e in _at(session, ev.DecisionMade, at) if e.actor == seat]
    if not made:
        others = ", ".join(f"{e.actor} in {_place(e)}" for e in _at(session, ev.DecisionMade)) or "nobody"
        _fail(f"{seat} decided nothing{_when(at)}; who did: {others}")
    body = made[-1].body
    if body.answer != answer or (terms is not None and dict(terms) != body.terms):
        wanted = f"{answer}{_terms(terms or {})}"
        _fail(f"{seat} answered {body.answer}{_terms(body.terms)} in {_place(made[-1])}, not {wanted}")


def assert_breach(session: Session, seat: str, issue: str = "", option: str = "") -> None:
    """A seat's decision crossed one of its own red lines."""
    __tracebackhide__ = True
    bodies = [event.body for event in _at(session, ev.BreachFound)]
    if not any(b.seat == seat and issue in ("", b.issue) and option in ("", b.option) for b in bodies):
        wanted = f" at {issue}{f'.{option}' if option else ''}" if issue else ""
        told = ", ".join(f"{b.seat} at {b.issue}.{b.option}" for b in bodies) or "none"
        _fail(f"{seat} breached no red line{wanted}; breaches: {told}")


def assert_no_breach(session: Session, seat: str = "") -> None:
    """No decision (of a seat) crossed a red line of its own party."""
    __tracebackhide__ = True
    found = [event.body for event in _at(session, ev.BreachFound) if seat in ("", event.body.seat)]
    if found:
        told = "; ".join(f"{b.seat} at {b.issue}.{b.option}: {b.because}" for b in found)
        _fail(f"red lines were breached: {told}")


def assert_fault(session: Session, kind: str, *, seat: str = "", at: str = "") -> None:
    """Somebody (of a seat) could not act, for a reason of this kind, as `unfit`, `refusal` or `timeout`."""
    __tracebackhide__ = True
    faults = _at(session, ev.FaultSeen, at)
    if not any(e.body.kind == kind and seat in ("", e.actor.partition(".")[0]) for e in faults):
        told = "; ".join(f"{e.body.kind} of {e.actor} in {_place(e)}: {e.body.message}" for e in faults)
        _fail(
            f"no fault of kind {kind!r}{f' of {seat}' if seat else ''}{_when(at)}; faults: {told or 'none'}"
        )


def assert_grounded(session: Session) -> None:
    """Every position read, and every one refused, has a quote that stands in its statement."""
    __tracebackhide__ = True
    said = {event.seq: event.body.text for event in _at(session, ev.StatementMade)}
    readings = _at(session, ev.ReadingTaken)
    if not readings:
        _fail("no statement was read at all")
    for event in readings:
        text = said.get(event.body.statement, "")
        for held in event.body.positions:
            if not held.quote or text[held.start : held.end] != held.quote:
                _fail(f"{event.body.seat} in {_place(event)}: “{held.quote}” does not stand in “{text}”")
        for refused in event.body.refused:
            if refused.quote and missing(refused.quote, text):
                told = f"{refused.issue} “{refused.quote}”: {refused.reason}"
                _fail(f"{event.body.seat} in {_place(event)}: a position was refused: {told}")


def assert_nothing_leaked(where: ScriptedModel | Session, words: str | Iterable[str], *, of: str) -> None:
    """Private words of a seat reached nobody else.

    In a scripted model's prompts, or in a session: in events that anybody but the seat (and a reviewer) may
    see, and in the prompts of others that its folder holds. Case, line breaks and marks of quotation at the
    start of a line make no difference. Raises ValueError where there is nothing to look through.
    """
    __tracebackhide__ = True
    wanted = [words] if isinstance(words, str) else list(words)
    texts = [(heard, text) for heard, text in _heard(where) if heard != of]
    if not texts or not all(map(_plain, wanted)):
        raise ValueError("there is nothing to look for, or nobody else was told anything")
    for heard, text in texts:
        for word in wanted:
            place = _plain(text).find(_plain(word))
            if place >= 0:
                around = _plain(text)[max(place - 60, 0) : place + len(word) + 60]
                _fail(f"“{word}” is private to {of}, and stands in {heard}'s words: “…{around}…”")


# -- what they look at -----------------------------------------------------------------------------


def _at(session: Session, kind: type[E], at: str = "") -> list[E]:
    found = [event for event in events_of(session) if isinstance(event, kind)]
    return [event for event in found if at in ("", event.stage, _place(event))]


def _place(event: ev.Envelope) -> str:
    return f"{event.stage}.{event.round}"


def _heard(where: ScriptedModel | Session) -> list[tuple[str, str]]:
    """(who else heard it, text) of all that is not one seat's own."""
    if isinstance(where, ScriptedModel):
        return [(asked.seat, asked.text) for asked in where.of()]
    told = [
        (heard, "\n".join(_texts(event.model_dump())))
        for event in events_of(where)
        for heard in event.audience
        if heard not in ev.REVIEWER
    ]
    return [*told, *calls_of(where)]


def _texts(value: object) -> Iterator[str]:
    """Every text in a value, names of fields included."""
    if isinstance(value, Mapping):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def _plain(text: str) -> str:
    return " ".join(text.replace("│", " ").split()).casefold()


def _several(options: str | Sequence[str]) -> tuple[str, ...]:
    return (options,) if isinstance(options, str) else tuple(options)


def _held(held: Position) -> str:
    return f"{held.stance} {held.issue}.{'/'.join(held.options)} ({held.firmness})"


def _terms(terms: Mapping[str, str]) -> str:
    return f" with {', '.join(f'{i}.{o}' for i, o in sorted(terms.items()))}" if terms else ""


def _when(at: str) -> str:
    return f" at {at}" if at else ""


def _fail(message: str) -> NoReturn:
    __tracebackhide__ = True
    raise AssertionError(message)
