"""The journal: what was answered is found again, and what it keeps reads back as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import TranscriptError
from detente.llm.journal import Journal, NotRecorded, Stale
from detente.transcripts.calls import Answer, Attempt, Call, Slot, Usage, parse_calls, storable, text_digest
from tests.llm.asking import answer, passes

FIRST = Slot(act="moscow.1/russia.leader/speak")
SECOND = Slot(act="moscow.1/ukraine.leader/speak")
words = st.text(max_size=12)
counts = st.integers(0, 10_000)
usages = st.builds(Usage, tokens_in=counts, tokens_out=counts, tokens_cached=counts)
slots = st.builds(Slot, act=words, occurrence=st.integers(0, 3), turn=st.integers(0, 1))
seconds = st.floats(0, 99)
attempts = st.builds(Attempt, kind=words, message=words, raw=words, seconds=seconds, waited=seconds)
answers = st.builds(
    Answer,
    text=words,
    mode=st.sampled_from(["native", "tools", "text"]),
    finish=words,
    refusal=words,
    usage=st.none() | usages,
    sent=st.dictionaries(words, st.booleans() | counts | words, max_size=2),
    model=words,
    attempts=st.lists(attempts, max_size=2).map(tuple),
)
calls = st.builds(
    Call,
    slot=slots,
    replicate=st.integers(0, 3),
    by=st.sampled_from(["model", "person", "script"]),
    model=words,
    digest=words,
    messages=st.lists(st.tuples(words, words), max_size=2).map(tuple),
    answer=st.none() | answers,
    failure=words,
    message=words,
    attempts=st.lists(attempts, max_size=2).map(tuple),
    charged=st.lists(usages, max_size=2).map(tuple),
)


@dataclass
class Disk:
    """Keeps lines; can be held up."""

    lines: list[bytes] = field(default_factory=list)
    open: asyncio.Event | None = None

    async def keep(self, lines: bytes) -> None:
        """Keep some lines once the disk is free."""
        if self.open is not None:
            await self.open.wait()
        self.lines += lines.splitlines(keepends=True)

    @property
    def entries(self) -> list[Call | tuple[str, str]]:
        """What the lines say."""
        return list(parse_calls(self.lines))


def call(slot: Slot = FIRST, digest: str = "d", said: Answer | None = None, **more: str) -> Call:
    """A call of a model."""
    return Call.model_validate({"slot": slot, "by": "model", "digest": digest, "answer": said, **more})


def written(journal: Journal, *entries: Call, texts: Iterable[str] = ()) -> Journal:
    """The journal after some calls were written."""

    async def write() -> None:
        for entry in entries:
            await journal.write(entry, texts)

    asyncio.run(write())
    return journal


def test_an_answer_is_found_by_its_slot() -> None:
    first, second = answer("one"), answer("two")
    journal = written(Journal(), call(FIRST, "d", first), call(SECOND, "e", second))
    assert journal.answer(FIRST, "d") == first
    assert journal.answer(SECOND, "e") == second


@pytest.mark.parametrize("change", [{"act": "other"}, {"occurrence": 1}, {"turn": 1}])
def test_another_slot_was_not_answered(change: dict[str, object]) -> None:
    journal = written(Journal(), call(FIRST, "d", answer()))
    assert journal.answer(FIRST.model_copy(update=change), "d") is None


def test_another_question_in_a_slot_is_stale() -> None:
    for journal in (written(Journal(), call(FIRST, "d", answer())), Journal.of([call(FIRST, "d", answer())])):
        with pytest.raises(Stale) as caught:
            journal.answer(FIRST, "other")
        assert caught.value.slot == FIRST
        assert str(caught.value) == f"{FIRST.act} is asked another question than the recorded one"


def test_when_nobody_may_be_asked_what_was_not_answered_is_named() -> None:
    journal = Journal.of([call(FIRST, "d", answer())], closed=True)
    assert journal.answer(FIRST, "d") == answer()
    with pytest.raises(NotRecorded, match="has no recorded answer") as caught:
        journal.answer(SECOND, "d")
    assert caught.value.slot == SECOND


def test_a_failure_is_no_answer() -> None:
    failed = call(FIRST, "d", failure="busy")
    assert written(Journal(), failed).answer(FIRST, "other") is None
    journal = Journal.of([failed])
    assert journal.answer(FIRST, "other") is None
    assert journal.recorded == [failed]


def test_an_answer_after_a_failure_counts() -> None:
    journal = Journal.of([call(FIRST, "d", failure="busy"), call(FIRST, "d", answer())])
    assert journal.answer(FIRST, "d") == answer()
    assert len(journal.recorded) == 2


def test_lines_wait_until_there_is_a_place_and_keep_their_order() -> None:
    async def attached() -> Disk:
        disk, journal = Disk(), Journal()
        await journal.write(call(FIRST, "d", answer("one")), ["system"])
        await journal.write(call(SECOND, "e", answer("two")), ["system"])
        assert disk.lines == []
        await journal.attach(disk.keep)
        assert len(disk.lines) == 3
        await journal.write(call(FIRST, "f", answer("three")))
        return disk

    entries = asyncio.run(attached()).entries
    assert entries[0] == (text_digest("system"), "system")
    assert [entry.digest for entry in entries if isinstance(entry, Call)] == ["d", "e", "f"]


def test_attaching_with_nothing_waiting_writes_nothing() -> None:
    disk = Disk()
    asyncio.run(Journal().attach(disk.keep))
    assert disk.lines == []


def test_what_waited_is_written_once() -> None:
    async def twice() -> list[int]:
        first, second, journal = Disk(), Disk(), Journal()
        await journal.write(call(FIRST, "d", answer()))
        await journal.attach(first.keep)
        await journal.attach(second.keep)
        return [len(first.lines), len(second.lines)]

    assert asyncio.run(twice()) == [1, 0]


def test_an_answer_is_not_used_before_it_is_on_disk() -> None:
    async def held_up() -> None:
        disk = Disk(open=asyncio.Event())
        journal = Journal(keep=disk.keep)
        task = asyncio.create_task(journal.write(call(FIRST, "d", answer())))
        await passes()
        assert not task.done()
        assert journal.answer(FIRST, "d") is None
        assert disk.open is not None
        disk.open.set()
        await task
        assert journal.answer(FIRST, "d") == answer()
        assert len(disk.lines) == 1

    asyncio.run(held_up())


def test_a_text_is_kept_once() -> None:
    disk = Disk()
    journal = Journal(keep=disk.keep)
    written(journal, call(FIRST), call(SECOND), texts=["system", "schema", "system"])
    texts = [entry for entry in disk.entries if isinstance(entry, tuple)]
    assert texts == [(text_digest("system"), "system"), (text_digest("schema"), "schema")]


def test_a_text_of_an_earlier_run_is_not_kept_again() -> None:
    disk = Disk()
    journal = Journal.of([(text_digest("system"), "system"), call(SECOND)])
    journal.keep = disk.keep
    written(journal, call(FIRST), texts=["system", "turn"])
    assert disk.entries == [(text_digest("turn"), "turn"), call(FIRST)]


@settings(max_examples=100)
@given(entries=st.lists(calls, max_size=4), texts=st.lists(words, max_size=3))
def test_whatever_is_kept_reads_back_as_it_was(entries: list[Call], texts: list[str]) -> None:
    disk = Disk()
    written(Journal(keep=disk.keep), *entries, texts=texts)
    assert [entry for entry in disk.entries if isinstance(entry, Call)] == entries
    kept = dict(entry for entry in disk.entries if isinstance(entry, tuple))
    assert kept == ({text_digest(text): text for text in texts} if entries else {})
    assert all(line.count(b"\n") == 1 and line.isascii() for line in disk.lines)


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"null", b'{"slot": 1}', b'{"text": "a"}', b"\xff"])
def test_a_line_that_is_no_call_is_named(line: bytes) -> None:
    disk = Disk()
    written(Journal(keep=disk.keep), call())
    with pytest.raises(TranscriptError, match=r"^calls\.jsonl:2: this line is not a call\.$"):
        list(parse_calls([*disk.lines, line]))


def test_half_a_character_can_be_kept() -> None:
    text = storable("a \ud83d line — with 🕊")
    assert text == "a \\ud83d line — with 🕊"
    disk = Disk()
    written(Journal(keep=disk.keep), call(FIRST, "d", answer(text)), texts=["half \ud83d"])
    assert disk.entries[0] == (text_digest("half \ud83d"), "half \ud83d")
    assert disk.entries[1] == call(FIRST, "d", answer(text))
