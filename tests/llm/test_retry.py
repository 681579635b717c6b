"""Retries: what is tried again and what never is, how long is waited, and that every try is kept."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
import tenacity

from detente.llm import failures
from detente.llm.budget import Budget, Budgeted, BudgetExceeded, Caps
from detente.llm.chat import ChatModel, Request
from detente.llm.failures import ModelFailure, translated
from detente.llm.fakes import FakeModel
from detente.llm.retry import Patience, Retried, Timed
from detente.transcripts.calls import Answer
from tests.llm.asking import Clock, Never, answer, in_turn, most, passes, question
from tests.llm.refusals import APIConnectionError, APIStatusError, APITimeoutError, ReadError, wrapped

PATIENCE = Patience()
GOOD = answer()
BUSY = ModelFailure("busy", status=429)
NOON = 784_111_777
"""Sun, 06 Nov 1994 08:49:37 GMT."""


def ask(model: ChatModel, patience: Patience = PATIENCE, clock: Clock | None = None) -> Answer:
    """Ask once, with patience; waits are the clock's."""
    clock = clock or Clock()
    return asyncio.run(Retried(model, patience, clock.sleep, clock).ask(question()))


def fails(model: ChatModel, patience: Patience = PATIENCE, clock: Clock | None = None) -> ModelFailure:
    """Ask once, to no avail; returns the failure."""
    with pytest.raises(ModelFailure) as caught:
        ask(model, patience, clock)
    return caught.value


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_a_status_that_passes_is_tried_again(status: int) -> None:
    model = in_turn(translated(APIStatusError(status)), GOOD)
    assert ask(model).text == GOOD.text
    assert len(model.asked) == 2


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
def test_a_status_that_stays_is_never_tried_again(status: int) -> None:
    model = in_turn(translated(APIStatusError(status)), GOOD)
    assert fails(model).status == status
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    "error",
    [APIConnectionError(), APITimeoutError(), wrapped(ReadError()), TimeoutError(), ConnectionResetError()],
    ids=lambda error: type(error).__name__,
)
def test_a_connection_that_fails_is_tried_again(error: Exception) -> None:
    model = in_turn(translated(error), GOOD)
    assert ask(model).text == GOOD.text
    assert len(model.asked) == 2


@pytest.mark.parametrize("kind", ["unsupported", "provider"])
def test_a_client_that_cannot_is_never_asked_again(kind: str) -> None:
    model = in_turn(ModelFailure(kind), GOOD)
    assert fails(model).kind == kind
    assert len(model.asked) == 1


def test_what_is_no_failure_of_a_model_is_passed_on_at_once() -> None:
    class Broken:
        asked = 0

        async def ask(self, request: Request) -> Answer:
            self.asked += 1
            raise RuntimeError(f"a bug at {request.reply}")

    model = Broken()
    with pytest.raises(RuntimeError, match="a bug"):
        ask(model)
    assert model.asked == 1


def test_a_try_that_the_budget_refuses_is_not_made_and_not_repeated() -> None:
    model = in_turn(ModelFailure("timeout", billed=True))
    paid = Budgeted(model, Budget(Caps(tokens=most(question()))))
    with pytest.raises(BudgetExceeded):
        ask(paid)
    assert len(model.asked) == 1


def test_a_retry_after_in_seconds_is_what_is_waited() -> None:
    clock = Clock()
    ask(in_turn(translated(APIStatusError(429, headers={"retry-after": "7"})), GOOD), clock=clock)
    assert clock.waits == [7]


def test_a_retry_after_as_a_date_is_what_is_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "time", SimpleNamespace(time=lambda: NOON))
    clock, headers = Clock(), {"Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT"}
    ask(in_turn(translated(APIStatusError(503, headers=headers)), GOOD), clock=clock)
    assert clock.waits == [30]


def test_without_a_retry_after_waits_are_random_under_a_bound_that_doubles() -> None:
    seen: list[list[float]] = []
    for _ in range(20):
        clock = Clock()
        fails(in_turn(BUSY), Patience(tries=9), clock)
        seen.append(clock.waits)
    for place, waits in enumerate(zip(*seen, strict=True)):
        assert min(waits) >= 0
        assert max(waits) <= min(20.0, 0.5 * 2**place)
        assert len(set(waits)) > 1
    assert len(seen[0]) == 8


