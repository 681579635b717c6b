"""Answers that belong to no session: readings of gold labels, prompt tests, decisions asked again; one file.

Each is on disk before it is used and is not asked for again, as in a session's own journal.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from detente.errors import TranscriptError
from detente.llm.budget import Budget
from detente.llm.journal import Journal
from detente.llm.prices import Price
from detente.transcripts.calls import Answer, Call, Slot, parse_calls

__all__ = ["Answers"]


class Answers:
    """The file, and a journal for whoever asks: each has slots of its own in it."""

    def __init__(self, path: Path) -> None:
        """Read what is there; a torn last line is cut off. Raises TranscriptError."""
        self.path = path
        lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        if lines and not lines[-1].endswith(b"\n"):
            lines.pop()
            path.write_bytes(b"".join(lines))
        self._whole = Journal.of(parse_calls(lines, path.name))
        self._whole.keep = self._keep
        self._turn = asyncio.Lock()

    def recall(self, purse: Budget, prices: Mapping[str, Price]) -> None:
        """Count what earlier runs were charged."""
        for call in self._whole.recorded:
            for usage in call.charged:
                purse.recall(usage, prices.get(call.model))

    def journal(self, whose: str) -> Journal:
        """The journal of one asker, by a name that no other has."""
        return _Part(whole=self._whole, whose=whose)

    async def _keep(self, lines: bytes) -> None:
        async with self._turn:
            await asyncio.to_thread(self._append, lines)

    def _append(self, lines: bytes) -> None:
        try:
            with self.path.open("ab") as file:
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise TranscriptError(f"{self.path} cannot be written: {error.strerror}.") from error


@dataclass
class _Part(Journal):
    """One asker's share of the file: the same slots, named for it."""

    whole: Journal = field(default_factory=Journal)
    whose: str = ""

    def answer(self, slot: Slot, digest: str) -> Answer | None:
        """The recorded answer, if any. Raises Stale for another question."""
        return self.whole.answer(self._named(slot), digest)

    async def write(self, call: Call, texts: Iterable[str] = ()) -> None:
        """Keep one call; returns when it is safe on disk."""
        await self.whole.write(call.model_copy(update={"slot": self._named(call.slot)}), texts)

    def _named(self, slot: Slot) -> Slot:
        return slot.model_copy(update={"act": f"{self.whose}|{slot.act}"})
