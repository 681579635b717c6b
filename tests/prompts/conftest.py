from __future__ import annotations

from dataclasses import replace

import pytest

from detente.scenario.model import Scenario
from tests.prompts.sessions import Told, models, talks


@pytest.fixture(scope="session")
def courses(ukraine: Scenario) -> dict[str, Told]:
    """Sessions that between them open every stage, seat every actor and ask for every act."""
    everybody = models(ukraine)
    return {
        "planned offers": talks(replace(everybody, offers="article")),
        "composed offers": talks(replace(everybody, offers="adaptive")),
        "Europe inside": talks(replace(everybody, offers="adaptive", world="europe-inside")),
        "without the mediator": talks(replace(everybody, without=("usa",), rounds=6)),
    }
