"""Every number of one session: priors after `--set` and `--draw-priors`, and the strengths of mechanisms.

All of them are modelling guesses with ranges. A seat is given only its own (`Numbers.of`).
"""

from __future__ import annotations

import difflib
import hashlib
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from detente.errors import InputError
from detente.scenario.model import Scenario
from detente.scenario.stands import Prior
from detente.scenario.worlds import Effect

__all__ = ["DEFAULTS", "Numbers", "Stand", "chance", "resolve"]

DEFAULTS: Mapping[str, Prior] = {
    name: Prior(value=value, low=low, high=high, note=note)
    for name, value, low, high, note in (
        ("lean", 0.0, -0.4, 0.4, "where an undecided leader starts, −1 … +1"),
        ("fallback", 0.40, 0.25, 0.55, "payoff of no deal, on the utility scale"),
        ("drift", 0.004, 0.0, 0.008, "change of the fallback per round, before mechanisms"),
        ("pace", 0.8, 0.4, 1.6, "Faratin's β: below 1 concedes late, above 1 early"),
        ("influence", 1.0, 0.6, 1.4, "a faction's starting weight in its council, before normalising"),
        ("refusal_odds", 0.3, 0.1, 0.5, "how likely it thinks the other side refuses what it accepts"),
        ("after_refusal", 0.06, 0.0, 0.12, "what it expects to gain if the other side is the one to refuse"),
        ("dependence", 0.01, 0.0, 0.02, "growth per round of the urge to end isolation"),
        ("lottery_defeat", 0.25, 0.1, 0.45, "odds that fighting on alone ends in defeat"),
        ("support", 0.15, 0.05, 0.25, "what the mediator's support adds to the payoff of fighting on"),
        ("replacement", 0.5, 0.2, 0.8, "share of withdrawn support that others replace"),
        ("delay_value", 0.15, 0.0, 0.3, "what delay itself is worth to an actor said to value it"),
        ("quorum", 0.67, 0.5, 0.9, "share of a consensus party's factions that must bear a decision"),
        ("outright", 0.6, 0.45, 0.75, "loss against no deal at which an offer is refused outright"),
        ("patience", 20.0, 10.0, 40.0, "rounds without movement after which a mediator walks away"),
        ("consent", 0.92, 0.8, 1.0, "odds that a ratifier gives a key whose options it can bear"),
        ("bend", 0.5, 0.2, 0.8, "odds that a ratifier gives a key just beyond its limit"),
        ("model.limit_value", 0.3, 0.15, 0.45, "value of an option at the limit; the opening's is 1"),
        ("model.beyond", 0.45, 0.25, 0.7, "loss per option beyond the limit"),
        ("model.overreach", 0.08, 0.0, 0.2, "loss per option past the opening, away from the limit"),
        ("model.tolerance", 1.0, 0.5, 1.5, "options beyond the limit that still count as bearable"),
        ("model.open_value", 0.3, 0.2, 0.4, "value of an issue left open"),
        ("model.pressure_gain", 0.6, 0.3, 0.9, "influence moved by a full stick (log-odds a round)"),
        ("model.carrot_gain", 1.5, 0.8, 2.2, "influence moved by carrots (log-odds per unit of worth)"),
        ("model.surrender_loss", 0.5, 0.2, 0.8, "influence lost when an offer looks like surrender"),
        ("model.lean_speed", 0.45, 0.25, 0.65, "share of the gap to the council's balance closed a round"),
        ("model.lean_noise", 0.04, 0.02, 0.08, "standard deviation of chance in a weighing"),
        ("model.decision_noise", 0.02, 0.01, 0.04, "standard deviation of chance in a decision"),
        ("model.bilateral_pace", 0.35, 0.15, 0.6, "factor on the pace of conceding without a mediator"),
        ("model.early_demands", 0.5, 0.2, 0.8, "movement lost when an outsider's demands come early"),
        ("model.sanctions_alone", 0.35, 0.15, 0.6, "share of a sanction's cost without the mediator's part"),
        ("model.later_share", 0.45, 0.25, 0.65, "share of the carrots' worth that hangs on a later party"),
    )
}
"""Priors the engine needs when a scenario does not state its own; the last part of a path names them."""


@dataclass(frozen=True)
class Stand:
    """An actor's stand on an issue as places in the order of options (0 is the first), weight 0–10."""

    opening: float
    limit: float
    weight: float


