"""Whether an object fits a reply's JSON Schema, in the strict form that replies are asked for in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["misfit"]

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def misfit(value: Any, schema: Mapping[str, Any], where: str = "the reply") -> str:  # noqa: ANN401
    """What does not fit, in a sentence without its stop; empty if everything does.

    Knows the keywords that `shapes.py` uses: type, properties, required, additionalProperties, items,
    maxItems, enum, maxLength, minimum, maximum.
    """
    kind = schema["type"]
    fits: bool = isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
    if not fits:
        return f"{where} is no {kind}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{where} is {value!r}, which is not among {', '.join(map(str, schema['enum'][:12]))}"
    if kind == "object":
        return _object(value, schema, where)
    if kind == "array":
        return _array(value, schema, where)
    return _size(value, schema, where)


def _object(value: dict[str, Any], schema: Mapping[str, Any], where: str) -> str:
    known = schema["properties"]
    for name in value:
        if name not in known:
            return f"{where} has the field {name!r}, which is not asked for"
    for name in schema["required"]:
        if name not in value:
            return f"{where} has no {name!r}"
    parts = (misfit(value[name], part, f"{name} of {where}") for name, part in known.items() if name in value)
    return next(filter(None, parts), "")


def _array(value: list[Any], schema: Mapping[str, Any], where: str) -> str:
    if len(value) > schema["maxItems"]:
        return f"{where} has {len(value)} entries, and may have {schema['maxItems']}"
    parts = (misfit(one, schema["items"], f"entry {at} of {where}") for at, one in enumerate(value, start=1))
    return next(filter(None, parts), "")


def _size(value: Any, schema: Mapping[str, Any], where: str) -> str:  # noqa: ANN401 - any JSON
    if len(value) > schema.get("maxLength", len(value)) if isinstance(value, str) else False:
        return f"{where} has {len(value)} characters, and may have {schema['maxLength']}"
    if "minimum" in schema and not schema["minimum"] <= value <= schema["maximum"]:
        return f"{where} is {value}, and may be from {schema['minimum']} to {schema['maximum']}"
    return ""
