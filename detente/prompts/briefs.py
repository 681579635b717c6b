"""What is filled into prompts: a seat's knowledge of the talks, and its view at the moment of an act.

Reads the scenario and a seat's own view; no world, no mechanism, no number, no other seat's private word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from detente.scenario.model import Fact, Scenario
from detente.scenario.parties import Party
from detente.transcripts.acts import Act, Argue, Offer, Terms, Weigh
from detente.transcripts.table import Held, Standing, Table, View

__all__ = ["card_values", "issue_values", "view_values"]

EARLIER_OFFERS, STATEMENTS, NOTES = 3, 6, 5
"""How many of each a prompt shows: what bounds it, however long the talks."""
_MECHANISM = re.compile(r"\s*\(M\d+(?:[,–-]\s*M?\d+)*\)")


def card_values(scenario: Scenario, actor: str, absent: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What an actor knows from the start: its card, the issues, the rules, the levers, what is public."""
    seat, _, faction = actor.partition(".")
    party, card = scenario.party(seat), scenario.personas[actor]
    leads = faction == "leader"
    return {
        "me": card,
        "card": card,
        "party": party,
        "scenario": scenario,
        "agenda": [_issue(scenario, issue.id, party, card.wants) for issue in scenario.agenda(seat)],
        "others": [_party(entry, seat) for entry in scenario.parties if entry.id not in absent],
        "excludes": [f"{rule.pair[0]} and {rule.pair[1]}: {rule.because}" for rule in scenario.excludes],
        "levers": [
            _lever(scenario, e.id)
            for e in scenario.levers
            if seat in (e.holder, e.target) and not {e.holder, e.target} & absent
        ],
        "demands": [_demand(scenario, e.id) for e in scenario.demands] if seat == scenario.mediator else [],
        "stages": [_stage(scenario, name, absent) for name in _sequence(scenario, absent)],
        "facts": [f"{fact.date}: {fact.text}" for fact in scenario.facts if _public(scenario, fact)],
        "mandate": _mandate(scenario, party) if leads else [],
        "camps": _camps(party),
    }


def issue_values(scenario: Scenario) -> dict[str, Any]:
    """What the analyst knows: the issues and their options."""
    return {"scenario": scenario, "issues": scenario.issues}


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


def _stage(scenario: Scenario, name: str, absent: frozenset[str]) -> str:
    stage = scenario.stage(name)
    present = ", ".join(scenario.party(seat).title for seat in stage.participants if seat not in absent)
    decider = f"; {scenario.party(stage.gate.decider).title} answers" if stage.gate.decider else ""
    heard = "heard by everybody" if stage.audience == "public" else "heard by those present"
    return f"{stage.title}: {present}; up to {stage.rounds} rounds{decider}; {heard}."


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


# -- the view at the moment of an act -------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """Words, and whose they are."""

    by: str
    text: str


def view_values(scenario: Scenario, act: Act, view: View) -> dict[str, Any]:
    """What an actor sees now, bounded: the table, recent words, its own side."""
    showing = _Showing(scenario, act, view.table)
    return {
        "view": {
            "where": showing.where(),
            "offer": showing.offer(),
            "earlier": showing.earlier(),
            "accepted": showing.accepted(),
            "positions": showing.positions(),
            "statements": showing.statements(),
            "inside": showing.inside(),
        }
    }


