"""A set on the screen: progress while it runs, and the grid of what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from detente.cli.bar import bar_on
from detente.cli.effect_screen import effect_tables
from detente.cli.output import console, emit_json, notices
from detente.cli.where import address
from detente.studies.sets import Done, SetReport
from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.words import CLASSES, spent

__all__ = ["progress", "report"]

STOPPED_CODE = 3
TOLD = 5
"""Failures told in full."""


@contextmanager
def progress(total: int, *, quiet: bool) -> Iterator[Callable[[Done], None]]:
    """What a set calls for each finished session: a bar with the time left, on a terminal only."""
    screen = notices()
    if quiet or not screen.is_terminal:
        yield lambda _: None
        return
    with bar_on(screen) as bar:
        task = bar.add_task("sessions", total=total)
        yield lambda done: bar.update(task, completed=done.number, total=done.total)


def report(found: SetReport, out: Path, *, as_json: bool) -> int:
    """Answer with what came of a set; returns the exit code."""
    whole = found.state == "ended"
    if as_json:
        emit_json(found.answer())
        return 0 if whole else STOPPED_CODE
    name = address(found.path, out)
    screen = console()
    screen.print(Text(NOTICE, style="yellow"))
    screen.print(Text(f"{found.set_id}: {found.finished} of {found.total} sessions have ended."))
    if found.effects is not None:
        for part in effect_tables(found.effects):
            screen.print(part)
    elif found.grid:
        screen.print(_grid(found))
        screen.print(Text(_legend(found), style="dim"))
    if found.totals.calls:
        screen.print(Text(f"Models: {spent(found.totals)}"))
    screen.print(Text(f"Each session: detente show {name}/SESSION", style="dim"))
    for session, sentence in found.failed[:TOLD]:
        click.echo(f"{session}: {sentence}", err=True)
    if len(found.failed) > TOLD:
        click.echo(f"{len(found.failed) - TOLD} more stopped so.", err=True)
    if not whole:
        click.echo(f"Stopped before its end. Go on with: detente resume {name}", err=True)
    return 0 if whole else STOPPED_CODE


def _grid(found: SetReport) -> Table:
    """World and plan by outcome class, as shares of model runs."""
    classes = [
        name for name in CLASSES if any(name in cell for row in found.grid.values() for cell in row.values())
    ]
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for heading in ("World", "Offers"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Runs", *classes):
        table.add_column(heading, justify="right")
    for world, row in found.grid.items():
        for plan, cell in row.items():
            runs = sum(cell.values())
            shares = (f"{cell[name] / runs:.0%}" if name in cell else "·" for name in classes)
            table.add_row(world, plan, str(runs), *shares)
    return table


def _legend(found: SetReport) -> str:
    used = {name for row in found.grid.values() for cell in row.values() for name in cell}
    meaning = "; ".join(f"{name}: {text}" for name, text in CLASSES.items() if name in used)
    return f"Shares of model runs under these assumptions, nothing more. {meaning}."