@dataclass(frozen=True)
class Numbers:
    """The numbers one session runs on; `of` gives a seat its own."""

    stands: Mapping[str, Mapping[str, Stand]]
    scalars: Mapping[str, float]
    strengths: Mapping[str, float]
    by_effect: Mapping[Effect, float]
    levers: Mapping[str, float]
    """Factor on each lever's force and worth."""
    switches: Mapping[str, bool]
    drawn: Mapping[str, float] = field(default_factory=dict)
    """What was drawn from its range: path → value (options as places)."""

    def stand(self, actor: str, issue: str) -> Stand | None:
        """An actor's stand, or None where the issue is none of its concern."""
        return self.stands.get(actor, {}).get(issue)

    def scalar(self, path: str) -> float:
        """A prior by path: the scenario's own, or the engine's default for its last part.

        Raises KeyError for a name that neither knows.
        """
        if path in self.scalars:
            return self.scalars[path]
        return DEFAULTS[path if path in DEFAULTS else path.rsplit(".", 1)[-1]].value

    def strength(self, effect: Effect) -> float:
        """Strength of the mechanism behind an effect; 0 when the scenario has none."""
        return self.by_effect.get(effect, 0.0)

    def of(self, seat: str) -> Numbers:
        """The same, without what is private to other seats."""
        prefix = f"{seat}."
        return Numbers(
            stands={actor: row for actor, row in self.stands.items() if actor.startswith(prefix)},
            scalars={
                path: value for path, value in self.scalars.items() if path.startswith((prefix, "model."))
            },
            strengths=self.strengths,
            by_effect=self.by_effect,
            levers=self.levers,
            switches=self.switches,
        )


def chance(seed: int, slot: str, replicate: int = 0) -> random.Random:
    """A generator for one decision point, derived from seed, slot and replicate only (invariant 1)."""
    key = hashlib.sha256(f"{seed}|{slot}|{replicate}".encode()).digest()
    return random.Random(int.from_bytes(key[:8], "big"))


def resolve(
    scenario: Scenario, world: str, sets: Mapping[str, str] | None = None, draw_seed: int | None = None
) -> Numbers:
    """Resolve a session's numbers: defaults, then the world, then draws, then `--set`.

    Raises InputError for an unknown path or a value that does not fit it.
    """
    building = _Builder(scenario, world)
    if draw_seed is not None:
        building.draw(draw_seed)
    for path, value in (sets or {}).items():
        building.set(path, value)
    return building.done()


