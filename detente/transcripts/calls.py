"""What is kept of every question put to a model, a person or a script: a line of calls.jsonl each.

Texts that recur (a seat's system message, a reply's schema) are kept once, in a line of their own, and named
by their digest elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from pydantic import ValidationError

from detente.errors import TranscriptError
from detente.transcripts.acts import Value

__all__ = [
    "Answer",
    "Attempt",
    "Call",
    "Mode",
    "Slot",
    "Usage",
    "lines_of",
    "parse_calls",
    "storable",
    "text_digest",
]

Mode = Literal["native", "tools", "text"]
"""How a structured reply is asked for: the provider's JSON schema, a function call, or JSON in text."""


class Usage(Value):
    """Tokens of a call, as the provider reported them."""

    tokens_in: int
    tokens_out: int
    tokens_cached: int = 0
    """Of `tokens_in`, those the provider had read before."""


class Attempt(Value):
    """One try that did not succeed."""

    kind: str
    """The failure's kind."""
    message: str
    raw: str = ""
    """What the provider said with it."""
    seconds: float = 0.0
    waited: float = 0.0
    """Seconds waited before the next try."""


class Answer(Value):
    """What came back: the words as they are, and what is known about them."""

    text: str
    """The raw reply; never edited."""
    mode: Mode = "text"
    finish: str = ""
    """Why the model stopped, in the provider's word."""
    refusal: str = ""
    """The provider's refusal, if it gave one."""
    usage: Usage | None = None
    sent: dict[str, Any] = {}
    """Parameters as they were really sent, without messages, schema, addresses and keys."""
    model: str = ""
    """The model's name, as the provider reported it."""
    seconds: float = 0.0
    attempts: tuple[Attempt, ...] = ()
    """Tries before the one that succeeded."""


class Slot(Value):
    """Which question of which session: the act, and how often it was put."""

    act: str
    """`moscow.2/russia.leader/speak`."""
    occurrence: int = 0
    """How many faults of this act the transcript held when it was put: a resumed session asks anew."""
    turn: int = 0
    """0 is the question, 1 the repair of its answer."""


class Call(Value):
    """One question and what came of it."""

    slot: Slot
    replicate: int = 0
    by: Literal["model", "person", "script", "replay"]
    model: str = ""
    """SPEC of who was asked, without an address."""
    digest: str
    """Of the question, without addresses."""
    messages: tuple[tuple[str, str], ...] = ()
    """(role, digest of the text) of each message."""
    prompts: dict[str, str] = {}
    """Prompt that the messages were rendered from → its digest."""
    reply: str = ""
    """Name of the reply asked for."""
    reply_schema: str = ""
    """Digest of the reply's JSON Schema."""
    max_tokens: int = 0
    answer: Answer | None = None
    """None when there was none."""
    failure: str = ""
    """Kind of the failure, when there was no answer."""
    message: str = ""
    """The failure in a sentence."""
    attempts: tuple[Attempt, ...] = ()
    """Tries of a call that failed in the end."""
    charged: tuple[Usage, ...] = ()
    """What each try that may be charged for came to: as reported, or what was reserved for it."""


def storable(text: str) -> str:
    """A text that can be kept as UTF-8: halves of surrogate pairs, which cannot, are shown as escapes."""
    return text.encode("utf-8", errors="backslashreplace").decode()


def text_digest(text: str) -> str:
    """SHA-256 of a text, 16 hex digits: names a text within one session."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()[:16]


def lines_of(call: Call, texts: dict[str, str], known: set[str]) -> bytes:
    """The lines of a call: texts that the session has not kept yet, then the call itself."""
    fresh = [{"text": name, "is": text} for name, text in texts.items() if name not in known]
    known.update(texts)
    entries = [*fresh, call.model_dump(mode="json", exclude_defaults=True)]
    return b"".join(json.dumps(e, ensure_ascii=True, sort_keys=True).encode() + b"\n" for e in entries)


def parse_calls(lines: Iterable[bytes], name: str = "calls.jsonl") -> Iterator[Call | tuple[str, str]]:
    """The calls and the (digest, text) pairs, in order. Raises TranscriptError for any other line."""
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            if isinstance(entry, dict) and "text" in entry and "is" in entry:
                yield str(entry["text"]), str(entry["is"])
            else:
                yield Call.model_validate(entry)
        except (ValueError, ValidationError) as error:
            raise TranscriptError(f"{name}:{number}: this line is not a call.") from error
