"""The adapter for LangChain chat models: any installed provider package, or an object from the Python API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from detente.errors import InputError
from detente.llm.chat import Request
from detente.llm.failures import ModelFailure, redacted, translated
from detente.llm.openai_client import completion_in, reported
from detente.llm.specs import FORMS
from detente.transcripts.calls import Answer, Mode, Usage, storable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

    Chat = BaseChatModel

__all__ = ["LangChainModel", "named"]

_SHAPE = frozenset({"tools", "tool_choice", "response_format", "messages", "functions", "stop"})
"""Parameters that only say which shape a reply has."""


def named(provider: str, model: str, params: Mapping[str, Any]) -> BaseChatModel:
    """The chat model that LangChain has for `provider:model`.

    Raises InputError naming the package that is missing, or what else the provider lacks (a key, say).
    """
    try:
        from langchain.chat_models import init_chat_model  # noqa: PLC0415 - dear to import
    except ImportError as error:
        message = f"{provider}:{model} needs LangChain: pip install 'detente[langchain]'."
        raise InputError(message) from error
    try:
        return init_chat_model(model, model_provider=provider, max_retries=0, **params)  # type: ignore[no-any-return]
    except ValueError as error:
        if "Unsupported provider" in str(error):
            raise InputError(
                f"There is no provider '{provider}' for {provider}:{model}: give {FORMS}."
            ) from error
        raise InputError(f"{provider}:{model} cannot be set up: {redacted(str(error))}") from error
    except ImportError as error:
        package = (getattr(error, "name", "") or f"langchain-{provider}").replace("_", "-")
        message = f"{provider}:{model} needs the package {package}: pip install {package}."
        raise InputError(message) from error
    except Exception as error:
        reason = redacted(str(error)).splitlines()[0]
        raise InputError(f"{provider}:{model} cannot be set up: {reason}") from error


class LangChainModel:
    """One LangChain chat model. How long its answers may be is its own setting, made when it was made."""

    def __init__(self, chat: BaseChatModel) -> None:
        self.chat = chat
        self._shaped: dict[tuple[Mode, str], Any] = {}

    @property
    def longest(self) -> int | None:
        """Tokens that an answer may have at most, as the model is set; None if it is not."""
        found = (
            getattr(self.chat, name, None) for name in ("max_tokens", "max_output_tokens", "num_predict")
        )
        return next((value for value in found if isinstance(value, int) and value > 0), None)

    @property
    def bounded(self) -> bool:
        """Whether it is set how long an answer may be."""
        return self.longest is not None

    async def ask(self, request: Request) -> Answer:
        """Answer one question in the request's mode. Raises ModelFailure."""
        params: dict[str, Any] = {}
        messages = [(message.role, message.text) for message in request.messages]
        try:
            shaped = self._asking(request)
        except Exception as error:
            raise ModelFailure("unsupported", raw=redacted(str(error))) from error
        try:
            found = await shaped.ainvoke(messages, config={"callbacks": [_recorder_class()(params)]})
        except NotImplementedError as error:
            raise ModelFailure("unsupported", raw=redacted(str(error))) from error
        except Exception as error:
            return self._carried(error, request.mode, params)
        raw = found["raw"] if isinstance(found, dict) else found
        return _answer(raw, request.mode, params)

    @staticmethod
    def _carried(error: Exception, mode: Mode, params: dict[str, Any]) -> Answer:
        """The answer that an error carries, as of one that was cut or filtered. Raises ModelFailure."""
        message, completion = getattr(error, "raw_message", None), getattr(error, "completion", None)
        if message is not None:
            return _answer(message, mode, params)
        if completion is not None:
            return completion_in(completion.model_dump_json().encode(), mode, params)
        raise translated(error) from error

    def _asking(self, request: Request) -> Any:  # noqa: ANN401 - a runnable of LangChain's
        key = (request.mode, json.dumps(request.reply_schema, sort_keys=True))
        if key not in self._shaped:
            self._shaped[key] = self._shape(request)
        return self._shaped[key]

    def _shape(self, request: Request) -> Any:  # noqa: ANN401 - a runnable of LangChain's
        schema = {"title": request.reply, "description": request.reply, **request.reply_schema}
        if request.mode == "native":
            return self.chat.with_structured_output(schema, method="json_schema", include_raw=True)
        if request.mode == "tools":
            return self.chat.bind_tools([schema], tool_choice=request.reply)
        return self.chat

    async def close(self) -> None:
        """Nothing to close: LangChain keeps its clients."""


@cache
def _recorder_class() -> Any:  # noqa: ANN401 - LangChain's own type
    from langchain_core.callbacks import AsyncCallbackHandler  # noqa: PLC0415 - dear to import

    class Recorder(AsyncCallbackHandler):
        """Notes the parameters a model really sends, which are not always those it was given."""

        run_inline = True
        ignore_chain = True  # what is put around the model has nothing to note, and each event costs

        def __init__(self, params: dict[str, Any]) -> None:
            self.params = params

        async def on_chat_model_start(self, *_: object, **known: Any) -> None:  # noqa: ANN401
            """Called with the parameters of a call before it is sent."""
            found = known.get("invocation_params") or {}
            self.params.update({k: v for k, v in found.items() if k not in _SHAPE and _plain(v)})

    return Recorder


def _plain(value: Any) -> bool:  # noqa: ANN401 - whatever a provider package has
    return isinstance(value, str | int | float | bool)


def _answer(message: BaseMessage, mode: Mode, sent: dict[str, Any]) -> Answer:
    meta = getattr(message, "response_metadata", None) or {}
    finish = meta.get("finish_reason") or meta.get("stop_reason") or meta.get("done_reason") or ""
    refusal = (getattr(message, "additional_kwargs", None) or {}).get("refusal") or ""
    return Answer(
        text=storable(_text(message, mode)),
        mode=mode,
        finish=storable(str(finish)),
        refusal=storable(str(refusal)),
        usage=_usage(getattr(message, "usage_metadata", None)),
        sent=sent,
        model=storable(str(meta.get("model_name") or meta.get("model") or "")),
    )


def _text(message: BaseMessage, mode: Mode) -> str:
    if mode == "tools":
        calls = getattr(message, "tool_calls", None) or []
        if calls:
            return json.dumps(calls[0].get("args", {}), ensure_ascii=False)
        broken = getattr(message, "invalid_tool_calls", None) or []
        if broken:
            return str(broken[0].get("args") or "")
    content = message.content
    if isinstance(content, str):
        return content
    return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))


def _usage(found: Any) -> Usage | None:  # noqa: ANN401 - a typed dict of LangChain's, or nothing
    if not found:
        return None
    details = found.get("input_token_details") or {}
    return reported(found.get("input_tokens"), found.get("output_tokens"), details.get("cache_read"))
