"""Cassettes: a model's answers, recorded once and replayed to the same questions, in whatever order.

A question is found by what is really asked (messages, schema, length, model, parameters), by its draw, and by
how often it was asked before in that draw. Another prompt is another question: a stale recording is never
replayed. The file is JSON lines: texts that recur once each, then the recordings.
"""

from __future__ import annotations

import asyncio
import difflib
import hashlib
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Literal

from detente.errors import CheckFailed, InputError
from detente.llm.chat import Request, digest
from detente.llm.failures import ModelFailure, redacted, without_keys
from detente.llm.providers import Adapter, Make
from detente.llm.settings import ModelSettings
from detente.llm.specs import Spec
from detente.llm.tape import Failed, Key, Recording, lines_of, locked, read
from detente.transcripts.calls import Answer, text_digest
from detente.transcripts.store import write_whole

__all__ = ["Cassette", "CassetteMissed", "CassetteMode", "Recording"]

CassetteMode = Literal["none", "new", "all"]
"""Nothing is recorded; what is missing is; everything is, anew."""
SHOWN = 20
"""Lines of a difference that a miss shows."""
NEARLY = 0.9
"""Share of a deadline after which a question that is given up was given up for it."""


class CassetteMissed(CheckFailed):
    """A question that the cassette holds no answer to."""


@dataclass
class Cassette:
    """Recorded answers of one file."""

    path: Path
    mode: CassetteMode
    recordings: dict[Key, Recording] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """Digest → text."""
    fresh: set[Key] = field(default_factory=set)
    """Keys of what was recorded now."""
    used: set[Key] = field(default_factory=set)
    misses: list[CassetteMissed] = field(default_factory=list)
    """Every miss so far, also those that somebody caught."""
    begun: float = math.inf
    """In mode `all`: what others saved since then is of the same run, and kept (seconds since the epoch)."""
    _stamp: tuple[int, int] | None = None
    """Which file was opened."""
    _asked: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def open(cls, path: Path, mode: CassetteMode, begun: float = math.inf) -> Cassette:
        """Read a cassette. Raises InputError for one that is not there, or is none."""
        if mode == "none" and not path.is_file():
            raise InputError(f"There is no cassette {path}: record it, with the mode `new`.")
        cassette = cls(path, mode, begun=begun, _stamp=_stamp_of(path))
        if mode != "all":
            cassette.recordings, cassette.texts = read(path)
        return cassette

    def around(self, make: Make) -> Make:
        """What makes adapters, with their answers replayed or recorded; in mode `none` none is made."""

        def made(spec: Spec, settings: ModelSettings, keys: Mapping[str, str]) -> Adapter:
            inner = None if self.mode == "none" else make(spec, settings, keys)
            return _Replayed(self, spec, settings, inner)

        return made

    @property
    def unused(self) -> list[Recording]:
        """Recordings that no question asked for: those of other prompts."""
        return [one for key, one in self.recordings.items() if key not in self.used]

    # -- one question -----------------------------------------------------------------------------

    def place(self, request: Request, spec: Spec, settings: ModelSettings) -> Key:
        """The key of a question that is asked now."""
        params = json.dumps(settings.params, sort_keys=True)
        asked = hashlib.sha256(f"{digest(request, spec.name)}{params}".encode()).hexdigest()[:24]
        nth = self._asked[asked, request.draw]
        self._asked[asked, request.draw] += 1
        return (asked, request.draw, nth)

    def withdraw(self, key: Key) -> None:
        """A question that was given up counts as not asked: whoever asks it again is the first."""
        asked, draw, nth = key
        if self._asked[asked, draw] == nth + 1:
            self._asked[asked, draw] = nth

    def found(self, key: Key) -> Recording | None:
        """The recording of a question, if there is one."""
        one = self.recordings.get(key)
        if one is not None:
            self.used.add(key)
        return one

    def keep(self, key: Key, request: Request, spec: Spec, **came: Any) -> None:  # noqa: ANN401
        """Record what came back: `answer` or `failure`."""
        told = [(message.role, without_keys(message.text)) for message in request.messages]
        self.texts |= {text_digest(text): text for _, text in told}
        messages = tuple((role, text_digest(text)) for role, text in told)
        asked, draw, nth = key
        self.recordings[key] = Recording(
            digest=asked, draw=draw, nth=nth, slot=request.slot, model=spec.name, messages=messages, **came
        )
        self.fresh.add(key)
        self.used.add(key)

    def missed(self, request: Request, spec: Spec) -> CassetteMissed:
        """What is told of a question without a recording: the nearest one, and where it differs."""
        miss = self._miss(request, spec)
        self.misses.append(miss)
        return miss

    def _miss(self, request: Request, spec: Spec) -> CassetteMissed:
        where = f"{request.slot or 'a question'} ({spec.name}, {request.draw or 'no draw'})"
        told = f"{self.path.name} holds no answer to {where}"
        near = self._nearest(request)
        if near is None:
            return CassetteMissed(
                f"{told}; it holds nothing like it. Record it with the mode `new` or `all`."
            )
        lines = _difference(near[1], request)
        if not lines:
            other = f"the same was recorded for {near[0].draw or 'no draw'}, asked of {near[0].model}"
            return CassetteMissed(f"{told}; {other}. Record it with the mode `new`.")
        shown = "\n".join(lines)
        stale = "the recording is stale; record it with the mode `all`"
        return CassetteMissed(f"{told}: {stale}. The nearest, {near[0].slot}, differs:\n{shown}")

    def _nearest(self, request: Request) -> tuple[Recording, list[str]] | None:
        asked = " ".join(_whole(message.text for message in request.messages)).split()
        same = [one for one in self.recordings.values() if one.slot == request.slot]
        best: tuple[float, Recording, list[str]] | None = None
        for one in same or self.recordings.values():
            lines = _whole(self.texts.get(name, "") for _, name in one.messages)
            alike = difflib.SequenceMatcher(None, " ".join(lines).split(), asked)
            least = -1.0 if best is None else best[0]
            if alike.quick_ratio() > least and (near := alike.ratio()) > least:
                best = (near, one, lines)
        return None if best is None else best[1:]

    # -- the file ---------------------------------------------------------------------------------

    def save(self) -> None:
        """Write what was recorded; nothing if nothing was, or nothing is otherwise. Raises InputError.

        Recordings of others that were saved meanwhile are kept; in mode `all` only those.
        """
        if not self.fresh:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self.path.parent):
                kept, texts = read(self.path) if self._is_of_this_run() else ({}, {})
                data = lines_of({**kept, **self.recordings}, {**texts, **self.texts})
                if not self.path.exists() or self.path.read_bytes() != data:
                    write_whole(self.path, data)
        except OSError as error:
            raise InputError(f"{self.path} cannot be written: {error.strerror or error}.") from error

    def _is_of_this_run(self) -> bool:
        """Whether what is on disk now is not what is recorded anew."""
        stamp = _stamp_of(self.path)
        return self.mode != "all" or stamp not in (None, self._stamp) or _written(self.path) >= self.begun


