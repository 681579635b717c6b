"""Asking a seat for one act: the reply has the right type, or the failure is an event and the talks pause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from detente.agents.agent import Agent, CannotAct
from detente.errors import SessionPaused
from detente.orchestration.chamber import Chamber
from detente.orchestration.offers import unknown
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


@dataclass
class Asker:
    """Puts acts to agents. The only place where an agent is called."""

    chamber: Chamber
    agents: Mapping[str, Agent]
    analyst: Agent

    async def ask(self, act: Act, kind: type[R], check: Callable[[R], str] = lambda _: "") -> R:
        """The reply to an act. Raises SessionPaused after a fault event when there is no valid one."""
        return self.settle(act, await self.attempt(act, kind, check))

    async def attempt(
        self, act: Act, kind: type[R], check: Callable[[R], str] = lambda _: ""
    ) -> R | CannotAct:
        """The reply, or why there is none: for acts asked beside others, each settled when its turn comes."""
        try:
            reply = await self._agent(act).act(act, self._view(act))
            return self._typed(act, reply, kind, check)
        except CannotAct as failure:
            return failure

    def settle(self, act: Act, outcome: R | CannotAct) -> R:
        """The reply that came of an attempt. Raises SessionPaused after a fault event when there is none."""
        self._recorded_faults(act)
        if isinstance(outcome, CannotAct):
            self._fault(act, outcome)
            raise SessionPaused(f"{act.actor} could not act at {act.slot}: {outcome}.") from outcome
        return outcome

    def _agent(self, act: Act) -> Agent:
        return self.analyst if isinstance(act, Read) else self.agents[act.seat]

    def _view(self, act: Act) -> View:
        if isinstance(act, Read):
            return View(seat=act.seat, table=Table())
        return self.chamber.view(act.seat)

    @staticmethod
    def _typed(act: Act, reply: Reply, kind: type[R], check: Callable[[R], str]) -> R:
        if not isinstance(reply, kind):
            expected, got = kind.__name__, type(reply).__name__
            raise CannotAct("wrong_reply", f"{act.slot} asks for a {expected} and got a {got}")
        problem = check(reply)
        if problem:
            raise CannotAct("refused_reply", problem)
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
        body = ev.FaultBody(kind=failure.kind, message=str(failure))
        self.chamber.emit(ev.FaultSeen, body, actor=act.actor, slot=act.slot, audience=audience)

    async def weigh(self, act: Weigh) -> Judgement:
        """The decider's judgement."""
        return await self.ask(act, Judgement)

    async def speak(self, act: Speak) -> Statement:
        """A seat's statement."""
        return await self.ask(act, Statement)

    async def decide(self, act: Decide) -> Decision:
        """A seat's decision; a counter where none is allowed, or of unknown terms, is no valid reply."""
        scenario = self.chamber.scenario
        return await self.ask(act, Decision, lambda d: _allowed(act, d) or unknown(d.terms, scenario))

    def grounded(self, act: Read, outcome: Reading | CannotAct) -> Reading:
        """The positions that an attempt at reading took from a statement, grounded in it."""
        return ground(self.settle(act, outcome), act.text, self.chamber.scenario)


def _allowed(act: Decide, decision: Decision) -> str:
    if decision.answer == "counter" and (act.final or not act.may_counter):
        return "this gate takes accept or reject, not a counter-offer"
    return ""
