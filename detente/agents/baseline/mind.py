"""What a baseline seat makes of terms: stands under a lean, worth of levers, payoff of no deal.

Reads the seat's own numbers only. Every part of a number is kept as a Cause, so that it can be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from detente.scenario.levers import Lever
from detente.scenario.model import Scenario
from detente.scenario.numbers import Numbers, Stand
from detente.scenario.parties import Party
from detente.scenario.utilities import Curve, IssueValue, settlement_values
from detente.scenario.worlds import Effect
from detente.transcripts.acts import Cause, Offer, Terms

FULL_MIX = 0.15
"""Mean worth of carrots at which sticks count as fully matched by incentives (modelling choice)."""


@dataclass(frozen=True)
class Mind:
    """One seat's own numbers, and what follows from them."""

    scenario: Scenario
    numbers: Numbers
    seat: str
    _worths: dict[tuple[str, str, tuple[str, ...], bool], float] = field(default_factory=dict)
    _camp_rows: dict[int, dict[str, Stand]] = field(default_factory=dict)
    _stands: dict[float, dict[str, Stand]] = field(default_factory=dict)
    no_deal: dict[tuple[str, int, tuple[str, ...]], list[Cause]] = field(default_factory=dict)
    """Payoffs of no deal already worked out: (actor, rounds, levers) → parts."""
    _exchanges: dict[int, tuple[Offer, bool]] = field(default_factory=dict)

    @cached_property
    def party(self) -> Party:
        """The seat's party."""
        return self.scenario.party(self.seat)

    @cached_property
    def curve(self) -> Curve:
        """The value curve."""
        return Curve.of(self.numbers)

    @cached_property
    def business(self) -> tuple[str, ...]:
        """Issues this seat answers for."""
        return tuple(issue.id for issue in self.scenario.issues if self.seat in issue.business)

    def mechanism(self, effect: Effect) -> str:
        """Id of the mechanism behind an effect, for causes."""
        found = self.scenario.effects.get(effect, ())
        return found[0].id if found else ""

    # -- stands -----------------------------------------------------------------------------------

    @cached_property
    def camps(self) -> Mapping[int, tuple[str, ...]]:
        """Pole → its factions' actor ids; 0 holds factions without a camp."""
        poles: dict[int, tuple[str, ...]] = {}
        for faction in self.party.factions:
            pole = self.party.pole(faction.camp)
            poles[pole] = (*poles.get(pole, ()), self.party.actor(faction.id))
        return poles

    @cached_property
    def starting_influence(self) -> dict[str, float]:
        """Faction → share of influence before anything happened."""
        raw = {
            faction.id: max(self.numbers.scalar(f"{self.party.actor(faction.id)}.influence"), 0.0)
            for faction in self.party.factions
        }
        total = sum(raw.values()) or 1.0
        return {name: share / total for name, share in raw.items()}

    @cached_property
    def rows(self) -> dict[str, dict[str, Stand]]:
        """Actor → issue → stand, under the world's mechanisms about who wants what."""
        rows = {actor: dict(self.numbers.stands.get(actor, {})) for actor in self._actors()}
        for pole, actors in self.camps.items():
            for actor in actors:
                rows[actor] = self._faction_row(rows, actor, pole)
        for pole, actors in self.camps.items():
            if pole:
                self._blend_currents(rows, actors)
        for row in rows.values():
            self._bear(row)
        return rows

    def _actors(self) -> tuple[str, ...]:
        return (self.party.leader, *(self.party.actor(faction.id) for faction in self.party.factions))

    def _faction_row(self, rows: dict[str, dict[str, Stand]], actor: str, pole: int) -> dict[str, Stand]:
        leader, row = rows[self.party.leader], dict(rows[actor])
        claims: tuple[tuple[Effect, int, str], ...] = (
            ("maximal_openings", -1, "opening"),
            ("front_line_limits", 1, "limit"),
        )
        for effect, at_pole, part in claims:
            if pole != at_pole:
                continue
            for mechanism in self.scenario.effects.get(effect, ()):
                strength = self.numbers.strengths[mechanism.id]
                for issue in mechanism.issues or tuple(row):
                    if issue in row and issue in leader:
                        row[issue] = _towards(leader[issue], row[issue], part, strength)
        return row

    def _blend_currents(self, rows: dict[str, dict[str, Stand]], actors: tuple[str, ...]) -> None:
        if not self.scenario.effects.get("currents_differ"):
            return
        strength = min(self.numbers.strength("currents_differ"), 1.0)
        mean = self._mean_row([rows[actor] for actor in actors], [1.0] * len(actors))
        for actor in actors:
            rows[actor] = {issue: _mix(mean[issue], stand, strength) for issue, stand in rows[actor].items()}

    def _bear(self, row: dict[str, Stand]) -> None:
        """Extend the limit to a term that this party is said to be able to bear."""
        strength = min(max(self.numbers.strength("bearable_term"), 0.0), 1.0)
        for demand in self.scenario.demands:
            if demand.target != self.seat or demand.mechanism != self.mechanism("bearable_term"):
                continue
            for issue, options in demand.met_when.items():
                if issue in row and options:
                    stand, place = row[issue], float(self.scenario.issue(issue).index(options[0]))
                    if (place - stand.limit) * (stand.limit - stand.opening) >= 0:
                        limit = stand.limit + strength * (place - stand.limit)
                        row[issue] = Stand(stand.opening, limit, stand.weight)

    @staticmethod
    def _mean_row(rows: list[dict[str, Stand]], weights: list[float]) -> dict[str, Stand]:
        issues = {issue for row in rows for issue in row}
        mean: dict[str, Stand] = {}
        for issue in issues:
            held = [(row[issue], weight) for row, weight in zip(rows, weights, strict=True) if issue in row]
            total = sum(weight for _, weight in held) or 1.0
            mean[issue] = Stand(
                *(
                    sum(getattr(stand, part) * weight for stand, weight in held) / total
                    for part in ("opening", "limit", "weight")
                )
            )
        return mean

    def stands_at(self, lean: float | None) -> dict[str, Stand]:
        """The decider's stands: its own at lean 0, the camps' means at −1 and +1, linear between."""
        own = self.rows[self.party.leader]
        weight = self.pull(lean)
        if not weight:
            return own
        if weight not in self._stands:
            camp = self.camp_row(1 if weight > 0 else -1)
            self._stands[weight] = {
                issue: _mix(stand, camp.get(issue, stand), abs(weight)) for issue, stand in own.items()
            }
        return self._stands[weight]

    def camp_row(self, pole: int) -> dict[str, Stand]:
        """The mean stands of a camp, weighted by starting influence."""
        if pole not in self._camp_rows:
            actors = self.camps.get(pole, ())
            weights = [self.starting_influence[actor.split(".")[1]] for actor in actors]
            self._camp_rows[pole] = self._mean_row([self.rows[actor] for actor in actors], weights)
        return self._camp_rows[pole]

    def pull(self, lean: float | None) -> float:
        """How far the decider stands towards a camp, −1 … +1; 0 without camps or with factions off."""
        if lean is None or self.party.decision != "leader":
            return 0.0
        strength = min(max(self.numbers.strength("factions"), 0.0), 1.0) if self._has("factions") else 1.0
        return min(max(lean * strength, -1.0), 1.0)

    def _has(self, effect: Effect) -> bool:
        return bool(self.scenario.effects.get(effect))

    # -- levers -----------------------------------------------------------------------------------

    @cached_property
    def _lever_mechanisms(self) -> frozenset[str]:
        return frozenset(mechanism.id for mechanism in self.scenario.effects.get("levers", ()))

    def strength_of(self, lever: Lever) -> float:
        """Strength of a lever: the mean of the mechanisms that claim it; 1 if none does."""
        names = [name for name in lever.mechanisms if name in self._lever_mechanisms]
        values = [self.numbers.strengths[name] for name in names]
        base = sum(values) / len(values) if values else 1.0
        return base * self.numbers.levers.get(lever.id, 1.0)

    def worth(self, lever: Lever, actor: str, offer: Offer) -> float:
        """Worth of a carrot to an actor, beyond the options it carries (utility scale)."""
        key = (lever.id, actor, offer.levers, self.exchange_met(offer))
        if key not in self._worths:
            self._worths[key] = self._worth(lever, actor, offer)
        return self._worths[key]

    def _worth(self, lever: Lever, actor: str, offer: Offer) -> float:
        worth = lever.worth.get(actor, 0.0) * self.strength_of(lever)
        for mechanism in self.scenario.effects.get("identity_closed", ()):
            if actor in mechanism.actors:
                worth *= 1 - min(max(self.numbers.strengths[mechanism.id], 0.0), 1.0)
        if self._has("independent_carrots") and lever.holder == self.scenario.mediator:
            lost = (1 - min(self.numbers.strength("independent_carrots"), 1.0)) * self.numbers.scalar(
                "model.later_share"
            )
            worth *= 1 - lost
        if not self.exchange_met(offer):
            worth *= 1 - min(max(self.numbers.strength("exchange"), 0.0), 1.0)
        return worth * self._order_bonus(actor, offer)

    def _order_bonus(self, actor: str, offer: Offer) -> float:
        if not self._has("ordered_bonus") or actor not in self.camps.get(1, ()):
            return 1.0
        holders = {self.scenario.lever(name).holder for name in offer.levers if self._carrot(name)}
        first = self.scenario.mediator in holders
        return 1 + (0.25 if first else -0.25) * self.numbers.strength("ordered_bonus")

    def _carrot(self, name: str) -> bool:
        return self.scenario.lever(name).kind == "carrot"

    def exchange_met(self, offer: Offer) -> bool:
        """Whether the terms meet every demand the offer makes of its addressee."""
        known = self._exchanges.get(id(offer))
        if known is None or known[0] is not offer:
            met = all(
                offer.terms.get(issue) in options
                for name in offer.demands
                for issue, options in self.scenario.demand(name).met_when.items()
            )
            known = self._exchanges[id(offer)] = (offer, met)
        return known[1]

    def force(self, lever: Lever, offer: Offer | None) -> float:
        """Cost of a stick to its target (utility scale); a sanction costs less without the mediator's own."""
        force = lever.force * self.strength_of(lever)
        if lever.sanction and lever.holder != self.scenario.mediator and self._has("sanctions_alone"):
            named = [self.scenario.lever(name) for name in offer.levers] if offer else []
            backed = any(entry.sanction and entry.holder == self.scenario.mediator for entry in named)
            if not backed:
                lost = 1 - self.numbers.scalar("model.sanctions_alone")
                force = lever.force * self.numbers.levers[lever.id]
                force *= max(1 - self.numbers.strength("sanctions_alone") * lost, 0.0)
        return force

    def levers(self, offer: Offer | None, kind: str) -> tuple[Lever, ...]:
        """The levers of a kind that an offer turns on this seat."""
        if offer is None:
            return ()
        found = (self.scenario.lever(name) for name in offer.levers)
        return tuple(lever for lever in found if lever.kind == kind and lever.target == self.seat)

    # -- values -----------------------------------------------------------------------------------

    def values(
        self, terms: Terms, stands: Mapping[str, Stand], scope: tuple[str, ...]
    ) -> tuple[IssueValue, ...]:
        """The parts of the utility of terms over the issues in scope."""
        places = {
            issue: float(self.scenario.issue(issue).index(option))
            for issue, option in terms.items()
            if issue in scope
        }
        return settlement_values(places, stands, scope, self.curve)

    def carrots(self, offer: Offer, lean: float | None) -> list[Cause]:
        """What the carrots of an offer are worth to the decider."""
        causes = []
        for lever in self.levers(offer, "carrot"):
            amount = self._at_lean({a: self.worth(lever, a, offer) for a in self._actors()}, lean)
            mechanism = lever.mechanisms[0] if lever.mechanisms else ""
            causes.append(
                Cause(mechanism=mechanism, lever=lever.id, label=lever.title, amount=round(amount, 4))
            )
        return causes

    def _at_lean(self, by_actor: Mapping[str, float], lean: float | None) -> float:
        own = by_actor.get(self.party.leader, 0.0)
        weight = self.pull(lean)
        if not weight:
            return own
        actors = self.camps[1 if weight > 0 else -1]
        shares = [self.starting_influence[actor.split(".")[1]] for actor in actors]
        mean = sum(by_actor[a] * s for a, s in zip(actors, shares, strict=True)) / (sum(shares) or 1.0)
        return own + (mean - own) * abs(weight)


def lever_cause(lever: Lever, amount: float, label: str = "") -> Cause:
    """A part of a number that a lever is the cause of, through the first mechanism that claims it."""
    mechanism = lever.mechanisms[0] if lever.mechanisms else ""
    return Cause(mechanism=mechanism, lever=lever.id, label=label or lever.title, amount=round(amount, 4))


def _towards(anchor: Stand, stand: Stand, part: str, strength: float) -> Stand:
    parts = {"opening": stand.opening, "limit": stand.limit, "weight": stand.weight}
    start = getattr(anchor, part)
    parts[part] = start + min(max(strength, 0.0), 1.0) * (parts[part] - start)
    return Stand(**parts)


def _mix(first: Stand, second: Stand, share: float) -> Stand:
    return Stand(
        first.opening + (second.opening - first.opening) * share,
        first.limit + (second.limit - first.limit) * share,
        first.weight + (second.weight - first.weight) * share,
    )
