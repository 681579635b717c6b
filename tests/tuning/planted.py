"""Whether a tuning finds what is there and nothing else: many simulated tunings of a model with known rates.

    python -m tests.tuning.planted 200

Each simulated tuning is a real one (`studies.tuning.folder.begin`) in a folder of its own: SEEDS sessions of
the scenario `tiny` for each of two variants, LABELS labelled statements, each decision asked again. In the
planted half the variant's replies are valid at the first try 10 points more often; in the other half nothing
differs.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from detente.studies.statistics import wilson
from detente.studies.tuning.board import Row
from detente.studies.tuning.design import Design
from detente.studies.tuning.folder import begin
from tests.tuning.noisy import LIBRARIES, Noisy, labels

SEEDS, LABELS = 50, 40
PLAIN, PLANTED = 0.8, 0.9


@dataclass(frozen=True)
class Outcome:
    """What one simulated tuning found."""

    valid: str
    """Of the measure in which the difference was planted."""
    change: float
    """As it was measured there."""
    false: tuple[str, ...]
    """Measures on which something was found that is not there."""
    winner: str


def simulated(number: int, after: float, seeds: int = SEEDS, before: float = PLAIN) -> Outcome:
    """One tuning, from its seeds to its leaderboard."""
    model = Noisy(before, after, salt=number)
    with tempfile.TemporaryDirectory() as folder:
        gold = labels(Path(folder) / "gold.jsonl", LABELS)
        design = Design(
            name="t",
            variants=("current", "marked"),
            scenarios=("tiny",),
            seeds=tuple(range(1, seeds + 1)),
            model="openai:noisy",
            gold=(str(gold),),
        )
        found = begin(design, LIBRARIES, Path(folder), model.backstage, jobs=8)
        assert found.state == "ended", found.results.stopped
    rows = {row.measure: row for row in found.board.rows}
    return Outcome(
        rows["valid"].found, rows["valid"].difference, _false(rows, after != before), found.board.winner
    )


def _false(rows: dict[str, Row], differs: bool) -> tuple[str, ...]:
    """A repair makes a session longer: where validity differs, so do tokens, and that is no false finding."""
    there = {"valid", "tokens"} if differs else set()
    return tuple(name for name, row in rows.items() if row.found in ("better", "worse") and name not in there)


def main(many: int) -> None:
    """Simulate, and say how often what was found is what is there."""
    with ProcessPoolExecutor(2) as pool:
        numbers = range(many)
        planted = list(pool.map(partial(simulated, after=PLANTED), numbers))
        nothing = list(pool.map(partial(simulated, after=PLAIN), range(many, 2 * many)))
    found = sum(one.valid == "better" for one in planted)
    report = {
        "tunings": many,
        "planted": {
            "found": found,
            "interval": wilson(found, many),
            "mean_change": sum(one.change for one in planted) / many,
            "won": sum(one.winner == "marked" for one in planted),
            "false": sum(bool(one.false) for one in planted),
        },
        "nothing": {
            "any_finding": sum(bool(one.false) for one in nothing),
            "interval": wilson(sum(bool(one.false) for one in nothing), many),
            "mean_change": sum(one.change for one in nothing) / many,
            "on": dict(Counter(name for one in nothing for name in one.false)),
            "won": sum(one.winner == "marked" for one in nothing),
        },
    }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
