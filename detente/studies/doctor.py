"""Trying a model out before a session rests on it: real questions of a scenario, put once each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from detente.agents.agent import CannotAct
from detente.agents.persona.asking import ask
from detente.agents.persona.replies import reply_to
from detente.llm.budget import Budget
from detente.llm.door import Door
from detente.llm.loop import run_here
from detente.llm.ways import Way
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.studies.estimate import BYTES_A_TOKEN, Expected, Put, expected, rehearsed
from detente.studies.reading import With
from detente.transcripts.acts import Argue, Decide, Read, Reading, Reply, Speak
from detente.transcripts.manifest import NOTICE, Totals

__all__ = ["Health", "Tried", "examined"]

TRIED = (Argue, Speak, Decide, Read)
FIRST_WORDS = 160
"""Characters of a reply that are shown, for people to judge."""
UNWILLING = frozenset({"refusal", "filtered"})


@dataclass(frozen=True)
class Tried:
    """One question that was put, and what came of it."""

    act: str
    who: str
    kind: str = "ok"
    """Or the kind of the failure."""
    message: str = ""
    words: str = ""
    """The beginning of the reply."""


@dataclass(frozen=True)
class Health:
    """What was found out about a model."""

    spec: str
    way: Way
    reports_usage: bool
    tried: Sequence[Tried]
    totals: Totals
    bytes_a_token: float | None
    """Bytes of a prompt for one token; None when no usage is reported."""
    session: Expected
    """About what one session of the scenario takes."""

    @property
    def willing(self) -> bool:
        """Whether it spoke about the subject matter at every question."""
        return not any(one.kind in UNWILLING for one in self.tried)

    @property
    def sound(self) -> bool:
        """Whether every question was answered as it must be."""
        return all(one.kind == "ok" for one in self.tried)

    def answer(self) -> dict[str, Any]:
        """The object given with --json."""
        return {
            "schema": 1,
            "notice": NOTICE,
            "model": self.spec,
            "sound": self.sound,
            "willing": self.willing,
            "structured": {"mode": self.way.mode, "bounds": self.way.bounds},
            "reports_usage": self.reports_usage,
            "tried": [vars(one) for one in self.tried],
            "totals": self.totals.model_dump(mode="json"),
            "bytes_a_token": self.bytes_a_token,
            "session": vars(self.session),
        }


def examined(scenario: Scenario, spec: str, with_: With) -> Health:
    """Reach a model, put a few real questions to it, and tell what a session would take.

    Raises InputError when it cannot be reached, SessionPaused when a cap stands in the way.
    """
    config = RunConfig(scenario=scenario, model=spec, analyst=spec, models={spec: with_.settings}).checked()
    return run_here(_examine(config, rehearsed(config), with_))


async def _examine(config: RunConfig, puts: Sequence[Put], with_: With) -> Health:
    line = puts[0].line
    door = Door(with_.providers, Budget(with_.caps))
    try:
        await door.ready([line])
        provider = with_.providers.provider(line.spec, line.settings)
        way, reports = provider.way, provider.reports_usage
        assert way is not None
        before = door.budget.totals
        firsts = (next((put for put in puts if isinstance(put.act, kind)), None) for kind in TRIED)
        chosen = [put for put in firsts if put is not None]
        tried = [await _try(config, door, put) for put in chosen]
    finally:
        await with_.providers.close()
    totals = door.budget.totals
    ratio = _ratio(chosen, tried, totals.tokens_in - before.tokens_in) if reports else None
    session = expected(puts, ratio or BYTES_A_TOKEN)[line.spec.name]
    return Health(line.spec.name, way, reports, tried, totals, ratio, session)


async def _try(config: RunConfig, door: Door, put: Put) -> Tried:
    kind = type(put.act).__name__.lower()
    who = put.who if isinstance(put.act, Read) else put.act.actor
    try:
        reply = await ask(door, put.line, put.question, lambda data: reply_to(put.act, data, config.scenario))
    except CannotAct as failure:
        return Tried(kind, who, failure.kind, str(failure))
    return Tried(kind, who, words=_words(reply))


def _words(reply: Reply) -> str:
    if isinstance(reply, Reading):
        return f"{len(reply.positions)} positions, the answer is read as {reply.answer}"
    text = " ".join(str(getattr(reply, "text", "")).split())
    return text if len(text) <= FIRST_WORDS else f"{text[:FIRST_WORDS].rstrip()} …"


def _ratio(puts: Sequence[Put], tried: Sequence[Tried], tokens: int) -> float | None:
    """Bytes a token over the questions, when each was put once."""
    if tokens <= 0 or any(one.kind != "ok" for one in tried):
        return None
    return round(sum(put.prompt_bytes for put in puts) / tokens, 2)
