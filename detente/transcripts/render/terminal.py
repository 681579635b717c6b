"""Blocks on a terminal. Rich is imported only when something is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.transcripts.render.blocks import Block, Facts, Grid, Heading, Listing, Page, Para, Speech, clean

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult

__all__ = ["screen"]

WIDEST = 100
"""Longer lines are hard to read."""
LEAST = 10
"""Cells that a column needs."""
STYLES = {
    "plain": "",
    "strong": "bold",
    "faint": "dim",
    "notice": "yellow",
    "good": "green",
    "bad": "red",
    "private": "magenta",
}


def screen(page: Page | Iterable[Block]) -> Group:
    """A page, or some blocks, for a rich console."""
    from rich.console import Group  # noqa: PLC0415 - see the module's docstring
    from rich.constrain import Constrain  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    parts: list[RenderableType] = []
    if isinstance(page, Page):
        parts.append(Text(clean(page.title), style="bold"))
    parts += [_block(block) for block in (page.blocks if isinstance(page, Page) else page)]
    return Group(*(Constrain(part, WIDEST) for part in parts))


def _block(block: Block) -> RenderableType:
    if isinstance(block, Heading):
        return _heading(block)
    if isinstance(block, Speech):
        return _speech(block)
    if isinstance(block, Facts):
        return _facts(block)
    from rich.padding import Padding  # noqa: PLC0415

    if isinstance(block, Para):
        shown: RenderableType = _para(block)
    else:
        shown = _grid(block) if isinstance(block, Grid) else _listing(block)
    return Padding(shown, (0, 0, 0, block.indent))


def _heading(block: Heading) -> RenderableType:
    from rich.console import Group  # noqa: PLC0415
    from rich.padding import Padding  # noqa: PLC0415
    from rich.rule import Rule  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    if block.level > 2:
        note = (f"  {clean(block.note)}" if block.note else "", "dim")
        return Padding(Text.assemble((clean(block.text), "bold cyan"), note), (1, 0, 0, 0))
    rule = Rule(Text(clean(block.text), style="bold"), align="left", style="dim")
    parts: list[RenderableType] = [rule, *([Text(clean(block.note), style="dim")] if block.note else [])]
    return Padding(Group(*parts), (1, 0, 0, 0))


def _speech(block: Speech) -> RenderableType:
    from rich.console import Group  # noqa: PLC0415
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    who = Text.assemble((clean(block.who), "bold"), (f"  {block.about}" if block.about else "", "dim"))
    words = Padding(Text(clean(block.text), style=STYLES[block.tone]), (0, 0, 0, 4))
    return Padding(Group(who, words), (1, 0, 0, 0))


def _para(block: Para) -> RenderableType:
    from rich.text import Text  # noqa: PLC0415

    style = STYLES[block.tone]
    if not block.lead:
        return Text(clean(block.text), style=style)
    lead = (f"{block.lead}: " if block.text else f"{block.lead}:", f"bold {style}".strip())
    return Text.assemble(lead, (clean(block.text), style))


def _facts(block: Facts) -> RenderableType:
    from rich.console import Group  # noqa: PLC0415

    return Group(*(_para(Para(text, lead, block.tone)) for lead, text in block.items))


def _listing(block: Listing) -> RenderableType:
    from rich.console import Group  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(width=1)
    table.add_column(overflow="fold")
    for lead, text in block.items:
        entry = Text.assemble((f"{clean(lead)}: " if lead else "", "dim"), (clean(text), STYLES[block.tone]))
        table.add_row(Text("·", style="dim"), entry)
    parts = [Text(f"{block.lead}:", style="bold")] if block.lead else []
    return Group(*parts, table)


@dataclass(frozen=True)
class _Fitted:
    """A grid that wraps even its fixed columns where they would leave no room for the others."""

    block: Grid

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield _table(self.block, options.max_width)


def _grid(block: Grid) -> RenderableType:
    from rich.console import Group  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    parts = [Text(f"{block.lead}:", style="bold")] if block.lead else []
    return Group(*parts, _Fitted(block))


def _table(block: Grid, width: int) -> RenderableType:
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, show_header=bool(block.header), padding=(0, 2, 0, 0), pad_edge=False)
    columns = max(map(len, (block.header, *block.rows)), default=0)
    fixed = sum(max((len(row[place]) + 2 for row in block.rows), default=0) for place in block.fixed)
    room = width - fixed >= LEAST * (columns - len(block.fixed))
    for place in range(columns):
        table.add_column(
            Text(block.header[place], style="bold") if block.header else "",
            overflow="fold",
            no_wrap=room and place in block.fixed,
            justify="right" if place in block.numbers else "left",
        )
    for row in block.rows:
        table.add_row(*(Text(clean(cell), style=STYLES[block.tone]) for cell in row))
    return table
