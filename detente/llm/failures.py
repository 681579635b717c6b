"""What a model call can fail with, and the one function that translates every client's errors into it.

ModelFailure            a call that gave no answer; `kind` names it
  transient             worth another try: busy, unavailable, timeout, conflict, cut, unreadable, unreachable
  permanent             not: bad_request, unauthorized, forbidden, not_found, unsupported, provider
"""

from __future__ import annotations

import datetime
import email.utils
import json
import math
import os
import re
import time
from collections.abc import Mapping
from typing import Any

from detente.transcripts.calls import Attempt

__all__ = [
    "ModelFailure",
    "is_outage",
    "keep_secret",
    "redacted",
    "retry_after",
    "translated",
    "without_keys",
]

TRANSIENT = frozenset({"busy", "unavailable", "timeout", "conflict", "cut", "unreadable", "unreachable"})
CHARGED = frozenset({"timeout", "cut", "unreadable"})
"""Kinds for which a provider that gave no status may charge."""
BY_STATUS = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    408: "timeout",
    409: "conflict",
    422: "bad_request",
    429: "busy",
}
SENTENCES = {
    "busy": "the provider asks for patience (too many requests)",
    "unavailable": "the provider is unavailable",
    "timeout": "the provider did not answer in time",
    "conflict": "the provider reported a conflict",
    "cut": "the answer broke off in the middle",
    "unreadable": "what came back is no answer that can be read",
    "unreachable": "the server cannot be reached",
    "bad_request": "the provider does not accept the request",
    "unauthorized": "the provider does not accept the key",
    "forbidden": "the key is not allowed to do this",
    "not_found": "the provider does not know this model or address",
    "unsupported": "the provider cannot give a reply of this shape",
    "provider": "the client failed",
}
SHORTEST_KEY = 8
LONGEST_SAID = 300
SECRET_NAMES = ("_KEY", "_TOKEN", "_SECRET")
_KEYLIKE = re.compile(
    r"\b(?:sk|pk|key|gsk|xai|hf)[-_][A-Za-z0-9_\-*.]{6,}|\bAIza[A-Za-z0-9_\-]{10,}|\bBearer\s+\S+",
    re.IGNORECASE,
)


class ModelFailure(Exception):
    """A call that gave no answer. `str` is one sentence without address, key or time."""

    def __init__(
        self,
        kind: str,
        *,
        status: int | None = None,
        raw: str = "",
        retry_after: float | None = None,
        billed: bool = False,
        attempts: tuple[Attempt, ...] = (),
    ) -> None:
        self.kind, self.status, self.raw = kind, status, raw
        self.retry_after = retry_after
        """Seconds that the server asks to wait."""
        self.billed = billed
        """Whether the provider may charge for it."""
        self.attempts = attempts
        code = f" (status {status})" if status else ""
        super().__init__(f"{SENTENCES.get(kind, kind)}{code}")

    @property
    def said(self) -> str:
        """What the provider says about it, in its own words, if it does."""
        try:
            found = json.loads(self.raw)["error"]["message"]
        except (ValueError, LookupError, TypeError, RecursionError):
            return ""
        return " ".join(str(found).split())[:LONGEST_SAID]

    @property
    def transient(self) -> bool:
        """Whether another try may succeed."""
        return self.kind in TRANSIENT


def translated(error: Exception) -> ModelFailure:
    """The failure behind an exception of any client, told by its status, its headers and its name.

    Clients are not imported for it: openai, anthropic and others carry `status_code` and `response`.
    """
    if isinstance(error, ModelFailure):
        return error
    status = _status(error)
    raw = redacted(_raw(error))
    if status is not None:
        kind = BY_STATUS.get(status, "unavailable" if status >= 500 else "bad_request")
        return ModelFailure(kind, status=status, raw=raw, retry_after=_retry_after(error))
    kind = _by_name(error)
    if kind == "provider" and getattr(error, "response", None) is not None:
        kind = "unreadable"  # a body came, and the client could not make an answer of it
    return ModelFailure(kind, raw=raw, billed=kind in CHARGED)


def _status(error: Exception) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        for name in ("status_code", "code", "http_status"):
            value = getattr(holder, name, None)
            if isinstance(value, int) and 400 <= value < 600:
                return value
    return None


def _by_name(error: BaseException) -> str:
    chain: list[BaseException] = []
    seen: BaseException | None = error
    while seen is not None and len(chain) < 6:
        chain.append(seen)
        seen = seen.__cause__ or seen.__context__
    names = " ".join(type(entry).__name__ for entry in chain)
    if isinstance(error, TimeoutError) or "Timeout" in names:
        return "timeout"
    if re.search(r"RemoteProtocol|ReadError|IncompleteRead|ClientPayload|ProtocolError", names):
        return "cut"
    if re.search(r"JSONDecode|UnicodeDecode|ResponseValidation", names):
        return "unreadable"
    if re.search(r"Connect|NetworkError|ProxyError|Connection|gaierror|OSError", names):
        return "unreachable"
    return "provider"


def _raw(error: Exception) -> str:
    """What came back, byte for byte where it is no UTF-8; else what the client says."""
    content = getattr(getattr(error, "response", None), "content", None)
    if isinstance(content, bytes) and content:
        return content.decode("utf-8", errors="backslashreplace")
    return str(getattr(error, "body", None) or error)


def _retry_after(error: Exception) -> float | None:
    headers: Mapping[str, Any] = getattr(getattr(error, "response", None), "headers", None) or {}
    return retry_after(headers)


def retry_after(headers: Mapping[str, Any], now: float | None = None) -> float | None:
    """Seconds that a Retry-After header asks for: a number, or an HTTP date (RFC 9110, section 10.2.3)."""
    value = str(headers.get("retry-after") or headers.get("Retry-After") or "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        return _until(value, time.time() if now is None else now)
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _until(date: str, now: float) -> float | None:
    try:
        when = email.utils.parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return None
    if when.tzinfo is None:  # asctime's form, which is in UTC
        when = when.replace(tzinfo=datetime.UTC)
    return max(when.timestamp() - now, 0.0)


_SECRETS: set[str] = set()


def keep_secret(value: str) -> None:
    """Let `redacted` take this value out of every text, wherever it came from."""
    if len(value) >= SHORTEST_KEY:
        _SECRETS.add(value)


def is_outage(kind: str) -> bool:
    """Whether a fault of this kind is a provider that gave no answer: nothing that the model said."""
    return kind in SENTENCES


def redacted(text: str) -> str:
    """A text without anything that is, or looks like, a key."""
    return _KEYLIKE.sub("[key]", without_keys(text))


def without_keys(text: str) -> str:
    """A text without the keys that are known here; words that only look like one stay."""
    named = (value for name, value in os.environ.items() if name.upper().endswith(SECRET_NAMES))
    for value in sorted({*_SECRETS, *named}, key=len, reverse=True):
        if len(value) >= SHORTEST_KEY:
            text = text.replace(value, "[key]")
    return text
