"""Prices: what tokens cost, and whose list price is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from detente.llm.door import Line
from detente.llm.prices import Price, list_price
from detente.llm.settings import ModelSettings
from detente.llm.specs import parse_spec
from detente.transcripts.calls import Usage

counts = st.integers(0, 1_000_000)
dollars = st.floats(0, 100)


def test_tokens_in_and_out_have_their_own_price() -> None:
    price = Price(tokens_in=2, tokens_out=8)
    assert price.of(Usage(tokens_in=1_000_000, tokens_out=0)) == 2
    assert price.of(Usage(tokens_in=0, tokens_out=1_000_000)) == 8
    assert price.of(Usage(tokens_in=500, tokens_out=250)) == pytest.approx(0.003)


def test_tokens_read_before_have_a_price_of_their_own_where_it_is_known() -> None:
    usage = Usage(tokens_in=1_000_000, tokens_out=0, tokens_cached=750_000)
    assert Price(tokens_in=2, tokens_out=8, tokens_cached=0.2).of(usage) == pytest.approx(0.65)
    assert Price(tokens_in=2, tokens_out=8, tokens_cached=0).of(usage) == pytest.approx(0.5)
    assert Price(tokens_in=2, tokens_out=8).of(usage) == 2


def test_a_provider_that_reports_more_read_before_than_in_all_is_not_owed_money() -> None:
    usage = Usage(tokens_in=100, tokens_out=0, tokens_cached=1_000_000)
    assert Price(tokens_in=2, tokens_out=8, tokens_cached=0.2).of(usage) == pytest.approx(0.2)


@given(tokens_in=counts, tokens_out=counts, cached=counts, each=dollars, out=dollars, before=dollars)
def test_no_usage_gives_money_back(
    tokens_in: int, tokens_out: int, cached: int, each: float, out: float, before: float
) -> None:
    usage = Usage(tokens_in=tokens_in, tokens_out=tokens_out, tokens_cached=cached)
    assert Price(tokens_in=each, tokens_out=out, tokens_cached=before).of(usage) >= 0


@pytest.mark.parametrize("field", ["tokens_in", "tokens_out", "tokens_cached"])
def test_no_price_is_negative(field: str) -> None:
    with pytest.raises(ValidationError):
        Price.model_validate({"tokens_in": 1, "tokens_out": 1, field: -0.1})


@pytest.mark.parametrize(
    "text", ["openai:gpt-4o-mini", "anthropic:claude-sonnet-4-5", "google_genai:gemini-2.5-flash"]
)
def test_a_model_on_the_list_has_its_price(text: str) -> None:
    price = list_price(parse_spec(text))
    assert price is not None
    assert price.tokens_cached is not None
    assert 0 < price.tokens_cached < price.tokens_in < price.tokens_out < 1000


@pytest.mark.parametrize(
    "text",
    [
        "openai:gpt-4o-mini@http://127.0.0.1:8080/v1",
        "openai:no-such-model-at-all",
        "nobody:gpt-4o-mini",
        "object:gpt-4o-mini",
        "baseline",
        "human",
    ],
)
def test_a_server_of_ones_own_and_a_model_that_is_not_listed_have_none(text: str) -> None:
    assert list_price(parse_spec(text)) is None


def test_a_stated_price_counts_more_than_the_list() -> None:
    stated = Price(tokens_in=1, tokens_out=1)
    spec = parse_spec("openai:gpt-4o-mini")
    assert Line.of(spec, ModelSettings(price=stated)).settings.price == stated
    assert Line.of(spec).settings.price == list_price(spec)
    assert Line.of(parse_spec("openai:no-such-model-at-all")).settings.price is None
