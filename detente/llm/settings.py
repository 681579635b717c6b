"""How models are asked: parameters, price, limits and patience, as `detente.toml` states them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationError

from detente.errors import InputError
from detente.llm.prices import Price
from detente.llm.retry import Patience
from detente.transcripts.acts import Value

__all__ = ["ModelSettings", "model_settings"]

Parameter = str | int | float | bool | list[str]
OURS = frozenset(
    {
        "max_completion_tokens", "max_output_tokens", "max_new_tokens", "num_predict", "best_of", "n",
        "stream", "messages", "model", "model_provider", "response_format", "tools", "tool_choice", "api_key",
        "base_url", "max_retries", "timeout",
    }
)  # fmt: skip
"""Parameters of providers that are set for them, or that would spend beyond what is reserved."""
OWN = ("price", "max_tokens", "at_once", "per_minute", "tries", "deadline", "altogether")
"""Keys of a model's table that are ours; every other is a parameter of the provider's."""


class ModelSettings(Value):
    """How one model is asked."""

    params: dict[str, Parameter] = {}
    """Sent with every call, as temperature; names are the provider's."""
    price: Price | None = None
    max_tokens: Annotated[int, Field(ge=0)] = 0
    """Tokens an answer may have, where more than a reply's own need is wanted: models that think first."""
    at_once: Annotated[int, Field(ge=0, le=10_000)] = 8
    """Requests at once to its provider, over all sessions of the process; 0 is no limit."""
    per_minute: Annotated[int, Field(ge=0)] = 0
    """Requests a minute to its provider; 0 is no limit."""
    tries: Annotated[int, Field(ge=1, le=20)] = 5
    deadline: Annotated[float, Field(gt=0, strict=True, allow_inf_nan=False)] = 120.0
    """Seconds for one try of a call."""
    altogether: Annotated[float, Field(gt=0, strict=True, allow_inf_nan=False)] = 600.0
    """Seconds for all tries of a call."""

    @property
    def patience(self) -> Patience:
        """How often a call is tried, and for how long."""
        return Patience(self.tries, self.altogether)


def model_settings(table: Mapping[str, Any], where: str) -> ModelSettings:
    """Settings from a table of detente.toml; what is not ours is a parameter of the provider's.

    Raises InputError naming the field.
    """
    own = {key: value for key, value in table.items() if key in OWN}
    params = {key: value for key, value in table.items() if key not in OWN}
    for name in sorted(OURS & set(params)):
        raise InputError(f"{where}: {name} cannot be set; max_tokens says how long answers may be.")
    if "price" in own:
        own["price"] = _price(own["price"], where)
    try:
        return ModelSettings.model_validate({**own, "params": params})
    except ValidationError as error:
        entry = error.errors()[0]
        field = ".".join(str(part) for part in entry["loc"][:2]).removeprefix("params.")
        raise InputError(f"{where}: {field}: {entry['msg'][0].lower()}{entry['msg'][1:]}.") from error


def _price(value: Any, where: str) -> Price:  # noqa: ANN401 - whatever the file holds
    numbers = isinstance(value, list) and all(
        isinstance(v, int | float) and not isinstance(v, bool) and 0 <= v < math.inf for v in value
    )
    if not numbers or len(value) not in (2, 3):
        raise InputError(
            f"{where}: price: give [IN, OUT] or [IN, OUT, CACHED], US dollars for a million tokens."
        )
    return Price(tokens_in=value[0], tokens_out=value[1], tokens_cached=value[2] if len(value) == 3 else None)
