"""`detente read`: the positions in any text, as a Reading."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from detente.cli.casting import asked_with, cap_options
from detente.cli.output import answer_options, console, emit_json
from detente.errors import InputError
from detente.scenario.loader import load
from detente.scenario.model import Scenario
from detente.studies.reading import Reader
from detente.transcripts.acts import Reading
from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.blocks import Block, Grid, Listing, Page, Para
from detente.transcripts.render.terminal import screen
from detente.transcripts.render.words import ANSWERS, Words

__all__ = ["read"]


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option("--seat", required=True, metavar="SEAT", help="The seat whose words these are.")
@click.option("--analyst", default="lexical", show_default=True, metavar="SPEC", help="Who reads.")
@click.argument("file", metavar="[FILE|-]", default="-")
@cap_options
@answer_options
def read(
    scenario: str,
    seat: str,
    analyst: str,
    file: str,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Read a seat's positions out of any text: a file, or standard input.

    Every position comes with its verbatim quote; in JSON also with its offsets, counted in code points of
    the text. What cannot be accepted as a position is listed as refused, with the reason.

    \b
    Example: echo "We insist on equal shares." | detente read tiny --seat north
    """
    pack = load(scenario)
    text = _text(file)
    reading = Reader(pack, analyst, asked_with(analyst, options)).read(text, seat)
    if as_json:
        emit_json(_record(pack, seat, analyst, reading))
        return
    console().print(screen(_page(pack, seat, analyst, reading)))


def _text(file: str) -> str:
    """The text as it is: no line end is translated, so that offsets are those of the file."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: this is not UTF-8 text ({error.reason} at byte {error.start}).") from error
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}.") from error


def _record(pack: Scenario, seat: str, analyst: str, reading: Reading) -> dict[str, Any]:
    data = reading.model_dump(mode="json")
    for position, entry in zip(reading.positions, data["positions"], strict=True):
        entry["stance"] = position.stance
    head = {"schema": 1, "notice": NOTICE, "scenario": pack.id, "seat": seat, "analyst": analyst}
    return {**head, **data}


def _page(pack: Scenario, seat: str, analyst: str, reading: Reading) -> Page:
    words = Words(pack)
    blocks: list[Block] = [
        Para(f"read by the analyst “{analyst}” in words of {words.seat(seat)}", tone="faint")
    ]
    rows = tuple(
        (words.issue(position.issue), words.stand(position), f"“{position.quote}”")
        for position in words.ordered(reading.positions)
    )
    blocks.append(
        Grid(("Issue", "Stand", "Quote"), rows, fixed=()) if rows else Para("No position was found.")
    )
    unclear = tuple((words.issue(one.issue), f"“{one.quote}”") for one in reading.unclear)
    refused = tuple(
        (words.issue(one.issue) or "-", f"{one.reason}: “{one.quote}”") for one in reading.refused
    )
    blocks += [Listing(unclear, lead="Spoken of without a clear stand")] if unclear else []
    blocks += [Listing(refused, lead="Not accepted as a position")] if refused else []
    blocks.append(Para(ANSWERS[reading.answer], lead="Answer to an offer on the table"))
    return Page(f"Positions in a text, {pack.title}", (*blocks, Para(NOTICE, tone="notice")))
