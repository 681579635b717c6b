"""The same scenario told otherwise: names masked, speakers in the other order, roles without instructions.

Each gives a scenario of its own, with a digest of its own; a session keeps the one that it was run on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from detente.errors import InputError
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario

__all__ = ["mask_of", "masked", "reversed_order", "uninstructed"]

MASKS = Path(__file__).parent / "masks"
WORDS = ("lexicon", "speech")
"""Sections whose every value is words, also where it looks like an id."""


def mask_of(where: str) -> Mapping[str, str]:
    """Name → what stands in its place: a built-in mask by its scenario's id, or a YAML file.

    Raises InputError when there is none, or when it is no mapping of words.
    """
    path = Path(where) if Path(where).suffix in (".yaml", ".yml") else MASKS / f"{where}.yaml"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        known = ", ".join(sorted(one.stem for one in MASKS.glob("*.yaml")))
        told = f"give a YAML file of them; built in are those of {known}"
        raise InputError(f"There are no masks of names for '{where}': {told}.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{path} cannot be read: {' '.join(str(error).split())}.") from error
    if not isinstance(data, dict) or not data or not all(isinstance(one, str) for one in data.values()):
        raise InputError(f"{path}: give each name and what stands in its place, as Moscow: Capital A.")
    return {str(name): text for name, text in data.items()}


def masked(scenario: Scenario, mask: Mapping[str, str]) -> Scenario:
    """The scenario with names replaced in every text, in its speech and its lexicon too; ids stay.

    Raises ScenarioError when what is left does not hold together.
    """
    names = sorted(mask, key=len, reverse=True)
    pattern = re.compile(rf"(?<![#@])\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
    folded = {name.casefold(): text for name, text in mask.items()}

    def put(found: re.Match[str]) -> str:
        if found[0] == "us":  # the word, not the country
            return found[0]
        text = folded[found[0].casefold()]
        return text.lower() if found[0].islower() else text

    def change(text: str) -> str:
        return pattern.sub(put, text)

    data: dict[str, Any] = yaml.safe_load(scenario.text)
    ids = frozenset(_ids(data))
    told = {key: _told(value, change, frozenset() if key in WORDS else ids) for key, value in data.items()}
    return load_text(yaml.safe_dump(told, sort_keys=False, allow_unicode=True), f"{scenario.id}, masked")


def _ids(value: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a scenario
    """Every id of a scenario, and every key of its mappings: what refers to them must stay as it is."""
    if isinstance(value, dict):
        yield from (str(key) for key in value)
        yield from (str(one) for key, one in value.items() if key == "id")
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _ids(one)


def _told(value: Any, change: Callable[[str], str], ids: frozenset[str]) -> Any:  # noqa: ANN401 - any part
    if isinstance(value, str):
        return value if value in ids else change(value)
    if isinstance(value, list):
        return [_told(one, change, ids) for one in value]
    if isinstance(value, dict):
        return {key: one if key == "id" else _told(one, change, ids) for key, one in value.items()}
    return value


def reversed_order(scenario: Scenario) -> Scenario:
    """The scenario with the participants of every stage in the other order: who spoke first speaks last."""
    stages = tuple(
        stage.model_copy(update={"participants": tuple(reversed(stage.participants))})
        for stage in scenario.stages
    )
    return scenario.model_copy(update={"stages": stages})


def uninstructed(scenario: Scenario) -> Scenario:
    """The scenario with every role named and none instructed: no beliefs, wants, manner or private lines."""
    bare = {"beliefs": (), "wants": {}, "red_lines": (), "manner": "", "private": (), "documents": ()}
    cards = {actor: card.model_copy(update=bare) for actor, card in scenario.personas.items()}
    return scenario.model_copy(update={"personas": cards})
