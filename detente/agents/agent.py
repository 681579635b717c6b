"""The contract of an agent: one method."""

from __future__ import annotations

from typing import Protocol

from detente.transcripts.acts import Act, Reply
from detente.transcripts.table import View


class Agent(Protocol):
    """Whoever acts in a seat. The act's type fixes the reply's."""

    async def act(self, act: Act, view: View) -> Reply:
        """Do one thing. Raises `CannotAct` when there is no valid reply; never acts by default."""
        ...


class CannotAct(Exception):
    """A seat that cannot act: becomes a fault event, and the session stops resumably.

    `told` is what the audience of the act may hear of it, where `message` quotes what was not meant for it.
    """

    def __init__(self, kind: str, message: str, told: str = "") -> None:
        self.kind, self.told = kind, told or message
        super().__init__(message)
