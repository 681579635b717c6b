"""Sessions played once, in memory, for the tests that look at what is shown of them."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest
from rich.console import Console

from detente.orchestration.config import RunConfig
from detente.orchestration.session import play
from detente.scenario.model import Scenario
from detente.transcripts.events import Event
from detente.transcripts.manifest import Manifest
from detente.transcripts.render.blocks import Page
from detente.transcripts.render.terminal import screen
from detente.transcripts.store import read_events


@dataclass(frozen=True)
class Session:
    """What a page is made from."""

    manifest: Manifest
    scenario: Scenario
    events: list[Event]


def played(scenario: Scenario, seed: int = 1, **choices: object) -> Session:
    """A baseline session."""
    config = RunConfig(scenario=scenario, seed=seed, **choices)  # type: ignore[arg-type]
    done = play(config)
    return Session(done.manifest, scenario, read_events(list(done.lines)))


def text_of(page: Page, width: int = 80) -> str:
    """A page as a terminal without colours shows it, with its lines joined."""
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False)
    console.print(screen(page))
    assert isinstance(console.file, io.StringIO)
    return " ".join(console.file.getvalue().split())


@pytest.fixture(scope="session")
def towns(tiny: Scenario) -> Session:
    """A short session: two towns, no factions."""
    return played(tiny)


@pytest.fixture(scope="session")
def talks(ukraine: Scenario) -> Session:
    """A long session: a mediator, councils, ratifiers."""
    return played(ukraine, rounds=2)
