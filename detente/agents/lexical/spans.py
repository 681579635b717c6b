"""Stretches of a text: joined where they meet, and asked for what lies in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Span = tuple[int, int]
"""The place of its first character, and the place after its last."""


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same stretches in order, none of which lies in or laps over another."""
    found: list[Span] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], high)
        else:
            found.append((low, high))
    return found


def around(spans: Sequence[Span], place: int) -> Span | None:
    """The joined stretch that begins last before a place or at it, if it reaches beyond it."""
    at = bisect_right(spans, place, key=_start) - 1
    return spans[at] if at >= 0 and place < spans[at][1] else None


def _start(span: Span) -> int:
    return span[0]
