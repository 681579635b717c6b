"""The first thing in which the courses of two sessions part, and what brought it about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from detente.transcripts.compare.conditions import Unlike, conditions
from detente.transcripts.compare.side import Both, Side, key_of, rows_of
from detente.transcripts.rounds import Offered, Round

__all__ = ["Divergence", "first_divergence"]

Kind = Literal["offer", "lean", "position", "decision", "outcome"]


@dataclass(frozen=True)
class Divergence:
    """The first thing in which two courses part."""

    kind: Kind
    stage: str
    round: int
    seat: str = ""
    issue: str = ""
    sides: tuple[str, str] = ("", "")
    """What stands there in each, by ids; empty for nothing."""
    quotes: tuple[str, str] = ("", "")
    """For a position: the words it was read from."""
    events: tuple[int, int] = (-1, -1)
    cause: str = ""
    """What brought it about, where only one thing can have."""


def first_divergence(
    sides: tuple[Side, Side], rounds: Sequence[Both], unlike: Sequence[Unlike]
) -> Divergence | None:
    """Where two courses part: in a round first its offers, then lean, positions, decisions; then outcomes."""
    found = next(_divergences(sides, rounds), None)
    return None if found is None else _caused(found, sides, unlike)


def _divergences(sides: tuple[Side, Side], rounds: Sequence[Both]) -> Iterator[Divergence]:
    for pair in rounds:
        stage, number = key_of(pair)
        one, other = pair
        if one is None or other is None:
            told = tuple("held" if entry else "not held" for entry in pair)
            yield Divergence("outcome", stage, number, sides=(told[0], told[1]))
            return
        yield from _offers(one, other)
        if all(side.private for side in sides) and _leans_alike(sides) and one.lean != other.lean:
            seat = sides[0].scenario.undecided.partition(".")[0]
            yield Divergence("lean", stage, number, seat, sides=(_number(one.lean), _number(other.lean)))
        yield from _positions(sides, one, other)
        yield from _decisions(one, other)
    ends = tuple(side.manifest.summary.outcome_class or side.manifest.state for side in sides)
    if ends[0] != ends[1]:
        stage, number = key_of(rounds[-1]) if rounds else ("", 0)
        yield Divergence("outcome", stage, number, sides=(ends[0], ends[1]))


def _leans_alike(sides: Iterable[Side]) -> bool:
    """A baseline's lean is a state, any other seat's a report: they are no one scale."""
    kinds = set()
    for side in sides:
        seat = side.scenario.undecided.partition(".")[0]
        kinds.add(side.manifest.in_force.seats.get(seat) == "baseline")
    return len(kinds) == 1


def _number(lean: float | None) -> str:
    return "" if lean is None else f"{lean:+.2f}"


def _offers(one: Round, other: Round) -> Iterator[Divergence]:
    for number in range(max(len(one.offers), len(other.offers))):
        made = [entry.offers[number] if number < len(entry.offers) else None for entry in (one, other)]
        told = [_offer(offer) for offer in made]
        if told[0] != told[1]:
            events = tuple(offer.event if offer else -1 for offer in made)
            to = next(offer.to for offer in made if offer)
            lines = tuple(_unlike_part(text, told[1 - place]) for place, text in enumerate(told))
            yield Divergence(
                "offer", one.stage, one.round, to, sides=(lines[0], lines[1]), events=(events[0], events[1])
            )


def _offer(offer: Offered | None) -> tuple[str, ...]:
    if offer is None:
        return ()
    terms = (f"{issue}.{option}" for issue, option in offer.terms.items())
    leaves = ("walks away",) if offer.walk_away else ()
    return (f"{offer.by} to {offer.to}", *leaves, *offer.levers, *offer.demands, *terms)


def _unlike_part(told: Sequence[str], other: Sequence[str]) -> str:
    """What an offer has that the other has not."""
    if not told:
        return "no offer"
    return ", ".join(part for part in told if part not in other) or "nothing more"


def _positions(sides: tuple[Side, Side], one: Round, other: Round) -> Iterator[Divergence]:
    for row in rows_of((one, other), sides[0].scenario.issue_ids):
        if row.differs:
            told = tuple(f"{stand[0]} {stand[1]}" if stand else "" for stand in row.sides)
            events = tuple(stand[2] if stand else -1 for stand in row.sides)
            quotes = tuple(
                side.quote(event, row.issue) if event >= 0 else ""
                for side, event in zip(sides, events, strict=True)
            )
            yield Divergence(
                "position",
                row.stage,
                row.round,
                row.seat,
                row.issue,
                (told[0], told[1]),
                (quotes[0], quotes[1]),
                (events[0], events[1]),
            )


def _decisions(one: Round, other: Round) -> Iterator[Divergence]:
    for seat in dict.fromkeys((*one.decisions, *other.decisions)):
        told = (one.decisions.get(seat, ""), other.decisions.get(seat, ""))
        if told[0] != told[1]:
            yield Divergence("decision", one.stage, one.round, seat, sides=told)


def _caused(found: Divergence, sides: tuple[Side, Side], unlike: Sequence[Unlike]) -> Divergence:
    """The same with its cause: what was run differently, where only one thing was."""
    names = {entry.field: entry.values for entry in unlike}
    chance = any(side.sampled for side in sides)
    if not names and chance:
        return replace(found, cause="chance: nothing was run differently, and a model or person may vary")
    if "change" in names and set(names) <= _of_change(sides):
        told = "; ".join(f"{side}: {v or 'no change'}" for side, v in zip("AB", names["change"], strict=True))
        also = "; or chance, which only unchanged continuations beside it can tell apart" if chance else ""
        return replace(found, cause=f"the fork's change ({told}){also}")
    if len(names) == 1:
        ((name, (one, other)),) = names.items()
        return replace(found, cause=f"{name} is {one or 'not set'} in A and {other or 'not set'} in B")
    return found


def _of_change(sides: Iterable[Side]) -> set[str]:
    """The conditions that the changes of forks account for."""
    found = {"change", "replicate", "model"}
    for side in sides:
        for change in side.manifest.changes:
            found |= {name for name in ("world", "offers", "analyst") if getattr(change, name)}
            found |= {"without"} if change.without else set()
            found |= {f"seat.{seat}" for seat in (*change.seats, *change.without)}
            found |= {f"sets.{path}" for path in change.sets}
            found |= {f"prompt.{name}" for name in change.prompts}
            models = tuple(f"model.{seat}." for seat in change.models)
            found |= {name for name in conditions(side.manifest) if models and name.startswith(models)}
    return found
