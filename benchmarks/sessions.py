"""Sessions of the baseline in memory, kept as short records: what a study runs and counts.

Nobody needs words where a schedule makes the offers: then seats are mute and nothing is read. Where the
mediator composes, or the two sides propose to each other, statements are made and read as in any session.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from detente.agents.agent import Agent
from detente.agents.baseline.seat import BaselineSeat, Chances
from detente.orchestration.chamber import Chamber, Rerun
from detente.orchestration.config import RunConfig
from detente.orchestration.talks import Talks
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Act, Argue, Argument, Judgement, Reading, Reply, Speak, Statement
from detente.transcripts.store import MemoryLog
from detente.transcripts.table import Table, View

OUTCOMES: tuple[ev.OutcomeClass, ...] = (
    "delivered",
    "undeliverable",
    "first_refused",
    "second_refused",
    "lapsed",
)


@dataclass(frozen=True)
class Cell:
    """One set of choices; a cell is run once for every draw of the priors."""

    world: str = "article"
    plan: str = "article"
    without: tuple[str, ...] = ()
    sets: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """A name for caches."""
        changed = ",".join(f"{path}={value}" for path, value in self.sets)
        return "|".join((self.world, self.plan, ",".join(self.without), changed))

    def where(self, path: str, value: str) -> Cell:
        """The same with one number set."""
        return replace(self, sets=(*(pair for pair in self.sets if pair[0] != path), (path, value)))


@dataclass(frozen=True)
class Record:
    """What is kept of one session."""

    outcome: str
    moscow: bool
    """Whether Russia accepted an offer, or had one accepted."""
    kyiv: bool
    start: float
    """The lean before anything was weighed."""
    lean: float
    """The lean at the end."""
    decided_at: float | None
    """The lean at Russia's last decision; None if it was never asked."""
    balance: float
    """Influence of the camp at +1 less that of the camp at −1, at the end."""
    rounds: int
    settled: int
    """Issues settled in the signed terms."""
    party: str = ""
    key: str = ""
    issue: str = ""
    change: str = ""
    """The smallest change that removes the first obstacle, as `I2=b I4=c`."""


class _Mute(BaselineSeat):
    """A baseline seat that decides as ever and says nothing."""

    async def act(self, act: Act, view: View) -> Reply:
        if isinstance(act, Speak):
            return Statement(text="(not said)")
        if isinstance(act, Argue):
            return Argument(text="(not said)")
        return await super().act(act, view)


class _Unread:
    """An analyst that reads nothing."""

    async def act(self, act: Act, view: View) -> Reply:
        return Reading()


def needs_words(scenario: Scenario, config: RunConfig) -> bool:
    """Whether outcomes may depend on what is said and read: somebody composes offers from it."""
    return scenario.plan(config.offers).kind != "schedule" or scenario.mediator in config.without


def with_words(scenario: Scenario, key: str) -> bool:
    """The same for a cell's key."""
    _, plan, without, _ = key.split("|", 3)
    return scenario.plan(plan).kind != "schedule" or scenario.mediator in without.split(",")


def run(config: RunConfig, *, words: bool | None = None) -> tuple[ev.Envelope, ...]:
    """The events of one session, of a checked configuration, in memory. Raises SessionPaused."""
    scenario, seats, seen = config.scenario, tuple(config.seating()), list[ev.Envelope]()
    chamber = Chamber(scenario, seats, Rerun([], MemoryLog()), (seen.append,))
    agents: dict[str, Agent] = {}
    analyst: Agent | None = None
    if not (needs_words(scenario, config) if words is None else words):
        chances = Chances(config.seed, config.replicate, config.offers)
        agents = {seat: _Mute(scenario, seat, config.numbers, chances) for seat in seats}
        analyst = _Unread()
    asyncio.run(Talks(config, chamber, agents, analyst).run())
    return tuple(seen)


def config_of(scenario: Scenario, cell: Cell, seed: int) -> RunConfig:
    """A cell's configuration for one draw of the priors."""
    return RunConfig(
        scenario,
        world=cell.world,
        offers=cell.plan,
        seed=seed,
        without=cell.without,
        sets=dict(cell.sets),
        draw_priors=True,
    )


def record(scenario: Scenario, cell: Cell, seed: int) -> Record:
    """Run one session and keep what counts."""
    config = config_of(scenario, cell, seed).checked()
    return kept(scenario, run(config), config.numbers.scalar("russia.leader.lean"))


def kept(scenario: Scenario, events: Sequence[ev.Envelope], start: float) -> Record:
    """What counts of a session's events."""
    table, decided_at, change = Table(), None, ""
    judged: Judgement | None = None
    for event in events:
        table.apply(event)
        if isinstance(event, ev.JudgementMade) and event.body.lean is not None:
            judged = event.body
        elif isinstance(event, ev.DecisionMade) and event.actor == "russia":
            decided_at = judged.lean if judged else start
        elif isinstance(event, ev.NoteKept) and event.body.kind == "blocked":
            change = " ".join(f"{issue}={option}" for issue, option in event.body.would_take.items())
    end = events[-1]
    assert isinstance(end, ev.SessionEnded), "a session ends with its last event"
    blocked = end.body.blocked_by or ev.Blocked()
    return Record(
        outcome=end.body.outcome_class,
        moscow="russia" in table.accepted,
        kyiv="ukraine" in table.accepted,
        start=round(start, 4),
        lean=judged.lean if judged and judged.lean is not None else round(start, 4),
        decided_at=decided_at,
        balance=_balance(scenario, judged),
        rounds=end.body.rounds,
        settled=len(end.body.settlement or {}),
        party=blocked.party,
        key=blocked.key,
        issue=blocked.issue or change.split("=")[0],
        change=change,
    )


def _balance(scenario: Scenario, judged: Judgement | None) -> float:
    party = scenario.party("russia")
    shares = judged.influence if judged else {}
    total = sum(party.pole(faction.camp) * shares.get(faction.id, 0.0) for faction in party.factions)
    return round(total, 4)
