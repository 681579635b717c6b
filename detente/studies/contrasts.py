"""Each group beside the first: differences of shares and means, paired by seed where seeds match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Literal, get_args

from detente.studies.gathering import Cell, Group, Member
from detente.studies.statistics import Difference, holm, of_means, of_pairs, of_shares, sign_flip
from detente.transcripts.events import OutcomeClass

__all__ = ["Contrast", "contrasts"]

Family = Literal["outcomes", "positions"]
Column = Sequence[float | None]
"""What each of some sessions has of a measure, if anything."""


@dataclass(frozen=True)
class Contrast:
    """One measure in two groups."""

    one: str
    other: str
    """The group it is compared with: the first."""
    family: Family
    """Outcomes and lean are one family of tests, last positions another."""
    what: str
    """An outcome class, `lean`, or `seat issue`."""
    pairs: int
    """Pairs of sessions of the same seed; 0 where none match: then the groups are taken as independent."""
    means: tuple[float, float]
    difference: float
    low: float | None = None
    high: float | None = None
    p: float | None = None
    """Of the sign-flip test over pairs; only where models or people take part in both groups."""
    adjusted: float | None = None
    """The same after Holm, within its family and over all groups."""


def contrasts(groups: Sequence[Group], *, private: bool = True) -> tuple[Contrast, ...]:
    """Every group beside the first; leans are private."""
    if len(groups) < 2:
        return ()
    found = [
        entry
        for group in groups[1:]
        for entry in _beside(group, groups[0])
        if private or entry.what != "lean"
    ]
    adjusted: dict[int, float] = {}
    for family in get_args(Family):
        tested = [
            place for place, entry in enumerate(found) if entry.family == family and entry.p is not None
        ]
        values = holm([found[place].p or 0.0 for place in tested])
        adjusted |= dict(zip(tested, values, strict=True))
    return tuple(replace(entry, adjusted=adjusted.get(place)) for place, entry in enumerate(found))


def _beside(group: Group, base: Group) -> Iterator[Contrast]:
    measures = _Measures.of((*group.members, *base.members))
    paired = [measures.columns(side) for side in _paired(group.members, base.members)]
    made = [_both(*columns) for columns in zip(*paired, strict=True)]
    # whoever has no pair is compared on all of its sessions
    whole = [] if all(made) else [measures.columns(side.members) for side in (group, base)]
    for number, (family, what) in enumerate(measures.named):
        if what == "lean" and not _leans_alike(group, base):
            continue
        entry = (
            _of_paired(group, base, made[number])
            if made[number]
            else _of_all(group, base, [side[number] for side in whole])
        )
        if entry is not None:
            yield replace(entry, family=family, what=what)


def _leans_alike(group: Group, base: Group) -> bool:
    return len({member.state for member in (*group.members, *base.members)}) == 1


@dataclass(frozen=True)
class _Measures:
    """What sessions are compared by."""

    outcomes: tuple[str, ...]
    cells: tuple[Cell, ...]

    @classmethod
    def of(cls, members: Sequence[Member]) -> _Measures:
        """Whatever any of these sessions has."""
        present = {member.outcome for member in members}
        cells = sorted({cell for member in members for cell in member.places})
        return cls(tuple(name for name in get_args(OutcomeClass) if name in present), tuple(cells))

    @property
    def named(self) -> list[tuple[Family, str]]:
        """Family and name of each, in order."""
        first: list[tuple[Family, str]] = [("outcomes", name) for name in (*self.outcomes, "lean")]
        return [*first, *(("positions", " ".join(cell)) for cell in self.cells)]

    def columns(self, members: Sequence[Member]) -> Sequence[Column]:
        """Each measure in every session: read session by session, as they lie in memory."""
        rows = [
            (
                *(float(member.outcome == name) for name in self.outcomes),
                member.lean[1] if member.lean else None,
                *map(member.places.get, self.cells),
            )
            for member in members
        ]
        return [*zip(*rows, strict=True)] or [()] * len(self.named)


def _both(ones: Column, others: Column) -> list[tuple[float, float]]:
    """The pairs in which both sessions have a value."""
    return [
        (one, other) for one, other in zip(ones, others, strict=True) if one is not None and other is not None
    ]


def _paired(ones: Sequence[Member], others: Sequence[Member]) -> tuple[list[Member], list[Member]]:
    """Sessions alike in all of world, offers, seed and replicate that do not tell the groups apart."""
    fixed = [
        place
        for place in range(4)
        if {member.key[place] for member in ones} & {member.key[place] for member in others}
    ]
    sides = [_by_key(members, fixed) for members in (ones, others)]
    keys = [key for key in sides[0] if key in sides[1]] if 2 in fixed else []
    return [sides[0][key] for key in keys], [sides[1][key] for key in keys]


def _by_key(members: Sequence[Member], fixed: Sequence[int]) -> Mapping[tuple[str, ...], Member]:
    """Only keys that one session has: of several it is not known which to pair."""
    keys = [tuple(member.key[place] for place in fixed) for member in members]
    times = Counter(keys)
    return {key: member for key, member in zip(keys, members, strict=True) if times[key] == 1}


def _of_paired(group: Group, base: Group, made: Sequence[tuple[float, float]]) -> Contrast:
    tested = group.sampled and base.sampled
    means = fmean(one for one, _ in made), fmean(other for _, other in made)
    differences = [one - other for one, other in made]
    p = sign_flip(differences) if tested else None
    found = of_pairs(differences) if tested else Difference(fmean(differences))
    return _entry(group, base, len(made), means, found, p)


def _of_all(group: Group, base: Group, columns: Sequence[Column]) -> Contrast | None:
    """Sessions taken as independent; None where a group has no value."""
    values = [[value for value in column if value is not None] for column in columns]
    if not all(values):
        return None
    tested = group.sampled and base.sampled
    found = _independent(values) if tested else Difference(fmean(values[0]) - fmean(values[1]))
    return _entry(group, base, 0, (fmean(values[0]), fmean(values[1])), found, None)


def _independent(values: Sequence[Sequence[float]]) -> Difference:
    if all(set(side) <= {0.0, 1.0} for side in values):
        counts = [(int(sum(side)), len(side)) for side in values]
        return of_shares(*counts[0], *counts[1])
    return of_means(*values)


def _entry(
    group: Group,
    base: Group,
    pairs: int,
    means: tuple[float, float],
    found: Difference,
    p: float | None,
) -> Contrast:
    return Contrast(
        group.name, base.name, "outcomes", "", pairs, means, found.value, found.low, found.high, p
    )
