"""Moments of a session: what was asked of whom, and what was seen then, found by running it again."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from detente.agents.agent import Agent, CannotAct
from detente.agents.persona.asking import Question
from detente.agents.persona.seat import PersonaSeat
from detente.errors import CheckFailed, SessionPaused
from detente.llm.door import Door, Line
from detente.llm.journal import Journal, NotRecorded, Stale
from detente.llm.loop import run_here
from detente.llm.specs import parse_spec
from detente.orchestration.backstage import Backstage, Crew
from detente.orchestration.chamber import Diverged, Rerun
from detente.orchestration.checking import difference_in, scenario_of, stale_in, talks_of, with_prompts
from detente.orchestration.config import RunConfig
from detente.prompts.library import Library
from detente.prompts.render import Prompter
from detente.scenario.model import Scenario
from detente.transcripts.acts import Act, Reply
from detente.transcripts.calls import parse_calls
from detente.transcripts.store import Folder, MemoryLog
from detente.transcripts.table import View

__all__ = ["Moment", "Wanted", "moments_of", "moments_played", "persona_of"]

NOBODY = Line(parse_spec("openai:nobody"))
"""The line of a seat that is only asked what it would be told."""
Wanted = Callable[[Act], bool]


@dataclass(frozen=True)
class Moment:
    """One act of a session: who was asked, and what was seen then."""

    who: str
    """Seat, or `analyst`."""
    act: Act
    view: View
    scenario: Scenario
    library: Library
    """The prompts in force then."""
    absent: frozenset[str] = frozenset()
    rounds: int | None = None
    reply: Reply | None = None
    """What was answered; None where nothing valid was."""

    def prompter(self, library: Library | None = None) -> Prompter:
        """Renders what is told at this moment, by its own prompts or by others."""
        return Prompter(library or self.library, self.scenario, self.absent, self.rounds)

    def question(self, library: Library | None = None) -> Question:
        """What a model is asked at this moment."""
        return persona_of(self.scenario, self.prompter(library)).question(self.act, self.view)


def persona_of(scenario: Scenario, prompter: Prompter) -> PersonaSeat:
    """A seat that can say what a model in it would be asked, and read what it answers."""
    return PersonaSeat(scenario, NOBODY, Door(), prompter)


@dataclass
class _Noting:
    """Lets an agent act, and keeps what it saw at the acts that are wanted."""

    who: str
    agent: Agent
    config: RunConfig
    library: Library
    wanted: Wanted
    into: list[Moment]

    async def act(self, act: Act, view: View) -> Reply:
        if not self.wanted(act):
            return await self.agent.act(act, view)
        absent = frozenset(set(self.config.scenario.seats) - self.config.seating().keys())
        seen = copy.deepcopy(view)
        moment = Moment(self.who, act, seen, self.config.scenario, self.library, absent, self.config.rounds)
        place = len(self.into)
        self.into.append(moment)
        reply = await self.agent.act(act, view)
        self.into[place] = replace(moment, reply=reply)
        return reply


def moments_of(path: Path, wanted: Wanted = lambda _: True) -> list[Moment]:
    """The moments of a recorded session, in the order they were asked in.

    Raises TranscriptError for what is no session, CheckFailed for one that does not come out the same again.
    """
    return run_here(_recorded(path, wanted))


def moments_played(config: RunConfig, wanted: Wanted = lambda _: True) -> list[Moment]:
    """The moments of a checked configuration's session, played in memory without any model."""
    return run_here(_played(config, wanted))


def _looking_on(wanted: Wanted, into: list[Moment]) -> Callable[[str, Agent, RunConfig, Library], Agent]:
    return lambda who, agent, config, library: _Noting(who, agent, config, library, wanted, into)


async def _recorded(path: Path, wanted: Wanted) -> list[Moment]:
    folder, found = Folder(path), list[Moment]()
    manifest = folder.manifest
    config = RunConfig.of(manifest, scenario_of(folder, manifest))
    journal = Journal.of(parse_calls(folder.call_lines()), closed=True)
    backstage = replace(with_prompts(Backstage(), path), around=_looking_on(wanted, found))
    crew, rerun = Crew.of(config, backstage, journal), Rerun(folder.lines(), None)
    try:
        await talks_of(crew, rerun, ()).run()
    except Diverged as difference:
        if difference.recorded:
            raise CheckFailed(difference_in(manifest, difference)) from difference
    except Stale as stale:
        raise CheckFailed(stale_in(manifest, stale)) from stale
    except (NotRecorded, SessionPaused, CannotAct):
        pass  # the record ends here
    return found


async def _played(config: RunConfig, wanted: Wanted) -> list[Moment]:
    found = list[Moment]()
    plain = replace(config, seats={}, model="baseline", analyst="lexical", models={})
    crew = Crew.of(plain, Backstage(around=_looking_on(wanted, found)), Journal())
    await talks_of(crew, Rerun([], MemoryLog()), ()).run()
    return found