@dataclass
class _Replayed:
    """An adapter that answers from a cassette."""

    cassette: Cassette
    spec: Spec
    settings: ModelSettings
    inner: Adapter | None

    @property
    def bounded(self) -> bool:
        """Recorded answers are as long as they are."""
        return self.inner is None or self.inner.bounded

    async def ask(self, request: Request) -> Answer:
        """Answer one question. Raises CassetteMissed, or the ModelFailure that was recorded."""
        cassette = self.cassette
        key = cassette.place(request, self.spec, self.settings)
        one = cassette.found(key)
        if one is not None:
            return _came(one)
        if self.inner is None:
            raise cassette.missed(request, self.spec)
        begun = monotonic()
        try:
            answer = await self.inner.ask(request)
        except ModelFailure as failure:
            cassette.keep(key, request, self.spec, failure=_failed(failure))
            raise
        except asyncio.CancelledError:
            if monotonic() - begun >= NEARLY * self.settings.deadline:
                cassette.keep(key, request, self.spec, failure=Failed(kind="timeout", billed=True))
            else:
                cassette.withdraw(key)
            raise
        cassette.keep(key, request, self.spec, answer=_recordable(answer))
        return answer

    async def close(self) -> None:
        """Close what is behind it."""
        if self.inner is not None:
            await self.inner.close()


def _came(one: Recording) -> Answer:
    if one.answer is not None:
        return one.answer
    found = one.failure or Failed(kind="provider")
    raise ModelFailure(
        found.kind, status=found.status, raw=found.raw, retry_after=found.retry_after, billed=found.billed
    )


def _failed(failure: ModelFailure) -> Failed:
    return Failed(
        kind=failure.kind,
        status=failure.status,
        raw=redacted(failure.raw),
        retry_after=failure.retry_after,
        billed=failure.billed,
    )


def _recordable(answer: Answer) -> Answer:
    """An answer as it is recorded: without keys, and without how long it took.

    Its words keep what only looks like a key: they are replayed as they are.
    """
    cleared = _each_text(answer.model_dump(exclude={"sent"}), without_keys)
    sent = _each_text(answer.sent, redacted)
    return Answer.model_validate({**cleared, "sent": sent, "seconds": 0.0})


def _each_text(value: Any, clear: Callable[[str], str]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return clear(value)
    if isinstance(value, dict):
        return {name: _each_text(part, clear) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(part, clear) for part in value]
    return value


# -- texts and files --------------------------------------------------------------------------------


def _whole(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in without_keys(text).splitlines()]


def _difference(before: list[str], request: Request) -> list[str]:
    after = _whole(message.text for message in request.messages)
    lines = list(difflib.unified_diff(before, after, "recorded", "asked now", n=1, lineterm=""))
    more = [f"… and {len(lines) - SHOWN} lines more"] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *more]


def _stamp_of(path: Path) -> tuple[int, int] | None:
    """Which file it is: another one stands there whenever it was written, and none at first."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns)


def _written(path: Path) -> float:
    """When a file was written; never, if there is none."""
    try:
        return path.stat().st_mtime
    except OSError:
        return -math.inf
