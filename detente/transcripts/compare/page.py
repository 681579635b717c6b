"""A comparison of two sessions as a page, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from detente.transcripts.compare.conditions import Unlike
from detente.transcripts.compare.divergence import Divergence
from detente.transcripts.compare.pair import Pair
from detente.transcripts.compare.side import Row, Side
from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.blocks import Block, Facts, Grid, Heading, Listing, Page, Para, Speech
from detente.transcripts.render.words import CLASSES, Words, signed, spent
from detente.transcripts.rounds import Stand

__all__ = ["divergence_words", "pair_data", "pair_page", "stand_words", "unlike_blocks"]

NAMES = ("A", "B")
SAME = "the same in both"


def pair_page(pair: Pair, *, only_differences: bool = True) -> Page:
    """Two sessions side by side: what was run, where they part, positions round by round, results."""
    words = Words(pair.sides[0].scenario)
    facts = tuple((name, side.manifest.session) for name, side in zip(NAMES, pair.sides, strict=True))
    blocks: list[Block] = [Para(NOTICE, tone="notice"), Facts(facts)]
    blocks += unlike_blocks(pair.unlike, NAMES)
    blocks += _parting(pair, words)
    blocks += _results(pair, words)
    blocks += _positions(pair, words, only_differences=only_differences)
    return Page("Two sessions side by side", tuple(blocks))


def unlike_blocks(unlike: Sequence[Unlike], names: Sequence[str]) -> list[Block]:
    """What was run differently, before anything else."""
    blocks: list[Block] = [Heading("What was run", "differences come before results")]
    if not unlike:
        return [*blocks, Para("the same in all of them.", lead="Differences")]
    rows = tuple((entry.field, *(value or "·" for value in entry.values)) for entry in unlike)
    return [*blocks, Grid(("", *names), rows)]


def _parting(pair: Pair, words: Words) -> Iterator[Block]:
    yield Heading("Where they part")
    found = pair.first
    if found is None:
        yield Para("Nowhere: offers, positions, decisions and outcome are the same.")
        return
    yield Para(divergence_words(found, words), lead="First difference", tone="strong")
    for name, quote in zip(NAMES, found.quotes, strict=True):
        if quote:
            yield Speech(name, quote, "quote, generated")
    cause = found.cause or "not known: several things were run differently"
    yield Para(cause if found.cause or pair.unlike else "not known", lead="Cause")


def divergence_words(found: Divergence, words: Words) -> str:
    """A divergence in a line: what, where, and what stands there in each."""
    where = f"{words.stage(found.stage)}, round {found.round}"
    told = [side or "nothing" for side in found.sides]
    about: list[str] = [found.kind]
    if found.kind == "position":
        about.append(f"of {words.seat(found.seat)} on {words.issue(found.issue)}")
        told = [_code_words(side, found.issue, words) for side in found.sides]
    elif found.seat:
        about.append(f"{'to' if found.kind == 'offer' else 'of'} {words.seat(found.seat)}")
    return f"{' '.join(about)} ({where}). A: {told[0]}. B: {told[1]}"


def _code_words(code: str, issue: str, words: Words) -> str:
    options, _, firmness = code.partition(" ")
    return stand_words((options, firmness, -1), issue, words) if code else "silent"  # type: ignore[arg-type]


def stand_words(stand: Stand | None, issue: str, words: Words) -> str:
    """A stand in words; silence where there is none."""
    if stand is None:
        return "silent"
    options = words.options(issue, stand[0])
    return f"rejects {options}" if stand[1] == "rejecting" else f"{options}, {stand[1]}"


def _results(pair: Pair, words: Words) -> Iterator[Block]:
    yield Heading("What came of them")
    rows = [
        ("Outcome", *(_outcome(side) for side in pair.sides)),
        ("Ended in", *(words.stage(side.manifest.summary.ended_in) for side in pair.sides)),
        ("Rounds", *(str(side.manifest.summary.rounds) for side in pair.sides)),
        ("Blocked by", *(_blocked(side, words) for side in pair.sides)),
        ("Days", *(str(side.manifest.summary.clock.get("elapsed_days", "·")) for side in pair.sides)),
        *_costs(pair, words),
        ("Breaches", *(str(len(side.manifest.summary.breaches)) for side in pair.sides)),
        ("Calls", *(spent(side.manifest.totals) for side in pair.sides)),
    ]
    if all(side.private and side.manifest.summary.lean for side in pair.sides):
        leans = [side.manifest.summary.lean for side in pair.sides]
        told = (f"{signed(lean[0])} to {signed(lean[-1])}" for lean in leans)
        rows.insert(3, ("Lean (private)", *told))
    yield Grid(("", *NAMES), tuple(rows))
    settled = [side.manifest.summary.settlement or {} for side in pair.sides]
    issues = [name for name in words.scenario.issue_ids if settled[0].get(name) != settled[1].get(name)]
    if any(settled):
        agreed = tuple(
            (
                words.issue(name),
                *(words.option(name, one[name]) if name in one else "open" for one in settled),
            )
            for name in issues
        )
        yield Grid(("Settlement", *NAMES), agreed or ((SAME, "", ""),))


def _outcome(side: Side) -> str:
    found = side.manifest.summary.outcome_class
    return f"{found}: {CLASSES[found]}" if found else side.manifest.state


def _blocked(side: Side, words: Words) -> str:
    found = side.manifest.summary.blocked_by
    if found is None:
        return "·"
    parts = (words.seat(found.party), words.issue(found.issue), words.seat(found.key))
    return "; ".join(part for part in parts if part) or found.because


def _costs(pair: Pair, words: Words) -> Iterator[tuple[str, str, str]]:
    clocks = [dict(words_of(side, words)) for side in pair.sides]
    for name in dict.fromkeys((*clocks[0], *clocks[1])):
        yield name, clocks[0].get(name, "·"), clocks[1].get(name, "·")


def words_of(side: Side, words: Words) -> Iterator[tuple[str, str]]:
    """Each cost of a session's clock, and its range in words."""
    costs = {k: v for k, v in side.manifest.summary.clock.items() if isinstance(v, list | tuple)}
    for cost, told in words.costs({name: (span[0], span[1]) for name, span in costs.items()}):
        yield cost.title, told


