"""What a session runs with and never shows in its bytes: providers, people, caps, prompts; and its crew."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from detente.agents.agent import Agent
from detente.agents.baseline.seat import Chances
from detente.agents.human.terminal import People
from detente.agents.seats import ANALYST, Cast
from detente.llm.budget import Budget, Caps
from detente.llm.door import Door
from detente.llm.journal import Journal
from detente.llm.prices import Price
from detente.llm.providers import Providers
from detente.llm.specs import parse_spec
from detente.orchestration.config import RunConfig
from detente.prompts.library import Library, built_in
from detente.transcripts.changes import Change
from detente.transcripts.manifest import Manifest

__all__ = ["Around", "Backstage", "Crew", "prices_of", "recorded_caps"]

T = TypeVar("T")
Around = Callable[[str, Agent, RunConfig, Library], Agent]
"""(seat or `analyst`, its agent, what is in force, the prompts) → the agent to be asked in its place."""
LASTING = ("script", "replay")
"""Kinds of seats that remember what they have used up."""


@dataclass(frozen=True)
class Backstage:
    """What a process gives its sessions; many sessions may share it."""

    providers: Providers = field(default_factory=Providers)
    caps: Caps = field(default_factory=Caps)
    people: People = field(default_factory=People)
    library: Library = field(default_factory=built_in)
    purse: Budget | None = None
    """The budget of a set, which all of its sessions are paid from."""
    around: Around | None = None
    """What is put around each agent, if anything: whoever looks on has the words that were asked."""

    async def closing(self, doing: Coroutine[Any, Any, T]) -> T:
        """Await something, and close every connection when it is over: clients belong to one loop."""
        try:
            return await doing
        finally:
            await self.providers.close()


@dataclass(frozen=True)
class Crew:
    """One session's door to models, and its agents."""

    config: RunConfig
    door: Door
    people: People
    library: Library
    agents: Mapping[str, Agent]
    analyst: Agent
    around: Around | None = None

    @classmethod
    def of(
        cls, config: RunConfig, backstage: Backstage, journal: Journal, minutes_before: float = 0.0
    ) -> Crew:
        """Seat everybody."""
        door = Door(
            providers=backstage.providers,
            budget=Budget(backstage.caps, minutes_before=minutes_before, above=backstage.purse),
            journal=journal,
            prices=prices_of(config),
            replicate=config.replicate,
            seed=config.seed,
        )
        people = People(backstage.people.read, backstage.people.write, live=backstage.people.live)
        library, around = backstage.library, backstage.around
        return cls(
            config, door, people, library, *_seated(config, door, people, library, around), around=around
        )

    def after(self, change: Change) -> Crew:
        """The crew once a change is made: whoever is not touched by it keeps the seat."""
        config = self.config.after(change)
        self.door.replicate = config.replicate
        texts = {f"{name}.md": text for name, text in change.prompts.items()}
        library = Library({**self.library.files, **texts}) if texts else self.library
        agents, analyst = _seated(config, self.door, self.people, library, self.around)
        before = self.config.seating()
        kept = {
            name: self.agents[name]
            for name, spec in config.seating().items()
            if before.get(name) == spec and parse_spec(spec).kind in LASTING
        }
        return replace(self, config=config, library=library, agents={**agents, **kept}, analyst=analyst)

    async def ready(self) -> None:
        """Reach every model before the first seat speaks. Raises InputError with one sentence."""
        await self.door.ready(self.config.at_last.lines().values())

    def noted(self, manifest: Manifest) -> Manifest:
        """A manifest with what the session was asked with, and what it came to so far."""
        update = {
            "sent": {name: dict(found) for name, found in self.door.sent.items()},
            "totals": self.door.budget.totals,
        }
        return manifest.model_copy(update=update)


def _seated(
    config: RunConfig, door: Door, people: People, library: Library, around: Around | None
) -> tuple[dict[str, Agent], Agent]:
    cast = Cast(
        config.scenario,
        config.numbers,
        Chances(config.seed, config.replicate, config.offers),
        door,
        config.lines(),
        library,
        people,
        frozenset(config.scenario.seats) - config.seating().keys(),
        config.rounds,
    )
    agents, analyst = cast.seated(config.seating()), cast.analyst(config.analyst)
    if around is None:
        return agents, analyst
    looked_on = {name: around(name, agent, config, library) for name, agent in agents.items()}
    return looked_on, around(ANALYST, analyst, config, library)


def prices_of(config: RunConfig) -> dict[str, Price]:
    """SPEC → price, of everybody who is asked before or after a change."""
    lines = [*config.lines().values(), *config.at_last.lines().values()]
    return {line.spec.name: line.settings.price for line in lines if line.settings.price}


def recorded_caps(caps: Caps) -> dict[str, float]:
    """Caps as a manifest records them."""
    found = {"tokens": caps.tokens, "cost": caps.cost, "calls": caps.calls, "minutes": caps.minutes}
    return {name: value for name, value in found.items() if value is not None}
