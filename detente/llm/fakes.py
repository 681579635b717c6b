"""Models for tests: one that answers by a function, one that refuses to be called at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from detente.llm.chat import Request
from detente.llm.failures import ModelFailure
from detente.transcripts.calls import Answer, Usage

__all__ = ["FakeModel", "words"]

Says = Callable[[Request], "dict[str, Any] | str | Answer | ModelFailure"]


@dataclass
class FakeModel:
    """Answers by a function of the request: an object (as JSON), raw text, a whole answer, or a failure."""

    says: Says
    asked: list[Request] = field(default_factory=list)

    async def ask(self, request: Request) -> Answer:
        """Answer one question. Raises the ModelFailure that the function gave."""
        self.asked.append(request)
        said = self.says(request)
        if isinstance(said, ModelFailure):
            raise said
        if isinstance(said, Answer):
            return said
        text = said if isinstance(said, str) else json.dumps(said)
        usage = Usage(tokens_in=words(request), tokens_out=len(text.split()))
        return Answer(text=text, mode=request.mode, finish="stop", usage=usage, model="fake")

    @property
    def bounded(self) -> bool:
        """Its answers are short."""
        return True

    async def close(self) -> None:
        """Nothing to close."""


def words(request: Request) -> int:
    """Words of a request: what a fake counts as tokens."""
    return sum(len(message.text.split()) for message in request.messages)
