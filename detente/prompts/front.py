"""Front matter: what a prompt says of itself before its first line.

id: speak                      named for its file
version: 2
act: speak                     which act it asks for; `system`: the stable message, `repair`: asking again
reply: statement               the reply it asks for; empty for what asks for none itself
audience: seat                 `seat`: told to one side; `public`: what comes of it is for everybody
title: A seat makes its statement to the stage
inputs: [view, me, listeners]
private: [view.inside]         which of them are a side's own business, as paths
changelog: {2: "Shorter.", 1: "First written."}

Sessions of earlier versions keep prompts with `needs` in the place of `inputs`, and without the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from detente.errors import InputError

__all__ = ["FRONT", "Prompt", "prompt_of", "with_entry"]

FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
AUDIENCES = ("seat", "public")


@dataclass(frozen=True)
class Prompt:
    """One template."""

    id: str
    act: str
    title: str
    inputs: tuple[str, ...]
    source: str
    """The file as it stands."""
    version: int = 0
    """0 where none is stated."""
    reply: str = ""
    audience: str = "seat"
    private: tuple[str, ...] = ()
    changelog: Mapping[int, str] = field(default_factory=dict)


def prompt_of(name: str, text: str) -> Prompt:
    """The prompt in a file. Raises InputError naming the file and the field."""
    data = _front(name, text)
    if data["id"] != name.removesuffix(".md"):
        raise InputError(f"{name}: its id is '{data['id']}'; a prompt is named for its file.")
    inputs, old = data.get("inputs"), data.get("needs")
    field_, names = ("inputs", inputs) if "inputs" in data else ("needs", old)
    return Prompt(
        id=data["id"],
        act=str(data["act"]),
        title=str(data["title"]),
        inputs=_names(name, field_, names),
        source=text,
        version=_version(name, data.get("version", 0)),
        reply=str(data.get("reply") or ""),
        audience=_audience(name, data.get("audience", "seat")),
        private=_names(name, "private", data.get("private", [])),
        changelog=_changelog(name, data.get("changelog", {})),
    )


def _front(name: str, text: str) -> dict[str, Any]:
    front = FRONT.match(text)
    try:
        data = yaml.safe_load(front[1]) if front else None
    except yaml.YAMLError as error:
        problem = str(getattr(error, "problem", "") or "it cannot be parsed")
        raise InputError(f"{name}: the front matter is not valid YAML: {problem}.") from error
    if (
        not isinstance(data, dict)
        or not {"id", "act", "title"} <= data.keys()
        or not {"inputs", "needs"} & (data.keys())
    ):
        raise InputError(
            f"{name}: a prompt begins with front matter: id, act, title and inputs between '---'."
        )
    return data


def _names(name: str, field_: str, found: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever the file holds
    if not isinstance(found, list):
        raise InputError(f"{name}: {field_}: give a list of names, as [view, me].")
    return tuple(map(str, found))


def _version(name: str, found: Any) -> int:  # noqa: ANN401 - whatever the file holds
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise InputError(f"{name}: version: give a whole number.")
    return found


def _audience(name: str, found: Any) -> str:  # noqa: ANN401 - whatever the file holds
    if found not in AUDIENCES:
        raise InputError(f"{name}: audience: give {' or '.join(AUDIENCES)}.")
    return str(found)


def _changelog(name: str, found: Any) -> dict[int, str]:  # noqa: ANN401 - whatever the file holds
    if not isinstance(found, dict) or not all(isinstance(key, int) for key in found):
        raise InputError(f"{name}: changelog: give a sentence for each version, as 2: Shorter.")
    return {key: str(line) for key, line in found.items()}


def with_entry(prompt: Prompt, line: str, version: int) -> str:
    """The file with its next version, and a line of its changelog that says why; the rest as it stands."""
    front = FRONT.match(prompt.source)
    assert front, "a prompt has front matter"
    data = yaml.safe_load(front[1])
    data["version"] = version
    data["changelog"] = {version: line, **prompt.changelog}
    made = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{made}---\n{prompt.source[front.end() :]}"
