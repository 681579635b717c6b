"""Many sessions read from their manifests alone, each kept as little as comparisons need."""

from __future__ import annotations

import gc
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from detente.errors import DetenteError, InputError
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.studies.moves import Moves, Place, Places, place_in, places_of
from detente.transcripts.compare.conditions import conditions
from detente.transcripts.find import members
from detente.transcripts.manifest import Manifest
from detente.transcripts.rounds import Round, fold_rounds
from detente.transcripts.store import MANIFEST, SET, Folder

__all__ = ["Gathered", "Group", "Member", "gather", "no_garbage"]

NOTHING = "None of these sessions has ended; there is nothing to compare yet."
UNKNOWN = "not known"
"""The group of sessions whose manifest cannot be read."""
Cell = tuple[str, str]
"""Seat and issue."""
At = tuple[str, int]
"""Stage and round."""


@dataclass(frozen=True, slots=True)
class Member:
    """One session that has ended."""

    path: Path
    key: tuple[str, ...]
    """World, offers, seed and replicate: what it is paired by."""
    seed: int
    outcome: str
    lean: tuple[float, float] | None
    """First and last."""
    places: Mapping[Cell, float]
    """The last position held, as its place among the issue's options (0 is the first)."""
    accepted: frozenset[str]
    """Seats that accepted an offer."""
    sampled: bool
    """Whether a model or a person takes part."""
    state: bool
    """Whether its lean is a state of the baseline, not a report."""


@dataclass
class Group:
    """The sessions that have one value of the field compared by."""

    name: str
    members: list[Member] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """Why sessions are not counted → how many."""
    leans: dict[int, array[float]] = field(default_factory=dict)
    """Number of the weighing → every session's lean after it."""
    positions: dict[At, Counter[tuple[Cell, float]]] = field(default_factory=lambda: defaultdict(Counter))
    """Stage and round → (seat and issue, place held) → sessions."""
    rounds: Counter[At] = field(default_factory=Counter)
    """Stage and round → sessions that held it."""
    moves: Moves = field(default_factory=Moves)
    conditions: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """What sessions were run on: field → value → sessions."""

    @property
    def sampled(self) -> bool:
        """Whether models or people take part in it."""
        return any(member.sampled for member in self.members)


@dataclass
class Gathered:
    """Groups of sessions, in the order in which they were met."""

    by: str
    scenario: Scenario
    groups: dict[str, Group] = field(default_factory=dict)
    drawn: list[tuple[tuple[str, ...], array[float]]] = field(default_factory=list)
    """For every session, in order: which priors were drawn, and their values."""
    order: list[Member] = field(default_factory=list)

    @cached_property
    def place(self) -> Place:
        """Where options lie in the order of their issue."""
        return place_in(self.scenario)

    @property
    def sampled(self) -> bool:
        """Whether models or people take part in any."""
        return any(group.sampled for group in self.groups.values())


def gather(paths: Sequence[Path], by: str, told: Callable[[int, int], None] = lambda *_: None) -> Gathered:
    """Read sets and sessions, grouped by a field; `set` groups by the folders given.

    `told` hears how many of how many have been read. Raises InputError for an unknown field, for sessions of
    different scenarios, and where nothing can be compared.
    """
    folders = [(path, given) for given in paths for path in _inside(given)]
    first = next((path for path, _ in folders if _manifest(path) is not None), None)
    if first is None:
        raise InputError(NOTHING)
    found = Gathered(by, load_text(Folder(first).scenario_text))
    for number, (path, given) in enumerate(folders, start=1):
        _take(found, path, _manifest(path), given.name)
        told(number, len(folders))
    if not found.order:
        raise InputError(NOTHING)
    return found


