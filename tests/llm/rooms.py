"""Doors of one process to one model, and what they keep."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.llm.budget import Budget
from detente.llm.door import Door, Line
from detente.llm.journal import Journal
from detente.llm.prices import Price
from detente.llm.providers import Adapter, Providers
from detente.llm.retry import Sleep
from detente.llm.settings import ModelSettings
from detente.llm.specs import parse_spec
from detente.transcripts.calls import Call, Slot, Usage, parse_calls
from tests.llm.asking import Clock, answer

HERE = "http://127.0.0.1:8080/v1"
PRICE = Price(tokens_in=2, tokens_out=8)
LINE = Line(parse_spec(f"openai:small@{HERE}"), ModelSettings(price=PRICE))
SLOT = Slot(act="moscow.1/russia.leader/speak")
OTHER = Slot(act="moscow.1/ukraine.leader/speak")
USED = Usage(tokens_in=11, tokens_out=7, tokens_cached=3)
SAID = answer(usage=USED)


@dataclass
class Room:
    """Doors of one process to one model; what they keep is one journal."""

    model: Adapter
    lines: list[bytes] = field(default_factory=list)
    sleep: Sleep = field(default_factory=lambda: Clock().sleep)
    """How retries wait."""
    providers: Providers = field(init=False)

    def __post_init__(self) -> None:
        """One model for every SPEC."""
        self.providers = Providers(lambda *_: self.model, sleep=self.sleep)

    async def keep(self, lines: bytes) -> None:
        """Keep some lines."""
        self.lines += lines.splitlines(keepends=True)

    @property
    def calls(self) -> list[Call]:
        """The calls that were kept."""
        return [entry for entry in parse_calls(self.lines) if isinstance(entry, Call)]

    def door(self, budget: Budget | None = None) -> Door:
        """A door of a new session."""
        return Door(self.providers, budget or Budget(), Journal(keep=self.keep))

    def later(self, budget: Budget | None = None, prices: dict[str, Price] | None = None) -> Door:
        """A door of the same session in a later run."""
        journal = Journal.of(parse_calls(self.lines))
        journal.keep = self.keep
        known = {"openai:small": PRICE} if prices is None else prices
        return Door(self.providers, budget or Budget(), journal, known)
