"""The summary of a transcript: what lists, comparisons and `--json` need, folded from its events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from detente.transcripts import events as ev
from detente.transcripts.manifest import Summary
from detente.transcripts.rounds import fold_rounds
from detente.transcripts.table import Table


def summarise(events: Iterable[ev.Envelope], decider: str = "", initial_lean: float | None = None) -> Summary:
    """Fold a transcript into its summary; it need not have ended.

    `decider` is the actor whose lean is kept, `initial_lean` where it stood before any weighing. Where
    somebody else is seated for it, its lean begins anew: a baseline's state and a report are no one series.
    """
    events, table = list(events), Table()
    leans: list[float] = [] if initial_lean is None else [round(initial_lean, 4)]
    found: dict[str, Any] = {"breaches": (), "faults": (), "clock": {}}
    for event in events:
        table.apply(event)
        if isinstance(event, ev.JudgementMade) and event.actor == decider and event.body.lean is not None:
            leans.append(event.body.lean)
            found["influence"] = event.body.influence
        elif isinstance(event, ev.ChangeMade) and "influence" in found and _reseated(event, decider):
            leans.clear()
            del found["influence"]
        elif isinstance(event, ev.BreachFound):
            found["breaches"] = (*found["breaches"], event.body.model_dump(mode="json"))
        elif isinstance(event, ev.FaultSeen):
            fault = {"event": event.seq, "slot": event.slot, **event.body.model_dump(mode="json")}
            found["faults"] = (*found["faults"], fault)
        elif isinstance(event, ev.ClockTicked):
            costs = {name: list(span) for name, span in event.body.costs.items()}
            found["clock"] = {"elapsed_days": event.body.elapsed, **costs}
        elif isinstance(event, ev.NoteKept) and event.body.kind == "blocked":
            found["change"] = event.body.would_take
        elif isinstance(event, ev.SessionEnded):
            found["end"] = event.body
    table.publish_readings()
    found["by_round"] = fold_rounds(events, decider)
    return _summary(found, table, tuple(leans))


def _reseated(event: ev.ChangeMade, actor: str) -> bool:
    return actor.partition(".")[0] in event.body.seats


def _summary(found: dict[str, Any], table: Table, leans: tuple[float, ...]) -> Summary:
    end: ev.EndedBody | None = found.pop("end", None)
    change: dict[str, str] = found.pop("change", {})
    blocked = end.blocked_by if end else None
    if blocked is not None and change:
        issue = blocked.issue or next(iter(change))
        blocked = blocked.model_copy(update={"issue": issue, "change": change})
    return Summary(
        outcome=end.outcome if end else None,
        outcome_class=end.outcome_class if end else None,
        blocked_by=blocked,
        ended_in=end.ended_in if end else table.stage,
        rounds=end.rounds if end else table.rounds_done,
        lean=leans,
        positions=positions(table),
        settlement=end.settlement if end else None,
        **found,
    )


def positions(table: Table) -> dict[str, dict[str, Any]]:
    """Seat → issue → the latest position read, as the command contract has it."""
    return {
        seat: {
            issue: {
                "options": list(entry.position.options),
                "stance": entry.position.stance,
                "firmness": entry.position.firmness,
                "quote": entry.position.quote,
                "event": entry.event,
            }
            for issue, entry in sorted(held.items(), key=lambda item: _number(item[0]))
        }
        for seat, held in table.positions.items()
    }


def _number(issue: str) -> tuple[str, int]:
    digits = "".join(filter(str.isdigit, issue))
    return issue.rstrip("0123456789"), int(digits or 0)
