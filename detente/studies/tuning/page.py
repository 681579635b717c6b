"""A tuning on the screen: what was varied, the leaderboard, what the talks came to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detente.llm.specs import parse_spec
from detente.studies.tuning.board import ALPHA, LEAST_PAIRS, Row
from detente.studies.tuning.design import VARIANT
from detente.studies.tuning.folder import Tuned
from detente.studies.tuning.measures import MEASURES
from detente.transcripts.manifest import NOTICE, Totals
from detente.transcripts.render.blocks import Block, Facts, Grid, Page, Para

__all__ = ["HEADER", "answer", "figures", "page"]

HEADER = ("Measure", "Pairs", "Before", "After", "Change", "95% interval", "Found")


def answer(found: Tuned) -> dict[str, Any]:
    """The object given with --json."""
    results, board = found.results, found.board
    return {
        "schema": 1,
        "notice": NOTICE,
        "tuning": found.design.name,
        "path": str(found.path),
        "state": found.state,
        "stopped": results.stopped,
        "sessions": {"measured": results.sessions, "planned": results.planned},
        "by": found.design.by,
        "tests": board.tested,
        "rows": [row.answer() for row in board.rows],
        "winner": board.winner or None,
        "outcomes": results.outcomes,
        "totals": found.totals.model_dump(mode="json"),
        "caps": found.design.caps,
    }


def page(found: Tuned) -> Page:
    """What came of a tuning so far."""
    return Page(f"Tuning {found.design.name}", tuple(_blocks(found)))


def _blocks(found: Tuned) -> Iterator[Block]:
    results, board = found.results, found.board
    yield Para(NOTICE, tone="notice")
    yield Facts(tuple(_facts(found)))
    for factor, level in board.levels():
        rows = board.of(factor, level)
        lead = (
            f"{level} beside {rows[0].beside}"
            if factor == VARIANT
            else f"{factor}: {level} beside {rows[0].beside}"
        )
        yield Grid(
            HEADER, tuple(map(figures, rows)), lead=lead, numbers=(1, 2, 3, 4, 6), fixed=(1, 2, 3, 4, 5, 6)
        )
    measured = dict.fromkeys(row.measure for row in board.rows)
    yield Para("; ".join(f"{name}: {MEASURES[name].title}" for name in measured), tone="faint")
    yield Para(_family(found), tone="faint")
    if not any(row.held_out for row in board.rows):
        yield Para(
            "Nothing was held out: whoever wrote a variant on these may find more than there is.",
            tone="notice",
        )
    yield from _outcomes(found)
    yield Para(_verdict(found), tone="strong")
    if results.stopped:
        more = f" (and {len(results.stopped) - 1} more)" if len(results.stopped) > 1 else ""
        yield Para(f"{results.stopped[0]}{more}", lead="Not whole yet", tone="bad")


def _facts(found: Tuned) -> Iterator[tuple[str, str]]:
    design, results = found.design, found.results
    yield "varied", ", ".join(f"{one.name} ({', '.join(one.levels)})" for one in design.factors)
    if design.cells():
        names = ", ".join([*design.scenarios, *(f"{one} (held out)" for one in design.held_out_scenarios)])
        yield (
            "talks",
            f"{names}; seats under test: {', '.join(design.seats) or 'all'}; {parse_spec(design.model).name}",
        )
        specs = [(parse_spec(one).name, "") for one in design.against]
        specs += [(parse_spec(one).name, " (held out)") for one in design.held_out_against]
        others = ", ".join(f"{name}{apart}" for name, apart in specs)
        yield "other seats", others
    if results.planned:
        yield "sessions", f"{results.sessions} of {results.planned} measured"
    yield "cost so far", _spent(found.totals, design.caps)


def _spent(totals: Totals, caps: dict[str, float]) -> str:
    cost = "price unknown" if totals.cost is None else f"${totals.cost:.4f}"
    told = f"{totals.calls:,} calls, {totals.tokens_in + totals.tokens_out:,} tokens, {cost}"
    limits = ", ".join(f"{name} {value:g}" for name, value in caps.items())
    return f"{told}; caps: {limits}" if limits else f"{told}; no cap"


def figures(row: Row) -> tuple[str, ...]:
    """A row as words, under HEADER."""
    interval = "–" if row.low is None or row.high is None else f"{_signed(row.low)} to {_signed(row.high)}"
    p = "" if row.adjusted is None else f" (p {row.adjusted:.3f})"
    name = row.measure + (" (held out)" if row.held_out else "")
    many, change = str(len(row.pairs)), _signed(row.difference)
    return (name, many, _number(row.before), _number(row.after), change, interval, f"{row.found}{p}")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3f}"


def _signed(value: float) -> str:
    return f"{value:+,.0f}" if abs(value) >= 100 else f"{value:+.3f}"


def _family(found: Tuned) -> str:
    return (
        f"Mean differences of pairs; each interval stands on its own. p from flipped signs, adjusted by Holm "
        f"over the {found.board.tested} tests of this tuning: the chance of any finding where there is none "
        f"is {ALPHA:.0%} at most. Fewer than {LEAST_PAIRS} pairs cannot tell anything."
    )


def _outcomes(found: Tuned) -> Iterator[Block]:
    outcomes = found.results.outcomes
    names = sorted({name for counts in outcomes.values() for name in counts})
    rows = tuple(
        (level.replace("=", " "), *(str(len(counts.get(name, ()))) for name in names))
        for level, counts in outcomes.items()
    )
    if rows:
        header = ("", *(name.replace("_", " ") for name in names))
        yield Grid(
            header, rows, lead="What the talks came to: told, never tuned towards", numbers=tuple(range(1, 9))
        )


def _verdict(found: Tuned) -> str:
    title = MEASURES[found.design.by].title.lower()
    if found.board.winner:
        return f"{found.board.winner} is better on “{title}”, and worse on nothing that was tested."
    if len(found.design.variants) == 1:
        return "No variant of the prompts was tried: only arms."
    return f"No variant is distinguishable as better on “{title}” and worse on nothing."
