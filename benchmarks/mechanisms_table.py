"""Write docs/mechanisms.md: what became of each mechanism of the scenario, from the scenario's own data."""

from __future__ import annotations

from pathlib import Path

from benchmarks.pages import table
from detente.scenario.loader import load
from detente.scenario.model import Scenario
from detente.scenario.worlds import Mechanism
from detente.transcripts.manifest import NOTICE

PACK = "ukraine-2025"
PAGE = Path(__file__).parent.parent / "docs" / "mechanisms.md"
STATUS = {
    "baseline": "switchable mechanism of the baseline",
    "process": "structural rule of the process",
    "not_modelled": "not modelled",
}
HEAD = (
    "id", "title", "claim", "status", "effect in the engine", "what it does", "default", "range", "contested",
    "worlds that change it", "sources",
)  # fmt: skip


def page(scenario: Scenario) -> str:
    """The page."""
    statuses: list[str] = [entry.status for entry in scenario.mechanisms]
    told = "; ".join(f"{label}: {statuses.count(status)}" for status, label in STATUS.items())
    rows = [_row(scenario, entry) for entry in sorted(scenario.mechanisms, key=_number)]
    lines = table(HEAD, rows).split("\n")
    lines[1] = f"|{'---|' * len(HEAD)}"
    return f"""# Mechanisms

> {NOTICE}

The causal claims of scenario `{scenario.id}`, each with what the engine makes of it. Written by
`python -m benchmarks.mechanisms_table` from the scenario's data; do not edit by hand.

A mechanism has a strength: 0 is off, 1 is as claimed, more is stronger, below 0 the reverse where its range
allows it. `--set M24=0` sets it for a session; a world sets several. Claims are the article's; what the
engine does is a modelling choice. *Contested*: the sources dispute it. Mechanisms act on baseline seats, the
clock and the process; none is ever told to a model in a seat as a conclusion.

{told[0].upper()}{told[1:]}.

{chr(10).join(lines)}
"""


def _number(entry: Mechanism) -> int:
    return int("".join(filter(str.isdigit, entry.id)) or 0)


def _row(scenario: Scenario, entry: Mechanism) -> list[str]:
    worlds = [
        f"`{world.id}` ({world.mechanisms[entry.id]:g})"
        for world in scenario.worlds
        if entry.id in world.mechanisms
    ]
    cells = (
        entry.id,
        entry.title,
        entry.claim,
        STATUS[entry.status],
        f"`{entry.effect}`" if entry.effect else "–",
        entry.how,
        f"{entry.strength:g}",
        f"{entry.low:g} to {entry.high:g}",
        "yes" if entry.contested else "",
        ", ".join(worlds),
        ", ".join(entry.sources),
    )
    return [" ".join(cell.split()).replace("|", "\\|") for cell in cells]


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(load(PACK)), encoding="utf-8")


if __name__ == "__main__":
    main()
