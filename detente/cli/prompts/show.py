"""`detente prompts show`: a prompt, or the exact messages of one moment of a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.casting import library_option
from detente.cli.output import answer_options, console, emit_json
from detente.cli.where import out_option
from detente.errors import InputError
from detente.prompts.library import Library, built_in, overlaid
from detente.transcripts.find import find as find_session
from detente.transcripts.render.blocks import Facts, Page, clean
from detente.transcripts.render.terminal import screen

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from detente.prompts.origins import Line
    from detente.studies.messages import Told

__all__ = ["show"]

ACTS = ("argue", "weigh", "speak", "propose", "decide", "read")
OF_A_MOMENT = ("session", "seat", "act", "at")


@click.command()
@click.argument("name", metavar="[PROMPT]", default="")
@click.option("--session", metavar="SESSION", default="", help="A session: its messages, as they were sent.")
@click.option("--seat", metavar="SEAT", default="", help="Whose: a seat, or a faction such as russia.S.")
@click.option("--act", type=click.Choice(ACTS), help="Which act was asked for.")
@click.option("--at", metavar="STAGE.ROUND", default="", help="At which point of the talks.")
@click.option("--source", is_flag=True, help="The prompt's file as it stands, to begin one of your own with.")
@library_option
@out_option
@answer_options
def show(name: str, library: Path | None, out: Path, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Show a prompt; or, with a session, the exact messages of one moment, line by line with their origin.

    Beside each line stand the file it comes from and what was filled into it; ◆ marks a side's own business.
    Tokens are estimates (four bytes each) but for what a provider counted. With --library the moment is
    rendered by your own prompts instead of the session's.

    \b
    Example: detente prompts show speak
             detente prompts show speak --source > my-prompts/speak.md
             detente prompts show --session last --seat russia --act speak --at moscow.2
             detente prompts show --session last --seat russia.S --act argue --at moscow.1
    """
    own = overlaid(library) if library else None
    given = [key for key in OF_A_MOMENT if options[key]]
    if name and not given:
        _prompt(own or built_in(), name, source=options["source"], as_json=as_json)
    elif len(given) == len(OF_A_MOMENT) and not name:
        _moment(find_session(options["session"], out), options, own, as_json=as_json)
    else:
        told = "or a moment: --session, --seat, --act and --at, all four"
        raise click.UsageError(f"Say which prompt ({', '.join(built_in().prompts)}), {told}.")


def _prompt(library: Library, name: str, *, source: bool, as_json: bool) -> None:
    if source and f"{name}.md" in library.files:
        click.echo(library.files[f"{name}.md"], nl=False)
        return
    if name not in library.prompts:
        raise InputError(f"There is no prompt '{name}'; there are {', '.join(library.prompts)}.")
    prompt, parts = library.prompts[name], library.parts(name)
    if as_json:
        texts = {part: library.files[f"{part}.md"] for part in parts}
        emit_json(
            {"schema": 1, "id": name, "digest": library.digests[name], "source": prompt.source}
            | {"parts": texts}
        )
        return
    facts = (
        ("prompt", f"{name}, version {prompt.version}, digest {library.digests[name]}"),
        ("is", prompt.title),
        ("asks for", prompt.reply or "nothing itself"),
        ("told to", "one side" if prompt.audience == "seat" else "whoever makes what everybody sees"),
        ("is filled with", ", ".join(prompt.inputs)),
        ("private", ", ".join(prompt.private) or "nothing"),
        ("includes", ", ".join(parts) or "nothing"),
    )
    shown = console()
    shown.print(screen(Page(f"Prompt {name}", (Facts(facts),))))
    shown.print(clean(library.bodies[f"{name}.md"].strip()))
    for part in parts:
        shown.rule(f"{part}.md", align="left")
        shown.print(clean(library.bodies[f"{part}.md"].strip()))


# -- one moment -----------------------------------------------------------------------------------


def _moment(path: Path, options: dict[str, Any], library: Library | None, *, as_json: bool) -> None:
    from detente.studies.messages import find, told  # noqa: PLC0415 - a prompt alone does without the engine

    moment = find(path, options["seat"], options["act"], options["at"])
    found = told(moment, path, library)
    if as_json:
        emit_json({"session": path.name, **found.answer()})
        return
    shown = console()
    for part in _screen(found, path):
        shown.print(part)


def _screen(found: Told, path: Path) -> Iterator[RenderableType]:
    from rich.rule import Rule  # noqa: PLC0415 - only on a screen
    from rich.text import Text  # noqa: PLC0415

    from detente.studies.messages import tokens  # noqa: PLC0415

    question = found.moment.question()
    counted = "" if found.tokens_in is None else f" The provider counted {found.tokens_in:,} tokens in."
    facts = (
        ("session", path.name),
        ("act", found.moment.act.slot),
        ("asks for", f"{question.shape.name}, at most {question.shape.max_tokens:,} tokens"),
        ("sent", found.sent + counted),
    )
    yield screen(Page("What was asked", (Facts(facts),)))
    for one in found.messages:
        parts = ", ".join(f"{name} {size:,}" for name, size in one.by_origin.items())
        yield Rule(f"{one.role}: about {tokens(one.text):,} tokens", align="left")
        yield Text(f"by file: {parts}\n", style="dim")
        yield _lined(one.lines)


def _lined(lines: tuple[Line, ...]) -> RenderableType:
    """Where each line comes from, said once where it begins, and the line."""
    from rich.table import Table  # noqa: PLC0415 - only on a screen

    table = Table.grid(padding=(0, 1))
    table.add_column(width=26, overflow="ellipsis", no_wrap=True)
    table.add_column(width=1)
    table.add_column(overflow="fold")
    before = ""
    for line in lines:
        origin = f"{line.file.removesuffix('.md')} {', '.join(line.inputs)}".strip()
        table.add_row(
            _styled("" if origin == before else origin, line), "◆" if line.private else "", clean(line.text)
        )
        before = origin or before
    return table


def _styled(text: str, line: Line) -> Text:
    from rich.text import Text  # noqa: PLC0415 - only on a screen

    return Text(clean(text), style="magenta" if line.private else "dim")
