"""`detente scenario sheets`: printable private role sheets, one for each seat."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli.output import answer_options, emit_json
from detente.errors import InputError
from detente.prompts.sheets import role_sheet
from detente.scenario import loader
from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.blocks import Page
from detente.transcripts.render.markdown import markdown
from detente.transcripts.store import write_whole

__all__ = ["sheets"]

ENDINGS = {"html": "html", "markdown": "md"}


@click.command(short_help="Write a private role sheet for each seat.")
@click.argument("where", metavar="SCENARIO")
@click.option("--seat", "only", metavar="SEAT", default="", help="One seat's sheet only.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(ENDINGS)),
    default="html",
    show_default=True,
    help="A page to print, or Markdown.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("sheets"),
    show_default=True,
    metavar="DIR",
    help="The folder that they are written to.",
)
@answer_options
def sheets(where: str, only: str, form: str, to: Path, as_json: bool) -> None:
    """Write a printable role sheet for each seat: what whoever plays it may know, and nothing else.

    A sheet is private to its seat; hand out one each.

    \b
    Example: detente scenario sheets tiny
             detente scenario sheets ukraine-2025 --seat ukraine --format markdown
    """
    pack = loader.load(where)
    chosen = [seat for seat in pack.seats if not only or seat.lower() == only.lower()]
    if not chosen:
        raise InputError(f"There is no seat '{only}' here; known: {', '.join(pack.seats)}.")
    files = [
        _written(role_sheet(pack, seat), to / f"{pack.id}-{seat}.{ENDINGS[form]}", form) for seat in chosen
    ]
    if as_json:
        emit_json(
            {"schema": 1, "notice": NOTICE, "scenario": pack.id, "files": [str(file) for file in files]}
        )
        return
    for file in files:
        click.echo(str(file))
    click.echo("Each is private to its seat.", err=True)


def _written(page: Page, file: Path, form: str) -> Path:
    from detente.viewer.single import blocks_file  # noqa: PLC0415 - dear to import

    text = blocks_file([page]) if form == "html" else markdown(page)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text.encode())
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror or error}.") from error
    return file
