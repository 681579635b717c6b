"""The questions behind an act: the exact prompt, the raw answers, failed attempts and tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.transcripts import events as ev
from detente.transcripts.calls import Call, parse_calls
from detente.transcripts.store import Folder

__all__ = ["Asked", "asked", "slots_of"]


@dataclass(frozen=True)
class Asked:
    """One call, with its texts put back in."""

    call: Call
    messages: tuple[tuple[str, str], ...]
    """(role, text), in order."""
    reply_schema: str


def asked(folder: Folder, slots: Iterable[str]) -> tuple[Asked, ...]:
    """The calls of some acts, in order. Raises TranscriptError for a journal that cannot be read."""
    wanted, texts, calls = set(slots), dict[str, str](), list[Call]()
    for entry in parse_calls(folder.call_lines(), str(folder.path / "calls.jsonl")):
        if isinstance(entry, Call):
            calls += [entry] if entry.slot.act in wanted else []
        else:
            texts[entry[0]] = entry[1]
    return tuple(
        Asked(
            call,
            tuple((role, texts.get(digest, "(not kept)")) for role, digest in call.messages),
            texts.get(call.reply_schema, ""),
        )
        for call in calls
    )


def slots_of(events: Sequence[ev.Event], number: int) -> tuple[str, ...]:
    """The slots of an event and, of a statement, of its reading; none for a number that is not there."""
    event = next((entry for entry in events if entry.seq == number), None)
    if event is None:
        return ()
    read = [
        entry.slot
        for entry in events
        if isinstance(entry, ev.ReadingTaken) and entry.body.statement == number
    ]
    return tuple(slot for slot in (event.slot, *read) if slot)
