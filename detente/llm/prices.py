"""What tokens cost: the price that a user states in detente.toml, else the list price.

List prices are those of the `genai-prices` package, as of its release; a server at an address of its own has
none. In detente.toml: `[models."openai:NAME"]` with `price = [IN, OUT]` or `[IN, OUT, CACHED]`, US dollars
for a million tokens.
"""

from __future__ import annotations

from functools import cache

from pydantic import Field

from detente.llm.specs import Spec
from detente.transcripts.acts import Value
from detente.transcripts.calls import Usage

__all__ = ["Price", "list_price"]

MILLION = 1_000_000
SAMPLE = 1000
"""Tokens whose price is looked up: few, because long prompts may cost more a token, and ours are short."""
LISTED_AS = {
    "azure_openai": "azure",
    "bedrock": "aws",
    "bedrock_converse": "aws",
    "google_genai": "google",
    "google_vertexai": "google",
    "mistralai": "mistral",
    "xai": "x-ai",
}
"""LangChain's name of a provider → the price list's, where they differ."""


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


def list_price(spec: Spec) -> Price | None:
    """The list price of a model; None for a server of one's own, and for a model that is not listed."""
    if spec.base_url or spec.kind not in ("openai", "langchain"):
        return None
    return _listed(LISTED_AS.get(spec.provider, spec.provider), spec.model)


@cache
def _listed(provider: str, model: str) -> Price | None:
    from genai_prices import Usage as Tokens  # noqa: PLC0415 - dear to import
    from genai_prices import calc_price  # noqa: PLC0415

    fresh = Tokens(input_tokens=SAMPLE, output_tokens=SAMPLE)
    read_before = Tokens(input_tokens=SAMPLE, cache_read_tokens=SAMPLE)
    try:
        found = calc_price(fresh, model_ref=model, provider_id=provider)
        cached = calc_price(read_before, model_ref=model, provider_id=provider)
    except LookupError:
        return None
    scale = MILLION / SAMPLE
    return Price(
        tokens_in=float(found.input_price) * scale,
        tokens_out=float(found.output_price) * scale,
        tokens_cached=float(cached.input_price) * scale,
    )
