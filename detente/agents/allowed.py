"""Which replies an act allows: the rules of the talks that a reply's type alone does not tell.

The one place for them: a model's seat asks again on what is found here, and orchestration refuses it from
anybody.
"""

from __future__ import annotations

from detente.scenario.model import Scenario
from detente.transcripts.acts import Act, Argument, Decide, Decision, Offer, Propose, Reply, Statement, Terms
from detente.transcripts.table import Table

__all__ = ["problem"]


def problem(act: Act, reply: Reply, scenario: Scenario, table: Table) -> str:
    """Why a reply cannot stand, in one sentence; empty if it can. `table` is the seat's own view."""
    if isinstance(act, Propose) and isinstance(reply, Offer):
        return _offer(act, reply, scenario, table.signed)
    if isinstance(act, Decide) and isinstance(reply, Decision):
        return _decision(act, reply, scenario, table)
    if isinstance(reply, Statement | Argument) and not reply.text.strip():
        return "text: there are no words"
    return ""


def _offer(act: Propose, offer: Offer, scenario: Scenario, signed: Terms) -> str:
    """A lever not held, an unknown name, a pair excluded among its terms and those signed before."""
    if offer.to != act.to:
        return f"an offer to {act.to} was put to {offer.to}"
    held = {lever.id for lever in scenario.levers if (lever.holder, lever.target) == (act.seat, act.to)}
    for name in offer.levers:
        if name not in held:
            return f"{act.seat} does not hold the lever '{name}' over {act.to}"
    demands = {demand.id for demand in scenario.demands if demand.target == act.to}
    for name in offer.demands:
        if name not in demands:
            return f"there is no demand '{name}' of {act.to}"
    for names in (offer.levers, offer.demands):
        if len(set(names)) < len(names):
            return f"'{max(names, key=names.count)}' stands twice"
    return _unknown(offer.terms, scenario) or _excluded({**signed, **offer.terms}, scenario)


def _decision(act: Decide, decision: Decision, scenario: Scenario, table: Table) -> str:
    if decision.answer != "counter":
        return _unknown(decision.terms, scenario)
    if act.final or not act.may_counter:
        return "this gate takes accept or reject, not a counter-offer"
    offered = table.standing.offer.terms if table.standing else {}
    return _unknown(decision.terms, scenario) or _excluded({**offered, **decision.terms}, scenario)


def _excluded(terms: Terms, scenario: Scenario) -> str:
    rule = scenario.exclusion(terms)
    return f"{rule.pair[0]} and {rule.pair[1]} exclude each other" if rule else ""


def _unknown(terms: Terms, scenario: Scenario) -> str:
    for issue, option in terms.items():
        if issue not in scenario.issue_ids or not scenario.issue(issue).has(option):
            return f"there is no option {issue}.{option}"
    return ""
