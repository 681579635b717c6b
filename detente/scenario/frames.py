"""Frames: every phrase, voice and place-holder that baseline seats need in order to speak."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import Formatter
from typing import Any

from detente.scenario.base import Data
from detente.scenario.model import Scenario

Found = Iterator[tuple[tuple[Any, ...], str]]

PLACES = {
    "firm": ("option",),
    "flexible": ("option",),
    "rejecting": ("option",),
    "range": ("option", "other"),
    "conditional": ("option", "condition"),
    "moved": ("option", "old"),
    "promise": ("levers",),
    "threaten": ("levers",),
    "terms": ("terms",),
    "demand": ("demand",),
    "approve": ("levers", "want"),
    "resist": ("want",),
    "neutral": ("want",),
}
"""Frame → what is filled into it; the other frames are said as they stand."""


def check_speech(scenario: Scenario) -> Found:
    """Yield options without a phrase, seats without a voice, and frames that cannot be filled in."""
    speech = scenario.speech
    yield from _phrases(scenario)
    for seat in scenario.seats:
        if seat not in speech.seats:
            yield ("speech", "seats"), f"the seat '{seat}' has no voice"
    for seat, voice in speech.seats.items():
        if seat not in scenario.seats:
            yield ("speech", "seats", seat), f"there is no seat '{seat}'"
        yield from _frames(("speech", "seats", seat), voice)
    yield from _frames(("speech", "offers"), speech.offers)
    yield from _frames(("speech", "council"), speech.council)


def _phrases(scenario: Scenario) -> Found:
    spoken = scenario.speech.options
    for issue in scenario.issues:
        for option in issue.options:
            if option.id not in spoken.get(issue.id, {}):
                yield ("speech", "options", issue.id), f"there is no phrase for {issue.id}.{option.id}"
        for option_id in spoken.get(issue.id, {}):
            if not issue.has(option_id):
                yield ("speech", "options", issue.id, option_id), f"{issue.id} has no option '{option_id}'"
    for issue_id in spoken:
        if issue_id not in scenario.issue_ids:
            yield ("speech", "options", issue_id), f"there is no issue '{issue_id}'"


def _frames(path: tuple[Any, ...], frames: Data) -> Found:
    for name in type(frames).model_fields:
        for place, text in enumerate(getattr(frames, name)):
            for message in _wrong(text, PLACES.get(name, ())):
                yield (*path, name, place), message


def _wrong(text: str, allowed: tuple[str, ...]) -> Iterable[str]:
    try:
        named = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        return [f"a brace is left open in '{text}'; a place to fill in is written {{option}}"]
    known = ", ".join(f"{{{name}}}" for name in allowed) or "nothing"
    return [f"{{{name}}} is not filled in here; {known} is" for name in named if name not in allowed]
