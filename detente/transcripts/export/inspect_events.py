"""A transcript as the events of an inspect-ai log: spans for stages and rounds, with infos and model calls.

Plain dictionaries in the shapes of `inspect_ai.event`, so that nothing here needs that package. The times of
single events are not known: all carry the time at which the session began, in the order of the talks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.transcripts import events as ev
from detente.transcripts.calls import Call, Usage
from detente.transcripts.render.record import entry

__all__ = ["Journalled", "Plain", "Stamp", "log_events", "usage_by_model"]

Plain = dict[str, Any]
Journalled = Call | tuple[str, str]
"""A line of calls.jsonl, as `parse_calls` gives it: a call, or (digest, text)."""
_Asked = tuple[str, int]
"""An act's slot, and how often it had failed before."""

STOPS = {
    "stop": "stop",
    "end_turn": "stop",
    "length": "max_tokens",
    "max_tokens": "max_tokens",
    "tool_calls": "tool_calls",
    "content_filter": "content_filter",
}
"""Why a model stopped, in the provider's word → in inspect's; any other is `unknown`."""


@dataclass(frozen=True)
class Stamp:
    """What every part of a session's log is named by, and its time."""

    session: str
    when: str
    """UTC, ISO 8601: when the session began."""

    def id(self, what: str) -> str:
        """An id that the same part of the same session has in every log of it; 22 hex digits."""
        return hashlib.sha256(f"{self.session}|{self.when}|{what}".encode()).hexdigest()[:22]

    def event(self, kind: str, what: str, span: str | None, **fields: object) -> Plain:
        """An event with what all have in common."""
        common = {"event": kind, "uuid": self.id(what), "span_id": span, "timestamp": self.when}
        return {**common, "working_start": 0.0, **fields}


def log_events(
    stamp: Stamp, events: Iterable[ev.Envelope], journal: Sequence[Journalled] = ()
) -> list[Plain]:
    """The log's events for those of a transcript, each model call before the event that came of it.

    Calls of which nothing came (probes, a session that stopped) stand at the end, in a span of their own.
    """
    course = _Course(stamp, _Calls.of(journal))
    for event in events:
        course.take(event)
    return course.ended()


def usage_by_model(journal: Iterable[Journalled]) -> dict[str, Plain]:
    """Model → tokens of all its calls that may be charged for; calls that a fork copied are not."""
    spent: dict[str, list[Usage]] = {}
    for call in journal:
        if isinstance(call, Call) and call.by == "model":
            spent.setdefault(call.model, []).extend(call.charged)
    return {model: _usage(parts) for model, parts in spent.items()}


# -- the talks ------------------------------------------------------------------------------------


@dataclass
class _Calls:
    """The calls of a journal that wait for their event."""

    texts: Mapping[str, str]
    waiting: dict[_Asked, list[Call]]
    faults: dict[str, int] = field(default_factory=dict)
    """Act → how often it has failed so far."""

    @classmethod
    def of(cls, journal: Iterable[Journalled]) -> _Calls:
        texts: dict[str, str] = {}
        waiting: dict[_Asked, list[Call]] = {}
        for line in journal:
            if isinstance(line, tuple):
                texts[line[0]] = line[1]
            elif line.by == "model":
                waiting.setdefault((line.slot.act, line.slot.occurrence), []).append(line)
        return cls(texts, waiting)

    def before(self, event: ev.Envelope) -> list[Call]:
        """The calls that an event came of; each is given once."""
        failed = self.faults.get(event.slot, 0)
        if isinstance(event, ev.FaultSeen):
            self.faults[event.slot] = failed + 1
        return self.waiting.pop((event.slot, failed), []) if event.slot else []


