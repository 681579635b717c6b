"""What tokens cost. A price is only as good as its source: none is built in, users state theirs.

In detente.toml: `[models."openai:NAME"]` with `price = [IN, OUT]` or `[IN, OUT, CACHED]`, US dollars for a
million tokens, as the provider's price list has them.
"""

from __future__ import annotations

from pydantic import Field

from detente.transcripts.acts import Value
from detente.transcripts.calls import Usage

__all__ = ["Price"]

MILLION = 1_000_000


class Price(Value):
    """US dollars for a million tokens."""

    tokens_in: float = Field(ge=0)
    tokens_out: float = Field(ge=0)
    tokens_cached: float | None = Field(default=None, ge=0)
    """Of input the provider had read before; without it, the price of all input."""

    def of(self, usage: Usage) -> float:
        """US dollars for some tokens."""
        cached = self.tokens_in if self.tokens_cached is None else self.tokens_cached
        fresh = max(usage.tokens_in - usage.tokens_cached, 0)
        total = fresh * self.tokens_in + usage.tokens_cached * cached + usage.tokens_out * self.tokens_out
        return total / MILLION
