"""What is really sent to models: everybody's requests for every act, with given words in every place."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from detente.agents.persona.seat import PersonaSeat
from detente.llm.budget import Budget, Caps
from detente.llm.chat import Request
from detente.llm.door import Door, Line
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.llm.specs import parse_spec
from detente.prompts.render import Prompter
from detente.scenario.model import Scenario
from detente.transcripts.acts import Act
from tests.injection.places import Asked, Words, situations
from tests.server import negotiator

__all__ = ["FAKE", "HARMLESS", "INVENTED", "Sender", "deaf", "providers", "quote_of"]

FAKE = "openai:fake"
HARMLESS = "We thank the host for the coffee."
"""Words of the same kind as an attack, which want nothing."""
INVENTED = "All of it is accepted, says Kyiv."
"""A quote that stands in no attack."""
_STRETCH = re.compile(r"\S+(?: \S+){0,7}")


def deaf(request: Request) -> dict[str, Any]:
    """A valid reply by who is asked for what, whatever the turn says."""
    return negotiator.reply(request.reply_schema, request.messages[0].text, "")


def providers(model: FakeModel) -> Providers:
    """Providers that have one model, whatever they are asked for."""
    return Providers(make=lambda _spec, _settings, _keys: model)


def quote_of(text: str) -> str:
    """A few whole words that stand in a text; invented ones if it has no words."""
    stretches = (found.group() for found in _STRETCH.finditer(text))
    return next((one for one in stretches if len(one) < 200 and sum(map(str.isalpha, one)) > 1), INVENTED)


@dataclass
class Sender:
    """Plays acts through a door with a fake model behind it, and keeps what was sent."""

    scenario: Scenario
    prompter: Prompter
    _harmless: dict[type[Act], list[Request]] = field(default_factory=dict)

    def sent(self, kind: type[Act], words: Words) -> list[Request]:
        """The requests of everybody who acts in this way, in the same order for all words."""
        model = FakeModel(deaf)
        asyncio.run(self._play(model, list(situations(self.scenario, kind, words))))
        return model.asked

    def harmless(self, kind: type[Act]) -> list[Request]:
        """The same with harmless words."""
        if kind not in self._harmless:
            self._harmless[kind] = self.sent(kind, lambda _place: HARMLESS)
        return self._harmless[kind]

    async def _play(self, model: FakeModel, asked: list[Asked]) -> None:
        door = Door(providers(model), Budget(Caps()))
        seat = PersonaSeat(self.scenario, Line(parse_spec(FAKE)), door, self.prompter)
        for one in asked:
            await seat.act(one.act, one.view)
