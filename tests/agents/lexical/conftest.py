from __future__ import annotations

from collections.abc import Callable

import pytest

from detente.agents.lexical import LexicalAnalyst
from detente.scenario import loader
from detente.transcripts.acts import Reading

Stands = set[tuple[str, str, str]]
Read = Callable[..., Reading]


@pytest.fixture(scope="session")
def analyst() -> LexicalAnalyst:
    return LexicalAnalyst(loader.load("ukraine-2025"))


@pytest.fixture(scope="session")
def read(analyst: LexicalAnalyst) -> Read:
    """Read a text as the statement of a seat, Ukraine's unless another is named."""

    def call(text: str, speaker: str = "ukraine") -> Reading:
        return analyst.read(text, speaker)

    return call


def stands(reading: Reading) -> Stands:
    """Issue, option, and whether it is held or rejected."""
    return {(p.issue, option, p.stance) for p in reading.positions for option in p.options}
