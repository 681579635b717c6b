"""Many baseline sessions in one process: time, and memory at the start, half-way and at the end.

python -m benchmarks.soak_baseline [SESSIONS] [SCENARIO]
"""

from __future__ import annotations

import gc
import resource
import sys
import time
from pathlib import Path

from detente.orchestration.config import RunConfig
from detente.orchestration.session import play
from detente.scenario.loader import load

WARM_UP = 10
STATM = Path("/proc/self/statm")


def resident() -> float:
    """Resident memory of this process in MB; where /proc is missing, its peak."""
    if STATM.exists():
        return int(STATM.read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def soak(sessions: int, scenario: str) -> tuple[float, list[float]]:
    """Run sessions with other priors and seeds each; returns seconds, and MB at start, half and end."""
    loaded = load(scenario)
    for seed in range(WARM_UP):
        play(RunConfig(scenario=loaded, seed=seed, draw_priors=True))
    gc.collect()
    memory, begun = [resident()], time.perf_counter()
    for number in range(1, sessions + 1):
        play(RunConfig(scenario=loaded, seed=WARM_UP + number, draw_priors=True))
        if number in (sessions // 2, sessions):
            gc.collect()
            memory.append(resident())
    return time.perf_counter() - begun, memory


def main(arguments: list[str]) -> None:
    """Soak and print."""
    sessions = int(arguments[0]) if arguments else 500
    scenario = arguments[1] if len(arguments) > 1 else "ukraine-2025"
    seconds, (start, half, end) = soak(sessions, scenario)
    print(f"{sessions} sessions of {scenario}: {seconds:.1f} s, {seconds / sessions:.3f} s each")
    print(f"resident memory: {start:.0f} MB at the start, {half:.0f} MB half-way, {end:.0f} MB at the end")


if __name__ == "__main__":
    main(sys.argv[1:])
