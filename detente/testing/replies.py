"""Valid replies, as a model gives them: objects with exactly the fields that each act asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from detente.agents.persona.replies import (
    Argued,
    Decided,
    Offered,
    ReadPosition,
    Share,
    Spoken,
    WasRead,
    Weighed,
    Wire,
)
from detente.testing.asked import Asked
from detente.transcripts.acts import Firmness

__all__ = ["argument", "decision", "judgement", "offer", "position", "reading", "statement", "valid_reply"]

Made = dict[str, Any]
Options = Mapping[str, str] | Sequence[str]
"""Issue → option, or the options as `I1.a`."""


def argument(
    text: str = "This serves us.", *, for_offer: Literal["approve", "resist", "neutral"] = "neutral"
) -> Made:
    """What a faction says in its council.

    Raises pydantic.ValidationError, as every one of these, for what no model could validly give.
    """
    return _checked(Argued, {"text": text, "for_offer": for_offer})


def judgement(
    lean: float = 0.0,
    *,
    influence: Mapping[str, float] | None = None,
    reasons: Sequence[str] = (),
    instructions: str = "",
) -> Callable[[Asked], Made]:
    """What a decider makes of its council; `influence` is faction → share, equal shares if it is not given.

    It is made when it is asked for: a party without camps is given no lean.
    """
    _checked(Weighed, _weighed(lean, influence or {}, reasons, instructions))

    def made(asked: Asked) -> Made:
        camps = asked.schema["properties"]["lean"]["type"] != "null"
        factions = asked.options("influence", "faction")
        shares = influence or {faction: 1 / len(factions) for faction in factions}
        return _weighed(lean if camps else None, shares, reasons, instructions)

    return made


def statement(text: str = "We have heard the offer.", *, private_note: str = "") -> Made:
    """What a seat says to its stage, and what it notes for its own party."""
    return _checked(Spoken, {"text": text, "private_note": private_note})


def offer(
    terms: Options = (),
    *,
    levers: Sequence[str] = (),
    demands: Sequence[str] = (),
    detailed: bool = True,
    text: str = "This is what we propose.",
    walk_away: bool = False,
) -> Made:
    """An offer; `walk_away` leaves the talks instead."""
    made = {
        "terms": _terms(terms),
        "levers": list(levers),
        "demands": list(demands),
        "detailed": detailed,
        "text": text,
        "walk_away": walk_away,
    }
    return _checked(Offered, made)


def decision(
    answer: Literal["accept", "reject", "counter"] = "accept",
    terms: Options = (),
    *,
    text: str = "This is our answer.",
    reasons: Sequence[str] = (),
    would_take: Options = (),
) -> Made:
    """An answer to the standing offer; `terms` go with a counter, `would_take` with a refusal."""
    made = {
        "answer": answer,
        "terms": _terms(terms),
        "text": text,
        "reasons": list(reasons),
        "would_take": _terms(would_take),
    }
    return _checked(Decided, made)


def position(
    issue: str, options: str | Sequence[str], quote: str, *, firmness: Firmness = "firm", condition: str = ""
) -> Made:
    """One position of a reading; the quote must stand in the statement that is read."""
    held = [options] if isinstance(options, str) else list(options)
    made = {"issue": issue, "options": held, "firmness": firmness, "condition": condition, "quote": quote}
    return _checked(ReadPosition, made)


def reading(
    *positions: Made,
    unclear: Sequence[Made] = (),
    answer: Literal["accept", "reject", "counter", "conditional", "silent"] = "silent",
) -> Made:
    """What the analyst takes from a statement; without positions the statement is silent on every issue."""
    return _checked(WasRead, {"positions": list(positions), "unclear": list(unclear), "answer": answer})


def valid_reply(asked: Asked) -> Made:
    """A plain valid reply to anything, by what is asked: it leans nowhere, accepts, and reads nothing."""
    makers: dict[str, Callable[[], Made]] = {
        "argue": argument,
        "weigh": lambda: judgement()(asked),
        "speak": lambda: statement(f"We have heard what was said at {asked.at or 'the table'}."),
        "propose": offer,
        "decide": decision,
        "read": reading,
    }
    if asked.act not in makers:
        raise ValueError(f"there is no valid reply to {asked.request.reply!r}: no act asks for it")
    return makers[asked.act]()


def _weighed(
    lean: float | None, influence: Mapping[str, float], reasons: Sequence[str], instructions: str
) -> Made:
    shares = [Share(faction=name, share=share).model_dump() for name, share in influence.items()]
    return {"lean": lean, "influence": shares, "reasons": list(reasons), "instructions": instructions}


def _terms(options: Options) -> list[str]:
    if isinstance(options, Mapping):
        return [f"{issue}.{option}" for issue, option in options.items()]
    return list(options)


def _checked(wire: type[Wire], made: Made) -> Made:
    """The object, if a model could give it: a slip in a test's script is no bad reply of a model's."""
    wire.model_validate(made)
    return made
