"""A session as JSON, and what of its summary an audience may have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.transcripts import events as ev
from detente.transcripts.manifest import Manifest, Summary
from detente.transcripts.summary import summarise

__all__ = ["answer", "entry", "folded", "is_public", "reason"]

COULD_NOT = "could not act"


def is_public(event: ev.Envelope) -> bool:
    """Whether everybody may see an event."""
    return "public" in event.audience


def folded(manifest: Manifest, events: Sequence[ev.Envelope], *, public: bool) -> Summary:
    """The session's summary; for the public, one folded from public events and nothing else."""
    if not public:
        return manifest.summary
    own = summarise([event for event in events if is_public(event)])
    crossed = tuple(
        {"seat": event.body.seat, "decision": event.body.decision}
        for event in events
        if isinstance(event, ev.BreachFound)
    )
    return own.model_copy(update={"breaches": crossed})


def reason(manifest: Manifest, events: Sequence[ev.Envelope], *, public: bool) -> str:
    """Why a session is paused; of a fault the public is told what stands in the transcript for it."""
    faults = [event for event in events if isinstance(event, ev.FaultSeen)]
    if not (public and manifest.reason and faults and COULD_NOT in manifest.reason):
        return manifest.reason
    last = faults[-1]
    if not is_public(last):
        return "A seat could not act."
    return f"{last.actor} {COULD_NOT} at {last.slot}: {last.body.message}."


def answer(manifest: Manifest, events: Sequence[ev.Envelope], path: str, *, public: bool) -> dict[str, Any]:
    """The object that `run`, `resume` and `show` give with --json."""
    shown = manifest.model_copy(
        update={
            "summary": folded(manifest, events, public=public),
            "reason": reason(manifest, events, public=public),
        }
    )
    return shown.answer(path)


def entry(event: ev.Envelope) -> dict[str, Any]:
    """One event as an export has it: without `prev` and `slot`; generated words are marked."""
    data = event.model_dump(mode="json", exclude={"prev", "slot"})
    if isinstance(event, ev.StatementMade | ev.ArgumentHeard | ev.OfferMade | ev.DecisionMade | ev.NoteKept):
        data["generated"] = True
    return data
