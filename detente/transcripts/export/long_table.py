"""A long table of positions: a row for each session, round, seat and issue, silence included."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.manifest import Manifest
from detente.transcripts.render.record import is_public
from detente.transcripts.rounds import Round, fold_rounds

__all__ = ["COLUMNS", "long_rows", "write_csv"]

COLUMNS = (
    "session",
    "scenario",
    "world",
    "offers",
    "seed",
    "replicate",
    "parent",
    "stage",
    "round",
    "days",
    "seat",
    "spec",
    "issue",
    "stance",
    "options",
    "place",
    "of",
    "firmness",
    "offered",
    "decision",
    "lean",
    "outcome_class",
    "settled",
    "statement",
    "quote",
)
"""What a row holds. `place` is where the options lie in the issue's order from 0 (of a range its middle),
`of` the last place there is; `stance` is holds, rejects or silent; `offered` the option in the seat's
standing offer; `lean` is private and empty in a public table; every quote is generated."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def long_rows(
    name: str, manifest: Manifest, scenario: Scenario, events: Sequence[ev.Event], *, private: bool
) -> Iterator[dict[str, Any]]:
    """The rows of one session, in the order of the talks."""
    allowed = [event for event in events if private or is_public(event)]
    now = manifest.in_force
    same = {
        "session": name,
        "scenario": manifest.scenario,
        "world": now.world,
        "offers": now.offers,
        "seed": manifest.seed,
        "replicate": now.replicate,
        "parent": manifest.parent.session if manifest.parent else "",
        "outcome_class": manifest.summary.outcome_class or "",
    }
    quotes = {
        (e.body.statement, p.issue): p.quote
        for e in allowed
        if isinstance(e, ev.ReadingTaken)
        for p in e.body.positions
    }
    spoke = {(e.stage, e.round, e.actor) for e in allowed if isinstance(e, ev.StatementMade)}
    present = {e.stage: e.body.participants for e in allowed if isinstance(e, ev.StageOpened)}
    offered: dict[str, dict[str, str]] = {}
    for entry in fold_rounds(allowed, scenario.undecided if private else ""):
        for offer in entry.offers:
            offered[offer.to] = offer.terms
        for seat in present.get(entry.stage, ()):
            if (entry.stage, entry.round, seat) not in spoke:
                continue
            for issue in scenario.agenda(seat):
                yield {
                    **same,
                    **_row(entry, seat, issue.id, scenario, quotes),
                    "spec": now.seats.get(seat, ""),
                    "offered": offered.get(seat, {}).get(issue.id, ""),
                    "settled": (manifest.summary.settlement or {}).get(issue.id, ""),
                }


def _row(
    entry: Round, seat: str, issue: str, scenario: Scenario, quotes: dict[tuple[int, str], str]
) -> dict[str, Any]:
    stand = entry.positions.get(seat, {}).get(issue)
    data = scenario.issue(issue)
    row: dict[str, Any] = {
        "stage": entry.stage,
        "round": entry.round,
        "days": entry.days,
        "seat": seat,
        "issue": issue,
        "stance": "silent",
        "of": len(data.options) - 1,
        "decision": entry.decisions.get(seat, ""),
        "lean": entry.lean if entry.lean is not None and scenario.undecided.startswith(f"{seat}.") else "",
    }
    if stand is None:
        return row
    options, firmness, event = stand
    return row | {
        "stance": "rejects" if firmness == "rejecting" else "holds",
        "options": options,
        "place": sum(data.index(option) for option in options) / len(options),
        "firmness": firmness,
        "statement": event,
        "quote": quotes.get((event, issue), ""),
    }


def write_csv(rows: Iterable[dict[str, Any]], file: TextIO) -> int:
    """Write rows as CSV with a header; returns how many. A cell that a spreadsheet would run is quoted."""
    writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow({name: _safe(value) for name, value in row.items()})
        count += 1
    return count


def _safe(value: Any) -> Any:  # noqa: ANN401 - a cell
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
