"""English cues of stance that belong to no scenario: who speaks, for or against, under which condition.

A cue's kind says what it does to a passage; `stances` composes kinds into a stand.
"""

from __future__ import annotations

from collections.abc import Iterable

from detente.agents.lexical import english, voices

INSIST, WANT, AGREE, REJECT, MUST = "insist", "want", "agree", "reject", "must"
DROPPED, HEAR, PAST, NEGATION, NEUTRAL = "dropped", "hear", "past", "negation", "neutral"
GOOD, BAD, FIXED = "good", "bad", "fixed"
CONDITION, SELF, OTHER, ORDER, RANGE = "condition", "self", "other", "order", "range"
INSTEAD, MOVE = "instead", "move"

SAYING, ECHO, MEANING = "saying", "echo", "meaning"

STANCES = frozenset({INSIST, WANT, AGREE, REJECT, DROPPED, ECHO})
VERBS = STANCES | {MUST}
"""Govern what follows them."""
GOVERNING = VERBS | {HEAR, SAYING, MEANING}
PREDICATES = frozenset({GOOD, BAD, FIXED})
"""Govern what stands before them: "X is out of the question"."""
REPORTS = STANCES | {HEAR, SAYING}
"""Report the stand of somebody else if somebody else is their subject."""

KINDS: dict[str, str] = {
    INSIST: english.INSIST,
    WANT: english.WANT,
    AGREE: english.AGREE,
    REJECT: english.REJECT,
    MUST: english.MUST,
    DROPPED: english.DROPPED,
    HEAR: voices.HEAR,
    PAST: english.PAST,
    NEGATION: english.NEGATION,
    NEUTRAL: english.NEUTRAL,
    GOOD: english.GOOD,
    BAD: english.BAD,
    FIXED: english.FIXED,
    CONDITION: english.CONDITION,
    SELF: voices.SELF,
    OTHER: voices.OTHER,
    ORDER: voices.ORDER,
    RANGE: english.RANGE,
    MOVE: english.MOVE,
    INSTEAD: english.INSTEAD,
    SAYING: voices.SAYING,
    ECHO: voices.ECHO,
    MEANING: voices.MEANING,
}
"""Kind of a cue → its phrases."""
BYGONE = frozenset(part.strip() for part in english.BYGONE.split("|"))
"""Marks of the past that need no past tense beside them."""


def phrases(block: str) -> tuple[str, ...]:
    """The phrases of a block whose alternatives stand between bars."""
    return tuple(" ".join(part.split()) for part in block.split("|") if part.strip())


def longest(found: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Of overlapping cues the longest, then the earliest; in the order of the words."""
    kept: list[tuple[str, int, int]] = []
    taken: set[int] = set()
    for cue in sorted(found, key=lambda c: (c[1] - c[2], c[1])):
        if not any(place in taken for place in range(cue[1], cue[2])):
            taken.update(range(cue[1], cue[2]))
            kept.append(cue)
    return sorted(kept, key=lambda c: c[1])
