"""Failures: every client's errors become one kind and one sentence, and no key gets into a text."""

from __future__ import annotations

import json
import re
import socket
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.llm import failures
from detente.llm.failures import (
    BY_STATUS,
    SENTENCES,
    ModelFailure,
    keep_secret,
    redacted,
    retry_after,
    translated,
)
from tests.llm import refusals as r

NOON = 784_111_777
"""Sun, 06 Nov 1994 08:49:37 GMT."""
BY_STATUS_ALONE = [
    (400, "bad_request"),
    (401, "unauthorized"),
    (402, "bad_request"),
    (403, "forbidden"),
    (404, "not_found"),
    (408, "timeout"),
    (409, "conflict"),
    (422, "bad_request"),
    (429, "busy"),
    (500, "unavailable"),
    (503, "unavailable"),
    (529, "unavailable"),
]
BY_NAME = [
    (r.APITimeoutError("Request timed out."), "timeout"),
    (r.wrapped(r.ReadTimeout()), "timeout"),
    (r.ConnectTimeout(), "timeout"),
    (TimeoutError(), "timeout"),
    (r.wrapped(r.ConnectError("[Errno 111] 10.0.0.7:8443 refused")), "unreachable"),
    (r.ProxyError(), "unreachable"),
    (ConnectionRefusedError(), "unreachable"),
    (r.because(r.APIConnectionError(), socket.gaierror(-2, "api.example.com")), "unreachable"),
    (r.wrapped(r.ReadError()), "cut"),
    (r.wrapped(r.RemoteProtocolError("peer closed connection")), "cut"),
    (r.ClientPayloadError(), "cut"),
    (r.IncompleteRead(), "cut"),
    (r.APIResponseValidationError(), "unreadable"),
    (r.because(ValueError(), json.JSONDecodeError("no", "<html>", 0)), "unreadable"),
    (r.Puzzled("<html>Sign in</html>"), "unreadable"),
    (ValueError("the client has a bug"), "provider"),
]
PRIVATE = re.compile(r"https?:|10\.0\.0\.7|example\.com|sk-|key=|Bearer")


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """No secret is known but those of the test."""
    kept: set[str] = set()
    monkeypatch.setattr(failures, "_SECRETS", kept)
    return kept


@pytest.mark.parametrize(("status", "kind"), BY_STATUS_ALONE)
def test_a_status_tells_the_kind_wherever_a_client_keeps_it(status: int, kind: str) -> None:
    for error in (r.APIStatusError(status), r.HTTPStatusError(status), r.HTTPError(status)):
        found = translated(error)
        assert (found.kind, found.status) == (kind, status)


@pytest.mark.parametrize(("error", "kind"), BY_NAME, ids=lambda value: str(type(value).__name__))
def test_an_error_without_a_status_is_told_by_its_name_and_its_causes(error: Exception, kind: str) -> None:
    found = translated(error)
    assert (found.kind, found.status) == (kind, None)


@pytest.mark.parametrize(("error", "kind"), BY_NAME, ids=lambda value: str(type(value).__name__))
def test_only_what_may_have_been_worked_on_is_billed(error: Exception, kind: str) -> None:
    assert translated(error).billed == (kind in ("timeout", "cut", "unreadable"))


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_what_a_provider_refuses_is_not_billed(status: int) -> None:
    assert not translated(r.APIStatusError(status)).billed


def test_a_status_counts_more_than_a_name() -> None:
    assert translated(r.because(r.APIStatusError(401), r.ReadTimeout())).kind == "unauthorized"


def test_a_code_that_is_no_status_tells_nothing() -> None:
    assert translated(r.HTTPError(7)).kind == "provider"


def test_a_failure_is_not_translated_twice() -> None:
    failure = ModelFailure("busy", status=429)
    assert translated(failure) is failure


def test_what_the_provider_said_is_kept() -> None:
    assert translated(r.APIStatusError(400, '{"error": "no such field"}')).raw == '{"error": "no such field"}'
    assert translated(ValueError("the client has a bug")).raw == "the client has a bug"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ('{"error": {"message": "No such\\n  model."}}', "No such model."),
        ('{"error": {"message": "%s"}}' % ("x" * 999), "x" * 300),
        ('{"error": "no such model"}', ""),
        ('{"message": "no such model"}', ""),
        ("[]", ""),
        ("<html>", ""),
        ("", ""),
        ("[" * 100_000, ""),
        ('{"error":' * 100_000, ""),
        ("1" * 100_000, ""),
        ('{"error": {"message": {"why": 1}}}', "{'why': 1}"),
        ('{"error": {"message": null}}', "None"),
    ],
    ids=lambda value: value[:20],
)
def test_the_provider_s_own_words_are_found_in_what_came(raw: str, said: str) -> None:
    assert translated(r.APIStatusError(400, raw)).said == said


def test_what_the_provider_said_is_kept_without_keys(secrets: set[str]) -> None:
    keep_secret("0123456789abcdef")
    found = translated(r.APIStatusError(401, "wrong: 0123456789abcdef, sk-abcdefgh12345"))
    assert found.raw == "wrong: [key], [key]"
    assert secrets == {"0123456789abcdef"}


