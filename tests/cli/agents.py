"""Agents around the baseline's, for tests of commands: canaries in private fields, seats that cannot act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from detente.agents.agent import Agent, CannotAct
from detente.agents.seats import Cast
from detente.transcripts.acts import Act, Argue, Argument, Cause, Decision, Judgement, Reply, Statement
from detente.transcripts.table import View

CANARY = "canary-7f3a"


@dataclass
class Around:
    """An agent whose replies are changed on their way."""

    agent: Agent
    change: Callable[[Act, Reply], Reply]

    async def act(self, act: Act, view: View) -> Reply:
        """Do one thing."""
        return self.change(act, await self.agent.act(act, view))


def change_replies(monkeypatch: pytest.MonkeyPatch, change: Callable[[Act, Reply], Reply]) -> None:
    """Let every seat's replies go through `change`."""

    seated = Cast.seated

    def changed(cast: Cast, specs: Mapping[str, str]) -> dict[str, Agent]:
        return {name: Around(agent, change) for name, agent in seated(cast, specs).items()}

    monkeypatch.setattr(Cast, "seated", changed)


def with_canary(_act: Act, reply: Reply) -> Reply:
    """Plant the canary in every private word of a reply."""
    cause = (Cause(label=CANARY, amount=0.5),)
    if isinstance(reply, Argument):
        return reply.model_copy(update={"text": CANARY})
    if isinstance(reply, Judgement):
        return reply.model_copy(update={"reasons": (CANARY,), "instructions": CANARY, "causes": cause})
    if isinstance(reply, Statement):
        return reply.model_copy(update={"private_note": CANARY})
    if isinstance(reply, Decision):
        return reply.model_copy(update={"causes": cause})
    return reply


def mute_council(act: Act, reply: Reply) -> Reply:
    """A council that fails in the second round, with a private word in the failure."""
    if isinstance(act, Argue) and act.round == 2:
        raise CannotAct("refusal", f"it would only say {CANARY}")
    return reply


def mute(act: Act, reply: Reply) -> Reply:
    """Every seat fails in the third round."""
    if act.round == 3:
        raise CannotAct("refusal", "nothing was said")
    return reply
