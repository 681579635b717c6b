"""A seat's mind and an offer on the table, without a session around them."""

from __future__ import annotations

from dataclasses import dataclass

from detente.agents.baseline.council import Council
from detente.agents.baseline.decide import Assessment, Judge
from detente.agents.baseline.mind import Mind
from detente.scenario.model import Scenario
from detente.scenario.numbers import Numbers, resolve
from detente.transcripts.acts import Decide, Decision, Judgement, Offer
from detente.transcripts.table import Standing, Table

STAGES = {"russia": "moscow", "ukraine": "kyiv", "europe": "europe"}


@dataclass(frozen=True)
class Scene:
    """One seat, its numbers, and the offer it has to answer."""

    scenario: Scenario
    seat: str
    numbers: Numbers
    offer: Offer
    seed: int = 1

    @property
    def mind(self) -> Mind:
        """The seat's mind."""
        return Mind(self.scenario, self.numbers.of(self.seat), self.seat)

    @property
    def judge(self) -> Judge:
        """Who answers."""
        return Judge(self.mind, self.seed)

    @property
    def table(self) -> Table:
        """The offer stands, in the first round of the seat's stage; Moscow has said yes if Kyiv is asked."""
        stage = self.scenario.stage(STAGES[self.seat])
        standing = Standing(3, "usa", stage.id, 1, self.offer)
        accepted = {} if self.seat == "russia" else {"russia": self.offer.terms}
        return Table(
            stage=stage.id,
            round=1,
            participants=stage.participants,
            rounds_planned=stage.rounds,
            standing=standing,
            offers=[standing],
            accepted=accepted,
        )

    def act(self, *, final: bool = True) -> Decide:
        """The question."""
        return Decide(
            seat=self.seat,
            actor=f"{self.seat}.leader",
            stage=STAGES[self.seat],
            round=1,
            final=final,
            may_counter=not final,
        )

    def decide(self, offer: Offer | None = None) -> Decision:
        """The answer to this offer, or to another."""
        return self.judge.decide(self.act(), self.table, offer or self.offer)

    def assess(self, lean: float | None = None) -> Assessment:
        """What the seat's leader makes of the offer."""
        return self.judge.assess(self.offer, self.table, self.mind.business, lean)

    def weigh(self) -> Judgement:
        """The first weighing of the offer."""
        return Council(self.mind, self.seed).weigh(self.table, f"{STAGES[self.seat]}.1/{self.seat}/weigh")


def planned(scenario: Scenario, plan: str, seat: str) -> Offer:
    """The first offer of a plan to a seat."""
    found = next(offer for offer in scenario.plan(plan).offers if offer.to == seat)
    return Offer(
        to=seat,
        terms=dict(found.terms),
        levers=found.levers,
        demands=found.demands,
        detailed=found.detailed,
    )


def scene(
    scenario: Scenario,
    seat: str = "russia",
    plan: str = "article",
    world: str = "article",
    draw: int | None = None,
    **sets: str,
) -> Scene:
    """A scene with a plan's offer; `sets` as `--set`, with `__` for the dots of a path."""
    paths = {path.replace("__", "."): value for path, value in sets.items()}
    numbers = resolve(scenario, world, paths, draw)
    return Scene(scenario, seat, numbers, planned(scenario, plan, seat), draw or 1)
