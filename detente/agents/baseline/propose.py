"""What a baseline seat proposes: the adaptive mediator's package, its random control, and bilateral terms.

A proposer sees its own numbers and its view only: what others hold, it knows from positions read and
answers given.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from detente.agents.baseline.mind import Mind
from detente.agents.baseline.stance import Stances
from detente.scenario.issues import Issue
from detente.transcripts.acts import Offer, Propose, Terms
from detente.transcripts.table import Held, Table


@dataclass(frozen=True)
class Proposer:
    """Composes offers for one seat."""

    mind: Mind
    stances: Stances
    draw: random.Random

    def bilateral(self, act: Propose, table: Table) -> Offer:
        """Own stances as terms, met where the other side is known to be already within them."""
        terms: Terms = {}
        for stance in self.stances.now(table):
            issue = self.mind.scenario.issue(stance.issue)
            if act.to not in issue.business or self.mind.seat not in issue.business:
                continue
            held = table.positions.get(act.to, {}).get(stance.issue)
            option = self._towards(issue, stance.option, held)
            if self._too_far(issue, option, held, table):
                continue
            if set(issue.keys_of(option)) <= self._reachable(table):
                terms[stance.issue] = option
        return Offer(to=act.to, terms=self._consistent(terms, table))

    def _too_far(self, issue: Issue, option: str, held: Held | None, table: Table) -> bool:
        """In the second half of the talks, what still lies far apart is left open."""
        early = table.round * 2 < table.rounds_planned
        if issue.essential or early or held is None or held.position.stance == "rejects":
            return False
        return abs(issue.index(held.position.options[0]) - issue.index(option)) > 1

    def _reachable(self, table: Table) -> set[str]:
        return {*table.participants, *self.mind.scenario.ratifier_ids}

    def _towards(self, issue: Issue, own: str, other: Held | None) -> str:
        """The option of the own range that is nearest to what the other side holds."""
        if other is None or other.position.stance == "rejects":
            return own
        stand = self.mind.rows.get(self.mind.party.leader, {}).get(issue.id)
        if stand is None:
            return own
        theirs = issue.index(other.position.options[0])
        span = sorted((issue.index(own), round(stand.opening)))
        return issue.at(min(max(theirs, span[0]), span[1]))

    def _consistent(self, terms: Terms, table: Table) -> Terms:
        """Leave one end of every excluded pair open, but none that somebody has accepted."""
        kept = {f"{i}.{o}" for accepted in table.accepted.values() for i, o in accepted.items()}
        while rule := self.mind.scenario.exclusion(terms):
            dropped = rule.pair[0] if rule.pair[1] in kept else rule.pair[1]
            terms = {i: o for i, o in terms.items() if f"{i}.{o}" != dropped}
        return terms

    # -- the mediator -----------------------------------------------------------------------------

    def adaptive(self, act: Propose, table: Table, *, by_lot: bool = False) -> Offer:
        """The mediator's own package for one party; `by_lot` draws its levers instead of choosing them."""
        scenario = self.mind.scenario
        if self.tired(act, table):
            return Offer(to=act.to, walk_away=True)
        terms = self._middle(act, table)
        reach = [
            lever for lever in scenario.levers if lever.holder == self.mind.seat and lever.target == act.to
        ]
        chosen = [lever.id for lever in reach if by_lot and self.draw.random() < 0.5]
        if not by_lot:
            chosen = self._levers(act, table, [lever.id for lever in reach])
        for name in chosen:
            terms |= scenario.lever(name).terms
        unused = {i: o for lever in reach if lever.id not in chosen for i, o in lever.terms.items()}
        terms = {issue: option for issue, option in terms.items() if unused.get(issue) != option}
        demands = tuple(demand.id for demand in scenario.demands if demand.target == act.to)
        return Offer(to=act.to, terms=self._consistent(terms, table), levers=tuple(chosen), demands=demands)

    def _levers(self, act: Propose, table: Table, reach: list[str]) -> list[str]:
        """Start with the cheapest pair of a carrot and a stick, add while nothing moves, keep what moved."""
        scenario = self.mind.scenario
        put = [s.offer for s in table.offers if s.offer.to == act.to and s.by == self.mind.seat]
        carrots = [name for name in reach if scenario.lever(name).kind == "carrot"]
        sticks = [name for name in reach if scenario.lever(name).kind == "stick"]
        follow = self.mind.numbers.strength("mediator_objective") > 0
        if not follow or not put:
            return [*carrots[:2], *sticks[:1]]
        step = 0 if self._moved(act.to, table) else 2
        have = [name for name in put[-1].levers if name in carrots]
        carrots = [*have, *(name for name in carrots if name not in have)][: len(have) + step]
        return [*carrots, *(sticks if len(put) > 1 else sticks[:1])]

    def _moved(self, seat: str, table: Table) -> bool:
        """Whether the addressee's firmness or position softened in the last round that was read."""
        held = [entry for entry in table.positions.get(seat, {}).values() if entry.round == table.round - 1]
        soft = sum(entry.position.firmness in ("flexible", "conditional") for entry in held)
        return bool(held) and soft > len(held) / 2

    def _middle(self, act: Propose, table: Table) -> Terms:
        """Inside the mediator's own band, nearest to the middle of what the two sides are known to hold.

        Known is a position read, or else the opening a party's documents show. Once somebody has accepted,
        the same terms are put to the next.
        """
        kept = dict(next(iter(table.accepted.values()), {}))
        later = self.mind.scenario.party(act.to).role == "later"
        if kept and not later:
            return kept
        own = self.mind.rows[self.mind.party.leader]
        terms: Terms = {}
        for issue in self.mind.scenario.issues:
            stand = own.get(issue.id)
            if stand is None or act.to not in issue.business or issue.id in kept:
                continue
            if not later and self._a_later_partys(issue, stand.opening):
                continue
            known = [self._known(seat, issue, table) for seat in issue.business if seat != self.mind.seat]
            places = [place for place in known if place is not None]
            low, high = sorted((stand.opening, stand.limit))
            middle = sum(places) / len(places) if places else stand.opening
            terms[issue.id] = issue.at(min(max(middle, low), high))
        return {**kept, **self._meeting_demands(act.to, terms)}

    def _a_later_partys(self, issue: Issue, place: float) -> bool:
        """Whether the key lies with a party that is not yet at the table."""
        roles = {party.id: party.role for party in self.mind.scenario.parties}
        return any(roles.get(key) == "later" for key in issue.keys_of(issue.at(place)))

    def _meeting_demands(self, to: str, terms: Terms) -> Terms:
        """The same terms, moved to where they meet what the mediator demands of the addressee."""
        for demand in self.mind.scenario.demands:
            for issue_id, options in demand.met_when.items():
                if demand.target == to and terms.get(issue_id, options[0]) not in options:
                    issue = self.mind.scenario.issue(issue_id)
                    place = issue.index(terms[issue_id])
                    terms[issue_id] = min(options, key=lambda o: abs(issue.index(o) - place))
        return terms

    def _known(self, seat: str, issue: Issue, table: Table) -> float | None:
        held = table.positions.get(seat, {}).get(issue.id)
        if held is not None and held.position.stance == "holds":
            places = [issue.index(option) for option in held.position.options]
            return sum(places) / len(places)
        option = self.mind.scenario.documented_opening(seat, issue.id)
        return None if option is None else float(issue.index(option))

    def tired(self, act: Propose, table: Table) -> bool:
        """Whether the mediator's patience with an addressee that does not move has run out."""
        put = [s for s in table.offers if s.offer.to == act.to and s.stage == act.stage]
        patience = self.mind.numbers.scalar(f"{self.mind.party.leader}.patience")
        return len(put) >= patience and not self._moved(act.to, table)
