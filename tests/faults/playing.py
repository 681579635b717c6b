"""A session of the tiny pack over HTTP with one fault, and everything that must be true of it afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from detente.errors import SessionPaused
from detente.llm.budget import Caps
from detente.llm.langchain_client import LangChainModel, named
from detente.llm.providers import Adapter, Providers
from detente.llm.settings import ModelSettings
from detente.llm.specs import Spec
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.orchestration.session import resume, start
from detente.scenario.loader import load
from detente.transcripts import events as ev
from detente.transcripts.calls import Call, parse_calls
from detente.transcripts.store import Folder
from tests.faults.cases import Case, Outcome, act_of
from tests.server.server import Asked, Response, Server

__all__ = ["ADAPTERS", "CAP", "Played", "calls_of", "contents", "healed", "played", "providers", "settings"]

ADAPTERS = ("openai", "langchain")
CAP = 600_000
"""Tokens that the session may spend."""


@dataclass
class Played:
    """A session that was run with a fault."""

    path: Path
    server: Server
    stop: SessionPaused | None = None
    waits: list[float] = field(default_factory=list)
    """Seconds that retries would have waited."""

    @property
    def folder(self) -> Folder:
        """What is on disk."""
        return Folder(self.path)

    @property
    def faults(self) -> list[ev.FaultSeen]:
        """Faults in the transcript."""
        return [event for event in self.folder.events() if isinstance(event, ev.FaultSeen)]

    @property
    def outcome(self) -> Outcome:
        """What came of it, as observed."""
        if self.stop is not None:
            return Outcome("paused", self.faults[-1].body.kind)
        calls = calls_of(self.path)
        if any(isinstance(e, ev.ReadingTaken) and e.body.refused for e in self.folder.events()):
            return Outcome("ended", "the position is refused")
        if any(call.slot.turn for call in calls if not call.slot.act.startswith("probe/")):
            return Outcome("ended", "repaired")
        if any(call.answer and call.answer.attempts for call in calls):
            return Outcome("ended", "asked again")
        return Outcome("ended", "as it is")


def calls_of(path: Path) -> list[Call]:
    """The calls of a session's journal."""
    return [entry for entry in parse_calls(Folder(path).call_lines()) if isinstance(entry, Call)]


def listen_again(server: Server) -> None:
    """Let a server be reached again, if it is not."""
    listener = server.listener
    if listener is not None and not (listener.socket and listener.socket.is_serving()):
        listener.open()


def settings() -> ModelSettings:
    """How models are asked here: few tries, an early deadline."""
    return ModelSettings(tries=3, deadline=0.4)


def providers(kind: str, server: Server, waits: list[float]) -> Providers:
    """The real client over the server, or LangChain's over the same; nothing waits."""

    async def wait(seconds: float) -> None:
        waits.append(seconds)
        if server.fault is None:
            listen_again(server)

    if kind == "openai":
        return Providers(sleep=wait)

    def make(_: Spec, found: ModelSettings, __: Mapping[str, str]) -> Adapter:
        params = {"base_url": server.url, "api_key": "a key for tests", "timeout": found.deadline}
        return LangChainModel(named("openai", "test", {"max_tokens": 4096, **params}))

    return Providers(make=make, sleep=wait)


def played(case: Case, kind: str, folder: Path, server: Server, *, always: bool) -> Played:
    """Run the session; the fault befalls the first act of its kind, once or as long as it lasts."""

    def fault(asked: Asked, server: Server) -> Response | None:
        if act_of(asked) != case.act:
            return None
        if not always:
            server.fault = None
        return case.make(asked, server)

    server.fault = fault
    spec = server.spec if kind == "openai" else "deepseek:test"
    models = {name: settings() for name in ("north", "analyst")}
    config = RunConfig(
        scenario=load("tiny"), seats={"north": spec}, analyst=spec, models=models, rounds=2, seed=4
    )
    found = Played(folder / "session", server)
    stage = Backstage(providers=providers(kind, server, found.waits), caps=Caps(tokens=CAP))
    try:
        start(config, folder, "session", backstage=stage)
    except SessionPaused as stop:
        found.stop = stop
    return found


def healed(found: Played, kind: str) -> None:
    """Let the server be sound again, and go on with the session to its end."""
    server = found.server
    server.fault = None
    listen_again(server)
    resume(found.path, backstage=Backstage(providers=providers(kind, server, found.waits)))


def contents(body: str) -> str | None:
    """The words in the body of a completion; None for a body that is none."""
    try:
        message = json.loads(body)["choices"][0]["message"]
    except (ValueError, LookupError, TypeError):
        return None
    return message["content"] or message["refusal"] or ""
