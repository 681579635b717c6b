"""The same view in other words and another order: what a steady seat should answer alike."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from detente.prompts.library import Library, overlaid

__all__ = ["PARAPHRASES", "paraphrased"]

PARAPHRASES = ("one", "two")
"""Folders of parts that stand in the place of the library's own."""
_HERE = Path(__file__).parent / "paraphrases"


def paraphrased(library: Library, most: int = len(PARAPHRASES)) -> tuple[Library, ...]:
    """A library with its view told in other words, once for each paraphrase, the first `most` of them."""
    return tuple(_of(tuple(library.files.items()), name) for name in PARAPHRASES[:most])


@lru_cache(maxsize=32)
def _of(files: tuple[tuple[str, str], ...], name: str) -> Library:
    return overlaid(_HERE / name, Library(dict(files)))
