"""A small scenario to start from: the built-in pack `tiny`, under another id."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from detente.errors import InputError
from detente.scenario.base import Id
from detente.scenario.loader import PACKS

__all__ = ["write"]

TEMPLATE = "tiny"


def write(folder: Path, name: str) -> tuple[Path, ...]:
    """Write the files of a small, sound scenario with the id `name`; return their paths.

    Raises InputError where the folder holds anything already, cannot be written, or `name` is no id.
    """
    try:
        TypeAdapter(Id).validate_python(name)
    except ValidationError as error:
        message = f"'{name}' cannot be a scenario's id: give --id a letter, then letters, digits, '_' or '-'."
        raise InputError(message) from error
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is there already and not empty; nothing was written.")
    parts = sorted((PACKS / TEMPLATE).rglob("*.yaml"), key=lambda part: (part.name != "scenario.yaml", part))
    try:
        return tuple(_copy(part, folder / part.relative_to(PACKS / TEMPLATE), name) for part in parts)
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror}.") from error


def _copy(template: Path, path: Path, name: str) -> Path:
    text = template.read_text(encoding="utf-8")
    if template.name == "scenario.yaml":
        text = re.sub(rf"^id: {TEMPLATE}$", f"id: {name}", text, count=1, flags=re.MULTILINE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
