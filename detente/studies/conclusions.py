"""Whether a text says what a mechanism of a scenario claims, by the content words that they share.

A model that is told the theory and follows it proves nothing. Found are the words of a claim, or of how it
works, in other forms and in another order, and a few terms of the field that stand for each other. A title
names a topic more than it claims something: found is a sentence that says little else.

Not found are a claim in words of its own, one that is spread over several paragraphs, and one that is only
implied. Neither is a denial told from a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from detente.scenario.model import Scenario
from detente.scenario.worlds import Mechanism

__all__ = ["LEAST_WORDS", "SHARE", "TITLE_SHARE", "Told", "conclusions", "content"]

SHARE, LEAST_WORDS = 0.7, 3
"""Share of a claim's content words that a sentence must hold, and how many at least."""
TITLE_SHARE = 0.8
"""Share of a title's content words that a sentence must hold, and of its own that must be the title's."""
_WORD = re.compile(r"[a-z][a-z'-]*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
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


@lru_cache(maxsize=1024)
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


@lru_cache(maxsize=256)
def _claimed(claim: str, how: str) -> tuple[frozenset[str], ...]:
    return tuple(found for found in map(content, (claim, how)) if len(found) >= LEAST_WORDS)


def _says(words: frozenset[str], mechanism: Mechanism) -> bool:
    claims, title = _claimed(mechanism.claim, mechanism.how), content(mechanism.title)
    if any(len(words & one) >= max(LEAST_WORDS, SHARE * len(one)) for one in claims):
        return True
    least = max(LEAST_WORDS, TITLE_SHARE * max(len(title), len(words)))
    return len(words & title) >= least


def conclusions(text: str, scenario: Scenario) -> Iterator[Told]:
    """Sentences of a text, or two beside each other, that say what a mechanism of the scenario claims."""
    sentences = [one.strip() for one in _SENTENCE.split(text) if one.strip()]
    pairs = [f"{one} {other}" for one, other in pairwise(sentences)]
    found: set[str] = set()
    for sentence in (*sentences, *pairs):
        words = content(sentence)
        for mechanism in scenario.mechanisms:
            if mechanism.id not in found and len(words) >= LEAST_WORDS and _says(words, mechanism):
                found.add(mechanism.id)
                yield Told(mechanism.id, sentence)
