"""The baseline agent: one seat played by the documented utility model. Not a language model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from detente.agents.agent import CannotAct
from detente.agents.baseline.council import Council
from detente.agents.baseline.decide import Judge
from detente.agents.baseline.mind import Mind
from detente.agents.baseline.phrases import Phrases
from detente.agents.baseline.propose import Proposer
from detente.agents.baseline.stance import Stance, Stances
from detente.scenario.model import Scenario
from detente.scenario.numbers import Numbers, chance
from detente.scenario.utilities import utility
from detente.transcripts.acts import (
    Act,
    Argue,
    Argument,
    Decide,
    Decision,
    Judgement,
    Offer,
    Propose,
    Reply,
    Speak,
    Statement,
    Weigh,
)
from detente.transcripts.table import Table, View

ISSUES_A_STATEMENT = 6


@dataclass(frozen=True)
class Chances:
    """What chance is derived from, and the offer plan a baseline mediator composes for."""

    seed: int
    replicate: int = 0
    plan: str = ""


class BaselineSeat:
    """Plays one seat deterministically from its own priors, its view and the seed."""

    def __init__(self, scenario: Scenario, seat: str, numbers: Numbers, chances: Chances) -> None:
        self.scenario, self.seat, self.plan = scenario, seat, chances.plan
        self.seed, self.replicate = chances.seed, chances.replicate
        self.mind = Mind(scenario, numbers.of(seat), seat)

    @cached_property
    def judge(self) -> Judge:
        """Answers offers."""
        return Judge(self.mind, self.seed, self.replicate)

    @cached_property
    def council(self) -> Council:
        """Weighs factions."""
        return Council(self.mind, self.seed, self.replicate)

    @cached_property
    def stances(self) -> Stances:
        """Says where the seat stands."""
        return Stances(self.mind, self.judge)

    async def act(self, act: Act, view: View) -> Reply:
        """Do one thing; the act's type fixes the reply's."""
        if isinstance(act, Argue):
            return self.argue(act, view.table)
        if isinstance(act, Weigh):
            return self.weigh(act, view.table)
        if isinstance(act, Speak):
            return self.speak(act, view.table)
        if isinstance(act, Propose):
            return self.propose(act, view.table)
        if isinstance(act, Decide):
            return self.decide(act, view.table)
        raise CannotAct("unknown_act", f"a baseline seat cannot {type(act).__name__.lower()}")

    def _phrases(self, act: Act) -> Phrases:
        return Phrases(self.scenario, chance(self.seed, act.slot, self.replicate))

    # -- the private council ----------------------------------------------------------------------

    def argue(self, act: Argue, table: Table) -> Argument:
        """A faction speaks for what the standing offer leaves it, on the issue it feels most."""
        offer = table.standing.offer if table.standing else None
        row = self.mind.rows[act.actor]
        phrases = self._phrases(act)
        wants = self.scenario.personas[act.actor].wants
        issues = sorted((i for i in row if i in wants), key=lambda i: (-row[i].weight, i))[:5]
        issue = phrases.draw.choice(issues) if issues else ""
        want = wants.get(issue, "")
        if offer is None or offer.to != self.seat:
            return Argument(text=phrases.argument("neutral", want, ()), for_offer="neutral")
        levers = [lever.id for lever in self.mind.levers(offer, "carrot")]
        parts = self.mind.values(offer.terms, row, self.mind.business)
        gain = utility(parts) + sum(
            self.mind.worth(self.scenario.lever(name), act.actor, offer) for name in levers
        )
        advice = "approve" if gain > self.mind.numbers.scalar(f"{act.actor}.fallback") else "resist"
        best = sorted(levers, key=lambda n: -self.mind.worth(self.scenario.lever(n), act.actor, offer))[:2]
        text = phrases.argument(advice if best else "neutral", want, best)
        return Argument(text=text, for_offer="approve" if advice == "approve" else "resist")

    def weigh(self, act: Weigh, table: Table) -> Judgement:
        """The decider weighs its council."""
        return self.council.weigh(table, act.slot)

    # -- to the stage -----------------------------------------------------------------------------

    def speak(self, act: Speak, table: Table) -> Statement:
        """State where the seat stands on the issues whose turn it is, and what it makes of the offer."""
        phrases, answer = self._phrases(act), self._answer(act, table)
        accepting = table.standing is not None and answer == "accept"
        chosen = self._chosen(self.stances.now(table, accepting=accepting), table, phrases)
        before = {
            issue: held.position.options[0]
            for issue, held in table.positions.get(self.seat, {}).items()
            if held.position.stance == "holds"
        }
        text = phrases.statement(self.seat, chosen, before, answer)
        return Statement(text=text, private_note=self._note(table))

    def _chosen(self, stances: list[Stance], table: Table, phrases: Phrases) -> list[Stance]:
        """Issues that moved or were refused first, then those not spoken of for longest, by weight."""
        held = table.positions.get(self.seat, {})

        def urgency(stance: Stance) -> tuple[float, float]:
            spoken = held.get(stance.issue)
            if spoken is None:
                return 0, -stance.weight
            moved = stance.option not in spoken.position.options
            age = table.rounds_done if spoken.stage != table.stage else spoken.round
            return (0.5 if moved and not stance.other else 1 + age), -stance.weight

        jitter = {stance.issue: phrases.draw.random() for stance in stances}
        ranked = sorted(stances, key=lambda stance: (*urgency(stance), jitter[stance.issue]))
        return ranked[:ISSUES_A_STATEMENT]

    def _answer(self, act: Speak, table: Table) -> str:
        standing = table.standing
        if standing is None or standing.by == self.seat:
            return ""
        if standing.offer.to != self.seat:
            return ""
        if self.mind.party.decision == "consensus":
            return "consider"
        assessed = self.judge.assess(standing.offer, table, self.mind.business, self.judge.lean(table))
        margin = 3 * self.mind.numbers.scalar("model.decision_noise")
        if assessed.bearable and assessed.surplus > margin:
            return "accept"
        if assessed.bearable and assessed.surplus > -margin:
            return "consider"
        return "reject" if act.round >= table.rounds_planned else "counter"

    def _note(self, table: Table) -> str:
        lean = self.judge.lean(table)
        return "" if lean is None else f"Lean {lean:+.2f}."

    def propose(self, act: Propose, table: Table) -> Offer:
        """Make an offer, in words too."""
        phrases = self._phrases(act)
        proposer = Proposer(self.mind, self.stances, phrases.draw)
        if self.mind.party.role == "mediator":
            offer = proposer.adaptive(act, table, by_lot=self.plan == "random")
        else:
            offer = proposer.bilateral(act, table)
        return offer.model_copy(update={"text": phrases.offer(offer)})

    def decide(self, act: Decide, table: Table) -> Decision:
        """Answer the standing offer. Raises CannotAct when there is none."""
        if table.standing is None:
            raise CannotAct("no_offer", "there is no offer to answer")
        decision = self.judge.decide(act, table, table.standing.offer)
        voice = self.scenario.speech.seats[self.seat]
        text = self._phrases(act).draw.choice(getattr(voice, decision.answer))
        return decision.model_copy(update={"text": text})
