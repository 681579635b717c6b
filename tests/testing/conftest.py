from __future__ import annotations

import pytest

import detente.api
import detente.llm.openai_client
import detente.testing.assertions
import detente.testing.recorded  # noqa: F401 - pytester forgets what a run imports, and each would import it anew
from tests.conftest import INSTALLED, PLUGIN


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    """Somebody's test suite, with detente installed."""
    if not INSTALLED:
        pytester.makeconftest(f"pytest_plugins = [{PLUGIN!r}]")
    return pytester
