"""A planted effect: does `fork --replicates` find what is there, and nothing where nothing is?

python -m tests.forks.planted [REPETITIONS]     the long form, as `make planted` runs it
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.orchestration.forking import origin_of
from detente.studies.forks import ForkSet, run_forks
from detente.transcripts.changes import Change
from tests.forks.making import stage
from tests.forks.village import GRANT, PLAQUE, Mind, village

__all__ = ["Found", "repeated"]

PLAIN, GRANTED, REPLICATES = 0.4, 0.6, 60
TRUE = {GRANT: GRANTED - PLAIN, PLAQUE: 0.0}
NO = "first_refused"
"""The outcome class of a refusal; its share falls as acceptance rises."""


@dataclass(frozen=True)
class Found:
    """What one repetition says about acceptance."""

    lever: str
    difference: float
    low: float
    high: float

    @property
    def covers(self) -> bool:
        """Whether its interval holds the truth."""
        return self.low <= TRUE[self.lever] <= self.high

    @property
    def sees(self) -> bool:
        """Whether its interval leaves out zero."""
        return not self.low <= 0 <= self.high


def repeated(lever: str, seed: int, replicates: int = REPLICATES, granted: float = GRANTED) -> Found:
    """One repetition: a session, a lever put in at its only round, changed beside unchanged."""
    mind, scenario = Mind(PLAIN, granted, seed), village()
    with tempfile.TemporaryDirectory() as folder:
        config = RunConfig(scenario=scenario, seats={"south": "openai:mind"})
        path, _ = session.start(config, Path(folder), "base", backstage=stage(mind.model))
        origin = origin_of(path, "mill.1")
        design = ForkSet(origin, Change(at=origin.at, add_levers=(lever,)), replicates)
        report = run_forks(design, Path(folder), "set", replicates, backstage=stage(mind.model))
    assert report.state == "ended"
    assert report.effects is not None
    assert report.effects.chance == "sampled"
    row = next(row for row in report.effects.outcomes if row.what == NO)
    assert row.low is not None
    assert row.high is not None
    return Found(lever, -row.difference, -row.high, -row.low)


def _one(job: tuple[str, int]) -> Found:
    return repeated(*job)


def main(arguments: list[str]) -> None:
    """The long form."""
    repetitions, begun = int(arguments[0]) if arguments else 100, time.perf_counter()
    jobs = [(lever, seed) for lever in TRUE for seed in range(repetitions)]
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(_one, jobs))
    for lever, true in TRUE.items():
        own = [one for one in found if one.lever == lever]
        cover, see = sum(one.covers for one in own), sum(one.sees for one in own)
        told = (
            f"{lever}: truth {true:+.0%}; the interval covers it in {cover} of {len(own)}, and leaves "
            f"out zero in {see}; mean difference {sum(one.difference for one in own) / len(own):+.1%}\n"
        )
        sys.stdout.write(told)
        assert cover >= 0.9 * len(own), lever
    sys.stdout.write(f"{len(jobs)} repetitions of 2 x {REPLICATES}: {time.perf_counter() - begun:.0f} s\n")


if __name__ == "__main__":
    main(sys.argv[1:])
