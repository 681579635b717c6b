"""How far a long command is: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from detente.cli.bar import bar_on
from detente.cli.output import notices

__all__ = ["progress"]


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """What is called with (done, planned) whenever something is done."""
    shown = notices()
    if quiet or not shown.is_terminal:
        yield lambda _, __: None
        return
    with bar_on(shown) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, planned: bar.update(task, completed=done, total=planned)
