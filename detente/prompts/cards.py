"""What an actor knows from the start, for its stable message: its card, the issues, the rules, the levers.

Reads the scenario; no world, no mechanism, no number, no other seat's private word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from detente.scenario.model import Fact, Scenario
from detente.scenario.parties import Party

__all__ = ["card_values", "issue_values"]

_MECHANISM = re.compile(r"\s*\(M\d+(?:[,–-]\s*M?\d+)*\)")


def card_values(
    scenario: Scenario, actor: str, absent: frozenset[str] = frozenset(), rounds: int | None = None
) -> dict[str, Any]:
    """What an actor knows from the start: its card, the issues, the rules, the levers, what is public.

    `rounds` is a cap on the rounds of every stage.
    """
    seat, _, faction = actor.partition(".")
    party, card = scenario.party(seat), scenario.personas[actor]
    leads = faction == "leader"
    return {
        "me": card,
        "card": card,
        "party": party,
        "scenario": {"title": scenario.title, "date": scenario.date},
        "agenda": [_issue(scenario, issue.id, party, card.wants) for issue in scenario.agenda(seat)],
        "others": [_party(entry, seat) for entry in scenario.parties if entry.id not in absent],
        "excludes": [f"{rule.pair[0]} and {rule.pair[1]}: {rule.because}" for rule in scenario.excludes],
        "levers": [
            _lever(scenario, e.id)
            for e in scenario.levers
            if seat in (e.holder, e.target) and not {e.holder, e.target} & absent
        ],
        "demands": [_demand(scenario, e.id) for e in scenario.demands] if seat == scenario.mediator else [],
        "stages": [_stage(scenario, name, absent, rounds) for name in _sequence(scenario, absent)],
        "facts": [f"{fact.date}: {fact.text}" for fact in scenario.facts if _public(scenario, fact)],
        "mandate": _mandate(scenario, party) if leads else [],
        "camps": _camps(party),
    }


def issue_values(scenario: Scenario) -> dict[str, Any]:
    """What the analyst knows: the issues and their options."""
    return {"issues": scenario.issues}


def _public(scenario: Scenario, fact: Fact) -> bool:
    return fact.audience == "public" and fact.date <= scenario.date


def _issue(scenario: Scenario, name: str, party: Party, wants: dict[str, str]) -> dict[str, Any]:
    issue = scenario.issue(name)
    titles = _titles(scenario)
    return {
        "id": issue.id,
        "title": issue.title,
        "question": issue.question,
        "own": party.id in issue.business,
        "want": wants.get(issue.id, ""),
        "options": [
            {
                "id": option.id,
                "label": option.label,
                "detail": option.detail,
                "consent": ", ".join(titles[key] for key in issue.keys_of(option.id)),
            }
            for option in issue.options
        ],
    }


def _titles(scenario: Scenario) -> dict[str, str]:
    parties = {party.id: party.title for party in scenario.parties}
    return parties | {ratifier.id: ratifier.title for ratifier in scenario.ratifiers}


def _sequence(scenario: Scenario, absent: frozenset[str]) -> tuple[str, ...]:
    """The stages as everybody expects them; what a world's mechanisms make of the order is not told."""
    known = [entry for entry in scenario.sequences if entry.unless_mechanism is None]
    fitting = [entry for entry in known if entry.without in absent or entry.without is None]
    return (fitting or known)[0].stages


def _party(party: Party, me: str) -> str:
    role = {"mediator": " (mediates)", "later": " (joins later)"}.get(party.role, "")
    return f"{party.title}{role}{' (you)' if party.id == me else ''}"


def _lever(scenario: Scenario, name: str) -> dict[str, str]:
    lever, titles = scenario.lever(name), _titles(scenario)
    return {
        "id": lever.id,
        "kind": lever.kind,
        "holder": titles[lever.holder],
        "target": titles[lever.target],
        "title": lever.title,
        "limits": _MECHANISM.sub("", lever.limits),
        "terms": ", ".join(f"{issue}.{option}" for issue, option in lever.terms.items()),
    }


def _demand(scenario: Scenario, name: str) -> dict[str, str]:
    demand = scenario.demand(name)
    return {"id": demand.id, "target": scenario.party(demand.target).title, "title": demand.title}


def _stage(scenario: Scenario, name: str, absent: frozenset[str], cap: int | None) -> str:
    stage = scenario.stage(name)
    present = ", ".join(scenario.party(seat).title for seat in stage.participants if seat not in absent)
    decider = f"; {scenario.party(stage.gate.decider).title} answers" if stage.gate.decider else ""
    heard = "heard by everybody" if stage.audience == "public" else "heard by those present"
    rounds = min(stage.rounds, cap or stage.rounds)
    return f"{stage.title}: {present}; up to {rounds} round{'' if rounds == 1 else 's'}{decider}; {heard}."


def _mandate(scenario: Scenario, party: Party) -> list[str]:
    return [
        f"{scenario.issue(line.issue).title}: {_options(scenario, line.issue, line.options)}. "
        f"{_MECHANISM.sub('', line.because)}"
        for line in party.red_lines
    ]


def _options(scenario: Scenario, issue: str, options: Iterable[str]) -> str:
    return "; ".join(f"{option} {scenario.label(issue, option)}" for option in options)


def _camps(party: Party) -> list[dict[str, Any]]:
    if party.decision != "leader":
        return []
    return [
        {
            "title": camp.title,
            "pole": camp.pole,
            "factions": [f"{f.title} ({f.id})" for f in party.factions if f.camp == camp.id],
        }
        for camp in party.camps
    ]
