"""How a baseline seat answers an offer, and the decomposition of its answer.

Accept when the terms beat the payoff of no deal and cross neither a red line nor, by more than the
tolerance, a limit on the seat's own business. A party may also accept terms that it expects another to
refuse (two-level logic after Putnam, 1988): with odds q it gains what a refusal by the other side brings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detente.agents.baseline.mind import Mind
from detente.agents.baseline.war import fallback
from detente.scenario.numbers import Stand, chance
from detente.scenario.utilities import IssueValue, steps_beyond, utility
from detente.transcripts.acts import Cause, Decide, Decision, Offer, Terms
from detente.transcripts.table import Table

Answer = Literal["reject", "counter"]
VAGUE_COST = 0.6
"""What agreeing to terms that nobody has seen costs at strength 1 (utility scale)."""


@dataclass(frozen=True)
class Assessment:
    """What one actor makes of an offer."""

    surplus: float
    """Value of the offer over no deal, before chance."""
    vetoes: tuple[IssueValue, ...]
    """Issues beyond the limit by more than the tolerance."""
    crossed: tuple[tuple[str, str], ...]
    """(issue, option) across a red line."""
    left_open: tuple[str, ...]
    """Essential issues that the terms leave open."""
    parts: tuple[IssueValue, ...]
    causes: tuple[Cause, ...]

    @property
    def bearable(self) -> bool:
        """Whether no red line, no limit and no essential gap is in the way."""
        return not self.vetoes and not self.crossed and not self.left_open


@dataclass(frozen=True)
class Judge:
    """Answers offers for one seat."""

    mind: Mind
    seed: int
    replicate: int = 0

    def assess(self, offer: Offer, table: Table, scope: tuple[str, ...], lean: float | None) -> Assessment:
        """What the party's leader makes of an offer."""
        mind = self.mind
        stands = mind.stands_at(lean)
        parts = mind.values(offer.terms, stands, scope)
        causes = [Cause(label="value of the terms", amount=round(utility(parts), 4))]
        causes += mind.carrots(offer, lean)
        causes += [c.model_copy(update={"amount": -c.amount}) for c in self._no_deal(offer, table, lean)]
        vague = VAGUE_COST * mind.numbers.strength("detail_gate") if not offer.detailed else 0.0
        if vague:
            name = mind.mechanism("detail_gate")
            causes.append(Cause(mechanism=name, label="terms nobody has seen", amount=-round(vague, 4)))
        return self._assessed(offer, parts, stands, self._two_level(causes, offer, table))

    def _two_level(self, causes: list[Cause], offer: Offer, table: Table) -> list[Cause]:
        """Weigh the odds that a party which has yet to answer these terms refuses them."""
        numbers, leader = self.mind.numbers, self.mind.party.leader
        if not offer.terms or not self._others_to_ask(offer, table):
            return causes
        odds, gain = numbers.scalar(f"{leader}.refusal_odds"), numbers.scalar(f"{leader}.after_refusal")
        amount = odds * (gain - sum(cause.amount for cause in causes))
        return [*causes, Cause(label="odds that the other side refuses", amount=round(amount, 4))]

    def _others_to_ask(self, offer: Offer, table: Table) -> bool:
        proposer = table.standing.by if table.standing else ""
        return any(
            party.role == "party"
            and party.id not in (self.mind.seat, proposer)
            and table.accepted.get(party.id) != offer.terms
            for party in self.mind.scenario.parties
        )

    def _no_deal(self, offer: Offer, table: Table, lean: float | None) -> list[Cause]:
        mind = self.mind
        own = fallback(mind, mind.party.leader, table.rounds_done, offer)
        weight = mind.pull(lean)
        if not weight:
            return own
        actors = mind.camps[1 if weight > 0 else -1]
        shares = [mind.starting_influence[actor.split(".")[1]] for actor in actors]
        totals = [sum(c.amount for c in fallback(mind, a, table.rounds_done, offer)) for a in actors]
        camp = sum(t * s for t, s in zip(totals, shares, strict=True)) / (sum(shares) or 1.0)
        moved = (camp - sum(cause.amount for cause in own)) * abs(weight)
        label = "what the nearer camp expects of no deal"
        return [
            *own,
            Cause(mechanism=mind.mechanism("undecided_leader"), label=label, amount=round(moved, 4)),
        ]

    def _assessed(
        self, offer: Offer, parts: tuple[IssueValue, ...], stands: dict[str, Stand], causes: list[Cause]
    ) -> Assessment:
        tolerance = self.mind.curve.tolerance
        vetoes = tuple(part for part in parts if part.beyond > tolerance)
        crossed = tuple(
            (issue, option)
            for issue, option in offer.terms.items()
            if any(issue == line.issue and option in line.options for line in self._red_lines())
        )
        worst = sorted((part for part in parts if part.value < 0), key=lambda part: part.share * part.value)
        causes = [*causes, *(_beyond(part) for part in worst[:4])]
        left_open = tuple(
            issue
            for issue in self.mind.scenario.left_open(offer.terms)
            if any(p.issue == issue for p in parts)
        )
        causes += [Cause(issue=issue, label=f"{issue} left open", amount=0.0) for issue in left_open]
        surplus = sum(cause.amount for cause in causes if not cause.issue)
        return Assessment(round(surplus, 4), vetoes, crossed, left_open, parts, tuple(causes))

    def _red_lines(self) -> list[_Line]:
        return [
            _Line(line.issue, line.options)
            for line in self.mind.party.red_lines
            if line.mechanism is None or self.mind.numbers.strengths.get(line.mechanism, 1.0) >= 0.5
        ]

    # -- the answer -------------------------------------------------------------------------------

    def decide(self, act: Decide, table: Table, offer: Offer) -> Decision:
        """Answer the standing offer."""
        lean = self.lean(table)
        scope = act.issues or self.mind.business
        if self.mind.party.decision == "consensus":
            return self._by_consensus(act, table, offer, scope)
        assessed = self.assess(offer, table, scope, lean)
        noise = chance(self.seed, act.slot, self.replicate).gauss(
            0, self.mind.numbers.scalar("model.decision_noise")
        )
        causes = (*assessed.causes, Cause(label="chance", amount=round(noise, 4)))
        if assessed.bearable and assessed.surplus + noise > 0:
            return Decision(answer="accept", causes=causes)
        change = self.smallest_change(offer, table, scope, lean, noise)
        hopeless = assessed.surplus + noise < -self.mind.numbers.scalar(f"{self.mind.party.leader}.outright")
        answer: Answer = "counter" if act.may_counter and not act.final and not hopeless else "reject"
        terms = {**offer.terms, **change} if answer == "counter" else {}
        if terms and self.mind.scenario.exclusion(terms):
            terms = {}
        return Decision(answer=answer, terms=terms, causes=causes, would_take=change)

    def lean(self, table: Table) -> float | None:
        """The decider's lean as it stands."""
        if self.mind.party.decision != "leader":
            return None
        if table.judgement is not None and table.judgement.lean is not None:
            return table.judgement.lean
        return self.mind.numbers.scalar(f"{self.mind.party.leader}.lean")

    def smallest_change(
        self, offer: Offer, table: Table, scope: tuple[str, ...], lean: float | None, noise: float
    ) -> Terms:
        """The fewest single-issue steps, taken greedily, after which the answer would be yes; else {}."""
        stands = self.mind.stands_at(lean)
        change: Terms = {}
        assessed = self.assess(offer, table, scope, lean)
        for issue in [part.issue for part in assessed.vetoes] + [issue for issue, _ in assessed.crossed]:
            change[issue] = self._bearable_option(issue, offer.terms[issue], stands)
        for issue in assessed.left_open:
            change[issue] = self.mind.scenario.issue(issue).at(stands[issue].limit)
        for _ in range(4):
            tried = offer.model_copy(update={"terms": {**offer.terms, **change}})
            assessed = self.assess(tried, table, scope, lean)
            if assessed.bearable and assessed.surplus + noise > 0:
                return {} if self.mind.scenario.exclusion(tried.terms) else change
            step = self._best_step(assessed, tried.terms, stands)
            if step is None:
                return {}
            change |= step
        return {}

    def _bearable_option(self, issue: str, offered: str, stands: dict[str, Stand]) -> str:
        """The option nearest to the offered one that crosses no red line and lies within the tolerance."""
        crossing = {o for line in self._red_lines() if line.issue == issue for o in line.options}
        entry, stand = self.mind.scenario.issue(issue), stands.get(issue)
        place = entry.index(offered)

        def strain(option: str) -> tuple[float, int]:
            beyond = steps_beyond(entry.index(option), stand) if stand else 0.0
            return max(beyond - self.mind.curve.tolerance, 0.0), abs(entry.index(option) - place)

        return min((o.id for o in entry.options if o.id not in crossing), key=strain)

    def _best_step(self, assessed: Assessment, terms: Terms, stands: dict[str, Stand]) -> Terms | None:
        best, gain = None, 0.0
        for part in assessed.parts:
            if part.issue not in terms:
                continue
            entry, stand = self.mind.scenario.issue(part.issue), stands[part.issue]
            wanted = entry.at(stand.opening)
            better = part.share * (self.mind.curve.value(entry.index(wanted), stand) - part.value)
            if better > gain and not self.mind.scenario.exclusion({**terms, part.issue: wanted}):
                best, gain = {part.issue: wanted}, better
        return best

    def _by_consensus(self, act: Decide, table: Table, offer: Offer, scope: tuple[str, ...]) -> Decision:
        """Each faction must bear the terms; a quorum of them gives the party's yes."""
        mind = self.mind
        causes, bearing = [], 0
        for faction in mind.party.factions:
            actor = mind.party.actor(faction.id)
            parts = mind.values(offer.terms, mind.rows[actor], tuple(i for i in scope if i in offer.terms))
            no_deal = sum(cause.amount for cause in fallback(mind, actor, table.rounds_done, offer))
            surplus = utility(parts) - no_deal
            vetoed = any(part.beyond > mind.curve.tolerance for part in parts)
            bearing += surplus > 0 and not vetoed
            label = f"{faction.title}{' (beyond its limit)' if vetoed else ''}"
            causes.append(Cause(label=label, amount=round(surplus, 4)))
        quorum = mind.numbers.scalar(f"{mind.party.leader}.quorum")
        crossed = self._assessed(offer, (), {}, []).crossed
        accepted = not crossed and bearing >= quorum * len(mind.party.factions) - 1e-9
        if accepted:
            return Decision(answer="accept", causes=tuple(causes))
        answer: Answer = "counter" if act.may_counter and not act.final else "reject"
        return Decision(answer=answer, causes=tuple(causes))


@dataclass(frozen=True)
class _Line:
    issue: str
    options: tuple[str, ...]


def _beyond(part: IssueValue) -> Cause:
    label = f"{part.issue} beyond the limit by {part.beyond:.1f}"
    return Cause(issue=part.issue, label=label, amount=round(part.share * part.value, 4))
