"""Sets of sessions laid side by side: outcomes, the way to a deal, leans and positions, and what decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from detente.errors import InputError
from detente.scenario.model import Scenario
from detente.studies.contrasts import Contrast, contrasts
from detente.studies.deciding import Deciding, deciding
from detente.studies.gathering import At, Cell, Group, gather, no_garbage
from detente.studies.moves import Tally
from detente.studies.statistics import LEVEL, band, wilson
from detente.transcripts.events import OutcomeClass
from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.record import PRIVATE

__all__ = ["Band", "Comparison", "Share", "Side", "compare_sets"]

Chance = Literal["sampled", "drawn", "mixed"]
TOLD: dict[Chance, str] = {
    "sampled": (
        "Models or people take part: shares have Wilson intervals of {level:.0%}, differences sign-flip "
        "tests over pairs of the same seed, adjusted after Holm within each family."
    ),
    "drawn": (
        "No language model or person takes part: sessions differ by the baseline's draws, and shares restate "
        "its assumptions. There are no significance tests; the priors that decide are named instead."
    ),
    "mixed": (
        "Some groups are the baseline's alone: a share of its draws is no estimate, so it has no interval, "
        "and nothing is tested against it."
    ),
}


@dataclass(frozen=True)
class Share:
    """How many sessions, of how many; with an interval where models or people take part."""

    count: int
    of: int
    low: float | None = None
    high: float | None = None

    @property
    def value(self) -> float:
        """The share."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True)
class Band:
    """Where sessions stand at one point: mean, and the 10% and 90% quantiles."""

    at: str
    """Number of the weighing, or `stage.round`."""
    sessions: int
    mean: float
    low: float
    high: float
    silent: int = 0
    """Sessions that held this round without a position on the issue."""


@dataclass(frozen=True)
class Side:
    """One group."""

    name: str
    sessions: int
    """That have ended."""
    sampled: bool
    outcomes: dict[str, Share]
    funnel: tuple[tuple[str, Share], ...]
    """Steps on the way to a delivered deal; each counts those that took all steps before it."""
    lean: tuple[Band, ...]
    lean_is: str
    """`state` of the baseline, `report` of a seat, `both` mixed (then none is shown), or empty."""
    positions: dict[str, dict[str, tuple[Band, ...]]]
    """Seat → issue → its place among the options, round by round."""
    moves: tuple[tuple[str, str, Tally], ...]
    """Addressee, what was new in the offer, what followed; the most frequent first."""


@dataclass(frozen=True)
class Comparison:
    """Groups of sessions side by side."""

    by: str
    scenario: Scenario
    chance: Chance
    sides: tuple[Side, ...]
    left_out: dict[str, dict[str, int]]
    """Group → why sessions are not counted → how many."""
    unlike: dict[str, tuple[str, ...]]
    """What else was not the same in all sessions: field → each group's values in words."""
    contrasts: tuple[Contrast, ...]
    deciding: Deciding | None
    """For the baseline's draws: the priors that decide."""

    @property
    def told(self) -> str:
        """How to read it."""
        return TOLD[self.chance].format(level=LEVEL)

    def answer(self) -> dict[str, Any]:
        """For programs."""
        sides = [_plain(side) for side in self.sides]
        return {
            "schema": 1,
            "notice": NOTICE,
            "by": self.by,
            "scenario": self.scenario.id,
            "chance": self.chance,
            "told": self.told,
            "differences_in_what_was_run": {name: list(values) for name, values in self.unlike.items()},
            "groups": sides,
            "left_out": self.left_out,
            "contrasts": [asdict(entry) for entry in self.contrasts],
            "deciding": self.deciding and asdict(self.deciding),
        }


@no_garbage()
def compare_sets(
    paths: Sequence[Path],
    by: str = "set",
    told: Callable[[int, int], None] = lambda *_: None,
    *,
    private: bool = True,
) -> Comparison:
    """Compare sets (and single sessions) by a field; the public gets no leans and no priors.

    Raises InputError; see `gather`.
    """
    if not private and _is_inner(by):
        raise InputError(f"'{by}' may hold what stayed inside the parties: the public cannot compare by it.")
    found = gather(paths, by, told)
    groups = [group for group in found.groups.values() if group.members]
    left_out = {name: dict(group.left_out) for name, group in found.groups.items() if group.left_out}
    states = [group.sampled for group in groups]
    chance: Chance = "sampled" if all(states) else "mixed" if any(states) else "drawn"
    return Comparison(
        by=by,
        scenario=found.scenario,
        chance=chance,
        sides=tuple(_side(group, found.scenario, private=private) for group in groups),
        left_out=left_out,
        unlike=_unlike(groups, by, private=private),
        contrasts=contrasts(groups, private=private),
        deciding=deciding(found) if private and chance == "drawn" else None,
    )


