"""After which offers positions moved: what was new in an offer, and where its addressee then went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from detente.scenario.model import Scenario
from detente.transcripts.rounds import Offered, Round

__all__ = ["Moves", "Tally", "news"]

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

    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)

    def take(self, rounds: Sequence[Round], scenario: Scenario) -> None:
        """Count one session."""
        before: dict[str, Offered] = {}
        held: dict[tuple[str, str], float] = {}
        for entry in rounds:
            places = dict(_held(entry, scenario))
            for offer in entry.offers:
                if not offer.walk_away:
                    self._count(entry, offer, before.get(offer.to), held, places, scenario)
                    before[offer.to] = offer
            held |= places

    def _count(
        self,
        entry: Round,
        offer: Offered,
        last: Offered | None,
        held: dict[tuple[str, str], float],
        places: dict[tuple[str, str], float],
        scenario: Scenario,
    ) -> None:
        tally = self.tallies.setdefault((offer.to, news(last, offer)), Tally())
        tally.made += 1
        tally.accepted += entry.decisions.get(offer.to) == "accept"
        for issue, option in offer.terms.items():
            cell = (offer.to, issue)
            if cell in held and cell in places:
                goal = scenario.issue(issue).index(option)
                closer = abs(held[cell] - goal) - abs(places[cell] - goal)
                tally.towards += closer > 0
                tally.away += closer < 0
                tally.kept += closer == 0


def news(last: Offered | None, offer: Offered) -> str:
    """What is new in an offer beside the last one to the same party: levers, demands, number of terms."""
    if last is None:
        return FIRST
    now, then = (*offer.levers, *offer.demands), (*last.levers, *last.demands)
    parts = [f"+{name}" for name in now if name not in then]
    parts += [f"−{name}" for name in then if name not in now]
    issues = {*offer.terms, *last.terms}
    changed = sum(offer.terms.get(issue) != last.terms.get(issue) for issue in issues)
    if changed:
        parts.append(f"{changed} terms changed" if changed > 1 else "1 term changed")
    return ", ".join(parts) or SAME


def _held(entry: Round, scenario: Scenario) -> list[tuple[tuple[str, str], float]]:
    found = []
    for seat, stands in entry.positions.items():
        for issue, (options, firmness, _) in stands.items():
            if firmness != "rejecting":
                places = [scenario.issue(issue).index(option) for option in options]
                found.append(((seat, issue), sum(places) / len(places)))
    return found
