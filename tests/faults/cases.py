"""Every fault, what makes it, and what must come of it: once, and as long as it lasts."""

from __future__ import annotations

import email.utils
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.server import negotiator
from tests.server.server import Asked, Response, Server, error

__all__ = ["CASES", "Case", "Outcome", "act_of", "completion", "said"]

Make = Callable[[Asked, Server], Response]


@dataclass(frozen=True)
class Outcome:
    """What came of a fault."""

    end: str
    """`ended`, or `paused` with exit 3."""
    how: str
    """`asked again`, `repaired`, `as it is`, or the kind of the fault that stopped the session."""


ENDED_RETRIED, ENDED_REPAIRED = Outcome("ended", "asked again"), Outcome("ended", "repaired")
AS_IT_IS = Outcome("ended", "as it is")


def paused(kind: str) -> Outcome:
    """Stopped by a fault of that kind."""
    return Outcome("paused", kind)


@dataclass(frozen=True)
class Case:
    """One fault."""

    name: str
    make: Make
    once: Outcome
    always: Outcome
    act: str = "speak"
    """Which act of the seat it befalls."""
    says: str = ""
    """What the sentence about it says, as long as it lasts."""


def act_of(asked: Asked) -> str:
    """Which act a request is for, told by the shape it asks for."""
    fields = set(asked.schema.get("properties", {}))
    marks = {"private_note": "speak", "walk_away": "propose", "would_take": "decide", "positions": "read"}
    marks |= {"for_offer": "argue", "influence": "weigh"}
    return next((act for field, act in marks.items() if field in fields), "")


def said(asked: Asked) -> str:
    """What the model says when nothing is wrong."""
    return negotiator.as_text(negotiator.reply(asked.schema, asked.system, asked.turn))


def completion(asked: Asked, server: Server, text: str | None, **more: str) -> Response:
    """A completion with this content."""
    return Response(body=json.dumps(server.completion(asked, text, **more)).encode())


# -- faults of the provider -----------------------------------------------------------------------


def _status(code: int) -> Make:
    return lambda _, __: error(code, f"status {code} for a test")


def _busy_for_seconds(_: Asked, __: Server) -> Response:
    return error(429, "slow down", retry_after="7")


def _busy_until_a_date(_: Asked, __: Server) -> Response:
    return error(429, "slow down", retry_after=email.utils.formatdate(time.time() + 9, usegmt=True))


def _refused(_: Asked, server: Server) -> Response:
    assert server.listener is not None
    assert server.listener.socket is not None
    server.listener.socket.close()
    return Response(then="refuse")


def _broken(then: str) -> Make:
    return lambda asked, server: Response(body=completion(asked, server, said(asked)).body, then=then)


# -- faults of the answer -------------------------------------------------------------------------


def _text(text: str | None, **more: str) -> Make:
    return lambda asked, server: completion(asked, server, text, **more)


def _cut(asked: Asked, server: Server) -> Response:
    return completion(asked, server, said(asked)[:30], finish="length")


def _changed(change: Callable[[str], str]) -> Make:
    return lambda asked, server: completion(asked, server, change(said(asked)))


def _no_such_option(asked: Asked, server: Server) -> Response:
    return completion(asked, server, json.dumps(json.loads(said(asked)) | {"terms": ["I1.z"]}))


def _no_such_quote(asked: Asked, server: Server) -> Response:
    made = json.loads(said(asked))
    position = {"issue": "I1", "options": ["a"], "firmness": "firm", "condition": "", "quote": "never said"}
    return completion(asked, server, json.dumps(made | {"positions": [position]}))


def _huge(asked: Asked, server: Server) -> Response:
    return completion(asked, server, json.dumps(json.loads(said(asked)) | {"text": "x" * 2_000_000}))


def _not_utf8(asked: Asked, server: Server) -> Response:
    body = completion(asked, server, said(asked)).body
    return Response(body=body.replace(b"heard", b"h\xff\xfeard"))


def _content_type(asked: Asked, server: Server) -> Response:
    body = completion(asked, server, said(asked)).body
    return Response(body=body, headers={"content-type": "text/html"})


