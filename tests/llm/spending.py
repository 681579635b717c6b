"""Many calls at once that spend from budgets, watched at every turn of the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from detente.llm.budget import Budget, Budgeted, BudgetExceeded
from detente.llm.chat import Request
from detente.llm.failures import ModelFailure
from detente.llm.fakes import FakeModel
from detente.llm.prices import Price
from detente.transcripts.calls import Answer, Usage
from tests.llm.asking import answer, most, question

Ends = Literal["reported", "unreported", "billed", "unbilled"]
END_STATES = ("reported", "unreported", "billed", "unbilled")
PRICE = Price(tokens_in=2.0, tokens_out=8.0, tokens_cached=1.0)
A_HAIR = 1e-9


@dataclass(frozen=True)
class Plan:
    """One call: how long its words and its answer may be, how it ends, and when."""

    ends: Ends
    words: int
    room: int
    part: float
    """Of what it could use, what it does use."""
    waits: int
    """Turns of the loop before it is put."""
    takes: int
    """Turns of the loop that the answer takes."""
    given_up: int | None
    """Turns of the loop after which whoever asks gives up, if so."""
    purse: int
    """Which budget it is paid from."""

    def put(self, number: int) -> Request:
        """The question, told from all others by its number."""
        return question(f"{number} {'a' * self.words}", self.room)

    def says(self, request: Request) -> Answer | ModelFailure:
        """What comes of it."""
        if self.ends in ("billed", "unbilled"):
            return ModelFailure("timeout", billed=self.ends == "billed")
        if self.ends == "unreported":
            return answer()
        tokens_in, tokens_out = int(request.prompt_bytes * self.part), int(self.room * self.part)
        return answer(usage=Usage(tokens_in=tokens_in, tokens_out=tokens_out, tokens_cached=tokens_in // 2))


@dataclass
class Spending:
    """Plans carried out side by side on budgets."""

    plans: Sequence[Plan]
    budgets: Sequence[Budget]
    price: Price | None = PRICE
    sent: list[str] = field(default_factory=list)
    charged: list[list[Usage]] = field(default_factory=list)
    """For each budget."""
    results: list[Answer | BaseException] = field(default_factory=list)
    flying: dict[int, list[Request]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """One list of charges for each budget, one model for all."""
        self.charged = [[] for _ in self.budgets]
        self.flying = {place: [] for place in range(len(self.budgets))}

    def run(self) -> Spending:
        """Carry out all plans at once."""
        asyncio.run(self._all())
        return self

    async def _all(self) -> None:
        tasks = [asyncio.create_task(self._one(number, plan)) for number, plan in enumerate(self.plans)]
        stops = [self._given_up(task, plan) for task, plan in zip(tasks, self.plans, strict=True)]
        found, _ = await asyncio.gather(
            asyncio.gather(*tasks, return_exceptions=True), asyncio.gather(*stops)
        )
        self.results = found

    @staticmethod
    async def _given_up(task: asyncio.Task[Answer], plan: Plan) -> None:
        if plan.given_up is not None:
            for _ in range(plan.given_up):
                await asyncio.sleep(0)
            task.cancel()

    async def _one(self, number: int, plan: Plan) -> Answer:
        for _ in range(plan.waits):
            await asyncio.sleep(0)
        place = plan.purse % len(self.budgets)
        model = _Watched(self, place, plan)
        paid = Budgeted(model, self.budgets[place], self.price, self.charged[place])
        return await paid.ask(plan.put(number))

    def holds(self) -> None:
        """No cap of any budget is passed by what is spent and what the calls under way could take."""
        for place, budget in enumerate(self.budgets):
            within(budget, self.flying[place], self.price)
        above = self.budgets[0].above
        if above is not None:
            within(
                above, [request for under_way in self.flying.values() for request in under_way], self.price
            )

    @property
    def refused(self) -> set[str]:
        """The questions that a budget refused."""
        both = zip(self.plans, self.results, strict=True)
        return {
            plan.put(number).messages[-1].text
            for number, (plan, result) in enumerate(both)
            if isinstance(result, BudgetExceeded)
        }


@dataclass
class _Watched:
    """A model that takes its time, and looks at the budgets meanwhile."""

    spending: Spending
    place: int
    plan: Plan

    async def ask(self, request: Request) -> Answer:
        """Answer as planned."""
        self.spending.sent.append(request.messages[-1].text)
        self.spending.flying[self.place].append(request)
        try:
            for _ in range(self.plan.takes):
                self.spending.holds()
                await asyncio.sleep(0)
            return await FakeModel(self.plan.says).ask(request)
        finally:
            self.spending.flying[self.place].remove(request)


def within(budget: Budget, under_way: Sequence[Request], price: Price | None) -> None:
    """Assert that a budget's caps hold, with what the calls under way could take."""
    caps, totals = budget.caps, budget.totals
    if caps.tokens is not None:
        assert totals.tokens_in + totals.tokens_out + sum(map(most, under_way)) <= caps.tokens
    if caps.calls is not None:
        assert totals.calls + len(under_way) <= caps.calls
    if caps.cost is not None and price is not None and budget.cost is not None:
        held = sum(price.of(Usage(tokens_in=r.prompt_bytes, tokens_out=r.max_tokens)) for r in under_way)
        assert budget.cost + held <= caps.cost + A_HAIR
