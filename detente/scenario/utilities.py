"""What a settlement is worth to an actor: additive over its issues, weight times value of the option.

The value of an option follows a stated curve over the ordered options: 1 at the opening, `limit_value` at
the limit, linear between them; past the limit it falls by `beyond` an option, and past the opening, away
from the limit, by `overreach` an option. Additive value functions: Raiffa, The Art and Science of
Negotiation (1982), ch. 11.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.scenario.numbers import Numbers, Stand


@dataclass(frozen=True)
class Curve:
    """The shape of the value of options; all on the utility scale (1 is the opening)."""

    limit_value: float
    beyond: float
    overreach: float
    open_value: float
    tolerance: float

    @classmethod
    def of(cls, numbers: Numbers) -> Curve:
        """The curve of a session's numbers."""
        return cls(
            limit_value=numbers.scalar("model.limit_value"),
            beyond=numbers.scalar("model.beyond"),
            overreach=numbers.scalar("model.overreach"),
            open_value=numbers.scalar("model.open_value"),
            tolerance=numbers.scalar("model.tolerance"),
        )

    def value(self, place: float, stand: Stand) -> float:
        """Value of the option at a place in the order, for a stand."""
        if stand.opening == stand.limit:
            return 1 - self.beyond * abs(place - stand.opening)
        span = abs(stand.limit - stand.opening)
        conceded = conceded_steps(place, stand)
        if conceded < 0:
            return 1 + self.overreach * conceded
        if conceded <= span:
            return 1 - (1 - self.limit_value) * conceded / span
        return self.limit_value - self.beyond * (conceded - span)


def conceded_steps(place: float, stand: Stand) -> float:
    """Options conceded from the opening towards the limit; negative past the opening."""
    direction = 1.0 if stand.limit > stand.opening else -1.0
    if stand.limit == stand.opening:
        return abs(place - stand.opening)
    return (place - stand.opening) * direction


def steps_beyond(place: float, stand: Stand) -> float:
    """Options beyond the limit; 0 within it."""
    return max(conceded_steps(place, stand) - abs(stand.limit - stand.opening), 0.0)


@dataclass(frozen=True)
class IssueValue:
    """One issue's part in a utility."""

    issue: str
    share: float
    """Weight as a share of the actor's whole weight on these issues."""
    value: float
    beyond: float
    """Options beyond the limit."""


def settlement_values(
    places: Mapping[str, float], stands: Mapping[str, Stand], issues: Iterable[str], curve: Curve
) -> tuple[IssueValue, ...]:
    """The parts of a settlement's utility for an actor, over `issues`; an issue left out is open."""
    mine = [(issue, stands[issue]) for issue in issues if issue in stands]
    total = sum(stand.weight for _, stand in mine) or 1.0
    parts = []
    for issue, stand in mine:
        if issue in places:
            value, beyond = curve.value(places[issue], stand), steps_beyond(places[issue], stand)
        else:
            value, beyond = curve.open_value, 0.0
        parts.append(IssueValue(issue, stand.weight / total, value, beyond))
    return tuple(parts)


def utility(parts: Iterable[IssueValue]) -> float:
    """Sum of share times value."""
    return sum(part.share * part.value for part in parts)
