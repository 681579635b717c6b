"""Blocks as Markdown, with everything that somebody said escaped, so that a page keeps its shape."""

from __future__ import annotations

import re

from detente.transcripts.render.blocks import Block, Facts, Grid, Heading, Listing, Page, Para, Speech, clean

__all__ = ["markdown"]

_MARKS = re.compile(r"([\\`*_\[\]<>|~#])")
_START = re.compile(r"^(\s*\d*)([-+=.)])(?=\s|$)")


def markdown(page: Page) -> str:
    """The page as one Markdown text."""
    parts = [f"# {_text(page.title)}", *(_block(block) for block in page.blocks)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        note = f"\n\n*{_text(block.note)}*" if block.note else ""
        return f"{'#' * block.level} {_text(block.text)}{note}"
    if isinstance(block, Speech):
        about = f" *({_text(block.about)})*" if block.about else ""
        words = "\n".join(f"> {_line(line)}".rstrip() for line in clean(block.text).splitlines())
        return f"**{_text(block.who)}**{about}\n\n{words}"
    if isinstance(block, Para):
        return _lead(block.lead, _text(block.text))
    if isinstance(block, Facts):
        return "\n".join(f"- {_lead(lead, _text(text))}" for lead, text in block.items)
    lead = _lead(block.lead, "")
    body = _table(block) if isinstance(block, Grid) else _listing(block)
    return "\n\n".join(part for part in (lead, body) if part)


def _lead(lead: str, text: str) -> str:
    return f"**{_text(lead)}:** {text}".strip() if lead else text


def _listing(block: Listing) -> str:
    return "\n".join(
        f"- {_text(lead)}: {_text(text)}" if lead else f"- {_text(text)}" for lead, text in block.items
    )


def _table(block: Grid) -> str:
    columns = max(map(len, (block.header, *block.rows)), default=0)
    header = block.header or ("",) * columns
    rules = ["---:" if place in block.numbers else "---" for place in range(columns)]
    rows = [header, rules, *([_text(cell) for cell in row] for row in block.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _text(text: str) -> str:
    return _line(" ".join(clean(text).split()))


def _line(text: str) -> str:
    return _START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))
