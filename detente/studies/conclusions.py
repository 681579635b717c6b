"""Whether a text says what a mechanism of a scenario claims, by the content words that they share.

A model that is told the theory and follows it proves nothing. Found are a claim's words in other forms and in
another order, and a few terms of the field that stand for each other; what shares no words is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from detente.scenario.model import Scenario

__all__ = ["LEAST_WORDS", "SHARE", "Told", "conclusions", "content"]

SHARE, LEAST_WORDS = 0.7, 3
"""Share of a claim's content words that a sentence must hold, and how many at least."""
_WORD = re.compile(r"[a-z][a-z'-]*")
_ENDINGS = (
    "ations", "ation", "ingly", "ments", "ment", "ings", "ness", "ing", "ers", "ies", "ied", "ed", "es", "er",
    "ly", "s",
)  # fmt: skip
_STOP = frozenset(
    _WORD.findall("""
    a about all alone an and any are as at be been before both but by can cannot could do does each
    even every for from had has have if in into is it its itself less like little make makes many
    may more most much must never no none nor not nothing of off on once one only or other out over
    own so some such than that the their them then there these they this those through to together
    too under until up upon very was were what when where which while who whom whose will with
    within without would yet you your
    """)
)
_SYNONYMS = {
    "stick": ("pressure", "threat", "coercion"),
    "carrot": ("incentive", "inducement", "reward"),
    "maximalist": ("hardliner", "hawk", "radical"),
    "pragmatist": ("moderate", "dove", "realist"),
    "deal": ("agreement", "settlement", "accord"),
    "talk": ("negotiation", "parley", "bargain"),
    "move": ("shift", "change"),
    "strengthen": ("help", "empower", "boost", "bolster"),
    "us": ("america", "american", "washington"),
    "russia": ("russian", "moscow", "kremlin"),
    "ukraine": ("ukrainian", "kyiv"),
    "europe": ("european", "eu"),
    "china": ("chinese",),
    "delay": ("wait",),
    "turn": ("round",),
    "price": ("cost",),
    "lives": ("dead", "killed", "deaths"),
    "support": ("aid",),
    "victory": ("win",),
}
"""A word, and terms of the field that stand for it."""


@dataclass(frozen=True)
class Told:
    """A sentence that says what a mechanism claims."""

    mechanism: str
    sentence: str


def content(text: str) -> frozenset[str]:
    """The content words of a text, cut to their stems."""
    stems = (_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP)
    return frozenset(_same().get(stem, stem) for stem in stems)


@cache
def _same() -> dict[str, str]:
    return {_stem(word): _stem(head) for head, several in _SYNONYMS.items() for word in several}


def _stem(word: str) -> str:
    word = word.removesuffix("'s").replace("'", "").replace("-", "")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e")


def conclusions(text: str, scenario: Scenario) -> Iterator[Told]:
    """Sentences of a text that say what a mechanism of the scenario claims."""
    claims = {
        mechanism.id: [
            found for found in map(content, (mechanism.claim, mechanism.how)) if len(found) >= LEAST_WORDS
        ]
        for mechanism in scenario.mechanisms
    }
    for sentence in re.split(r"(?<=[.!?])\s+|\n+", text):
        words = content(sentence)
        for name, several in claims.items():
            if any(len(words & one) >= max(LEAST_WORDS, SHARE * len(one)) for one in several):
                yield Told(name, sentence.strip())
                break
