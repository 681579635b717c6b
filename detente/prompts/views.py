"""What a seat sees at the moment of an act, for the turn: the table, recent words, its own side. Bounded.

Reads a seat's own view; no world, no mechanism, no number, no other seat's private word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from detente.scenario.model import Scenario
from detente.transcripts.acts import Act, Argue, Offer, Terms, Weigh
from detente.transcripts.events import DecisionBody
from detente.transcripts.table import Held, Standing, Table, View

__all__ = ["view_values"]

EARLIER_OFFERS, ANSWERS, STATEMENTS, NOTES = 3, 4, 6, 5
"""How many of each a prompt shows: what bounds it, however long the talks."""
_DECOMPOSED = re.compile(r"\s*\((?:[\w-]+|no mechanism): [+-]\d+\.\d\d\)")
"""Which mechanism moved a baseline decider, and how far: a model that takes over its seat is not told."""


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
            "answers": showing.answers(),
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

    def answers(self) -> list[Said]:
        """How offers were answered lately, in the answers' own words."""
        found = list(self.table.decisions.items())[-ANSWERS:]
        return [Said(self._answered(stage, seat, body), body.text) for (stage, seat), body in found]

    def _answered(self, stage: str, seat: str, body: DecisionBody) -> str:
        terms = "; ".join(f"{issue}: {option}" for issue, option in self._terms(body.terms))
        instead = f"; it would sign instead: {terms}" if terms and body.answer == "counter" else ""
        return f"{self._seat(seat)}, {self.scenario.stage(stage).title}: {body.answer}{instead}"

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
        said = f"{lean}{' '.join(judged.reasons)} {judged.instructions}".strip()
        return [Said(when, _DECOMPOSED.sub("", said))]

    def _notes(self) -> list[Said]:
        notes = [_DECOMPOSED.sub("", note) for note in self.table.notes[-NOTES:]]
        return [Said("Your own notes", "\n".join(notes))] if notes else []
