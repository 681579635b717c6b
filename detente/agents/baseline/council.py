"""The private council: how factions' influence and the decider's lean move, and by what.

Influence of the two camps moves in log-odds by the effects of the standing offer; the lean follows the
council's balance. Every movement is a Cause that names its lever and its mechanism.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from detente.agents.baseline.mind import FULL_MIX, Mind, lever_cause
from detente.scenario.numbers import chance
from detente.scenario.utilities import utility
from detente.scenario.worlds import Effect
from detente.transcripts.acts import Cause, Judgement, Offer
from detente.transcripts.table import Table

FADE = 0.6
"""An offer put again with the same levers moves the council by this share of the time before."""
SANCTIONS_PRIDE = 0.25
DEPENDENCE_GAIN = 2.0
"""Log-odds per unit of the prior `dependence`, a round."""
WITHIN_CAMP = 0.6
"""How strongly a faction's own gain tilts influence inside its camp."""


@dataclass(frozen=True)
class Council:
    """The council of a party with camps."""

    mind: Mind
    seed: int
    replicate: int = 0

    def start(self) -> Judgement:
        """Where the decider stands before anything was weighed."""
        lean = self.mind.numbers.scalar(f"{self.mind.seat}.leader.lean") if self._has_lean else None
        return Judgement(lean=lean, influence=_rounded(self.mind.starting_influence))

    @property
    def _has_lean(self) -> bool:
        return self.mind.party.decision == "leader"

    def weigh(self, table: Table, slot: str) -> Judgement:
        """Weigh the council under the standing offer."""
        before = table.judgement or self.start()
        if not self._has_lean or before.lean is None:
            return before
        offer = table.standing.offer if table.standing and table.standing.offer.to == self.mind.seat else None
        causes = self._causes(offer, table)
        shift = sum(cause.amount for cause in causes)
        influence = self._shifted(before.influence, shift, offer)
        lean, moved = self._lean(before, influence, causes, slot)
        return Judgement(
            lean=lean,
            influence=_rounded(influence),
            reasons=_reasons(causes),
            instructions=_instruction(lean, before.lean),
            causes=moved,
        )

    # -- what moves the balance -------------------------------------------------------------------

    def _causes(self, offer: Offer | None, table: Table) -> list[Cause]:
        mind = self.mind
        causes = []
        if offer is not None:
            worth = {lever.id: self._mean_worth(lever.id, offer) for lever in mind.levers(offer, "carrot")}
            causes = [*self._carrots(worth), *self._sticks(offer, sum(worth.values()))]
            causes += self._surrender(offer)
            factor = self._weakening(offer, table)
            causes = [
                cause.model_copy(update={"amount": round(cause.amount * factor, 4)}) for cause in causes
            ]
        urge = self._mean("dependence") * mind.numbers.strength("dependence")
        causes.append(
            Cause(
                mechanism=mind.mechanism("dependence"),
                label="isolation deepens dependence",
                amount=round(DEPENDENCE_GAIN * urge, 4),
            )
        )
        return [cause for cause in causes if cause.amount]

    def _mean(self, name: str) -> float:
        actors = self.mind.camps.get(1, ())
        values = [self.mind.numbers.scalar(f"{actor}.{name}") for actor in actors]
        return sum(values) / len(values) if values else 0.0

    def _mean_worth(self, lever: str, offer: Offer) -> float:
        actors = self.mind.camps.get(1, ())
        worth = [self.mind.worth(self.mind.scenario.lever(lever), actor, offer) for actor in actors]
        return sum(worth) / len(worth) if worth else 0.0

    def _carrots(self, worth: dict[str, float]) -> list[Cause]:
        gain = self.mind.numbers.scalar("model.carrot_gain")
        causes = []
        for name, amount in worth.items():
            causes.append(lever_cause(self.mind.scenario.lever(name), gain * amount))
        return causes

    def _sticks(self, offer: Offer, worth: float) -> list[Cause]:
        """Sticks without carrots strengthen the hard camp, with carrots the other (or as the world says)."""
        mind = self.mind
        strength, gain = (
            mind.numbers.strength("pressure_interaction"),
            mind.numbers.scalar("model.pressure_gain"),
        )
        mix = 2 * min(worth / FULL_MIX, 1.0) - 1 if strength >= 0 else 1.0
        causes = []
        for lever in mind.levers(offer, "stick"):
            push = abs(strength) * gain * mind.force(lever, offer) * mix
            name, label = mind.mechanism("pressure_interaction"), f"{lever.title}, {_with(mix)}"
            causes.append(Cause(mechanism=name, lever=lever.id, label=label, amount=push))
            if lever.sanction:
                pride = (
                    -SANCTIONS_PRIDE
                    * gain
                    * mind.force(lever, offer)
                    * mind.numbers.strength("sanctions_gain")
                )
                name = mind.mechanism("sanctions_gain")
                causes.append(Cause(mechanism=name, lever=lever.id, label="self-reliance pays", amount=pride))
        return causes

    def _surrender(self, offer: Offer) -> list[Cause]:
        mind = self.mind
        strain = 0.0
        for actor in mind.camps.get(1, ()):
            parts = mind.values(offer.terms, mind.rows[actor], mind.business)
            strain += sum(part.share * part.beyond for part in parts) / len(mind.camps[1])
        loss = -mind.numbers.scalar("model.surrender_loss") * min(strain / 0.5, 1.0)
        amount = loss * mind.numbers.strength("surrender_floor")
        label = "terms that look like surrender"
        return [Cause(mechanism=mind.mechanism("surrender_floor"), label=label, amount=amount)]

    def _weakening(self, offer: Offer, table: Table) -> float:
        """How much of an offer's effect is left: vague terms, repetition, an outsider's early demands."""
        mind = self.mind
        factor = 1.0
        if not offer.detailed:
            factor *= max(1 - mind.numbers.strength("detail_gate"), 0.0)
        same = [put for put in table.offers if put.offer.to == offer.to and put.offer.levers == offer.levers]
        rounds = len(same) - 1
        factor *= FADE ** max(rounds, 0)
        later = [party.id for party in mind.scenario.parties if party.role == "later"]
        if set(later) & set(table.participants) and mind.scenario.effects.get("early_demands"):
            factor *= 1 - mind.numbers.strength("early_demands") * mind.numbers.scalar("model.early_demands")
        return max(factor, 0.0)

    # -- what follows -----------------------------------------------------------------------------

    def _shifted(self, influence: dict[str, float], shift: float, offer: Offer | None) -> dict[str, float]:
        poles = {f.id: self.mind.party.pole(f.camp) for f in self.mind.party.factions}
        gains = self._gains(offer)
        raw = {
            name: share * math.exp(poles[name] * shift / 2 + WITHIN_CAMP * gains.get(name, 0.0))
            for name, share in influence.items()
        }
        total = sum(raw.values()) or 1.0
        return {name: share / total for name, share in raw.items()}

    def _gains(self, offer: Offer | None) -> dict[str, float]:
        """What the standing terms are worth to each faction against its camp's mean."""
        if offer is None or not offer.detailed:
            return {}
        mind = self.mind
        gains: dict[str, float] = {}
        for actors in mind.camps.values():
            values = {a: utility(mind.values(offer.terms, mind.rows[a], mind.business)) for a in actors}
            mean = sum(values.values()) / len(values)
            gains |= {actor.split(".")[1]: 0.1 * (value - mean) for actor, value in values.items()}
        return gains

    def _lean(
        self, before: Judgement, influence: dict[str, float], causes: list[Cause], slot: str
    ) -> tuple[float, tuple[Cause, ...]]:
        """The lean closes a share of its gap to the council's balance; parts that explain the change."""
        mind, start = self.mind, self.start()
        offset = (start.lean or 0.0) - self._balance(start.influence)
        old, new = (_within(self._balance(shares) + offset) for shares in (before.influence, influence))
        strength = mind.numbers.strength("undecided_leader") if self._claimed("undecided_leader") else 1.0
        factions = mind.numbers.strength("factions") if self._claimed("factions") else 1.0
        speed = mind.numbers.scalar("model.lean_speed") * max(strength, 0.0) * min(max(factions, 0.0), 1.0)
        speed = min(speed, 1.0)
        noise = chance(self.seed, slot, self.replicate).gauss(0, mind.numbers.scalar("model.lean_noise"))
        was = before.lean or 0.0
        lean = round(_within(was + speed * (new - was) + (noise if speed else 0.0)), 4)
        caught_up = speed * (old - was)
        return lean, _decomposed(causes, lean - was, caught_up, speed * (new - old))

    def _claimed(self, effect: Effect) -> bool:
        return bool(self.mind.scenario.effects.get(effect))

    def _balance(self, influence: dict[str, float]) -> float:
        party = self.mind.party
        return sum(party.pole(faction.camp) * influence.get(faction.id, 0.0) for faction in party.factions)


