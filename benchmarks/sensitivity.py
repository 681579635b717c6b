"""Which priors decide, at which leans Moscow accepts, and what blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.sessions import Cell, Record
from benchmarks.study import Study, ends, mean, share

BIN = 0.2
"""Width of a bin of the lean."""


@dataclass(frozen=True)
class Pull:
    """What a prior does to a share: among its lowest draws, and among its highest."""

    path: str
    low: float
    high: float

    @property
    def size(self) -> float:
        """The difference, highest less lowest."""
        return self.high - self.low


@dataclass(frozen=True)
class Deciding:
    """The priors that bear on one answer, the strongest first."""

    asked: int
    """Draws in which the answer was given."""
    pulls: tuple[Pull, ...]
    yardstick: float
    """The largest difference among priors that cannot bear on it: what chance alone makes."""
    placebos: int


def deciding(
    study: Study, cell: Cell, seat: str, answer: Callable[[Record], bool], asked: Callable[[Record], bool]
) -> Deciding:
    """Rank a seat's priors by how much its answer differs between their bottom and top thirds."""
    records = study.records(cell)
    among = [place for place, entry in enumerate(records) if asked(entry)]
    own: list[Pull] = []
    others: list[Pull] = []
    for path, drawn in study.drawn.items():
        sides = ends(drawn, among)
        if sides is None:
            continue
        low, high = (share([records[place] for place in side], answer) for side in sides)
        bears = _bears(study, path, seat)
        if bears or not path.startswith(("russia.", "lever.")):
            (own if bears else others).append(Pull(path, low, high))
    own.sort(key=lambda pull: (-abs(pull.size), pull.path))
    return Deciding(len(among), tuple(own), max((abs(p.size) for p in others), default=0.0), len(others))


def _bears(study: Study, path: str, seat: str) -> bool:
    """Whether a prior can reach a seat's answer: its own, the model's, or a lever's over it."""
    if path.startswith("lever."):
        return study.scenario.lever(path.removeprefix("lever.")).target == seat
    return path.startswith((f"{seat}.", "model."))


def by_lean(records: Sequence[Record]) -> list[tuple[float, int, int]]:
    """(lower edge, accepted, refused) for every bin of the lean at Moscow's last decision that has any."""
    accepted: Counter[int] = Counter()
    refused: Counter[int] = Counter()
    for entry in records:
        if entry.decided_at is not None:
            place = min(int((entry.decided_at + 1) / BIN + 1e-9), round(2 / BIN) - 1)
            (accepted if entry.moscow else refused)[place] += 1
    places = sorted({*accepted, *refused})
    return [(round(place * BIN - 1, 2), accepted[place], refused[place]) for place in places]


def obstacles(records: Sequence[Record]) -> tuple[Counter[tuple[str, str]], Counter[str], int]:
    """(who, issue) of the first obstacle; the smallest changes; how many draws had an obstacle."""
    who: Counter[tuple[str, str]] = Counter()
    changes: Counter[str] = Counter()
    for entry in records:
        if entry.outcome == "delivered":
            continue
        who[entry.key or entry.party or "nobody", entry.issue or "–"] += 1
        changes[entry.change or "none known"] += 1
    return who, changes, sum(who.values())


@dataclass(frozen=True)
class Hinge:
    """What becomes of a cell when one mechanism is switched off."""

    mechanism: str
    changed: float
    """Share of draws whose outcome class is another."""
    moscow: float
    """Change in the share in which Moscow accepts."""
    kyiv: float
    lean: float


def hinges(study: Study, cell: Cell, mechanisms: Sequence[str], draws: Sequence[int]) -> list[Hinge]:
    """Every mechanism switched off alone in one cell, the one that changes most first."""
    study.ask([(cell.where(name, "0"), draws) for name in mechanisms], "the article's cell, mechanisms off")
    before, found = study.records(cell, draws), []
    for name in mechanisms:
        after = study.records(cell.where(name, "0"), draws)
        pairs = list(zip(before, after, strict=True))
        found.append(
            Hinge(
                name,
                mean(float(a.outcome != b.outcome) for a, b in pairs),
                mean(b.moscow - a.moscow for a, b in pairs),
                mean(b.kyiv - a.kyiv for a, b in pairs),
                mean(b.lean - a.lean for a, b in pairs),
            )
        )
    return sorted(found, key=lambda hinge: (-hinge.changed, mechanisms.index(hinge.mechanism)))
