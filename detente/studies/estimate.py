"""What a session would ask for, before anything is run: how many acts, and about how many tokens.

`acts` is an upper bound. `expected` rehearses the session with the baseline in every seat and renders what a
model would be asked at each act; how long its replies will be is not known, and a round number.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from detente.agents.agent import Agent
from detente.agents.persona.asking import Question
from detente.agents.persona.seat import PersonaSeat
from detente.llm.door import Door, Line
from detente.llm.journal import Journal
from detente.llm.loop import run_here
from detente.orchestration.backstage import Backstage, Crew
from detente.orchestration.chamber import Rerun
from detente.orchestration.checking import talks_of
from detente.orchestration.config import RunConfig
from detente.orchestration.parties import Attendance
from detente.prompts.library import Library, built_in
from detente.prompts.render import Prompter
from detente.transcripts.acts import Act, Reply
from detente.transcripts.calls import Usage
from detente.transcripts.store import MemoryLog
from detente.transcripts.table import Table, View

__all__ = ["BYTES_A_TOKEN", "Expected", "Put", "acts", "expected", "rehearsed"]

BYTES_A_TOKEN = 4.0
"""Of English prose, roughly; `detente doctor` measures it for a model."""
REPLY_TOKENS: Mapping[str, int] = {
    "argument": 150,
    "judgement": 150,
    "statement": 250,
    "offer": 400,
    "decision": 200,
    "reading": 300,
}
"""Tokens of a reply of usual length, for models that do not think aloud first."""


def acts(config: RunConfig) -> dict[str, int]:
    """Kind of act → how many there are at most, if every stage opens and runs all its rounds.

    `config` is a checked one. Answers asked of others than a stage's decider are not counted.
    """
    scenario = config.scenario
    attendance = Attendance.of(config)
    composed = scenario.plan(config.offers).kind == "adaptive"
    found: Counter[str] = Counter()
    for stage in attendance.sequence():
        present, _ = attendance.participants(stage, Table())
        rounds = min(stage.rounds, config.rounds or stage.rounds)
        councils = [scenario.party(seat).factions for seat in present]
        found["propose"] += rounds if composed or stage.proposer == "alternate" else 0
        found["argue"] += rounds * sum(map(len, councils))
        found["weigh"] += rounds * sum(1 for factions in councils if factions)
        found["speak"] += rounds * len(present)
        found["read"] += rounds * len(present)
        found["decide"] += rounds if stage.gate.ask == "every_round" else 1
    return {kind: number for kind, number in found.items() if number}


# -- a rehearsal ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Put:
    """A question that a model would be asked."""

    who: str
    """Seat, or `analyst`."""
    act: Act
    question: Question
    line: Line

    @property
    def prompt_bytes(self) -> int:
        """UTF-8 bytes of what is sent."""
        asked = self.question
        sent = asked.system + asked.turn + json.dumps(asked.shape.schema)
        return len(sent.encode("utf-8", errors="surrogatepass"))


@dataclass
class _Rehearsing:
    """Lets the baseline act, and notes what a model would have been asked."""

    who: str
    baseline: Agent
    persona: PersonaSeat
    line: Line
    into: list[Put]

    async def act(self, act: Act, view: View) -> Reply:
        self.into.append(Put(self.who, act, self.persona.question(act, view), self.line))
        return await self.baseline.act(act, view)


def rehearsed(config: RunConfig, library: Library | None = None) -> list[Put]:
    """Every question that the models of a checked configuration would be asked, were its seats baseline."""
    return run_here(_rehearse(config, library or built_in()))


async def _rehearse(config: RunConfig, library: Library) -> list[Put]:
    plain = replace(config, seats={}, model="baseline", analyst="lexical", models={})
    found, lines = list[Put](), config.lines()
    absent = frozenset(config.scenario.seats) - config.seating().keys()
    prompter = Prompter(library, config.scenario, absent, config.rounds)

    def noted(who: str, agent: Agent, _: RunConfig, __: Library) -> Agent:
        if who not in lines:
            return agent
        persona = PersonaSeat(config.scenario, lines[who], Door(), prompter)
        return _Rehearsing(who, agent, persona, lines[who], found)

    crew = Crew.of(plain, Backstage(around=noted), Journal())
    await talks_of(crew, Rerun([], MemoryLog()), ()).run()
    return found


@dataclass(frozen=True)
class Expected:
    """About what a model would be asked and answer, and what that costs."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = 0.0
    """US dollars; None when a price is unknown. Nothing is taken off for cached tokens."""

    @property
    def words(self) -> str:
        """In words."""
        cost = "the price is unknown" if self.cost is None else f"about ${self.cost:.2f}"
        return (
            f"about {self.calls:,} calls, {self.tokens_in:,} tokens in and {self.tokens_out:,} out; {cost}, "
            "before any discount for cached tokens"
        )

    def plus(self, other: Expected, times: int = 1) -> Expected:
        """With as many more."""
        known = self.cost is not None and other.cost is not None
        return Expected(
            self.calls + times * other.calls,
            self.tokens_in + times * other.tokens_in,
            self.tokens_out + times * other.tokens_out,
            (self.cost or 0.0) + times * (other.cost or 0.0) if known else None,
        )


def expected(puts: Iterable[Put], bytes_a_token: float = BYTES_A_TOKEN) -> dict[str, Expected]:
    """SPEC without address → about what its model would be asked, for the questions of a rehearsal."""
    found: dict[str, Expected] = {}
    for put in puts:
        usage = Usage(
            tokens_in=round(put.prompt_bytes / bytes_a_token),
            tokens_out=REPLY_TOKENS[put.question.shape.name],
        )
        price = put.line.settings.price
        cost = price.of(usage) if price else None
        one = Expected(1, usage.tokens_in, usage.tokens_out, cost)
        name = put.line.spec.name
        found[name] = found.get(name, Expected()).plus(one)
    return found
