"""What a fork's change did: changed continuations beside unchanged ones from the same point."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, Literal, get_args

from detente.errors import TranscriptError
from detente.scenario.model import Scenario
from detente.studies.statistics import LEVEL, Difference, of_means, of_shares
from detente.transcripts import events as ev
from detente.transcripts.events import OutcomeClass
from detente.transcripts.manifest import Manifest
from detente.transcripts.store import Folder

__all__ = ["Arm", "Effects", "Row", "effects"]

Chance = Literal["sampled", "drawn", "none"]
TOLD: dict[Chance, str] = {
    "sampled": "Each row has its own {level:.0%} interval: of many rows, some leave out zero by chance.",
    "drawn": (
        "No language model or person takes part from the point on: runs differ by the baseline's own draws, "
        "and the differences restate its assumptions. No intervals are given."
    ),
    "none": "Every seat is deterministic: the replicates are identical, so there is nothing to estimate.",
}
UNLIKE = " Leans are left out: one group's is a state of the baseline, the other's what a seat reports."


@dataclass(frozen=True)
class Row:
    """One thing that both groups are compared on."""

    what: str
    changed: float
    """Share or mean among the changed."""
    control: float
    runs: tuple[int, int]
    """How many of each group it is taken from."""
    difference: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Arm:
    """One group of continuations that have ended."""

    manifests: tuple[Manifest, ...]
    courses: frozenset[str]
    """Digests of what happened from the point on, without the hashes of the chain."""

    @classmethod
    def of(cls, paths: Iterable[Path]) -> Arm:
        """The ended sessions among some folders; what cannot be read has not ended."""
        folders = [folder for folder in map(Folder, paths) if _ended(folder)]
        return cls(
            tuple(folder.manifest for folder in folders),
            frozenset(_course(folder.events()) for folder in folders),
        )


@dataclass(frozen=True)
class Effects:
    """Every difference between the changed and the unchanged."""

    ended: tuple[int, int]
    """Changed and unchanged continuations that have ended."""
    chance: Chance
    """What makes replicates differ: a model or a person, the baseline's own draws, or nothing."""
    outcomes: tuple[Row, ...]
    """Shares of outcome classes."""
    leans: tuple[Row, ...]
    """The decider's last lean, -1 to +1."""
    positions: tuple[Row, ...]
    """The last position held, as its place among the issue's options (0 is the first)."""
    leans_comparable: bool = True
    """Whether both groups have the same kind of lean: a baseline's is a state, any other seat's a report."""

    @property
    def told(self) -> str:
        """How to read it, in a sentence or two."""
        return TOLD[self.chance].format(level=LEVEL) + ("" if self.leans_comparable else UNLIKE)

    def answer(self) -> dict[str, Any]:
        """For programs."""
        return {**asdict(self), "level": LEVEL, "told": self.told}


def effects(changed: Arm, control: Arm, scenario: Scenario) -> Effects | None:
    """Compare two groups; None where one of them is empty."""
    if not changed.manifests or not control.manifests:
        return None
    chance = _chance(changed, control)
    pairs = (changed.manifests, control.manifests)
    alike = _states(pairs[0], scenario) == _states(pairs[1], scenario)
    rows = [*_outcomes(*pairs)], [*_leans(*pairs)] if alike else [], [*_positions(*pairs, scenario)]
    if chance != "sampled":
        rows = tuple([_bare(row) for row in found] for found in rows)  # type: ignore[assignment]
    outcomes, leans, positions = map(tuple, rows)
    return Effects((len(pairs[0]), len(pairs[1])), chance, outcomes, leans, positions, alike)


def _ended(folder: Folder) -> bool:
    try:
        return folder.manifest.state == "ended"
    except TranscriptError:
        return False


def _course(events: Sequence[ev.Event]) -> str:
    at = max(place for place, event in enumerate(events) if isinstance(event, ev.ChangeMade))
    after = [event.model_dump(mode="json", exclude={"prev"}) for event in events[at + 1 :]]
    return hashlib.sha256(json.dumps(after, sort_keys=True).encode()).hexdigest()


def _chance(changed: Arm, control: Arm) -> Chance:
    now = [manifest.in_force for manifest in (*changed.manifests, *control.manifests)]
    if any(one.models or "human" in (*one.seats.values(), one.analyst) for one in now):
        return "sampled"
    return "none" if len(changed.courses) == len(control.courses) == 1 else "drawn"


def _states(arm: Sequence[Manifest], scenario: Scenario) -> bool:
    """Whether the lean of this group is a state of the baseline."""
    seat = scenario.undecided.partition(".")[0]
    return any(one.in_force.seats.get(seat) == "baseline" for one in arm)


def _bare(row: Row) -> Row:
    return Row(row.what, row.changed, row.control, row.runs, row.difference)


def _outcomes(changed: Sequence[Manifest], control: Sequence[Manifest]) -> Iterable[Row]:
    found = [[one.summary.outcome_class for one in arm] for arm in (changed, control)]
    for name in get_args(OutcomeClass):
        counts = [arm.count(name) for arm in found]
        if any(counts):
            made = of_shares(counts[0], len(found[0]), counts[1], len(found[1]))
            yield _row(name, [[n / len(arm)] for n, arm in zip(counts, found, strict=True)], made, found)


def _leans(changed: Sequence[Manifest], control: Sequence[Manifest]) -> Iterable[Row]:
    found = [[one.summary.lean[-1] for one in arm if one.summary.lean] for arm in (changed, control)]
    if all(found):
        yield _row("lean", found, of_means(*found), found)


def _positions(changed: Sequence[Manifest], control: Sequence[Manifest], scenario: Scenario) -> Iterable[Row]:
    for seat in scenario.seats:
        for issue in scenario.issue_ids:
            found = [_places(arm, seat, issue, scenario) for arm in (changed, control)]
            if all(found):
                yield _row(f"{seat} {issue}", found, of_means(*found), found)


def _places(arm: Sequence[Manifest], seat: str, issue: str, scenario: Scenario) -> list[float]:
    order = [option.id for option in scenario.issue(issue).options]
    held = [one.summary.positions.get(seat, {}).get(issue) for one in arm]
    return [
        round(fmean(order.index(option) for option in entry["options"]), 6)
        for entry in held
        if entry is not None and entry["stance"] == "holds"
    ]


def _row(what: str, means: Sequence[Sequence[float]], made: Difference, runs: Sequence[Sequence[Any]]) -> Row:
    one, other = (fmean(values) for values in means)
    return Row(what, one, other, (len(runs[0]), len(runs[1])), made.value, made.low, made.high)
