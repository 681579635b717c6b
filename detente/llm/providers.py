"""The providers of a process: one adapter for each model, limits shared by all sessions, modes found once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from detente.errors import InputError
from detente.llm.budget import Budget, Budgeted
from detente.llm.chat import Message, Request
from detente.llm.failures import ModelFailure
from detente.llm.limits import Limited, Limits
from detente.llm.parse import Malformed, one_object
from detente.llm.permits import refuse_unpermitted, stand_in
from detente.llm.retry import Patience, Retried, Sleep, Timed
from detente.llm.settings import ModelSettings
from detente.llm.specs import Spec
from detente.llm.ways import WAYS, Way
from detente.transcripts.calls import Answer, Attempt, Usage

__all__ = ["LEAST_ROOM", "PROBE_TOKENS", "Adapter", "Provider", "Providers", "Record", "adapter", "find_way"]

PROBE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "answer": {"type": "string", "maxLength": 40},
        "marks": {"type": "array", "items": {"type": "string", "enum": ["ready"]}, "maxItems": 1},
    },
    "required": ["answer", "marks"],
    "additionalProperties": False,
}
"""Has the keywords that the real replies have: what a provider refuses, it refuses here."""
PROBE = (
    Message(role="system", text="You are asked whether you can be reached."),
    Message(role="user", text='Reply with the JSON object {"answer": "ready", "marks": ["ready"]}.'),
)
PROBE_TOKENS = 1024
LEAST_ROOM = 4096
"""Tokens an answer may have at least, through LangChain: it is set once, for all calls of a model."""
ROOM_NAMES = {"ollama": "num_predict"}
"""What providers call it, where it is not `max_tokens`."""
SENTENCES = {
    "unauthorized": "the key is missing or wrong{key}",
    "forbidden": "the key is not allowed to use it",
    "not_found": "the provider does not know this model (or the address is wrong)",
    "unreachable": "the server cannot be reached{address}",
    "timeout": "the server does not answer{address}",
    "busy": "the provider takes no more requests now",
    "bad_request": "the provider accepts no kind of request that is tried",
}


class Adapter(Protocol):
    """A model as an adapter gives it."""

    async def ask(self, request: Request) -> Answer:
        """Answer one question. Raises ModelFailure."""
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...

    @property
    def bounded(self) -> bool:
        """Whether the length of its answers has a limit that is known before a call."""
        ...


def adapter(spec: Spec, settings: ModelSettings, keys: Mapping[str, str]) -> Adapter:
    """The adapter for a SPEC; `keys` are used where the environment has none.

    The one place where a provider's client is made: who stands in for it is asked instead. Raises InputError
    when a package or a key is missing, or when the model may not be asked here (`permits.py`).
    """
    instead = stand_in()
    if instead is not None:
        stands: Adapter = instead(spec, settings, keys)
        return stands
    refuse_unpermitted(spec)
    name = f"{spec.provider.upper()}_API_KEY"
    key = os.environ.get(name) or keys.get(name, "")
    if spec.kind == "openai":
        from detente.llm.openai_client import OpenAIModel  # noqa: PLC0415 - only where it is asked for

        if not key and not spec.base_url:
            raise InputError(f"{spec.name} needs a key: set {name} in the environment or in .env.")
        return OpenAIModel(spec.model, base_url=spec.base_url or None, api_key=key, params=settings.params)
    from detente.llm.langchain_client import LangChainModel, named  # noqa: PLC0415

    room = ROOM_NAMES.get(spec.provider, "max_tokens")
    longest = max(settings.max_tokens, LEAST_ROOM)
    params = {room: longest, "timeout": settings.deadline, **settings.params}
    params |= {"api_key": key} if name in keys else {}
    return LangChainModel(named(spec.provider, spec.model, params))


@dataclass
class Record:
    """What the tries of one call came to, whatever came of the call."""

    attempts: list[Attempt] = field(default_factory=list)
    charged: list[Usage] = field(default_factory=list)


@dataclass
class Provider:
    """One model of one provider, with its parameters."""

    spec: Spec
    settings: ModelSettings
    adapter: Adapter
    limits: Limits
    way: Way | None = None
    """The way of asking for structure that works; None until it was tried."""
    reports_usage: bool = False
    finding: asyncio.Lock = field(default_factory=asyncio.Lock)
    sleep: Sleep = asyncio.sleep

    @property
    def bounded(self) -> bool:
        """Whether the length of its answers has a limit that is known before a call."""
        return self.adapter.bounded

    def stack(self, budget: Budget, record: Record, patience: Patience) -> Retried:
        """The model with its wrappers: retry → limits → budget → deadline → adapter."""
        timed = Timed(self.adapter, self.settings.deadline)
        paid = Budgeted(timed, budget, self.settings.price, record.charged)
        return Retried(Limited(paid, self.limits), patience, self.sleep, attempts=record.attempts)


Make = Callable[[Spec, ModelSettings, Mapping[str, str]], Adapter]


@dataclass
class Providers:
    """Every provider of a process; sessions share it."""

    make: Make = adapter
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys that are not in the environment, by the name they would have there."""
    objects: Mapping[str, Adapter] = field(default_factory=dict)
    """Adapters of models that were handed over as objects, by the model part of their SPEC."""
    sleep: Sleep = asyncio.sleep
    """How retries wait."""
    _known: dict[tuple[str, str], Provider] = field(default_factory=dict)
    _limits: dict[str, Limits] = field(default_factory=dict)

    def provider(self, spec: Spec, settings: ModelSettings) -> Provider:
        """The provider of a SPEC under its settings, made when it is first asked for. Raises InputError."""
        key = (spec.text, settings.model_dump_json())
        if key not in self._known:
            made = self._object(spec) if spec.kind == "object" else self.make(spec, settings, self.keys)
            self._known[key] = Provider(
                spec, settings, made, self._limits_of(spec, settings), sleep=self.sleep
            )
        return self._known[key]

    def _object(self, spec: Spec) -> Adapter:
        if spec.model not in self.objects:
            raise InputError(
                f"{spec.text} was handed over in Python: go on from there, with the same object."
            )
        return self.objects[spec.model]

    def _limits_of(self, spec: Spec, settings: ModelSettings) -> Limits:
        host = urlsplit(spec.base_url).netloc if spec.base_url else spec.provider
        if host not in self._limits:
            self._limits[host] = Limits(settings.at_once, settings.per_minute)
        return self._limits[host]

    async def close(self) -> None:
        """Close every adapter."""
        for provider in self._known.values():
            await provider.adapter.close()
        self._known.clear()


