"""More than two sessions: a row each, and in how many positions every two of them differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from detente.transcripts.compare.conditions import Unlike
from detente.transcripts.compare.page import unlike_blocks
from detente.transcripts.compare.pair import Pair, compare_two
from detente.transcripts.compare.side import Side, unlike_of
from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.blocks import Block, Grid, Heading, Page, Para
from detente.transcripts.render.words import Words, signed, spent

__all__ = ["Matrix", "matrix", "matrix_data", "matrix_page"]


@dataclass(frozen=True)
class Matrix:
    """Several sessions beside each other."""

    sides: tuple[Side, ...]
    unlike: tuple[Unlike, ...]
    pairs: dict[tuple[int, int], Pair]
    """Every two, by their places."""

    @property
    def names(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(side.manifest.session for side in self.sides)


def matrix(sides: Sequence[Side]) -> Matrix:
    """Compare every two of several sessions."""
    pairs = {
        (one, other): compare_two(sides[one], sides[other])
        for one in range(len(sides))
        for other in range(one + 1, len(sides))
    }
    return Matrix(tuple(sides), unlike_of(sides), pairs)


def matrix_page(found: Matrix) -> Page:
    """What was run, a row of results each, settlements, and where every two part."""
    words = Words(found.sides[0].scenario)
    letters = [chr(ord("A") + place) for place in range(len(found.sides))]
    blocks: list[Block] = [
        Para(NOTICE, tone="notice"),
        Grid((), tuple(zip(letters, found.names, strict=True))),
        *unlike_blocks(found.unlike, letters),
        Heading("What came of them"),
        Grid(
            ("", "Outcome", "Ended in", "Rounds", "Days", "Lean", "Breaches", "Calls"),
            tuple(_row(name, side) for name, side in zip(letters, found.sides, strict=True)),
        ),
        *_settled(found, words, letters),
        Heading("Where every two part", "first difference; positions that differ of all of either"),
        Grid(("", *letters), tuple(_parting(found, place, letters) for place in range(len(letters)))),
    ]
    return Page("Sessions side by side", tuple(blocks))


def _row(name: str, side: Side) -> tuple[str, ...]:
    summary = side.manifest.summary
    lean = (
        f"{signed(summary.lean[0])} to {signed(summary.lean[-1])}" if summary.lean and side.private else "·"
    )
    return (
        name,
        summary.outcome_class or side.manifest.state,
        summary.ended_in,
        str(summary.rounds),
        str(summary.clock.get("elapsed_days", "·")),
        lean,
        str(len(summary.breaches)),
        spent(side.manifest.totals),
    )


def _settled(found: Matrix, words: Words, letters: Sequence[str]) -> list[Block]:
    settled = [side.manifest.summary.settlement or {} for side in found.sides]
    issues = [name for name in words.scenario.issue_ids if any(name in terms for terms in settled)]
    rows = tuple((words.issue(name), *(terms.get(name, "·") for terms in settled)) for name in issues)
    return [Grid(("Settlement", *letters), rows)] if rows else []


def _parting(found: Matrix, place: int, letters: Sequence[str]) -> tuple[str, ...]:
    cells = [letters[place]]
    for other in range(len(letters)):
        pair = found.pairs.get((min(place, other), max(place, other)))
        cells.append("·" if pair is None else _parted(pair))
    return tuple(cells)


def _parted(pair: Pair) -> str:
    if pair.first is None:
        return "same course"
    differ = sum(row.differs for row in pair.rows)
    return f"{pair.first.kind} at {pair.first.stage}.{pair.first.round}; {differ} of {len(pair.rows)}"


def matrix_data(found: Matrix) -> dict[str, Any]:
    """The comparison for programs."""
    return {
        "schema": 1,
        "notice": NOTICE,
        "sessions": list(found.names),
        "differences_in_what_was_run": {entry.field: list(entry.values) for entry in found.unlike},
        "results": [
            side.manifest.summary.model_dump(mode="json", by_alias=True, exclude={"by_round", "positions"})
            | {"totals": side.manifest.totals.model_dump(mode="json")}
            for side in found.sides
        ],
        "pairs": [
            {
                "sessions": [found.names[one], found.names[other]],
                "first_divergence": pair.first and vars(pair.first),
                "positions_that_differ": sum(row.differs for row in pair.rows),
                "positions": len(pair.rows),
            }
            for (one, other), pair in found.pairs.items()
        ],
    }
