"""Recorded seats: `replay:SESSION` gives the answers of a seat in another session, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from detente.agents.agent import CannotAct
from detente.agents.recorded import remembered
from detente.llm.journal import Journal
from detente.transcripts import events as ev
from detente.transcripts.acts import Act, Argument, Decision, Read, Reading, Reply, Statement
from detente.transcripts.store import Folder
from detente.transcripts.table import View

__all__ = ["Recording", "ReplaySeat", "load_recording"]

_Notes = dict[tuple[str, str], ev.NoteBody]


@dataclass(frozen=True)
class Recording:
    """What everybody answered in one session, by slot."""

    session: str
    replies: dict[str, tuple[Reply, ...]]
    """Slot → replies, in their order; a reading's names stage, round and speaker."""
    read: dict[str, str]
    """Slot of a reading → the statement that was read."""


def load_recording(path: str) -> Recording:
    """The answers recorded in a session's transcript. Raises TranscriptError for what is no session."""
    folder = Folder(Path(path))
    session, events = folder.manifest.session, folder.events()
    notes: _Notes = {
        (note.slot, note.body.kind): note.body for note in events if isinstance(note, ev.NoteKept)
    }
    statements = {event.seq: event.body.text for event in events if isinstance(event, ev.StatementMade)}
    replies, read = dict[str, tuple[Reply, ...]](), dict[str, str]()
    for event in events:
        reply = _reply(event, notes)
        if reply is not None:
            slot = event.slot
            if isinstance(event, ev.ReadingTaken):
                slot = _of_reading(event.stage, event.round, event.body.seat)
                read[slot] = statements[event.body.statement]
            replies[slot] = (*replies.get(slot, ()), reply)
    return Recording(session, replies, read)


def _of_reading(stage: str, round_: int, speaker: str) -> str:
    return f"{stage}.{round_}/analyst/read/{speaker}"


def _reply(event: ev.Event, notes: _Notes) -> Reply | None:
    """The reply that an event was made of."""
    if isinstance(event, ev.StatementMade):
        note = notes.get((event.slot, "private_note"))
        return Statement(text=event.body.text, private_note=note.text if note else "")
    if isinstance(event, ev.DecisionMade):
        grounds = notes.get((event.slot, "decision"), ev.NoteBody(kind="decision"))
        own = {name: getattr(grounds, name) for name in ("reasons", "causes", "would_take")}
        said = {name: getattr(event.body, name) for name in ("answer", "terms", "text")}
        return Decision(**said, **own)
    if isinstance(event, ev.ReadingTaken):
        return Reading(**{name: getattr(event.body, name) for name in Reading.model_fields})
    if isinstance(event, ev.ArgumentHeard):
        return Argument(**{name: getattr(event.body, name) for name in Argument.model_fields})
    return event.body if isinstance(event, ev.OfferMade | ev.JudgementMade) else None


@dataclass
class ReplaySeat:
    """Answers as a seat, or the analyst, did in another session."""

    recording: Recording | None
    """None where the record of this session alone is asked: the other one may be gone."""
    journal: Journal
    _used: dict[str, int] = field(default_factory=dict)

    async def act(self, act: Act, view: View) -> Reply:
        """Do one thing. Raises CannotAct when that was never recorded."""
        slot = _of_reading(act.stage, act.round, act.speaker) if isinstance(act, Read) else act.slot
        place = self._used[slot] = self._used.get(slot, -1) + 1
        return await remembered(self.journal, "replay", act, lambda: self._recorded(act, slot, place))

    def _recorded(self, act: Act, slot: str, place: int) -> Reply:
        assert self.recording is not None, "a closed journal does not ask"
        found = self.recording.replies.get(slot, ())
        if place >= len(found):
            raise CannotAct("not_recorded", f"{self.recording.session} has no answer for {slot}")
        if isinstance(act, Read) and self.recording.read[slot] != act.text:
            raise CannotAct("not_recorded", f"{self.recording.session} has read another statement at {slot}")
        return found[place]