def _page(_: Asked, __: Server) -> Response:
    return Response(body=b"<html>A proxy's login page</html>", headers={"content-type": "text/html"})


def _without_usage(asked: Asked, server: Server) -> Response:
    made = server.completion(asked, said(asked))
    made.pop("usage")
    return Response(body=json.dumps(made).encode())


def _provider(name: str, make: Make, kind: str, says: str) -> Case:
    return Case(name, make, ENDED_RETRIED, paused(kind), says=says)


def _permanent(name: str, make: Make, kind: str, says: str) -> Case:
    return Case(name, make, paused(kind), paused(kind), says=says)


def _reply(name: str, make: Make, kind: str, says: str, act: str = "speak") -> Case:
    return Case(name, make, ENDED_REPAIRED, paused(kind), act, says)


DUPLICATE = '{"text": "We agree.", "text": "We refuse.", "private_note": ""}'
BUSY = "asks for patience"
CASES = (
    _permanent("400", _status(400), "bad_request", "does not accept the request (status 400)"),
    _permanent("401", _status(401), "unauthorized", "does not accept the key (status 401)"),
    _permanent("403", _status(403), "forbidden", "is not allowed to do this (status 403)"),
    _permanent("404", _status(404), "not_found", "does not know this model or address (status 404)"),
    _provider("408", _status(408), "timeout", "did not answer in time (status 408)"),
    _provider("409", _status(409), "conflict", "reported a conflict (status 409)"),
    _provider("429", _status(429), "busy", BUSY),
    _provider("429, Retry-After in seconds", _busy_for_seconds, "busy", BUSY),
    _provider("429, Retry-After as a date", _busy_until_a_date, "busy", BUSY),
    _provider("500", _status(500), "unavailable", "is unavailable (status 500)"),
    _provider("502", _status(502), "unavailable", "is unavailable (status 502)"),
    _provider("503", _status(503), "unavailable", "is unavailable (status 503)"),
    _provider("connection refused", _refused, "unreachable", "the server cannot be reached"),
    _provider("reset in the middle of the body", _broken("reset"), "cut", "broke off in the middle"),
    _provider("stall past the deadline", _broken("stall"), "timeout", "did not answer in time"),
    _provider("slow drip past the deadline", _broken("drip"), "timeout", "did not answer in time"),
    _provider("invalid UTF-8", _not_utf8, "unreadable", "no answer that can be read"),
    _provider("an HTML page with status 200", _page, "unreadable", "no answer that can be read"),
    Case("wrong content type around a sound answer", _content_type, AS_IT_IS, AS_IT_IS),
    Case("usage missing", _without_usage, AS_IT_IS, AS_IT_IS),
    _permanent("refusal", _text(None, refusal="I cannot help with that."), "refusal", "refused to answer"),
    _permanent("finish_reason content_filter", _text("", finish="content_filter"), "filtered", "filter"),
    _reply("finish_reason length", _cut, "truncated", "cut off at its length limit (asked twice)"),
    _reply("empty content", _text(""), "empty", "the reply is empty (asked twice)"),
    _reply("null content", _text(None), "empty", "the reply is empty (asked twice)"),
    _reply("invalid JSON", _changed(lambda text: text[:-2]), "malformed", "not valid JSON"),
    _reply("JSON of the wrong shape", _text('{"mood": "good"}'), "unfit", "text: field required"),
    _reply("duplicate keys", _text(DUPLICATE), "malformed", "the key 'text' stands twice"),
    _reply("an answer of 2 MB", _huge, "unfit", "at most 4000 characters"),
    _reply("two JSON objects", _changed(lambda text: text + text), "malformed", "2 JSON objects"),
    _reply("an option that does not exist", _no_such_option, "unfit", "no option 'I1.z'", "propose"),
    Case(
        "prose around JSON", _changed(lambda text: f"Sure:\n```json\n{text}\n```\nDone."), AS_IT_IS, AS_IT_IS
    ),
    Case(
        "a quote that is not in the text",
        _no_such_quote,
        ENDED_REPAIRED,
        Outcome("ended", "the position is refused"),
        act="read",
    ),
)
