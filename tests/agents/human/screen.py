"""A terminal for tests: what is typed stands beforehand, and everything shown is kept in its order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from detente.agents.human.seat import HumanSeat
from detente.agents.human.terminal import People
from detente.llm.journal import Journal
from detente.scenario.model import Scenario
from detente.transcripts.acts import Act, Reply
from detente.transcripts.table import Table, View

Typed = str | type[BaseException]
"""A line, or what the keyboard raises instead."""


@dataclass
class Screen:
    """Reads what `answer` gives for a prompt, and keeps prompts and writings."""

    answer: Callable[[str], Typed]
    live: bool = False
    """Whether it shows the talks as they happen."""
    log: list[tuple[Literal["write", "ask"], str]] = field(default_factory=list)

    def read(self, prompt: str) -> str:
        """One line typed at a prompt."""
        self.log.append(("ask", prompt))
        typed = self.answer(prompt)
        if isinstance(typed, str):
            return typed
        raise typed

    def write(self, text: str) -> None:
        """Show a text."""
        self.log.append(("write", text))

    @property
    def people(self) -> People:
        """Whoever sits at this terminal."""
        return People(self.read, self.write, live=self.live)

    @property
    def asked(self) -> list[str]:
        """The prompts."""
        return [text for kind, text in self.log if kind == "ask"]

    @property
    def written(self) -> list[str]:
        """What was shown beside prompts."""
        return [text for kind, text in self.log if kind == "write"]

    @property
    def text(self) -> str:
        """All that was shown."""
        return "\n".join(text for _, text in self.log)


def lines(*typed: Typed, live: bool = False) -> Screen:
    """A screen at which these lines are typed one after the other, and no more."""
    left = iter(typed)

    def answer(prompt: str) -> Typed:
        found = next(left, None)
        assert found is not None, f"nothing is typed at {prompt!r}"
        return found

    return Screen(answer, live)


@dataclass
class Typist:
    """Types by what is asked: a prompt's beginning → a line; prose is one line and a dot."""

    says: dict[str, Typed]
    prose: str = "We hold to what we said."
    _open: bool = False

    def __call__(self, prompt: str) -> Typed:
        if prompt == "> ":
            self._open = not self._open
            return self.prose if self._open else "."
        return next((typed for begin, typed in self.says.items() if prompt.startswith(begin)), "")


def act_as(
    scenario: Scenario, act: Act, typed: Sequence[Typed] | Screen, table: Table | None = None
) -> tuple[Reply, Screen]:
    """Put an act to a person; returns the reply and the screen."""
    screen = typed if isinstance(typed, Screen) else lines(*typed)
    seat = HumanSeat(scenario, act.seat, screen.people, Journal())
    return asyncio.run(
        seat.act(act, View(act.seat, table or Table(stage=act.stage, round=act.round)))
    ), screen
