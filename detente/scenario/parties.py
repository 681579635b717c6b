"""Who negotiates: parties, their camps and factions, red lines, and the persona card of every actor."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field

from detente.scenario.base import Data, Id


class Camp(Data):
    """A gathering of factions at one pole of a party's inner argument."""

    id: Id
    title: str
    pole: Literal[-1, 1]
    """−1 is the pole at which the decider's lean is −1; +1 the other."""


class Faction(Data):
    """A current inside a party; speaks only in its party's private council."""

    id: Id
    title: str
    camp: Id | None = None
    """The camp it belongs to; a party that decides by consensus needs none."""


class RedLine(Data):
    """Options a party may not sign where it holds a key: its mandate."""

    issue: Id
    options: Annotated[tuple[str, ...], Field(min_length=1)]
    because: str
    sources: tuple[str, ...] = ()
    """Ids of sources."""
    mechanism: Id | None = None
    """The mechanism that asserts this line, if it is a claim of the scenario's author."""


class Party(Data):
    """A side that negotiates."""

    id: Id
    title: str
    role: Literal["party", "mediator", "later"] = "party"
    """A mediator makes the offers; a later party is admitted by a gate's condition."""
    optional: bool = False
    """Whether the talks can be run without it."""
    decision: Literal["alone", "leader", "consensus"] = "alone"
    """Who decides: one actor, a leader between two camps, or factions that must all bear it."""
    camps: tuple[Camp, ...] = ()
    factions: tuple[Faction, ...] = ()
    red_lines: tuple[RedLine, ...] = ()

    @property
    def leader(self) -> str:
        """Actor id of whoever speaks and signs for the party."""
        return f"{self.id}.leader"

    def actor(self, faction: str) -> str:
        """Actor id of a faction."""
        return f"{self.id}.{faction}"

    def pole(self, camp: str | None) -> int:
        """The pole of a camp; 0 for a faction without one."""
        return next((entry.pole for entry in self.camps if entry.id == camp), 0)


class Document(Data):
    """A document fact on a persona card."""

    text: str
    date: datetime.date
    source: str


class Persona(Data):
    """Who an actor is, in words; the same card feeds a model's prompt and a trainer's role sheet."""

    name: str
    """A role, never a living person."""
    who: str
    """Two to four sentences."""
    beliefs: tuple[str, ...] = ()
    """How the world works in its eyes."""
    wants: dict[str, str] = {}
    """Issue id → what it wants and why, in its own voice."""
    red_lines: tuple[str, ...] = ()
    """In words; the ones that bind are the party's `red_lines`."""
    manner: str = ""
    """How it speaks."""
    private: tuple[str, ...] = ()
    """What only it and its own council know."""
    documents: tuple[Document, ...] = ()
    """Dated facts this card rests on."""
    priors: str = ""
    """What on this card is a modelling guess."""
