"""How the talks are laid out: stages and their gates, conditions, switches, sequences and the clock."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from detente.scenario.base import Data, Id


class Gate(Data):
    """What ends a stage and what follows."""

    decider: Id | None = None
    """The seat that answers the standing offer; without it, whoever the offer is put to."""
    accept: Id | Literal["next"] = "next"
    """The stage that follows acceptance; `next` is the next of the sequence, or the ratifiers."""
    ask: Literal["every_round", "last"] = "every_round"
    """Whether the answer is asked after every round, or after the last one only."""
    counter_switch: Id | None = None
    """A switch that must be on for the decider to answer with terms of its own; with it, the terms are put
    once to those who had accepted others. Without a switch, a counter goes on at the same stage."""
    reject: Literal["ends", "goes_on"] = "ends"
    """Whether a refusal ends the talks, or is noted and the talks go on (keys stay ungiven)."""


class Stage(Data):
    """A phase of the talks."""

    id: Id
    title: str
    participants: Annotated[tuple[Id, ...], Field(min_length=2)]
    """Seats in speaking order."""
    rounds: Annotated[int, Field(ge=1, le=200)]
    audience: Literal["public", "parties"] = "public"
    """Who hears what is said: everybody, or this stage's participants only."""
    proposer: Literal["mediator", "alternate"] = "mediator"
    """Who makes the offers: the mediator, or the participants in turn."""
    decides: tuple[Id, ...] = ()
    """Issues decided here; empty means all that are the decider's business."""
    admit: Id | None = None
    """Condition that must hold for this stage to open; otherwise it is passed over."""
    gate: Gate = Gate()


class Condition(Data):
    """A named state of the talks, defined by who has accepted the same terms."""

    accepted: Annotated[tuple[Id, ...], Field(min_length=1)]
    switch: Id | None = None
    """A switch that replaces `accepted` by `accepted_if_on`."""
    accepted_if_on: tuple[Id, ...] = ()


class Switch(Data):
    """A yes-or-no choice about the process."""

    title: str
    default: bool = False


class Sequence(Data):
    """An order of stages; the first whose conditions hold is used."""

    stages: Annotated[tuple[Id, ...], Field(min_length=1)]
    without: Id | None = None
    """Used when this seat is left out."""
    unless_mechanism: Id | None = None
    """Used when this mechanism is off."""


class Cost(Data):
    """What a stretch of time without a settlement costs: always a range."""

    id: Id
    title: str
    unit: str
    low: float
    high: float
    per: Literal["month", "day"] = "month"
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    """Ids of sources."""
    date: datetime.date
    """As of when; a later date than the scenario's is for reviewers only."""
    note: str = ""

    @model_validator(mode="after")
    def _is_a_range(self) -> Cost:
        if self.low >= self.high:
            raise ValueError("a cost is a range: low must be below high")
        return self


class Clock(Data):
    """How much time a round takes, and what time costs."""

    days_per_round: Annotated[int, Field(ge=1, le=365)]
    costs: tuple[Cost, ...] = ()
    leaves_out: tuple[str, ...] = ()
    """What these figures do not count, in words."""
