"""Cassettes: a model's answers, recorded once and replayed to the same questions, in whatever order.

A question is found by what is really asked (messages, schema, length, model, parameters), by its draw, and by
how often it was asked before in that draw. Another prompt is another question: a stale recording is never
replayed. The file is JSON lines: texts that recur once each, then the recordings.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
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
    _asked: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def open(cls, path: Path, mode: CassetteMode) -> Cassette:
        """Read a cassette. Raises InputError for one that is not there, or is none."""
        if mode == "none" and not path.is_file():
            raise InputError(f"There is no cassette {path}: record it, with the mode `new`.")
        cassette = cls(path, mode)
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
        asked = _whole(message.text for message in request.messages)
        same = [one for one in self.recordings.values() if one.slot == request.slot]
        best: tuple[float, Recording, list[str]] | None = None
        for one in same or self.recordings.values():
            lines = _whole(self.texts.get(name, "") for _, name in one.messages)
            near = difflib.SequenceMatcher(None, lines, asked, autojunk=False).ratio()
            if best is None or near > best[0]:
                best = (near, one, lines)
        return None if best is None else best[1:]

    # -- the file ---------------------------------------------------------------------------------

    def save(self) -> None:
        """Write what was recorded; nothing if nothing was. Raises InputError.

        Recordings of other processes that were saved meanwhile are kept, in mode `new`.
        """
        if not self.fresh:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self.path.parent):
                kept, texts = read(self.path) if self.mode == "new" else ({}, {})
                write_whole(self.path, lines_of({**kept, **self.recordings}, {**texts, **self.texts}))
        except OSError as error:
            raise InputError(f"{self.path} cannot be written: {error.strerror or error}.") from error


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
        try:
            answer = await self.inner.ask(request)
        except ModelFailure as failure:
            cassette.keep(key, request, self.spec, failure=_failed(failure))
            raise
        cassette.keep(key, request, self.spec, answer=_without_keys(answer))
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


def _without_keys(answer: Answer) -> Answer:
    """An answer as it is recorded: without keys, and without how long it took."""
    data = json.loads(without_keys(answer.model_dump_json()))
    return Answer.model_validate({**data, "seconds": 0.0})


# -- texts and files --------------------------------------------------------------------------------


def _whole(texts: Any) -> list[str]:  # noqa: ANN401 - any texts
    return [line for text in texts for line in text.splitlines()]


def _difference(before: list[str], request: Request) -> list[str]:
    after = _whole(message.text for message in request.messages)
    lines = list(difflib.unified_diff(before, after, "recorded", "asked now", n=1, lineterm=""))
    more = [f"… and {len(lines) - SHOWN} lines more"] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *more]
