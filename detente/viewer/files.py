"""Which names are asked for and which files opened: none leads elsewhere, never ends or is too large."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

from detente.transcripts.labels import FILE as LABELS
from detente.transcripts.reviews import FILE as REVIEWS
from detente.transcripts.store import CALLS, EVENTS, MANIFEST, SCENARIO

__all__ = ["BESIDE", "LONGEST_NAME", "WHOLE", "is_plain", "problems", "unfit"]

WHOLE = (MANIFEST, EVENTS, SCENARIO)
"""The files that make a session."""
BESIDE = (CALLS, REVIEWS, LABELS)
"""The files that may stand beside them."""
LARGEST = {
    MANIFEST: 4_000_000,
    EVENTS: 20_000_000,
    SCENARIO: 4_000_000,
    CALLS: 100_000_000,
    REVIEWS: 20_000_000,
    LABELS: 4_000_000,
}
"""File → bytes."""
LONGEST_NAME = 255


def is_plain(name: str) -> bool:
    """Whether this is the name of a session or a set, or of a session in a set: it leads nowhere else."""
    parts = name.split("/")
    return len(parts) <= 2 and all(map(_is_plain, parts))


def _is_plain(part: str) -> bool:
    try:
        length = len(part.encode())
    except UnicodeEncodeError:  # no address can hold it
        return False
    return 0 < length <= LONGEST_NAME and not part.startswith(".") and not {"\0", "\\"} & {*part}


def problems(folder: str) -> str:
    """Why a session is not opened, in a sentence; empty if it is."""
    missing = (f"no {file}" for file in WHOLE if not os.path.lexists(f"{folder}/{file}"))
    told = "; ".join(filter(None, (*missing, unfit(folder, (*WHOLE, *BESIDE)))))
    return told and f"{told}."


def unfit(folder: str, files: Iterable[str]) -> str:
    """Why files are not read: a link may lead outside, a pipe never ends. Of missing ones nothing is said."""
    return "; ".join(told for file in files if (told := _unfit(folder, file)))


def _unfit(folder: str, file: str) -> str:
    try:
        status = os.lstat(f"{folder}/{file}")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        return f"{file} cannot be read ({error.strerror})"
    if not stat.S_ISREG(status.st_mode):
        return f"{file} is a link or no file; it is not followed"
    if status.st_size > LARGEST[file]:
        size = f"{status.st_size / 1e6:.0f} MB"
        return f"{file} has {size}, too much for a page; `detente export --csv` takes it"
    return ""
