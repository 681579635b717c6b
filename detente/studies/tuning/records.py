"""What was measured: one number of one thing under one combination, and what is behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.transcripts.manifest import Totals

__all__ = ["Record", "Results"]


@dataclass(frozen=True)
class Record:
    """One measured number."""

    measure: str
    factors: Mapping[str, str]
    """Factor → level, of those that bear on it."""
    key: str
    """What is the same in a pair: scenario, counterpart and seed; a statement; a case and a seed."""
    value: float
    behind: str
    """What it was measured on: a session's folder under the tuning's, or a name in answers.jsonl."""
    held_out: bool = False

    def without(self, factor: str) -> tuple[object, ...]:
        """What a record of the same pair has too."""
        rest = sorted((name, level) for name, level in self.factors.items() if name != factor)
        return (tuple(rest), self.key)


@dataclass
class Results:
    """All that was measured so far."""

    records: list[Record] = field(default_factory=list)
    outcomes: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """`factor=level` → outcome class, or `stopped by a fault` → names of sessions, in the order of cells."""
    sessions: int = 0
    planned: int = 0
    totals: Totals = field(default_factory=Totals)
    """What everything came to so far, earlier runs included."""
    stopped: list[str] = field(default_factory=list)
    """What is not done yet, and why, in sentences."""

    @property
    def whole(self) -> bool:
        """Whether everything that was planned is measured."""
        return not self.stopped
