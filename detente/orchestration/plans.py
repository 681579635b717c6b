"""Plans of offers that a fork has edited: levers put in or taken out, an offer of one's own."""

from __future__ import annotations

from collections.abc import Iterable

from detente.agents.seats import ANALYST
from detente.errors import InputError
from detente.scenario.levers import Lever, OfferPlan, PlannedOffer
from detente.scenario.model import Scenario
from detente.transcripts.calls import text_digest
from detente.transcripts.changes import Change, ChangedBody

__all__ = ["edited", "told"]


def told(change: Change) -> ChangedBody:
    """A change as the transcript tells it."""
    seats = (*change.seats, *([ANALYST] if change.analyst else []))
    return ChangedBody(
        world=change.world,
        offers=change.offers,
        add_levers=change.add_levers,
        drop_levers=change.drop_levers,
        offer=change.offer.terms if change.offer else None,
        seats=tuple(sorted(seats)),
        sets=dict(sorted(change.sets.items())),
        without=tuple(sorted(change.without)),
        prompts={name: text_digest(text) for name, text in sorted(change.prompts.items())},
        replicate=change.replicate,
    )


def edited(scenario: Scenario, plan: OfferPlan, edits: Iterable[Change]) -> OfferPlan:
    """A plan with edits made to it, in their order. Raises InputError for what does not fit."""
    for edit in edits:
        for name in edit.add_levers:
            plan = _changed(scenario, plan, _lever(scenario, plan, name, "--add-lever"), put_in=True)
        for name in edit.drop_levers:
            plan = _changed(scenario, plan, _lever(scenario, plan, name, "--drop-lever"), put_in=False)
        if edit.offer is not None and plan.kind == "schedule":
            own = PlannedOffer(
                stage=edit.at.stage,
                from_round=edit.at.round,
                to=edit.offer.to,
                levers=edit.offer.levers,
                demands=edit.offer.demands,
                terms=edit.offer.terms,
                detailed=edit.offer.detailed,
            )
            plan = plan.model_copy(update={"offers": (*plan.offers, own)})
    return plan


def _lever(scenario: Scenario, plan: OfferPlan, name: str, option: str) -> Lever:
    """The lever that is meant, which the plan's offers can hold."""
    held = {lever.id: lever for lever in scenario.levers if lever.holder == scenario.mediator}
    if name not in held:
        raise InputError(f"{option} {name}: the mediator holds {', '.join(held) or 'no levers'}.")
    if plan.kind != "schedule":
        raise InputError(
            f"{option} {name}: the offers of '{plan.id}' are composed by whoever sits in the mediator's "
            "seat; give --offers or --offer instead."
        )
    return held[name]


def _changed(scenario: Scenario, plan: OfferPlan, lever: Lever, *, put_in: bool) -> OfferPlan:
    """The plan with a lever in every offer to its target, or in none."""
    meant = [offer for offer in plan.offers if offer.to == lever.target]
    if not any((lever.id in offer.levers) != put_in for offer in meant):
        told = "puts it into every offer already" if put_in else "puts it into no offer"
        if put_in and not meant:
            told = f"has no offer to {lever.target}"
        option = "--add-lever" if put_in else "--drop-lever"
        raise InputError(f"{option} {lever.id}: the plan '{plan.id}' {told}.")
    change = _with if put_in else _without
    offers = tuple(
        change(scenario, offer, lever) if offer.to == lever.target else offer for offer in plan.offers
    )
    return plan.model_copy(update={"offers": offers})


def _with(scenario: Scenario, offer: PlannedOffer, lever: Lever) -> PlannedOffer:
    """With the lever, and the options it carries on issues that the offer leaves open."""
    if lever.id in offer.levers:
        return offer
    terms = {**lever.terms, **offer.terms}
    if rule := scenario.exclusion(terms):
        raise InputError(
            f"--add-lever {lever.id}: it puts {rule.pair[0]} and {rule.pair[1]} into one offer, "
            "which exclude each other."
        )
    return offer.model_copy(update={"levers": (*offer.levers, lever.id), "terms": terms})


def _without(scenario: Scenario, offer: PlannedOffer, lever: Lever) -> PlannedOffer:
    """Without the lever, and without the options that only it carries."""
    if lever.id not in offer.levers:
        return offer
    levers = tuple(name for name in offer.levers if name != lever.id)
    kept = [pair for name in levers for pair in scenario.lever(name).terms.items()]
    gone = {pair for pair in lever.terms.items() if pair not in kept}
    terms = {issue: option for issue, option in offer.terms.items() if (issue, option) not in gone}
    return offer.model_copy(update={"levers": levers, "terms": terms})