def _positions(pair: Pair, words: Words, *, only_differences: bool) -> Iterator[Block]:
    rows = [row for row in pair.rows if row.differs or not only_differences]
    note = "only where they differ" if only_differences else "every one"
    yield Heading("Positions, round by round", note)
    if not rows:
        yield Para("The same positions in every round that both held.")
        return
    for issue in (name for name in words.scenario.issue_ids if any(row.issue == name for row in rows)):
        told = tuple(_row(row, words) for row in rows if row.issue == issue)
        yield Grid(("Round", "Seat", *NAMES), told, lead=words.issue(issue), fixed=(0,))
    said = next((row for row in rows if row.differs and all(row.sides)), None)
    if said is not None:
        yield Listing(tuple(_quotes(said, pair.sides)), lead=f"In their words, {_at(said, words)}")


def _row(row: Row, words: Words) -> tuple[str, ...]:
    stands = (stand_words(stand, row.issue, words) for stand in row.sides)
    return (f"{row.stage}.{row.round}", words.seat(row.seat), *stands)


def _at(row: Row, words: Words) -> str:
    return f"{words.seat(row.seat)} on {words.issue(row.issue)}, {row.stage}.{row.round}"


def _quotes(row: Row, sides: Sequence[Side]) -> Iterator[tuple[str, str]]:
    for name, side, stand in zip(NAMES, sides, row.sides, strict=True):
        if stand is not None:
            yield name, f"“{side.quote(stand[2], row.issue)}” (generated)"


def pair_data(pair: Pair) -> dict[str, Any]:
    """The comparison for programs."""
    first = pair.first
    return {
        "schema": 1,
        "notice": NOTICE,
        "sessions": [side.manifest.session for side in pair.sides],
        "differences_in_what_was_run": {entry.field: list(entry.values) for entry in pair.unlike},
        "first_divergence": first and {**vars(first)},
        "positions": [
            {
                "stage": row.stage,
                "round": row.round,
                "seat": row.seat,
                "issue": row.issue,
                "differs": row.differs,
                "sides": [
                    _stand(stand, row, side) for stand, side in zip(row.sides, pair.sides, strict=True)
                ],
            }
            for row in pair.rows
        ],
        "results": [
            side.manifest.summary.model_dump(mode="json", by_alias=True, exclude={"by_round", "positions"})
            | {"totals": side.manifest.totals.model_dump(mode="json")}
            for side in pair.sides
        ],
    }


def _stand(stand: Stand | None, row: Row, side: Side) -> dict[str, Any] | None:
    if stand is None:
        return None
    quote = side.quote(stand[2], row.issue)
    return {"options": list(stand[0]), "firmness": stand[1], "event": stand[2], "quote": quote}
