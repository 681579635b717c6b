"""Whole sessions with a model in every seat; every request is kept with the actor it was put to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from detente.agents.human.terminal import People
from detente.llm.chat import Request
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.orchestration import session
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from tests.server.negotiator import reply

MODEL = "openai:test"
_PART = re.compile(r"Your part: \*\*(.+?)\*\*")
_ROUND = re.compile(r", round (\d+) of (\d+)\. At the table:")
Made = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One request, and whom it was put to: an actor, `analyst`, or `probe`."""

    actor: str
    request: Request

    @property
    def seat(self) -> str:
        """The actor's party."""
        return self.actor.partition(".")[0]

    @property
    def act(self) -> str:
        """The name of the reply asked for, as `statement`."""
        return self.request.reply

    @property
    def system(self) -> str:
        """The stable message."""
        return self.request.messages[0].text

    @property
    def turn(self) -> str:
        """The last message."""
        return self.request.messages[-1].text

    @cached_property
    def text(self) -> str:
        """All that is sent in words."""
        return "\n".join(message.text for message in self.request.messages)

    @property
    def round(self) -> int:
        """The round it is asked in; 0 where the turn does not say."""
        return self._rounds[0]

    @property
    def last(self) -> bool:
        """Whether it is the stage's last round."""
        return self._rounds[0] == self._rounds[1]

    @cached_property
    def _rounds(self) -> tuple[int, int]:
        found = _ROUND.search(self.turn)
        return (int(found[1]), int(found[2])) if found else (0, -1)

    @property
    def may_counter(self) -> bool:
        """Whether a decision may put terms of its own."""
        return "counter" in self.request.reply_schema["properties"]["answer"]["enum"]

    def has(self, needle: str) -> bool:
        """Whether a word stands in any message."""
        return needle in self.text


Change = Callable[[Asked, Made], Made]


@dataclass
class Told:
    """What came of a session."""

    asked: list[Asked] = field(default_factory=list)
    lines: Sequence[bytes] = ()

    @cached_property
    def events(self) -> list[ev.Event]:
        """The transcript."""
        return [ev.parse(line) for line in self.lines]

    def of(self, actor: str) -> list[Asked]:
        """What one actor was asked."""
        return [asked for asked in self.asked if asked.actor == actor]

    @property
    def actors(self) -> set[str]:
        """Everybody who was asked anything in the talks."""
        return {asked.actor for asked in self.asked} - {"probe"}


def steady(asked: Asked, made: Made) -> Made:
    """Counter while there is time, accept in the last round: every stage is gone through to its end."""
    if asked.act != "decision":
        return made
    if asked.last or not asked.may_counter:
        return {**made, "answer": "accept", "terms": [], "would_take": []}
    return {**made, "answer": "counter", "terms": ["I18.b"]}


def models(scenario: Scenario) -> RunConfig:
    """A configuration with a model in every seat, and as the analyst."""
    return RunConfig(scenario=scenario, model=MODEL, analyst=MODEL)


def talks(config: RunConfig, change: Change = steady, people: People | None = None) -> Told:
    """Run a session whose models answer like the test server's, each answer changed on its way."""
    told = Told()
    names = {persona.name: actor for actor, persona in config.scenario.personas.items()}

    def says(request: Request) -> Made:
        asked = Asked(_actor(request, names), request)
        told.asked.append(asked)
        return change(asked, reply(request.reply_schema, asked.system, asked.turn))

    providers = Providers(make=lambda *_: FakeModel(says))
    told.lines = session.play(config, backstage=Backstage(providers, people=people or People())).lines
    return told


def _actor(request: Request, names: Mapping[str, str]) -> str:
    if request.reply in ("probe", "reading"):
        return {"probe": "probe", "reading": "analyst"}[request.reply]
    found = _PART.search(request.messages[0].text)
    assert found, "a seat is told who it is"
    return names[found[1]]
