"""Calls that are stopped on their way: what was tried and charged is kept, and nothing where nothing was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from detente.llm.budget import Budget, BudgetExceeded, Caps
from detente.llm.chat import Request
from detente.llm.door import Door, Line
from detente.llm.failures import ModelFailure
from detente.llm.providers import Adapter
from detente.llm.settings import ModelSettings
from detente.transcripts.calls import Answer, Call, Usage, text_digest
from tests.llm.asking import Clock, Never, counted, in_turn, most, passes, question, sums
from tests.llm.rooms import LINE, OTHER, SAID, SLOT, USED, Room

FULL = Usage(tokens_in=question().prompt_bytes, tokens_out=50)
"""What a call could use at most."""
TIMEOUT = ModelFailure("timeout", billed=True, retry_after=0)
BUSY = ModelFailure("busy", status=429, retry_after=0, raw="slow down")


async def for_ever(_seconds: float) -> None:
    """Wait until somebody gives up."""
    await asyncio.Event().wait()


async def give_up(asking: asyncio.Task[Answer]) -> None:
    """Let it come as far as it can, then cancel it."""
    await passes()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


def given_up(room: Room, door: Door, line: Line = LINE) -> list[Call]:
    """Ask, and give up; returns what is kept."""

    async def ask() -> None:
        await give_up(asyncio.create_task(door.ask(SLOT, question(), line)))

    asyncio.run(ask())
    return room.calls


def tried(call: Call) -> list[str]:
    """The kinds of the tries that failed."""
    return [attempt.kind for attempt in call.attempts]


# -- stopped by the budget -----------------------------------------------------------------------------


def test_a_call_whose_next_try_the_budget_refuses_is_kept_with_what_it_cost() -> None:
    room = Room(in_turn(TIMEOUT))
    door = room.door(Budget(Caps(tokens=most(question()))))
    with pytest.raises(BudgetExceeded) as stop:
        asyncio.run(door.ask(SLOT, question(), LINE))
    (call,) = room.calls
    assert (call.slot, call.answer, call.failure, call.message) == (SLOT, None, "stopped", str(stop.value))
    assert tried(call) == ["timeout"]
    assert call.charged == (FULL,)
    assert counted(door.budget) == sums([FULL])


def test_a_call_that_is_stopped_is_kept_with_its_question() -> None:
    room = Room(in_turn(TIMEOUT))
    with pytest.raises(BudgetExceeded):
        asyncio.run(room.door(Budget(Caps(calls=1))).ask(SLOT, question(), LINE))
    (call,) = room.calls
    assert (call.by, call.model, call.reply, call.max_tokens) == ("model", "openai:small", "statement", 50)
    assert call.messages == tuple((m.role, text_digest(m.text)) for m in question().messages)


def test_tries_that_cost_nothing_are_kept_too() -> None:
    clock = Clock()
    room = Room(in_turn(ModelFailure("busy", retry_after=90, raw="slow down")), sleep=clock.sleep)
    with pytest.raises(BudgetExceeded, match="minutes"):
        asyncio.run(room.door(Budget(Caps(minutes=1), clock=clock)).ask(SLOT, question(), LINE))
    (call,) = room.calls
    assert [(try_.kind, try_.raw, try_.waited) for try_ in call.attempts] == [("busy", "slow down", 90)]
    assert call.charged == ()


def test_what_the_budget_refuses_at_once_was_not_tried_and_is_not_kept() -> None:
    room = Room(in_turn(SAID))
    with pytest.raises(BudgetExceeded):
        asyncio.run(room.door(Budget(Caps(calls=0))).ask(SLOT, question(), LINE))
    assert not room.lines


# -- given up ------------------------------------------------------------------------------------------


def test_a_call_that_is_given_up_while_the_model_answers_is_kept_with_its_charge() -> None:
    room = Room(Never())
    door = room.door()
    (call,) = given_up(room, door)
    assert (call.answer, call.failure, call.charged) == (None, "stopped", (FULL,))
    assert tried(call) == []
    assert counted(door.budget) == sums([FULL])


def test_a_call_that_is_given_up_before_its_next_try_is_kept_with_those_before() -> None:
    room = Room(in_turn(TIMEOUT, BUSY, SAID), sleep=_waits_at_second())
    (call,) = given_up(room, room.door())
    assert (call.answer, call.failure, call.charged) == (None, "stopped", (FULL,))
    assert tried(call) == ["timeout", "busy"]


def _waits_at_second() -> Callable[[float], asyncio.Future[None]]:
    """A sleep that is over at once the first time, and never again."""
    waits: list[float] = []

    def sleep(seconds: float) -> asyncio.Future[None]:
        waits.append(seconds)
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if len(waits) == 1:
            over.set_result(None)
        return over

    return sleep


@pytest.mark.parametrize("limits", [{"at_once": 1}, {"at_once": 2, "per_minute": 1}])
def test_a_call_that_is_given_up_before_its_turn_was_not_tried_and_is_not_kept(
    limits: dict[str, int],
) -> None:
    line = Line(LINE.spec, LINE.settings.model_copy(update=limits))
    model = Never()
    room = Room(model)
    door = room.door()

    async def two() -> list[Call]:
        first = asyncio.create_task(door.ask(OTHER, question(), line))
        await passes()
        await give_up(asyncio.create_task(door.ask(SLOT, question(), line)))
        before = room.calls
        await give_up(first)
        return before

    assert asyncio.run(two()) == []
    assert [call.slot for call in room.calls] == [OTHER]
    assert model.asked == 1


def test_whoever_gives_up_hears_of_it_when_the_call_is_on_disk() -> None:
    room = Room(Never())
    door = room.door()

    async def slow(lines: bytes) -> None:
        await passes(50)
        await room.keep(lines)

    door.journal.keep = slow
    assert len(given_up(room, door)) == 1


def test_an_error_that_nobody_expects_is_kept_as_a_stop_and_passed_on() -> None:
    class Broken(Never):
        async def ask(self, request: Request) -> Answer:
            raise RuntimeError(f"a bug at {request.reply}")

    room = Room(Broken())
    with pytest.raises(RuntimeError, match="a bug"):
        asyncio.run(room.door().ask(SLOT, question(), LINE))
    (call,) = room.calls
    assert (call.failure, call.charged) == ("stopped", (FULL,))


# -- later runs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Never, lambda: in_turn(TIMEOUT)], ids=["given up", "refused"])
def test_what_was_stopped_is_counted_by_every_later_run_and_asked_again(model: Callable[[], Adapter]) -> None:
    room = Room(model())
    door = room.door(Budget(Caps(calls=1)))
    if isinstance(room.model, Never):
        given_up(room, door)
    else:
        with pytest.raises(BudgetExceeded):
            asyncio.run(door.ask(SLOT, question(), LINE))
    again = Room(in_turn(SAID), room.lines)
    later = again.later()
    assert later.budget.totals == door.budget.totals
    assert asyncio.run(later.ask(SLOT, question(), LINE)).text == SAID.text
    assert counted(later.budget) == counted(again.later().budget) == sums([FULL, USED])


def test_with_a_cap_that_the_stopped_call_has_used_up_nothing_more_is_asked() -> None:
    room = Room(Never())
    given_up(room, room.door())
    again = Room(in_turn(SAID), room.lines)
    with pytest.raises(BudgetExceeded):
        asyncio.run(again.later(Budget(Caps(calls=1))).ask(SLOT, question(), LINE))
    assert len(again.calls) == 1


def test_a_failure_keeps_its_own_kind() -> None:
    room = Room(in_turn(TIMEOUT, ModelFailure("unreadable", billed=True, raw="<html>", retry_after=0)))
    with pytest.raises(ModelFailure):
        asyncio.run(room.door().ask(SLOT, question(), Line(LINE.spec, ModelSettings(tries=2))))
    (call,) = room.calls
    assert (call.failure, call.message) == ("unreadable", "what came back is no answer that can be read")
    assert [(try_.kind, try_.raw) for try_ in call.attempts] == [("timeout", ""), ("unreadable", "<html>")]
    assert call.charged == (FULL, FULL)
