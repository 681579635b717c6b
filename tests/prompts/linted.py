"""Libraries with a fault in them, and what the lint finds there; sessions are rehearsed once for all."""

from __future__ import annotations

from collections.abc import Mapping
from unittest.mock import patch

from detente.orchestration.config import RunConfig
from detente.prompts.library import Library, built_in
from detente.scenario.model import Scenario
from detente.studies import linting
from detente.studies.linting import Finding
from detente.studies.moments import Moment, moments_played

TURN = "# Your turn"
_PLAYED: dict[tuple[str, str | None], list[Moment]] = {}


def changed(name: str, *changes: tuple[str, str]) -> Library:
    """The shipped library with one file changed; each change must be one."""
    text = built_in().files[f"{name}.md"]
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return Library({**built_in().files, f"{name}.md": text})


def added(name: str, text: str, more: Mapping[str, str] | None = None) -> Library:
    """The shipped library with a paragraph more in one turn, and with more files."""
    return Library({**changed(name, (TURN, f"{TURN}\n\n{text}")).files, **(more or {})})


def found(library: Library, scenarios: list[Scenario], window: int = 32_768) -> list[Finding]:
    """What the lint finds. What was played does not depend on the prompts."""
    with patch.object(linting, "moments_played", _played):
        return linting.lint(library, scenarios, window).findings


def codes(library: Library, scenarios: list[Scenario], window: int = 32_768) -> dict[str, str]:
    """Code → its first finding."""
    return {one.code: str(one) for one in reversed(found(library, scenarios, window))}


def _played(config: RunConfig) -> list[Moment]:
    key = (config.scenario.digest, config.offers)
    if key not in _PLAYED:
        _PLAYED[key] = moments_played(config)
    return _PLAYED[key]
