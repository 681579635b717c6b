"""The adapter for OpenAI and every server that speaks its chat completions, through the openai client."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from detente.llm.chat import Request
from detente.llm.failures import ModelFailure, redacted, translated
from detente.transcripts.calls import Answer, Mode, Usage, storable

if TYPE_CHECKING:
    from openai import AsyncOpenAI

__all__ = ["OpenAIModel", "completion_in", "reported"]


class OpenAIModel:
    """One model behind the openai client, whose own retries are off; answers are kept as they came."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str = "",
        params: Mapping[str, Any] | None = None,
    ) -> None:
        self.model, self.base_url = model, base_url
        self._key, self._params = api_key, dict(params or {})
        self._made: AsyncOpenAI | None = None

    @property
    def bounded(self) -> bool:
        """Each call says how long its answer may be."""
        return True

    @property
    def _client(self) -> AsyncOpenAI:
        """Made when it is first needed: importing it is dear, and it belongs to the running loop."""
        if self._made is None:
            from openai import AsyncOpenAI  # noqa: PLC0415 - dear to import

            key = self._key or ("none" if self.base_url else None)
            self._made = AsyncOpenAI(base_url=self.base_url, api_key=key, max_retries=0, timeout=None)
        return self._made

    async def ask(self, request: Request) -> Answer:
        """Answer one question in the request's mode. Raises ModelFailure."""
        # The client walks through all that it knows by name, a whole schema included; the rest goes as it is.
        as_it_is = {**_shape(request), **self._limits(request), **self._params}
        try:
            response = await self._client.chat.completions.with_raw_response.create(
                model=self.model,
                messages=[{"role": m.role, "content": m.text} for m in request.messages],  # type: ignore[misc]
                extra_body=as_it_is,
            )
            body = response.http_response.content
        except Exception as error:
            raise translated(error) from error
        return completion_in(
            body, request.mode, {"model": self.model, **self._limits(request), **self._params}
        )

    def _limits(self, request: Request) -> dict[str, Any]:
        name = "max_completion_tokens" if self.base_url is None else "max_tokens"
        return {name: request.max_tokens}

    async def close(self) -> None:
        """Close the client's connections."""
        if self._made is not None:
            await self._made.close()
            self._made = None


def _shape(request: Request) -> dict[str, Any]:
    """The request's shape in the words of the provider."""
    if request.mode == "native":
        schema = {"name": request.reply, "strict": True, "schema": request.reply_schema}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}
    if request.mode == "tools":
        function = {"name": request.reply, "strict": True, "parameters": request.reply_schema}
        choice = {"type": "function", "function": {"name": request.reply}}
        return {"tools": [{"type": "function", "function": function}], "tool_choice": choice}
    return {}


def completion_in(body: bytes, mode: Mode, sent: dict[str, Any]) -> Answer:
    """The answer in the body of a chat completion. Raises ModelFailure for a body that is none."""
    raw = body.decode("utf-8", errors="backslashreplace")
    try:
        data = json.loads(raw)
        choice = data["choices"][0]
        message = choice["message"]
        return Answer(
            text=storable(_text(message, mode)),
            mode=mode,
            finish=storable(str(choice.get("finish_reason") or "")),
            refusal=storable(str(message.get("refusal") or "")),
            usage=_usage(data.get("usage")),
            sent=sent,
            model=storable(str(data.get("model") or "")),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ModelFailure("unreadable", raw=redacted(raw), billed=True) from error


def _text(message: dict[str, Any], mode: Mode) -> str:
    if mode == "tools" and message.get("tool_calls"):
        arguments = message["tool_calls"][0]["function"]["arguments"]
        if isinstance(arguments, str):
            return arguments
    content = message.get("content")
    return content if isinstance(content, str) else ""


def _usage(found: Any) -> Usage | None:  # noqa: ANN401 - whatever a server reports
    if not isinstance(found, dict):
        return None
    details = found.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    return reported(found.get("prompt_tokens"), found.get("completion_tokens"), cached)


def reported(tokens_in: object, tokens_out: object, cached: object) -> Usage | None:
    """Tokens as reported; None where the report makes no sense, which is counted as no report."""
    came, went, known = _count(tokens_in), _count(tokens_out), _count(cached)
    if came is None or went is None:
        return None
    return Usage(tokens_in=came, tokens_out=went, tokens_cached=min(known or 0, came))


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
