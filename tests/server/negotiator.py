"""What the server's model says: made from the request's own schema and words, by seat and act, never canned.

It reads who it is from the system message, what it is asked from the schema, and what lies before it from the
turn: an offer's terms, a statement to read. The same request gets the same answer.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from typing import Any

BAR = "│ "


def reply(schema: dict[str, Any], system: str, turn: str) -> dict[str, Any]:
    """A valid reply to a request, by what it asks for."""
    draw = random.Random(hashlib.sha256(f"{system}|{turn}".encode()).digest())
    fields = set(schema["properties"])
    if fields == {"answer", "marks"}:
        return {"answer": "ready", "marks": ["ready"]}
    if "positions" in fields:
        return _reading(turn, draw)
    made: dict[str, Any] = {name: _value(name, part, draw) for name, part in schema["properties"].items()}
    if "influence" in fields:
        made |= _judgement(schema, draw)
    if "private_note" in fields:
        made["text"] = _statement(system, turn, draw)
    if "would_take" in fields:
        made |= _decision(schema, turn, draw)
    if "walk_away" in fields:
        made |= _offer(schema, draw)
    return made


def _value(name: str, schema: dict[str, Any], draw: random.Random) -> Any:  # noqa: ANN401
    kind = schema["type"]
    if "enum" in schema:
        return draw.choice(schema["enum"])
    if kind == "null":
        return None
    if kind == "boolean":
        return False
    if kind == "array":
        return []
    if kind == "string":
        return f"Because of {draw.choice(['the line', 'the guarantees', 'the sanctions', 'the plant'])}."
    return 0.0


def _role(system: str) -> str:
    found = re.search(r"Your part: \*\*(.+?)\*\*", system)
    return found[1] if found else "nobody"


def _judgement(schema: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    names = schema["properties"]["influence"]["items"]["properties"]["faction"]["enum"]
    weights = [draw.uniform(0.5, 1.5) for _ in names]
    shares = [round(weight / sum(weights), 4) for weight in weights]
    shares[-1] = round(1 - sum(shares[:-1]), 4)
    lean = round(draw.uniform(-1, 1), 2)
    leads = schema["properties"]["lean"]["type"] != "null"
    return {
        "lean": lean if leads else None,
        "influence": [{"faction": n, "share": s} for n, s in zip(names, shares, strict=True)],
        "reasons": ["What was offered, and what was not."],
        "instructions": "Show more room than last time." if lean > 0 else "Hold the line.",
    }


def _statement(system: str, turn: str, draw: random.Random) -> str:
    """Stands on issues of the system message, in the words of their labels."""
    options = re.findall(r"^### (I\d+) .*?$|^- ([a-g]): (.+?)\. ", system, re.MULTILINE)
    issue, known = "", []
    for name, letter, label in options:
        issue = name or issue
        if letter:
            known.append((issue, label))
    chosen = draw.sample(known, min(3, len(known)))
    stands = [
        draw.choice(("We insist on", "We could live with", "We reject")) + f" {label.lower()}."
        for _, label in chosen
    ]
    heard = len(re.findall(r"^│ ", turn, re.MULTILINE))
    return f"{_role(system)} has heard {heard} lines. {' '.join(stands)}"


def _terms(schema: dict[str, Any], draw: random.Random) -> list[str]:
    options = schema["properties"]["terms"]["items"]["enum"]
    by_issue: dict[str, list[str]] = {}
    for name in options:
        if name:
            by_issue.setdefault(name.partition(".")[0], []).append(name)
    return [
        found[min(1, len(found) - 1)] for issue, found in by_issue.items() if issue not in ("I6", "I9", "I11")
    ]


def _decision(schema: dict[str, Any], turn: str, draw: random.Random) -> dict[str, Any]:
    answers = schema["properties"]["answer"]["enum"]
    answer = "accept" if draw.random() < 0.5 else draw.choice(answers)
    terms = _terms(schema, draw)[:2] if answer == "counter" else []
    words = {"accept": "We accept.", "reject": "We refuse.", "counter": "We would write it otherwise."}
    return {
        "answer": answer,
        "terms": terms,
        "text": words[answer],
        "would_take": [],
        "reasons": ["It is enough."],
    }


def _offer(schema: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    levers = [name for name in schema["properties"]["levers"]["items"]["enum"] if name]
    return {
        "terms": _terms(schema, draw),
        "levers": [name for name in levers if draw.random() < 0.7],
        "demands": [],
        "detailed": True,
        "text": "Take it, and the guns fall silent.",
        "walk_away": False,
    }


def _reading(turn: str, draw: random.Random) -> dict[str, Any]:
    """A position with a quote that stands in the statement, if it says "insist" or "reject"."""
    words = "\n".join(line[len(BAR) :] for line in turn.splitlines() if line.startswith(BAR))
    positions = []
    for found in re.finditer(r"We (insist on|reject|could live with) ([^.]+)\.", words):
        firmness = {"insist on": "firm", "reject": "rejecting", "could live with": "flexible"}[found[1]]
        positions.append(
            {
                "issue": "I1",
                "options": [draw.choice("ab")],
                "firmness": firmness,
                "condition": "",
                "quote": found[0],
            }
        )
    answer = "accept" if "We accept" in words else "silent"
    return {"positions": positions[:3], "unclear": [], "answer": answer}


def as_text(made: dict[str, Any]) -> str:
    """As JSON, as a model writes it."""
    return json.dumps(made, ensure_ascii=False)
