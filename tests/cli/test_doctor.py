"""`detente doctor`, and what a dry run expects of models."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.cli.conftest import Detente
from tests.faults.cases import act_of, completion
from tests.server.listener import serving
from tests.server.server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """A model that asks for no key."""
    with serving(Server()) as found:
        yield found


def test_a_sound_model_is_told_as_one(detente: Detente, server: Server) -> None:
    ran = detente("doctor", "--model", server.spec)
    assert ran.exit_code == 0, ran.output
    for words in (
        "by the provider's JSON schema",
        "taken up at every question",
        "about 84 calls",
        "not a forecast",
    ):
        assert words in " ".join(ran.stdout.split())
    assert [act_of(asked) for asked in server.asked] == ["", "argue", "speak", "decide", "read"]


@pytest.mark.parametrize(
    ("bounds", "modes", "found"),
    [
        (False, {"native", "text"}, {"mode": "native", "bounds": False}),
        (True, {"tools", "text"}, {"mode": "tools", "bounds": False}),
        (True, {"text"}, {"mode": "text", "bounds": True}),
    ],
)
def test_it_finds_the_structured_mode_that_works(
    bounds: bool, modes: set[str], found: dict[str, object], detente: Detente, server: Server
) -> None:
    server.bounds, server.modes = bounds, frozenset(modes)
    ran = detente("doctor", "--model", server.spec, "--scenario", "tiny", "--json")
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout)["structured"] == found


def test_a_model_that_refuses_the_subject_matter_fails_the_check(detente: Detente, server: Server) -> None:
    server.fault = lambda asked, server: (
        completion(asked, server, None, refusal="I cannot take part.") if act_of(asked) == "speak" else None
    )
    ran = detente("doctor", "--model", server.spec)
    assert ran.exit_code == 4
    assert "subject matter: refused" in ran.stdout
    assert "the model refused to answer" in ran.stderr


def test_usage_that_is_not_reported_is_said(detente: Detente, server: Server) -> None:
    server.usage = False
    found = json.loads(detente("doctor", "--model", server.spec, "--json").stdout)
    assert found["reports_usage"] is False
    assert found["bytes_a_token"] is None
    assert found["totals"]["tokens_in"] > 10_000


def test_a_cap_holds_for_the_doctor_too(detente: Detente, server: Server) -> None:
    ran = detente("doctor", "--model", server.spec, "--max-calls", "2")
    assert ran.exit_code == 3
    assert len(server.asked) == 2


def test_without_a_model_it_says_what_is_installed(detente: Detente, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "never-shown-0123")
    ran = detente("doctor")
    assert ran.exit_code == 0
    assert "SOME_API_KEY" in ran.stdout
    assert "never-shown" not in ran.stdout
    assert "langchain-anthropic: not installed" in ran.stdout
    assert json.loads(detente("doctor", "--json").stdout)["packages"]["openai"]


def test_the_baseline_needs_no_doctor(detente: Detente) -> None:
    ran = detente("doctor", "--model", "baseline")
    assert ran.exit_code == 2
    assert "only a language model needs a doctor" in ran.stderr


def test_a_dry_run_tells_calls_tokens_and_cost_and_asks_nothing(detente: Detente) -> None:
    args = ("run", "tiny", "--model", "openai:gpt-5-mini", "--seeds", "1-3", "--dry-run")
    one = json.loads(detente(*args[:4], "--dry-run", "--json").stdout)["models"]["openai:gpt-5-mini"]
    three = json.loads(detente(*args, "--json").stdout)["models"]["openai:gpt-5-mini"]
    assert one["calls"] > 0
    assert three == {name: pytest.approx(3 * value) for name, value in one.items()}
    ran = detente("run", "tiny", "--model", "openai:nobody", "--dry-run")
    assert "the price is unknown" in " ".join(ran.stdout.split())


def test_the_estimate_is_close_to_what_a_session_takes(detente: Detente, server: Server) -> None:
    planned = json.loads(detente("run", "tiny", "--model", server.spec, "--dry-run", "--json").stdout)
    ran = json.loads(detente("run", "tiny", "--model", server.spec, "--json").stdout)
    sent = [len(json.dumps(asked.body)) for asked in server.asked if act_of(asked)]
    assert ran["totals"]["calls"] == len(sent) + 1
    estimate = planned["models"]["openai:test"]
    assert estimate["tokens_in"] * 4 / estimate["calls"] == pytest.approx(sum(sent) / len(sent), rel=0.3)
