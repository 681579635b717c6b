"""What is offered: levers, demands, and the plans that schedule them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from detente.scenario.base import ActorId, Data, Id


class Lever(Data):
    """A carrot or a stick that one seat holds over another."""

    id: Id
    title: str
    kind: Literal["carrot", "stick"]
    holder: Id
    """The seat that can use it."""
    target: Id
    """The seat it works on."""
    mechanisms: tuple[Id, ...] = ()
    """Mechanisms whose strength scales it."""
    limits: str = ""
    """Who else must act, and what the law allows."""
    needs: tuple[Id, ...] = ()
    """Keys that must be given before it can be delivered."""
    terms: dict[str, str] = {}
    """Options that using this lever puts into the terms (issue → option)."""
    sanction: bool = False
    """Whether the stick is an economic sanction."""
    standing: bool = False
    """Whether the stick is in force already, whatever an offer says."""
    support_of: Id | None = None
    """The seat whose support this lever gives or withdraws."""
    force: Annotated[float, Field(ge=0, le=1)] = 0.3
    """Prior: a stick's cost to its target, as a share of the utility scale (0–1)."""
    worth: dict[ActorId, Annotated[float, Field(ge=-1, le=1)]] = {}
    """Prior: a carrot's worth to each actor beyond the options it carries (utility scale)."""
    spread: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Relative range of the priors `force` and `worth`: ± this share."""
    sources: tuple[str, ...] = ()
    """Ids of sources."""


class Demand(Data):
    """What the mediator requires a target to drop or to heavily qualify."""

    id: Id
    title: str
    target: Id
    met_when: dict[str, tuple[str, ...]]
    """Issue → options under which the demand is met."""
    mechanism: Id | None = None
    sources: tuple[str, ...] = ()
    """Ids of sources."""


class PlannedOffer(Data):
    """One offer of a plan, and when it is made."""

    stage: Id
    to: Id
    """The seat it is put to."""
    from_round: Annotated[int, Field(ge=1)] = 1
    """First round of the stage in which it is made."""
    after_answer: Literal["reject", "counter"] | None = None
    """Only once the addressee has answered so at this stage."""
    levers: tuple[Id, ...] = ()
    demands: tuple[Id, ...] = ()
    terms: dict[str, str] = {}
    """Issue → option; the terms already accepted elsewhere are kept unless named here."""
    detailed: bool = True
    """Whether the addressee is shown the terms in detail."""


class OfferPlan(Data):
    """The schedule of the mediator's offers, or how it composes them."""

    id: Id
    title: str
    kind: Literal["schedule", "adaptive", "random"] = "schedule"
    """A schedule of offers, a mediator that composes, or a control that draws levers by chance."""
    note: str = ""
    offers: tuple[PlannedOffer, ...] = ()
