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
    _running: int = 0
    _turn: asyncio.Condition = field(default_factory=asyncio.Condition)
    _begun: deque[float] = field(default_factory=deque)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, hold it, and give it back. First come, first served."""
        self.waiting += 1
        try:
            await self._enter()
        finally:
            self.waiting -= 1
        try:
            yield
        finally:
            async with self._turn:
                self._running -= 1
                self._turn.notify()

    async def _enter(self) -> None:
        async with self._turn:
            await self._turn.wait_for(lambda: not self.at_once or self._running < self.at_once)
            self._running += 1
        try:
            while pause := self._pause():
                await self.sleep(pause)
        except BaseException:
            async with self._turn:
                self._running -= 1
                self._turn.notify()
            raise
        self._begun.append(self.clock())

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
