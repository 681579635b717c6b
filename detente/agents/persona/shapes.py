"""The shape of each reply as a model is asked for it: a JSON Schema in the strict form, every length bounded.

Vocabulary is in the schema: issues, options, levers and factions are enumerations. What comes back is
validated again (`replies.py`), because no provider's "strict" is to be trusted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from detente.scenario.model import Scenario
from detente.transcripts.acts import Act, Argue, Decide, Propose, Read, Speak, Weigh

__all__ = ["CHARACTERS_A_TOKEN", "Shape", "longest_of", "shape_of"]

Schema = dict[str, Any]
STATEMENT, NOTE, SHORT, ANSWER_TEXT, QUOTE, CONDITION = 1800, 240, 200, 800, 240, 120
"""Characters: of a statement, a note, a reason, an answer, a quote, a condition."""
REASONS, POSITIONS, UNCLEAR = 4, 8, 4
CHARACTERS_A_TOKEN = 2
"""Fewer than any tokenizer in use needs for plain prose, so that the longest valid reply fits."""
NAMES = {Argue: "argument", Weigh: "judgement", Speak: "statement", Propose: "offer", Decide: "decision"}


@dataclass(frozen=True)
class Shape:
    """What a reply must look like."""

    name: str
    schema: Schema
    max_tokens: int


def shape_of(act: Act, scenario: Scenario) -> Shape:
    """The shape of the reply to an act."""
    makers = {
        Argue: _argument,
        Weigh: _judgement,
        Speak: _statement,
        Propose: _offer,
        Decide: _decision,
        Read: _reading,
    }
    properties = makers[type(act)](act, scenario)
    schema = _object(properties)
    name = NAMES.get(type(act), "reading")
    return Shape(name, schema, longest_of(schema) // CHARACTERS_A_TOKEN + 64)


def _argument(_: Act, __: Scenario) -> Schema:
    return {"text": _text(STATEMENT), "for_offer": _one_of(("approve", "resist", "neutral"))}


def _judgement(act: Act, scenario: Scenario) -> Schema:
    party = scenario.party(act.seat)
    factions = tuple(faction.id for faction in party.factions)
    lean = {"type": "number", "minimum": -1, "maximum": 1} if party.decision == "leader" else {"type": "null"}
    share = _object({"faction": _one_of(factions), "share": {"type": "number", "minimum": 0, "maximum": 1}})
    return {
        "lean": lean,
        "influence": _list(share, len(factions)),
        "reasons": _list(_text(SHORT), REASONS),
        "instructions": _text(NOTE),
    }


def _statement(_: Act, __: Scenario) -> Schema:
    return {"text": _text(STATEMENT), "private_note": _text(NOTE)}


def _offer(act: Act, scenario: Scenario) -> Schema:
    to = act.to if isinstance(act, Propose) else ""
    levers = tuple(e.id for e in scenario.levers if e.holder == act.seat and e.target == to)
    mediates = act.seat == scenario.mediator
    demands = tuple(e.id for e in scenario.demands if e.target == to and mediates)
    return {
        "terms": _terms(scenario),
        "levers": _list(_one_of(levers), len(levers)) if levers else _nothing(),
        "demands": _list(_one_of(demands), len(demands)) if demands else _nothing(),
        "detailed": {"type": "boolean"},
        "text": _text(STATEMENT),
        "walk_away": {"type": "boolean"},
    }


def _decision(act: Act, scenario: Scenario) -> Schema:
    may_counter = isinstance(act, Decide) and act.may_counter and not act.final
    answers = ("accept", "reject", "counter") if may_counter else ("accept", "reject")
    return {
        "answer": _one_of(answers),
        "terms": _terms(scenario) if may_counter else _nothing(),
        "text": _text(ANSWER_TEXT),
        "reasons": _list(_text(SHORT), REASONS),
        "would_take": _terms(scenario),
    }


def _reading(_: Act, scenario: Scenario) -> Schema:
    issue = _one_of(scenario.issue_ids)
    letters = tuple(sorted({option.id for entry in scenario.issues for option in entry.options}))
    position = _object(
        {
            "issue": issue,
            "options": _list(_one_of(letters), len(letters)),
            "firmness": _one_of(("firm", "flexible", "conditional", "rejecting")),
            "condition": _text(CONDITION),
            "quote": _text(QUOTE),
        }
    )
    return {
        "positions": _list(position, POSITIONS),
        "unclear": _list(_object({"issue": issue, "quote": _text(QUOTE)}), UNCLEAR),
        "answer": _one_of(("accept", "reject", "counter", "conditional", "silent")),
    }


# -- pieces of a schema ---------------------------------------------------------------------------


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _text(longest: int) -> Schema:
    return {"type": "string", "maxLength": longest}


def _one_of(names: tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": list(names)}


def _list(items: Schema, most: int) -> Schema:
    return {"type": "array", "items": items, "maxItems": most}


def _nothing() -> Schema:
    return _list({"type": "string", "enum": [""]}, 0)


def _terms(scenario: Scenario) -> Schema:
    options = tuple(f"{issue.id}.{option.id}" for issue in scenario.issues for option in issue.options)
    return _list(_one_of(options), len(scenario.issues))


def longest_of(schema: Schema) -> int:
    """Characters of the longest JSON text that fits a schema, spaces and quotation marks included."""
    kind = schema["type"]
    if kind == "object":
        return sum(len(name) + 6 + longest_of(part) for name, part in schema["properties"].items()) + 4
    if kind == "array":
        return int(schema["maxItems"]) * (longest_of(schema["items"]) + 2) + 2
    if "enum" in schema:
        return max(len(json.dumps(value)) for value in schema["enum"])
    return int(schema.get("maxLength", 24)) + 2
