"""The journal of a session: every answer is on disk before it is used, and found again when asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from detente.transcripts.calls import Answer, Call, Slot, lines_of, text_digest

__all__ = ["Journal", "Keep", "NotRecorded", "Stale"]

Keep = Callable[[bytes], Awaitable[None]]
"""Puts lines on disk and returns when they are safe there."""


class NotRecorded(Exception):
    """Running again asks what was never answered, and nobody may be asked now."""

    def __init__(self, slot: Slot) -> None:
        self.slot = slot
        super().__init__(f"{slot.act} has no recorded answer")


class Stale(Exception):
    """Running again asks another question than the recorded one: prompts, scenario or engine have changed."""

    def __init__(self, slot: Slot) -> None:
        self.slot = slot
        super().__init__(f"{slot.act} is asked another question than the recorded one")


@dataclass
class Journal:
    """What was asked and answered in one session."""

    keep: Keep | None = None
    """Where lines go; until it is known they wait in memory."""
    closed: bool = False
    """Whether nobody may be asked any more: verifying needs neither key nor network."""
    recorded: list[Call] = field(default_factory=list)
    """Every call of earlier runs, answered or not."""
    _answers: dict[Slot, Call] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    """Digests of texts that are kept."""
    _waiting: bytes = b""

    @classmethod
    def of(cls, entries: Iterable[Call | tuple[str, str]], *, closed: bool = False) -> Journal:
        """A journal that goes on from what is recorded."""
        journal = cls(closed=closed)
        for entry in entries:
            if isinstance(entry, tuple):
                journal._known.add(entry[0])
            else:
                journal.recorded.append(entry)
                if entry.answer is not None:
                    journal._answers[entry.slot] = entry
        return journal

    def answer(self, slot: Slot, digest: str) -> Answer | None:
        """The recorded answer, if any. Raises Stale for another question, NotRecorded when closed."""
        call = self._answers.get(slot)
        if call is None:
            if self.closed:
                raise NotRecorded(slot)
            return None
        if call.digest != digest:
            raise Stale(slot)
        return call.answer

    async def attach(self, keep: Keep) -> None:
        """From now on lines go there, those that waited first."""
        self.keep = keep
        if self._waiting:
            waiting, self._waiting = self._waiting, b""
            await keep(waiting)

    async def write(self, call: Call, texts: Iterable[str] = ()) -> None:
        """Keep one call, and the texts it names; returns when it is safe on disk."""
        named = {text_digest(text): text for text in texts}
        lines = lines_of(call, named, self._known)
        if self.keep is None:
            self._waiting += lines
        else:
            await self.keep(lines)
        if call.answer is not None:
            self._answers[call.slot] = call
