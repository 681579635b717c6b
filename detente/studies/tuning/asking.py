"""What a tuning asks beside its sessions: gold labels read, prompt tests, decisions under other wordings."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from detente.agents.agent import CannotAct
from detente.agents.persona.asking import ask
from detente.agents.persona.seat import PersonaSeat
from detente.agents.seats import ANALYST
from detente.llm.budget import Budget
from detente.llm.door import Door
from detente.orchestration.backstage import Backstage
from detente.prompts.paraphrases import paraphrased
from detente.prompts.render import Prompter
from detente.scenario.loader import load
from detente.studies.cases.expect import decision_in
from detente.studies.cases.model import Placed, load_cases
from detente.studies.cases.running import Asking, refuse_outage, verdicts
from detente.studies.gold import Label, load_gold
from detente.studies.moments import Moment, moments_of
from detente.studies.tuning.answers import Answers
from detente.studies.tuning.design import Cell
from detente.studies.tuning.measures import of_reading
from detente.studies.tuning.records import Record
from detente.studies.tuning.setting import Tuning
from detente.transcripts.acts import Decide, Read, Reading
from detente.transcripts.grounding import ground
from detente.transcripts.table import Table, View

__all__ = ["Beside", "Doing", "Unit", "steadiness"]

BEARING = ("variant", "model", "language")
"""Factors that bear on a reading or a prompt test; the others change sessions only."""
Doing = Callable[[], Awaitable[Iterable[Record]]]
"""Makes records."""
Unit = tuple[str, Doing]
"""A name, and what makes its records."""


@dataclass
class Beside:
    """Asks, keeps and pays what belongs to no session."""

    tuning: Tuning
    stage: Backstage
    answers: Answers
    purse: Budget

    @cached_property
    def labels(self) -> list[tuple[str, Label]]:
        """Labelled statements in the order of their files, each with a name that no other has."""
        found = [label for name in self.tuning.design.gold for label in load_gold(Path(name))]
        return [(f"{number} {label.id}", label) for number, label in enumerate(found, start=1)]

    @cached_property
    def cases(self) -> list[Placed]:
        """Prompt tests."""
        names = self.tuning.design.cases
        return load_cases([Path(name) for name in names]) if names else []

    def door(self, whose: str, seed: int) -> Door:
        """A door whose answers are kept under a name."""
        journal = self.answers.journal(whose)
        return Door(self.stage.providers, Budget(above=self.purse), journal, seed=seed, lazy=True)

    def units(self) -> list[Unit]:
        """What is asked for each combination of what bears on it, a seed at a time."""
        seen: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
        for factors in self.tuning.design.combinations():
            bearing = {name: level for name, level in factors.items() if name in BEARING}
            seen[tuple(bearing.items())] = bearing
        return [
            unit
            for factors in seen.values()
            for place, seed in enumerate(self.tuning.design.seeds)
            for unit in self._units(factors, place, seed)
        ]

    def _units(self, factors: Mapping[str, str], place: int, seed: int) -> list[Unit]:
        found: list[Unit] = []
        name = f"{', '.join(factors.values())}, seed {seed}"
        dealt = self.labels[place :: len(self.tuning.design.seeds)]
        if dealt:
            found.append((f"readings by {name}", lambda: self._read(factors, seed, dealt)))
        if self.cases:
            found.append((f"prompt tests of {name}", lambda: self._tested(factors, seed)))
        return found

    # -- gold labels ------------------------------------------------------------------------------

    async def _read(
        self, factors: Mapping[str, str], seed: int, labels: list[tuple[str, Label]]
    ) -> list[Record]:
        """Read labelled statements: each once in a combination, dealt to the seeds."""
        line, library = self.tuning.line(factors), self.tuning.library(factors)
        whose = f"reading {' '.join(factors.values())}"
        found = []
        for number, (name, label) in enumerate(labels):
            scenario = load(label.scenario)
            door = self.door(f"{whose} {name}", seed)
            reader = PersonaSeat(scenario, line, door, Prompter(library, scenario))
            act = Read(
                seat=label.seat,
                actor=ANALYST,
                stage="",
                round=0,
                speaker=label.seat,
                text=label.text,
                event=number,
            )
            try:
                reply = await reader.act(act, View(label.seat, Table()))
            except CannotAct as failure:
                refuse_outage(failure)
                reply = Reading()  # an analyst that gives no reading has read nothing
            assert isinstance(reply, Reading), "an analyst gives readings"
            value = of_reading(label, ground(reply, label.text, scenario), scenario)
            found.append(Record("f1", factors, f"{label.scenario}, {name}", value, f"{whose} {name}"))
        return found

    # -- prompt tests -----------------------------------------------------------------------------

    async def _tested(self, factors: Mapping[str, str], seed: int) -> list[Record]:
        line, library = self.tuning.line(factors), self.tuning.library(factors)
        whose = f"case {' '.join(factors.values())} {seed}"
        asking = Asking(
            library,
            line.spec.text,
            line.settings,
            self.stage.providers,
            self.purse,
            journal=lambda case: self.answers.journal(f"{whose} {case}"),
            first=seed,
        )
        return [
            Record(
                "cases",
                factors,
                f"{one.placed.case.id}, seed {seed}",
                one.share,
                f"{whose} {one.placed.case.id}",
            )
            for one in await verdicts(self.cases, asking)
        ]


async def steadiness(beside: Beside, cell: Cell, path: Path, seats: frozenset[str]) -> float | None:
    """The share of decisions of these seats that come out the same when the view is told in other words.

    None where nobody has decided, or nothing is asked again.
    """
    many = beside.tuning.design.paraphrases
    if not many:
        return None
    asked = await asyncio.to_thread(
        moments_of, path, lambda act: act.seat in seats and isinstance(act, Decide)
    )
    decided = [one for one in asked if one.reply is not None]
    same = [await _same(beside, cell, path, moment, number) for moment in decided for number in range(many)]
    return sum(same) / len(same) if same else None


async def _same(beside: Beside, cell: Cell, path: Path, moment: Moment, number: int) -> bool:
    tuning = beside.tuning
    library = paraphrased(tuning.library(cell.factors), number + 1)[number]
    door = beside.door(f"again {path.name} {number}", cell.seed)
    line = tuning.line(cell.factors)
    seat = PersonaSeat(moment.scenario, line, door, moment.prompter(library))
    question = seat.question(moment.act, moment.view)
    try:
        again = await ask(door, line, question, lambda data: seat.read(moment.act, moment.view, data))
    except CannotAct as failure:
        refuse_outage(failure)
        return False
    return moment.reply is not None and decision_in(moment.reply) == decision_in(again)
