"""The tests' own guard: a call to a real provider that no test asked for fails at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from detente.errors import InputError
from detente.llm.chat import Message, Request
from detente.llm.failures import ModelFailure
from detente.llm.langchain_client import LangChainModel, named
from detente.llm.openai_client import OpenAIModel
from detente.llm.providers import Adapter
from detente.orchestration.config import RunConfig
from detente.orchestration.session import play
from detente.scenario.model import Scenario

ASKED = Request(messages=(Message(role="user", text="Hello"),), reply="r", reply_schema={}, max_tokens=9)


def direct() -> Adapter:
    """The openai client, at its real address."""
    return OpenAIModel("gpt-5-mini", api_key="none for tests")


def through_langchain() -> Adapter:
    """LangChain's, at the same."""
    return LangChainModel(named("openai", "gpt-5-mini", {"api_key": "none for tests"}))


@pytest.mark.parametrize("make", [direct, through_langchain])
def test_a_call_to_a_real_provider_is_stopped_and_noted(
    make: Callable[[], Adapter], called: list[str]
) -> None:
    model = make()
    with pytest.raises((pytest.fail.Exception, ModelFailure)):
        asyncio.run(model.ask(ASKED.model_copy(update={"mode": "text"})))
    assert called == ["api.openai.com"]
    called.clear()  # a name that is left here fails the test at its end


@pytest.mark.detente_model("the guard behind the permit is what is tried")
def test_a_session_that_would_make_one_fails(
    tiny: Scenario, monkeypatch: pytest.MonkeyPatch, called: list[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none for tests")
    with pytest.raises(pytest.fail.Exception, match="did not ask for a model"):
        play(RunConfig(scenario=tiny, model="openai:gpt-5-mini"))
    called.clear()


def test_and_before_it_is_made_it_is_refused(tiny: Scenario, called: list[str]) -> None:
    with pytest.raises(InputError, match=r"only models on this machine are asked in these tests"):
        play(RunConfig(scenario=tiny, model="openai:gpt-5-mini"))
    assert called == []
