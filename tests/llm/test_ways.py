"""Ways to ask for a structured reply: what each changes of a request, and what it leaves alone."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.llm.chat import Message, Request, digest
from detente.llm.specs import parse_spec
from detente.llm.ways import BOUNDS, TOLD, WAYS, Way
from tests.llm.asking import question

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 400},
        "lean": {"anyOf": [{"type": "number", "minimum": -1, "maximum": 1}, {"type": "null"}]},
        "terms": {
            "type": "array",
            "items": {"type": "string", "enum": ["I1.a", "I1.b"], "maxLength": 4},
            "minItems": 0,
            "maxItems": 2,
        },
    },
    "required": ["text", "lean", "terms"],
    "additionalProperties": False,
}
UNBOUNDED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "lean": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "terms": {"type": "array", "items": {"type": "string", "enum": ["I1.a", "I1.b"]}},
    },
    "required": ["text", "lean", "terms"],
    "additionalProperties": False,
}
leaves = st.fixed_dictionaries(
    {"type": st.sampled_from(["string", "number", "array"])},
    optional={name: st.integers(0, 9) for name in sorted(BOUNDS)},
)
schemas: st.SearchStrategy[dict[str, Any]] = st.recursive(
    leaves,
    lambda inner: (
        st.builds(
            lambda part, most: {"type": "array", "items": part, "maxItems": most}, inner, st.integers(0, 9)
        )
        | st.builds(lambda parts: {"anyOf": parts}, st.lists(inner, min_size=1, max_size=3))
        | st.builds(
            lambda parts: {"type": "object", "properties": parts, "required": sorted(parts)},
            st.dictionaries(st.sampled_from("abcdef"), inner, max_size=3),
        )
    ),
    max_leaves=8,
)


def asked(schema: dict[str, Any] = SCHEMA) -> Request:
    """A question with a schema."""
    return question().model_copy(update={"reply_schema": copy.deepcopy(schema)})


def test_the_strictest_way_is_tried_first_and_plain_text_last() -> None:
    assert [(way.mode, way.bounds) for way in WAYS] == [
        ("native", True),
        ("native", False),
        ("tools", False),
        ("text", True),
    ]


def test_the_first_way_changes_nothing() -> None:
    assert WAYS[0].put(asked()) == asked()


@pytest.mark.parametrize("way", WAYS[1:3])
def test_ways_without_bounds_keep_everything_else_of_the_schema(way: Way) -> None:
    put = way.put(asked())
    assert put.reply_schema == UNBOUNDED
    assert put == asked(UNBOUNDED).model_copy(update={"mode": way.mode})


@given(schema=schemas)
def test_no_bound_is_left_at_any_depth(schema: dict[str, Any]) -> None:
    before = copy.deepcopy(schema)
    request = asked(schema)
    relaxed = json.dumps(Way("native", bounds=False).put(request).reply_schema)
    assert not any(f'"{name}"' in relaxed for name in BOUNDS)
    assert request.reply_schema == before
    assert relaxed.count('"type"') == json.dumps(before).count('"type"')


@pytest.mark.parametrize("name", [*sorted(BOUNDS), "properties", "type", "items"])
def test_a_property_that_is_called_like_a_keyword_is_kept(name: str) -> None:
    inner = {"type": "object", "properties": {name: {"type": "string", "maxLength": 4}}, "required": [name]}
    schema = {"type": "object", "properties": {name: {"type": "array", "items": inner, "maxItems": 2}}}
    left = {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}
    relaxed = WAYS[1].put(asked(schema)).reply_schema
    assert relaxed == {"type": "object", "properties": {name: {"type": "array", "items": left}}}


def test_a_bound_that_is_a_word_of_the_reply_is_kept() -> None:
    schema = {"type": "string", "enum": ["minimum", "maximum"], "maxLength": 7}
    assert WAYS[1].put(asked(schema)).reply_schema == {"type": "string", "enum": ["minimum", "maximum"]}


def test_plain_text_tells_the_schema_behind_the_last_message() -> None:
    request = asked()
    put = WAYS[3].put(request)
    first, last = put.messages
    assert first == request.messages[0]
    assert last.role == "user"
    asked_for, told, schema = last.text.rstrip("\n").rsplit("\n", 2)
    assert asked_for == request.messages[1].text
    assert told == TOLD
    assert json.loads(schema) == SCHEMA
    assert put.mode == "text"
    assert request == asked()


def test_what_plain_text_tells_is_counted_in_the_prompt() -> None:
    assert WAYS[3].put(asked()).prompt_bytes >= asked().prompt_bytes + len(json.dumps(SCHEMA))


@given(words=st.text(max_size=30))
def test_a_prompt_has_at_least_the_bytes_of_its_words_and_schema(words: str) -> None:
    request = Request(
        messages=(Message(role="user", text=words),), reply="x", reply_schema=SCHEMA, max_tokens=1
    )
    assert request.prompt_bytes >= len(words.encode()) + len(json.dumps(SCHEMA))


@pytest.mark.parametrize("mode", ["native", "tools", "text"])
def test_a_question_is_the_same_in_any_mode_and_at_any_address(mode: str) -> None:
    same = asked().model_copy(update={"mode": mode})
    elsewhere = parse_spec("openai:small@http://127.0.0.1:8080/v1")
    assert digest(same, elsewhere.name) == digest(asked(), "openai:small")


def test_versions_of_a_model_are_asked_different_questions() -> None:
    versions = [parse_spec(f"google_vertexai:claude@{year}") for year in (2024, 2025)]
    first, second = (digest(asked(), spec.name) for spec in versions)
    assert first != second


@pytest.mark.parametrize(
    "change",
    [
        {"messages": question("Other?").messages},
        {"reply": "offer"},
        {"reply_schema": UNBOUNDED},
        {"max_tokens": 51},
    ],
    ids=lambda change: next(iter(change)),
)
def test_anything_else_makes_another_question(change: dict[str, Any]) -> None:
    assert digest(asked().model_copy(update=change), "openai:small") != digest(asked(), "openai:small")
    assert digest(asked(), "openai:small") != digest(asked(), "openai:large")
