"""From words to one object: whatever is one JSON object is read as it is, everything else is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.llm.parse import LONGEST_WORD, Malformed, one_object, shortened

values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(st.text(max_size=8), values, max_size=5)
prose = st.text(max_size=40).filter(lambda text: "{" not in text)
words_before = st.just("") | prose.map(lambda text: f"Well: {text}")
"""A reply that begins with a bracket is taken for a list."""
DEEP = 100_000
A_LINE = 200
"""Characters that a sentence has at most."""


def refusal(text: str) -> str:
    """The sentence with which a text is refused."""
    with pytest.raises(Malformed) as caught:
        one_object(text)
    said = str(caught.value)
    assert said
    assert "\n" not in said
    assert len(said) < A_LINE
    assert said.encode()
    return said


@settings(max_examples=200)
@given(found=objects, ascii_only=st.booleans(), indent=st.none() | st.integers(0, 4))
def test_any_object_comes_back_as_it_was(found: dict[str, Any], ascii_only: bool, indent: int | None) -> None:
    assert one_object(json.dumps(found, ensure_ascii=ascii_only, indent=indent)) == found


@settings(max_examples=100)
@given(found=objects, before=words_before, after=prose)
def test_prose_around_an_object_is_allowed(found: dict[str, Any], before: str, after: str) -> None:
    assert one_object(f"{before}{json.dumps(found)}{after}") == found


@settings(max_examples=50)
@given(found=objects, before=words_before, after=prose, language=st.sampled_from(["json", "", "JSON5"]))
def test_a_code_fence_around_an_object_is_allowed(
    found: dict[str, Any], before: str, after: str, language: str
) -> None:
    fenced = f"{before}\n```{language}\n{json.dumps(found, indent=2)}\n```\n{after}"
    assert one_object(fenced) == found


def test_a_brace_in_prose_opens_no_object() -> None:
    assert one_object('We {the north} say: {"text": "no {really}"} {so}') == {"text": "no {really}"}


def test_an_object_within_a_string_is_no_second_object() -> None:
    assert one_object('{"text": "{\\"a\\": 1}"}') == {"text": '{"a": 1}'}


def test_words_are_never_edited() -> None:
    assert one_object('{"text": "  „Nein“,\\u0020sagt sie.\\n "}') == {"text": "  „Nein“, sagt sie.\n "}


@settings(max_examples=100)
@given(found=st.lists(objects, min_size=2, max_size=4), between=prose)
def test_several_objects_are_refused(found: list[dict[str, Any]], between: str) -> None:
    text = between.join(json.dumps(entry) for entry in found)
    assert refusal(text) == f"the reply holds {len(found)} JSON objects; give exactly one"


@settings(max_examples=200)
@given(found=objects.filter(bool), data=st.data())
def test_an_object_that_breaks_off_anywhere_is_refused(found: dict[str, Any], data: st.DataObject) -> None:
    whole = json.dumps(found)
    refusal(whole[: data.draw(st.integers(0, len(whole) - 1))])


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 1}',
        '{"b": {"a": 1, "c": 2, "a": 3}}',
        '{"b": [{"a": null, "a": null}]}',
        '{"a":1,"\\u0061":2}',
    ],
)
def test_a_key_that_stands_twice_is_refused_and_named(text: str) -> None:
    assert refusal(text) == "the key 'a' stands twice in one object"


def test_a_key_may_stand_in_several_objects() -> None:
    assert one_object('{"a": {"a": [{"a": 1}, {"a": 2}]}}') == {"a": {"a": [{"a": 1}, {"a": 2}]}}


@given(key=st.text(min_size=1, max_size=300))
def test_however_a_key_is_written_it_is_named_in_one_short_line(key: str) -> None:
    refusal(f"{{{json.dumps(key)}: 1, {json.dumps(key)}: 2}}")


@pytest.mark.parametrize(
    ("key", "named"),
    [
        ("x" * LONGEST_WORD, "x" * LONGEST_WORD),
        ("x" * (LONGEST_WORD + 1), "x" * LONGEST_WORD + "…"),
        ("x" * 100_000, "x" * LONGEST_WORD + "…"),
        ("a\nb\r\n\u2028 c", "a b c"),
        ("half \ud83d", "half \\ud83d"),
    ],
    ids=["short", "a little long", "very long", "of several lines", "half a character"],
)
def test_a_key_is_named_as_one_line_that_can_be_kept(key: str, named: str) -> None:
    assert shortened(key) == named
    said = f"the key '{named}' stands twice in one object"
    assert refusal(f"{{{json.dumps(key)}: 1, {json.dumps(key)}: 2}}") == said


@pytest.mark.parametrize("number", ["1" * 5000, "-" + "9" * 100_000, "1" * 1_000_000])
def test_a_whole_number_too_long_to_read_is_refused(number: str) -> None:
    assert refusal(f'{{"lean": {number}}}') == "the reply holds a number too long to read"
    assert refusal(f'{{"a": [{{"b": {number}}}]}}') == "the reply holds a number too long to read"


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1E+400", "1" + "0" * 400 + ".5"])
def test_a_number_beyond_all_numbers_is_refused(number: str) -> None:
    assert refusal(f'{{"lean": {number}}}') == f"{shortened(number)} is no JSON value"
    assert refusal(f'{{"a": [{{"b": {number}}}]}}') == f"{shortened(number)} is no JSON value"


def test_large_and_small_numbers_are_read_as_they_are() -> None:
    found = one_object(f'{{"whole": {"9" * 400}, "large": 1e308, "small": 1e-999, "zero": -0.0}}')
    assert found == {"whole": int("9" * 400), "large": 1e308, "small": 0.0, "zero": 0.0}


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_json_number_is_refused(name: str) -> None:
    assert refusal(f'{{"lean": {name}}}') == f"{name} is no JSON value"
    assert refusal(f'{{"lean": [1, {{"a": {name}}}]}}') == f"{name} is no JSON value"


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1}]',
        '[\n  {"a": 1},\n  {"a": 2}\n]',
        '```json\n[{"a": 1}]\n```',
        '```\n[{"a": 1}]\n```',
        '[[{"a": 1}]]',
        "[{}]",
        '[1, {"a": 1}]',
        '["a", null, {"a": 1}]',
        ' \n["text", [{"a": 1}], 2]',
    ],
)
def test_a_list_of_objects_is_refused(text: str) -> None:
    assert refusal(text) == "the reply is a list; give one JSON object"


@pytest.mark.parametrize("text", ["[1, 2]", "null", '"text"', "12", "I accept.", "{accept}", "{", "}", "{{{"])
def test_what_holds_no_object_is_refused(text: str) -> None:
    assert refusal(text) == "the reply holds no JSON object"


@pytest.mark.parametrize("text", ["", " ", "\n\t\n"])
def test_an_empty_reply_is_refused(text: str) -> None:
    assert refusal(text) == "the reply is empty"


@pytest.mark.parametrize(
    "text",
    ['{"a": 1,}', '{"a" 1}', '{"a": yes}', "{\"a\": 'b'}", '{"a": "b\nc"}', '{"a": "\\x"}', '{"a": 01}'],
)
def test_what_is_almost_an_object_is_refused_and_not_mended(text: str) -> None:
    assert refusal(text).startswith("the reply is not valid JSON: ")


def test_it_is_said_where_an_object_is_wrong() -> None:
    assert refusal('{"a": 1 "b": 2}') == "the reply is not valid JSON: Expecting ',' delimiter (character 8)"


@pytest.mark.parametrize(
    "text",
    [
        '{"a":' * DEEP,
        '{"a":' * DEEP + "1" + "}" * DEEP,
        '{"a":' + "[" * DEEP,
        '{"a":' + "[" * DEEP + "]" * DEEP + "}",
        '{"a":[' * DEEP + "]}" * DEEP,
        "so: " + '{ "a" : [' * DEEP,
    ],
    ids=["open", "closed", "open lists", "closed lists", "both", "in prose"],
)
def test_what_is_nested_without_end_is_refused(text: str) -> None:
    assert refusal(text) == "the reply is nested too deeply"


@pytest.mark.parametrize("text", ["{" * DEEP, "[" * DEEP, "}" * DEEP, "{ [" * DEEP])
def test_brackets_alone_are_refused(text: str) -> None:
    assert refusal(text) == "the reply holds no JSON object"


def test_nesting_of_a_reply_s_own_depth_is_allowed() -> None:
    found = one_object('{"a":' * 100 + "1" + "}" * 100)
    for _ in range(99):
        found = found["a"]
    assert found == {"a": 1}


def test_a_huge_object_is_read() -> None:
    found = {str(number): "x" * 100 for number in range(20_000)}
    assert one_object(json.dumps(found)) == found


def test_a_huge_reply_of_many_objects_is_refused() -> None:
    assert refusal("{}" * DEEP) == f"the reply holds {DEEP} JSON objects; give exactly one"


def test_a_huge_reply_that_breaks_off_is_refused() -> None:
    assert refusal('{"a": "' + "x" * 2_000_000).startswith("the reply is not valid JSON: ")