@dataclass(frozen=True)
class _Showing:
    scenario: Scenario
    act: Act
    table: Table

    def _seat(self, name: str) -> str:
        title = self.scenario.party(name).title
        return f"{title} (you)" if name == self.act.seat else title

    def where(self) -> str:
        table = self.table
        stage = self.scenario.stage(self.act.stage)
        present = ", ".join(self._seat(seat) for seat in table.participants)
        round_ = f"round {self.act.round} of {table.rounds_planned}"
        days = f"{table.elapsed_days} days since the talks began"
        return f"{stage.title}, {round_}. At the table: {present}. {days}."

    def offer(self) -> dict[str, Any] | None:
        standing = self.table.standing
        if standing is None:
            return None
        by, to = self._seat(standing.by), self._seat(standing.offer.to)
        return {
            "made": f"made by {by} to {to} in round {standing.round}",
            "lines": self._offered(standing.offer),
            "words": standing.offer.text,
        }

    def _offered(self, offer: Offer) -> list[str]:
        lines = []
        for kind, name in (("carrot", "Promised"), ("stick", "Threatened")):
            titles = [e.title for e in map(self.scenario.lever, offer.levers) if e.kind == kind]
            lines += [f"{name}: {'; '.join(titles)}"] if titles else []
        demands = [self.scenario.demand(demand).title for demand in offer.demands]
        lines += [f"Demanded, to be dropped or heavily qualified: {'; '.join(demands)}"] if demands else []
        if not offer.terms:
            return [*lines, "No terms are proposed."]
        if not offer.detailed:
            titles = [self.scenario.issue(issue).title for issue in offer.terms]
            return [*lines, f"Terms in outline only, without details, on: {'; '.join(titles)}"]
        return [*lines, *(f"{issue}: {option}" for issue, option in self._terms(offer.terms))]

    def _terms(self, terms: Terms) -> list[tuple[str, str]]:
        ordered = [issue for issue in self.scenario.issues if issue.id in terms]
        return [
            (f"{e.id} {e.title}", f"{terms[e.id]} {self.scenario.label(e.id, terms[e.id])}") for e in ordered
        ]

    def earlier(self) -> list[str]:
        """The last offers before the standing one, latest first, where they differed from it."""
        offers = [put for put in self.table.offers if put is not self.table.standing]
        lines: list[str] = []
        for put in reversed(offers):
            line = self._earlier(put)
            if line not in lines:
                lines.append(line)
            if len(lines) == EARLIER_OFFERS:
                break
        return lines

    def _earlier(self, put: Standing) -> str:
        levers = "; ".join(self.scenario.lever(name).title for name in put.offer.levers) or "none"
        terms = " ".join(f"{i}.{o}" for i, o in sorted(put.offer.terms.items(), key=self._place))
        shown = terms if put.offer.detailed else "in outline only"
        return f"{self._seat(put.by)} to {self._seat(put.offer.to)}: levers {levers}; terms {shown or 'none'}"

    def _place(self, pair: tuple[str, str]) -> int:
        return self.scenario.issue_ids.index(pair[0])

    def accepted(self) -> list[str]:
        standing = self.table.standing
        now = standing.offer.terms if standing else None
        lines = []
        for seat, terms in self.table.accepted.items():
            same = "the very terms on the table" if terms == now else None
            listed = " ".join(f"{i}.{o}" for i, o in sorted(terms.items(), key=self._place))
            lines.append(f"{self._seat(seat)}: {same or listed}")
        return lines

    def positions(self) -> list[str]:
        return [
            f"{self._seat(seat)}: {self._held(held)}" for seat, held in self.table.positions.items() if held
        ]

    def _held(self, held: dict[str, Held]) -> str:
        parts = []
        for issue in self.scenario.issue_ids:
            if issue not in held:
                continue
            position = held[issue].position
            options = "/".join(position.options)
            stand = "rejects " + options if position.stance == "rejects" else f"{options} {position.firmness}"
            parts.append(f"{issue} {stand}")
        return "; ".join(parts)

    def statements(self) -> list[Said]:
        recent = self.table.statements[-STATEMENTS:]
        return [
            Said(f"{self._seat(s.seat)}, {self.scenario.stage(s.stage).title}, round {s.round}", s.text)
            for s in recent
        ]

    # -- inside the own party ---------------------------------------------------------------------

    def inside(self) -> list[Said]:
        """What only the own side knows: the council's words, the last judgement, own notes."""
        said = [*self._council(), *self._judged()]
        if not isinstance(self.act, Argue):
            said += self._notes()
        return said

    def _council(self) -> list[Said]:
        party = self.scenario.party(self.act.seat)
        titles = {faction.id: faction.title for faction in party.factions}
        if isinstance(self.act, Argue):
            own = self.act.actor.partition(".")[2]
            last = self.table.last_arguments.get(own)
            return [Said("You, when you last spoke here", last.text)] if last else []
        return [
            Said(
                f"{titles.get(entry.faction, entry.faction)}, whose advice is to {entry.for_offer}",
                entry.text,
            )
            if entry.for_offer != "neutral"
            else Said(titles.get(entry.faction, entry.faction), entry.text)
            for entry in self.table.arguments
        ]

    def _judged(self) -> list[Said]:
        judged = self.table.judgement
        if judged is None:
            return []
        lean = "" if judged.lean is None else f"Lean {judged.lean:+.2f}. "
        when = (
            "The decider's last judgement"
            if isinstance(self.act, Argue | Weigh)
            else "The judgement that holds"
        )
        return [Said(when, f"{lean}{' '.join(judged.reasons)} {judged.instructions}".strip())]

    def _notes(self) -> list[Said]:
        notes = self.table.notes[-NOTES:]
        return [Said("Your own notes", "\n".join(notes))] if notes else []
