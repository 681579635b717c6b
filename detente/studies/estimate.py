"""What a session would ask of its seats, before anything is run: an upper bound on the acts of each kind."""

from __future__ import annotations

from collections import Counter

from detente.orchestration.config import RunConfig
from detente.orchestration.parties import Attendance
from detente.transcripts.table import Table

__all__ = ["acts"]


def acts(config: RunConfig) -> dict[str, int]:
    """Kind of act → how many there are at most, if every stage opens and runs all its rounds.

    `config` is a checked one. Answers asked of others than a stage's decider are not counted.
    """
    scenario = config.scenario
    attendance = Attendance(scenario, config.numbers, frozenset(config.seating()))
    composed = scenario.plan(config.offers).kind == "adaptive"
    found: Counter[str] = Counter()
    for stage in attendance.sequence():
        present, _ = attendance.participants(stage, Table())
        rounds = min(stage.rounds, config.rounds or stage.rounds)
        councils = [scenario.party(seat).factions for seat in present]
        found["propose"] += rounds if composed or stage.proposer == "alternate" else 0
        found["argue"] += rounds * sum(map(len, councils))
        found["weigh"] += rounds * sum(1 for factions in councils if factions)
        found["speak"] += rounds * len(present)
        found["read"] += rounds * len(present)
        found["decide"] += rounds if stage.gate.ask == "every_round" else 1
    return {kind: number for kind, number in found.items() if number}
