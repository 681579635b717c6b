"""Many terms found in one pass over a statement's words, at a cost that does not grow with the lexicon."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from detente.agents.lexical.tokens import fold, is_number, tokenize

Hit = tuple[int, int]
"""First word of an occurrence, and the place after its last."""
_PLAIN = re.compile("[a-z]+[*]?(?: [a-z]+[*]?)*")
_LONGEST_STEM = 24
_CACHE = 20_000


class Terms:
    """An index of terms by group; a term's last letter may be `*`, for any ending."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, ...], int] = {}
        self._members: list[tuple[str, ...]] = []
        self._exact: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self._stems: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self._cache: dict[str, tuple[tuple[tuple[str, ...], int], ...]] = {}

    def group(self, terms: Iterable[str]) -> int:
        """The number of a group of terms, which is made if it is new."""
        key = tuple(sorted(set(terms)))
        if key not in self._groups:
            self._groups[key] = len(self._groups)
            for term in key:
                self._add(split_term(term), self._groups[key])
            self._members.append(key)
        return self._groups[key]

    def terms(self, group: int) -> tuple[str, ...]:
        """The terms of a group."""
        return self._members[group]

    def _add(self, words: tuple[str, ...], group: int) -> None:
        if not words:
            return
        first, rest = words[0], words[1:]
        if first.endswith("*"):
            self._stems[first[:-1]].append((rest, group))
        else:
            self._exact[first].append((rest, group))

    def hits(self, words: list[str]) -> dict[int, list[Hit]]:
        """Every occurrence of every group, in the order of the words."""
        found: dict[int, list[Hit]] = {}
        cache = self._cache
        for place, word in enumerate(words):
            entries = cache.get(word)
            if entries is None:
                entries = self._entries(word)
            for rest, group in entries:
                if not rest or _follows(words, place + 1, rest):
                    found.setdefault(group, []).append((place, place + 1 + len(rest)))
        return found

    def _entries(self, word: str) -> tuple[tuple[tuple[str, ...], int], ...]:
        entries = list(self._exact.get(word, ()))
        for length in range(1, min(len(word), _LONGEST_STEM) + 1):
            entries.extend(self._stems.get(word[:length], ()))
        if len(self._cache) > _CACHE:
            self._cache.clear()
        if len(word) <= _LONGEST_STEM:
            self._cache[word] = tuple(entries)
        return tuple(entries)


@cache
def split_term(term: str) -> tuple[str, ...]:
    """The words of a term in the form in which a statement's words are compared."""
    folded = fold(term)
    plain = folded.replace("-", " ")
    words = plain.split()
    if folded.isascii() and _PLAIN.fullmatch(plain) and not any(is_number(word.rstrip("*")) for word in words):
        return tuple(words)
    if "*" not in term:
        return tuple(tokenize(folded, folded).words)
    spelled = [tokenize(word, word).words for word in words if "*" not in word]
    return tuple(word if "*" in word else spelled.pop(0)[0] for word in words)


def _follows(words: list[str], place: int, rest: tuple[str, ...]) -> bool:
    if place + len(rest) > len(words):
        return False
    for offset, wanted in enumerate(rest):
        word = words[place + offset]
        if word != wanted and not (wanted[-1] == "*" and word.startswith(wanted[:-1])):
            return False
    return True
