"""A door before the first question: every model is reached once, and a cap that could not hold is refused."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Any

import pytest

from detente.errors import InputError
from detente.llm.budget import Budget, BudgetExceeded, Caps
from detente.llm.chat import Request
from detente.llm.door import Door, Line
from detente.llm.failures import ModelFailure
from detente.llm.fakes import FakeModel
from detente.llm.prices import Price
from detente.llm.providers import PROBE, PROBE_SCHEMA, PROBE_TOKENS, Providers
from detente.llm.settings import ModelSettings
from detente.llm.specs import parse_spec
from detente.llm.ways import WAYS
from detente.transcripts.calls import Answer, Call, Slot, Usage, parse_calls
from tests.llm.asking import answer, counted, in_turn, passes, question, sums

SMALL, LARGE = Line(parse_spec("openai:small")), Line(parse_spec("openai:large"))
SLOT = Slot(act="moscow.1/russia.leader/speak")
USED = Usage(tokens_in=11, tokens_out=7)
READY = answer('{"answer": "ready", "marks": ["ready"]}', USED)
PRICE = Price(tokens_in=2, tokens_out=8)
PROBED = Request(messages=PROBE, reply="probe", reply_schema=PROBE_SCHEMA, max_tokens=PROBE_TOKENS)


@dataclass
class Slow(FakeModel):
    """A model that takes some turns of the loop."""

    async def ask(self, request: Request) -> Answer:
        """Answer after a while."""
        await passes(5)
        return await super().ask(request)


@dataclass
class Endless(FakeModel):
    """A model that does not say how long its answers may be."""

    @property
    def bounded(self) -> bool:
        """It does not say."""
        return False


def says(request: Request) -> dict[str, Any] | Answer | ModelFailure:
    """Refuse all but plain text."""
    return READY if request.mode == "text" else ModelFailure("bad_request", status=400)


def door(model: FakeModel, caps: Caps | None = None, above: Budget | None = None) -> Door:
    """A door to one model."""
    return Door(Providers(lambda *_: model), Budget(caps or Caps(), above=above))


def test_a_model_is_asked_in_the_way_that_was_found() -> None:
    model = FakeModel(says)
    found = door(model)
    asyncio.run(found.ready([SMALL]))
    assert [request.mode for request in model.asked] == ["native", "native", "tools", "text"]
    asyncio.run(found.ask(SLOT, question(), SMALL))
    placed = question().model_copy(update={"slot": SLOT.act, "draw": "seed 0, replicate 0"})
    assert model.asked[-1] == WAYS[3].put(placed)


def test_the_way_of_asking_does_not_change_what_a_recorded_answer_belongs_to() -> None:
    model = FakeModel(says)
    found = door(model)
    asyncio.run(found.ready([SMALL]))
    first = asyncio.run(found.ask(SLOT, question(), SMALL))
    other = Door(Providers(lambda *_: in_turn(READY)), journal=found.journal)
    assert asyncio.run(other.ask(SLOT, question(), SMALL)) == first


def test_every_model_is_reached_once() -> None:
    model = in_turn(READY)
    found = door(model)
    asyncio.run(found.ready([SMALL, LARGE, SMALL]))
    asyncio.run(found.ready([LARGE]))
    assert len(model.asked) == 2


def test_sessions_that_share_their_providers_reach_a_model_once() -> None:
    async def both() -> list[int]:
        model = Slow(lambda _: READY)
        known = Providers(lambda *_: model)
        doors = [Door(known), Door(known), Door(known)]
        await asyncio.gather(*(one.ready([SMALL]) for one in doors))
        await doors[2].ready([SMALL])
        return [len(model.asked), *(one.budget.calls for one in doors)]

    asked, *calls = asyncio.run(both())
    assert asked == 1
    assert sorted(calls) == [0, 0, 1]


def test_a_model_that_one_session_could_not_reach_is_tried_again_by_the_next() -> None:
    known = Providers(lambda *_: model)
    model = in_turn(ModelFailure("unauthorized", status=401), READY)
    with pytest.raises(InputError):
        asyncio.run(Door(known).ready([SMALL]))
    asyncio.run(Door(known).ready([SMALL]))
    assert known.provider(SMALL.spec, SMALL.settings).way == WAYS[0]


def kept(found: Door) -> list[Call]:
    """Reach the small model through a door, successfully or not; returns the calls that are kept."""
    lines: list[bytes] = []

    async def keep(some: bytes) -> None:
        lines.extend(some.splitlines())

    found.journal.keep = keep
    with contextlib.suppress(InputError, BudgetExceeded):
        asyncio.run(found.ready([SMALL]))
    return [entry for entry in parse_calls(lines) if isinstance(entry, Call)]


def test_what_it_takes_to_reach_a_model_is_paid_and_kept() -> None:
    model = in_turn(answer("I am ready.", USED), ModelFailure("bad_request"), READY)
    found = door(model)
    calls = kept(found)
    assert [call.slot for call in calls] == [Slot(act="probe/openai:small", turn=turn) for turn in (0, 1, 2)]
    assert [call.failure for call in calls] == ["", "bad_request", ""]
    assert [call.charged for call in calls] == [(USED,), (), (USED,)]
    assert counted(found.budget) == sums([USED, USED])
    assert all(request.max_tokens == PROBE_TOKENS for request in model.asked)


def test_every_question_to_reach_a_model_is_kept_with_its_own_tries_and_charges() -> None:
    cut = ModelFailure("cut", billed=True, retry_after=0)
    found = door(in_turn(cut, answer("I am ready.", USED), cut, ModelFailure("bad_request"), READY))
    first, second, third = kept(found)
    most = [
        Usage(tokens_in=way.put(PROBED).prompt_bytes, tokens_out=PROBE_TOKENS) for way in (WAYS[0], WAYS[1])
    ]
    assert (first.charged, second.charged, third.charged) == ((most[0], USED), (most[1],), (USED,))
    assert first.answer is not None
    assert [attempt.kind for attempt in first.answer.attempts] == ["cut"]
    assert [attempt.kind for attempt in second.attempts] == ["cut", "bad_request"]
    assert third.answer is not None
    assert counted(found.budget) == sums([most[0], USED, most[1], USED])


def test_what_a_model_that_is_never_reached_has_charged_is_kept() -> None:
    found = door(in_turn(ModelFailure("timeout", billed=True, retry_after=0)))
    (call,) = kept(found)
    assert (call.answer, call.failure) == (None, "timeout")
    assert len(call.charged) == len(call.attempts) == 2
    assert counted(found.budget) == sums(call.charged)


def test_what_was_charged_before_the_budget_stops_the_reaching_is_kept() -> None:
    found = door(in_turn(answer("I am ready.", USED)), Caps(calls=1))
    assert [call.charged for call in kept(found)] == [(USED,)]
    found = door(in_turn(ModelFailure("cut", billed=True, retry_after=0)), Caps(calls=1))
    (call,) = kept(found)
    assert call.failure == "stopped"
    assert counted(found.budget) == sums(call.charged)
    assert len(call.charged) == 1


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("unauthorized", "openai:small: the key is missing or wrong; set OPENAI_API_KEY."),
        ("not_found", "openai:small: the provider does not know this model (or the address is wrong)."),
    ],
)
def test_a_model_that_cannot_be_reached_ends_the_session_with_one_sentence(kind: str, says: str) -> None:
    found = door(in_turn(ModelFailure(kind)))
    with pytest.raises(InputError) as caught:
        asyncio.run(found.ready([SMALL, LARGE]))
    assert str(caught.value) == says
    assert caught.value.exit_code == 2
    assert found.budget.calls == 0


def test_a_server_that_cannot_be_reached_is_tried_twice_and_named() -> None:
    model = in_turn(ModelFailure("unreachable", retry_after=0))
    line = Line(parse_spec("openai:small@http://127.0.0.1:9/v1"))
    with pytest.raises(
        InputError, match=r"^openai:small: the server cannot be reached at http://127.0.0.1:9/v1\.$"
    ):
        asyncio.run(door(model).ready([line]))
    assert len(model.asked) == 2


def test_reaching_a_model_is_stopped_by_the_budget_too() -> None:
    model = in_turn(READY)
    with pytest.raises(BudgetExceeded):
        asyncio.run(door(model, Caps(calls=0)).ready([SMALL]))
    assert not model.asked


def test_a_cap_on_cost_needs_a_price() -> None:
    model = in_turn(READY)
    with pytest.raises(InputError) as caught:
        asyncio.run(door(model, Caps(cost=1)).ready([SMALL]))
    assert str(caught.value) == (
        '--max-cost: the price of openai:small is unknown; state it in detente.toml: [models."openai:small"] '
        "price = [IN, OUT], US dollars for a million tokens."
    )
    assert not model.asked


def test_a_cap_on_the_cost_of_a_set_needs_a_price_too() -> None:
    with pytest.raises(InputError, match="--max-cost"):
        asyncio.run(door(in_turn(READY), above=Budget(Caps(cost=1))).ready([SMALL]))


def test_with_a_price_or_without_a_cap_on_cost_nothing_is_refused() -> None:
    priced = Line(SMALL.spec, ModelSettings(price=PRICE))
    asyncio.run(door(in_turn(READY), Caps(cost=1)).ready([priced]))
    asyncio.run(door(in_turn(READY), Caps(tokens=99_999, calls=9, minutes=9)).ready([SMALL]))


@pytest.mark.parametrize("caps", [Caps(tokens=99_999), Caps(cost=1)])
def test_a_cap_needs_to_know_how_long_answers_may_be(caps: Caps) -> None:
    model = Endless(lambda _: READY)
    line = Line(SMALL.spec, ModelSettings(price=PRICE))
    with pytest.raises(InputError, match="openai:small does not say how long its answers may be"):
        asyncio.run(door(model, caps).ready([line]))
    assert not model.asked
    asyncio.run(door(model, Caps(calls=9)).ready([line]))