def test_every_failed_try_is_kept_with_the_answer() -> None:
    clock = Clock()
    retry = ModelFailure("busy", status=429, retry_after=2.5, raw="slow down \ud83d")
    found = ask(in_turn(retry, ModelFailure("cut", billed=True), GOOD), clock=clock)
    assert [attempt.kind for attempt in found.attempts] == ["busy", "cut"]
    assert found.attempts[0].message == "the provider asks for patience (too many requests) (status 429)"
    assert [attempt.raw for attempt in found.attempts] == ["slow down \\ud83d", ""]
    assert [attempt.waited for attempt in found.attempts] == [round(wait, 3) for wait in clock.waits]
    assert found.seconds == round(sum(clock.waits), 3)
    assert found.text == GOOD.text


def test_an_answer_at_once_has_no_attempts() -> None:
    assert ask(in_turn(GOOD)).attempts == ()


def test_every_try_is_kept_with_the_failure() -> None:
    clock = Clock()
    found = fails(in_turn(BUSY, BUSY, ModelFailure("unauthorized", status=401)), clock=clock)
    assert [attempt.kind for attempt in found.attempts] == ["busy", "busy", "unauthorized"]
    assert [attempt.waited for attempt in found.attempts] == [*(round(wait, 3) for wait in clock.waits), 0]
    assert found.kind == "unauthorized"


def test_how_long_a_try_took_is_kept() -> None:
    clock = Clock()

    def says(_: Request) -> ModelFailure | Answer:
        clock.now += 1.25
        return GOOD if clock.waits else ModelFailure("busy", retry_after=4)

    found = ask(FakeModel(says), clock=clock)
    assert [attempt.seconds for attempt in found.attempts] == [1.25]
    assert found.seconds == 6.5


@pytest.mark.parametrize("tries", [1, 2, 5])
def test_a_call_is_tried_so_often_and_no_more(tries: int) -> None:
    clock, model = Clock(), in_turn(BUSY)
    found = fails(model, Patience(tries=tries), clock)
    assert len(model.asked) == len(found.attempts) == tries
    assert len(clock.waits) == tries - 1


def test_no_wait_is_begun_that_alone_would_pass_the_time_for_all_tries() -> None:
    clock, model = Clock(), in_turn(ModelFailure("busy", retry_after=601))
    found = fails(model, Patience(altogether=600), clock)
    assert clock.waits == []
    assert [attempt.waited for attempt in found.attempts] == [0]


def test_no_wait_is_begun_that_would_pass_the_time_with_those_before(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, model = Clock(), in_turn(ModelFailure("busy", retry_after=4))
    monkeypatch.setattr(tenacity, "time", SimpleNamespace(monotonic=clock))
    found = fails(model, Patience(tries=9, altogether=10), clock)
    assert clock.waits == [4, 4]
    assert len(found.attempts) == 3


def test_a_model_that_does_not_answer_in_time_is_given_up() -> None:
    model = Never()
    with pytest.raises(ModelFailure) as caught:
        asyncio.run(Timed(model, 0.01).ask(question()))
    assert (caught.value.kind, caught.value.billed) == ("timeout", True)
    assert (model.asked, model.stopped) == (1, 1)


def test_a_model_that_answers_in_time_is_heard() -> None:
    assert asyncio.run(Timed(in_turn(GOOD), 0.01).ask(question())) == GOOD


def test_each_try_has_a_deadline_of_its_own() -> None:
    model = Never()
    found = fails(Timed(model, 0.01), Patience(tries=3))
    assert [attempt.kind for attempt in found.attempts] == ["timeout"] * 3
    assert (model.asked, model.stopped) == (3, 3)


def test_a_question_that_is_given_up_is_not_mistaken_for_one_that_took_too_long() -> None:
    async def given_up() -> Never:
        model, clock = Never(), Clock()
        task = asyncio.create_task(Retried(Timed(model, 60), PATIENCE, clock.sleep, clock).ask(question()))
        await passes()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return model

    model = asyncio.run(given_up())
    assert (model.asked, model.stopped) == (1, 1)
