"""Two sessions, aligned by stage, round, seat and issue."""

from __future__ import annotations

from dataclasses import dataclass

from detente.transcripts.compare.conditions import Unlike
from detente.transcripts.compare.divergence import Divergence, first_divergence
from detente.transcripts.compare.side import Both, Row, Side, aligned, rows_of, unlike_of

__all__ = ["Pair", "compare_two"]


@dataclass(frozen=True)
class Pair:
    """Two sessions side by side."""

    sides: tuple[Side, Side]
    unlike: tuple[Unlike, ...]
    """What was run differently."""
    first: Divergence | None
    """None where both took the same course."""
    rows: tuple[Row, ...]
    """Every position of either, in the order of the talks."""
    rounds: tuple[Both, ...]
    """The rounds of both, aligned."""


def compare_two(one: Side, other: Side) -> Pair:
    """Align two sessions and find where they part."""
    unlike = unlike_of((one, other))
    rounds = tuple(aligned(one.rounds, other.rounds))
    rows = tuple(row for both in rounds for row in rows_of(both, one.scenario.issue_ids))
    return Pair((one, other), unlike, first_divergence((one, other), rounds, unlike), rows, rounds)
