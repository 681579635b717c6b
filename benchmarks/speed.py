"""What the README says about speed: a baseline session in a set, the analyst, `--help`. Prints medians.

Run with `make bench`; the figures are CPU seconds of this machine and move with it.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from detente.agents.lexical.analyst import LexicalAnalyst
from detente.orchestration.config import RunConfig
from detente.orchestration.session import start
from detente.scenario.loader import load

SESSIONS, STARTS = 30, 7


def _cpu(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def help_cpu() -> float:
    """CPU seconds of `detente --help`."""
    return statistics.median(_cpu([sys.executable, "-m", "detente", "--help"]) for _ in range(STARTS))


def session_cpu() -> float:
    """CPU seconds of one flagship session on disk, once the scenario is loaded."""
    scenario = load("ukraine-2025")
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(SESSIONS):
            begun = time.process_time()
            start(RunConfig(scenario, seed=seed, draw_priors=True), Path(folder), f"s{seed}")
            taken.append(time.process_time() - begun)
    return statistics.median(taken[1:])


def reading_cpu() -> float:
    """CPU seconds of one reading of a six-sentence statement."""
    analyst = LexicalAnalyst(load("ukraine-2025"))
    text = (
        "We insist on an unconditional ceasefire at once. A cap on the army is out of the question. "
        "We could live with a freeze on the line of contact, provided that prisoners are exchanged all for "
        "all. The plant must be returned to Ukraine. Recognition is impossible. We reject this offer."
    )
    begun = time.process_time()
    for _ in range(200):
        analyst.read(text, "ukraine")
    return (time.process_time() - begun) / 200


def main() -> None:
    """Print the figures."""
    print(f"detente --help        {help_cpu():6.3f} s CPU   (median of {STARTS})")
    print(f"session, in a set     {session_cpu():6.3f} s CPU   (median of {SESSIONS - 1}, priors drawn)")
    print(f"reading, 6 sentences  {reading_cpu() * 1000:6.2f} ms CPU  (mean of 200)")


if __name__ == "__main__":
    main()
