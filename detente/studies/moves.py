"""After which offers positions moved: what was new in an offer, and where its addressee then went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from detente.scenario.model import Scenario
from detente.transcripts.rounds import Offered, Round

__all__ = ["Moves", "Place", "Places", "Tally", "news", "place_in", "place_of", "places_of"]

Places = dict[tuple[str, str], float]
"""Seat and issue → where the option held lies in the issue's order."""
Place = Callable[[str, str], float]
"""Issue and options (their letters in a row) → where they lie in the issue's order."""
FIRST, SAME = "the first offer", "the same offer again"


@dataclass
class Tally:
    """What followed offers of one kind."""

    made: int = 0
    """How often such an offer was made."""
    towards: int = 0
    """Positions of its addressee that went towards its terms in the same round."""
    away: int = 0
    kept: int = 0
    accepted: int = 0
    """How often its addressee accepted in that round."""


@dataclass
class Moves:
    """Tallies by addressee and by what was new in the offer."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))

    def take(self, rounds: Sequence[Round], places: Sequence[Places], place: Place) -> None:
        """Count one session, given what was held in each of its rounds."""
        before: dict[str, Offered] = {}
        held: Places = {}
        for entry, now in zip(rounds, places, strict=True):
            for offer in entry.offers:
                if not offer.walk_away:
                    tally = self.tallies[offer.to, news(before.get(offer.to), offer)]
                    tally.made += 1
                    tally.accepted += entry.decisions.get(offer.to) == "accept"
                    _count(tally, offer, held, now, place)
                    before[offer.to] = offer
            held |= now


def _count(tally: Tally, offer: Offered, held: Places, now: Places, place: Place) -> None:
    for issue, option in offer.terms.items():
        cell = (offer.to, issue)
        if cell in held and cell in now:
            goal = place(issue, option)
            closer = abs(held[cell] - goal) - abs(now[cell] - goal)
            if closer > 0:
                tally.towards += 1
            elif closer < 0:
                tally.away += 1
            else:
                tally.kept += 1


def news(last: Offered | None, offer: Offered) -> str:
    """What is new in an offer beside the last one to the same party: levers, demands, number of terms."""
    if last is None:
        return FIRST
    now, then = (*offer.levers, *offer.demands), (*last.levers, *last.demands)
    parts = [f"+{name}" for name in now if name not in then]
    parts += [f"−{name}" for name in then if name not in now]
    changed = len({issue for issue, _ in offer.terms.items() ^ last.terms.items()})
    if changed:
        parts.append(f"{changed} terms changed" if changed > 1 else "1 term changed")
    return ", ".join(parts) or SAME


def places_of(entry: Round, place: Place) -> Places:
    """What every seat held in a round; what it rejected or passed over is not there."""
    return {
        (seat, issue): place(issue, options)
        for seat, stands in entry.positions.items()
        for issue, (options, firmness, _) in stands.items()
        if firmness != "rejecting"
    }


def place_in(scenario: Scenario) -> Place:
    """`place_of` in one scenario, each worked out once: thousands of sessions ask for the same few."""
    return cache(partial(place_of, scenario))


def place_of(scenario: Scenario, issue: str, options: str) -> float:
    """Where options (their letters in a row) lie in their issue's order, from 0; of a range, its middle."""
    if len(options) == 1:
        return float(scenario.issue(issue).index(options))
    data = scenario.issue(issue)
    return sum(map(data.index, options)) / len(options)
