"""One event loop for a thread's whole life: clients keep connections, and a connection belongs to its loop.

A chat model that was used under one `asyncio.run` fails under the next one, when a connection that it kept
turns out to belong to another loop.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

__all__ = ["run_beside", "run_here"]

T = TypeVar("T")


def run_here(doing: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end on this thread's loop; beside it, where a loop is running already.

    Raises what it raises; KeyboardInterrupt after it was cancelled, on Ctrl-C.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        running = False
    else:
        running = True
    return run_beside(doing) if running else _mine().run(doing)


def run_beside(doing: Coroutine[Any, Any, T]) -> T:
    """The same in the one thread that this process keeps for it: there it always is the same loop.

    So a chat model that a user holds can be used again and again, from a script as from a notebook.
    """
    thread, own = _beside(os.getpid())
    future = thread.submit(own.run, doing)
    try:
        return future.result()
    except KeyboardInterrupt:
        own.cancel()
        future.exception()
        raise


@dataclass
class _Own:
    """A loop that is kept, and the task that runs on it."""

    runner: asyncio.Runner
    process: int
    task: asyncio.Task[Any] | None = None

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        async def main() -> T:
            self.task = asyncio.current_task()
            return await doing

        try:
            return self.runner.run(main())
        finally:
            self._end_what_is_left()

    def cancel(self) -> None:
        """From another thread."""
        if self.task is not None:
            self.runner.get_loop().call_soon_threadsafe(self.task.cancel)

    def _end_what_is_left(self) -> None:
        """What `asyncio.run` does at its end: no task outlives the one that was run.

        Whoever presses Ctrl-C again meanwhile stops one of them, and not the others.
        """
        loop = self.runner.get_loop()
        while left := asyncio.all_tasks(loop):
            for task in left:
                task.cancel()
            with suppress(KeyboardInterrupt):
                loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


_THREAD = threading.local()


def _mine() -> _Own:
    """This thread's loop; a forked process makes its own, because a loop cannot be shared."""
    if getattr(_THREAD, "own", None) is None or _THREAD.own.process != os.getpid():
        _THREAD.own = _Own(asyncio.Runner(), os.getpid())
    own: _Own = _THREAD.own
    return own


@cache
def _beside(process: int) -> tuple[ThreadPoolExecutor, _Own]:
    return ThreadPoolExecutor(1, "detente"), _Own(asyncio.Runner(), process)
