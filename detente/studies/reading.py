"""Reading any text: the positions of one seat, grounded in the text, by whichever analyst is named."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from detente.agents.agent import CannotAct
from detente.agents.baseline.seat import Chances
from detente.agents.seats import ANALYST, Cast, check_spec
from detente.errors import InputError
from detente.llm.budget import Budget, Caps
from detente.llm.door import Door, Line
from detente.llm.loop import run_here
from detente.llm.providers import Providers
from detente.llm.settings import ModelSettings
from detente.prompts.library import Library, built_in
from detente.scenario.model import Scenario
from detente.scenario.numbers import resolve
from detente.transcripts.acts import Read, Reading
from detente.transcripts.calls import storable
from detente.transcripts.grounding import ground
from detente.transcripts.manifest import Totals
from detente.transcripts.table import Table, View

__all__ = ["Reader", "With"]

AT_ONCE = 16
"""Texts that are read at the same time; a provider's own limit may be lower."""


@dataclass(frozen=True)
class With:
    """What a model that reads is asked with."""

    settings: ModelSettings = field(default_factory=ModelSettings)
    caps: Caps = field(default_factory=Caps)
    providers: Providers = field(default_factory=Providers)
    library: Library = field(default_factory=built_in)


class Reader:
    """Reads texts with one analyst, outside any session."""

    def __init__(self, scenario: Scenario, spec: str, with_: With | None = None) -> None:
        """Seat the analyst. Raises InputError for a SPEC that cannot be seated."""
        self.scenario, asked = scenario, with_ or With()
        found = check_spec(spec, analyst=True)
        self._lines = {ANALYST: Line.of(found, asked.settings)} if found.is_model else {}
        self._door = Door(asked.providers, Budget(asked.caps))
        numbers = resolve(scenario, scenario.default_world)
        cast = Cast(scenario, numbers, Chances(0), self._door, self._lines, asked.library)
        self._analyst = cast.analyst(spec)

    @property
    def totals(self) -> Totals:
        """What the readings so far came to."""
        return self._door.budget.totals

    def read(self, text: str, seat: str) -> Reading:
        """The positions that a seat takes in a text; offsets are code points of that text.

        Raises InputError for an unknown seat, or when the analyst gives no valid reading.
        """
        (reading,) = self.read_all([(text, seat)])
        if isinstance(reading, CannotAct):
            raise InputError(f"The analyst gave no valid reading: {reading}.") from reading
        return reading

    def read_all(self, texts: Sequence[tuple[str, str]]) -> list[Reading | CannotAct]:
        """Readings of (text, seat) pairs, in order, some at a time; a failure stands in its place."""
        for _, seat in texts:
            if seat not in self.scenario.seats:
                known = ", ".join(self.scenario.seats)
                raise InputError(f"There is no seat '{seat}' in {self.scenario.id}; it has {known}.")
        for number, (text, _) in enumerate(texts, start=1):
            if storable(text) != text:
                raise InputError(f"Text {number} cannot be kept as UTF-8: it holds half of a surrogate pair.")
        return run_here(self._all(texts))

    async def _all(self, texts: Sequence[tuple[str, str]]) -> list[Reading | CannotAct]:
        await self._door.ready(self._lines.values())
        turn = asyncio.Semaphore(AT_ONCE)
        try:
            return await asyncio.gather(*(self._one(n, *pair, turn) for n, pair in enumerate(texts)))
        finally:
            await self._door.providers.close()

    async def _one(self, number: int, text: str, seat: str, turn: asyncio.Semaphore) -> Reading | CannotAct:
        act = Read(seat=seat, actor=ANALYST, stage="", round=0, speaker=seat, text=text, event=number)
        async with turn:
            try:
                reply = await self._analyst.act(act, View(seat=seat, table=Table()))
            except CannotAct as failure:
                return failure
        if not isinstance(reply, Reading):
            return CannotAct("wrong_reply", f"the analyst gave a {type(reply).__name__} and no reading")
        return ground(reply, text, self.scenario)
