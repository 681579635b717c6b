"""What a page is made of: a few kinds of blocks that a terminal and Markdown can both show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Block", "Facts", "Grid", "Heading", "Listing", "Page", "Para", "Speech", "clean"]

Tone = Literal["plain", "strong", "faint", "notice", "good", "bad", "private"]


@dataclass(frozen=True)
class Heading:
    """A title over what follows: 2 for a stage or section, 3 for a round."""

    text: str
    note: str = ""
    level: int = 2


@dataclass(frozen=True)
class Para:
    """A paragraph, with a lead in front that names what it is."""

    text: str
    lead: str = ""
    tone: Tone = "plain"
    indent: int = 0


@dataclass(frozen=True)
class Speech:
    """Somebody's words. Every one is generated, and says so."""

    who: str
    text: str
    about: str = "generated"
    tone: Tone = "plain"


@dataclass(frozen=True)
class Facts:
    """Names and their values, one under the other."""

    items: tuple[tuple[str, str], ...]
    tone: Tone = "plain"


@dataclass(frozen=True)
class Listing:
    """Short lines, each with a lead of its own."""

    items: tuple[tuple[str, str], ...]
    lead: str = ""
    tone: Tone = "plain"
    indent: int = 0


@dataclass(frozen=True)
class Grid:
    """A table; `numbers` are the columns set to the right, `fixed` those that are not wrapped."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lead: str = ""
    numbers: tuple[int, ...] = ()
    fixed: tuple[int, ...] = (0,)
    tone: Tone = "plain"
    indent: int = 0


Block = Heading | Para | Speech | Facts | Listing | Grid


@dataclass(frozen=True)
class Page:
    """A title and its blocks."""

    title: str
    blocks: tuple[Block, ...]


def clean(text: str) -> str:
    """A text without control characters, which could rewrite the screen it is shown on."""
    return "".join(char if char in "\n\t" or char.isprintable() or char == "\u00a0" else "�" for char in text)
