"""Who may ask: this machine only, with the token of the printed link; and what a page may do."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, quote, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "Guard"]

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with none, a form of our own would come from nowhere
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """Lets through what comes from the printed link on this machine, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, token: str, hosts: Iterable[str]) -> None:
        self.app, self.token, self.hosts = app, token, frozenset(hosts)
        port = next(iter(self.hosts)).rpartition(":")[2]
        self.cookie = f"detente-{port}"
        """Its own at every port: a cookie is one for all ports of a host."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check host, origin and token before anything is looked at."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        query = parse_qs(scope["query_string"].decode("latin-1"))
        given = query.pop("token", [""])[0]
        if headers.get("host", "") not in self.hosts:
            await _answer(send, 421, "This address is not ours.")
        elif not self._own_origin(scope["method"], headers):
            await _answer(send, 403, "This was asked by another site.")
        elif given and secrets.compare_digest(given.encode(), self.token.encode()):
            asked = f"?{urlencode(query, doseq=True)}" if query else ""
            await _welcome(send, f"{self.cookie}={self.token}", f"/{quote(scope['path'].lstrip('/'))}{asked}")
        elif not self._known(headers.get("cookie", "")):
            await _answer(send, 403, "Open the link that `detente view` printed: it holds the key.")
        else:
            await self.app(scope, receive, _with_headers(send))

    def _own_origin(self, method: str, headers: dict[str, str]) -> bool:
        origin, site = headers.get("origin", ""), headers.get("sec-fetch-site", "same-origin")
        if method not in ("GET", "HEAD"):
            return origin in {f"http://{host}" for host in self.hosts} and site == "same-origin"
        asked = site in ("same-origin", "none") or headers.get("sec-fetch-mode") == "navigate"
        return asked and (not origin or origin in {f"http://{host}" for host in self.hosts})

    def _known(self, cookie: str) -> bool:
        try:
            found = SimpleCookie(cookie).get(self.cookie)
        except CookieError:
            return False
        return found is not None and secrets.compare_digest(found.value.encode(), self.token.encode())


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            message = {**message, "headers": [*message.get("headers", []), *own]}
        await send(message)

    return sent


async def _welcome(send: Send, pair: str, to: str) -> None:
    """Keep the token in a cookie, so that it stands in no address, history or log.

    `to` begins with one slash and holds no sign that a browser drops or turns: it leads nowhere else.
    """
    cookie = f"{pair}; HttpOnly; SameSite=Strict; Path=/"
    headers = [(b"location", to.encode()), (b"set-cookie", cookie.encode())]
    await _with_headers(send)({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _answer(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await _with_headers(send)({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
