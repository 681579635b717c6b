"""The contract of the door: one question to a language model, and the one method that answers it.

Adapters speak to providers; wrappers (limits, budget, retry) have the same signature as what they wrap.
Nothing here knows a provider.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal, Protocol

from detente.transcripts.acts import Value
from detente.transcripts.calls import Answer, Mode

__all__ = ["ChatModel", "Message", "Request", "digest"]


class Message(Value):
    """One message of a question."""

    role: Literal["system", "user", "assistant"]
    text: str


class Request(Value):
    """One question: a stable system message, one turn, and the shape that its answer must have."""

    messages: tuple[Message, ...]
    reply: str
    """Name of the reply, as `statement`."""
    reply_schema: dict[str, Any]
    """JSON Schema in the strict form: every property required, nothing else allowed, every length bounded."""
    max_tokens: int
    """What the longest valid reply needs."""
    mode: Mode = "native"
    slot: str = ""
    """Which act it asks for, as `moscow.2/russia.leader/speak`; never sent."""
    draw: str = ""
    """Which draw of the answer it is, as seed and replicate; never sent."""
    prompts: dict[str, str] = {}
    """Prompt that its messages were rendered from → digest; never sent."""

    @property
    def prompt_bytes(self) -> int:
        """UTF-8 bytes of all that is sent as text; no tokenizer in use makes more tokens of it than that."""
        sent = sum(len(message.text.encode("utf-8", errors="surrogatepass")) for message in self.messages)
        return sent + len(json.dumps(self.reply_schema)) + 16 * len(self.messages)


class ChatModel(Protocol):
    """Whatever answers a question."""

    async def ask(self, request: Request) -> Answer:
        """Answer one question. Raises `ModelFailure`."""
        ...


NOT_ASKED = {"mode", "slot", "draw", "prompts"}
"""What of a request makes no other question of it."""


def digest(request: Request, model: str) -> str:
    """SHA-256 of what is asked of which model (its SPEC without an address).

    The mode makes no difference, nor does where in which session it is asked.
    """
    data = {"model": model, **request.model_dump(mode="json", exclude=NOT_ASKED)}
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
