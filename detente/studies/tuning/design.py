"""The design of a tuning: what is varied, on what it is tried, what is held out; `tuning.json`.

A cell is one combination of everything. Two cells that differ in one factor alone are a pair.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from detente import __version__
from detente.errors import InputError
from detente.transcripts.acts import Value
from detente.transcripts.manifest import NOTICE

__all__ = ["ARMS", "CURRENT", "VARIANT", "Cell", "Design", "Factor", "checked_arm"]

CURRENT = "current"
"""The variant that the others are compared with: the prompts as they are."""
VARIANT = "variant"
ARMS: Mapping[str, str] = {
    "model": "who sits in the seats under test, and reads the gold labels",
    "swap": "`no`, or A:B: the model in A's seat and whoever sits there in B's",
    "order": "`given`, or `reversed`: who speaks first in a round",
    "names": "`shown`, `masked`: invented names of countries, or a YAML file of what stands for what",
    "language": "the language of the talks, as English",
    "instructed": "`yes`, or `no`: the role alone, without its beliefs, wants, manner and private lines",
}
"""What can be varied beside the prompts. The first level given is the one that others are compared with."""
LEVELS = {
    "order": ("given", "reversed"),
    "names": ("shown", "masked"),
    "instructed": ("yes", "no"),
}
"""Arms whose levels are known."""


class Factor(Value):
    """Something that is varied, and its levels; the first is compared with."""

    name: str
    levels: Annotated[tuple[str, ...], Field(min_length=1)]


class Cell(Value):
    """One combination: a session, and what is measured beside it."""

    place: int
    """In the design, counted from 0."""
    factors: dict[str, str]
    """Factor → level, `variant` included."""
    scenario: str
    against: str
    """SPEC of whoever sits in the other seats."""
    seed: int
    held_out: bool = False

    @property
    def variant(self) -> str:
        """The variant of the prompts."""
        return self.factors[VARIANT]

    def level(self, name: str, default: str = "") -> str:
        """The level of an arm."""
        return self.factors.get(name, default)

    @property
    def folder(self) -> str:
        """The name of its session: its place in the design, and what it is."""
        words = "-".join(_slug(level) for level in self.factors.values())
        return f"{self.place:05d}-{words}-{_slug(self.scenario)}-{self.seed}"[:100]


class Design(Value):
    """What is tried: written to `tuning.json`, so that a tuning can be gone on with."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    notice: str = NOTICE
    detente: str = __version__
    name: str
    variants: tuple[str, ...]
    """`current` first."""
    arms: tuple[Factor, ...] = ()
    scenarios: tuple[str, ...] = ()
    held_out_scenarios: tuple[str, ...] = ()
    against: tuple[str, ...] = ("baseline",)
    held_out_against: tuple[str, ...] = ()
    seeds: tuple[int, ...] = (1,)
    seats: tuple[str, ...] = ()
    """Seats under test; every one, if empty."""
    model: str
    analyst: str = "lexical"
    """Who reads the sessions' statements; gold labels are read by the model under test."""
    rounds: int | None = None
    world: str = ""
    offers: str = ""
    paraphrases: int = 1
    """Under so many other wordings of the view each decision is asked again."""
    gold: tuple[str, ...] = ()
    """Files of labelled statements."""
    cases: tuple[str, ...] = ()
    """Files and folders of prompt tests."""
    digests: dict[str, str] = {}
    """File of labels or tests → digest of its content when the tuning was begun."""
    by: str = "valid"
    """The measure that the leaderboard is ordered by."""
    settings: dict[str, dict[str, Any]] = {}
    """SPEC → how it is asked."""
    caps: dict[str, float] = {}

    @property
    def factors(self) -> tuple[Factor, ...]:
        """Variants first, then the arms."""
        return (Factor(name=VARIANT, levels=self.variants), *self.arms)

    def combinations(self) -> Iterator[dict[str, str]]:
        """Every combination of variants and arms."""
        names = [factor.name for factor in self.factors]
        for levels in itertools.product(*(factor.levels for factor in self.factors)):
            yield dict(zip(names, levels, strict=True))

    def cells(self) -> tuple[Cell, ...]:
        """Every session that is planned, in order."""
        scenarios = [(one, False) for one in self.scenarios] + [
            (one, True) for one in self.held_out_scenarios
        ]
        others = [(one, False) for one in self.against] + [(one, True) for one in self.held_out_against]
        crossed = itertools.product(self.combinations(), scenarios, others, self.seeds)
        return tuple(
            Cell(
                place=place,
                factors=factors,
                scenario=scenario,
                against=spec,
                seed=seed,
                held_out=away or apart,
            )
            for place, (factors, (scenario, away), (spec, apart), seed) in enumerate(crossed)
        )


def _slug(text: str) -> str:
    return "".join(char if char.isalnum() else "_" for char in text.rpartition("/")[2])[:24]


def checked_arm(text: str) -> Factor:
    """The factor of `order=given,reversed`. Raises InputError for an arm or a level that there is not."""
    name, equals, levels = (part.strip() for part in text.partition("="))
    if name not in ARMS:
        raise InputError(f"--arm {text}: there is no arm '{name}'; there are {', '.join(ARMS)}.")
    found = tuple(dict.fromkeys(part.strip() for part in levels.split(",") if part.strip()))
    if not equals or len(found) < 2:
        raise InputError(f"--arm {text}: give two levels or more, as order=given,reversed.")
    known = LEVELS.get(name)
    if known:
        for level in found:
            own = name == "names" and level.endswith((".yaml", ".yml"))
            if level not in known and not own:
                raise InputError(f"--arm {text}: {name} is {' or '.join(known)}, not '{level}'.")
    return Factor(name=name, levels=found)
