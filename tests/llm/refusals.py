"""Exceptions as the clients of providers raise them: openai, anthropic, httpx and the standard library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Response:
    """An HTTP response, as far as an exception carries it."""

    status_code: int
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class APIStatusError(Exception):
    """As openai and anthropic raise it: a status of its own, and the response."""

    def __init__(self, status: int, text: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"Error code: {status} from https://api.example.com/v1 - {text}")
        self.status_code = status
        self.response = Response(status, text, headers or {})
        self.body: object = text


class HTTPStatusError(Exception):
    """As httpx raises it: the status stands in the response only."""

    def __init__(self, status: int, text: str = "") -> None:
        super().__init__(f"Client error '{status}' for url 'https://api.example.com/v1?key=abc'")
        self.response = Response(status, text)


class HTTPError(Exception):
    """As urllib and Google's clients raise it: the status is a code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"HTTP Error {code}: at 10.0.0.7:8443")
        self.code = code


class APIConnectionError(Exception):
    """As openai and anthropic raise it: why stands in its cause."""


class APITimeoutError(APIConnectionError):
    """As openai and anthropic raise it."""


class ConnectError(Exception):
    """As httpx raises it."""


class ConnectTimeout(Exception):
    """As httpx raises it."""


class ReadTimeout(Exception):
    """As httpx raises it."""


class ReadError(Exception):
    """As httpx raises it."""


class RemoteProtocolError(Exception):
    """As httpx raises it."""


class ProxyError(Exception):
    """As httpx raises it."""


class ClientPayloadError(Exception):
    """As aiohttp raises it."""


class IncompleteRead(Exception):
    """As http.client raises it."""


class APIResponseValidationError(Exception):
    """As openai raises it for a body that is no answer."""


class Puzzled(Exception):
    """As a client may raise anything about a response that came."""

    def __init__(self, text: str) -> None:
        super().__init__("no choices")
        self.response = Response(200, text)


def because(error: Exception, cause: Exception) -> Exception:
    """An exception that another one led to."""
    error.__cause__ = cause
    return error


def wrapped(cause: Exception) -> Exception:
    """An exception of httpx, as openai and anthropic pass it on."""
    return because(APIConnectionError("Connection error."), cause)
