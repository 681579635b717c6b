"""The terminal that people share: one at a time, and nobody sees another's screen unasked."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from detente.errors import SessionPaused

__all__ = ["People"]

CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def _read_line(prompt: str) -> str:
    print(prompt, end="", file=sys.stderr, flush=True)  # noqa: T201 - the person's screen
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def _write(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - the person's screen


@dataclass
class People:
    """Whoever sits at the terminal. Tests put other functions in place of the terminal's."""

    read: Callable[[str], str] = _read_line
    write: Callable[[str], None] = _write
    seats: set[str] = field(default_factory=set)
    """Seats held by people in this session."""
    live: bool = False
    """Whether the one person's screen already shows the talks as they happen."""
    _at: str = ""

    def take_seat(self, seat: str) -> None:
        """A person sits in a seat of this session."""
        self.seats.add(seat)

    def call(self, seat: str, title: str) -> bool:
        """Call a person to the screen; returns whether somebody else was there before.

        With several people the screen is cleared first, and stays so until the right one is alone before it.
        """
        changed = self._at != seat
        if len(self.seats) > 1 and changed:
            self.write(CLEAR)
            self.ask(f"{title} only: press Enter when nobody else can see this screen. ")
            self.write(CLEAR)
        self._at = seat
        return changed

    def leave(self, seat: str) -> None:
        """A person's turn is over; with several people nothing of it stays on the screen."""
        if len(self.seats) > 1:
            self.write(CLEAR)
            self._at = ""

    def ask(self, prompt: str) -> str:
        """One line. Raises SessionPaused when the person stops with Ctrl-C or Ctrl-D."""
        try:
            with _interruptible():
                return self.read(prompt)
        except (KeyboardInterrupt, EOFError) as stop:
            self.leave(self._at)
            raise SessionPaused("Stopped by a person at the table.") from stop


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C reach somebody who is asked: while a loop runs, it would only cancel the loop's task."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
