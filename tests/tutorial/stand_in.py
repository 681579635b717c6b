"""The model behind docs/prompts.md: a script with chance, which heeds one sentence of the tutorial."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.server.negotiator import as_text, reply
from tests.server.server import Asked

__all__ = ["NAME", "StandIn"]

NAME = "stand-in"
HARD = ("Security and military current", "Nationalist-civilisational current")
TOLD = "Advise `resist` unless"
RESISTS, RESISTS_TOLD, APPROVES = 0.4, 0.92, 0.97


@dataclass
class StandIn:
    """Answers anything validly; its advice in a council is drawn, by who it is and what it is told."""

    draw: random.Random = field(default_factory=lambda: random.Random(7))

    def __call__(self, asked: Asked) -> str:
        """The answer to a request."""
        made = reply(asked.schema, asked.system, asked.turn)
        if "for_offer" in made:
            made |= self._advice(asked)
        return as_text(made)

    def _advice(self, asked: Asked) -> dict[str, str]:
        if any(f"**{name}**" in asked.system for name in HARD):
            rate = RESISTS_TOLD if TOLD in asked.turn else RESISTS
            resists = self.draw.random() < rate
        else:
            resists = self.draw.random() >= APPROVES
        if resists:
            return {"for_offer": "resist", "text": "Nothing here keeps what we hold. Refuse it."}
        return {"for_offer": "approve", "text": "There is something to be had here. Take it."}