@dataclass
class _Course:
    stamp: Stamp
    calls: _Calls
    found: list[Plain] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)
    """(what, id) of the spans that are open, outermost first."""
    asked: int = 0

    def take(self, event: ev.Envelope) -> None:
        """One event, in the spans of its stage and round."""
        self._enter(event)
        for call in self.calls.before(event):
            self._ask(call)
        what, data = f"event {event.seq}", entry(event)
        self.found.append(self.stamp.event("info", what, self._span, source=data["type"], data=data))

    def ended(self) -> list[Plain]:
        """Everything, with every span closed."""
        self._leave(0)
        left = [call for calls in self.calls.waiting.values() for call in calls]
        if left:
            self._begin("other calls", "calls", "calls")
            for call in left:
                self._ask(call)
            self._leave(0)
        return self.found

    @property
    def _span(self) -> str | None:
        return self.open[-1][1] if self.open else None

    def _enter(self, event: ev.Envelope) -> None:
        path = [(event.stage, "stage")] if event.stage else []
        if event.stage and event.round:
            path.append((f"{event.stage} {event.round}", "round"))
        same = 0
        while same < min(len(path), len(self.open)) and path[same][0] == self.open[same][0]:
            same += 1
        self._leave(same)
        for name, kind in path[same:]:
            self._begin(name, kind, f"{kind} from {event.seq}")

    def _begin(self, name: str, kind: str, what: str) -> None:
        own, parent = self.stamp.id(what), self._span
        self.open.append((name, own))
        self.found.append(
            self.stamp.event(
                "span_begin", f"begin {what}", own, id=own, parent_id=parent, type=kind, name=name
            )
        )

    def _leave(self, kept: int) -> None:
        while len(self.open) > kept:
            _, own = self.open.pop()
            self.found.append(self.stamp.event("span_end", f"end {own}", own, id=own))

    def _ask(self, call: Call) -> None:
        self.found.append(_model(self.stamp, call, self.asked, self._span, self.calls.texts))
        self.asked += 1


# -- model calls ----------------------------------------------------------------------------------


def _model(stamp: Stamp, call: Call, number: int, span: str | None, texts: Mapping[str, str]) -> Plain:
    """A call as a ModelEvent."""
    what = f"call {number}"
    told: Plain = {
        "slot": call.slot.model_dump(mode="json"),
        "replicate": call.replicate,
        "reply": call.reply,
        "failed_tries": [one.model_dump(mode="json") for one in _tries(call)],
    }
    if call.answer is not None:
        told |= {"mode": call.answer.mode, "sent": call.answer.sent}
    return stamp.event(
        "model",
        what,
        span,
        model=call.model,
        role=None if call.slot.act.startswith("probe/") else call.slot.act.split("/")[1],
        input=[
            {"id": stamp.id(f"{what} input {place}"), "role": role, "content": _text(texts, digest)}
            for place, (role, digest) in enumerate(call.messages)
        ],
        tools=[],
        tool_choice="none",
        config={"max_tokens": call.max_tokens} if call.max_tokens else {},
        output=_output(stamp, call, what),
        retries=len(_tries(call)),
        error=f"{call.failure}: {call.message}" if call.answer is None else None,
        working_time=call.answer.seconds if call.answer else None,
        metadata=told,
    )


def _text(texts: Mapping[str, str], digest: str) -> str:
    return texts.get(digest, f"[text {digest}, which was not handed over]")


def _tries(call: Call) -> Sequence[Any]:
    return call.answer.attempts if call.answer else call.attempts


def _output(stamp: Stamp, call: Call, what: str) -> Plain:
    found: Plain = {"model": call.model, "choices": [], "usage": _usage(_charged(call))}
    answer = call.answer
    if answer is None:
        return {**found, "error": call.message or call.failure}
    message = {
        "id": stamp.id(f"{what} output"),
        "role": "assistant",
        "content": answer.text or answer.refusal,
        "source": "generate",
        "model": answer.model or call.model,
    }
    found["choices"] = [{"message": message, "stop_reason": STOPS.get(answer.finish, "unknown")}]
    return {**found, "completion": answer.text, "time": answer.seconds}


def _charged(call: Call) -> Sequence[Usage]:
    if call.charged:
        return call.charged
    return [call.answer.usage] if call.answer and call.answer.usage else []


def _usage(parts: Iterable[Usage]) -> Plain:
    """Tokens in inspect's terms: its input tokens are without those that were read before."""
    parts = list(parts)
    tokens_in, out = sum(part.tokens_in for part in parts), sum(part.tokens_out for part in parts)
    cached = sum(min(part.tokens_cached, part.tokens_in) for part in parts)
    return {
        "input_tokens": tokens_in - cached,
        "output_tokens": out,
        "total_tokens": tokens_in + out,
        "input_tokens_cache_read": cached,
    }
