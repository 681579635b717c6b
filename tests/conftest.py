from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from detente.scenario import loader
from detente.scenario.model import Scenario

settings.register_profile(
    "modest",
    max_examples=12,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("modest")


@pytest.fixture(scope="session")
def tiny() -> Scenario:
    """Two towns, two issues, no mediator, no factions."""
    return loader.load("tiny")


@pytest.fixture(scope="session")
def ukraine() -> Scenario:
    """The large pack: a mediator, factions, a later party, ratifiers."""
    return loader.load("ukraine-2025")
