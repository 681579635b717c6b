"""How a run of a session is closed in its manifest: when, why, and with which summary."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Sequence

from detente.errors import SessionPaused
from detente.orchestration.config import RunConfig
from detente.transcripts.events import Envelope
from detente.transcripts.manifest import Manifest, Summary
from detente.transcripts.summary import summarise

__all__ = ["closed", "minutes_of", "now", "reason", "summary_of"]


def closed(
    manifest: Manifest, config: RunConfig, events: Sequence[Envelope], state: str, why: str
) -> Manifest:
    """The manifest as a run leaves it."""
    runs = manifest.runs
    if runs:
        runs = (*runs[:-1], runs[-1].model_copy(update={"end": now(), "why": why}))
    return manifest.model_copy(
        update={
            "state": state,
            "reason": why if state == "paused" else "",
            "runs": runs,
            "summary": summary_of(config, events),
        }
    )


def summary_of(config: RunConfig, events: Sequence[Envelope]) -> Summary:
    """What the events of a session come to."""
    return summarise(events, config.scenario.undecided, _initial_lean(config))


def _initial_lean(config: RunConfig) -> float | None:
    """Where a baseline decider stood before anything was weighed; a model's lean is its own report."""
    last, decider = config.at_last, config.scenario.undecided
    seated = decider and last.seating().get(decider.partition(".")[0]) == "baseline"
    return last.numbers.scalar(f"{decider}.lean") if seated else None


def reason(stop: BaseException) -> str:
    """Why a run stopped, in one sentence."""
    if isinstance(stop, KeyboardInterrupt | asyncio.CancelledError):
        return "Interrupted."
    if isinstance(stop, OSError):
        return f"The transcript could not be written: {stop.strerror or stop}."
    return stop.reason if isinstance(stop, SessionPaused) else str(stop)


def minutes_of(manifest: Manifest) -> float:
    """Minutes of the runs that have been closed."""
    total = 0.0
    for run in manifest.runs:
        if run.start and run.end:
            span = datetime.datetime.fromisoformat(run.end) - datetime.datetime.fromisoformat(run.start)
            total += span.total_seconds() / 60
    return total


def now() -> str:
    """UTC, ISO 8601."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
