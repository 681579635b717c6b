"""Limits of a provider: requests at once and requests a minute, shared by all sessions of the process."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

from detente.llm.chat import ChatModel, Request
from detente.transcripts.calls import Answer

__all__ = ["Limited", "Limits"]

MINUTE = 60.0
Sleep = Callable[[float], Awaitable[None]]


@dataclass
class Limits:
    """What one provider is asked at once and in a minute; 0 is no limit."""

    at_once: int = 8
    per_minute: int = 0
    clock: Callable[[], float] = monotonic
    sleep: Sleep = asyncio.sleep
    waiting: int = 0
    """Requests that wait for their turn."""
    _begun: deque[float] = field(default_factory=deque)

    def __post_init__(self) -> None:
        """Turns are given in the order in which they are asked for."""
        self._turns = asyncio.Semaphore(self.at_once) if self.at_once else None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, hold it, and give it back. First come, first served."""
        self.waiting += 1
        try:
            await self._take()
        finally:
            self.waiting -= 1
        try:
            yield
        finally:
            self._give()

    async def _take(self) -> None:
        if self._turns is not None:
            await self._turns.acquire()
        try:
            while pause := self._pause():
                await self.sleep(pause)
        except BaseException:
            self._give()
            raise
        self._begun.append(self.clock())

    def _give(self) -> None:
        if self._turns is not None:
            self._turns.release()

    def _pause(self) -> float:
        """Seconds until one more request keeps within the rate of a minute."""
        if not self.per_minute:
            self._begun.clear()
            return 0.0
        now = self.clock()
        while self._begun and now - self._begun[0] >= MINUTE:
            self._begun.popleft()
        if len(self._begun) < self.per_minute:
            return 0.0
        return MINUTE - (now - self._begun[0])


@dataclass(frozen=True)
class Limited:
    """A model that waits for its turn."""

    model: ChatModel
    limits: Limits

    async def ask(self, request: Request) -> Answer:
        """Answer one question when its turn has come."""
        async with self.limits.turn():
            return await self.model.ask(request)
