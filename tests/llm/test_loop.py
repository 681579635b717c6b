"""One loop for a thread's whole life: what is kept from one run works in the next, and no task is left."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from detente.llm.loop import run_beside, run_here
from tests.llm.asking import passes

Run = Callable[[Coroutine[Any, Any, Any]], Any]
both = pytest.mark.parametrize("run", [run_here, run_beside])


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C is heard as in a script."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


async def here() -> tuple[asyncio.AbstractEventLoop, threading.Thread]:
    """The loop and the thread of a run."""
    return asyncio.get_running_loop(), threading.current_thread()


@both
def test_the_same_loop_runs_whatever_is_run(run: Run) -> None:
    assert run(here()) == run(here())


@both
def test_what_is_kept_from_one_run_works_in_the_next(run: Run) -> None:
    """As a connection does; under `asyncio.run` it would belong to a loop that is closed."""

    async def kept() -> tuple[asyncio.Event, asyncio.Future[str]]:
        return asyncio.Event(), asyncio.get_running_loop().create_future()

    async def used(event: asyncio.Event, future: asyncio.Future[str]) -> str:
        asyncio.get_running_loop().call_soon(event.set)
        await event.wait()
        asyncio.get_running_loop().call_soon(future.set_result, "here")
        return await future

    assert run(used(*run(kept()))) == "here"


def test_a_run_is_on_its_own_thread_and_a_run_beside_it_never_is() -> None:
    assert run_here(here())[1] is threading.current_thread()
    assert run_beside(here())[1] is not threading.current_thread()


def test_whoever_runs_something_beside_finds_the_same_loop() -> None:
    with ThreadPoolExecutor(3) as threads:
        found = [entry.result() for entry in [threads.submit(run_beside, here()) for _ in range(9)]]
    assert set(found) == {run_beside(here())}


@both
def test_inside_a_running_loop_it_is_run_beside_it(run: Run) -> None:
    async def notebook() -> tuple[asyncio.AbstractEventLoop, Any]:
        return asyncio.get_running_loop(), (run(here()), run(here()))

    own, (first, second) = asyncio.run(notebook())
    assert first == second == run_beside(here())
    assert first[0] is not own


@both
def test_what_a_run_raises_is_raised_and_the_next_one_runs(run: Run) -> None:
    async def wrong() -> None:
        await asyncio.sleep(0)
        raise ValueError("no such town")

    for _ in range(2):
        with pytest.raises(ValueError, match="no such town") as caught:
            run(wrong())
        assert caught.value.__context__ is None
    assert run(here()) == run(here())


@both
def test_a_run_that_is_cancelled_from_within_is_over(run: Run) -> None:
    async def cancelled() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.sleep(0)

    with pytest.raises(asyncio.CancelledError):
        run(cancelled())
    assert run(here()) == run(here())


# -- what is left --------------------------------------------------------------------------------------


@dataclass
class Left:
    """Tasks that nobody awaits, and the names of those that have come to their end."""

    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    async def begin(self, *, fails: bool = False) -> int:
        """Begin two, and fail if told so."""
        self.tasks = [asyncio.create_task(self._wait(name)) for name in ("one", "two")]
        await passes()
        if fails:
            raise ValueError("no such town")
        return len(self.tasks)

    async def _wait(self, name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await passes(3)
            self.ended.append(name)


@both
@pytest.mark.parametrize("fails", [False, True])
def test_no_task_outlives_the_run_it_was_begun_in(run: Run, fails: bool) -> None:
    left = Left()
    if fails:
        with pytest.raises(ValueError, match="no such town"):
            run(left.begin(fails=True))
    else:
        assert run(left.begin()) == 2
    assert sorted(left.ended) == ["one", "two"]
    assert all(task.cancelled() for task in left.tasks)

    async def others() -> int:
        return len(asyncio.all_tasks() - {asyncio.current_task()})

    assert run(others()) == 0


# -- Ctrl-C --------------------------------------------------------------------------------------------


async def works(begun: Callable[[], object], done: list[str], left: Left) -> None:
    """Begin something, say so, and tell what comes of it."""
    await left.begin()
    try:
        begun()
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        done.append("cancelled")
        await passes(3)
        done.append("put away")
        raise


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_cancels_the_run_and_is_raised_when_it_has_put_everything_away() -> None:
    for _ in range(2):
        done, left = list[str](), Left()
        with pytest.raises(KeyboardInterrupt):
            run_here(works(lambda: signal.raise_signal(signal.SIGINT), done, left))
        assert done == ["cancelled", "put away"]
        assert sorted(left.ended) == ["one", "two"]
    assert run_here(here()) == run_here(here())


def test_ctrl_c_while_a_run_is_waited_for_cancels_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        done, left, begun = list[str](), Left(), threading.Event()

        def interrupted(_future: object, begun: threading.Event = begun) -> None:
            assert begun.wait(5)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Future, "result", interrupted)
            with pytest.raises(KeyboardInterrupt):
                run_beside(works(begun.set, done, left))
        assert done == ["cancelled", "put away"]
        assert sorted(left.ended) == ["one", "two"]
    assert run_beside(here()) == run_beside(here())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@both
def test_a_forked_process_has_a_loop_of_its_own(run: Run) -> None:
    loop, _ = run(here())
    child = os.fork()
    if not child:
        try:
            os._exit(0 if run(here())[0] is not loop and run(here()) == run(here()) else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert run(here())[0] is loop
