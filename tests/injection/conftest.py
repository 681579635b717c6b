from __future__ import annotations

import pytest

from detente.agents.lexical import LexicalAnalyst
from detente.prompts.library import built_in
from detente.prompts.render import Prompter
from detente.scenario.model import Scenario
from tests.injection.sending import Sender


@pytest.fixture(scope="session")
def sender(ukraine: Scenario) -> Sender:
    """Models in every seat of the large pack, whose requests are kept."""
    return Sender(ukraine, Prompter(built_in(), ukraine))


@pytest.fixture(scope="session")
def lexical(ukraine: Scenario) -> LexicalAnalyst:
    """The analyst without a model."""
    return LexicalAnalyst(ukraine)
