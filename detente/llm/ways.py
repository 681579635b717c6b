"""Ways to ask for a structured reply, in the order in which they are tried; the first that works is kept.

native with bounds      the provider's JSON schema, every length and number bounded
native without bounds   the same for providers whose strict mode knows no such keywords
tools without bounds    a function call
text                    JSON in plain text, the schema told in words
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from detente.llm.chat import Message, Request
from detente.transcripts.calls import Mode

__all__ = ["WAYS", "Way"]

BOUNDS = frozenset({"maxLength", "minLength", "maxItems", "minItems", "maximum", "minimum"})
TOLD = "Reply with one JSON object that fits this JSON Schema, and with nothing else:"


@dataclass(frozen=True)
class Way:
    """How a structured reply is asked for."""

    mode: Mode
    bounds: bool = True

    def put(self, request: Request) -> Request:
        """The request as it is asked in this way."""
        if self.mode == "text":
            return request.model_copy(update={"mode": "text", "messages": _told(request)})
        schema = request.reply_schema if self.bounds else _relaxed(request.reply_schema)
        return request.model_copy(update={"mode": self.mode, "reply_schema": schema})


WAYS = (Way("native"), Way("native", bounds=False), Way("tools", bounds=False), Way("text"))


def _told(request: Request) -> tuple[Message, ...]:
    """The messages with the schema in words behind the last one."""
    *before, last = request.messages
    schema = json.dumps(request.reply_schema, ensure_ascii=False)
    return (*before, last.model_copy(update={"text": f"{last.text}\n{TOLD}\n{schema}\n"}))


def _relaxed(schema: dict[str, Any]) -> dict[str, Any]:
    """Without bounds; names of properties are names, whatever they are."""
    kept = {name: value for name, value in schema.items() if name not in BOUNDS}
    return {
        name: {field: _part(part) for field, part in value.items()} if name == "properties" else _part(value)
        for name, value in kept.items()
    }


def _part(value: Any) -> Any:  # noqa: ANN401 - a part of a schema
    if isinstance(value, dict):
        return _relaxed(value)
    return [_part(entry) for entry in value] if isinstance(value, list) else value
