"""A comparison of sets as a page: what was run, outcomes, the way to a deal, leans, moves, what decides."""

from __future__ import annotations

from collections.abc import Iterator

from detente.studies.comparison import Band, Comparison, Share
from detente.studies.contrasts import Contrast
from detente.transcripts.compare.conditions import Unlike
from detente.transcripts.compare.page import unlike_blocks
from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.blocks import Block, Facts, Grid, Heading, Page, Para
from detente.transcripts.render.words import CLASSES, Words, signed

__all__ = ["comparison_page", "share_words"]

MOST_POSITIONS, MOST_MOVES = 12, 6
"""Rows that a page shows; --json and --csv have all."""


def comparison_page(found: Comparison) -> Page:
    """Groups of sessions side by side."""
    words = Words(found.scenario)
    names = tuple(side.name for side in found.sides)
    blocks: list[Block] = [
        Para(NOTICE, tone="notice"),
        Facts((("Compared by", found.by), ("Sessions", _sessions(found)), ("To read", found.told))),
        *unlike_blocks([Unlike(name, values) for name, values in found.unlike.items()], names),
        *_outcomes(found),
        *_contrasts(found, "outcomes", "Differences in outcomes and lean", len(found.contrasts)),
        *_funnel(found),
        *_leans(found, words),
        *_contrasts(found, "positions", "Last positions that differ most", MOST_POSITIONS),
        *_moves(found, words),
        *_deciding(found),
    ]
    return Page(f"{found.scenario.title}: sets side by side", tuple(blocks))


def share_words(share: Share) -> str:
    """`45% (36–54%)`, or `45%` where there is no interval."""
    if share.low is None or share.high is None:
        return f"{share.value:.0%}"
    return f"{share.value:.0%} ({share.low:.0%}–{share.high:.0%})"


def _sessions(found: Comparison) -> str:
    told = [f"{side.name} {side.sessions}" for side in found.sides]
    left = [f"{count} {why} ({name})" for name, whys in found.left_out.items() for why, count in whys.items()]
    return ", ".join(told) + (f"; not counted: {', '.join(left)}" if left else "")


def _outcomes(found: Comparison) -> Iterator[Block]:
    classes = [name for name in CLASSES if any(name in side.outcomes for side in found.sides)]
    note = "shares of sessions" if found.chance == "sampled" else "shares of draws"
    yield Heading("Outcomes", f"{note}; sessions without a deal stay in")
    rows = tuple(
        (
            side.name,
            str(side.sessions),
            *(share_words(side.outcomes[name]) if name in side.outcomes else "·" for name in classes),
        )
        for side in found.sides
    )
    yield Grid((found.by, "Sessions", *classes), rows, numbers=tuple(range(1, len(classes) + 2)))
    yield Para("; ".join(f"{name}: {CLASSES[name]}" for name in classes) + ".", tone="faint")


def _contrasts(found: Comparison, family: str, title: str, most: int) -> Iterator[Block]:
    rows = [entry for entry in found.contrasts if entry.family == family and entry.difference]
    if not rows:
        return
    ordered = sorted(rows, key=lambda entry: -abs(entry.difference)) if family == "positions" else rows
    note = f"beside {found.sides[0].name}"
    note += "; place among the issue's options, 0 is the first" if family == "positions" else ""
    yield Heading(title, note)
    tested = any(entry.p is not None for entry in rows)
    header: tuple[str, ...] = ("", found.by, "Mean", "Beside", "Difference", "Pairs")
    told = tuple(_contrast(entry, tested=tested) for entry in ordered[:most])
    header = (*header, "Interval", "p (Holm)") if tested else header
    yield Grid(header, told, numbers=tuple(range(2, len(header))))
    if len(rows) > most:
        yield Para(f"{len(rows) - most} more differ less; --json has every one.", tone="faint")


