"""`detente prompts test analyst`: how well an analyst reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from detente.cli.casting import asked_with
from detente.cli.output import console, emit_json
from detente.errors import CheckFailed
from detente.studies.gold import Rates, Score, load_gold, score
from detente.transcripts.render.blocks import Block, Grid, Page, Para
from detente.transcripts.render.terminal import screen

__all__ = ["score_analyst"]


def score_analyst(gold: Path | None, options: dict[str, Any], *, as_json: bool) -> None:
    """Score an analyst against labelled statements, and tell."""
    if gold is None:
        raise click.UsageError("Missing option '--gold': the labelled statements, as JSON lines.")
    analyst = options["analyst"]
    found = score(load_gold(gold), analyst, asked_with(analyst, options, options["library"]))
    if as_json:
        emit_json({"gold": str(gold), **found.answer()})
    else:
        console().print(screen(_page(found, gold)))
    _check(found, options["at_least"])


def _check(found: Score, at_least: float | None) -> None:
    if at_least is None:
        return
    f1 = found.micro.f1
    if f1 is None or f1 < at_least:
        reached = "cannot be counted: there is no position at all" if f1 is None else f"is {f1:.3f}"
        raise CheckFailed(f"The micro F1 {reached}; --at-least asked for {at_least:g}.")


def _page(found: Score, gold: Path) -> Page:
    blocks: list[Block] = [
        Para(f"{found.statements} statements of {gold}, read by {found.analyst}", tone="faint"),
        _rates({"all (micro)": found.micro}, "Positions"),
        _rates(found.per_issue, "By issue"),
    ]
    blocks += [_rates(found.per_kind, "By kind of statement")] if found.per_kind else []
    held = _share(found.firmness_held.right, found.firmness_held.of)
    blocks += [
        Para(
            f"{_share(found.firmness.right, found.firmness.of)}; of those held {held}",
            lead="Firmness of matched triples",
        ),
        Para(_share(found.answers.right, found.answers.of), lead="Answers"),
        Para(f"{found.refused} passages were not accepted as positions", lead="Refused"),
    ]
    if found.failed:
        text = f"{len(found.failed)} statements could not be read, and count as silent: {found.failed[0][2]}"
        blocks.append(Para(text, lead="Failed", tone="bad"))
    if found.quotes_missing:
        text = f"{found.quotes_missing} quotes of the labels do not stand in their texts; they are not scored"
        blocks.append(Para(text, lead="Labels", tone="notice"))
    return Page("How an analyst reads", tuple(blocks))


def _rates(rates: dict[str, Rates], lead: str) -> Grid:
    rows = tuple(
        (name, _number(one.precision), _number(one.recall), _number(one.f1), *map(str, _counts(one)))
        for name, one in rates.items()
    )
    header = ("", "Precision", "Recall", "F1", "Right", "Too many", "Missed")
    return Grid(header, rows, lead=lead, numbers=tuple(range(1, 7)), fixed=tuple(range(7)))


def _counts(rates: Rates) -> tuple[Any, ...]:
    return rates.right, rates.wrong, rates.missed


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _share(right: int, of: int) -> str:
    return f"{right} of {of} right ({right / of:.0%})" if of else "none to compare"