@contextmanager
def no_garbage() -> Iterator[None]:
    """What is read stays: looking through it for garbage again and again took a sixth of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _inside(path: Path) -> Iterable[Path]:
    return members(path) if (path / SET).exists() else (path,)


def _manifest(path: Path) -> Manifest | None:
    try:
        return Folder(path).manifest
    except (DetenteError, OSError):
        return None


def _take(found: Gathered, path: Path, manifest: Manifest | None, given: str) -> None:
    if manifest is None:
        what = "cannot be read" if (path / MANIFEST).exists() else "not started"
        name = given if found.by == "set" else UNKNOWN
        found.groups.setdefault(name, Group(name)).left_out[what] += 1
        return
    if manifest.scenario != found.scenario.id:
        raise InputError(
            f"{path.name} is of the scenario {manifest.scenario}, others of {found.scenario.id}: "
            "their issues are not the same, so they cannot be laid side by side."
        )
    facts = conditions(manifest)
    name = given if found.by == "set" else _value(manifest, facts, found.by)
    group = found.groups.setdefault(name, Group(name))
    if manifest.state != "ended":
        group.left_out[manifest.state] += 1
        return
    for fact, value in facts.items():
        group.conditions[fact][value] += 1
    rounds = _rounds(path, manifest, found.scenario)
    member = _member(path, manifest, rounds, found)
    group.members.append(member)
    _draws(found, manifest)
    found.order.append(member)
    places = [places_of(entry, found.place) for entry in rounds]
    _courses(group, manifest, rounds, places)
    group.moves.take(rounds, places, found.place)


def _value(manifest: Manifest, facts: Mapping[str, str], by: str) -> str:
    if by in facts:
        return facts[by] or "none"
    if by in Manifest.model_fields:
        return str(getattr(manifest, by))
    if by.partition(".")[0] in ("seat", "prompt", "sets", "model") and "." in by:
        return "none"
    known = [name for name in facts if "." not in name]
    raise InputError(
        f"There is no field '{by}' to compare by; known: set, {', '.join(known)}, seat.NAME, prompt.NAME, "
        "sets.PATH, and any field of session.json."
    )


def _rounds(path: Path, manifest: Manifest, scenario: Scenario) -> Sequence[Round]:
    """As the manifest keeps them; of an earlier version, from the transcript."""
    if manifest.summary.by_round is not None:
        return manifest.summary.by_round
    return fold_rounds(Folder(path).events(), scenario.undecided)


def _member(path: Path, manifest: Manifest, rounds: Sequence[Round], found: Gathered) -> Member:
    now, lean = manifest.in_force, manifest.summary.lean
    return Member(
        path=path,
        key=(now.world, now.offers, str(manifest.seed), str(now.replicate)),
        seed=manifest.seed,
        outcome=str(manifest.summary.outcome_class),
        lean=(lean[0], lean[-1]) if lean else None,
        places=dict(_places(manifest, found.place)),
        accepted=frozenset(
            seat for entry in rounds for seat, answer in entry.decisions.items() if answer == "accept"
        ),
        sampled=now.has_model or "human" in (*now.seats.values(), now.analyst),
        state=now.seats.get(found.scenario.undecided.partition(".")[0]) == "baseline",
    )


def _places(manifest: Manifest, place: Place) -> Iterator[tuple[Cell, float]]:
    for seat, held in manifest.summary.positions.items():
        for issue, entry in held.items():
            if entry["stance"] == "holds":
                yield (seat, issue), place(issue, "".join(entry["options"]))


def _draws(found: Gathered, manifest: Manifest) -> None:
    names = tuple(manifest.drawn)
    if found.drawn and found.drawn[-1][0] == names:
        names = found.drawn[-1][0]
    values = [*manifest.drawn.values()]  # of known length: an array grows bit by bit from anything else
    found.drawn.append((names, array("d", values)))


def _courses(group: Group, manifest: Manifest, rounds: Sequence[Round], places: Sequence[Places]) -> None:
    for number, lean in enumerate(manifest.summary.lean):
        group.leans.setdefault(number, array("d")).append(lean)
    for entry, held in zip(rounds, places, strict=True):
        at = (entry.stage, entry.round)
        group.rounds[at] += 1
        group.positions[at].update(held.items())
