"""Whole sessions: their CPU a call, many at once, the length of their prompts, their memory while idle."""

from __future__ import annotations

import asyncio
import gc
import json
import math
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.overhead.clients import Ask, bare_openai
from benchmarks.overhead.scene import made, talks
from benchmarks.soak_baseline import resident
from detente.llm.chat import Message, Request
from detente.llm.fakes import FakeModel
from detente.llm.loop import run_here
from detente.llm.openai_client import OpenAIModel
from detente.llm.providers import Adapter, Providers
from detente.orchestration.backstage import Backstage
from detente.orchestration.session import begin, play, start
from detente.transcripts.calls import Answer
from tests.server import negotiator

__all__ = ["Growth", "growth", "histories", "idle", "many", "recorded", "session_cpu"]


def _says(request: Request) -> dict[str, Any]:
    system, turn = request.messages[0].text, request.messages[1].text
    return made(negotiator.reply(request.reply_schema, system, turn), turn)


def recorded(rounds: int) -> list[Request]:
    """Every question of a session of so many rounds, as it is put."""
    model = FakeModel(_says)
    play(talks("openai:test", rounds), backstage=Backstage(Providers(make=lambda *_: model)))
    return [request for request in model.asked if request.reply != "probe"]


# -- CPU ------------------------------------------------------------------------------------------


def session_cpu(url: str, rounds: int, seed: int) -> tuple[float, int]:
    """Milliseconds of CPU a call of a whole session on disk, rendering and transcript included; and calls."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        _, manifest = start(talks(f"openai:test@{url}", rounds, seed=seed), Path(folder), "s")
        taken = time.process_time() - begun
    return 1000 * taken / manifest.totals.calls, manifest.totals.calls


def histories(requests: Sequence[Request], seats: int, rounds: int) -> list[Request]:
    """The same talks with their history resent, one message a turn: what a plain group chat does."""
    system = requests[0].messages[0]
    said = [made({"private_note": ""}, str(number))["text"] for number in range(seats * rounds)]
    turns = [Message(role="user", text=f"Seat {n % seats}: {text}") for n, text in enumerate(said)]
    ask = Message(role="user", text="Make your statement.")
    return [
        Request(messages=(system, *turns[:n], ask), reply="r", reply_schema={}, max_tokens=1102, mode="text")
        for n in range(len(turns))
    ]


# -- many at once ---------------------------------------------------------------------------------


@dataclass
class _Noting:
    """An adapter that notes which questions had been answered when each was put."""

    model: Adapter
    puts: list[tuple[Request, frozenset[int]]] = field(default_factory=list)
    done: set[int] = field(default_factory=set)

    @property
    def bounded(self) -> bool:
        return self.model.bounded

    async def ask(self, request: Request) -> Answer:
        number = len(self.puts)
        self.puts.append((request, frozenset(self.done)))
        answer = await self.model.ask(request)
        self.done.add(number)
        return answer

    async def close(self) -> None:
        await self.model.close()


async def _replayed(ask: Ask, puts: Sequence[tuple[Request, frozenset[int]]]) -> None:
    """Send the same questions with the bare client, each as soon as it was put in the session."""
    done = [asyncio.Event() for _ in puts]

    async def one(number: int, request: Request, after: frozenset[int]) -> None:
        for before in after:
            await done[before].wait()
        await ask(request)
        done[number].set()

    async with asyncio.TaskGroup() as group:
        for number, (request, after) in enumerate(puts):
            group.create_task(one(number, request, after))


def many(url: str, sessions: int, rounds: int) -> tuple[float, float]:
    """Seconds for so many sessions at once, and for the bare client with the same questions: medians of 3."""
    noting = _Noting(OpenAIModel("test", base_url=url))
    play(
        talks(f"openai:test@{url}", rounds, "lexical"),
        backstage=Backstage(Providers(make=lambda *_: noting)),
    )

    async def ours(folder: Path) -> float:
        begun = time.perf_counter()
        stage = Backstage()
        config = talks(f"openai:test@{url}", rounds, "lexical")
        await asyncio.gather(*(begin(config, folder, f"s{n}", backstage=stage) for n in range(sessions)))
        await stage.providers.close()
        return time.perf_counter() - begun

    async def bare() -> float:
        begun, ask = time.perf_counter(), bare_openai(url)
        await asyncio.gather(*(_replayed(ask, noting.puts) for _ in range(sessions)))
        return time.perf_counter() - begun

    taken: list[tuple[float, float]] = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            taken.append((run_here(ours(Path(folder))), run_here(bare())))
    mine, theirs = zip(*taken, strict=True)
    return statistics.median(mine), statistics.median(theirs)


# -- prompts --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Growth:
    """How prompts grow with the talks."""

    exponent: float
    """Of all prompt text, from 12 to 48 rounds: 1 is in proportion to the rounds."""
    late: float
    """The mean prompt of round 24 as a multiple of that of round 12."""
    prefix: float
    """Share of all prompt text that is the unchanged start of an earlier prompt."""


def growth() -> Growth:
    """Count the bytes of prompts: they stand for tokens."""
    short, long = recorded(12), recorded(48)
    total = {12: _bytes(short), 48: _bytes(long)}
    return Growth(
        exponent=math.log(total[48] / total[12]) / math.log(4),
        late=_mean(long, 24) / _mean(long, 12),
        prefix=_prefix(long),
    )


def _bytes(requests: Sequence[Request]) -> int:
    return sum(request.prompt_bytes for request in requests)


def _mean(requests: Sequence[Request], round_: int) -> float:
    marked = [r for r in requests if f", round {round_} of " in r.messages[1].text]
    return _bytes(marked) / len(marked)


def _prefix(requests: Sequence[Request]) -> float:
    seen: dict[str, str] = {}
    same = whole = 0
    for request in requests:
        text = json.dumps(request.reply_schema) + "".join(message.text for message in request.messages)
        before = seen.get(request.messages[0].text + request.reply, "")
        pairs = zip(before, text, strict=False)
        same += next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(before), len(text)))
        whole += len(text)
        seen[request.messages[0].text + request.reply] = text
    return same / whole


# -- memory ---------------------------------------------------------------------------------------


class _Stalling:
    """Answers at once, and in the sixth round never."""

    bounded = True

    def __init__(self) -> None:
        self.fake, self.waiting = FakeModel(_says), asyncio.Semaphore(0)

    async def ask(self, request: Request) -> Answer:
        if ", round 6 of " in request.messages[-1].text:
            self.waiting.release()
            await asyncio.Event().wait()
        answer = await self.fake.ask(request)
        self.fake.asked.clear()
        return answer

    async def stall(self, calls: int) -> None:
        """Return when so many more calls are waiting."""
        for _ in range(calls):
            await self.waiting.acquire()

    async def close(self) -> None:
        pass


def idle(sessions: int) -> float:
    """MB for each of many sessions on disk that wait for the answer to a statement of their sixth round."""

    async def measure(folder: Path) -> float:
        model = _Stalling()
        stage = Backstage(Providers(make=lambda *_: model))

        async def played(name: str) -> None:
            await begin(talks("openai:test", 7, "lexical"), folder, name, backstage=stage)

        tasks = [asyncio.create_task(played("first"))]
        await model.stall(1)
        gc.collect()
        before = resident()
        tasks += [asyncio.create_task(played(f"s{n}")) for n in range(sessions)]
        await model.stall(sessions)
        gc.collect()
        taken = resident() - before
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return taken / sessions

    with tempfile.TemporaryDirectory() as folder:
        return run_here(measure(Path(folder)))
