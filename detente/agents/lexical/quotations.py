"""Quoted statements: what stands between quotation marks, or between "quote" and "unquote"."""

from __future__ import annotations

import re
from bisect import bisect_right

from detente.agents.lexical.spans import Span, joined
from detente.agents.lexical.tokens import Tokens

_SINGLE = re.compile(r"(?:(?<=[\s(—])|(?<![^\n]))'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w)){15,600}'(?!\w)")
"""A passage between single quotation marks; the bound keeps the search linear."""
_SPOKEN = re.compile(r"\bquote\b[^\n]{0,600}?\b(?:unquote|end of quote|end quote)\b")
_SHORTEST = 5
"""Words; what stands between quotation marks and is shorter is a name, not a quoted statement..."""
_SENTENCE = re.compile(r'"\w[^"\n]*[.!?]"')
"""... unless it is a sentence of its own."""
_LEAD = re.compile(r"[^.!?\n\"]{0,80}[:,] ?$")
_OWN = re.compile(r"\b(?:we|i|our|my)\b")


def quotations(text: str, folded: str, tokens: Tokens) -> list[Span]:
    """Stretches of quoted statements, in order."""
    marks = [found.start() for found in re.finditer('"', folded)]
    pairs = list(zip(marks[::2], marks[1::2], strict=False)) + [m.span() for m in _SINGLE.finditer(folded)]
    found: list[Span] = []
    for low, high in pairs:
        words = bisect_right(tokens.starts, high) - bisect_right(tokens.starts, low)
        long = words >= _SHORTEST or _ascribed(folded, low, high)
        if long and high - low < 0.9 * len(text.strip()):
            found.append((low, high))
    if "unquote" in folded or "end quote" in folded or "end of quote" in folded:
        found.extend(m.span() for m in _SPOKEN.finditer(folded))
    return joined(found)


def _ascribed(folded: str, low: int, high: int) -> bool:
    """Whether a short quotation is a sentence ascribed to somebody, and not the speaker's own motto."""
    if not _SENTENCE.fullmatch(folded, low, high + 1):
        return False
    lead = _LEAD.search(folded, max(0, low - 82), low)
    return lead is not None and not _OWN.search(lead.group())
