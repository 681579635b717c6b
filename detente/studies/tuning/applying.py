"""Writing a variant into a folder of one's own prompts: what changes, and why, in each changelog."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.errors import InputError
from detente.prompts.front import prompt_of, with_entry
from detente.prompts.library import Library
from detente.studies.differing import texts
from detente.studies.tuning.board import Board
from detente.studies.tuning.design import CURRENT, VARIANT
from detente.studies.tuning.measures import MEASURES
from detente.transcripts.store import write_whole

__all__ = ["Applied", "applied", "reason_of", "write"]


@dataclass(frozen=True)
class Applied:
    """What would be written."""

    variant: str
    files: dict[str, str]
    """File → its text, with its next version where it is a prompt."""
    differences: dict[str, tuple[str, ...]]
    """File → what changes, line by line."""
    why: str


def reason_of(board: Board, variant: str) -> str:
    """What was measured of a variant, in a sentence for a changelog."""
    rows = [row for row in board.of(VARIANT, variant) if row.measure == board.design.by]
    title = MEASURES[board.design.by].title.lower()
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    if not rows:
        return f"{variant}, {day}: not measured on {title}."
    row = rows[0]
    told = f"{title} {row.before:.3f} to {row.after:.3f}, {row.difference:+.3f} over {len(row.pairs)} pairs"
    interval = "" if row.low is None else f" (95% {row.low:+.3f} to {row.high:+.3f})"
    return f"{variant}, {day}, tuning {board.design.name}: {told}{interval}, {row.found}."


def applied(board: Board, libraries: Mapping[str, Library], variant: str) -> Applied:
    """What writing a variant comes to. Raises InputError for one that changes nothing, or is not there."""
    if variant not in libraries or variant == CURRENT:
        known = ", ".join(name for name in libraries if name != CURRENT)
        raise InputError(f"There is no variant '{variant}' to apply; there are {known or 'none'}.")
    before, after = libraries[CURRENT], libraries[variant]
    changed = texts(before, after)
    why = reason_of(board, variant)
    files = {name: _next(name, before, after, why) for name in changed}
    if not files:
        raise InputError(f"{variant} says what the prompts say already; there is nothing to apply.")
    return Applied(variant, files, changed, why)


def _next(name: str, before: Library, after: Library, why: str) -> str:
    """A prompt with its next version and why; a part has no front matter to say it in."""
    text = after.files[name]
    if name.startswith("_"):
        return text
    made, old = prompt_of(name, text), before.prompts.get(name.removesuffix(".md"))
    newest = max(made.version, old.version if old else 0)
    return with_entry(made, why, newest + 1)


def write(found: Applied, folder: Path, current: Library) -> list[Path]:
    """Write the files. Raises InputError where a prompt of the folder is not the one that was tuned."""
    for name in found.files:
        own = folder / name
        if own.exists() and own.read_text(encoding="utf-8") != current.files.get(name):
            raise InputError(
                f"{own} is another prompt than the one that was tuned; move it away, or tune it."
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in found.files.items():
            write_whole(folder / name, text.encode())
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return [folder / name for name in found.files]
