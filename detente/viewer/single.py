"""One self-contained file from the same templates: opens anywhere, fetches nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from detente.transcripts.compare.pair import compare_two
from detente.transcripts.compare.side import Side
from detente.transcripts.render.blocks import Page
from detente.viewer.pages import asset, render
from detente.viewer.pair_page import RoundRow, head_of, round_rows
from detente.viewer.session_page import Source, session_page

__all__ = ["blocks_file", "inlined", "side_of", "single_file"]

POLICY = ("default-src 'none'", "base-uri 'none'", "form-action 'none'")
"""Of the file: nothing is fetched, nothing is sent."""


def single_file(sources: Sequence[Source], *, private: bool) -> str:
    """Sessions as one HTML file; two of the same scenario are laid side by side first."""
    whole = [
        session_page(source, private=private, key=f"s{place}-", links=False)
        for place, source in enumerate(sources)
    ]
    pair, rows = None, tuple[RoundRow, ...]()
    if len(sources) == 2 and sources[0].scenario.id == sources[1].scenario.id:
        pair = compare_two(*(side_of(source, private=private) for source in sources))
        pages = [replace(page, key=f"p{place}-") for place, page in enumerate(whole)]
        rows = round_rows(pair, pages, only=True)
    title = " and ".join(page.manifest.session for page in whole)
    return render(
        "single.html",
        **inlined(asset("script.js")),
        title=f"{title}{' (PRIVATE)' if private else ''}",
        sessions=whole,
        pair=pair,
        head=head_of(pair) if pair else (),
        rows=rows,
    )


def blocks_file(pages: Sequence[Page]) -> str:
    """Pages of blocks as one HTML file, for reading and printing; no script may run in it."""
    title = "; ".join(page.title for page in pages)
    return render("brief.html", **inlined(), title=title, briefs=pages)


def inlined(script: str = "") -> dict[str, object]:
    """Style and script, and the policy that lets these and nothing else run."""
    style = asset("style.css")
    scripts = (f"script-src {_hashed(script)}",) if script else ()
    policy = "; ".join((*POLICY, f"style-src {_hashed(style)}", *scripts))
    return {"policy": policy, "style": Markup(style), "script": Markup(script)}


def side_of(source: Source, *, private: bool) -> Side:
    """A session as one of those that are compared."""
    return Side.of(source.manifest, source.scenario, source.events, private=private)


def _hashed(text: str) -> str:
    """A source of the policy: this very text and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
