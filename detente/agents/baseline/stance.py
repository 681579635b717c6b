"""Where a baseline seat stands on each issue in a round: between opening and limit, by time and by offers.

Time-dependent concession after Faratin, Sierra and Jennings (1998): the share conceded by round t of T is
(t/T)^(1/β), slowed where the world says that nothing moves without levers, details or a mediator.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.agents.baseline.decide import Judge
from detente.agents.baseline.mind import Mind
from detente.scenario.numbers import Stand
from detente.transcripts.acts import Firmness, Offer, Terms
from detente.transcripts.table import Table

CONCEDED, SOFT = 0.2, 0.45
"""Shares of the way to the limit from which a stand sounds conditional, and flexible."""


@dataclass(frozen=True)
class Stance:
    """What a seat would say on one issue now."""

    issue: str
    option: str
    firmness: Firmness
    weight: float
    other: str = ""
    """The far end of a range it would discuss, if any."""
    refused: str = ""
    """The option on the table that it refuses, if any."""


@dataclass(frozen=True)
class Stances:
    """Computes a seat's stances."""

    mind: Mind
    judge: Judge

    def now(self, table: Table, *, accepting: bool = False) -> list[Stance]:
        """Every stance of the seat in this round, in the scenario's order of issues.

        `accepting` is whether it says yes to the standing offer: then it speaks for the offer's terms.
        """
        share = self.conceded(table)
        stands = self._stands(table)
        bound = self._bound(table, accepting)
        offer = table.standing.offer if table.standing else None
        return [
            self._spoken_for(issue.id, bound[issue.id], stands[issue.id])
            if issue.id in bound
            else self._stance(issue.id, stands[issue.id], share, offer)
            for issue in self.mind.scenario.agenda(self.mind.seat)
            if issue.id in stands
        ]

    def _spoken_for(self, issue: str, option: str, stand: Stand) -> Stance:
        """A stance on accepted terms: firm where they are what it opened with, else what it can live with."""
        own = self.mind.scenario.issue(issue).at(stand.opening) == option
        mediates = self.mind.seat == self.mind.scenario.mediator
        return Stance(issue, option, "firm" if own or mediates else "flexible", stand.weight)

    def _bound(self, table: Table, accepting: bool) -> Terms:
        """Terms this seat has accepted or is about to, or has put on the table as a mediator: its own now."""
        standing, seat = table.standing, self.mind.seat
        if seat in table.accepted:
            return table.accepted[seat]
        mediates = seat == self.mind.scenario.mediator and standing is not None and standing.by == seat
        return (
            standing.offer.terms if (mediates or accepting) and standing and standing.offer.detailed else {}
        )

    def _stands(self, table: Table) -> dict[str, Stand]:
        party = self.mind.party
        if party.decision == "consensus":
            return self.mind.camp_row(0)
        return self.mind.stands_at(self.judge.lean(table))

    def conceded(self, table: Table) -> float:
        """Share of the way from opening to limit, 0–1."""
        mind = self.mind
        last = max(table.rounds_planned - 1, 1)
        pace = mind.numbers.scalar(f"{mind.party.leader}.pace") * self._slowed(table)
        share: float = min(max(table.round - 1, 0) / last, 1.0) ** (1 / max(pace, 0.02))
        return share * self._held_back(table)

    def _slowed(self, table: Table) -> float:
        """Factor on the pace of conceding: without a mediator it comes late."""
        mind = self.mind
        if mind.scenario.mediator in table.participants or not mind.scenario.effects.get("bilateral_slow"):
            return 1.0
        slow = mind.numbers.scalar("model.bilateral_pace")
        return max(1 - mind.numbers.strength("bilateral_slow") * (1 - slow), 0.05)

    def _held_back(self, table: Table) -> float:
        """Share of a concession that is made at all: none without levers or details, as the world says."""
        mind = self.mind
        if mind.seat == mind.scenario.mediator or mind.scenario.mediator not in table.participants:
            return 1.0
        offer = table.standing.offer if table.standing else None
        if offer is None or not offer.levers:
            return 1 - min(max(mind.numbers.strength("idle_levers"), 0.0), 1.0)
        if not offer.detailed:
            return 1 - min(max(mind.numbers.strength("detail_gate"), 0.0), 1.0)
        return 1.0

    def _stance(self, issue: str, stand: Stand, share: float, offer: Offer | None) -> Stance:
        entry = self.mind.scenario.issue(issue)
        place = stand.opening + (stand.limit - stand.opening) * share
        option, limit = entry.at(place), entry.at(stand.limit)
        asked = offer.terms.get(issue, "") if offer and offer.detailed else ""
        beyond = asked and self._refuses(entry.index(asked), stand)
        firmness: Firmness = "firm"
        if share > SOFT:
            firmness = "flexible"
        elif share > CONCEDED:
            firmness = "conditional"
        other = limit if firmness == "flexible" and limit != option else ""
        refused = asked if beyond and asked != option else ""
        return Stance(issue, option, firmness, stand.weight, other, refused)

    def _refuses(self, place: int, stand: Stand) -> bool:
        span = abs(stand.limit - stand.opening)
        direction = 1 if stand.limit >= stand.opening else -1
        conceded = (place - stand.opening) * direction if span else abs(place - stand.opening)
        return conceded - span > self.mind.curve.tolerance
