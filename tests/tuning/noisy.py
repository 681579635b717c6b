"""A scripted model with chance and known error rates, and prompts that it answers at another rate.

What it draws depends on the seed of the session, the act and the prompts, never on who asks first: a tuning
comes out the same however busy the machine is.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.llm.chat import Request
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.orchestration.backstage import Backstage
from detente.prompts.library import Library, built_in
from tests.server.negotiator import reply

MARK = "[B]"
"""What tells the model that it is asked by the variant."""
TURNS = ("argue", "weigh", "speak", "propose", "decide", "read")


def marked() -> Library:
    """The prompts with a mark in every turn: it changes nothing but what the model makes of it."""
    files = dict(built_in().files)
    for name in TURNS:
        text = files[f"{name}.md"].rstrip("\n")
        files[f"{name}.md"] = f"{text}\n\n{MARK}\n"
    return Library(files)


LIBRARIES = {"current": built_in(), "marked": marked()}


@dataclass(frozen=True)
class Noisy:
    """Valid at the first try at one rate, and reading right at another; each by variant."""

    valid: float
    valid_marked: float
    salt: int = 0
    reads: float = 0.7
    reads_marked: float = 0.7

    def __call__(self, request: Request) -> dict[str, Any] | str:
        """The answer to a request."""
        turn, mark = request.messages[1].text, MARK in request.messages[1].text
        asked = f"{self.salt}|{request.draw}|{request.slot}|{len(request.messages)}|{mark}"
        if request.reply == "reading":
            right = random.Random(f"{asked}|{turn}").random() < (self.reads_marked if mark else self.reads)
            return _reading(turn, right=right)
        if request.reply == "probe":
            return {"answer": "ready", "marks": ["ready"]}
        rate = self.valid_marked if mark else self.valid
        if len(request.messages) == 2 and random.Random(asked).random() >= rate:
            return "I would rather say it in prose."
        return reply(request.reply_schema, f"{request.messages[0].text}{asked}", turn)

    @property
    def backstage(self) -> Backstage:
        """A process whose every model is this one."""
        return Backstage(Providers(make=lambda *_: FakeModel(self)))


def _reading(turn: str, *, right: bool) -> dict[str, Any]:
    """Statements of `labels` name their option in brackets: read as it stands, or as its neighbour."""
    said = next(line for line in turn.splitlines() if "[I1." in line).lstrip("│ ")
    option = said[said.index("[I1.") + 4]
    chosen = option if right else ("b" if option == "a" else "a")
    position = {"issue": "I1", "options": [chosen], "firmness": "firm", "condition": "", "quote": said}
    return {"positions": [position], "unclear": [], "answer": "silent"}


def labels(path: Path, many: int) -> Path:
    """A file of labelled statements of the scenario `tiny`."""
    rows = []
    for number in range(many):
        option = "ab"[number % 2]
        text = f"We hold to this, for reason number {number} [I1.{option}]"
        position = {"issue": "I1", "options": [option], "firmness": "firm", "quote": text}
        row = {"id": f"n{number}", "scenario": "tiny", "seat": "north", "text": text, "positions": [position]}
        rows.append(json.dumps(row))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path
