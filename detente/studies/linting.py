"""What is wrong with a library of prompts: as it is written, and as it is told in played sessions.

What is told is looked at in `lint_told.py`, what is asked for in `lint_asked.py`. A check that cannot be
made, because a prompt cannot be filled in, is a finding of its own and keeps no other check from being made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from detente.errors import InputError
from detente.orchestration.config import RunConfig
from detente.prompts.library import Library
from detente.prompts.lint import (
    Finding,
    of_chance,
    of_front,
    of_inputs,
    of_names,
    of_parts,
    of_privacy,
)
from detente.prompts.naming import Known
from detente.prompts.reading import own_text
from detente.prompts.render import STABLE, TURNS
from detente.scenario.base import Data
from detente.scenario.hindsight import VISIBLE, later
from detente.scenario.model import Scenario
from detente.studies.conclusions import conclusions
from detente.studies.lint_asked import of_replies
from detente.studies.lint_told import (
    Telling,
    fillings,
    firsts,
    of_leaks,
    of_lengths,
    of_quotes,
    of_steadiness,
    of_told,
)
from detente.studies.moments import Moment, moments_played

__all__ = ["WINDOW", "Finding", "Lint", "known_words", "lint"]

WINDOW = 32_768
"""Tokens that a model reads and writes at most, where nobody says otherwise."""
ASKED = {**dict.fromkeys(STABLE, "system"), **{name: name for name in TURNS.values()}, "repair": "repair"}
"""The prompts that somebody asks for → their acts."""
MECHANISM = re.compile(r"\bM\d{1,2}\b")
_BLAMED = re.compile(r"(?:The prompt ')?(?P<name>[\w-]+)(?:\.md)?(?::(?P<line>\d+))?[:']")
Check = Callable[[], Iterable[Finding]]


@dataclass(frozen=True)
class Lint:
    """What was found, and how long prompts came out."""

    findings: list[Finding] = field(default_factory=list)
    longest: dict[str, int] = field(default_factory=dict)
    """Turn → about how many tokens its longest question and answer have together."""


def lint(library: Library, scenarios: Sequence[Scenario], window: int = WINDOW) -> Lint:
    """Look for everything that is wrong; what keeps a library from being told at all is a finding too."""
    found, longest, untold = dict[Finding, None](), dict[str, int](), dict[str, Finding]()
    for check in _checks(library, scenarios, window, longest):
        try:
            for finding in check():
                found[finding] = None
        except InputError as error:
            wrong = _untold(library, str(error))
            untold.setdefault(wrong.file, wrong)
        except RecursionError:
            if not untold:  # a file that includes itself has been found by then
                raise
    return Lint([*untold.values(), *found], longest)


def _untold(library: Library, message: str) -> Finding:
    """What keeps a prompt from being told, with its file and line where the message has them."""
    blamed = _BLAMED.match(message)
    file = f"{blamed['name']}.md" if blamed else ""
    if not blamed or file not in library.files:
        return Finding("cannot-be-told", message)
    plain = message.removeprefix(f"{file}:{blamed['line']}: ").removeprefix(f"{file}: ")
    return Finding("cannot-be-told", plain, file, int(blamed["line"] or 0))


def _checks(
    library: Library, scenarios: Sequence[Scenario], window: int, longest: dict[str, int]
) -> Iterator[Check]:
    yield partial(of_front, library, ASKED)
    yield partial(of_parts, library)
    yield partial(of_privacy, library)
    known = known_words(scenarios)
    for file, text in library.files.items():
        alone = Library({file: text})
        yield partial(of_chance, alone)
        yield partial(of_names, alone, known)
        yield partial(_of_words, alone, scenarios)
    rehearsed = [_rehearsed(scenario, library) for scenario in scenarios]
    everything = [moment for moments in rehearsed for moment in moments]
    yield partial(of_inputs, library, _filled(everything))
    yield partial(of_quotes, library, firsts(everything))
    for moments in rehearsed:
        telling = Telling(library, moments)
        yield partial(of_leaks, library, moments)
        yield partial(of_told, telling)
        yield partial(of_replies, telling)
        yield partial(of_lengths, telling, window, longest)
    yield partial(of_steadiness, library, everything)


def _rehearsed(scenario: Scenario, library: Library) -> list[Moment]:
    """Moments of sessions of the baseline that between them ask for every act there is."""
    plans = [plan.id for plan in scenario.offers if plan.kind == "adaptive"][:1]
    configs = [RunConfig(scenario=scenario, offers=plan) for plan in (scenario.default_offers, *plans)]
    found = [moment for config in configs for moment in moments_played(config.checked())]
    return [replace(one, scenario=scenario, library=library, reply=None) for one in found]


def _filled(moments: Iterable[Moment]) -> dict[str, set[str]]:
    """Prompt → the names that are filled into it."""
    found: dict[str, set[str]] = {"repair": {"problem", "reply"}}
    for moment in firsts(moments):
        for name, values in fillings(moment.prompter(), moment):
            found.setdefault(name, set()).update(values)
    return found


# -- what it says -----------------------------------------------------------------------------------


def known_words(scenarios: Iterable[Scenario]) -> Known:
    """The words of what seats may be told; titles and addresses of sources name people, and are not."""
    found: list[str] = []
    for one in scenarios:
        found += [text for section in VISIBLE for text in _texts(getattr(one, section))]
        found += [fact.text for fact in one.facts if fact.audience == "public"]
        found += [ratifier.title for ratifier in one.ratifiers]
    return Known.of("\n".join(found))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Data):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, tuple | dict):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _texts(entry)


def _of_words(library: Library, scenarios: Iterable[Scenario]) -> Iterator[Finding]:
    """A mechanism's conclusion or id, or something later than a scenario's date, in a template's own text."""
    for file in library.files:
        for line, text in own_text(library, file):
            for id_ in MECHANISM.findall(text):
                why = f"'{id_}' is a mechanism's id; seats are told of none: take it out"
                yield Finding("conclusion", why, file, line)
            for scenario in scenarios:
                for code, why in _wrong(text, scenario):
                    yield Finding(code, why, file, line)


def _wrong(text: str, scenario: Scenario) -> Iterator[tuple[str, str]]:
    for one in conclusions(text, scenario):
        claim = f"what {one.mechanism} of {scenario.id} claims"
        yield "conclusion", f"“{one.sentence}” says {claim}; a seat is told no theory: take it out"
    for day in later(text, scenario.date, strict=True):
        date = f"the date of {scenario.id}, {scenario.date}"
        yield "hindsight", f"'{day}' lies after {date}; no seat knows what came later: take it out"
