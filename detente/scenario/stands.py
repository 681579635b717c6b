"""Priors: what each actor opens with, its limit and how much it cares; single numbers, with ranges."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from detente.scenario.base import Data

_CELL = re.compile(r"^\s*([a-g])\s*>\s*([a-g])\s*[*·]\s*(\d+(?:\.\d+)?)\s*$")


class Cell(Data):
    """One actor's stand on one issue: `b>d*5` opens with b, would go to d, weight 5 of 10."""

    opening: Annotated[str, Field(pattern="^[a-g]$")]
    limit: Annotated[str, Field(pattern="^[a-g]$")]
    weight: Annotated[float, Field(ge=0, le=10)]

    @model_validator(mode="before")
    @classmethod
    def _parse(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the YAML holds
        if not isinstance(value, str):
            return value
        match = _CELL.match(value)
        if match is None:
            raise ValueError(f"'{value}' is not a stand; write opening>limit*weight, as b>d*5")
        return {"opening": match[1], "limit": match[2], "weight": float(match[3])}


class Spread(Data):
    """The ranges of a row of stands: ± options for opening and limit, ± points for weight."""

    opening: Annotated[int, Field(ge=0, le=3)] = 0
    limit: Annotated[int, Field(ge=0, le=3)] = 1
    weight: Annotated[float, Field(ge=0, le=5)] = 2


class Stands(Data):
    """All stands of one actor; modelling priors, each with its range."""

    spread: Spread = Spread()
    cells: dict[str, Cell]
    """Issue id → stand; an issue left out is none of this actor's concern."""


class Prior(Data):
    """A number that is a modelling guess, with its range; never shown as a fact."""

    value: float
    low: float
    high: float
    note: str = ""
    sources: tuple[str, ...] = ()
    """Ids of sources."""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the YAML holds
        if isinstance(value, list) and len(value) == 3:
            return dict(zip(("value", "low", "high"), value, strict=True))
        return value

    @field_validator("high")
    @classmethod
    def _ordered(cls, high: float, info: Any) -> float:  # noqa: ANN401 - pydantic's own type
        low, value = info.data.get("low"), info.data.get("value")
        if low is not None and value is not None and not low <= value <= high:
            raise ValueError(f"the prior {value:g} lies outside its range {low:g} to {high:g}")
        return high
