from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from detente.scenario import loader
from detente.scenario.model import Scenario

PLUGIN = "detente.testing.plugin"
INSTALLED = any(entry.value == PLUGIN for entry in entry_points(group="pytest11"))
pytest_plugins = ["pytester"] if INSTALLED else ["pytester", PLUGIN]
"""Whoever installs detente has the plugin; a checkout that was installed before it was there has not."""

settings.register_profile(
    "modest",
    max_examples=12,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("modest")
signal.signal(signal.SIGINT, signal.default_int_handler)  # a script may have started us with Ctrl-C ignored


collect_ignore = [] if "SMALL_MODEL_PYTHON" in os.environ else ["model"]


@pytest.fixture(autouse=True)
def called(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Hosts that the test called: one that would leave this machine fails, and finds no key to do it with."""
    found: list[str] = []
    look_up = socket.getaddrinfo

    def guarded(host: Any, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - as the socket module has it
        name = host.decode() if isinstance(host, bytes) else host
        if name not in (None, "", "localhost", "127.0.0.1", "::1"):
            found.append(name)
            pytest.fail(f"a test that did not ask for a model calls {name}")
        return look_up(host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", guarded)
    for name in [name for name in os.environ if name.endswith("_API_KEY")]:
        monkeypatch.delenv(name)
    yield found
    if found:
        pytest.fail(f"a test that did not ask for a model calls {found[0]}")


@pytest.fixture(scope="session")
def tiny() -> Scenario:
    """Two towns, two issues, no mediator, no factions."""
    return loader.load("tiny")


@pytest.fixture(scope="session")
def ukraine() -> Scenario:
    """The large pack: a mediator, factions, a later party, ratifiers."""
    return loader.load("ukraine-2025")
