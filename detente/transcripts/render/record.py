"""A session as JSON, and what of its summary an audience may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.transcripts import events as ev
from detente.transcripts.manifest import Manifest, Summary
from detente.transcripts.summary import summarise

__all__ = ["PRIVATE", "answer", "entry", "folded", "for_public", "is_public", "reason"]

COULD_NOT = "could not act"
PRIVATE = "(private)"


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


def for_public(manifest: Manifest) -> Manifest:
    """The manifest as everybody may have it: what was set of a seat's own numbers is told, not to what."""
    changes = tuple(
        change.model_copy(update={"sets": _hidden(change.sets, manifest)}) for change in manifest.changes
    )
    update = {"sets": _hidden(manifest.sets, manifest), "changes": changes, "drawn": {}}
    return manifest.model_copy(update=update)


def _hidden(sets: Mapping[str, str], manifest: Manifest) -> dict[str, str]:
    own = tuple(f"{seat}." for seat in manifest.seats)
    return {path: PRIVATE if path.startswith(own) else value for path, value in sets.items()}


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
    shown = (for_public(manifest) if public else manifest).model_copy(
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
