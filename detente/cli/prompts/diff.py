"""`detente prompts diff`: what changes between two libraries of prompts."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli.output import answer_options, console, emit_json
from detente.cli.where import out_option
from detente.errors import DetenteError, InputError
from detente.prompts.library import Library, built_in, load_library, overlaid
from detente.studies.differing import Differing, differing
from detente.studies.moments import Moment, moments_of, moments_played
from detente.transcripts.find import find
from detente.transcripts.render.blocks import Grid, Page, Para, clean
from detente.transcripts.render.terminal import screen
from detente.transcripts.store import PROMPTS

__all__ = ["diff"]

BUILT_IN = "built-in"
STYLES = {"+": "green", "-": "red", "@": "cyan"}


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--session", "sessions", multiple=True, metavar="SESSION", help="Where it is told; repeatable.")
@click.option(
    "--scenario", default="ukraine-2025", show_default=True, help="Played where no session is given."
)
@out_option
@answer_options
def diff(before: str, after: str, sessions: tuple[str, ...], scenario: str, out: Path, as_json: bool) -> None:
    """Show what changes between two libraries: the texts, and what seats are told over recorded sessions.

    A and B are each `built-in`, a folder of your own prompts, or a SESSION, for the prompts it was played
    with. Without --session a session of the baseline is played in memory, and its moments are rendered.

    \b
    Example: detente prompts diff built-in my-prompts
             detente prompts diff last my-prompts --session last
    """
    one, two = _library(before, out), _library(after, out)
    found = differing(one, two, _moments(sessions, scenario, out))
    if as_json:
        emit_json({"schema": 1, "a": before, "b": after, **found.answer()})
        return
    _show(found)


def _library(name: str, out: Path) -> Library:
    if name == BUILT_IN:
        return built_in()
    if Path(name).is_dir() and not (Path(name) / "session.json").exists():
        return overlaid(Path(name))
    try:
        folder = find(name, out) / PROMPTS
    except DetenteError as error:
        told = f"'{name}' is neither `{BUILT_IN}`, nor a folder of prompts, nor a session"
        raise InputError(f"{told} ({error})") from error
    if not folder.is_dir():
        raise InputError(f"{name} keeps no prompts: no language model took part in it.")
    return load_library(folder)


def _moments(sessions: tuple[str, ...], scenario: str, out: Path) -> list[Moment]:
    if sessions:
        return [moment for name in sessions for moment in moments_of(find(name, out))]
    from detente.orchestration.config import RunConfig  # noqa: PLC0415 - recorded sessions do without
    from detente.scenario.loader import load  # noqa: PLC0415

    return moments_played(RunConfig(scenario=load(scenario)).checked())


def _show(found: Differing) -> None:
    from rich.text import Text  # noqa: PLC0415 - only on a screen

    shown = console()
    if not found.texts:
        shown.print("The texts are the same.")
    for name, lines in found.texts.items():
        shown.rule(name, align="left")
        for line in lines:
            shown.print(Text(clean(line), style=STYLES.get(line[:1], "")))
    changed = {name: one for name, one in found.rendered.items() if one.changed}
    rows = tuple(
        (
            name,
            str(one.moments),
            str(one.changed),
            f"{(one.tokens_after - one.tokens_before) / one.moments:+.0f}",
        )
        for name, one in found.rendered.items()
    )
    header = ("Prompt", "Told", "Differently", "Tokens each")
    note = () if changed else (Para("Nothing is told differently.", tone="notice"),)
    grid = Grid(header, rows, lead="Over the moments of the sessions", numbers=(1, 2, 3))
    shown.print(screen(Page("What is told", (grid, *note))))
    for name, one in changed.items():
        shown.rule(f"{name}, as first told differently: {one.example}", align="left")
        for line in one.diff:
            shown.print(Text(clean(line), style=STYLES.get(line[:1], "")))
