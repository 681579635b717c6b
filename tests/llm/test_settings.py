"""Settings of a model: ours are checked and named when they are wrong, all others are the provider's."""

from __future__ import annotations

from typing import Any

import pytest

from detente.errors import InputError
from detente.llm.prices import Price
from detente.llm.retry import Patience
from detente.llm.settings import OURS, ModelSettings, model_settings

WHERE = 'detente.toml: [models."openai:small"]'


def refusal(table: dict[str, Any]) -> str:
    """The sentence with which a table is refused."""
    with pytest.raises(InputError) as caught:
        model_settings(table, WHERE)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_an_empty_table_has_every_default() -> None:
    found = model_settings({}, WHERE)
    assert found == ModelSettings()
    assert (found.params, found.price, found.at_once, found.per_minute) == ({}, None, 8, 0)


def test_what_is_not_ours_is_a_parameter_of_the_provider() -> None:
    table = {"temperature": 0.7, "seed": 3, "reasoning_effort": "low", "store": False, "max_tokens": 8000}
    found = model_settings(table, WHERE)
    assert found.params == {"temperature": 0.7, "seed": 3, "reasoning_effort": "low", "store": False}
    assert [type(value) for value in found.params.values()] == [float, int, str, bool]
    assert found.max_tokens == 8000


def test_what_is_ours_is_not_sent() -> None:
    table = {
        "price": [1, 2],
        "max_tokens": 10,
        "at_once": 2,
        "per_minute": 30,
        "tries": 3,
        "deadline": 20,
        "altogether": 50.5,
    }
    found = model_settings(table, WHERE)
    assert found.params == {}
    assert (found.at_once, found.per_minute, found.deadline) == (2, 30, 20)
    assert found.patience == Patience(tries=3, altogether=50.5)


@pytest.mark.parametrize("zero", ["max_tokens", "at_once", "per_minute"])
def test_zero_is_allowed_where_it_means_none(zero: str) -> None:
    assert getattr(model_settings({zero: 0}, WHERE), zero) == 0


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("max_tokens", -1, "greater than or equal to 0"),
        ("max_tokens", "many", "valid integer"),
        ("at_once", -1, "greater than or equal to 0"),
        ("at_once", 1.5, "valid integer"),
        ("at_once", 10_001, "less than or equal to 10000"),
        ("per_minute", -5, "greater than or equal to 0"),
        ("per_minute", [], "valid integer"),
        ("tries", 0, "greater than or equal to 1"),
        ("tries", 21, "less than or equal to 20"),
        ("deadline", 0, "greater than 0"),
        ("deadline", float("nan"), "finite number"),
        ("deadline", float("inf"), "finite number"),
        ("deadline", True, "valid number"),
        ("deadline", "20", "valid number"),
        ("deadline", "soon", "valid number"),
        ("altogether", -1, "greater than 0"),
        ("altogether", float("inf"), "finite number"),
        ("altogether", True, "valid number"),
    ],
)
def test_a_bad_value_is_named_by_its_table_and_field(field: str, value: object, says: str) -> None:
    said = refusal({"temperature": 1, field: value})
    assert said.startswith(f"{WHERE}: {field}: ")
    assert says in said
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize("value", [[], ["END"], ["a", "b"]])
def test_a_list_of_words_is_a_parameter_too(value: list[str]) -> None:
    assert model_settings({"stop": value}, WHERE).params == {"stop": value}


@pytest.mark.parametrize("value", [{"a": 1}, None, [1], ["a", None], [["a"]]])
def test_a_parameter_that_is_no_plain_value_is_named(value: object) -> None:
    said = refusal({"stop": value})
    assert said.startswith(f"{WHERE}: stop: ")
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_parameter_that_is_set_for_a_provider_cannot_be_set(name: str) -> None:
    said = f"{WHERE}: {name} cannot be set; max_tokens says how long answers may be."
    assert refusal({name: 100, "temperature": 1}) == said


def test_what_could_spend_more_than_is_reserved_or_steer_the_call_cannot_be_set() -> None:
    spends = {"n", "best_of", "max_completion_tokens", "max_output_tokens", "max_new_tokens", "num_predict"}
    steers = {"stream", "messages", "model", "response_format", "tools", "tool_choice", "base_url", "api_key"}
    assert spends | steers | {"max_retries", "timeout"} <= OURS


@pytest.mark.parametrize(
    ("value", "price"),
    [
        ([0.25, 2], Price(tokens_in=0.25, tokens_out=2)),
        ([0.25, 2.0, 0.025], Price(tokens_in=0.25, tokens_out=2, tokens_cached=0.025)),
        ([0, 0], Price(tokens_in=0, tokens_out=0)),
        ([1, 2, 0], Price(tokens_in=1, tokens_out=2, tokens_cached=0)),
    ],
)
def test_a_price_is_two_numbers_or_three(value: list[float], price: Price) -> None:
    assert model_settings({"price": value}, WHERE).price == price


@pytest.mark.parametrize(
    "value",
    [
        [],
        [1],
        [1, 2, 3, 4],
        [1, -2],
        ["1", "2"],
        [1, None],
        [float("nan"), 1],
        [float("inf"), 1],
        [1, 2, float("inf")],
        [True, 1],
        [1, False],
        [1, 2, True],
        3,
        "1, 2",
        {"in": 1},
        None,
        True,
    ],
)
def test_any_other_price_is_told_how_one_looks(value: object) -> None:
    said = f"{WHERE}: price: give [IN, OUT] or [IN, OUT, CACHED], US dollars for a million tokens."
    assert refusal({"price": value}) == said