def _plain(side: Side) -> dict[str, Any]:
    found = asdict(side)
    found["moves"] = [{"to": to, "news": what, **asdict(tally)} for to, what, tally in side.moves]
    found["funnel"] = [{"step": step, **asdict(share)} for step, share in side.funnel]
    return found


def _side(group: Group, scenario: Scenario, *, private: bool) -> Side:
    kinds = {member.state for member in group.members if private and member.lean}
    lean_is = "" if not kinds else "both" if len(kinds) > 1 else "state" if kinds.pop() else "report"
    counts = Counter(member.outcome for member in group.members)
    ordered = sorted(group.moves.tallies.items(), key=lambda entry: -entry[1].made)
    return Side(
        name=group.name,
        sessions=len(group.members),
        sampled=group.sampled,
        outcomes={name: _share(group, counts[name]) for name in get_args(OutcomeClass) if counts[name]},
        funnel=_funnel(group, scenario, private=private),
        lean=() if lean_is in ("", "both") else _leans(group),
        lean_is=lean_is,
        positions=_positions(group, scenario),
        moves=tuple((to, what, tally) for (to, what), tally in ordered),
    )


def _share(group: Group, count: int, of: int | None = None) -> Share:
    whole = len(group.members) if of is None else of
    return Share(count, whole, *(wilson(count, whole) if group.sampled and whole else (None, None)))


def _funnel(group: Group, scenario: Scenario, *, private: bool) -> tuple[tuple[str, Share], ...]:
    parties = [party.id for party in scenario.parties if party.role == "party"]
    left, steps = list(group.members), []
    if private and all(member.lean for member in left):
        left = [member for member in left if member.lean and member.lean[1] > member.lean[0]]
        steps.append(("lean up", _share(group, len(left))))
    left = [member for member in left if member.accepted & {*parties}]
    steps.append(("a party accepts", _share(group, len(left))))
    left = [member for member in left if {*parties} <= member.accepted]
    steps.append(("every party accepts", _share(group, len(left))))
    left = [member for member in left if member.outcome == "delivered"]
    steps.append(("every key given", _share(group, len(left))))
    return tuple(steps)


def _leans(group: Group) -> tuple[Band, ...]:
    return tuple(
        Band(str(number), len(values), *band(values)) for number, values in sorted(group.leans.items())
    )


def _positions(group: Group, scenario: Scenario) -> dict[str, dict[str, tuple[Band, ...]]]:
    stages = [stage.id for stage in scenario.stages]
    ordered = sorted(group.rounds, key=lambda at: (stages.index(at[0]), at[1]))
    held: dict[Cell, dict[At, Counter[float]]] = {}
    for at in ordered:
        for (cell, place), sessions in group.positions.get(at, Counter()).items():
            held.setdefault(cell, {}).setdefault(at, Counter())[place] = sessions
    found: dict[str, dict[str, tuple[Band, ...]]] = {}
    for seat in scenario.seats:
        for issue in scenario.issue_ids:
            if own := held.get((seat, issue)):
                bands = tuple(_band(at, places, group.rounds[at]) for at, places in own.items())
                found.setdefault(seat, {})[issue] = bands
    return found


def _band(at: At, places: Counter[float], held: int) -> Band:
    values = list(places.elements())
    return Band(f"{at[0]}.{at[1]}", len(values), *band(values), silent=held - len(values))


IMPLIED = {
    "seat": ("model", "model."),
    "model": ("seat.", "model."),
    "set": (),
    "world": (),
    "offers": (),
}
"""Conditions that differ of themselves where a field does."""


def _is_inner(field: str) -> bool:
    """Whether a field may tell what was set of a seat's own mind, or what came of it there."""
    return field in ("change", "changes", "sets", "summary", "drawn", "reason") or field.startswith("sets.")


def _unlike(groups: Sequence[Group], by: str, *, private: bool) -> dict[str, tuple[str, ...]]:
    """What varies besides the field compared by: within a group or between groups."""
    names = dict.fromkeys(name for group in groups for name in group.conditions)
    implied = IMPLIED.get(by.partition(".")[0], ())
    found = {}
    for name in names:
        if name == by or any(name == entry or name.startswith(entry) for entry in implied if entry):
            continue
        hidden = not private and _is_inner(name)
        told = tuple(PRIVATE if hidden else _varied(group, name) for group in groups)
        values = {value for group in groups for value in _values(group, name)}
        if len(values) > 1:
            found[name] = told
    return found


def _values(group: Group, name: str) -> set[str]:
    found = {*group.conditions.get(name, Counter())}
    counted = sum(group.conditions.get(name, Counter()).values())
    return found if counted == len(group.members) else found | {""}


def _varied(group: Group, name: str) -> str:
    values = sorted(_values(group, name))
    if len(values) == 1:
        return values[0] or "·"
    return ", ".join(value or "none" for value in values) if len(values) <= 3 else f"{len(values)} values"
