"""The JSON Schema of a scenario file, for editors that complete and check YAML."""

from __future__ import annotations

from typing import Any

from detente.scenario.model import Scenario

__all__ = ["json_schema"]

SHORT_FORMS: dict[str, dict[str, Any]] = {
    "Cell": {
        "type": "string",
        "pattern": r"^\s*[a-g]\s*>\s*[a-g]\s*[*·]\s*\d+(\.\d+)?\s*$",
        "description": "opening>limit*weight of 10, as b>d*5",
    },
    "Prior": {
        "type": "array",
        "items": {"type": "number"},
        "minItems": 3,
        "maxItems": 3,
        "description": "[value, low, high]",
    },
}
"""What a person may write instead of a mapping; the model's validators take both."""


def json_schema() -> dict[str, Any]:
    """The schema of one file of a scenario.

    No section is required, because a folder's files make one scenario together; `detente scenario check`
    tells what is missing.
    """
    schema = Scenario.model_json_schema(by_alias=True)
    definitions = schema["$defs"]
    for name, short in SHORT_FORMS.items():
        definitions[name] = {"anyOf": [short, definitions[name]]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Détente scenario",
        "description": "A scenario file of detente, or one of the files that make a scenario together.",
        "type": "object",
        "properties": schema["properties"],
        "additionalProperties": False,
        "$defs": definitions,
    }
