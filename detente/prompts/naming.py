"""What looks like a person's name in a template's own words: a guess, on which somebody has to decide.

There is no list of names. Found are an honorific with a capitalised word that no scenario knows, and two or
more capitalised words beside each other which are not all a scenario's. Not found are a surname alone, a name
in a heading, one written in small letters, and one whose every word stands capitalised in a scenario.
Scenarios' own texts are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Known", "names_in"]

HONORIFICS = frozenset(
    re.findall(
        r"\w+",
        """
        Ambassador Chancellor Chairman Commissioner Congressman Dame Dr Emperor Envoy Foreign Gen
        General Governor King Lady Lord Madam Marshal Minister Mr Mrs Ms Patriarch Pope President Prime
        Prince Princess Prof Professor Queen Secretary Sen Senator Sir Speaker Vice
        """,
    )
)
TITLES = ("Foreign", "Prime", "Vice")
"""The first words of titles of two words; no title alone."""
PLACES = frozenset(
    re.findall(
        r"\w+",
        """
        Accord Agreement Assembly Bank Charter Convention Council Court Federation Fund Group House Nations
        Ocean Organisation Organization Parliament Protocol Republic River Sea States Strait Treaty Union
        """,
    )
)
"""Words of which one in a name says that it is no person's."""
PARTICLES = frozenset(
    [
        "al",
        "ben",
        "bin",
        "da",
        "de",
        "del",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "ter",
        "van",
        "von",
    ]
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ABBREVIATED = re.compile(r"\b(Dr|Gen|Mr|Mrs|Ms|Prof|Sen)\.(?=\s)")
_BEGINS = re.compile(r"(?:^|[.!?:;|│•])[\s\"“”'‘’*_()\[\]#>-]*$")
"""What stands before the first word of a sentence."""


@dataclass(frozen=True)
class Known:
    """The words of the scenarios."""

    capitalised: frozenset[str]
    small: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Known:
        """The words of a text."""
        words = frozenset(part for word in _WORD.findall(text) for part in (word, *re.split("['’-]", word)))
        return cls(
            frozenset(word for word in words if word[:1].isupper()),
            frozenset(word for word in words if word[:1].islower()),
        )


def names_in(text: str, known: Known) -> Iterator[str]:
    """What looks like a name in a paragraph of text."""
    plain = _ABBREVIATED.sub(lambda found: f"{found[1]} ", text)
    for run in _runs(plain):
        words = [word[0] for word in run]
        if _BEGINS.search(plain[: run[0].start()]) and words[0] not in HONORIFICS:
            words = words[words[0].lower() in known.small :]
        capitals = [word for word in words if word not in PARTICLES]
        titled = any(word in HONORIFICS and word not in TITLES for word in capitals)
        own = [word for word in capitals if word not in HONORIFICS]
        if not titled and (text.startswith("#") or PLACES.intersection(words)):
            continue
        if len(own) >= (1 if titled else 2) and not all(word in known.capitalised for word in own):
            yield " ".join(words)


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Capitalised words beside each other, with particles between them."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        beside = run and not text[run[-1].end() : word.start()].strip(" ")
        if not beside and run:
            yield _trimmed(run)
            run = []
        capital = word[0][0].isupper() and not (len(word[0]) > 1 and word[0].isupper())
        if capital or (run and word[0] in PARTICLES):
            run.append(word)
        elif run:
            yield _trimmed(run)
            run = []
    if run:
        yield _trimmed(run)


def _trimmed(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """Without particles at its end."""
    while run[-1][0] in PARTICLES:
        run = run[:-1]
    return run
