"""`detente compare`: two sessions side by side, a few as a matrix, sets by a field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from detente.cli.output import answer_options, console, emit_json, notices
from detente.cli.where import opened, out_option
from detente.transcripts.compare.matrix import matrix, matrix_data, matrix_page
from detente.transcripts.compare.page import pair_data, pair_page
from detente.transcripts.compare.pair import compare_two
from detente.transcripts.compare.side import Side
from detente.transcripts.find import find
from detente.transcripts.render.blocks import Page
from detente.transcripts.render.markdown import markdown
from detente.transcripts.render.terminal import screen
from detente.transcripts.store import SET

__all__ = ["compare"]


@click.command()
@click.argument("names", metavar="A B…", nargs=-1, required=True)
@click.option("--by", default="", metavar="FIELD", help="Group sessions by a field of what was run.")
@click.option("--all", "whole", is_flag=True, help="Two sessions: equal positions too.")
@click.option("--public", is_flag=True, help="Without what is private: leans, priors.")
@click.option("--format", "form", type=click.Choice(["terminal", "markdown"]), default="terminal")
@out_option
@answer_options
def compare(
    names: tuple[str, ...], by: str, whole: bool, public: bool, form: str, out: Path, as_json: bool
) -> None:
    """Lay sessions or sets side by side; what was run differently is said before any result.

    Two sessions are aligned by stage, round, seat and issue; more become a matrix. Sets, or sessions with
    --by, are compared as groups: by `set` (the default), `model`, `world`, `offers`, `seat.NAME`,
    `prompt.NAME`, `sets.PATH`, `change`, or any field of session.json.

    \b
    Example: detente compare first-try second-try
             detente compare article-runs pressure-runs
             detente compare grid --by world
             detente compare mini nano --by seat.russia --json
    """
    paths = [find(name, out, sets=True) for name in dict.fromkeys(names)]
    if by or any((path / SET).exists() for path in paths):
        answer, page = _sets(paths, by or "set", public=public, quiet=as_json)
    elif len(paths) == 1:
        raise click.UsageError("Give two sessions or more, or a set with --by.")
    else:
        answer, page = _sessions(paths, whole=whole, public=public)
    if as_json:
        emit_json(answer)
    elif form == "markdown":
        click.echo(markdown(page), nl=False)
    else:
        console().print(screen(page))


def _sessions(paths: list[Path], *, whole: bool, public: bool) -> tuple[dict[str, Any], Page]:
    found = [opened(path) for path in paths]
    sides = [Side.of(one.manifest, one.scenario, one.events, private=not public) for one in found]
    if len({side.manifest.scenario for side in sides}) > 1:
        raise click.UsageError("These sessions are of different scenarios: their issues are not the same.")
    if len(sides) == 2:
        pair = compare_two(sides[0], sides[1])
        return pair_data(pair), pair_page(pair, only_differences=not whole)
    several = matrix(sides)
    return matrix_data(several), matrix_page(several)


def _sets(paths: list[Path], by: str, *, public: bool, quiet: bool) -> tuple[dict[str, Any], Page]:
    from detente.studies.comparison import compare_sets  # noqa: PLC0415 - dear to import
    from detente.studies.comparison_page import comparison_page  # noqa: PLC0415

    bar = notices()
    if quiet or not bar.is_terminal:
        found = compare_sets(paths, by, private=not public)
    else:
        with bar.status("reading …") as status:

            def tell(at: int, of: int) -> None:
                status.update(f"reading {at:,} of {of:,}")

            found = compare_sets(paths, by, tell, private=not public)
    return found.answer(), comparison_page(found)
