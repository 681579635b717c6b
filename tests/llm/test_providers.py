"""Providers: one adapter for each model, limits by host, whose key is sent, and the wrappers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from detente.errors import InputError
from detente.llm import langchain_client, openai_client
from detente.llm.budget import Budget
from detente.llm.failures import ModelFailure
from detente.llm.fakes import FakeModel
from detente.llm.providers import Provider, Providers, Record, adapter
from detente.llm.retry import Patience
from detente.llm.settings import ModelSettings
from detente.llm.specs import Spec, parse_spec
from detente.transcripts.calls import Answer, Usage
from tests.llm.asking import Never, answer, in_turn, passes, question

HERE = "http://127.0.0.1:8080/v1"
READY = {"answer": "ready", "marks": ["ready"]}
DEFAULT = ModelSettings()


@dataclass
class Making:
    """Makes adapters, and remembers for whom."""

    made: list[str] = field(default_factory=list)
    models: list[FakeModel] = field(default_factory=list)
    closed: int = 0

    def __call__(self, spec: Spec, settings: ModelSettings, keys: Mapping[str, str]) -> FakeModel:
        """Make one."""
        self.made.append(spec.text)
        making = self

        class Closing(FakeModel):
            async def close(self) -> None:
                making.closed += 1

        self.models.append(Closing(lambda _: READY))
        return self.models[-1]


def providers_of(*texts: str, making: Making | None = None) -> list[Provider]:
    """The providers of some SPECs of one process."""
    known = Providers(making or Making())
    return [known.provider(parse_spec(text), DEFAULT) for text in texts]


@dataclass
class Kept:
    """Stands in for a client's class: keeps what it is made with."""

    given: tuple[object, ...] = ()
    named: dict[str, object] = field(default_factory=dict)

    def __call__(self, *given: object, **named: object) -> Kept:
        """Keep it."""
        self.given, self.named = given, named
        return self


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key is in the environment."""
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)


# -- who is who ----------------------------------------------------------------------------------------


def test_a_model_has_one_adapter_however_often_it_is_asked_for() -> None:
    making = Making()
    first, second = providers_of("openai:small", "openai:small", making=making)
    assert first is second
    assert making.made == ["openai:small"]


def test_other_settings_make_another_provider_under_the_same_limits() -> None:
    known = Providers(Making())
    spec = parse_spec("openai:small")
    first = known.provider(spec, DEFAULT)
    second = known.provider(spec, ModelSettings(params={"temperature": 1}))
    assert first is not second
    assert first.limits is second.limits


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("openai:small", "openai:large", True),
        (f"openai:small@{HERE}", f"openai:large@{HERE}", True),
        (f"openai:small@{HERE}", "openai:small@http://127.0.0.1:8080/other", True),
        (f"openai:small@{HERE}", "openai:small@http://127.0.0.1:8081/v1", False),
        (f"openai:small@{HERE}", "openai:small", False),
        ("openai:small", "anthropic:large", False),
        ("anthropic:small", "anthropic:large", True),
    ],
)
def test_models_of_one_host_share_its_limits(one: str, other: str, shared: bool) -> None:
    first, second = providers_of(one, other)
    assert (first.limits is second.limits) == shared


def test_models_of_one_host_are_never_asked_more_at_once_than_it_allows() -> None:
    async def asked() -> list[int]:
        models = [Never(), Never()]
        left = list(models)
        known = Providers(lambda *_: left.pop())
        settings = ModelSettings(at_once=3)
        tasks = [
            asyncio.create_task(
                known.provider(parse_spec(text), settings)
                .stack(Budget(), Record(), Patience())
                .ask(question())
            )
            for text in ("openai:small", "openai:large") * 4
        ]
        await passes()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return [model.asked for model in models]

    assert sum(asyncio.run(asked())) == 3


def test_an_object_is_found_by_its_name() -> None:
    model = in_turn(answer())
    known = Providers(Making(), objects={"Chat": model})
    assert known.provider(parse_spec("object:Chat"), DEFAULT).adapter is model
    with pytest.raises(InputError, match=r"^object:Other was handed over in Python"):
        known.provider(parse_spec("object:Other"), DEFAULT)


def test_closing_closes_every_adapter_and_forgets_it() -> None:
    making = Making()
    known = Providers(making)
    before = [known.provider(parse_spec(text), DEFAULT) for text in ("openai:small", "openai:large")]
    asyncio.run(known.close())
    assert making.closed == 2
    assert known.provider(parse_spec("openai:small"), DEFAULT) is not before[0]


# -- keys ----------------------------------------------------------------------------------------------


@pytest.mark.detente_model("adapters are made, none is asked")
def test_without_a_key_it_is_said_which_one_to_set() -> None:
    with pytest.raises(InputError, match=r"^openai:small needs a key: set OPENAI_API_KEY in "):
        adapter(parse_spec("openai:small"), DEFAULT, {})


@pytest.mark.detente_model("adapters are made, none is asked")
@pytest.mark.parametrize(
    ("environment", "file", "used"), [("abc", "", "abc"), ("", "def", "def"), ("abc", "def", "abc")]
)
def test_a_key_of_the_environment_counts_more_than_one_of_a_file(
    environment: str, file: str, used: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept()
    monkeypatch.setattr(openai_client, "OpenAIModel", kept)
    monkeypatch.setenv("OPENAI_API_KEY", environment)
    adapter(parse_spec("openai:small"), DEFAULT, {"OPENAI_API_KEY": file} if file else {})
    assert kept.given == ("small",)
    assert kept.named == {"base_url": None, "api_key": used, "params": {}}


def test_a_server_of_ones_own_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept()
    monkeypatch.setattr(openai_client, "OpenAIModel", kept)
    settings = ModelSettings(params={"temperature": 0.5})
    adapter(parse_spec(f"openai:small@{HERE}"), settings, {})
    assert kept.named == {"base_url": HERE, "api_key": "", "params": {"temperature": 0.5}}


@pytest.mark.detente_model("adapters are made, none is asked")
@pytest.mark.parametrize(
    ("text", "settings", "keys", "params"),
    [
        ("anthropic:large", {}, {}, {"max_tokens": 4096, "timeout": 120}),
        ("anthropic:large", {"max_tokens": 9000, "deadline": 5}, {}, {"max_tokens": 9000, "timeout": 5}),
        ("ollama:large", {"max_tokens": 10}, {}, {"num_predict": 4096, "timeout": 120}),
        (
            "anthropic:large",
            {"params": {"temperature": 1}},
            {"ANTHROPIC_API_KEY": "abc", "OPENAI_API_KEY": "def"},
            {"max_tokens": 4096, "timeout": 120, "temperature": 1, "api_key": "abc"},
        ),
    ],
)
def test_a_provider_of_langchain_gets_its_parameters_and_its_own_key_only(
    text: str,
    settings: dict[str, Any],
    keys: dict[str, str],
    params: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = Kept()
    monkeypatch.setattr(langchain_client, "named", kept)
    adapter(parse_spec(text), ModelSettings.model_validate(settings), keys)
    provider, _, model = text.partition(":")
    assert kept.given == (provider, model, params)


# -- the wrappers --------------------------------------------------------------------------------------


def test_every_try_is_paid_and_kept() -> None:
    cut = ModelFailure("cut", billed=True, retry_after=0)
    busy = ModelFailure("busy", retry_after=0)
    budget, record = Budget(), Record()
    provider = Providers(
        lambda *_: in_turn(cut, busy, answer(usage=Usage(tokens_in=1, tokens_out=2)))
    ).provider(parse_spec("openai:small"), DEFAULT)
    said = asyncio.run(provider.stack(budget, record, Patience()).ask(question()))
    assert [attempt.kind for attempt in said.attempts] == ["cut", "busy"]
    assert tuple(record.attempts) == said.attempts
    most = Usage(tokens_in=question().prompt_bytes, tokens_out=50)
    assert record.charged == [most, Usage(tokens_in=1, tokens_out=2)]
    assert budget.totals.calls == 2


def test_a_try_takes_no_longer_than_the_deadline_of_its_model() -> None:
    model = Never()
    provider = Providers(lambda *_: model).provider(parse_spec("openai:small"), ModelSettings(deadline=0.01))
    with pytest.raises(ModelFailure) as caught:
        asyncio.run(provider.stack(Budget(), Record(), Patience(tries=1)).ask(question()))
    assert caught.value.kind == "timeout"


def test_whoever_waits_for_the_next_try_keeps_nobody_else_waiting() -> None:
    async def meanwhile() -> Answer:
        settings = ModelSettings(at_once=1)
        known = Providers(lambda *_: in_turn(ModelFailure("busy", retry_after=500), answer()))
        stack = known.provider(parse_spec("openai:small"), settings).stack(Budget(), Record(), Patience())
        first = asyncio.create_task(stack.ask(question()))
        await passes()
        said = await stack.ask(question())
        assert not first.done()
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        return said

    assert asyncio.run(meanwhile()).text == answer().text
