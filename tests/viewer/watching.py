"""A browser's page under watch: what it asks for, what runs in it, and whether it is only what we made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request, Response, Route

from detente.transcripts.render.blocks import clean

__all__ = ["Watch", "guarded", "plain"]

TEMPLATES = Path(__file__).parents[2] / "detente" / "viewer" / "templates"
_MADE = "".join(path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.iterdir()))
_PLAIN = re.sub(r"\{[{%].*?[%}]\}", "", _MADE, flags=re.DOTALL)
TAGS = set(re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", _PLAIN)) | {f"h{level}" for level in range(1, 7)}
"""The elements of our templates."""
ATTRIBUTES = set(re.findall(r"[\s\"]([a-zA-Z][a-zA-Z0-9-]*)=\"", _MADE)) | {
    *("multiple", "required", "selected", "checked", "disabled", "defer", "data-who", "data-live", "open"),
}
"""Their attributes."""
NEVER = {
    "iframe",
    "img",
    "object",
    "embed",
    "base",
    "frame",
    "video",
    "audio",
    "image",
    "use",
    "math",
    "portal",
}
ROUTES = ("/", "/session", "/act", "/compare", "/set", "/review")
ASSETS = ("/static/style.css", "/static/script.js", "/favicon.ico")
LOOK = """() => {
  const all = [...document.querySelectorAll("*")];
  const named = (...names) => all.flatMap((e) => names.map((n) => e.getAttribute(n))).filter((v) => v);
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
  return {
    tags: [...new Set(all.map((e) => e.localName))],
    attributes: [...new Set(all.flatMap((e) => e.getAttributeNames()))],
    addresses: named("href", "src", "action", "formaction"),
    policy: document.querySelector("meta[http-equiv=Content-Security-Policy]")?.content,
    scripts: all.filter((e) => e.localName === "script").map((e) => e.getAttribute("src")),
    metas: all.filter((e) => e.localName === "meta").map((e) => e.name || e.httpEquiv),
    comments: Boolean(walker.nextNode()),
    frames: window.length,
    ran: window.pwned !== undefined,
    text: document.body.textContent + "\\n" + document.title,
    values: all.flatMap((e) => [...e.attributes].map((a) => a.value)),
  };
}"""
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
"""Signs that steer a screen, turn words around or are not seen; lines and tabs are not among them."""


class Watch:
    """One page of a browser; whatever it does beyond showing what was opened is written down."""

    def __init__(self, context: BrowserContext, own: str) -> None:
        self.page: Page = context.new_page()
        self.own = own
        self.wrong: list[str] = []
        self.texts: list[str] = []
        """What every page shows, and the values of its attributes."""
        self._opened = ""
        self._quiet = False
        self.page.on("request", self._asked)
        self.page.on("dialog", lambda dialog: self.wrong.append(f"dialog {dialog.message}"))
        self.page.on("pageerror", lambda error: self.wrong.append(f"error {error}"))
        self.page.on("console", lambda said: self._said(said.text))
        self.page.on("popup", lambda popup: self.wrong.append(f"popup {popup.url}"))
        self.page.on("download", lambda found: self.wrong.append(f"download {found.url}"))
        self.page.on("websocket", lambda found: self.wrong.append(f"socket {found.url}"))
        self.page.on("worker", lambda found: self.wrong.append(f"worker {found.url}"))

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        own = f"{address.scheme}://{address.netloc}" == self.own and address.path in ASSETS
        if request.url != self._opened and not own:
            self.wrong.append(f"request {request.url}")

    def _said(self, text: str) -> None:
        """A page with a status of 4xx is said to have failed; nothing else is said on the console."""
        if not text.startswith("Failed to load resource: the server responded with a status of 4"):
            self.wrong.append(f"console {text}")

    def open(self, url: str) -> tuple[Response, dict[str, Any]]:
        """Open an address, and look at what became of it."""
        self._opened = url
        answer = self.page.goto(url)
        assert answer is not None
        return answer, self.look()

    def look(self) -> dict[str, Any]:
        """The page holds nothing but what our templates made, and nothing in it ran."""
        found: dict[str, Any] = self.page.evaluate(LOOK)
        assert set(found["tags"]) <= TAGS - NEVER
        assert set(found["attributes"]) <= ATTRIBUTES
        assert not [name for name in found["attributes"] if name.startswith("on") or name == "style"]
        assert (found["comments"], found["frames"], found["ran"]) == (False, 0, False)
        assert len(found["scripts"]) == 1
        elsewhere = [a for a in found["addresses"] if not a.startswith("#") and not _is_ours(a)]
        assert elsewhere == []
        shown = [found["text"], *found["values"]]
        assert not [text for text in shown if HIDDEN.search(text)]
        assert self.page.url == self._opened
        assert self.wrong == []
        self.texts += shown
        return found

    def lets_in(self, url: str, attacks: Iterable[str]) -> list[str]:
        """Open a page as if its templates escaped nothing; returns what was asked for and came through."""
        asked, attack = list[str](), ""
        self.page.on("requestfinished", lambda request: asked.append(request.url))
        self._opened = ""

        def answered(route: Route) -> None:
            if url.startswith("file:"):
                text = Path(urlsplit(url).path).read_text(encoding="utf-8")
                route.fulfill(body=text.replace("<h1", f"{attack}<h1", 1), content_type="text/html")
            else:
                answer = route.fetch()
                route.fulfill(response=answer, body=answer.text().replace("<h1", f"{attack}<h1", 1))

        self.page.route(url, answered)
        for attack in attacks:
            self.page.goto(url)
            assert self.page.evaluate("window.pwned") is None, attack
            assert self.page.url == url, attack
        assert any("Content Security Policy" in said for said in self.wrong), "something was stopped"
        assert [said for said in self.wrong if said.startswith(("dialog", "popup", "download"))] == []
        self.wrong.clear()
        return asked


def guarded(answer: Response) -> int:
    """The status of an answer that lets nothing in or out."""
    policy = answer.headers["content-security-policy"]
    for part in ("default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    return answer.status


def plain(text: str) -> str:
    """A text as a page shows it, runs of white space as one."""
    return " ".join(clean(text).split())


def _is_ours(address: str) -> bool:
    path, _, _ = address.partition("?")
    return path.partition("#")[0] in (*ROUTES, *ASSETS)
