"""Retries: transient failures only; the server's Retry-After, jitter and a deadline; every try is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_any
from tenacity.stop import stop_before_delay
from tenacity.wait import wait_random_exponential

from detente.llm.chat import ChatModel, Request
from detente.llm.failures import ModelFailure
from detente.transcripts.calls import Answer, Attempt, storable

__all__ = ["Patience", "Retried", "Sleep", "Timed"]

Sleep = Callable[[float], Awaitable[None]]
_JITTER = wait_random_exponential(multiplier=0.5, max=20.0)


@dataclass(frozen=True)
class Patience:
    """How often a call is tried, and for how long."""

    tries: int = 5
    altogether: float = 600.0
    """Seconds for all tries of a call, waits included: no wait is begun that would pass it."""


@dataclass(frozen=True)
class Timed:
    """A model that is not waited for longer than a deadline."""

    model: ChatModel
    seconds: float

    async def ask(self, request: Request) -> Answer:
        """Answer one question in time. Raises ModelFailure."""
        try:
            async with asyncio.timeout(self.seconds):
                return await self.model.ask(request)
        except TimeoutError as error:
            raise ModelFailure("timeout", billed=True) from error


@dataclass(frozen=True)
class Retried:
    """A model that is asked again when it failed for a while only."""

    model: ChatModel
    patience: Patience = Patience()
    sleep: Sleep = asyncio.sleep
    clock: Callable[[], float] = monotonic
    attempts: list[Attempt] = field(default_factory=list)
    """Tries that did not succeed, of the one call that this is made for."""

    async def ask(self, request: Request) -> Answer:
        """Answer one question. Raises ModelFailure with every attempt, once there is no hope in trying."""
        begun = self.clock()
        try:
            async for attempt in self._retrying():
                with attempt:
                    answer = await self._once(request)
        except ModelFailure as failure:
            failure.attempts = tuple(self.attempts)
            raise
        seconds = round(self.clock() - begun, 3)
        return answer.model_copy(update={"attempts": tuple(self.attempts), "seconds": seconds})

    def _retrying(self) -> AsyncRetrying:
        def waiting(state: RetryCallState) -> None:
            waited = round(state.upcoming_sleep, 3)
            self.attempts[-1] = self.attempts[-1].model_copy(update={"waited": waited})

        return AsyncRetrying(
            retry=retry_if_exception(lambda error: isinstance(error, ModelFailure) and error.transient),
            stop=stop_any(
                stop_after_attempt(self.patience.tries), stop_before_delay(self.patience.altogether)
            ),
            wait=_wait,
            sleep=self.sleep,
            before_sleep=waiting,
            reraise=True,
        )

    async def _once(self, request: Request) -> Answer:
        begun = self.clock()
        try:
            return await self.model.ask(request)
        except ModelFailure as failure:
            seconds = round(self.clock() - begun, 3)
            tried = Attempt(
                kind=failure.kind, message=str(failure), raw=storable(failure.raw), seconds=seconds
            )
            self.attempts.append(tried)
            raise


def _wait(state: RetryCallState) -> float:
    """Seconds before the next try: what the server asks for, or random and growing."""
    failure = state.outcome.exception() if state.outcome else None
    asked = failure.retry_after if isinstance(failure, ModelFailure) else None
    return _JITTER(state) if asked is None else asked
