"""Talks that a test looks at: their events, whether they ended, paused or are on disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from detente.errors import SessionPaused
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.orchestration.session import Played, play
from detente.transcripts.calls import Call, parse_calls
from detente.transcripts.events import Envelope, parse
from detente.transcripts.store import Folder

__all__ = ["Session", "Talks", "calls_of", "events_of", "talks"]


class OnDisk(Protocol):
    """A session on disk, as `detente.run` gives it."""

    @property
    def path(self) -> Path:
        """Its folder."""
        ...


@dataclass(frozen=True)
class Talks:
    """Talks as far as they went."""

    events: tuple[Envelope, ...]
    paused: str = ""
    """Why they stopped before their end; empty if they did not."""


Session = Talks | Played | OnDisk | Path | str | tuple[Path, object] | Iterable[Envelope]
"""What the assertions look at: talks, a session or its folder, what `start` returns, or events."""


def talks(config: RunConfig, backstage: Backstage | None = None) -> Talks:
    """Run a session in memory and keep its events, also when a fault pauses it. Raises InputError."""
    seen: list[Envelope] = []
    try:
        play(config, (seen.append,), backstage)
    except SessionPaused as stop:
        return Talks(tuple(seen), stop.reason)
    return Talks(tuple(seen))


def events_of(session: Session) -> Sequence[Envelope]:
    """The transcript of a session. Raises TranscriptError for a folder that holds none."""
    if isinstance(session, Talks):
        return session.events
    if isinstance(session, Played):
        return [parse(line) for line in session.lines]
    folder = _folder(session)
    return folder.events() if folder else list(session)  # type: ignore[arg-type]


def calls_of(session: Session) -> list[tuple[str, str]]:
    """(seat, text) of every message that was put to a seat, where the session keeps them; see `Folder`."""
    folder = None if isinstance(session, Talks | Played) else _folder(session)
    if folder is None:
        return []
    texts, calls = dict[str, str](), list[Call]()
    for entry in parse_calls(folder.call_lines()):
        if isinstance(entry, Call):
            calls.append(entry)
        else:
            texts[entry[0]] = entry[1]
    return [(_seat(call.slot.act), texts.get(name, "")) for call in calls for _, name in call.messages]


def _seat(slot: str) -> str:
    return slot.split("/")[1].partition(".")[0]


def _folder(session: object) -> Folder | None:
    if isinstance(session, tuple) and session and isinstance(session[0], Path):
        session = session[0]
    path = getattr(session, "path", session)
    return Folder(Path(path)) if isinstance(path, str | Path) else None
