"""What a fork changed: a change at its point, and the session that it was forked from."""

from __future__ import annotations

from typing import Any

from detente.transcripts.acts import Offer, Terms, Value

__all__ = ["Change", "ChangedBody", "Parent", "Point"]


class Point(Value):
    """A place in the talks: before the offer of a round."""

    stage: str
    round: int

    def __str__(self) -> str:
        """As it is written on a command line: `moscow.3`."""
        return f"{self.stage}.{self.round}"


class Change(Value):
    """What is otherwise from a point on; what is empty stays as it was. A control changes nothing."""

    at: Point
    world: str = ""
    offers: str = ""
    """The plan; edits of the plan before it are dropped with it."""
    add_levers: tuple[str, ...] = ()
    drop_levers: tuple[str, ...] = ()
    offer: Offer | None = None
    """Is made at the point, and stays the plan's for the rest of its stage where offers are scheduled."""
    seats: dict[str, str] = {}
    """Seat → SPEC."""
    analyst: str = ""
    models: dict[str, dict[str, Any]] = {}
    """Seat (or `analyst`) → how its model is asked."""
    sets: dict[str, str] = {}
    without: tuple[str, ...] = ()
    prompts: dict[str, str] = {}
    """Prompt → its new text, front matter included."""
    replicate: int = 0
    """Number of the continuation; chance is drawn anew for each."""

    @property
    def told(self) -> dict[str, Any]:
        """What it changes, for programs: prompts by their names, models by their seats' SPECs."""
        found = self.model_dump(mode="json", exclude_defaults=True, exclude={"models", "prompts"})
        return {**found, "at": str(self.at), **({"prompts": sorted(self.prompts)} if self.prompts else {})}

    @property
    def edits_plan(self) -> bool:
        """Whether it edits the plan of offers."""
        return bool(self.add_levers or self.drop_levers or self.offer)


class ChangedBody(Value):
    """A change as the transcript tells it: without addresses, files, limits and texts of prompts."""

    world: str = ""
    offers: str = ""
    add_levers: tuple[str, ...] = ()
    drop_levers: tuple[str, ...] = ()
    offer: Terms | None = None
    """The terms of an offer that was put in."""
    seats: tuple[str, ...] = ()
    """Seats (or `analyst`) that somebody else sits in."""
    sets: dict[str, str] = {}
    without: tuple[str, ...] = ()
    prompts: dict[str, str] = {}
    """Prompt → digest of its text."""
    replicate: int = 0

    @property
    def control(self) -> bool:
        """Whether it changes nothing but chance."""
        return self == ChangedBody(replicate=self.replicate)


class Parent(Value):
    """Where a fork came from."""

    session: str
    at: Point
    events: int
    """How many events were copied."""
    chain: str
    """Hash of the last of them."""