async def find_way(provider: Provider, ask: Callable[[Request], Awaitable[Answer]], room: int) -> None:
    """Find the first way of asking for structure that works.

    Raises InputError with one sentence when the model cannot be reached, or gives no structured reply.
    """
    failure: ModelFailure | None = None
    probe = Request(messages=PROBE, reply="probe", reply_schema=PROBE_SCHEMA, max_tokens=room)
    for way in WAYS:
        request = way.put(probe)
        try:
            answer = await ask(request)
        except ModelFailure as error:
            failure = error
            if error.kind in ("bad_request", "unsupported"):
                continue
            break
        failure = None
        if _ready(answer):
            provider.way, provider.reports_usage = way, answer.usage is not None
            return
    raise InputError(_sentence(provider.spec, failure)) from failure


def _ready(answer: Answer) -> bool:
    """Whether an answer to the probe has the shape asked for; what it says does not matter."""
    try:
        return isinstance(one_object(answer.text).get("answer"), str)
    except Malformed:
        return False


def _sentence(spec: Spec, failure: ModelFailure | None) -> str:
    if failure is None:
        return f"{spec.name}: the model answers, but gives no structured reply in any of the ways tried."
    name = "OPENAI_API_KEY" if spec.kind == "openai" else f"{spec.provider.upper()}_API_KEY"
    known = SENTENCES.get(failure.kind, str(failure))
    said = known.format(key=f"; set {name}", address=f" at {spec.base_url}" if spec.base_url else "")
    told = f" ({failure.said})" if failure.kind == "bad_request" and failure.said else ""
    return f"{spec.name}: {said}{told}."
