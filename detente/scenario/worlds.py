"""Causal assumptions: mechanisms, the engine effects they drive, and worlds that set their strengths."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from detente.scenario.base import Data, Id

Effect = Literal[
    "levers",
    "idle_levers",
    "bilateral_slow",
    "cost_clock",
    "admission_gate",
    "early_demands",
    "replacement_gap",
    "sanctions_alone",
    "detail_gate",
    "factions",
    "currents_differ",
    "maximal_openings",
    "war_belief",
    "sanctions_gain",
    "identity_closed",
    "ordered_bonus",
    "victory_doubt",
    "front_line_limits",
    "dependence",
    "surrender_floor",
    "undecided_leader",
    "mediator_objective",
    "pressure_interaction",
    "independent_carrots",
    "exchange",
    "red_lines",
    "bearable_term",
    "sequence",
    "refusal_ends",
    "support_withdrawn",
    "war_lottery",
    "fallback_drift",
    "delay_motive",
]
"""What the engine knows how to do; a scenario names its mechanisms and binds each to one of these."""


class Mechanism(Data):
    """One causal claim, with a strength: 0 is off, 1 as claimed, more is stronger, below 0 the reverse."""

    id: Id
    title: str
    kind: str = ""
    """The claim's kind, as the factbase has it."""
    claim: str
    """The rule in one sentence."""
    status: Literal["baseline", "process", "not_modelled"] = "baseline"
    """A mechanism of the baseline, a rule of the process, or left out (then `how` says why)."""
    effect: Effect | None = None
    how: str = ""
    """What the engine does with it, or the reason it does nothing."""
    strength: float = 1.0
    low: float = 0.0
    high: float = 2.0
    contested: bool = False
    """Disputed by the sources; rival worlds set it otherwise."""
    issues: tuple[Id, ...] = ()
    """Issues it speaks about, where the effect needs them."""
    actors: tuple[str, ...] = ()
    """Actors it speaks about, where the effect needs them."""
    sources: tuple[str, ...] = ()
    """Ids of sources."""

    @model_validator(mode="after")
    def _is_bound(self) -> Mechanism:
        if self.status == "not_modelled" and self.effect is not None:
            raise ValueError("a mechanism that is not modelled has no effect; remove `effect`")
        if self.status != "not_modelled" and self.effect is None:
            raise ValueError("name the `effect` of the engine it drives, or set status: not_modelled")
        return self


class World(Data):
    """A named set of strengths."""

    id: Id
    title: str
    note: str = ""
    mechanisms: dict[Id, float] = {}
    """Mechanism id → strength; those not named keep their own."""
