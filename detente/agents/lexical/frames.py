"""What is no speech by its form: markup, codes, roles of a prompt, pasted blocks, headed sections."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from detente.agents.lexical.disguise import unmasked

CLOSING = frozenset({"}", ">"})
"""Marks that belong to the words before them."""
_CODED = re.compile(
    r"[{}<>|=`]|\[[^\]\n]{0,80}[:=]|\bI\d{1,2}\b|\boption[ ][\"']?[a-g]\b|\bfirmness\b"
    r"|\b(?:SYSTEM|ASSISTANT|USER|INSTRUCTIONS?|PROMPT|TASK|ANALYST|System|Assistant|Analyst|system)[ ]?:"
)
"""What a delegate does not say aloud: markup, issue and option codes, roles of a prompt."""
_ROLE = (
    r"(?:(?:system|assistant|user|human|developer|tool|function|chatbot|bot|admin|administrator|operator)"
    r"(?:[ _-](?:messages?|prompt|notes?|notice|instructions?|input|output|role|override|command))?)"
)
_ROLES = re.compile(
    rf"(?:^|[.!?\u2026][ \t]+)[^\w\n]{{0,6}}(?P<role>{_ROLE})"
    r"(?:[^\w\n]{0,3}:|[)\]]|[ \t]+[-\u2013\u2014]+[ \t])",
    re.IGNORECASE | re.MULTILINE,
)
"""A role that opens a line or a sentence as the name of a speaker does."""
_FRAMED = re.compile(
    r"\[[^\[\]]{30,1500}\]|(?P<bar>[-=*_#]{4,12})[^\n-]{0,60}(?P=bar)[^\n]{0,1500}?(?P=bar)[^\n-]{0,60}(?P=bar)"
)
"""What is framed like a record or a block pasted in: between square brackets, or between ruled headings."""
_RULED = re.compile(
    r"^[ \t]*[-=*_#~+]{3,40}[ \t]*(?P<title>[^\W_][^\n]{0,80}?)[ \t]*[-=*_#~+]{3,40}[ \t]*$", re.MULTILINE
)
_END = re.compile(r"(?:end|close|stop|finish)\b", re.IGNORECASE)
_BEGIN = re.compile(r"(?:begin|start|open)\b", re.IGNORECASE)
_HEADING = re.compile(
    r"^[ \t]{0,3}#{1,6}[ \t]+(?P<title>[^\n]*)$"
    r"|^(?P<lined>[^\n]{1,80}[^\n.!?])\n[ \t]*(?:={3,}|-{3,})[ \t]*$"
    rf"|^[^\w\n]{{0,8}}(?P<lone>{_ROLE})[^\w\n]{{0,8}}$",
    re.MULTILINE | re.IGNORECASE,
)
_WORD = re.compile(r"\w")
_EMPTY = re.compile(r"\n[ \t]*\n")
_PROMPT = re.compile(
    r"[^\w\n]*(?:(?:new|your|the|final|system|output)[ ])*"
    rf"(?:{_ROLE}|instructions?|prompt|task|response|output|input)(?:[ ](?:format|begins?|starts?))?[^\w\n]*",
    re.IGNORECASE,
)
"""The title of a part of a prompt."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, as places in the text."""

    start: int
    body: int
    end: int
    prompt: bool
    """Whether it is headed like a part of a prompt, and not like a part of a speech."""


def coded(text: str) -> list[int]:
    """The places of what a delegate does not say aloud, in order."""
    seen, places = unmasked(text)
    marks = [places[found.start()] - 3 * (found.group() in CLOSING) for found in _CODED.finditer(seen)]
    return sorted(marks + [places[found.start("role")] for found in _ROLES.finditer(seen)])


def framed(text: str) -> list[tuple[int, int]]:
    """The stretches that are framed like something pasted in."""
    found = [frame.span() for frame in _FRAMED.finditer(text)]
    if "\n" not in text:
        return found
    opened: tuple[int, str] | None = None
    for rule in _RULED.finditer(text):
        if _END.match(rule["title"]):
            if opened is not None:
                found.append((opened[0], rule.end()))
            opened = None
        elif opened is None:
            opened = rule.start(), rule["title"]
    if opened is not None and _BEGIN.match(opened[1]):
        found.append((opened[0], len(text)))
    return found


def _block(text: str, body: int, end: int) -> int:
    """Where the first lines below a heading end, at an empty line."""
    first = _WORD.search(text, body, end)
    empty = _EMPTY.search(text, first.start(), end) if first else None
    return empty.start() if empty else end


def sections(text: str) -> list[Section]:
    """The headed parts of a text, each up to the next heading."""
    if "\n" not in text:
        return []
    headings = list(_HEADING.finditer(text))
    ends = [after.start() for _, after in pairwise(headings)] + [len(text)]
    found: list[Section] = []
    for heading, after in zip(headings, ends, strict=False):
        end = after if heading["lone"] is None else _block(text, heading.end(), after)
        title = heading["title"] or heading["lined"] or heading["lone"] or ""
        found.append(Section(heading.start(), heading.end(), end, _PROMPT.fullmatch(title) is not None))
    return found
