"""The look of pages: headings, columns without lines, and priors that never look like facts."""

from __future__ import annotations

from collections.abc import Iterable

from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

__all__ = ["ACCENT", "FAINT", "NOTICE_STYLE", "PRIOR", "bullets", "columns", "field", "heading", "prior"]

ACCENT, FAINT, NOTICE_STYLE = "bold cyan", "dim", "yellow"
PRIOR = "dim italic"
"""The style of a modelling guess; it is also marked with the word, for screens without styles."""


def heading(title: str, note: str = "") -> Padding:
    """A section's title over its width, with an empty line above; `note` says what the section holds."""
    text = Text.assemble((title, "bold"), (f"  {note}" if note else "", FAINT))
    return Padding(Rule(text, align="left", style=FAINT, characters="─"), (1, 0, 0, 0))


def columns(*widths: int | None, gap: int = 2, between: int = 0) -> Table:
    """Columns without lines: each of a fixed width, or as wide as what is left (None).

    `between` is the number of empty lines between two rows.
    """
    table = Table(box=None, show_header=False, padding=(0, gap, between, 0), pad_edge=False, expand=True)
    for width in widths:
        if width is None:
            table.add_column(ratio=1, overflow="fold")
        else:
            table.add_column(width=width, overflow="fold")
    return table


def prior(text: str) -> Text:
    """A modelling guess, marked as such."""
    return Text(f"prior: {text}", style=PRIOR)


def field(name: str, value: str) -> Text:
    """One line of a name and its value."""
    return Text.assemble((f"{name}: ", FAINT), value)


def bullets(lines: Iterable[str], style: str = "") -> Table:
    """Lines with a mark before each, indented under it."""
    table = columns(1, None, gap=1)
    for line in lines:
        table.add_row(Text("·", style=FAINT), Text(line, style=style))
    return table
