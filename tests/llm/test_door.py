"""The door: what was answered is not asked again; the rest is paid, kept, and kept without secrets."""

from __future__ import annotations

import asyncio

import pytest

from detente.llm.budget import Budget, BudgetExceeded, Caps
from detente.llm.door import Door, Line
from detente.llm.failures import ModelFailure, translated
from detente.llm.journal import Journal, NotRecorded, Stale
from detente.llm.providers import LEAST_ROOM
from detente.llm.settings import ModelSettings
from detente.llm.specs import parse_spec
from detente.transcripts.calls import Slot, parse_calls, text_digest
from detente.transcripts.manifest import Totals
from tests.llm.asking import answer, counted, in_turn, most, question, sums
from tests.llm.refusals import APIStatusError
from tests.llm.rooms import LINE, OTHER, PRICE, SAID, SLOT, USED, Room

READY = '{"answer": "ready", "marks": ["ready"]}'


def fails(door: Door, slot: Slot = SLOT) -> ModelFailure:
    """Ask to no avail; returns the failure."""
    with pytest.raises(ModelFailure) as caught:
        asyncio.run(door.ask(slot, question(), LINE))
    return caught.value


# -- asked once ----------------------------------------------------------------------------------------


def test_what_was_answered_is_not_asked_again() -> None:
    model = in_turn(SAID, answer("other"))
    room = Room(model)
    door = room.door()
    first = asyncio.run(door.ask(SLOT, question(), LINE))
    assert asyncio.run(door.ask(SLOT, question(), LINE)) == first
    assert asyncio.run(room.later().ask(SLOT, question(), LINE)) == first
    assert len(model.asked) == len(room.calls) == 1


def test_another_slot_is_asked() -> None:
    model = in_turn(SAID, answer("other"))
    door = Room(model).door()
    for slot in (SLOT, OTHER, SLOT.model_copy(update={"turn": 1}), SLOT.model_copy(update={"occurrence": 1})):
        asyncio.run(door.ask(slot, question(), LINE))
    assert len(model.asked) == 4


def test_another_question_in_the_same_slot_is_not_asked() -> None:
    model = in_turn(SAID)
    room = Room(model)
    asyncio.run(room.door().ask(SLOT, question(), LINE))
    with pytest.raises(Stale):
        asyncio.run(room.later().ask(SLOT, question("And now?"), LINE))
    with pytest.raises(Stale):
        asyncio.run(room.later().ask(SLOT, question(), Line(parse_spec("openai:large"))))
    assert len(model.asked) == 1


def test_the_same_model_at_another_address_gives_the_recorded_answer() -> None:
    room = Room(in_turn(SAID, answer("other")))
    first = asyncio.run(room.door().ask(SLOT, question(), LINE))
    elsewhere = Line(parse_spec("openai:small@https://models.example.com/v1"))
    assert asyncio.run(room.later().ask(SLOT, question(), elsewhere)) == first


def test_with_a_closed_journal_nobody_is_asked() -> None:
    model = in_turn(SAID)
    room = Room(model)
    asyncio.run(room.door().ask(SLOT, question(), LINE))
    door = Door(room.providers, journal=Journal.of(parse_calls(room.lines), closed=True))
    assert asyncio.run(door.ask(SLOT, question(), LINE)).text == SAID.text
    with pytest.raises(NotRecorded):
        asyncio.run(door.ask(OTHER, question(), LINE))
    assert len(model.asked) == 1


def test_a_recorded_answer_costs_nothing_more() -> None:
    room = Room(in_turn(SAID))
    asyncio.run(room.door().ask(SLOT, question(), LINE))
    door = room.later(Budget(Caps(calls=1)))
    asyncio.run(door.ask(SLOT, question(), LINE))
    assert counted(door.budget) == sums([USED])


# -- what is kept --------------------------------------------------------------------------------------


def test_a_call_is_kept_with_its_question_its_answer_and_its_charge() -> None:
    room = Room(in_turn(SAID))
    door = room.door()
    door.replicate = 3
    found = asyncio.run(door.ask(SLOT, question(), LINE))
    call = room.calls[0]
    assert (call.slot, call.replicate, call.by, call.model) == (SLOT, 3, "model", "openai:small")
    assert call.messages == tuple((m.role, text_digest(m.text)) for m in question().messages)
    assert (call.reply, call.max_tokens, call.answer, call.charged) == ("statement", 50, found, (USED,))
    texts = dict(entry for entry in parse_calls(room.lines) if isinstance(entry, tuple))
    assert [texts[name] for _, name in call.messages] == [m.text for m in question().messages]
    assert call.reply_schema in texts


def test_the_address_of_a_server_is_not_kept() -> None:
    room = Room(in_turn(answer(READY, USED), SAID, ModelFailure("bad_request", raw="no")))
    door = room.door()
    asyncio.run(door.ready([LINE]))
    asyncio.run(door.ask(SLOT, question(), LINE))
    fails(door, OTHER)
    assert len(room.calls) == 3
    assert b"127.0.0.1" not in b"".join(room.lines)