def _within(lean: float) -> float:
    return min(max(lean, -1.0), 1.0)


def _decomposed(causes: list[Cause], change: float, caught_up: float, moved: float) -> tuple[Cause, ...]:
    """Parts that sum to the change of lean: this round's causes by their size, catching up, and chance."""
    net = sum(cause.amount for cause in causes)
    parts = []
    if net * moved > 0:
        parts = [_scaled(cause, moved / net) for cause in causes]
    else:
        parts.append(Cause(label="currents gaining inside their camps", amount=round(moved, 4)))
    parts.append(Cause(label="the council's earlier balance, catching up", amount=round(caught_up, 4)))
    rest = change - sum(part.amount for part in parts)
    parts.append(Cause(label="chance", amount=round(rest, 4)))
    return tuple(part for part in parts if abs(part.amount) >= 0.0001)


def _scaled(cause: Cause, factor: float) -> Cause:
    return cause.model_copy(update={"amount": round(cause.amount * factor, 4)})


def _rounded(influence: dict[str, float]) -> dict[str, float]:
    return {name: round(share, 4) for name, share in influence.items()}


def _with(mix: float) -> str:
    return "with incentives" if mix > 0 else "without incentives"


def _reasons(causes: list[Cause]) -> tuple[str, ...]:
    largest = sorted(causes, key=lambda cause: -abs(cause.amount))[:3]
    return tuple(f"{c.label} ({c.mechanism or 'no mechanism'}: {c.amount:+.2f})" for c in largest)


def _instruction(lean: float, before: float) -> str:
    if lean > before + 0.01:
        return "Show more room than last time."
    return "Hold the line." if lean < before - 0.01 else "Stay where we are."
