"""docs/faults.md: what every fault comes to, made of the very cases that the tests hold true.

python -m tests.faults.page     writes it anew
"""

from __future__ import annotations

from pathlib import Path

from tests.faults.cases import CASES, Case, Outcome

__all__ = ["PAGE", "page"]

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
HOW = {
    "asked again": "asked again after a wait",
    "repaired": "one repair turn",
    "as it is": "read as it is",
    "the position is refused": "one repair turn, then the position is refused",
}
HEAD = """# What a provider can do, and what comes of it

Every line is a test over real HTTP, through the `openai` client and through LangChain: a session of the tiny
pack with a server of chat completions that breaks in one way, once or as long as it is asked
(`tests/faults/`). No answer that arrived is lost (`calls.jsonl` has each as it came, failed tries
included), no more is spent than the cap allows, whatever the provider charges for is counted, a stopped
session exits with 3 and one sentence, `detente resume` goes on with it to its end once the fault is gone, and
`detente verify` finds every byte the same.

| The provider | befalls | once | as long as it lasts | kind | what is said |
| --- | --- | --- | --- | --- | --- |
"""
TAIL = """
A call is asked again after what the server names as Retry-After, or after a random and growing wait; 5 tries
and 600 seconds are the default. A status of 400, 401, 403 or 404 is never tried again. Before the first seat
speaks, each model is reached once: a wrong name, a key that is missing or wrong, a server that cannot be
reached, or a model that gives no structured reply end the command with 2 and one sentence, and nothing is
written.
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_row(case) for case in CASES) + TAIL


def _row(case: Case) -> str:
    kind = case.always.how if case.always.end == "paused" else "–"
    says = f"… {case.says} …" if case.says else "–"
    cells = (case.name, case.act, _told(case.once), _told(case.always), kind, says)
    return f"| {' | '.join(cells)} |\n"


def _told(outcome: Outcome) -> str:
    return f"ended: {HOW[outcome.how]}" if outcome.end == "ended" else "paused (exit 3)"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
