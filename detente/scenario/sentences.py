"""What pydantic found, in plain sentences: what stands there, what belongs there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from detente.scenario.base import ActorId, Data, Id, IssueOption

__all__ = ["complaints"]

Path = tuple[int | str, ...]

PLAIN = {
    "missing": "this field is missing",
    "string_type": "give text (a bare number, yes or no needs quotes)",
    "tuple_type": "give a list",
    "dict_type": "give a mapping",
    "model_type": "give a mapping of fields",
    "model_attributes_type": "give a mapping of fields",
    "int_type": "give a whole number",
    "int_parsing": "give a whole number",
    "int_from_float": "give a whole number",
    "float_type": "give a number",
    "float_parsing": "give a number",
    "finite_number": "give a finite number",
    "bool_type": "say true or false",
    "bool_parsing": "say true or false",
    "invalid_key": "the keys of a mapping here are text; put this one in quotes",
}
DATES = ("date_", "datetime_")
LIMITS = {
    "too_short": "give at least {min_length}",
    "too_long": "give at most {max_length}",
    "string_too_short": "give at least {min_length} character(s)",
    "string_too_long": "give at most {max_length} characters",
    "greater_than_equal": "give a number of at least {ge:g}",
    "less_than_equal": "give a number of at most {le:g}",
    "literal_error": "give {expected}",
}
SHORT_FORMS = {"Prior": "give [value, low, high], or a mapping of these", "Cell": "give a stand, as b>d*5"}
OWN = ("value_error", "assertion_error")
"""Errors that our own validators raise: their sentences say what was given."""


def _pattern(kind: Any) -> str:  # noqa: ANN401 - an annotated type
    return str(get_args(kind)[1].metadata[0].pattern)


PATTERNS = {
    _pattern(Id): "an id is a letter, then letters, digits, '_' or '-', 40 at most",
    _pattern(ActorId): "an actor is written seat.leader or seat.FACTION",
    _pattern(IssueOption): "an option is written issue.letter, as I2.b",
    "^[a-g]$": "the id of an option is a letter from a to g",
}


def complaints(error: ValidationError, model: type[Data]) -> list[tuple[Path, str]]:
    """Where each error stands and one sentence about it; what merely follows from another is left out."""
    details = error.errors()
    places = [entry["loc"] for entry in details]
    return [(e["loc"], _sentence(e, model)) for e in details if not _follows(e, places)]


def _follows(entry: ErrorDetails, places: Iterable[Path]) -> bool:
    """Whether a list is only too short because its entries are wrong."""
    own = entry["loc"]
    inside = any(len(place) > len(own) and place[: len(own)] == own for place in places)
    return entry["type"] == "too_short" and inside


def _sentence(entry: ErrorDetails, model: type[Data]) -> str:
    kind, context = entry["type"], entry.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_field(entry["loc"], model)
    if kind in OWN:
        return str(entry["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if kind in LIMITS:
        sentence = LIMITS[kind].format(**context)
    elif kind == "string_pattern_mismatch" and context["pattern"] in PATTERNS:
        sentence = PATTERNS[context["pattern"]]
    elif context.get("class_name") in SHORT_FORMS:
        sentence = SHORT_FORMS[context["class_name"]]
    elif kind.startswith(DATES):
        sentence = "give a date as year-month-day, like 2025-05-21"
    else:
        sentence = PLAIN.get(kind, _lower(str(entry["msg"])))
    return sentence + _given(entry)


def _given(entry: ErrorDetails) -> str:
    given = entry["input"]
    short = isinstance(given, str | int | float | bool) and len(str(given)) < 60
    return f" (got {given!r})" if short and entry["type"] != "missing" else ""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _unknown_field(place: Path, model: type[Data]) -> str:
    known = _fields(_model_at(place[:-1], model))
    near = difflib.get_close_matches(str(place[-1]), known, n=1)
    return f"there is no such field; did you mean '{near[0]}'?" if near else "there is no such field here"


def _fields(model: type[Data] | None) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _model_at(place: Sequence[int | str], model: type[Data]) -> type[Data] | None:
    """The model whose fields stand at a place of the file."""
    kind: Any = model
    for step in place:
        if isinstance(kind, type) and issubclass(kind, Data):
            named = {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
            kind = named.get(str(step))
        elif get_origin(kind) in (dict, tuple):
            kind = next((part for part in reversed(get_args(kind)) if part is not Ellipsis), None)
        kind = _bare(kind)
    return kind if isinstance(kind, type) and issubclass(kind, Data) else None


def _bare(kind: Any) -> Any:  # noqa: ANN401 - an annotation
    """An annotation without `Annotated` and without `| None`."""
    while hasattr(kind, "__metadata__"):
        kind = get_args(kind)[0]
    parts = [part for part in get_args(kind) if part is not type(None)]
    return _bare(parts[0]) if get_origin(kind) not in (dict, tuple, None) and len(parts) == 1 else kind
