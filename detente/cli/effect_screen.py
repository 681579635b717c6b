"""Changed beside unchanged continuations of a fork, on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from detente.studies.effects import Effects, Row

__all__ = ["effect_tables"]

MOST = 12
"""Positions that are shown, those that differ most; --json has all."""


def effect_tables(found: Effects) -> Iterator[RenderableType]:
    """Outcomes and lean, then the positions that differ most."""
    yield Text(f"{found.ended[0]} changed and {found.ended[1]} unchanged continuations. {found.told}")
    yield _table("Outcome and lean", (*found.outcomes, *found.leans), shares=len(found.outcomes))
    moved = sorted((row for row in found.positions if row.difference), key=lambda row: -abs(row.difference))
    if moved:
        yield _table("Last position (place among the options)", moved[:MOST], shares=0)
    same = len(found.positions) - len(moved[:MOST])
    if same:
        more = "1 more position differs" if same == 1 else f"{same} more positions differ"
        yield Text(f"{more} less, or not at all; --json has every one.", style="dim")


def _table(title: str, rows: Iterable[Row], *, shares: int) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column(title, overflow="fold")
    for heading in ("Changed", "Control", "Difference", "Interval"):
        table.add_column(heading, justify="right", overflow="fold")
    for place, row in enumerate(rows):
        share = place < shares
        changed, control = (_number(value, share=share) for value in (row.changed, row.control))
        made = _number(row.difference, share=share, signed=True)
        name = row.what if share else f"{row.what} ({row.runs[0]} and {row.runs[1]} runs)"
        table.add_row(name, changed, control, made, _interval(row, share=share))
    return table


def _number(value: float, *, share: bool, signed: bool = False) -> str:
    plus = "+" if signed else ""
    return f"{value:{plus}.0%}" if share else f"{value:{plus}.2f}"


def _interval(row: Row, *, share: bool) -> str:
    if row.low is None or row.high is None:
        return "·"
    low, high = (_number(value, share=share, signed=True) for value in (row.low, row.high))
    return f"{low} to {high}"
