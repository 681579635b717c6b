"""`detente prompts list`: which prompts there are, and where each is used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from detente.cli.casting import library_option
from detente.cli.output import answer_options, console, emit_json
from detente.prompts.library import Library, built_in, overlaid
from detente.transcripts.render.blocks import Grid, Page, Para
from detente.transcripts.render.terminal import screen

__all__ = ["listed"]

USED = {
    "seat": "the stable message of whoever speaks for a party",
    "faction": "the stable message of a current in its party's council",
    "analyst": "the stable message of the analyst",
    "repair": "asks once more for a reply that could not be used",
}


@click.command("list")
@library_option
@answer_options
def listed(library: Path | None, as_json: bool) -> None:
    """List the prompts: what each asks for, who is told it, its version and its digest.

    \b
    Example: detente prompts list
             detente prompts list --library my-prompts
    """
    found = overlaid(library) if library else built_in()
    rows = [_row(found, name) for name in found.prompts]
    if as_json:
        emit_json({"schema": 1, "library": str(library) if library else "built-in", "prompts": rows})
        return
    header = ("Prompt", "Version", "Asks for", "Used as", "Parts", "Digest")
    grid = Grid(
        header,
        tuple(
            (
                row["id"] + (" *" if row["own"] else ""),
                str(row["version"]),
                row["reply"] or "–",
                row["used"],
                " ".join(row["parts"]) or "–",
                row["digest"],
            )
            for row in rows
        ),
        fixed=(0, 1, 2, 5),
    )
    notes = (Para("* of your own", tone="faint"),) if any(row["own"] for row in rows) else ()
    console().print(screen(Page("Prompts", (grid, *notes))))


def _row(library: Library, name: str) -> dict[str, Any]:
    prompt = library.prompts[name]
    return {
        "id": name,
        "version": prompt.version,
        "title": prompt.title,
        "act": prompt.act,
        "reply": prompt.reply,
        "audience": prompt.audience,
        "inputs": list(prompt.inputs),
        "private": list(prompt.private),
        "parts": list(library.parts(name)),
        "used": USED.get(name, f"the turn of every {prompt.act}"),
        "changelog": {str(version): line for version, line in prompt.changelog.items()},
        "digest": library.digests[name],
        "own": prompt.source != built_in().files.get(f"{name}.md"),
    }
