"""The mediator's offers: scheduled by the plan, or composed by whoever sits in the mediator's seat."""

from __future__ import annotations

from random import Random

from detente.agents.baseline.phrases import Phrases
from detente.scenario.levers import OfferPlan, PlannedOffer
from detente.scenario.model import Scenario
from detente.transcripts.acts import Offer, Propose, Terms
from detente.transcripts.table import Table


def scheduled(plan: OfferPlan, table: Table, stage: str, round_: int) -> PlannedOffer | None:
    """The offer a schedule makes in this round: the latest whose time and condition have come.

    Conditions read what the mediator can see only: the answers given at this stage.
    """
    due = [
        offer
        for offer in plan.offers
        if offer.stage == stage and offer.from_round <= round_ and _answered(offer, table)
    ]
    return due[-1] if due else None


def _answered(offer: PlannedOffer, table: Table) -> bool:
    if offer.after_answer is None:
        return True
    last = table.decisions.get((offer.stage, offer.to))
    return last is not None and last.answer == offer.after_answer


def composed(planned: PlannedOffer, scenario: Scenario, table: Table, draw: Random) -> Offer:
    """A planned offer as it is put on the table, with what was accepted before and in words."""
    terms: Terms = {}
    for accepted in table.accepted.values():
        terms |= accepted
    terms |= planned.terms
    offer = Offer(
        to=planned.to,
        terms=terms,
        levers=planned.levers,
        demands=planned.demands,
        detailed=planned.detailed,
    )
    return offer.model_copy(update={"text": Phrases(scenario, draw).offer(offer)})


def refusal(offer: Offer, scenario: Scenario, act: Propose, signed: Terms) -> str:
    """Why an offer cannot be put: a lever not held, an unknown name, a pair that is excluded among its terms
    and those `signed` before; empty if it can."""
    if offer.to != act.to:
        return f"an offer to {act.to} was put to {offer.to}"
    held = {lever.id for lever in scenario.levers if lever.holder == act.seat}
    for name in offer.levers:
        if name not in held:
            return f"{act.seat} does not hold the lever '{name}'"
    demands = {demand.id for demand in scenario.demands}
    for name in offer.demands:
        if name not in demands:
            return f"there is no demand '{name}'"
    rule = scenario.exclusion({**signed, **offer.terms})
    excluded = f"{rule.pair[0]} and {rule.pair[1]} exclude each other" if rule else ""
    return unknown(offer.terms, scenario) or excluded


def unknown(terms: Terms, scenario: Scenario) -> str:
    """What terms name that the scenario does not know; empty if it knows all."""
    for issue, option in terms.items():
        if issue not in scenario.issue_ids or not scenario.issue(issue).has(option):
            return f"there is no option {issue}.{option}"
    return ""
