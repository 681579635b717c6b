"""Many sessions in one process: memory stays flat. `make soak` does the same with 500."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

import pytest

from benchmarks.soak_baseline import resident
from detente.orchestration.config import RunConfig
from detente.orchestration.session import play
from detente.scenario.model import Scenario

SLACK_BLOCKS = 3000
"""Live objects that a stretch of sessions may leave behind, of the millions it makes."""
SLACK_MEGABYTES = 6.0


def kept(work: Callable[[], None]) -> tuple[int, float]:
    """What work leaves behind: memory blocks, and resident megabytes."""
    gc.collect()
    blocks, megabytes = sys.getallocatedblocks(), resident()
    work()
    gc.collect()
    return sys.getallocatedblocks() - blocks, resident() - megabytes


@pytest.mark.parametrize(("pack", "warm_up", "sessions"), [("tiny", 10, 60), ("ukraine", 5, 15)])
def test_memory_is_flat_over_many_sessions(
    pack: str, warm_up: int, sessions: int, request: pytest.FixtureRequest
) -> None:
    scenario: Scenario = request.getfixturevalue(pack)

    def some(first: int, number: int) -> None:
        for seed in range(first, first + number):
            play(RunConfig(scenario=scenario, seed=seed, draw_priors=True))

    some(0, warm_up)
    blocks, megabytes = kept(lambda: some(1000, sessions))
    assert blocks < SLACK_BLOCKS
    assert megabytes < SLACK_MEGABYTES
