"""Asking a seat for one act: the reply has the right type, or the failure is an event and the talks pause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from detente.agents.agent import Agent, CannotAct
from detente.agents.allowed import problem
from detente.errors import SessionPaused
from detente.llm.journal import NotRecorded, Stale
from detente.orchestration.chamber import Chamber
from detente.transcripts import events as ev
from detente.transcripts.acts import (
    Act,
    Argue,
    Decide,
    Decision,
    Judgement,
    Read,
    Reading,
    Reply,
    Speak,
    Statement,
    Value,
    Weigh,
)
from detente.transcripts.grounding import ground
from detente.transcripts.table import Table, View

R = TypeVar("R", bound=Value)
Setback = CannotAct | SessionPaused | NotRecorded | Stale
"""Why there is no reply; kept until the act's turn comes, so that the order is the protocol's."""


@dataclass
class Asker:
    """Puts acts to agents. The only place where an agent is called."""

    chamber: Chamber
    agents: Mapping[str, Agent]
    analyst: Agent

    async def ask(self, act: Act, kind: type[R]) -> R:
        """The reply to an act. Raises SessionPaused after a fault event when there is no valid one."""
        return self.settle(act, await self.attempt(act, kind))

    async def attempt(self, act: Act, kind: type[R]) -> R | Setback:
        """The reply, or why there is none: for acts asked beside others, each settled when its turn comes."""
        failed = self.chamber.recorder.faults[act.slot]
        asked = act.model_copy(update={"occurrence": failed}) if failed else act
        view = self._view(asked)
        try:
            reply = await self._agent(asked).act(asked, view)
            return self._allowed(asked, reply, kind, view)
        except (CannotAct, SessionPaused, NotRecorded, Stale) as setback:
            return setback

    def settle(self, act: Act, outcome: R | Setback) -> R:
        """The reply that came of an attempt. Raises SessionPaused after a fault event when there is none."""
        self._recorded_faults(act)
        if isinstance(outcome, CannotAct):
            self._fault(act, outcome)
            raise SessionPaused(f"{act.actor} could not act at {act.slot}: {outcome}.") from outcome
        if isinstance(outcome, SessionPaused | NotRecorded | Stale):
            raise outcome
        return outcome

    def _agent(self, act: Act) -> Agent:
        return self.analyst if isinstance(act, Read) else self.agents[act.seat]

    def _view(self, act: Act) -> View:
        if isinstance(act, Read):
            return View(seat=act.seat, table=Table())
        return self.chamber.view(act.seat)

    def _allowed(self, act: Act, reply: Reply, kind: type[R], view: View) -> R:
        if not isinstance(reply, kind):
            expected, got = kind.__name__, type(reply).__name__
            raise CannotAct("wrong_reply", f"{act.slot} asks for a {expected} and got a {got}")
        wrong = problem(act, reply, self.chamber.scenario, view.table)
        if wrong:
            raise CannotAct("refused_reply", wrong)
        return reply

    def _recorded_faults(self, act: Act) -> None:
        """A resumed session holds the faults it paused on; they stay in the transcript."""
        while (line := self.chamber.recorder.upcoming()) is not None:
            event = ev.parse(line)
            if not isinstance(event, ev.FaultSeen) or event.slot != act.slot:
                return
            self.chamber.emit(
                ev.FaultSeen, event.body, actor=event.actor, slot=event.slot, audience=event.audience
            )

    def _fault(self, act: Act, failure: CannotAct) -> None:
        private = isinstance(act, Argue | Weigh)
        audience = (act.seat,) if private else self.chamber.stage_audience
        body = ev.FaultBody(kind=failure.kind, message=str(failure) if private else failure.told)
        self.chamber.emit(ev.FaultSeen, body, actor=act.actor, slot=act.slot, audience=audience)

    async def weigh(self, act: Weigh) -> Judgement:
        """The decider's judgement."""
        return await self.ask(act, Judgement)

    async def speak(self, act: Speak) -> Statement:
        """A seat's statement."""
        return await self.ask(act, Statement)

    async def decide(self, act: Decide) -> Decision:
        """A seat's decision."""
        return await self.ask(act, Decision)

    def grounded(self, act: Read, outcome: Reading | Setback) -> Reading:
        """The positions that an attempt at reading took from a statement, grounded in it."""
        return ground(self.settle(act, outcome), act.text, self.chamber.scenario)
