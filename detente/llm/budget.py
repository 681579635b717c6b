"""The budget of a session: a hard stop before the call that could pass it.

A call reserves what it could cost at most: a token for every byte of its prompt (no tokenizer in use makes
more), and all the tokens its answer may have. When it is over, it is settled by the usage that the provider
reported; a provider that reports none is settled at the reservation, and so is a call that failed on its way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from detente.errors import SessionPaused
from detente.llm.chat import ChatModel, Request
from detente.llm.failures import ModelFailure
from detente.llm.prices import Price
from detente.transcripts.calls import Answer, Usage
from detente.transcripts.manifest import Totals

__all__ = ["Budget", "BudgetExceeded", "Budgeted", "Caps"]

SECONDS_A_MINUTE = 60


class BudgetExceeded(SessionPaused):
    """The next call could pass a cap; the session is paused and can be resumed with a larger one."""


@dataclass(frozen=True)
class Caps:
    """What a session may spend; None is no cap."""

    tokens: float | None = None
    cost: float | None = None
    """US dollars."""
    calls: float | None = None
    minutes: float | None = None
    """Of running, over all runs of the session."""

    def or_else(self, other: Caps) -> Caps:
        """These, and another's where there are none here."""
        return Caps(
            tokens=other.tokens if self.tokens is None else self.tokens,
            cost=other.cost if self.cost is None else self.cost,
            calls=other.calls if self.calls is None else self.calls,
            minutes=other.minutes if self.minutes is None else self.minutes,
        )


@dataclass
class Budget:
    """What has been spent and what is reserved."""

    caps: Caps = field(default_factory=Caps)
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    known_cost: float = 0.0
    """US dollars, of the calls whose price is known."""
    unpriced: bool = False
    """Whether a call of unknown price was made."""
    minutes_before: float = 0.0
    """Of earlier runs."""
    above: Budget | None = None
    """The budget of the set that a session belongs to: a call is paid from both."""
    clock: Callable[[], float] = monotonic
    _reserved: dict[int, tuple[int, float, int]] = field(default_factory=dict)
    """Number → tokens and US dollars set aside, and the number of the same in the budget above."""
    _number: int = 0
    _begun: float | None = None

    def __post_init__(self) -> None:
        """The time of a run counts from here."""
        self._begun = self.clock()

    @property
    def cost(self) -> float | None:
        """US dollars; None once a call of unknown price was made."""
        return None if self.unpriced else self.known_cost

    @property
    def totals(self) -> Totals:
        """What the session came to."""
        return Totals(
            calls=self.calls,
            tokens_in=self.tokens_in,
            tokens_out=self.tokens_out,
            tokens_cached=self.tokens_cached,
            cost=None if self.cost is None else round(self.cost, 6),
        )

    @property
    def limiting(self) -> Caps:
        """The caps that hold, those of the set's budget where there are none here."""
        return self.caps.or_else(self.above.caps) if self.above else self.caps

    @property
    def minutes(self) -> float:
        """Minutes of running, earlier runs included."""
        begun = self._begun if self._begun is not None else self.clock()
        return self.minutes_before + (self.clock() - begun) / SECONDS_A_MINUTE

    def reserve(self, request: Request, price: Price | None) -> int:
        """Set aside what a call could cost at most; returns a number to settle it by.

        Raises BudgetExceeded when that could pass a cap; then nothing was sent.
        """
        most = Usage(tokens_in=request.prompt_bytes, tokens_out=request.max_tokens)
        cost = price.of(most) if price else 0.0
        tokens = most.tokens_in + most.tokens_out
        self._refuse_beyond(tokens, cost)
        above = self.above.reserve(request, price) if self.above else 0
        self._number += 1
        self._reserved[self._number] = (tokens, cost, above)
        return self._number

    def _refuse_beyond(self, tokens: int, cost: float) -> None:
        held_tokens = sum(entry[0] for entry in self._reserved.values())
        held_cost = sum(entry[1] for entry in self._reserved.values())
        spent = self.tokens_in + self.tokens_out
        caps = self.caps
        if caps.calls is not None and self.calls + len(self._reserved) >= caps.calls:
            raise BudgetExceeded(f"The cap of {caps.calls:g} calls is reached.")
        if caps.minutes is not None and self.minutes >= caps.minutes:
            raise BudgetExceeded(f"The cap of {caps.minutes:g} minutes is reached.")
        if caps.tokens is not None and spent + held_tokens + tokens > caps.tokens:
            raise BudgetExceeded(
                f"The next call could pass the cap of {caps.tokens:,} tokens "
                f"({spent:,} are spent, the call could take {tokens:,})."
            )
        if caps.cost is not None and self.unpriced:
            raise BudgetExceeded(
                f"The cap of {caps.cost:g} US dollars cannot be held: what earlier calls cost is unknown."
            )
        if caps.cost is not None and self.known_cost + held_cost + cost > caps.cost:
            raise BudgetExceeded(
                f"The next call could pass the cap of {caps.cost:g} US dollars "
                f"({self.known_cost:.4f} are spent, the call could cost {cost:.4f})."
            )

    def settle(self, number: int, request: Request, usage: Usage | None, price: Price | None) -> Usage:
        """Replace a reservation by what the call used; without a report, by the reservation. Returns it."""
        self.release(number)
        used = usage or Usage(tokens_in=request.prompt_bytes, tokens_out=request.max_tokens)
        self.count(used, price)
        return used

    def release(self, number: int) -> None:
        """Give a reservation back: nothing was charged."""
        *_, above = self._reserved.pop(number)
        if self.above:
            self.above.release(above)

    def take_in(self, totals: Totals) -> None:
        """Add what a whole session came to."""
        self.calls += totals.calls
        self.tokens_in += totals.tokens_in
        self.tokens_out += totals.tokens_out
        self.tokens_cached += totals.tokens_cached
        self.known_cost += totals.cost or 0.0
        self.unpriced = self.unpriced or totals.cost is None

    def count(self, usage: Usage, price: Price | None) -> None:
        """Add what a call used; the set's budget counts it too."""
        if self.above:
            self.above.count(usage, price)
        self.recall(usage, price)

    def recall(self, usage: Usage, price: Price | None) -> None:
        """Add what a call of an earlier run used; a set's budget has it from the set."""
        self.calls += 1
        self.tokens_in += usage.tokens_in
        self.tokens_out += usage.tokens_out
        self.tokens_cached += usage.tokens_cached
        self.unpriced = self.unpriced or price is None
        self.known_cost += price.of(usage) if price else 0.0


@dataclass(frozen=True)
class Budgeted:
    """A model whose calls are paid from a budget."""

    model: ChatModel
    budget: Budget
    price: Price | None = None
    charged: list[Usage] = field(default_factory=list)
    """What each try came to that may be charged for."""

    async def ask(self, request: Request) -> Answer:
        """Answer one question if the budget allows it. Raises BudgetExceeded, ModelFailure."""
        number = self.budget.reserve(request, self.price)
        try:
            answer = await self.model.ask(request)
        except ModelFailure as failure:
            if not failure.billed:
                self.budget.release(number)
                raise
            self._settle(number, request, None)
            raise
        except BaseException:
            self._settle(number, request, None)
            raise
        self._settle(number, request, answer.usage)
        return answer

    def _settle(self, number: int, request: Request, usage: Usage | None) -> None:
        self.charged.append(self.budget.settle(number, request, usage, self.price))
