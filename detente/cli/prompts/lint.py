"""`detente prompts lint`: what is wrong with a library of prompts."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from detente.cli.casting import library_option
from detente.cli.output import answer_options, console, emit_json
from detente.errors import CheckFailed
from detente.prompts.library import built_in, overlaid
from detente.scenario.loader import load
from detente.studies.linting import WINDOW, Lint
from detente.studies.linting import lint as look
from detente.transcripts.render.blocks import Grid, Listing, Page, Para
from detente.transcripts.render.terminal import screen

__all__ = ["lint"]


@click.command()
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    default=("ukraine-2025", "tiny"),
    show_default=True,
    metavar="SCENARIO",
    help="Told at the moments of its sessions; repeatable.",
)
@click.option(
    "--window",
    type=click.IntRange(min=1),
    default=WINDOW,
    show_default=True,
    metavar="TOKENS",
    help="What a model reads and writes at most.",
)
@library_option
@answer_options
def lint(scenarios: tuple[str, ...], window: int, library: Path | None, as_json: bool) -> int:
    """Look for what is wrong with prompts. Exit code 4 when something is found.

    Found are inputs that are missing or unused, private ones in public prompts or told to others, text that
    changes between identical renders, fields and schemas that do not match the reply, length over the window,
    a mechanism's conclusion, hindsight, what looks like a living person's name, and words of others outside
    the bar. A conclusion in words of its own, and a name that looks like none, are not found.

    \b
    Example: detente prompts lint
             detente prompts lint --library my-prompts --window 16000
    """
    found = look(overlaid(library) if library else built_in(), [load(name) for name in scenarios], window)
    if as_json:
        told = [asdict(one) for one in found.findings]
        emit_json({"schema": 1, "findings": told, "longest": found.longest, "window": window})
        return CheckFailed.exit_code if told else 0
    console().print(screen(_page(found, window)))
    if found.findings:
        many = len(found.findings)
        raise CheckFailed(f"{many} {'thing was' if many == 1 else 'things were'} found.")
    return 0


def _page(found: Lint, window: int) -> Page:
    rows = tuple((name, f"{size:,}", f"{size / window:.0%}") for name, size in sorted(found.longest.items()))
    grid = Grid(("Turn", "Tokens", "Of the window"), rows, lead="Longest, with its answer", numbers=(1, 2))
    if not found.findings:
        return Page("Prompts", (grid, Para("Nothing is wrong with them.", tone="good")))
    return Page(
        "Prompts", (grid, Listing(tuple(("", str(one)) for one in found.findings), lead="Found", tone="bad"))
    )
