"""What is negotiated: issues, their ordered options, whose consent each needs, what excludes what."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field

from detente.scenario.base import Data, Id, IssueOption

Terms = dict[str, str]
"""A settlement, whole or partial: issue id → option id."""


class Option(Data):
    """One way to settle an issue; options of an issue are ordered and exclude each other."""

    id: Annotated[str, Field(pattern="^[a-g]$")]
    """A letter, in the issue's order."""
    label: Annotated[str, Field(min_length=1, max_length=80)]
    """Short and neutral, for tables."""
    detail: str = ""
    """One neutral sentence that explains it."""
    keys: tuple[Id, ...] | None = None
    """Seats and ratifiers whose consent this option needs; without it, the issue's keys."""


class Issue(Data):
    """One question of the negotiation."""

    id: Id
    """As `I1`."""
    title: Annotated[str, Field(min_length=1, max_length=60)]
    """Short and neutral."""
    question: str = ""
    """The question in one sentence."""
    ordering: str = ""
    """What the order of the options means."""
    business: tuple[Id, ...]
    """Seats that answer for this issue: their utility and red lines count here."""
    voices: tuple[Id, ...] = ()
    """Seats that speak about it without answering for it."""
    keys: tuple[Id, ...] = ()
    """Seats and ratifiers whose consent an option needs, unless the option says otherwise."""
    essential: bool = False
    """Whether terms that leave it open are no settlement."""
    sources: tuple[str, ...] = ()
    """Ids of sources."""
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=7)]
    """In order."""

    def index(self, option: str) -> int:
        """Place of an option in the order, from 0. Raises KeyError for an unknown one."""
        return self._places[option]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {option.id: place for place, option in enumerate(self.options)}

    def option(self, option: str) -> Option:
        """The option of that id. Raises KeyError for an unknown one."""
        return self.options[self.index(option)]

    def has(self, option: str) -> bool:
        """Whether there is such an option."""
        return option in self._places

    def at(self, place: float) -> str:
        """Id of the option nearest to a place in the order, which may lie between two."""
        return self.options[min(max(round(place), 0), len(self.options) - 1)].id

    def keys_of(self, option: str) -> tuple[str, ...]:
        """Whose consent that option needs to be delivered."""
        own = self.option(option).keys
        return self.keys if own is None else own

    def between(self, first: str, last: str) -> tuple[str, ...]:
        """Every option from one to another, in the issue's order."""
        low, high = sorted((self.index(first), self.index(last)))
        return tuple(option.id for option in self.options[low : high + 1])


class Exclusion(Data):
    """Two options of different issues that cannot stand in one settlement."""

    pair: tuple[IssueOption, IssueOption]
    """As `[I6.a, I7.c]`."""
    because: str
    """One sentence."""
    sources: tuple[str, ...] = ()
    """Ids of sources."""

    def holds_in(self, terms: Mapping[str, str]) -> bool:
        """Whether both options of the pair stand in these terms."""
        return all(terms.get(issue) == option for issue, option in self.ends)

    @cached_property
    def ends(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The two (issue, option) of the pair."""
        (first, _, one), (second, _, other) = (end.partition(".") for end in self.pair)
        return (first, one), (second, other)


class Ratifier(Data):
    """A body without a seat whose consent some options need: a parliament, an alliance, a referendum."""

    id: Id
    title: str
    """As it is called."""
    side: Id | None = None
    """The seat whose constituency it is, if any."""
    note: str = ""
    """What it decides, and under which rule."""
    sources: tuple[str, ...] = ()
    """Ids of sources."""
