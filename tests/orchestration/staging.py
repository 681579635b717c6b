"""Sessions staged in memory, with agents of a test's own beside or around the baseline's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from detente.agents.agent import Agent
from detente.agents.baseline.seat import Chances
from detente.agents.seats import Cast
from detente.errors import SessionPaused
from detente.orchestration.chamber import Chamber, Rerun
from detente.orchestration.config import RunConfig
from detente.orchestration.talks import Talks
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Act, Decide, Decision, Read, Reading, Reply
from detente.transcripts.store import MemoryLog
from detente.transcripts.table import View

Answering = Callable[[Act, View], Reply]
E = TypeVar("E", bound=ev.Envelope)

ALL_KEYS = {
    f"{key}.consent": "1" for key in ("congress", "nato_32", "ua_parliament", "ua_referendum", "eu_27")
}
"""`--set` for ratifiers that give every key they can bear."""


@dataclass(frozen=True)
class Staged:
    """What came of a staged session."""

    lines: tuple[bytes, ...]
    paused: SessionPaused | None = None

    @cached_property
    def events(self) -> list[ev.Event]:
        """The transcript."""
        return [ev.parse(line) for line in self.lines]

    def of(self, kind: type[E], actor: str = "") -> list[E]:
        """The events of one kind, of one actor if named."""
        return [e for e in self.events if isinstance(e, kind) and actor in ("", e.actor)]

    @property
    def end(self) -> ev.EndedBody:
        """How the talks ended."""
        assert self.paused is None, self.paused
        return self.of(ev.SessionEnded)[0].body

    @property
    def stages(self) -> list[str]:
        """The stages that were opened, in order."""
        return [event.stage for event in self.of(ev.StageOpened)]


def stage(
    config: RunConfig,
    agents: Mapping[str, Agent] | None = None,
    analyst: Agent | None = None,
    recorded: Sequence[bytes] = (),
) -> Staged:
    """Run a session in memory; `agents` replace the baseline's in the seats they name."""
    config, log = config.checked(), MemoryLog()
    chamber = Chamber(config.scenario, tuple(config.seating()), Rerun(recorded, log))
    talks = Talks(config, chamber, {**baseline(config), **(agents or {})}, analyst)
    try:
        asyncio.run(talks.run())
    except SessionPaused as paused:
        return Staged((*recorded, *log.lines), paused)
    return Staged((*recorded, *log.lines))


def baseline(config: RunConfig) -> dict[str, Agent]:
    """The baseline's agents for a configuration."""
    config = config.checked()
    chances = Chances(config.seed, config.replicate, config.offers)
    return Cast(config.scenario, config.numbers, chances).seated(config.seating())


@dataclass
class Instead:
    """An agent that answers some acts otherwise, and leaves the rest to another; keeps what it was asked."""

    agent: Agent
    answers: Mapping[type[Act], Answering]
    asked: list[tuple[Act, View]] = field(default_factory=list)

    async def act(self, act: Act, view: View) -> Reply:
        """Do one thing."""
        self.asked.append((act, view))
        answer = self.answers.get(type(act))
        return answer(act, view) if answer else await self.agent.act(act, view)


def instead(config: RunConfig, seat: str, answers: Mapping[type[Act], Answering]) -> Instead:
    """The baseline's agent of a seat, answering some acts otherwise."""
    return Instead(baseline(config)[seat], answers)


def yes(_act: Act, _view: View) -> Reply:
    """Accept whatever is offered."""
    return Decision(answer="accept")


def no(_act: Act, _view: View) -> Reply:
    """Refuse whatever is offered."""
    return Decision(answer="reject")


class Silent:
    """An analyst that finds nothing: for tests that do not look at readings, because it is fast."""

    async def act(self, act: Act, view: View) -> Reply:
        """Read nothing."""
        assert isinstance(act, Read)
        return Reading()


def run(scenario: Scenario, seed: int = 1, **choices: object) -> RunConfig:
    """A configuration with its defaults filled in."""
    return RunConfig(scenario=scenario, seed=seed, **choices).checked()  # type: ignore[arg-type]


def answered(config: RunConfig, analyst: Agent | None = None, **answers: Answering) -> Staged:
    """A session in which some seats decide as told."""
    seats = baseline(config)
    agents = {seat: Instead(seats[seat], {Decide: answer}) for seat, answer in answers.items()}
    return stage(config, agents, analyst or Silent())


def decisions(staged: Staged) -> list[tuple[str, str, str]]:
    """(stage, seat, answer), in order."""
    return [(e.stage, e.actor, e.body.answer) for e in staged.of(ev.DecisionMade)]
