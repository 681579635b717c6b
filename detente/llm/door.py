"""A session's door to language models: what was answered is not asked again, the rest is paid and kept.

journal → retry → limits → budget → deadline → adapter
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from detente.errors import InputError
from detente.llm.budget import Budget
from detente.llm.chat import Request, digest
from detente.llm.failures import ModelFailure
from detente.llm.journal import Journal
from detente.llm.prices import Price, list_price
from detente.llm.providers import LEAST_ROOM, PROBE_TOKENS, Provider, Providers, find_way
from detente.llm.retry import Patience
from detente.llm.settings import ModelSettings
from detente.llm.specs import Spec
from detente.llm.ways import WAYS
from detente.transcripts.calls import Answer, Call, Slot, Usage, text_digest

__all__ = ["Door", "Line"]

PROBING = Patience(tries=2, altogether=90.0)


@dataclass(frozen=True)
class Line:
    """Which model is asked, and how: a SPEC with its settings."""

    spec: Spec
    settings: ModelSettings = field(default_factory=ModelSettings)

    @classmethod
    def of(cls, spec: Spec, settings: ModelSettings | None = None) -> Line:
        """With the list price, where none is stated and one is listed."""
        found = settings or ModelSettings()
        return cls(spec, found.model_copy(update={"price": found.price or list_price(spec)}))

    def room(self, needed: int) -> int:
        """Tokens that an answer may have at most, for a reply that needs so many."""
        least = LEAST_ROOM if self.spec.kind == "langchain" else needed
        return max(least, self.settings.max_tokens)


@dataclass
class Door:
    """What the agents of one session ask models through."""

    providers: Providers = field(default_factory=Providers)
    budget: Budget = field(default_factory=Budget)
    journal: Journal = field(default_factory=Journal)
    prices: Mapping[str, Price] = field(default_factory=dict)
    """SPEC without address → price, to count what earlier runs paid for."""
    replicate: int = 0
    sent: dict[str, dict[str, object]] = field(default_factory=dict)
    """SPEC → the parameters of its calls, as they were really sent (but for the length of a reply)."""

    def __post_init__(self) -> None:
        """Count what earlier runs of the session paid for."""
        for call in self.journal.recorded:
            price = self.prices.get(call.model)
            for usage in call.charged:
                self.budget.count(usage, price)
            if call.answer is not None and call.by == "model":
                self.sent[call.model] = _of_every_call(call.answer.sent)

    async def ready(self, lines: Iterable[Line]) -> None:
        """Reach every model before the first seat speaks. Raises InputError with one sentence.

        A model that another session of the process has reached is not asked again.
        """
        for line in lines:
            provider = self.providers.provider(line.spec, line.settings)
            self._refuse_blind(line, provider)
            async with provider.finding:
                if provider.way is None:
                    await self._probe(line)

    async def _probe(self, line: Line) -> None:
        charged: list[Usage] = []
        provider = self.providers.provider(line.spec, line.settings)
        put = await find_way(
            provider, provider.stack(self.budget, charged, PROBING).ask, line.room(PROBE_TOKENS)
        )
        for turn, (request, answer) in enumerate(put):
            slot = Slot(act=f"probe/{line.spec.name}", turn=turn)
            await self._keep(slot, request, line, answer, charged[turn : turn + 1])

    def _refuse_blind(self, line: Line, provider: Provider) -> None:
        """Refuse a cap that could not be held."""
        caps, name = self.budget.limiting, line.spec.name
        if (caps.tokens is not None or caps.cost is not None) and not provider.bounded:
            raise InputError(
                f"{name} does not say how long its answers may be: set its max_tokens for a cap."
            )
        if caps.cost is not None and line.settings.price is None:
            raise InputError(
                f'--max-cost: the price of {name} is unknown; state it in detente.toml: [models."{name}"] '
                "price = [IN, OUT], US dollars for a million tokens."
            )

    async def ask(self, slot: Slot, request: Request, line: Line) -> Answer:
        """Answer one question: from the journal if it was answered before, else by the model.

        Raises ModelFailure, BudgetExceeded, and what the journal raises.
        """
        request = self._fitted(request, line)
        recorded = self.journal.answer(slot, digest(request, line.spec.text))
        if recorded is not None:
            return recorded
        provider, charged = self.providers.provider(line.spec, line.settings), list[Usage]()
        asked = (provider.way or WAYS[0]).put(request)
        try:
            answer = await provider.stack(self.budget, charged, line.settings.patience).ask(asked)
        except ModelFailure as failure:
            await self._keep_failure(slot, request, line, failure, charged)
            raise
        await self._keep(slot, request, line, answer, charged)
        return answer

    def _fitted(self, request: Request, line: Line) -> Request:
        room = line.room(request.max_tokens)
        return request if room == request.max_tokens else request.model_copy(update={"max_tokens": room})

    # -- what is kept -----------------------------------------------------------------------------

    def _call(self, slot: Slot, request: Request, line: Line) -> Call:
        return Call(
            slot=slot,
            replicate=self.replicate,
            by="model",
            model=line.spec.name,
            digest=digest(request, line.spec.text),
            messages=tuple((message.role, text_digest(message.text)) for message in request.messages),
            reply=request.reply,
            reply_schema=text_digest(json.dumps(request.reply_schema, sort_keys=True)),
            max_tokens=request.max_tokens,
        )

    async def _keep(
        self, slot: Slot, request: Request, line: Line, answer: Answer, charged: Sequence[Usage]
    ) -> None:
        self.sent[line.spec.name] = _of_every_call(answer.sent)
        update = {"answer": answer, "charged": tuple(charged)}
        call = self._call(slot, request, line).model_copy(update=update)
        await self.journal.write(call, self._texts(request))

    async def _keep_failure(
        self, slot: Slot, request: Request, line: Line, failure: ModelFailure, charged: Sequence[Usage]
    ) -> None:
        update = {
            "failure": failure.kind,
            "message": str(failure),
            "attempts": failure.attempts,
            "charged": tuple(charged),
        }
        await self.journal.write(
            self._call(slot, request, line).model_copy(update=update), self._texts(request)
        )

    @staticmethod
    def _texts(request: Request) -> list[str]:
        schema = json.dumps(request.reply_schema, sort_keys=True)
        return [*(message.text for message in request.messages), schema]


def _of_every_call(sent: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value for name, value in sent.items() if name not in ("max_tokens", "max_completion_tokens")
    }
