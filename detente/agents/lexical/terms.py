"""Many terms found in one pass over a statement's words, at a cost that does not grow with the lexicon."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from detente.agents.lexical.tokens import SPELLED, fold, tokenize

Hit = tuple[int, int, int]
"""A term's number, the place of its first word, and the place after its last."""
_Rest = tuple[tuple[str, ...], int]
_Rests = dict[str, list[_Rest]]
_Entry = tuple[tuple[int, ...], _Rests, _Rests]
"""Of one word: the terms it is, those that go on with a word, and those that go on with a stem, by letter."""
_PLAIN = re.compile("[a-z]+[*]?(?: [a-z]+[*]?)*")
_LONGEST_STEM = 24
_CACHE = 20_000


class Terms:
    """A numbered collection of terms, indexed by their first word; a word's last letter may be `*`."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._count = 0
        self._exact: dict[str, list[_Rest]] = defaultdict(list)
        self._stems: dict[str, list[_Rest]] = defaultdict(list)
        self._cache: dict[str, _Entry] = {}

    def add(self, terms: Iterable[str]) -> frozenset[int]:
        """The numbers of terms, which join the collection if they are new."""
        numbers: set[int] = set()
        for term in terms:
            number = self._numbers.get(term)
            if number is None:
                number = self._numbers[term] = self.reserve()
                self._enter(split_term(term), number)
            numbers.add(number)
        return frozenset(numbers)

    def reserve(self) -> int:
        """A number that no term has."""
        self._count += 1
        return self._count - 1

    def _enter(self, words: tuple[str, ...], number: int) -> None:
        if words:
            first = words[0]
            table, key = (self._stems, first[:-1]) if first[-1] == "*" else (self._exact, first)
            table[key].append((words[1:], number))

    def hits(self, words: list[str]) -> list[Hit]:
        """Every occurrence of every term, in the order of the words."""
        found: list[Hit] = []
        cache = self._cache
        following = [*words[1:], ""]
        for place, word in enumerate(words):
            entry = cache.get(word) or self._look_up(word)
            singles, seconds, stems = entry
            for number in singles:
                found.append((number, place, place + 1))
            if seconds:
                for rest, number in seconds.get(following[place], ()):
                    if len(rest) == 1 or _follows(words, place + 1, rest):
                        found.append((number, place, place + 1 + len(rest)))
            for rest, number in (*stems.get(following[place][:1], ()), *stems.get("*", ())) if stems else ():
                if _follows(words, place + 1, rest):
                    found.append((number, place, place + 1 + len(rest)))
        return found

    def _look_up(self, word: str) -> _Entry:
        entries = list(self._exact.get(word, ()))
        for length in range(1, min(len(word), _LONGEST_STEM) + 1):
            entries.extend(self._stems.get(word[:length], ()))
        seconds: dict[str, list[_Rest]] = defaultdict(list)
        stems: dict[str, list[_Rest]] = defaultdict(list)
        for rest, number in entries:
            if rest and rest[0][-1] == "*":
                stems[rest[0][0]].append((rest, number))
            elif rest:
                seconds[rest[0]].append((rest, number))
        result = (tuple(number for rest, number in entries if not rest), dict(seconds), dict(stems))
        if len(self._cache) > _CACHE:
            self._cache.clear()
        if len(word) <= _LONGEST_STEM:
            self._cache[word] = result
        return result


@lru_cache(maxsize=20_000)
def split_term(term: str) -> tuple[str, ...]:
    """The words of a term in the form in which a statement's words are compared."""
    raw = term.lower().replace("-", " ").split()
    inner = range(1, len(raw) - 1)  # a possessive's "s" is no word of a statement; "u s" is two
    words = [word for at, word in enumerate(raw) if not (word == "s" and at in inner and raw[at - 1][1:])]
    if _PLAIN.fullmatch(" ".join(words)) and SPELLED.isdisjoint(words):
        return tuple(words)
    if "*" not in term:
        folded = fold(term)
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
