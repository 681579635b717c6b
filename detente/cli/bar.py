"""A bar for what takes long: how much is done, and the time left."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

__all__ = ["bar_on"]


def bar_on(screen: Console) -> Progress:
    """A bar on a terminal; it is gone when what it shows is done."""
    from rich.progress import (  # noqa: PLC0415 - only where a bar is shown
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, TextColumn("left"), console=screen, transient=True)
