"""Reading any text: the positions of one seat, grounded in the text, by whichever analyst is named."""

from __future__ import annotations

import asyncio

from detente.agents.agent import Agent, CannotAct
from detente.agents.seats import analyst
from detente.errors import InputError
from detente.scenario.model import Scenario
from detente.transcripts.acts import Read, Reading
from detente.transcripts.grounding import ground
from detente.transcripts.table import Table, View

__all__ = ["Reader"]


class Reader:
    """Reads texts with one analyst, outside any session."""

    def __init__(self, scenario: Scenario, spec: str) -> None:
        """Seat the analyst. Raises InputError for a SPEC that cannot be seated."""
        self.scenario = scenario
        self._analyst: Agent = analyst(spec, scenario)

    def read(self, text: str, seat: str) -> Reading:
        """The positions that a seat takes in a text; offsets are code points of that text.

        Raises InputError for an unknown seat, or when the analyst gives no valid reading.
        """
        if seat not in self.scenario.seats:
            known = ", ".join(self.scenario.seats)
            raise InputError(f"There is no seat '{seat}' in {self.scenario.id}; it has {known}.")
        act = Read(seat=seat, actor="analyst", stage="", round=0, speaker=seat, text=text)
        try:
            reply = asyncio.run(self._analyst.act(act, View(seat=seat, table=Table())))
        except CannotAct as failure:
            raise InputError(f"The analyst gave no valid reading: {failure}.") from failure
        if not isinstance(reply, Reading):
            raise InputError(f"The analyst gave a {type(reply).__name__} and no reading.")
        return ground(reply, text, self.scenario)
