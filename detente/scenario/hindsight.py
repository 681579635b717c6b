"""No hindsight: nothing dated after the scenario's own date where a seat can see it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from detente.scenario.base import Data
from detente.scenario.model import Scenario

Found = Iterator[tuple[tuple[Any, ...], str]]

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATED = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})\b"
    rf"|\b(?:(?P<day>\d{{1,2}})\s+)?(?P<month>{_NAMES})\.?\s+"
    rf"(?:(?P<after>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(r"\b(?:in|since|of|by|during|until) (20\d\d)\b")
_ANY_YEAR = re.compile(r"\b(20\d\d)\b(?!\s+(?:bytes|characters|letters|sentences|tokens|words)\b)")

VISIBLE = ("issues", "parties", "personas", "levers", "demands", "stages", "speech", "summary", "title")
"""Sections that a seat may be shown; worlds, mechanisms, priors, plans and clocks are the reviewer's."""

FORWARD = re.compile(r"\b(?:moratorium|accession|target|until|by)\b", re.IGNORECASE)
"""A date that a text looks forward to is no hindsight."""


def check_hindsight(scenario: Scenario) -> Found:
    """Yield everything dated after the scenario's date that a seat could see."""
    limit = scenario.date
    published = {source.id: source.date for source in scenario.sources}
    for place, fact in enumerate(scenario.facts):
        if fact.audience == "public" and fact.date > limit:
            message = f"dated {fact.date}, after the scenario's own date {limit}: make its audience reviewer"
            yield ("facts", place, "date"), message
        elif fact.audience == "public":
            yield from _text(("facts", place, "text"), fact.text, limit)
    for actor, persona in scenario.personas.items():
        for number, document in enumerate(persona.documents):
            path = ("personas", actor, "documents", number)
            source = published.get(document.source)
            if document.date > limit:
                yield (*path, "date"), f"dated {document.date}, after the scenario's own date {limit}"
            elif source and source > limit:
                yield (*path, "source"), f"{document.source} was published on {source}, after {limit}"
    for section in VISIBLE:
        yield from _texts((section,), getattr(scenario, section), limit)


def _texts(path: tuple[Any, ...], value: Any, limit: date) -> Found:  # noqa: ANN401 - any part of a scenario
    if isinstance(value, str):
        yield from _text(path, value, limit)
    elif isinstance(value, Data):
        for name in type(value).model_fields:
            if name not in ("sources", "because"):
                yield from _texts((*path, name), getattr(value, name), limit)
    elif isinstance(value, tuple):
        for place, entry in enumerate(value):
            yield from _texts((*path, place), entry, limit)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _texts((*path, key), entry, limit)


def _text(path: tuple[Any, ...], text: str, limit: date) -> Found:
    for told in later(text, limit):
        yield path, f"'{told}' lies after the scenario's own date {limit}"


def later(text: str, limit: date, *, strict: bool = False) -> Iterator[str]:
    """Dates and years in a text that lie after a day, but for those that the text looks forward to.

    A year alone is one after "in", "since" and the like. If `strict`, it is one wherever it stands, and
    what a text looks forward to is given too.
    """
    dated: list[range] = []
    for found in _DATED.finditer(text):
        dated.append(range(*found.span()))
        when = _earliest(found)
        if when and when > limit and (strict or not _awaited(text, found.start(), found.start())):
            yield found[0]
    for found in (_ANY_YEAR if strict else _BARE_YEAR).finditer(text):
        if int(found[1]) <= limit.year or any(found.start(1) in one for one in dated):
            continue
        if strict or not _awaited(text, found.start(), found.end()):
            yield found[1]


def _awaited(text: str, start: int, end: int) -> bool:
    return bool(FORWARD.search(text[max(start - 60, 0) : end]))


def _earliest(found: re.Match[str]) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        day = int(found["day"] or found["after"] or 1)
        return date(int(found["year"]), _MONTHS[found["month"].lower()], day)
    except ValueError:
        return None
