"""From the words of an answer to one JSON object: parsed as it is, never edited, or told what is wrong."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from detente.transcripts.calls import storable

__all__ = ["Malformed", "one_object", "shortened"]

LONGEST_WORD = 60

_OPENING = re.compile(r'\{\s*["}]')
"""Where an object begins; a brace in prose, as in {so}, does not."""


class Malformed(Exception):
    """The words are not one JSON object; `str` is one sentence that a repair turn can quote."""


def one_object(text: str) -> dict[str, Any]:
    """The one JSON object in a text, prose around it allowed; strict about the object itself.

    Raises Malformed for none, several, invalid JSON and keys that stand twice.
    """
    if not text.strip():
        raise Malformed("the reply is empty")
    found: list[dict[str, Any]] = []
    opening = _OPENING.search(text)
    if opening and text[: opening.start()].lstrip("`json \n").startswith("["):
        raise Malformed("the reply is a list; give one JSON object")
    while opening:
        value, end = _object_at(text, opening.start())
        found.append(value)
        opening = _OPENING.search(text, end)
    if not found:
        raise Malformed("the reply holds no JSON object")
    if len(found) > 1:
        raise Malformed(f"the reply holds {len(found)} JSON objects; give exactly one")
    return found[0]


def _object_at(text: str, at: int) -> tuple[dict[str, Any], int]:
    try:
        return _strict().raw_decode(text, at)
    except json.JSONDecodeError as error:
        message = f"the reply is not valid JSON: {error.msg} (character {error.pos})"
        raise Malformed(message) from error
    except ValueError as error:
        raise Malformed("the reply holds a number too long to read") from error
    except RecursionError as error:
        raise Malformed("the reply is nested too deeply") from error


def _strict() -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_finite, parse_float=_number)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Malformed(f"the key '{shortened(key)}' stands twice in one object")
        found[key] = value
    return found


def _number(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _finite(text)


def shortened(text: str) -> str:
    """A model's own word as a sentence may quote it: one short line that can be kept."""
    line = " ".join(storable(text).split())
    return line if len(line) <= LONGEST_WORD else f"{line[:LONGEST_WORD]}…"


def _finite(name: str) -> Any:  # noqa: ANN401 - as json has it
    raise Malformed(f"{shortened(name)} is no JSON value")
