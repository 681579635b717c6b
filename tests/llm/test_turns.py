"""Turns of a provider: given in the order in which they are asked for, and never lost by who gives up."""

from __future__ import annotations

import asyncio
from itertools import product

import pytest

from detente.llm.limits import Limits
from tests.llm.asking import passes

TURNS = range(9)
"""Of the loop: longer than anything here takes on its way."""
SOON = 5.0
"""Seconds within which whoever is not stuck is done."""


async def come(limits: Limits, order: list[int], number: int, waits: int, takes: int) -> None:
    """Come after some turns of the loop, take a turn, and hold it for some more."""
    await passes(waits)
    async with limits.turn():
        order.append(number)
        await passes(takes)


async def done(*tasks: asyncio.Task[None]) -> None:
    """Wait until all are done, or fail."""
    await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), SOON)


@pytest.mark.parametrize("at_once", [1, 2])
def test_whoever_waits_is_served_before_who_comes_later_at_whatever_moment(at_once: int) -> None:
    async def served(takes: int, late: int) -> list[int]:
        order, limits = list[int](), Limits(at_once)
        at_first = [asyncio.create_task(come(limits, order, number, 0, takes)) for number in range(4)]
        await done(*at_first, asyncio.create_task(come(limits, order, 4, late, takes)))
        return order

    async def every() -> list[list[int]]:
        return [await served(takes, late) for takes, late in product(range(4), TURNS)]

    assert [order for order in asyncio.run(every()) if order != list(range(5))] == []


@pytest.mark.parametrize("at_once", [1, 2])
@pytest.mark.parametrize("given_up", [(1,), (0,), (1, 2), (0, 1), (3, 1)])
def test_whoever_gives_up_at_whatever_moment_loses_nobodys_turn(
    at_once: int, given_up: tuple[int, ...]
) -> None:
    async def served(takes: int, after: int) -> list[int]:
        order, limits = list[int](), Limits(at_once)
        tasks = [asyncio.create_task(come(limits, order, number, 0, takes)) for number in range(4)]
        await passes(after)
        for number in given_up:
            tasks[number].cancel()
        await done(*tasks)
        assert limits.waiting == 0
        for number in range(4, 4 + at_once):
            await done(asyncio.create_task(come(limits, order, number, 0, 0)))
        return order

    async def every() -> list[list[int]]:
        return [await served(takes, after) for takes, after in product(range(4), TURNS)]

    rest = set(range(4)) - set(given_up)
    for order in asyncio.run(every()):
        assert rest <= set(order)
        assert order == sorted(order)
        assert set(order) >= set(range(4, 4 + at_once))


def test_as_many_as_before_are_served_at_once_after_many_have_given_up() -> None:
    async def served() -> int:
        order, limits, free = list[int](), Limits(2), asyncio.Event()

        async def hold(number: int) -> None:
            async with limits.turn():
                order.append(number)
                await free.wait()

        for round_ in TURNS:
            tasks = [asyncio.create_task(hold(-1)) for _ in range(5)]
            await passes(round_)
            for task in tasks:
                task.cancel()
            await done(*tasks)
        order.clear()
        tasks = [asyncio.create_task(hold(number)) for number in range(5)]
        await passes()
        held = len(order)
        free.set()
        await done(*tasks)
        assert order == list(range(5))
        return held

    assert asyncio.run(served()) == 2
