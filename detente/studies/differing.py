"""What changes between two libraries of prompts: their texts, and what is told at the moments of sessions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from detente.prompts.library import Library
from detente.prompts.render import Prompter
from detente.studies.messages import tokens
from detente.studies.moments import Moment

__all__ = ["Differing", "Rendered", "differing", "texts"]

CONTEXT = 2
"""Lines around a change."""


@dataclass
class Rendered:
    """How one prompt is told differently at the moments of sessions."""

    moments: int = 0
    """At how many it is told."""
    changed: int = 0
    """At how many of them differently."""
    tokens_before: int = 0
    tokens_after: int = 0
    """About, over all of them."""
    example: str = ""
    """Where the first difference was met, as `moscow.1/russia.leader/speak`."""
    diff: tuple[str, ...] = ()
    """That difference, line by line."""

    def answer(self) -> dict[str, Any]:
        """As JSON."""
        return {**vars(self), "diff": list(self.diff)}


@dataclass
class Differing:
    """Two libraries side by side."""

    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """File → the difference of its texts, line by line."""
    rendered: dict[str, Rendered] = field(default_factory=dict)
    """Prompt → how it is told differently."""

    def answer(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "texts": {name: list(lines) for name, lines in self.texts.items()},
            "rendered": {name: one.answer() for name, one in self.rendered.items()},
        }


def differing(before: Library, after: Library, moments: Iterable[Moment]) -> Differing:
    """Both differences. Raises InputError for a prompt that cannot be filled in."""
    found = Differing(texts(before, after))
    prompters: dict[tuple[str, frozenset[str], int | None], tuple[Prompter, Prompter]] = {}
    seen: set[tuple[object, str]] = set()
    for moment in moments:
        key = (moment.scenario.digest, moment.absent, moment.rounds)
        if key not in prompters:
            prompters[key] = moment.prompter(before), moment.prompter(after)
        one, two = prompters[key]
        name, _ = one.filling_system(moment.act)
        if (key, moment.act.actor) not in seen:
            seen.add((key, moment.act.actor))
            _count(found, name, moment, one.system(moment.act), two.system(moment.act))
        name, _ = one.filling_turn(moment.act, moment.view)
        _count(found, name, moment, one.turn(moment.act, moment.view), two.turn(moment.act, moment.view))
    return found


def texts(before: Library, after: Library) -> dict[str, tuple[str, ...]]:
    """File → the difference of its texts, for files that differ."""
    names = sorted({*before.files, *after.files})
    found = {name: _diff(before.files.get(name, ""), after.files.get(name, "")) for name in names}
    return {name: lines for name, lines in found.items() if lines}


def _count(found: Differing, name: str, moment: Moment, before: str, after: str) -> None:
    one = found.rendered.setdefault(name, Rendered())
    one.moments += 1
    one.tokens_before += tokens(before)
    one.tokens_after += tokens(after)
    if before != after:
        one.changed += 1
        if not one.diff:
            one.example, one.diff = moment.act.slot, _diff(before, after)


def _diff(before: str, after: str) -> tuple[str, ...]:
    return tuple(
        _without_heads(difflib.unified_diff(before.splitlines(), after.splitlines(), n=CONTEXT, lineterm=""))
    )


def _without_heads(lines: Iterator[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        if place > 1:
            yield line
