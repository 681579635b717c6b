"""The viewer asked by hand: any method, any header, any path, as no browser would."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from tests.viewer.conftest import TOKEN

__all__ = ["PATIENCE", "Reply", "ask", "asked", "cookie_of", "posted"]

PATIENCE = 20.0
"""Seconds; whoever reads a pipe waits for ever."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str


def cookie_of(address: str) -> str:
    """The cookie that the printed link leaves."""
    return f"detente-{urlsplit(address).port}={TOKEN}"


def ask(address: str, path: str, method: str = "GET", body: bytes = b"", **headers: str | None) -> Reply:
    """Ask with the cookie and our own host, unless other headers are given; None leaves one out."""
    found = urlsplit(address)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    whole = {"host": found.netloc, "cookie": cookie_of(address), **named}
    if body:
        whole["content-length"] = str(len(body))
    connection = http.client.HTTPConnection(found.hostname or "", found.port, timeout=PATIENCE)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in whole.items():
            if value is not None:
                connection.putheader(name, value.encode())
        connection.endheaders(body or None)
        answer = connection.getresponse()
        told = answer.read().decode()
        return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, told)
    finally:
        connection.close()


def asked(address: str, path: str, **query: str) -> Reply:
    """A page, as its own links ask for it."""
    return ask(address, f"{path}?{urlencode(query)}" if query else path)


def posted(address: str, form: dict[str, str], **headers: str | None) -> Reply:
    """A review, as our own form sends it, unless other headers are given."""
    own = {"origin": address, "sec_fetch_site": "same-origin"}
    kind = {"content_type": "application/x-www-form-urlencoded"}
    return ask(address, "/review", "POST", urlencode(form).encode(), **{**own, **kind, **headers})
