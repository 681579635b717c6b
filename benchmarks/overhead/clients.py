"""CPU of a call: the bare clients, ours around them, and the bare client with its whole history resent."""

from __future__ import annotations

import itertools
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from detente.llm.budget import Budget, Caps
from detente.llm.chat import Request
from detente.llm.door import Door, Line
from detente.llm.journal import Journal
from detente.llm.langchain_client import LangChainModel, named
from detente.llm.loop import run_here
from detente.llm.providers import Adapter, Providers
from detente.llm.settings import ModelSettings
from detente.llm.specs import parse_spec
from detente.transcripts.calls import Slot
from detente.transcripts.store import Folder

__all__ = ["bare_langchain", "bare_openai", "cpu_a_call", "door_langchain", "door_openai", "history_openai"]

KEY = "no key is asked"
Ask = Callable[[Request], Awaitable[object]]


def _messages(request: Request) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.text} for message in request.messages]


def bare_openai(url: str) -> Ask:
    """The openai client itself, asked for the same structured reply."""
    from openai import AsyncOpenAI  # noqa: PLC0415 - only where it is measured

    client: Any = AsyncOpenAI(base_url=url, api_key=KEY, max_retries=0)

    async def ask(request: Request) -> object:
        schema = {"name": request.reply, "strict": True, "schema": request.reply_schema}
        answer = await client.chat.completions.create(
            model="test",
            messages=_messages(request),
            max_tokens=request.max_tokens,
            response_format={"type": "json_schema", "json_schema": schema},
        )
        return json.loads(answer.choices[0].message.content)

    return ask


def history_openai(url: str) -> Ask:
    """The openai client with every message of a history of its own, as the known frameworks resend it."""
    from openai import AsyncOpenAI  # noqa: PLC0415 - only where it is measured

    client: Any = AsyncOpenAI(base_url=url, api_key=KEY, max_retries=0)

    async def ask(request: Request) -> object:
        answer = await client.chat.completions.create(
            model="test", messages=_messages(request), max_tokens=request.max_tokens
        )
        return answer.choices[0].message.content

    return ask


def _chat(url: str) -> Any:  # noqa: ANN401 - LangChain's own type
    return named("openai", "test", {"base_url": url, "api_key": KEY, "max_tokens": 4096})


def bare_langchain(url: str) -> Ask:
    """LangChain itself, asked for the same structured reply."""
    chat, shaped = _chat(url), dict[str, Any]()

    async def ask(request: Request) -> object:
        name = json.dumps(request.reply_schema)
        if name not in shaped:
            schema = {"title": request.reply, "description": request.reply, **request.reply_schema}
            shaped[name] = chat.with_structured_output(schema, method="json_schema", include_raw=True)
        return await shaped[name].ainvoke([(m.role, m.text) for m in request.messages])

    return ask


def _door(providers: Providers, spec: str, folder: Path) -> tuple[Door, Line]:
    (folder / "calls").mkdir(exist_ok=True)
    journal = Journal(keep=Folder(folder / "calls").keep_call)
    door = Door(providers, Budget(Caps(tokens=1e12)), journal)
    return door, Line.of(parse_spec(spec), ModelSettings(at_once=0))


def _through(door: Door, line: Line) -> Ask:
    numbers = itertools.count()

    async def ask(request: Request) -> object:
        answer = await door.ask(Slot(act=f"call/{next(numbers)}"), request, line)
        return json.loads(answer.text)

    return ask


def door_openai(url: str, folder: Path) -> Ask:
    """The whole door around the openai adapter: journal on disk, retries, limits, budget, deadline."""
    return _through(*_door(Providers(), f"openai:test@{url}", folder))


def door_langchain(url: str, folder: Path) -> Ask:
    """The whole door around LangChain's."""
    adapter: Adapter = LangChainModel(_chat(url))
    return _through(*_door(Providers(make=lambda *_: adapter), "deepseek:test", folder))


async def _all(ask: Ask, requests: Sequence[Request]) -> float:
    begun = time.process_time()
    for request in requests:
        await ask(request)
    return (time.process_time() - begun) / len(requests)


def cpu_a_call(url: str, requests: Sequence[Request], turns: int) -> dict[str, list[float]]:
    """Milliseconds of CPU a call, a few times over, each way in turn."""

    async def measure() -> dict[str, list[float]]:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            ways = {
                "bare openai": bare_openai(url),
                "door, openai": door_openai(url, folder),
                "bare langchain": bare_langchain(url),
                "door, langchain": door_langchain(url, folder),
            }
            found: dict[str, list[float]] = {name: [] for name in ways}
            for ask in ways.values():
                await _all(ask, requests[:12])
            for _ in range(turns):
                for name, ask in ways.items():
                    found[name].append(1000 * await _all(ask, requests))
            return found

    return run_here(measure())