def _contrast(entry: Contrast, *, tested: bool) -> tuple[str, ...]:
    share = entry.family == "outcomes" and entry.what != "lean"
    whole = "{:.0%}" if share else "{:+.2f}" if entry.what == "lean" else "{:.2f}"
    one, other = (whole.format(mean).replace("-", "−") for mean in entry.means)
    made = _signed(entry.difference, share=share)
    row = (entry.what, entry.one, one, other, made, str(entry.pairs or "none"))
    if not tested:
        return row
    low, high = entry.low, entry.high
    span = (
        "·" if low is None or high is None else f"{_signed(low, share=share)} to {_signed(high, share=share)}"
    )
    return (*row, span, "·" if entry.adjusted is None else _p(entry.adjusted))


def _signed(value: float, *, share: bool) -> str:
    return f"{value:+.0%}".replace("-", "−") if share else signed(value)


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _funnel(found: Comparison) -> Iterator[Block]:
    yield Heading("The way to a deal", "each step counts the sessions that took every step before it")
    steps = list(dict.fromkeys(step for side in found.sides for step, _ in side.funnel))
    rows = []
    for side in found.sides:
        taken = dict(side.funnel)
        rows.append((side.name, *(share_words(taken[step]) if step in taken else "·" for step in steps)))
    yield Grid((found.by, *steps), tuple(rows), numbers=tuple(range(1, len(steps) + 1)))


def _leans(found: Comparison, words: Words) -> Iterator[Block]:
    sides = [side for side in found.sides if side.lean]
    if not sides:
        return
    low, high = words.poles(found.scenario.undecided.partition(".")[0])
    kinds = {side.lean_is for side in sides}
    told = {"state": "a state of the baseline", "report": "as the seat reports it"}
    note = " and ".join(told[kind] for kind in sorted(kinds))
    yield Heading("Lean of the decider", f"private; −1 is {low}, +1 {high}; {note}; mean (10% to 90%)")
    if len(kinds) > 1:
        yield Para("A state and a report are no one scale: do not compare these groups' leans.", tone="bad")
    most = max(len(side.lean) for side in sides)
    rows = tuple(
        (str(number), *(_band(side.lean[number]) if number < len(side.lean) else "·" for side in sides))
        for number in range(most)
    )
    yield Grid(("Weighing", *(side.name for side in sides)), rows)


def _band(band: Band) -> str:
    return f"{signed(band.mean)} ({signed(band.low)} to {signed(band.high)}), {band.sessions}"


def _moves(found: Comparison, words: Words) -> Iterator[Block]:
    rows = [
        (
            side.name,
            words.seat(to),
            what,
            str(tally.made),
            str(tally.towards),
            str(tally.away),
            str(tally.kept),
            str(tally.accepted),
        )
        for side in found.sides
        for to, what, tally in side.moves[:MOST_MOVES]
    ]
    if rows:
        yield Heading("After which offers positions moved", "in the round of the offer, of its addressee")
        header = (found.by, "To", "New in the offer", "Made", "Towards it", "Away", "Kept", "Accepted")
        yield Grid(header, tuple(rows), numbers=(3, 4, 5, 6, 7))


def _deciding(found: Comparison) -> Iterator[Block]:
    decides = found.deciding
    if decides is None:
        return
    note = f"share of '{decides.outcome}' where the prior is in its lowest and in its highest third"
    yield Heading("Priors that decide", note)
    told = (
        f"{decides.share:.0%} of {decides.sessions} draws end so. Chance alone makes differences of up to "
        f"{decides.yardstick:.0%} over {decides.priors} priors; only larger ones are named."
    )
    yield Para(told)
    rows = tuple(
        (pull.prior, f"{pull.low:.0%}", f"{pull.high:.0%}", _signed(pull.size, share=True))
        for pull in decides.pulls
    )
    yield (
        Grid(("Prior", "Lowest", "Highest", "Difference"), rows, numbers=(1, 2, 3))
        if rows
        else Para("None is.")
    )
