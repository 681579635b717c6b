"""A structured question to a model: its answer parsed and validated, one repair turn, then a fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from detente.agents.agent import CannotAct
from detente.agents.persona.replies import Unfit
from detente.agents.persona.shapes import Shape
from detente.llm.chat import Message, Request
from detente.llm.door import Door, Line
from detente.llm.failures import ModelFailure
from detente.llm.parse import Malformed, one_object
from detente.transcripts.calls import Answer, Slot

__all__ = ["Question", "ask"]

R = TypeVar("R")
REPAIR = "repair"
"""The prompt that asks again."""
QUOTED_BACK = 6000
"""Characters of a reply that its repair turn shows again."""
FILTERED = frozenset({"content_filter", "safety", "SAFETY", "blocked"})
TOLD = {
    "truncated": "the reply was cut off at its length limit",
    "empty": "the reply is empty",
    "malformed": "the reply is not the one JSON object that was asked for",
    "unfit": "the reply does not fit what was asked for",
}
"""What everybody may hear of a reply that cannot be used: a closer word could quote what is private in it."""
CUT = frozenset({"length", "max_tokens", "MAX_TOKENS"})


@dataclass(frozen=True)
class Question:
    """What is asked: a slot, the two messages, and the shape of the reply."""

    act: str
    occurrence: int
    system: str
    turn: str
    shape: Shape
    repair: Callable[[str, str], str]
    """Makes the repair message of (problem, name of the reply)."""
    prompts: Mapping[str, str] = field(default_factory=dict)
    """Prompt → digest: of the two messages, and of a repair."""


@dataclass(frozen=True)
class _Problem:
    kind: str
    message: str
    otherwise: Any = None
    """What may stand if the repair does not succeed."""


async def ask(door: Door, line: Line, question: Question, read: Callable[[dict[str, Any]], R]) -> R:
    """The reply to a question; `read` makes it of the JSON object, and raises Unfit.

    Raises CannotAct: for a refusal or a filtered answer at once, for anything else that cannot be used after
    one repair turn, for a provider that failed.
    """
    messages = (Message(role="system", text=question.system), Message(role="user", text=question.turn))
    answer = await _asked(door, line, question, messages, 0)
    found = _read(answer, read)
    if not isinstance(found, _Problem):
        return found
    again = question.repair(found.message, question.shape.name)
    said = Message(role="assistant", text=answer.text[:QUOTED_BACK] or "(nothing)")
    answer = await _asked(door, line, question, (*messages, said, Message(role="user", text=again)), 1)
    repaired = _read(answer, read)
    if not isinstance(repaired, _Problem):
        return repaired
    otherwise = repaired.otherwise or found.otherwise
    if otherwise is None:
        raise CannotAct(
            repaired.kind, f"{repaired.message} (asked twice)", f"{TOLD[repaired.kind]} (asked twice)"
        )
    return otherwise  # type: ignore[no-any-return]


async def _asked(
    door: Door, line: Line, question: Question, messages: tuple[Message, ...], turn: int
) -> Answer:
    request = Request(
        messages=messages,
        reply=question.shape.name,
        reply_schema=question.shape.schema,
        max_tokens=question.shape.max_tokens,
        prompts={name: one for name, one in question.prompts.items() if turn or name != REPAIR},
    )
    slot = Slot(act=question.act, occurrence=question.occurrence, turn=turn)
    try:
        answer = await door.ask(slot, request, line)
    except ModelFailure as failure:
        raise CannotAct(failure.kind, str(failure)) from failure
    if answer.refusal:
        raise CannotAct("refusal", "the model refused to answer")
    if answer.finish in FILTERED:
        raise CannotAct("filtered", "the provider's filter stopped the answer")
    return answer


def _read(answer: Answer, read: Callable[[dict[str, Any]], R]) -> R | _Problem:
    """What an answer says, or what is wrong with it."""
    if answer.finish in CUT:
        return _Problem("truncated", "the reply was cut off at its length limit")
    try:
        return read(one_object(answer.text))
    except Malformed as error:
        return _Problem("empty" if not answer.text.strip() else "malformed", str(error))
    except Unfit as error:
        return _Problem("unfit", str(error), error.otherwise)
