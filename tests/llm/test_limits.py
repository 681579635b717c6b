"""Limits of a provider: so many requests at once, so many a minute, whoever asks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.llm.chat import Request
from detente.llm.failures import ModelFailure
from detente.llm.limits import MINUTE, Limited, Limits
from detente.transcripts.calls import Answer
from tests.llm.asking import Clock, Never, answer, in_turn, passes, question


@dataclass
class Crowd:
    """A model that counts how many ask it at once, and when."""

    clock: Clock = field(default_factory=Clock)
    takes: int = 3
    """Turns of the loop for an answer."""
    now: int = 0
    most: int = 0
    times: list[float] = field(default_factory=list)

    async def ask(self, request: Request) -> Answer:
        """Answer after a while."""
        self.times.append(self.clock.now)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await passes(self.takes)
            if "fail" in request.messages[-1].text:
                raise ModelFailure("busy")
            return answer()
        finally:
            self.now -= 1


async def all_at_once(*models: Limited, calls: int, words: str = "x") -> list[Answer | BaseException]:
    """Ask every model so often, all at once."""
    asked = [model.ask(question(words)) for _ in range(calls) for model in models]
    return await asyncio.gather(*asked, return_exceptions=True)


async def for_ever(_seconds: float) -> None:
    """Sleep until somebody gives up."""
    await asyncio.Event().wait()


def each_minute(times: list[float]) -> int:
    """The most requests in any minute."""
    return max(sum(begun <= other < begun + MINUTE for other in times) for begun in times)


@given(at_once=st.integers(1, 6), calls=st.integers(1, 20), takes=st.integers(0, 5))
def test_never_are_more_asked_at_once_and_as_many_as_may_be_are(at_once: int, calls: int, takes: int) -> None:
    crowd = Crowd(takes=takes)
    found = asyncio.run(all_at_once(Limited(crowd, Limits(at_once)), calls=calls))
    assert all(isinstance(entry, Answer) for entry in found)
    assert len(crowd.times) == calls
    assert crowd.most <= at_once
    assert takes == 0 or crowd.most == min(at_once, calls)


def test_limits_hold_for_all_models_that_share_them() -> None:
    crowd, limits = Crowd(), Limits(2)
    asyncio.run(all_at_once(*(Limited(crowd, limits) for _ in range(5)), calls=4))
    assert crowd.most == 2
    assert len(crowd.times) == 20


def test_no_limit_is_zero() -> None:
    crowd = Crowd()
    asyncio.run(all_at_once(Limited(crowd, Limits(at_once=0)), calls=50))
    assert crowd.most == 50


def test_a_failure_gives_its_turn_back() -> None:
    crowd = Crowd()
    found = asyncio.run(all_at_once(Limited(crowd, Limits(1)), calls=5, words="fail"))
    assert [type(entry) for entry in found] == [ModelFailure] * 5
    assert crowd.most == 1


def test_who_gives_up_gives_the_turn_back() -> None:
    async def given_up() -> Answer:
        limits = Limits(1)
        first = asyncio.create_task(Limited(Never(), limits).ask(question()))
        await passes()
        first.cancel()
        return await Limited(in_turn(answer()), limits).ask(question())

    assert asyncio.run(given_up()) == answer()


def test_who_gives_up_while_waiting_takes_no_turn() -> None:
    async def given_up() -> tuple[int, int]:
        crowd, limits = Crowd(takes=30), Limits(1)
        tasks = [asyncio.create_task(Limited(crowd, limits).ask(question())) for _ in range(3)]
        await passes(5)
        before = limits.waiting
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return before, len(crowd.times)

    assert asyncio.run(given_up()) == (2, 2)


def test_how_many_wait_is_known() -> None:
    async def seen() -> list[int]:
        limits = Limits(2)
        tasks = [asyncio.create_task(Limited(Never(), limits).ask(question())) for _ in range(5)]
        await passes()
        found = [limits.waiting]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return [*found, limits.waiting]

    assert asyncio.run(seen()) == [3, 0]


def test_who_comes_first_is_served_first() -> None:
    async def served() -> list[int]:
        order: list[int] = []
        limits = Limits(2)

        async def one(number: int) -> None:
            async with limits.turn():
                order.append(number)
                await passes(3)

        await asyncio.gather(*(one(number) for number in range(10)))
        return order

    assert asyncio.run(served()) == list(range(10))


@pytest.mark.parametrize(("per_minute", "calls"), [(1, 4), (3, 10), (5, 5)])
def test_never_are_more_asked_in_a_minute_one_after_the_other(per_minute: int, calls: int) -> None:
    clock = Clock()
    crowd = Crowd(clock)

    async def one_by_one() -> None:
        limited = Limited(crowd, Limits(1, per_minute, clock, clock.sleep))
        for _ in range(calls):
            await limited.ask(question())

    asyncio.run(one_by_one())
    assert each_minute(crowd.times) == min(per_minute, calls)
    assert clock.now - 1000 == MINUTE * ((calls - 1) // per_minute)


@given(per_minute=st.integers(1, 4), at_once=st.integers(0, 6), calls=st.integers(1, 14))
def test_never_are_more_asked_in_a_minute_side_by_side(per_minute: int, at_once: int, calls: int) -> None:
    clock = Clock()
    crowd = Crowd(clock)
    limited = Limited(crowd, Limits(at_once, per_minute, clock, clock.sleep))
    found = asyncio.run(all_at_once(limited, calls=calls))
    assert all(isinstance(entry, Answer) for entry in found)
    assert len(crowd.times) == calls
    assert each_minute(crowd.times) <= per_minute
    assert at_once == 0 or crowd.most <= at_once


def test_a_minute_that_has_gone_by_anyway_is_not_waited_for() -> None:
    clock = Clock()

    async def with_a_break() -> None:
        limited = Limited(in_turn(answer()), Limits(1, 2, clock, clock.sleep))
        for pause in (0, 45, 15, 45, 15):
            clock.now += pause
            await limited.ask(question())

    asyncio.run(with_a_break())
    assert clock.waits == []


def test_only_what_is_left_of_the_minute_is_waited_for() -> None:
    clock = Clock()

    async def soon_again() -> None:
        limited = Limited(in_turn(answer()), Limits(1, 2, clock, clock.sleep))
        for pause in (0, 25, 5):
            clock.now += pause
            await limited.ask(question())

    asyncio.run(soon_again())
    assert clock.waits == [30]


def test_who_gives_up_while_the_minute_lasts_gives_the_turn_back() -> None:
    async def given_up() -> int:
        clock, crowd = Clock(), Crowd()
        limits = Limits(1, 1, clock, for_ever)
        await Limited(crowd, limits).ask(question())
        second = asyncio.create_task(Limited(crowd, limits).ask(question()))
        await passes()
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        clock.now += MINUTE
        await Limited(crowd, limits).ask(question())
        return len(crowd.times)

    assert asyncio.run(given_up()) == 2
