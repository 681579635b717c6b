"""One question as a test sees it: whom it was put to, for which act, at which point of the talks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.llm.chat import Request

__all__ = ["ACTS", "PROBE", "Asked"]

ACTS = {
    "argument": "argue",
    "judgement": "weigh",
    "statement": "speak",
    "offer": "propose",
    "decision": "decide",
    "reading": "read",
}
"""Reply → the act that it is asked for by."""
PROBE = "probe"
"""What is asked before the talks, to see whether the model answers."""


@dataclass(frozen=True)
class Asked:
    """One question."""

    request: Request
    model: str = ""
    """SPEC of the model, without an address."""
    before: int = 0
    """How often the very same was asked before: a failure for a while is asked again."""

    @property
    def act(self) -> str:
        """`argue`, `weigh`, `speak`, `propose`, `decide`, `read`, or `probe`."""
        return ACTS.get(self.request.reply, self.request.reply)

    @property
    def at(self) -> str:
        """Stage and round, as `moscow.2`; empty for what is asked outside of talks."""
        return self.request.slot.partition("/")[0] if "/" in self.request.slot else ""

    @property
    def stage(self) -> str:
        """The stage."""
        return self.at.rpartition(".")[0]

    @property
    def actor(self) -> str:
        """Who acts, as `russia.leader` or `russia.siloviki`; `analyst` for a reading."""
        parts = self.request.slot.split("/")
        return parts[1] if len(parts) > 2 else ""

    @property
    def seat(self) -> str:
        """The actor's party, or `analyst`."""
        return self.actor.partition(".")[0]

    @property
    def repairs(self) -> int:
        """How many answers were given back as unfit: 0 for the question, 1 for its repair turn."""
        return max(len(self.request.messages) - 2, 0) // 2

    @property
    def system(self) -> str:
        """The stable message: who the actor is, and what is negotiated."""
        return self.request.messages[0].text

    @property
    def turn(self) -> str:
        """The last message: what has happened, and what is asked; in a repair turn what was wrong."""
        return self.request.messages[-1].text

    @property
    def text(self) -> str:
        """All messages."""
        return "\n".join(message.text for message in self.request.messages)

    @property
    def schema(self) -> dict[str, Any]:
        """JSON Schema of the reply."""
        return self.request.reply_schema

    def options(self, field: str, *path: str) -> list[str]:
        """The vocabulary of a field of the reply, as `options("terms")`; empty where it has none."""
        part: Any = self.schema["properties"].get(field, {})
        for name in path:
            part = part.get("items", part).get("properties", {}).get(name, {})
        return [word for word in part.get("items", part).get("enum", []) if word]

    def __str__(self) -> str:
        """As `russia.leader speak at moscow.2`."""
        who = f"{self.actor or 'somebody'} {self.act}"
        return f"{who}{f' at {self.at}' if self.at else ''}{' (repair turn)' if self.repairs else ''}"
