"""Each group beside the first: differences of shares and means, paired by seed where seeds match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Literal, get_args

from detente.studies.gathering import Group, Member
from detente.studies.statistics import Difference, holm, of_means, of_shares, sign_flip
from detente.transcripts.events import OutcomeClass

__all__ = ["Contrast", "contrasts"]

Family = Literal["outcomes", "positions"]
Measure = Callable[[Member], float | None]


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
    pairs = _paired(group.members, base.members)
    for family, what, measure in _measures((*group.members, *base.members)):
        if what == "lean" and not _leans_alike(group, base):
            continue
        entry = _contrast(group, base, pairs, measure)
        if entry is not None:
            yield replace(entry, family=family, what=what)


def _leans_alike(group: Group, base: Group) -> bool:
    return len({member.state for member in (*group.members, *base.members)}) == 1


def _measures(members: Sequence[Member]) -> Iterator[tuple[Family, str, Measure]]:
    present = {member.outcome for member in members}
    for name in get_args(OutcomeClass):
        if name in present:
            yield "outcomes", name, lambda member, name=name: float(member.outcome == name)  # type: ignore[misc]
    yield "outcomes", "lean", lambda member: member.lean[1] if member.lean else None
    for cell in sorted({cell for member in members for cell in member.places}):
        yield "positions", " ".join(cell), lambda member, cell=cell: member.places.get(cell)  # type: ignore[misc]


def _paired(ones: Sequence[Member], others: Sequence[Member]) -> list[tuple[Member, Member]]:
    """Sessions alike in all of world, offers, seed and replicate that do not tell the groups apart."""
    fixed = [
        place
        for place in range(4)
        if {member.key[place] for member in ones} & {member.key[place] for member in others}
    ]
    sides = [_by_key(members, fixed) for members in (ones, others)]
    return [(sides[0][key], sides[1][key]) for key in sides[0] if key in sides[1]] if 2 in fixed else []


def _by_key(members: Sequence[Member], fixed: Sequence[int]) -> Mapping[tuple[str, ...], Member]:
    """Only keys that one session has: of several it is not known which to pair."""
    keys = [tuple(member.key[place] for place in fixed) for member in members]
    times = Counter(keys)
    return {key: member for key, member in zip(keys, members, strict=True) if times[key] == 1}


def _contrast(
    group: Group, base: Group, pairs: Sequence[tuple[Member, Member]], measure: Measure
) -> Contrast | None:
    tested = group.sampled and base.sampled
    made = [
        (one, other)
        for a, b in pairs
        if (one := measure(a)) is not None and (other := measure(b)) is not None
    ]
    if made:
        means = fmean(one for one, _ in made), fmean(other for _, other in made)
        differences = [one - other for one, other in made]
        p = sign_flip(differences) if tested else None
        found = _of_pairs(differences) if tested else Difference(fmean(differences))
        return _entry(group, base, len(made), means, found, p)
    values = [
        [value for member in side.members if (value := measure(member)) is not None] for side in (group, base)
    ]
    if not all(values):
        return None
    found = _independent(values) if tested else Difference(fmean(values[0]) - fmean(values[1]))
    return _entry(group, base, 0, (fmean(values[0]), fmean(values[1])), found, None)


def _of_pairs(differences: Sequence[float]) -> Difference:
    """The mean of paired differences with its interval of Student's t."""
    return of_means(differences, [0.0, 0.0])


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
