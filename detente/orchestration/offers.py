"""The mediator's offers: scheduled by the plan, or composed by whoever sits in the mediator's seat."""

from __future__ import annotations

from random import Random

from detente.agents.baseline.phrases import Phrases
from detente.scenario.levers import OfferPlan, PlannedOffer
from detente.scenario.model import Scenario
from detente.transcripts.acts import Offer, Terms
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
    return worded(offer, scenario, draw)


def worded(offer: Offer, scenario: Scenario, draw: Random) -> Offer:
    """An offer in words: its own, or composed ones where it has none."""
    return offer if offer.text else offer.model_copy(update={"text": Phrases(scenario, draw).offer(offer)})
