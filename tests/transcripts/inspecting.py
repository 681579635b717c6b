"""Sessions for eval logs: what is kept of one, models that say something private, and the real inspect-ai."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.llm.chat import Request
from detente.transcripts import events as ev
from detente.transcripts.calls import parse_calls
from detente.transcripts.export.inspect_events import Journalled
from detente.transcripts.export.inspect_log import inspect_log, log_name
from detente.transcripts.manifest import Manifest
from detente.transcripts.store import Folder
from tests.server.negotiator import reply

READING = """
import json, sys
from inspect_ai.log import list_eval_logs, read_eval_log
found = {
    "listed": [info.name for info in list_eval_logs(sys.argv[1])],
    "logs": [json.loads(read_eval_log(name).model_dump_json()) for name in sys.argv[2:]],
    "headers": [json.loads(read_eval_log(name, header_only=True).model_dump_json()) for name in sys.argv[2:]],
}
print(json.dumps(found))
"""
PRIVATE = {
    "argument": "<what a faction says>",
    "judgement": "<why the decider leans>",
    "instructions": "<to the spokesperson>",
    "note": "<a private note>",
    "ground": "<why it is decided so>",
}
ADDRESS = "http://127.0.0.1:9/v1"
SPEC = f"openai:test@{ADDRESS}"


@dataclass(frozen=True)
class Kept:
    """What is on disk of a session."""

    manifest: Manifest
    events: list[ev.Event]
    calls: list[Journalled]

    @classmethod
    def of(cls, path: Path) -> Kept:
        folder = Folder(path)
        return cls(folder.manifest, folder.events(), list(parse_calls(folder.call_lines())))

    def log(self, *, private: bool = False) -> dict[str, Any]:
        return inspect_log(self.manifest, self.events, calls=self.calls, private=private)

    @property
    def spoken(self) -> list[ev.StatementMade | ev.OfferMade | ev.DecisionMade]:
        kinds = ev.StatementMade | ev.OfferMade | ev.DecisionMade
        return [event for event in self.events if isinstance(event, kinds)]


def private_words(request: Request) -> dict[str, Any]:
    """A valid reply whose private fields hold words of their own."""
    made = reply(request.reply_schema, request.messages[0].text, request.messages[-1].text)
    if request.reply == "argument":
        made["text"] = PRIVATE["argument"]
    elif request.reply == "judgement":
        made |= {"reasons": [PRIVATE["judgement"]], "instructions": PRIVATE["instructions"]}
    elif request.reply == "statement":
        made["private_note"] = PRIVATE["note"]
    elif request.reply == "decision":
        made["reasons"] = [PRIVATE["ground"]]
    return made


def read_by_inspect(folder: Path, logs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What the real inspect-ai reads, in a process of its own: its event loop warns when it is left."""
    names = [folder / log_name(log) for log in logs]
    for name, log in zip(names, logs, strict=True):
        name.write_text(json.dumps(log), encoding="utf-8")
    command = [sys.executable, "-c", READING, str(folder), *map(str, names)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def different(made: Any, found: Any, at: str = "log") -> list[str]:  # noqa: ANN401 - any part of a log
    """Where what was written is not what was read; what the reader adds is its own."""
    if isinstance(made, dict) and isinstance(found, dict):
        return [place for key in made for place in different(made[key], found.get(key), f"{at}.{key}")]
    if isinstance(made, list) and isinstance(found, list) and len(made) == len(found):
        pairs = enumerate(zip(made, found, strict=True))
        return [place for n, (a, b) in pairs for place in different(a, b, f"{at}[{n}]")]
    return [] if made == found else [at]
