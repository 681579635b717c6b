"""Chat models of LangChain's: how long their answers may be, what they say, and what they fail with."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from detente.errors import InputError
from detente.llm.budget import Budget, Caps
from detente.llm.door import Door, Line
from detente.llm.failures import ModelFailure
from detente.llm.langchain_client import LangChainModel
from detente.llm.providers import Providers
from detente.llm.specs import parse_spec
from detente.transcripts.calls import Answer, Usage
from tests.llm.asking import question
from tests.llm.refusals import APIStatusError, wrapped

MOST = ("max_tokens", "max_output_tokens", "num_predict")


class Chat(GenericFakeChatModel):
    """A chat model with the settings that bound an answer."""

    max_tokens: int | None = None
    max_output_tokens: int | None = None
    num_predict: int | None = None


def chat(*says: AIMessage | str, **settings: Any) -> LangChainModel:  # noqa: ANN401 - as the model has it
    """A model that says one thing after the other."""
    return LangChainModel(Chat(messages=iter(says), **settings))


def said(message: AIMessage) -> Answer:
    """What a message is taken for, asked for in plain text."""
    return asyncio.run(chat(message).ask(question(mode="text")))


@pytest.mark.parametrize("name", MOST)
@pytest.mark.parametrize(("value", "longest"), [(512, 512), (None, None), (0, None), (-1, None)])
def test_how_long_an_answer_may_be_is_the_models_own_setting(
    name: str, value: int | None, longest: int | None
) -> None:
    model = chat(**{name: value})
    assert model.longest == longest
    assert model.bounded is (longest is not None)


@pytest.mark.parametrize("caps", [Caps(tokens=10_000), Caps(cost=1)])
def test_a_cap_cannot_be_held_for_a_model_whose_answers_have_no_bound(caps: Caps) -> None:
    door = Door(Providers(objects={"Chat": chat()}), Budget(caps))
    with pytest.raises(
        InputError, match="object:Chat does not say how long its answers may be: set its max_"
    ):
        asyncio.run(door.ready([Line(parse_spec("object:Chat"))]))


def test_words_usage_and_the_reason_to_stop_are_kept() -> None:
    message = AIMessage(
        content=[{"type": "text", "text": "We "}, {"type": "image"}, {"type": "text", "text": "talk."}],
        response_metadata={"finish_reason": "stop", "model_name": "small"},
        usage_metadata={
            "input_tokens": 9,
            "output_tokens": 4,
            "total_tokens": 13,
            "input_token_details": {"cache_read": 5},
        },
    )
    found = said(message)
    assert (found.text, found.mode, found.finish, found.model) == ("We talk.", "text", "stop", "small")
    assert found.usage == Usage(tokens_in=9, tokens_out=4, tokens_cached=5)


def test_a_message_without_usage_reports_none() -> None:
    assert said(AIMessage(content="We talk.")).usage is None


@pytest.mark.parametrize("counts", [(-1, 4), (9, -4), (9, True)])
def test_a_report_that_makes_no_sense_is_none(counts: tuple[int, int]) -> None:
    message = AIMessage(content="We talk.")
    message.usage_metadata = {"input_tokens": counts[0], "output_tokens": counts[1], "total_tokens": 0}
    assert said(message).usage is None


def test_half_a_character_is_shown_as_such_wherever_it_stands() -> None:
    half = "\ud800"
    message = AIMessage(
        content=f"We {half}",
        additional_kwargs={"refusal": half},
        response_metadata={"finish_reason": half, "model_name": half},
    )
    found = said(message)
    assert found.text == r"We \ud800"
    assert (found.refusal, found.finish, found.model) == (r"\ud800",) * 3


@pytest.mark.parametrize(
    ("error", "kind", "status"),
    [
        (APIStatusError(429, headers={"retry-after": "7"}), "busy", 429),
        (APIStatusError(401), "unauthorized", 401),
        (wrapped(ConnectionResetError()), "unreachable", None),
        (ValueError("the client has a bug"), "provider", None),
        (NotImplementedError(), "unsupported", None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_what_a_client_raises_is_told_by_its_kind(error: Exception, kind: str, status: int | None) -> None:
    def raising() -> Any:  # noqa: ANN401 - an iterator of messages
        raise error
        yield

    model = LangChainModel(Chat(messages=raising()))
    with pytest.raises(ModelFailure) as caught:
        asyncio.run(model.ask(question(mode="text")))
    assert (caught.value.kind, caught.value.status) == (kind, status)
    assert caught.value.retry_after == (7 if status == 429 else None)


def test_a_model_that_cannot_be_asked_for_a_shape_says_so() -> None:
    for mode in ("native", "tools"):
        with pytest.raises(ModelFailure, match="cannot give a reply of this shape"):
            asyncio.run(chat("We talk.").ask(question().model_copy(update={"mode": mode})))