class _Builder:
    def __init__(self, scenario: Scenario, world: str) -> None:
        self.scenario = scenario
        self.strengths = {mechanism.id: mechanism.strength for mechanism in scenario.mechanisms}
        self.strengths |= scenario.world(world).mechanisms
        self.scalars = {path: prior.value for path, prior in scenario.priors.items()}
        self.stands: dict[str, dict[str, Stand]] = {}
        for actor, row in scenario.stands.items():
            self.stands[actor] = {
                name: Stand(self._index(name, cell.opening), self._index(name, cell.limit), cell.weight)
                for name, cell in row.cells.items()
            }
        self.levers = {lever.id: 1.0 for lever in scenario.levers}
        self.switches = {name: switch.default for name, switch in scenario.switches.items()}
        self.drawn: dict[str, float] = {}

    def _index(self, issue: str, option: str) -> float:
        return float(self.scenario.issue(issue).index(option))

    def draw(self, seed: int) -> None:
        """Draw every prior from its range: numbers uniformly, options uniformly among those in range."""
        for path, prior in self._ranged():
            self._drew(path, chance(seed, f"prior/{path}").uniform(prior.low, prior.high))
            self.scalars[path] = self.drawn[path]
        for actor, row in self.scenario.stands.items():
            for issue, cell in row.cells.items():
                self._draw_stand(seed, actor, issue, cell.weight)
        for lever in self.scenario.levers:
            factor = chance(seed, f"lever/{lever.id}").uniform(1 - lever.spread, 1 + lever.spread)
            self._drew(f"lever.{lever.id}", factor)
            self.levers[lever.id] = self.drawn[f"lever.{lever.id}"]

    def _ranged(self) -> Iterable[tuple[str, Prior]]:
        stated = self.scenario.priors
        yield from stated.items()
        for path in self._defaulted():
            if path not in stated:
                yield path, DEFAULTS[path if path in DEFAULTS else path.rsplit(".", 1)[-1]]

    def _defaulted(self) -> Iterable[str]:
        """Paths of the defaults that this scenario's actors and ratifiers run on."""
        yield from (name for name in DEFAULTS if name.startswith("model."))
        for party in self.scenario.parties:
            yield from (f"{party.leader}.{name}" for name in _OF_LEADERS)
            for faction in party.factions:
                yield from (f"{party.actor(faction.id)}.{name}" for name in _OF_FACTIONS)
        for ratifier in self.scenario.ratifiers:
            yield from (f"{ratifier.id}.{name}" for name in _OF_RATIFIERS)

    def _draw_stand(self, seed: int, actor: str, issue: str, weight: float) -> None:
        spread, stand = self.scenario.stands[actor].spread, self.stands[actor][issue]
        last = len(self.scenario.issue(issue).options) - 1
        path = f"{actor}.{issue}"
        draw = chance(seed, f"prior/{path}")
        opening = _near(draw, stand.opening, spread.opening, last)
        limit = _near(draw, stand.limit, spread.limit, last)
        if (limit - opening) * (stand.limit - stand.opening) < 0:
            limit = opening
        drawn = draw.uniform(weight - spread.weight, weight + spread.weight)
        self.stands[actor][issue] = Stand(opening, limit, round(min(max(drawn, 0.0), 10.0), 4))
        self._drew(f"{path}.opening", opening)
        self._drew(f"{path}.limit", limit)
        self._drew(f"{path}.weight", self.stands[actor][issue].weight)

    def _drew(self, path: str, value: float) -> None:
        self.drawn[path] = round(value, 4)

    def set(self, path: str, value: str) -> None:
        """Set one mechanism, switch, prior or part of a stand."""
        if path in self.strengths:
            self.strengths[path] = self._number(path, value)
        elif path in self.switches:
            self.switches[path] = _yes(path, value)
        elif path in self.scalars or self._is_default(path):
            self.scalars[path] = self._number(path, value)
        elif not self._set_stand(path, value):
            near = difflib.get_close_matches(path, self.paths(), n=3)
            hint = f"; near it: {', '.join(near)}" if near else ""
            raise InputError(f"--set {path}: there is no such mechanism, switch or prior{hint}.")

    def paths(self) -> list[str]:
        """Every path that can be set."""
        stands = [f"{a}.{i}.{part}" for a, row in self.stands.items() for i in row for part in _PARTS]
        actors = [f"{a}.{name}" for a in self.scenario.actors for name in DEFAULTS if "." not in name]
        models = [name for name in DEFAULTS if "." in name]
        return [*self.strengths, *self.switches, *self.scalars, *stands, *actors, *models]

    def _is_default(self, path: str) -> bool:
        actor, _, name = path.rpartition(".")
        holders = {*self.scenario.actors, *self.scenario.ratifier_ids}
        return path in DEFAULTS or (actor in holders and name in DEFAULTS)

    def _number(self, path: str, value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        low, high = self._bounds(path)
        if not low <= number <= high:
            raise InputError(f"--set {path}={value}: give a number from {low:g} to {high:g}.")
        return number

    def _bounds(self, path: str) -> tuple[float, float]:
        for mechanism in self.scenario.mechanisms:
            if mechanism.id == path:
                return mechanism.low, mechanism.high
        return (-1.0, 1.0) if path.endswith(".lean") else (-10.0, 10.0)

    def _set_stand(self, path: str, value: str) -> bool:
        actor, _, rest = path.rpartition(".")
        actor, _, issue = actor.rpartition(".")
        stand = self.stands.get(actor, {}).get(issue)
        if stand is None or rest not in _PARTS:
            return False
        number: float
        if rest == "weight":
            number = self._number(path, value)
        else:
            if not self.scenario.issue(issue).has(value):
                options = ", ".join(option.id for option in self.scenario.issue(issue).options)
                raise InputError(f"--set {path}={value}: {issue} has the options {options}.")
            number = self._index(issue, value)
        parts = {"opening": stand.opening, "limit": stand.limit, "weight": stand.weight, rest: number}
        self.stands[actor][issue] = Stand(**parts)
        return True

    def done(self) -> Numbers:
        """The finished numbers."""
        by_effect: dict[Effect, float] = {}
        for effect, mechanisms in self.scenario.effects.items():
            values = [self.strengths[mechanism.id] for mechanism in mechanisms]
            by_effect[effect] = sum(values) / len(values)
        return Numbers(
            self.stands, self.scalars, self.strengths, by_effect, self.levers, self.switches, self.drawn
        )


_OF_LEADERS = (
    "fallback",
    "drift",
    "pace",
    "refusal_odds",
    "after_refusal",
    "lottery_defeat",
    "support",
    "replacement",
    "patience",
    "quorum",
    "outright",
    "lean",
)
_OF_FACTIONS = ("fallback", "drift", "influence", "dependence", "delay_value")
_OF_RATIFIERS = ("consent", "bend")
_PARTS = ("opening", "limit", "weight")


def _near(draw: random.Random, place: float, spread: int, last: int) -> float:
    low, high = max(place - spread, 0), min(place + spread, last)
    return float(draw.randint(int(low), int(high)))


def _yes(path: str, value: str) -> bool:
    if value.lower() in ("true", "yes", "on", "1"):
        return True
    if value.lower() in ("false", "no", "off", "0"):
        return False
    raise InputError(f"--set {path}={value}: this is a switch; say true or false.")