@pytest.mark.parametrize(
    "error",
    [
        *(r.APIStatusError(status, "Bearer abc sk-abcdefgh12345") for status, _ in BY_STATUS_ALONE),
        *(r.HTTPStatusError(status, "at https://api.example.com") for status, _ in BY_STATUS_ALONE),
        *(error for error, _ in BY_NAME),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_sentence_has_neither_address_nor_key(error: Exception) -> None:
    said = str(translated(error))
    assert not PRIVATE.search(said)
    assert "\n" not in said
    assert said.removesuffix(f" (status {translated(error).status})") in SENTENCES.values()


def test_every_kind_has_a_sentence() -> None:
    assert set(BY_STATUS.values()) | failures.TRANSIENT | {kind for _, kind in BY_NAME} <= set(SENTENCES)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("1.5", 1.5),
        ("-3", 0),
        (" 20 ", 20),
        ("Sun, 06 Nov 1994 08:50:07 GMT", 30),
        ("Sunday, 06-Nov-94 08:50:07 GMT", 30),
        ("Sun, 06 Nov 1994 09:50:07 +0100", 30),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
        ("Sun Nov  6 08:50:07 1994", 30),
        ("Sun Nov  6 08:00:00 1994", 0),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("-inf", None),
        ("Infinity", None),
        ("1e999", None),
        ("Sun, 06 Nov 1994", None),
        ("Sun, 31 Feb 1994 08:00:00 GMT", None),
        ("Sun, 06 Nov 1994 08:00:00 +9999", None),
    ],
)
def test_a_retry_after_is_read_as_seconds_or_as_a_date(said: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": said}, now=NOON) == seconds
    assert retry_after({"Retry-After": said}, now=NOON) == seconds


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the clock's zone cannot be set here")
@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles", "XXX-13"])
def test_a_date_without_a_zone_is_in_utc_wherever_the_clock_is(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        found = retry_after({"retry-after": "Sun Nov  6 08:50:07 1994"}, now=NOON)
    time.tzset()
    assert found == 30


def test_without_a_header_no_wait_is_asked_for() -> None:
    assert retry_after({}) is None
    assert translated(r.APIStatusError(429)).retry_after is None


def test_a_retry_after_comes_with_the_failure() -> None:
    assert translated(r.APIStatusError(429, headers={"retry-after": "12"})).retry_after == 12


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "HF_TOKEN", "aws_session_token", "CLIENT_SECRET"])
def test_the_keys_of_the_environment_are_taken_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "0f1e2d3c4b5a")
    assert redacted("refused: 0f1e2d3c4b5a (0f1e2d3c4b5a)") == "refused: [key] ([key])"


def test_what_the_environment_does_not_call_a_key_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAVOURITE_WORD", "neutrality")
    assert redacted("armed neutrality") == "armed neutrality"


def test_a_value_too_short_for_a_key_stays(monkeypatch: pytest.MonkeyPatch, secrets: set[str]) -> None:
    monkeypatch.setenv("ANSWER_KEY", "yes")
    keep_secret("north")
    assert redacted("yes, the north agrees") == "yes, the north agrees"
    assert not secrets


@pytest.mark.parametrize("first", [0, 1, 2])
def test_a_secret_that_begins_like_another_is_taken_out_whole(
    first: int, monkeypatch: pytest.MonkeyPatch, secrets: set[str]
) -> None:
    keys = ["0123456789", "0123456789abcdef", "zz0123456789abcdefzz"]
    monkeypatch.setenv("OTHER_API_KEY", keys.pop(first))
    for key in keys:
        keep_secret(key)
    assert redacted("refused: 0123456789abcdef!") == "refused: [key]!"
    assert redacted("refused: zz0123456789abcdefzz!") == "refused: [key]!"
    assert len(secrets) == 2


@settings(max_examples=100)
@given(
    secret=st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=8, max_size=40),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
)
def test_a_kept_secret_is_taken_out_of_every_text(secret: str, before: str, after: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(failures, "_SECRETS", set())
        keep_secret(secret)
        assert secret not in redacted(f"{before}{secret}{after}")


@pytest.mark.parametrize(
    "key",
    [
        "sk-proj-abcDEF123456",
        "sk-ant-api03-abcdefgh",
        "gsk_abcdefgh1234",
        "xai-abcdefgh1234",
        "hf_abcdefgh1234",
        "AIzaSyD-abcdefGHIJ_1234",
        "AIzaSyAbcdefghijklmnopqrstuvwxyz0123456",
    ],
)
def test_what_looks_like_a_key_is_taken_out(key: str) -> None:
    assert redacted(f"Incorrect API key provided: {key}.") in (
        "Incorrect API key provided: [key].",
        "Incorrect API key provided: [key]",
    )


@pytest.mark.parametrize("said", ["Authorization: Bearer abc.def", "authorization: bearer abc.def"])
def test_a_bearer_token_is_taken_out(said: str) -> None:
    assert redacted(said).lower() == "authorization: [key]"


def test_plain_words_stay_as_they_are() -> None:
    words = "The sky-blue line is the key to peace; it stays."
    assert redacted(words) == words
