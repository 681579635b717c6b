"""A session's door to language models: what was answered is not asked again, the rest is paid and kept.

journal → retry → limits → budget → deadline → adapter
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from detente.errors import InputError
from detente.llm.budget import Budget
from detente.llm.chat import Request, digest
from detente.llm.failures import ModelFailure
from detente.llm.journal import Journal
from detente.llm.prices import Price, list_price
from detente.llm.providers import LEAST_ROOM, PROBE_TOKENS, Provider, Providers, Record, find_way
from detente.llm.retry import Patience
from detente.llm.settings import ModelSettings
from detente.llm.specs import Spec
from detente.llm.ways import WAYS
from detente.transcripts.calls import Answer, Call, Slot, text_digest

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
    seed: int = 0
    lazy: bool = False
    """Whether a model is reached when it is first asked, where nobody has waited for `ready`."""
    sent: dict[str, dict[str, object]] = field(default_factory=dict)
    """SPEC → the parameters of its calls, as they were really sent (but for the length of a reply)."""

    def __post_init__(self) -> None:
        """Count what earlier runs of the session paid for."""
        for call in self.journal.recorded:
            price = self.prices.get(call.model)
            for usage in call.charged:
                self.budget.recall(usage, price)
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
        turns = itertools.count()

        async def ask(request: Request) -> Answer:
            slot = Slot(act=f"probe/{line.spec.name}", turn=next(turns))
            return await self._put(slot, request, line, request, PROBING)

        await find_way(self.providers.provider(line.spec, line.settings), ask, line.room(PROBE_TOKENS))

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
        request = self._fitted(request, line, slot)
        recorded = self.journal.answer(slot, digest(request, line.spec.name))
        if recorded is not None:
            return recorded
        if self.lazy:
            await self.ready((line,))
        way = self.providers.provider(line.spec, line.settings).way or WAYS[0]
        return await self._put(slot, request, line, way.put(request), line.settings.patience)

    async def _put(
        self, slot: Slot, request: Request, line: Line, asked: Request, patience: Patience
    ) -> Answer:
        """Ask the model, and keep what came of it before anybody hears of it: also that nothing did."""
        record = Record()
        call = self._call(slot, request, line)
        stack = self.providers.provider(line.spec, line.settings).stack(self.budget, record, patience)
        try:
            answer = await stack.ask(asked)
        except BaseException as stop:
            if record.attempts or record.charged:
                kind = stop.kind if isinstance(stop, ModelFailure) else "stopped"
                await self._keep(call, request, record, failure=kind, message=str(stop))
            raise
        self.sent[line.spec.name] = _of_every_call(answer.sent)
        await self._keep(call, request, record, answer=answer)
        return answer

    def _fitted(self, request: Request, line: Line, slot: Slot) -> Request:
        draw = f"seed {self.seed}, replicate {self.replicate}"
        update = {"max_tokens": line.room(request.max_tokens), "slot": slot.act, "draw": draw}
        return request.model_copy(update=update)

    # -- what is kept -----------------------------------------------------------------------------

    def _call(self, slot: Slot, request: Request, line: Line) -> Call:
        return Call(
            slot=slot,
            replicate=self.replicate,
            by="model",
            model=line.spec.name,
            digest=digest(request, line.spec.name),
            messages=tuple((message.role, text_digest(message.text)) for message in request.messages),
            prompts=request.prompts,
            reply=request.reply,
            reply_schema=text_digest(json.dumps(request.reply_schema, sort_keys=True)),
            max_tokens=request.max_tokens,
        )

    async def _keep(self, call: Call, request: Request, record: Record, **found: object) -> None:
        attempts = () if "answer" in found else tuple(record.attempts)
        update = {**found, "attempts": attempts, "charged": tuple(record.charged)}
        await self.journal.write(call.model_copy(update=update), self._texts(request))

    @staticmethod
    def _texts(request: Request) -> list[str]:
        schema = json.dumps(request.reply_schema, sort_keys=True)
        return [*(message.text for message in request.messages), schema]


def _of_every_call(sent: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value for name, value in sent.items() if name not in ("max_tokens", "max_completion_tokens")
    }
