import pytest

from detente.scenario.loader import load
from detente.scenario.model import Scenario


@pytest.fixture(scope="session")
def pack() -> Scenario:
    return load("ukraine-2025")
