"""Who sits where: the sequence of stages, participants, later parties and roles in a round."""

from __future__ import annotations

from dataclasses import dataclass

from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.scenario.numbers import Numbers
from detente.scenario.process import Stage
from detente.transcripts.table import Table


@dataclass(frozen=True)
class Attendance:
    """The process's rules about presence."""

    scenario: Scenario
    numbers: Numbers
    present: frozenset[str]

    @classmethod
    def of(cls, config: RunConfig) -> Attendance:
        """As they hold for a session."""
        return cls(config.scenario, config.numbers, frozenset(config.seating()))

    def sequence(self) -> tuple[Stage, ...]:
        """The stages in order, by who is left out and which mechanisms hold."""
        for sequence in self.scenario.sequences:
            if sequence.without and sequence.without in self.present:
                continue
            if sequence.unless_mechanism and self.numbers.strengths[sequence.unless_mechanism] >= 0.5:
                continue
            return tuple(self.scenario.stage(name) for name in sequence.stages)
        return tuple(self.scenario.stage(name) for name in self.scenario.sequences[-1].stages)

    def holds(self, condition: str, table: Table) -> bool:
        """Whether a condition holds: the seats it names have accepted the same terms."""
        rule = self.scenario.conditions[condition]
        switched = rule.switch is not None and self.numbers.switches.get(rule.switch, False)
        seats = rule.accepted_if_on if switched else rule.accepted
        terms = [table.accepted.get(seat) for seat in seats]
        return all(entry is not None and entry == terms[0] for entry in terms)

    @property
    def gate_open(self) -> bool:
        """Whether later parties sit in from the start (the admission gate is off)."""
        claimed = bool(self.scenario.effects.get("admission_gate"))
        return claimed and self.numbers.strength("admission_gate") < 0.5

    def passed_over(self, stage: Stage, table: Table) -> str:
        """Why a stage does not open; empty if it does."""
        decider = stage.gate.decider
        if decider and decider not in self.present:
            return f"{self.scenario.party(decider).title} is not at the table"
        if stage.admit and not self.holds(stage.admit, table):
            return f"{stage.admit} does not hold"
        if stage.decides and self.scenario.mediator not in self.present and not self._anything(stage, table):
            return "there is nothing here for it to decide"
        return ""

    def _anything(self, stage: Stage, table: Table) -> bool:
        terms = next(iter(table.accepted.values()), {})
        return any(issue in terms for issue in stage.decides)

    def participants(self, stage: Stage, table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who sits at a stage in speaking order, and which of them are later parties sitting in."""
        present = tuple(seat for seat in stage.participants if seat in self.present)
        later = tuple(seat for seat in self.later(table) if seat not in present)
        return (*present, *later), later

    def later(self, table: Table) -> tuple[str, ...]:
        """Later parties that may sit in anywhere."""
        seats = [p.id for p in self.scenario.parties if p.role == "later" and p.id in self.present]
        if self.gate_open:
            return tuple(seats)
        return tuple(seat for seat in seats if self._admitted_early(seat, table))

    def _admitted_early(self, seat: str, table: Table) -> bool:
        stages = [stage for stage in self.scenario.stages if stage.gate.decider == seat and stage.admit]
        return any(stage.admit and self.holds(stage.admit, table) for stage in stages)

    def vetoes(self, decider: str) -> tuple[str, ...]:
        """Later parties whose consent is asked at every gate."""
        if not self.gate_open:
            return ()
        return tuple(seat for seat in self.later(Table()) if seat != decider)

    def roles(self, stage: Stage, present: tuple[str, ...], number: int) -> tuple[str, str]:
        """(proposer, decider) of a round."""
        if stage.proposer == "alternate":
            own = [seat for seat in stage.participants if seat in self.present]
            return own[(number - 1) % len(own)], own[number % len(own)]
        decider = stage.gate.decider or present[-1]
        if self.scenario.mediator in present and self.scenario.mediator is not None:
            return self.scenario.mediator, decider
        return next((seat for seat in present if seat != decider), decider), decider
