"""The payoff of no deal: what an actor expects if the war goes on, and what sticks do to it."""

from __future__ import annotations

from detente.agents.baseline.mind import Mind, lever_cause
from detente.scenario.worlds import Effect
from detente.transcripts.acts import Cause, Offer

WAR_BELIEF, VICTORY_DOUBT, SANCTIONS_GAIN, STICK_BITE = 0.12, 0.08, 0.35, 0.25
"""Sizes at strength 1 (utility scale; shares of a stick's force for the last two): modelling choices."""


def fallback(mind: Mind, actor: str, rounds: int, offer: Offer | None) -> list[Cause]:
    """The parts of an actor's payoff of no deal after some rounds, under the sticks of an offer."""
    key = (actor, rounds, offer.levers if offer else ())
    if key not in mind.no_deal:
        mind.no_deal[key] = _fallback(mind, actor, rounds, offer)
    return mind.no_deal[key]


def _fallback(mind: Mind, actor: str, rounds: int, offer: Offer | None) -> list[Cause]:
    pole = next((pole for pole, actors in mind.camps.items() if actor in actors), 0)
    parts = [Cause(label="war payoff", amount=mind.numbers.scalar(f"{actor}.fallback"))]
    drift = mind.numbers.scalar(f"{actor}.drift") * rounds * mind.numbers.strength("fallback_drift")
    parts.append(_cause(mind, "fallback_drift", "drift of the front", drift))
    if pole < 0:
        belief = WAR_BELIEF * mind.numbers.strength("war_belief")
        parts.append(_cause(mind, "war_belief", "belief in collapse of the other side", belief))
    if pole > 0:
        doubt = -VICTORY_DOUBT * mind.numbers.strength("victory_doubt")
        parts.append(_cause(mind, "victory_doubt", "doubt that victory pays", doubt))
        urge = -mind.numbers.scalar(f"{actor}.dependence") * rounds * mind.numbers.strength("dependence")
        parts.append(_cause(mind, "dependence", "growing dependence", urge))
    parts += _sticks(mind, pole, offer)
    parts += _delay(mind, actor)
    support = sum(lever.force for lever in mind.levers(offer, "stick") if lever.support_of == mind.seat)
    if support:
        parts += _alone(mind, actor, sum(part.amount for part in parts))
    return [part for part in parts if part.amount]


def _cause(mind: Mind, effect: Effect, label: str, amount: float, lever: str = "") -> Cause:
    return Cause(mechanism=mind.mechanism(effect), lever=lever, label=label, amount=round(amount, 4))


def _sticks(mind: Mind, pole: int, offer: Offer | None) -> list[Cause]:
    parts = []
    standing = [lever for lever in mind.scenario.levers if lever.standing and lever.target == mind.seat]
    for lever in (*standing, *mind.levers(offer, "stick")):
        if lever.support_of == mind.seat:
            continue
        if lever.sanction and pole < 0 and mind.numbers.strength("sanctions_gain") > 0:
            gain = SANCTIONS_GAIN * mind.force(lever, offer) * mind.numbers.strength("sanctions_gain")
            parts.append(_cause(mind, "sanctions_gain", f"gains from {lever.title}", gain, lever.id))
        else:
            parts.append(lever_cause(lever, -STICK_BITE * mind.force(lever, offer)))
    return parts


def _delay(mind: Mind, actor: str) -> list[Cause]:
    parts = []
    for mechanism in mind.scenario.effects.get("delay_motive", ()):
        if actor in mechanism.actors:
            amount = mind.numbers.scalar(f"{actor}.delay_value") * mind.numbers.strengths[mechanism.id]
            parts.append(
                Cause(mechanism=mechanism.id, label="value of delay itself", amount=round(amount, 4))
            )
    return parts


def _alone(mind: Mind, actor: str, hold: float) -> list[Cause]:
    """Fighting on without the mediator's support: less to hold with, and a lottery over defeat."""
    numbers = mind.numbers
    gap = 1 - numbers.scalar(f"{actor}.replacement")
    gap = gap * numbers.strength("replacement_gap") if mind.scenario.effects.get("replacement_gap") else gap
    loss = numbers.scalar(f"{actor}.support") * gap * numbers.strength("support_withdrawn")
    odds = min(numbers.scalar(f"{actor}.lottery_defeat") * numbers.strength("war_lottery"), 1.0)
    return [
        _cause(mind, "support_withdrawn", "support withdrawn and only partly replaced", -loss),
        _cause(mind, "war_lottery", "odds of defeat fighting alone", -odds * max(hold - loss, 0.0)),
    ]
