"""A session round by round, in brief: what comparisons of many sessions need, kept in the manifest.

It is a fold of the events, as the summary is, so that thousands of sessions are compared without reading
their transcripts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.transcripts import events as ev
from detente.transcripts.acts import Firmness, Terms, Value

__all__ = ["Offered", "Round", "Stand", "fold_rounds"]

Stand = tuple[str, Firmness, int]
"""Options in a row (`bc`), firmness (of `rejecting`, the rejected ones), event of the statement."""


class Offered(Value):
    """An offer in brief."""

    by: str
    to: str
    event: int
    levers: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    terms: Terms = {}
    walk_away: bool = False


class Round(Value):
    """What happened in one round."""

    stage: str
    round: int
    event: int
    """The first of its events."""
    days: int = 0
    """Days since the talks began, when it closed."""
    lean: float | None = None
    """The decider's, after this round's weighing; private to its party."""
    influence: dict[str, float] = {}
    """Faction → share, after this round's weighing; private to its party."""
    offers: tuple[Offered, ...] = ()
    positions: dict[str, dict[str, Stand]] = {}
    """Seat → issue → what was read in this round; an issue that is not here was passed over in silence."""
    decisions: dict[str, str] = {}
    """Seat → accept, reject or counter."""


@dataclass
class _Open:
    stage: str
    round: int
    event: int
    found: dict[str, Any] = field(default_factory=dict)

    def close(self) -> Round:
        return Round(stage=self.stage, round=self.round, event=self.event, **self.found)


def fold_rounds(events: Iterable[ev.Envelope], decider: str = "") -> tuple[Round, ...]:
    """The rounds of a transcript, in order; `decider` is the actor whose lean is kept."""
    rounds: list[_Open] = []
    for event in events:
        if not event.round:
            continue
        if not rounds or (rounds[-1].stage, rounds[-1].round) != (event.stage, event.round):
            rounds.append(_Open(event.stage, event.round, event.seq))
        fold = _FOLDS.get(type(event))
        if fold is not None and (not isinstance(event, ev.JudgementMade) or event.actor == decider):
            fold(rounds[-1].found, event)
    return tuple(entry.close() for entry in rounds)


def _offered(found: dict[str, Any], event: ev.OfferMade) -> None:
    body = event.body
    made = Offered(
        by=event.actor,
        to=body.to,
        event=event.seq,
        levers=body.levers,
        demands=body.demands,
        terms=body.terms,
        walk_away=body.walk_away,
    )
    found["offers"] = (*found.get("offers", ()), made)


def _judged(found: dict[str, Any], event: ev.JudgementMade) -> None:
    found["lean"], found["influence"] = event.body.lean, event.body.influence


def _read(found: dict[str, Any], event: ev.ReadingTaken) -> None:
    held: dict[str, Stand] = found.setdefault("positions", {}).setdefault(event.body.seat, {})
    for position in event.body.positions:
        before = held.get(position.issue)
        if position.stance == "holds" or before is None or before[1] == "rejecting":
            held[position.issue] = ("".join(position.options), position.firmness, event.body.statement)


def _decided(found: dict[str, Any], event: ev.DecisionMade) -> None:
    found.setdefault("decisions", {})[event.actor] = event.body.answer


def _ticked(found: dict[str, Any], event: ev.ClockTicked) -> None:
    found["days"] = event.body.elapsed


_FOLDS: Mapping[type[ev.Envelope], Callable[[dict[str, Any], Any], None]] = {
    ev.OfferMade: _offered,
    ev.JudgementMade: _judged,
    ev.ReadingTaken: _read,
    ev.DecisionMade: _decided,
    ev.ClockTicked: _ticked,
}
