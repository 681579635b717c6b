"""The tree of errors.

DetenteError                 anything that ends a command with one sentence
├── InputError               exit 2: the user's input: what is wrong, where, what to do
│   └── ScenarioError        a scenario that does not hold together; carries every problem found
├── TranscriptError          exit 2: a session folder that cannot be read as one
│   ├── ChainBroken          exit 4: an earlier line of a transcript was changed
│   └── SessionLocked        exit 2: a session that is being run by somebody else now
├── SessionPaused            exit 3: stopped, nothing lost, `detente resume` goes on
└── CheckFailed              exit 4: a check that the user asked for did not pass

Each carries the exit code of the command contract; anything else that escapes is our bug (exit 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "ChainBroken",
    "CheckFailed",
    "DetenteError",
    "InputError",
    "Problem",
    "ScenarioError",
    "SessionLocked",
    "SessionPaused",
    "TranscriptError",
]


class DetenteError(Exception):
    """An error with one sentence for the user and an exit code for the shell."""

    exit_code = 1


class InputError(DetenteError):
    """The user's input cannot be used as it is."""

    exit_code = 2


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a scenario: where it stands and what to do about it."""

    message: str
    file: str = ""
    line: int = 0
    field: str = ""

    def __str__(self) -> str:
        """Render as `file:line: field: message`, leaving out what is unknown."""
        place = f"{self.file}:{self.line}" if self.file and self.line else self.file
        return ": ".join(part for part in (place, self.field, self.message) if part)


class ScenarioError(InputError):
    """A scenario with problems; `problems` lists them all, in the order of the files."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = f" (and {len(problems) - 1} more; see `detente scenario check`)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")


class TranscriptError(InputError):
    """A session folder that is missing, incomplete or not ours."""


class ChainBroken(TranscriptError):
    """A line of events.jsonl does not carry the hash of the line before it."""

    exit_code = 4


class SessionLocked(TranscriptError):
    """A session that somebody else is running now."""


class SessionPaused(DetenteError):
    """The session stopped before its end; what happened so far is on disk and can be resumed."""

    exit_code = 3

    def __init__(self, reason: str, session: str = "") -> None:
        self.reason = reason
        super().__init__(f"{reason} Go on with: detente resume {session}" if session else reason)


class CheckFailed(DetenteError):
    """A check that the user asked for found something."""

    exit_code = 4