def test_a_failure_is_kept_with_its_tries_its_charges_and_its_raw_text_without_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "0123456789abcdef")
    cut = ModelFailure("cut", billed=True, raw="{", retry_after=0)
    wrong = translated(APIStatusError(401, "no such key: 0123456789abcdef"))
    room = Room(in_turn(cut, wrong))
    door = room.door()
    assert fails(door) is wrong
    call = room.calls[0]
    assert (call.answer, call.failure, call.message) == (None, "unauthorized", str(wrong))
    assert [(attempt.kind, attempt.raw) for attempt in call.attempts] == [
        ("cut", "{"),
        ("unauthorized", "no such key: [key]"),
    ]
    assert sums(call.charged) == counted(door.budget) == (1, question().prompt_bytes, 50, 0)
    assert b"0123456789abcdef" not in b"".join(room.lines)


def test_what_failed_is_asked_again() -> None:
    model = in_turn(ModelFailure("bad_request"), SAID)
    room = Room(model)
    fails(room.door())
    assert asyncio.run(room.later().ask(SLOT, question(), LINE)).text == SAID.text
    assert [call.failure for call in room.calls] == ["bad_request", ""]


def test_what_the_budget_refuses_is_neither_sent_nor_kept() -> None:
    model = in_turn(SAID)
    room = Room(model)
    with pytest.raises(BudgetExceeded):
        asyncio.run(room.door(Budget(Caps(tokens=most(question()) - 1))).ask(SLOT, question(), LINE))
    assert not model.asked
    assert not room.lines


def test_parameters_are_known_as_they_were_sent_but_for_the_room() -> None:
    sent = {"model": "small", "temperature": 0.5, "max_tokens": 50, "max_completion_tokens": 50}
    room = Room(in_turn(SAID.model_copy(update={"sent": sent})))
    door = room.door()
    asyncio.run(door.ask(SLOT, question(), LINE))
    assert door.sent == room.later().sent == {"openai:small": {"model": "small", "temperature": 0.5}}


@pytest.mark.parametrize(
    ("text", "own", "needed", "room"),
    [
        ("openai:small", 0, 50, 50),
        ("openai:small", 8000, 50, 8000),
        ("openai:small", 20, 50, 50),
        ("anthropic:small", 0, 50, LEAST_ROOM),
        ("anthropic:small", 8000, 50, 8000),
    ],
)
def test_an_answer_has_the_room_its_reply_needs_or_more(text: str, own: int, needed: int, room: int) -> None:
    model = in_turn(SAID)
    line = Line(parse_spec(text), ModelSettings(max_tokens=own))
    asyncio.run(Room(model).door().ask(SLOT, question(room=needed), line))
    assert model.asked[0].max_tokens == room


# -- what earlier runs paid ----------------------------------------------------------------------------


def test_what_earlier_runs_paid_is_counted_once_in_every_later_run() -> None:
    cut = ModelFailure("cut", billed=True, retry_after=0)
    room = Room(in_turn(answer(READY, USED), SAID, answer(), cut, SAID))
    door = room.door()
    asyncio.run(door.ready([LINE]))
    for turn in range(3):
        asyncio.run(door.ask(SLOT.model_copy(update={"turn": turn}), question(), LINE))
    first = door.budget.totals
    assert first.calls == 5
    for _ in range(2):
        above = Budget()
        later = room.later(Budget(above=above))
        assert later.budget.totals == first
        assert above.totals == Totals(cost=0), "the set counts its sessions itself"
    asyncio.run(later.ask(OTHER, question(), LINE))
    assert later.budget.totals == room.later().budget.totals
    assert counted(later.budget) == sums(usage for call in room.calls for usage in call.charged)
    assert counted(above) == sums(room.calls[-1].charged)


def test_what_earlier_runs_paid_counts_against_the_cap() -> None:
    room = Room(in_turn(SAID))
    asyncio.run(room.door().ask(SLOT, question(), LINE))
    with pytest.raises(BudgetExceeded):
        asyncio.run(room.later(Budget(Caps(calls=1))).ask(OTHER, question(), LINE))


def test_earlier_calls_whose_price_is_not_known_any_more_make_the_cost_unknown() -> None:
    room = Room(in_turn(SAID))
    asyncio.run(room.door().ask(SLOT, question(), LINE))
    assert room.later().budget.totals.cost == pytest.approx(PRICE.of(USED))
    assert room.later(prices={}).budget.totals.cost is None


def test_a_cap_on_cost_cannot_be_held_where_earlier_calls_have_no_price_any_more() -> None:
    room = Room(in_turn(SAID))
    asyncio.run(room.door().ask(SLOT, question(), LINE))
    with pytest.raises(BudgetExceeded, match="cannot be held: what earlier calls cost is unknown"):
        asyncio.run(room.later(Budget(Caps(cost=1)), prices={}).ask(OTHER, question(), LINE))
    assert len(room.calls) == 1
