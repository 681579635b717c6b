"""The body of a chat completion: an answer, or one kind of failure, whatever stands in it."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.llm.failures import ModelFailure
from detente.llm.openai_client import completion_in
from detente.transcripts.calls import Answer, Call, Mode, Slot, Usage, lines_of, parse_calls

MODES: tuple[Mode, ...] = get_args(Mode)
DEEP = 100_000
odd: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


def partly(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """An object with some of these parts; or anything in its place."""
    return odd | st.fixed_dictionaries({}, optional={name: odd | part for name, part in parts.items()})


functions = partly(arguments=st.text(max_size=9), name=st.just("statement"))
messages = partly(
    content=st.text(max_size=9),
    refusal=st.text(max_size=9),
    tool_calls=st.lists(partly(function=functions), max_size=2),
)
reports = partly(
    prompt_tokens=st.integers(-9, 99),
    completion_tokens=st.integers(-9, 99),
    prompt_tokens_details=partly(cached_tokens=st.integers(-9, 99)),
)
bodies = partly(
    choices=st.lists(partly(message=messages, finish_reason=st.just("stop")), max_size=2),
    usage=reports,
    model=st.just("small"),
)


def body(message: object, **more: object) -> bytes:
    """A completion with one choice."""
    return json.dumps({"choices": [{"message": message}], **more}).encode()


def read(raw: bytes, mode: Mode = "native") -> Answer | ModelFailure:
    """The answer in a body, or the failure; nothing else may come of it."""
    try:
        return completion_in(raw, mode, {})
    except ModelFailure as failure:
        return failure


def usage(report: object) -> Usage | None:
    """What a server's report of usage is taken for."""
    return completion_in(body({"content": "Yes."}, usage=report), "native", {}).usage


def unreadable(found: Answer | ModelFailure) -> bool:
    """Whether it is the failure that a body without an answer is, which may have been charged for."""
    return isinstance(found, ModelFailure) and found.kind == "unreadable" and found.billed and found.transient


@settings(max_examples=300)
@given(found=bodies, mode=st.sampled_from(MODES))
def test_whatever_stands_in_a_body_it_is_an_answer_that_can_be_kept_or_no_answer(
    found: object, mode: Mode
) -> None:
    got = read(json.dumps(found).encode(), mode)
    assert unreadable(got) or isinstance(got, Answer)
    if isinstance(got, Answer):
        call = Call(slot=Slot(act="x"), by="model", digest="d", answer=got)
        assert list(parse_calls([lines_of(call, {}, set())])) == [call]
        used = got.usage or Usage(tokens_in=0, tokens_out=0)
        assert (
            min(used.tokens_in, used.tokens_out, used.tokens_cached, used.tokens_in - used.tokens_cached) >= 0
        )


@given(raw=st.binary(max_size=60), mode=st.sampled_from(MODES))
def test_bytes_of_any_kind_are_no_answer(raw: bytes, mode: Mode) -> None:
    assert unreadable(read(raw, mode))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>Sign in</html>",
        b"null",
        b"5",
        b'"text"',
        b"[]",
        b"{}",
        b'{"choices": null}',
        b'{"choices": []}',
        b'{"choices": {}}',
        b'{"choices": "ab"}',
        b'{"choices": [null]}',
        b'{"choices": [[1]]}',
        b'{"choices": [{}]}',
        b'{"choices": [{"message": null}]}',
        b'{"choices": [{"message": "text"}]}',
        b'{"choices": [{"message": ["content"]}]}',
        b'{"choices": [{"message": {"content": "\xff"}}]}',
        b'{"choices": ' + b"9" * 5000 + b"}",
        b"[" * DEEP,
        b'{"choices":' * DEEP,
    ],
    ids=lambda raw: raw[:40].decode(errors="replace"),
)
def test_a_body_of_another_shape_is_no_answer(raw: bytes) -> None:
    assert all(unreadable(read(raw, mode)) for mode in MODES)


def test_what_came_is_kept_with_the_failure_without_keys_and_byte_for_byte() -> None:
    found = read(b'{"error": "sk-abcdefgh12345 is wrong", "a": "\xff"}')
    assert isinstance(found, ModelFailure)
    assert found.raw == '{"error": "[key] is wrong", "a": "\\xff"}'
    assert str(found) == "what came back is no answer that can be read"


@pytest.mark.parametrize(
    "calls",
    [5, "call", True, {"function": {}}, [5], [None], ["call"], [[]], [{}], [{"function": None}],
     [{"function": "statement"}], [{"function": {}}]],
    ids=json.dumps,
)  # fmt: skip
def test_a_function_call_of_another_shape_is_no_answer(calls: object) -> None:
    raw = body({"content": "Yes.", "tool_calls": calls})
    assert unreadable(read(raw, "tools"))
    assert getattr(read(raw, "native"), "text", "") == "Yes."


@pytest.mark.parametrize(
    "calls", [None, [], [{"function": {"arguments": None}}], [{"function": {"arguments": {}}}]]
)
def test_without_arguments_in_words_the_content_is_the_answer(calls: object) -> None:
    assert completion_in(body({"content": "Yes.", "tool_calls": calls}), "tools", {}).text == "Yes."


@pytest.mark.parametrize("content", [None, 5, ["Yes."], {"text": "Yes."}, True])
def test_content_that_is_no_text_is_an_empty_answer(content: object) -> None:
    assert completion_in(body({"content": content}), "native", {}).text == ""


def test_half_a_character_is_shown_as_such_in_text_and_refusal() -> None:
    found = completion_in(body({"content": "a \ud83d line", "refusal": "no \ud83d"}), "native", {})
    assert (found.text, found.refusal) == ("a \\ud83d line", "no \\ud83d")


# -- usage ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("report", "counted"),
    [
        ({"prompt_tokens": 7, "completion_tokens": 3}, (7, 3, 0)),
        ({"prompt_tokens": 0, "completion_tokens": 0}, (0, 0, 0)),
        (
            {"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 5}},
            (7, 3, 5),
        ),
        (
            {"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 9}},
            (7, 3, 7),
        ),
        (
            {"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": -9}},
            (7, 3, 0),
        ),
        (
            {"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": "5"}},
            (7, 3, 0),
        ),
        (
            {"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": True}},
            (7, 3, 0),
        ),
        ({"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": [5]}, (7, 3, 0)),
        ({"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": None}, (7, 3, 0)),
    ],
)
def test_tokens_are_counted_as_reported_and_cached_ones_are_at_most_those_in(
    report: object, counted: tuple[int, int, int]
) -> None:
    found = usage(report)
    assert found is not None
    assert (found.tokens_in, found.tokens_out, found.tokens_cached) == counted


@pytest.mark.parametrize(
    "report",
    [
        None,
        {},
        [],
        7,
        {"prompt_tokens": 7},
        {"completion_tokens": 3},
        {"prompt_tokens": -1, "completion_tokens": 3},
        {"prompt_tokens": 7, "completion_tokens": -1},
        {"prompt_tokens": "7", "completion_tokens": 3},
        {"prompt_tokens": 7.0, "completion_tokens": 3},
        {"prompt_tokens": True, "completion_tokens": 3},
        {"prompt_tokens": 7, "completion_tokens": False},
        {"prompt_tokens": None, "completion_tokens": 3},
        {"prompt_tokens": [7], "completion_tokens": {"all": 3}},
    ],
    ids=json.dumps,
)
def test_a_report_that_makes_no_sense_is_none(report: object) -> None:
    assert usage(report) is None
