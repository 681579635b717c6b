"""What a chat-completions request must look like, checked as strictly as the real API does.

Returns the sentence of a 400 answer, or nothing. The rules for strict schemas follow OpenAI's documentation
of structured outputs: every property required, nothing else allowed, and no keyword that it does not know.
"""

from __future__ import annotations

from typing import Any

ROLES = frozenset({"system", "user", "assistant", "developer", "tool"})
FIELDS = frozenset(
    {
        "model", "messages", "response_format", "tools", "tool_choice", "max_tokens", "temperature",
        "max_completion_tokens", "top_p", "seed", "stream", "n", "stop", "user", "presence_penalty",
        "frequency_penalty", "reasoning_effort", "parallel_tool_calls", "metadata", "logprobs",
    }
)  # fmt: skip
STRICT = frozenset(
    {"type", "properties", "required", "additionalProperties", "items", "enum", "anyOf", "$ref", "$defs"}
    | {"description", "title", "const"}
)
BOUNDS = frozenset({"maxLength", "minLength", "maxItems", "minItems", "maximum", "minimum", "pattern"})
MOST_ENUM_VALUES = 1000


def wrong(body: Any, *, bounds: bool) -> str:  # noqa: ANN401 - whatever came
    """Why a request is refused; empty if it is not. `bounds`: whether strict mode knows length keywords."""
    if not isinstance(body, dict):
        return "the body is not a JSON object"
    unknown = sorted(set(body) - FIELDS)
    if unknown:
        return f"Unknown parameter: '{unknown[0]}'."
    if not isinstance(body.get("model"), str) or not body["model"]:
        return "you must provide a model parameter"
    return _messages(body.get("messages")) or _numbers(body) or _shape(body, bounds=bounds)


def _messages(messages: Any) -> str:  # noqa: ANN401
    if not isinstance(messages, list) or not messages:
        return "Invalid 'messages': empty array."
    for place, message in enumerate(messages):
        if not isinstance(message, dict) or message.get("role") not in ROLES:
            return f"Invalid value for 'messages[{place}].role'."
        if not isinstance(message.get("content"), str):
            return f"Invalid type for 'messages[{place}].content'."
    return ""


def _numbers(body: dict[str, Any]) -> str:
    for name in ("max_tokens", "max_completion_tokens"):
        value = body.get(name)
        if value is not None and (not isinstance(value, int) or value < 1):
            return f"Invalid '{name}'."
    temperature = body.get("temperature")
    if temperature is not None and not 0 <= temperature <= 2:
        return "Invalid 'temperature'."
    return ""


def _shape(body: dict[str, Any], *, bounds: bool) -> str:
    wanted = body.get("response_format")
    if wanted is not None:
        if not isinstance(wanted, dict) or wanted.get("type") not in ("text", "json_object", "json_schema"):
            return "Invalid value for 'response_format.type'."
        if wanted["type"] == "json_schema":
            given = wanted.get("json_schema") or {}
            if not given.get("name"):
                return "Missing required parameter: 'response_format.json_schema.name'."
            if given.get("strict"):
                return _strict(given.get("schema"), "schema", bounds=bounds)
    for tool in body.get("tools") or []:
        function = tool.get("function") or {}
        if tool.get("type") != "function" or not function.get("name"):
            return "Invalid value for 'tools'."
        if function.get("strict"):
            return _strict(function.get("parameters"), "parameters", bounds=bounds)
    return ""


def _strict(schema: Any, where: str, *, bounds: bool) -> str:  # noqa: ANN401
    if not isinstance(schema, dict):
        return f"Invalid schema: {where} is no object."
    known = STRICT | BOUNDS if bounds else STRICT
    odd = sorted(set(schema) - known)
    if odd:
        return f"Invalid schema for response_format: In {where}, '{odd[0]}' is not permitted."
    if len(schema.get("enum", [])) > MOST_ENUM_VALUES:
        return f"Invalid schema: {where} has too many enum values."
    if schema.get("type") == "object":
        return _object(schema, where, bounds=bounds)
    if schema.get("type") == "array":
        return _strict(schema.get("items"), f"{where}.items", bounds=bounds)
    return ""


def _object(schema: dict[str, Any], where: str, *, bounds: bool) -> str:
    properties = schema.get("properties", {})
    if schema.get("additionalProperties") is not False:
        return f"Invalid schema: In {where}, 'additionalProperties' is required to be false."
    if sorted(schema.get("required", [])) != sorted(properties):
        return f"Invalid schema: In {where}, 'required' must name every property."
    for name, part in properties.items():
        found = _strict(part, f"{where}.{name}", bounds=bounds)
        if found:
            return found
    return ""
