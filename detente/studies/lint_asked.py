"""What is wrong with what prompts ask for: the reply, its fields, its schema and the type that reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from detente.agents.persona import replies
from detente.agents.persona.shapes import CHARACTERS_A_TOKEN, Shape, shape_of
from detente.prompts.lint import Finding
from detente.studies.lint_told import Telling, Told
from detente.transcripts.acts import Act, Argue, Decide, Propose, Read, Speak, Weigh

__all__ = ["of_replies"]

CODE = "reply-mismatch"
WIRES: Mapping[type[Act], type[replies.Wire]] = {
    Argue: replies.Argued,
    Weigh: replies.Weighed,
    Speak: replies.Spoken,
    Propose: replies.Offered,
    Decide: replies.Decided,
    Read: replies.WasRead,
}
_FIELD = re.compile(r"^- `(\w+)`", re.MULTILINE)


def of_replies(telling: Telling) -> Iterator[Finding]:
    """The reply that is named, the fields that are named, and the schema and the type that must agree.

    Fields are looked for in what is told at every moment, so that each branch of a template has them all.
    """
    seen: set[str] = set()
    for told in _variants(telling):
        shape = shape_of(told.moment.act, told.moment.scenario)
        prompt = telling.library.prompts[told.name]
        if prompt.reply != shape.name:
            why = f"its reply is {_a(shape.name)}, not '{prompt.reply}'; say so"
            yield Finding(CODE, why, f"{told.name}.md", 0, "reply")
        yield from _fields(told, shape)
        key = json.dumps(shape.schema)
        if key not in seen:
            seen.add(key)
            yield from _of_type(shape, WIRES[type(told.moment.act)], f"{told.name}.md")


def _variants(telling: Telling) -> Iterator[Told]:
    """What was told, and what would have been where an answer may be or may not be a counter-offer."""
    asked: set[bool] = set()
    for told in telling.told:
        yield told
        act = told.moment.act
        if isinstance(act, Decide) and act.final not in asked:
            asked.add(act.final)
            for may_counter, final in ((True, False), (False, False), (False, True)):
                other = act.model_copy(update={"may_counter": may_counter, "final": final})
                yield from Telling(telling.library, [replace(told.moment, act=other)]).told


def _fields(told: Told, shape: Shape) -> Iterator[Finding]:
    name, text = told.parts[0] if isinstance(told.moment.act, Read) else told.parts[1]
    named = set(_FIELD.findall(text))
    for field in sorted(set(shape.schema["properties"]) ^ named):
        there = (
            f"`{field}` is named, and is no field of {_a(shape.name)}; take it out"
            if field in named
            else f"`{field}` is a field of {_a(shape.name)}, and is not named; say in a list item what it is"
        )
        yield Finding(CODE, there, f"{name}.md", 0, field)


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'aeio' else 'a'} {name}"


def _of_type(shape: Shape, wire: type[replies.Wire], file: str) -> Iterator[Finding]:
    """The smallest and the largest reply that the schema allows must be ones that the type takes."""
    if set(shape.schema["properties"]) != set(wire.model_fields):
        told = f"the schema of {_a(shape.name)} has other fields than its type; see agents/persona"
        yield Finding(CODE, told, file)
        return
    for size, largest in (("smallest", False), ("largest", True)):
        made = _instance(shape.schema, largest=largest)
        try:
            wire.model_validate(made)
        except ValidationError as error:
            wrong = error.errors()[0]
            field = ".".join(map(str, wrong["loc"]))
            told = f"the {size} {shape.name} that the schema allows is refused at {field}: {wrong['msg']}"
            yield Finding(CODE, f"{told}; see agents/persona", file, 0, field)
        if len(json.dumps(made)) > shape.max_tokens * CHARACTERS_A_TOKEN:
            told = f"the {size} {shape.name} does not fit its {shape.max_tokens} tokens; see agents/persona"
            yield Finding(CODE, told, file)


def _instance(schema: Mapping[str, Any], *, largest: bool) -> Any:  # noqa: ANN401 - any JSON value
    """A reply that a schema allows; its texts are not empty, which a schema does not say."""
    kind = schema["type"]
    if kind == "object":
        return {name: _instance(part, largest=largest) for name, part in schema["properties"].items()}
    if kind == "array":
        least = max(schema.get("minItems", 0), 0)
        return [_instance(schema["items"], largest=largest)] * (schema["maxItems"] if largest else least)
    if "enum" in schema:
        return max(schema["enum"], key=len) if largest else min(schema["enum"], key=len)
    if kind == "number":
        return float(schema["maximum" if largest else "minimum"])
    plain = {"string": "x" * (schema.get("maxLength", 1) if largest else 1), "boolean": largest, "null": None}
    return plain[kind]
