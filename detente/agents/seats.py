"""From SPECs to agents: who sits in which seat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.agents.agent import Agent
from detente.agents.analyst import LexicalSeat
from detente.agents.baseline.seat import BaselineSeat, Chances
from detente.agents.human.seat import HumanSeat
from detente.agents.human.terminal import People
from detente.agents.persona.seat import PersonaSeat
from detente.agents.replayed import ReplaySeat, load_recording
from detente.agents.script import ScriptSeat, load_script
from detente.errors import InputError
from detente.llm.door import Door, Line
from detente.llm.specs import Spec, parse_spec
from detente.prompts.library import Library, built_in
from detente.prompts.render import Prompter
from detente.scenario.model import Scenario
from detente.scenario.numbers import Numbers

__all__ = ["ANALYST", "Cast", "check_spec"]

ANALYST = "analyst"
"""The name under which the analyst's line stands beside the seats'."""
_COMPILED: dict[str, LexicalSeat] = {}
"""The analyst of the scenario in use; compiling its lexicon is dear, reading is cheap."""


def check_spec(text: str, *, analyst: bool = False) -> Spec:
    """Take a SPEC apart. Raises InputError for one that this seat cannot have."""
    spec = parse_spec(text)
    if analyst and spec.kind == "baseline":
        raise InputError(
            "--analyst takes lexical, human, script:FILE, replay:SESSION or a model; not baseline."
        )
    if not analyst and spec.kind == "lexical":
        raise InputError("--model and --seat take no 'lexical'; that is an analyst.")
    if spec.kind == "replay":
        load_recording(spec.path)
    if spec.kind == "script":
        load_script(spec.path)
    return spec


@dataclass
class Cast:
    """Seats the agents of one session, with what they share."""

    scenario: Scenario
    numbers: Numbers
    chances: Chances
    door: Door = field(default_factory=Door)
    lines: Mapping[str, Line] = field(default_factory=dict)
    """Seat (or `analyst`) → which model is asked, and how."""
    library: Library = field(default_factory=built_in)
    people: People = field(default_factory=People)
    absent: frozenset[str] = frozenset()
    """Seats that are left out of the talks."""
    rounds: int | None = None
    """A cap on the rounds of every stage."""

    def __post_init__(self) -> None:
        """One prompter for the session: what is stable is rendered once."""
        self._prompter = Prompter(self.library, self.scenario, self.absent, self.rounds)

    def seated(self, specs: Mapping[str, str]) -> dict[str, Agent]:
        """Every seat's agent."""
        return {name: self.agent(name, parse_spec(spec)) for name, spec in specs.items()}

    def agent(self, name: str, spec: Spec) -> Agent:
        """The agent for a seat, or for the analyst."""
        if spec.is_model:
            return PersonaSeat(self.scenario, self.lines[name], self.door, self._prompter)
        if spec.kind == "human":
            return HumanSeat(self.scenario, name, self.people, self.door.journal)
        if spec.kind == "script":
            journal = self.door.journal  # to verify, the record alone is asked: the file may be gone
            return ScriptSeat(() if journal.closed else load_script(spec.path), journal)
        if spec.kind == "replay":
            journal = self.door.journal
            return ReplaySeat(None if journal.closed else load_recording(spec.path), journal)
        return BaselineSeat(self.scenario, name, self.numbers, self.chances)

    def analyst(self, text: str) -> Agent:
        """The analyst; the lexical one is compiled once for each scenario."""
        spec = parse_spec(text)
        return lexical(self.scenario) if spec.kind == "lexical" else self.agent(ANALYST, spec)


def lexical(scenario: Scenario) -> Agent:
    """The lexical analyst of a scenario."""
    if scenario.digest not in _COMPILED:
        _COMPILED.clear()
        _COMPILED[scenario.digest] = LexicalSeat(scenario)
    return _COMPILED[scenario.digest]
