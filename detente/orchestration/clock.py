"""The clock: a round's time, and what it costs as ranges."""

from __future__ import annotations

from detente.scenario.model import Scenario
from detente.transcripts.events import ClockBody

DAYS_A_MONTH = 30.4375


def tick(scenario: Scenario, elapsed: int, *, counted: bool) -> ClockBody:
    """One round later. `counted` is whether the world lets delay cost anything."""
    days = scenario.clock.days_per_round
    total = elapsed + days
    costs: dict[str, tuple[float, float]] = {}
    if counted:
        for cost in scenario.clock.costs:
            units = total / DAYS_A_MONTH if cost.per == "month" else total
            costs[cost.id] = (round(cost.low * units, 1), round(cost.high * units, 1))
    return ClockBody(days=days, elapsed=total, costs=costs)
