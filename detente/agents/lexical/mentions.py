"""Mentions of options, and which of them stand when several read the same words."""

from __future__ import annotations

from dataclasses import dataclass

_CONNECTORS = frozenset(
    {"or", "to", "rather", "instead", "not", "but", "than", "down", "nor", "between", "place", "neither"}
)
_VERBAL = frozenset({"not", "never", "no"})
_NEGATIONS = frozenset({"not", "no", "never", "without", "none", "nobody", "neither", "nor"})


@dataclass(slots=True)
class Mention:
    """An option, or with `denied` a notion whose denial means it, and the words that say so."""

    issue: str
    option: str
    denied: bool
    covered: frozenset[int]
    weight: float

    @property
    def first(self) -> int:
        """Place of its first word."""
        return min(self.covered)

    @property
    def last(self) -> int:
        """Place of its last word."""
        return max(self.covered)


def trimmed(mention: Mention, words: list[str]) -> Mention:
    """A mention without a negation that stands apart from its other words: that one is the speaker's."""
    loose = [
        place
        for place in mention.covered
        if words[place] in _NEGATIONS
        and mention.covered.isdisjoint(range(place + 1, place + (3 if words[place] in _VERBAL else 5)))
    ]
    if loose and len(loose) < len(mention.covered):
        mention.covered = mention.covered.difference(loose)
    return mention


def bare(mention: Mention, words: list[str]) -> bool:
    """Whether a mention rests on nothing but a negation."""
    return all(words[place] in _NEGATIONS for place in mention.covered)


def settle(mentions: list[Mention], words: list[str], joints: frozenset[int]) -> list[Mention]:
    """Of mentions of one issue that share their words, the heaviest; in the order of the words.

    `joints` are places of verbs that can set one option against another.
    """
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.denied, -m.weight, m.first, m.option)):
        if all(_apart(mention, other, words, joints) for other in kept if other.issue == mention.issue):
            kept.append(mention)
    return sorted(kept, key=lambda m: (m.last, m.first, m.issue, m.option))


def _apart(light: Mention, heavy: Mention, words: list[str], joints: frozenset[int]) -> bool:
    if light.denied or light.option == heavy.option:
        return False
    own, other = light.covered - heavy.covered, heavy.covered - light.covered
    if not own or not other:
        return False
    if max(own) < min(other):
        between = range(max(own) + 1, min(other))
    elif max(other) < min(own):
        between = range(max(other) + 1, min(own))
    else:
        return False
    if any(words[place] in _CONNECTORS for place in between) or not joints.isdisjoint(between):
        return True
    first = min(*own, *other)
    if "between" in words[max(0, first - 6) : between.start] and "and" in words[between.start : between.stop]:
        return True
    return (light.last < heavy.first or heavy.last < light.first) and light.weight > 0.85 * heavy.weight
