"""Labels of a session: tags and notes of whoever works with it, kept beside the transcript, not in it."""

from __future__ import annotations

import datetime
from pathlib import Path

from pydantic import ValidationError

from detente.errors import InputError, TranscriptError
from detente.transcripts.acts import Value
from detente.transcripts.store import write_whole

__all__ = ["Labels", "Remark", "labels_of", "noted", "tagged"]

FILE = "labels.json"
LONGEST_TAG = 40


class Remark(Value):
    """A note, and when it was made."""

    text: str
    when: str
    """UTC, ISO 8601."""


class Labels(Value):
    """What is in `labels.json`."""

    tags: tuple[str, ...] = ()
    notes: tuple[Remark, ...] = ()


def labels_of(path: Path) -> Labels:
    """The labels of a session; none where there is no such file. Raises TranscriptError."""
    try:
        return Labels.model_validate_json((path / FILE).read_bytes())
    except FileNotFoundError:
        return Labels()
    except (OSError, ValidationError) as error:
        raise TranscriptError(f"{path / FILE} cannot be read as labels; remove it, or mend it.") from error


def tagged(path: Path, tags: tuple[str, ...], *, remove: bool = False) -> Labels:
    """Put tags on a session, or take them off. Raises InputError for what is no tag."""
    for tag in tags:
        if not tag.strip() or len(tag) > LONGEST_TAG or any(sign.isspace() or sign == "," for sign in tag):
            raise InputError(f"'{tag}' is no tag: give a word of at most {LONGEST_TAG} characters.")
    found = labels_of(path)
    if remove:
        return _kept(path, Labels(tags=tuple(t for t in found.tags if t not in tags), notes=found.notes))
    return _kept(path, Labels(tags=tuple(dict.fromkeys((*found.tags, *tags))), notes=found.notes))


def noted(path: Path, text: str) -> Labels:
    """Add a note to a session. Raises InputError for one without words."""
    if not text.strip():
        raise InputError("A note has words.")
    found, when = labels_of(path), datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return _kept(path, Labels(tags=found.tags, notes=(*found.notes, Remark(text=text.strip(), when=when))))


def _kept(path: Path, labels: Labels) -> Labels:
    try:
        write_whole(path / FILE, labels.model_dump_json(indent=1).encode() + b"\n")
    except OSError as error:
        raise TranscriptError(f"{path / FILE} cannot be written: {error.strerror or error}.") from error
    return labels
