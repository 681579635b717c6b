"""Questions, models and a clock for the tests of the door."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from detente.llm.budget import Budget
from detente.llm.chat import Message, Request
from detente.llm.failures import ModelFailure
from detente.llm.fakes import FakeModel
from detente.transcripts.calls import Answer, Mode, Usage

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"text": {"type": "string", "maxLength": 40}},
    "required": ["text"],
    "additionalProperties": False,
}


def question(text: str = "Where do you stand?", room: int = 50, mode: Mode = "native") -> Request:
    """A question whose answer may have so many tokens."""
    messages = (Message(role="system", text="You speak for the north."), Message(role="user", text=text))
    return Request(messages=messages, reply="statement", reply_schema=SCHEMA, max_tokens=room, mode=mode)


def most(request: Request) -> int:
    """Tokens that a call could take at most."""
    return request.prompt_bytes + request.max_tokens


def answer(text: str = '{"text": "Here."}', usage: Usage | None = None) -> Answer:
    """An answer with its usage, or without."""
    return Answer(text=text, mode="native", finish="stop", usage=usage, model="fake")


def in_turn(*said: dict[str, Any] | str | Answer | ModelFailure) -> FakeModel:
    """A model that says one thing after the other, the last one for ever."""
    left = list(said)
    return FakeModel(lambda _: left.pop(0) if len(left) > 1 else left[0])


@dataclass
class Never:
    """A model that never answers."""

    asked: int = 0
    stopped: int = 0

    async def ask(self, _request: Request) -> Answer:
        """Wait until the question is given up."""
        self.asked += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped += 1
        raise AssertionError("nobody sets the event")

    @property
    def bounded(self) -> bool:
        """There is nothing to bound."""
        return True

    async def close(self) -> None:
        """Nothing to close."""


@dataclass
class Clock:
    """A clock that only moves when somebody sleeps by it."""

    now: float = 1000.0
    waits: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        """The time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Move on, and let the others run meanwhile; those who sleep side by side wake together."""
        self.waits.append(seconds)
        wake = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, wake)


async def passes(turns: int = 20) -> None:
    """Let every other task run for some turns of the loop."""
    for _ in range(turns):
        await asyncio.sleep(0)


def sums(charged: Iterable[Usage]) -> tuple[int, int, int, int]:
    """Calls, tokens in, tokens out and cached tokens of what was charged."""
    found = list(charged)
    return (
        len(found),
        sum(usage.tokens_in for usage in found),
        sum(usage.tokens_out for usage in found),
        sum(usage.tokens_cached for usage in found),
    )


def counted(budget: Budget) -> tuple[int, int, int, int]:
    """The same of a budget's totals."""
    totals = budget.totals
    return totals.calls, totals.tokens_in, totals.tokens_out, totals.tokens_cached
