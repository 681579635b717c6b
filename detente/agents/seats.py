"""From SPECs to agents: who sits in which seat."""

from __future__ import annotations

from collections.abc import Mapping

from detente.agents.agent import Agent
from detente.agents.analyst import LexicalSeat
from detente.agents.baseline.seat import BaselineSeat, Chances
from detente.errors import InputError
from detente.scenario.model import Scenario
from detente.scenario.numbers import Numbers

__all__ = ["analyst", "check_spec", "seat", "seating"]

_COMPILED: dict[str, LexicalSeat] = {}
"""The analyst of the scenario in use; compiling its lexicon is dear, reading is cheap."""


def check_spec(spec: str, *, analyst: bool = False) -> None:
    """Raise InputError for a SPEC that this version cannot seat."""
    known = "lexical" if analyst else "baseline"
    if spec != known:
        what = "--analyst takes" if analyst else "--model and --seat take"
        raise InputError(f"'{spec}' cannot be seated: {what} '{known}' in this version.")


def seat(spec: str, scenario: Scenario, name: str, numbers: Numbers, chances: Chances) -> Agent:
    """The agent for a seat. Raises InputError for an unknown SPEC."""
    check_spec(spec)
    return BaselineSeat(scenario, name, numbers, chances)


def analyst(spec: str, scenario: Scenario) -> Agent:
    """The analyst; the lexical one is compiled once for each scenario. Raises InputError."""
    check_spec(spec, analyst=True)
    if scenario.digest not in _COMPILED:
        _COMPILED.clear()
        _COMPILED[scenario.digest] = LexicalSeat(scenario)
    return _COMPILED[scenario.digest]


def seating(
    scenario: Scenario, seats: Mapping[str, str], numbers: Numbers, chances: Chances
) -> dict[str, Agent]:
    """Every seat's agent."""
    return {name: seat(spec, scenario, name, numbers, chances) for name, spec in seats.items()}
