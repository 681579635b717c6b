"""The exact messages of one act of a session: each line with where it comes from, and about how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.agents.seats import ANALYST
from detente.errors import InputError
from detente.prompts.library import Library
from detente.prompts.origins import Line, Origins
from detente.studies.estimate import BYTES_A_TOKEN
from detente.studies.moments import Moment, moments_of
from detente.transcripts.acts import Act, Read
from detente.transcripts.asked import Asked, asked
from detente.transcripts.calls import text_digest
from detente.transcripts.manifest import NOTICE
from detente.transcripts.store import Folder

__all__ = ["ACTS", "Message", "Told", "find", "message", "named", "tokens", "told"]

ACTS = ("argue", "weigh", "speak", "propose", "decide", "read")


def tokens(text: str) -> int:
    """About how many tokens a text has: its UTF-8 bytes by BYTES_A_TOKEN."""
    return round(len(text.encode("utf-8", errors="surrogatepass")) / BYTES_A_TOKEN)


@dataclass(frozen=True)
class Message:
    """One message, line by line."""

    role: str
    prompt: str
    """Id of the prompt that it was rendered from."""
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The message as it is sent."""
        return "\n".join(line.text for line in self.lines) + "\n"

    @property
    def by_origin(self) -> dict[str, int]:
        """File → about how many tokens of the message stand in it."""
        found: Counter[str] = Counter()
        for line in self.lines:
            found[line.file or "(empty lines)"] += len((line.text + "\n").encode(errors="surrogatepass"))
        return {name: round(size / BYTES_A_TOKEN) for name, size in found.most_common()}


@dataclass(frozen=True)
class Told:
    """What was asked at one moment."""

    moment: Moment
    messages: tuple[Message, ...]
    sent: str
    """What is known of whether it was sent, in a sentence."""
    tokens_in: int | None
    """Of the recorded call, as its provider counted them."""

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema that the reply must have."""
        return self.moment.question().shape.schema

    def answer(self) -> dict[str, Any]:
        """The object given with --json."""
        act, question = self.moment.act, self.moment.question()
        return {
            "schema": 1,
            "notice": NOTICE,
            "slot": act.slot,
            "who": self.moment.who,
            "actor": act.actor,
            "act": named(act),
            "sent": self.sent,
            "tokens_in": self.tokens_in,
            "reply": question.shape.name,
            "reply_schema": question.shape.schema,
            "max_tokens": question.shape.max_tokens,
            "messages": [
                {
                    "role": one.role,
                    "prompt": one.prompt,
                    "tokens": tokens(one.text),
                    "text": one.text,
                    "lines": [{**vars(line), "inputs": list(line.inputs)} for line in one.lines],
                }
                for one in self.messages
            ],
        }


def named(act: Act) -> str:
    """`speak`, of a Speak."""
    return type(act).__name__.lower()


def find(path: Path, seat: str, act: str, at: str) -> Moment:
    """The one moment of a session that is meant: `seat` is a seat, or an actor such as `russia.S`.

    For `read`, the seat that spoke. Raises InputError naming what there is; TranscriptError, CheckFailed.
    """
    here = moments_of(path, lambda one: f"{one.stage}.{one.round}" == at)
    if not here:
        raise InputError(f"--at {at}: nothing is asked there in {path.name}; it has {_points(path)}.")
    fitting = [one for one in here if named(one.act) == act and seat in _names(one)]
    if not fitting:
        asked_there = ", ".join(dict.fromkeys(f"{_names(one)[-1]} {named(one.act)}" for one in here))
        raise InputError(f"--seat {seat} --act {act}: not asked at {at}; asked there: {asked_there}.")
    actors = dict.fromkeys(one.act.actor for one in fitting)
    if len(actors) > 1:
        raise InputError(f"--seat {seat}: several are asked to {act}; say which: {', '.join(actors)}.")
    return fitting[-1]


def _names(moment: Moment) -> tuple[str, ...]:
    act = moment.act
    return (ANALYST, act.speaker) if isinstance(act, Read) else (act.seat, act.actor)


def _points(path: Path) -> str:
    events = Folder(path).events()
    return ", ".join(dict.fromkeys(f"{one.stage}.{one.round}" for one in events if one.round)) or "no rounds"


def told(moment: Moment, path: Path | None = None, library: Library | None = None) -> Told:
    """What is asked at a moment, by its session's own prompts or by others; compared with what was sent."""
    used = library or moment.library
    prompter, origins = moment.prompter(used), Origins(used)
    pairs = (prompter.filling_system(moment.act), prompter.filling_turn(moment.act, moment.view))
    roles = zip(("system", "user"), pairs, strict=True)
    messages = tuple(message(origins, role, *pair) for role, pair in roles)
    calls = asked(Folder(path), [moment.act.slot]) if path and library is None else ()
    sent, counted = _sent(moment, messages, [c for c in calls if c.call.slot.turn == 0])
    return Told(moment, messages, "These prompts were not in use." if library else sent, counted)


def message(origins: Origins, role: str, name: str, values: dict[str, Any]) -> Message:
    """One message with the origin of each line. Raises InputError for what cannot be filled in."""
    return Message(role, name, tuple(origins.lines(name, values)))


def _sent(moment: Moment, messages: Iterable[Message], calls: list[Asked]) -> tuple[str, int | None]:
    fitting = [c for c in calls if c.call.slot.occurrence == moment.act.occurrence and c.call.by == "model"]
    if not fitting:
        return "No model was asked: this is what one would have been told.", None
    call = fitting[-1].call
    now = [text_digest(one.text) for one in messages]
    same = [digest for _, digest in call.messages][:2] == now
    usage = call.answer.usage if call.answer else None
    what = "exactly these messages" if same else "other messages than these"
    return f"{call.model} was sent {what}.", usage.tokens_in if usage else None
