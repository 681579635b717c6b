"""No issue is dead: what a seat wants on any of the nineteen changes how some talks end."""

from __future__ import annotations

import pytest

from detente.orchestration.config import RunConfig
from detente.orchestration.session import play
from detente.scenario.loader import load
from detente.transcripts.manifest import Summary

PACK = load("ukraine-2025")


def _summary(offers: str, sets: dict[str, str]) -> Summary:
    return play(RunConfig(PACK, offers=offers, seed=2, sets=sets)).manifest.summary


def _ends(summary: Summary) -> tuple[object, ...]:
    return summary.outcome_class, summary.blocked_by, summary.settlement


def _hardened(seat: str, issue: str, option: str) -> dict[str, str]:
    """Everybody in a seat insists on one option of one issue."""
    actors = [actor for actor in PACK.stands if actor.startswith(f"{seat}.")]
    held = [actor for actor in actors if issue in PACK.stands[actor].cells]
    return {f"{actor}.{issue}.{part}": option for actor in held for part in ("opening", "limit")}


@pytest.mark.parametrize("issue", PACK.issue_ids)
def test_what_a_seat_insists_on_changes_how_some_talks_end(issue: str) -> None:
    entry = PACK.issue(issue)
    for offers in ("article", "adaptive"):
        usual = _ends(_summary(offers, {}))
        for seat in entry.business:
            for option in (entry.options[0].id, entry.options[-1].id):
                if seat != PACK.mediator and _ends(_summary(offers, _hardened(seat, issue, option))) != usual:
                    return
    pytest.fail(f"whatever anybody insists on at {issue}, the talks end the same")


def test_every_issue_receives_positions() -> None:
    heard: set[str] = set()
    for offers in ("article", "adaptive"):
        for held in _summary(offers, {}).positions.values():
            heard |= held.keys()
    assert heard == set(PACK.issue_ids)
