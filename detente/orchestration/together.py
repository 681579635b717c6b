"""Doing things at once, and leaving nothing running when one of them fails."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

__all__ = ["all_of", "put_away"]

T = TypeVar("T")


async def all_of(doing: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """What comes of several coroutines, in their order. If one raises, the others are over before it does."""
    tasks = [asyncio.ensure_future(one) for one in doing]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        await put_away(tasks)
        raise


async def put_away(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks, and return when each has put away what it held: a paid answer is kept even then."""
    pending = list(tasks)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
