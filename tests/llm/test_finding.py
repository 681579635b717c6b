"""Finding the way to ask a model for structure: the first that works, or one sentence why there is none."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from detente.errors import InputError
from detente.llm import providers
from detente.llm.chat import Request
from detente.llm.failures import ModelFailure
from detente.llm.fakes import FakeModel
from detente.llm.parse import one_object
from detente.llm.providers import PROBE_TOKENS, Provider, Providers, find_way
from detente.llm.settings import ModelSettings
from detente.llm.specs import parse_spec
from detente.llm.ways import WAYS
from detente.transcripts.calls import Answer, Usage
from tests.llm.asking import Never, answer, in_turn

HERE = "http://127.0.0.1:8080/v1"
READY = {"answer": "ready", "marks": ["ready"]}
DEFAULT = ModelSettings()


def refuses(*kinds: str) -> FakeModel:
    """A model that refuses the first ways, each in its own manner: a failure's kind, or words."""
    left = list(kinds)

    def says(_: Request) -> dict[str, Any] | str | ModelFailure:
        if not left:
            return READY
        kind = left.pop(0)
        return ModelFailure(kind) if kind in providers.SENTENCES or kind == "unsupported" else kind

    return FakeModel(says)


def found(model: FakeModel, text: str = "openai:small") -> tuple[Provider, list[Answer]]:
    """A provider once the way to ask it is found, and the answers to what was put for it."""
    provider = Providers(lambda *_: model).provider(parse_spec(text), DEFAULT)
    heard: list[Answer] = []

    async def ask(request: Request) -> Answer:
        heard.append(await model.ask(request))
        return heard[-1]

    asyncio.run(find_way(provider, ask, PROBE_TOKENS))
    return provider, heard


def sentence(model: FakeModel, text: str = "openai:small") -> str:
    """What is said when there is no way."""
    with pytest.raises(InputError) as caught:
        found(model, text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("refused", "way"),
    [
        ((), 0),
        (("bad_request",), 1),
        (("bad_request", "bad_request"), 2),
        (("unsupported", "unsupported"), 2),
        (("bad_request", "bad_request", "unsupported"), 3),
        (("I am ready.",), 1),
        (('{"marks": []}', '{"answer": 1}', ""), 3),
        (("I am ready.", "bad_request", '["ready"]'), 3),
    ],
)
def test_the_first_way_that_works_is_kept(refused: tuple[str, ...], way: int) -> None:
    model = refuses(*refused)
    provider, heard = found(model)
    assert provider.way == WAYS[way]
    assert [request.mode for request in model.asked] == [one.mode for one in WAYS[: way + 1]]
    answered = way + 1 - sum(kind in ("bad_request", "unsupported") for kind in refused)
    assert len(heard) == answered
    assert one_object(heard[-1].text) == READY


def test_a_provider_that_knows_no_bounds_is_asked_without_them() -> None:
    def says(request: Request) -> dict[str, Any] | ModelFailure:
        return ModelFailure("bad_request") if "maxLength" in str(request.reply_schema) else READY

    provider, _ = found(FakeModel(says))
    assert provider.way == WAYS[1]


@pytest.mark.parametrize("usage", [None, Usage(tokens_in=1, tokens_out=1)])
def test_it_is_seen_whether_usage_is_reported(usage: Usage | None) -> None:
    provider, _ = found(in_turn(answer('{"answer": "ready", "marks": []}', usage)))
    assert provider.reports_usage == (usage is not None)


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("unauthorized", "openai:small", "openai:small: the key is missing or wrong; set OPENAI_API_KEY."),
        (
            "unauthorized",
            "anthropic:large",
            "anthropic:large: the key is missing or wrong; set ANTHROPIC_API_KEY.",
        ),
        ("forbidden", "openai:small", "openai:small: the key is not allowed to use it."),
        (
            "not_found",
            "openai:small",
            "openai:small: the provider does not know this model (or the address is wrong).",
        ),
        ("unreachable", "openai:small", "openai:small: the server cannot be reached."),
        ("unreachable", f"openai:small@{HERE}", f"openai:small: the server cannot be reached at {HERE}."),
        ("timeout", f"openai:small@{HERE}", f"openai:small: the server does not answer at {HERE}."),
        ("busy", "openai:small", "openai:small: the provider takes no more requests now."),
    ],
)
def test_a_model_that_cannot_be_reached_is_told_in_one_sentence(kind: str, text: str, says: str) -> None:
    model = FakeModel(lambda _: ModelFailure(kind))
    assert sentence(model, text) == says
    assert len(model.asked) == 1


def test_a_model_that_refuses_every_way_is_told() -> None:
    model = FakeModel(lambda _: ModelFailure("bad_request", status=400))
    assert sentence(model) == "openai:small: the provider accepts no kind of request that is tried."
    assert len(model.asked) == len(WAYS)


def test_what_a_model_that_refuses_every_way_says_about_it_is_told() -> None:
    raw = '{"error": {"message": "temperature {must} be 1"}}'
    said = sentence(FakeModel(lambda _: ModelFailure("bad_request", status=400, raw=raw)))
    assert said.endswith(" no kind of request that is tried (temperature {must} be 1).")


def test_a_model_that_never_keeps_the_shape_is_told() -> None:
    model = FakeModel(lambda _: "I am ready.")
    said = "openai:small: the model answers, but gives no structured reply in any of the ways tried."
    assert sentence(model) == said
    assert len(model.asked) == len(WAYS)


@pytest.mark.parametrize(
    ("refused", "says"),
    [
        (("bad_request", "I am ready.", "I am ready.", "I am ready."), "gives no structured reply"),
        (("I am ready.", "bad_request", "unsupported", "no {"), "gives no structured reply"),
        (("I am ready.", "not_found"), "does not know this model"),
    ],
)
def test_what_came_last_is_what_is_told(refused: tuple[str, ...], says: str) -> None:
    assert says in sentence(refuses(*refused))


def test_a_model_that_is_not_reached_has_no_way() -> None:
    provider = Providers(lambda *_: Never()).provider(parse_spec("openai:small"), DEFAULT)
    with pytest.raises(InputError):
        asyncio.run(find_way(provider, in_turn(ModelFailure("unauthorized")).ask, PROBE_TOKENS))
    assert provider.way is None
