"""Attacks laid into fields: each text begins with the name of its field, so that a page can be searched."""

from __future__ import annotations

from collections import defaultdict

from tests.viewer.attacks import ATTACKS

__all__ = ["Planter", "marked"]

MOST_IN_ONE = 10
"""Attacks in one text: with all of them in a row, the first that opens a comment would hide the others."""


def marked(field: str) -> str:
    """How every text of a field begins."""
    return f"§{field}§"


class Planter:
    """Makes texts for fields and remembers them."""

    def __init__(self, first: int = 0) -> None:
        self.texts: dict[str, list[str]] = defaultdict(list)
        """Field → every text that was made for it."""
        self.used: dict[str, set[str]] = defaultdict(set)
        """Field → the attacks in them."""
        self._first = first
        self._next: dict[str, int] = {}

    def __call__(self, field: str, most: int = 6000) -> str:
        """A text of at most so many characters; every field goes through all attacks that have room in it."""
        text, taken = marked(field), 0
        start = self._next.get(field, self._first + 7 * len(self._next)) % len(ATTACKS)
        for step in range(len(ATTACKS)):
            attack = ATTACKS[(start + step) % len(ATTACKS)]
            if taken == MOST_IN_ONE:
                break
            if len(text) + len(attack) + 1 <= most:
                text, taken = f"{text} {attack}", taken + 1
                self.used[field].add(attack)
                self._next[field] = start + step + 1
        self.texts[field].append(text)
        return text

    def brief(self, field: str) -> str:
        """A text for a field of which a page shows no more than sixteen characters."""
        self.texts[field].append(f"{marked(field)}<b>")
        return self.texts[field][-1]
