"""Cases for tests of cases: a plain one of each act, files of them, and models that answer them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from detente.llm.chat import Request
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.studies.cases.model import load_cases
from detente.studies.cases.running import Asking, Verdict, run_cases

__all__ = [
    "ARGUE",
    "DECIDE",
    "DECIDED",
    "OFFERED",
    "READ",
    "SPEAK",
    "SPOKEN",
    "WEIGH",
    "Fields",
    "asked_of",
    "judged",
    "problems",
    "said",
    "written",
]

Says = Callable[[Request], Any]
Fields = dict[str, Any]

OFFERED: Fields = {
    "stage": "kyiv",
    "round": 2,
    "offers": [
        {
            "by": "usa",
            "round": 2,
            "offer": {"to": "ukraine", "terms": {"I1": "c", "I2": "d"}, "text": "Sign."},
        }
    ],
}
DECIDED: Fields = {"answer": "accept", "terms": [], "text": "Yes.", "reasons": ["Enough."], "would_take": []}
SPOKEN: Fields = {"text": "We insist on equal shares of the water.", "private_note": ""}
AT_THE_MILL: Fields = {"written": {"stage": "direct"}}
DECIDE: Fields = {"actor": "ukraine", "act": "decide", "view": {"written": OFFERED}, "mock": DECIDED}
SPEAK: Fields = {"scenario": "tiny", "actor": "north", "act": "speak", "view": AT_THE_MILL, "mock": SPOKEN}
READ: Fields = {
    "scenario": "tiny",
    "act": "read",
    "speaker": "north",
    "text": "We insist on equal shares of the water.",
    "mock": {
        "positions": [
            {"issue": "I1", "options": ["b"], "firmness": "firm", "condition": "", "quote": "equal shares"}
        ],
        "unclear": [],
        "answer": "silent",
    },
}
SHARES = [{"faction": name, "share": 0.25 if name in "NS" else 0.125} for name in "NSWTBD"]
WEIGH: Fields = {
    "actor": "russia",
    "act": "weigh",
    "view": {"written": {"stage": "moscow"}},
    "mock": {"lean": 0.2, "influence": SHARES, "reasons": ["Trade."], "instructions": "Wait."},
}
ARGUE: Fields = {
    "actor": "russia.W",
    "act": "argue",
    "view": {"written": {"stage": "moscow"}},
    "mock": {"text": "Who pays for cement?", "for_offer": "neutral"},
}


def written(folder: Path, *cases: Fields) -> Path:
    """A file of cases, each with an id of its own where it has none."""
    path = folder / "cases.yaml"
    numbered = [{"id": f"case {place}", **case} for place, case in enumerate(cases, start=1)]
    path.write_text(yaml.safe_dump({"cases": numbered}), encoding="utf-8")
    return path


def judged(folder: Path, *cases: Fields, asking: Asking | None = None) -> list[Verdict]:
    return run_cases(load_cases([written(folder, *cases)]), asking or Asking())


def problems(folder: Path, case: Fields, **expect: Any) -> tuple[str, ...]:  # noqa: ANN401 - as YAML has it
    """What is wrong with a case of such expectations."""
    (verdict,) = judged(folder, {**case, "expect": expect})
    return verdict.problems


def said(case: Fields, **changed: Any) -> Fields:  # noqa: ANN401 - as YAML has it
    """A case whose mocked answer is another."""
    return {**case, "mock": {**case["mock"], **changed}}


def asked_of(says: Says, **more: Any) -> Asking:  # noqa: ANN401 - fields of Asking
    """A model that answers by a function; it can be reached."""

    def answered(request: Request) -> Any:  # noqa: ANN401 - an object, or text
        ready = {"answer": "ready", "marks": ["ready"]}
        return ready if "marks" in request.reply_schema["properties"] else says(request)

    return Asking(spec="openai:test", providers=Providers(make=lambda *_: FakeModel(answered)), **more)
