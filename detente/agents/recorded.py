"""Replies of people, scripts and recordings: on disk before they are used, and not asked for again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from detente.llm.journal import Journal
from detente.transcripts.acts import (
    Act,
    Argue,
    Argument,
    Decide,
    Decision,
    Judgement,
    Offer,
    Propose,
    Read,
    Reading,
    Reply,
    Speak,
    Statement,
    Weigh,
)
from detente.transcripts.calls import Answer, Call, Slot, text_digest

__all__ = ["REPLIES", "remembered"]

ReplyType = type[Argument] | type[Judgement] | type[Statement] | type[Offer] | type[Decision] | type[Reading]
REPLIES: Mapping[type[Act], ReplyType] = {
    Argue: Argument,
    Weigh: Judgement,
    Speak: Statement,
    Propose: Offer,
    Decide: Decision,
    Read: Reading,
}
"""Act → the type of its reply."""


async def remembered(
    journal: Journal, by: Literal["person", "script", "replay"], act: Act, make: Callable[[], Reply]
) -> Reply:
    """The recorded reply to an act, or a new one, which is kept first."""
    slot, digest = Slot(act=act.slot, occurrence=act.occurrence), text_digest(act.slot)
    recorded = journal.answer(slot, digest)
    if recorded is not None:
        return REPLIES[type(act)].model_validate_json(recorded.text)
    reply = make()
    answer = Answer(text=reply.model_dump_json())
    await journal.write(Call(slot=slot, by=by, digest=digest, answer=answer))
    return reply
