"""docs/mechanisms.md is current, and every mechanism does something or says that it does not."""

from functools import cache

import pytest

from benchmarks.mechanisms_table import PAGE, STATUS, page
from benchmarks.sessions import Cell, run
from detente.orchestration.config import RunConfig
from detente.scenario.loader import load
from detente.scenario.model import Scenario
from detente.transcripts import events as ev

PACK = load("ukraine-2025")
FAMILY = (
    Cell(),
    Cell(plan="none"),
    Cell(plan="vague"),
    Cell(plan="pressure-only"),
    Cell("europe-inside"),
    Cell(plan="adaptive"),
    Cell("time-neutral", plan="incentives-only"),
    Cell(without=("usa",)),
)
SEEDS = (1, 2)
DEFAULTS = {entry.id: entry.strength for entry in PACK.mechanisms}
SWITCHES = [
    (entry.id, value)
    for entry in PACK.mechanisms
    if entry.status != "not_modelled"
    for value in (("0", "2", "-1") if entry.id == "M24" else ("0",))
]


@cache
def _told(cell: Cell, seed: int, *, drawn: bool) -> tuple[str, ...]:
    """Every event's body; without the first, which names the strengths set."""
    config = RunConfig(
        PACK,
        world=cell.world,
        offers=cell.plan,
        seed=seed,
        without=cell.without,
        sets=dict(cell.sets),
        draw_priors=drawn,
    ).checked()
    return tuple(event.model_dump_json(exclude={"prev"}) for event in run(config, words=True)[1:])


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(PACK), "run: python -m benchmarks.mechanisms_table"


def test_every_mechanism_has_its_row() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line.startswith("| M")]
    assert [row[0] for row in rows] == [f"| M{number}" for number in range(1, 37)]
    assert all(row[3] in STATUS.values() for row in rows)
    assert all(row[5] for row in rows), "each says what the engine does, or why it does nothing"


@pytest.mark.parametrize(("name", "value"), SWITCHES, ids=str)
def test_a_mechanism_is_live(name: str, value: str) -> None:
    """Set from its default, it changes an event of at least one session of a small family."""
    assert DEFAULTS[name] != float(value), "the switch must be away from the default"
    for drawn in (False, True):
        for cell in FAMILY:
            for seed in SEEDS:
                if _told(cell, seed, drawn=drawn) != _told(cell.where(name, value), seed, drawn=drawn):
                    return
    pytest.fail(f"{name} set to {value} changes nothing in any session of the family")


def _interaction(pack: Scenario, plan: str, strength: str, seed: int) -> list[float]:
    """Absolute size of M24's causes in each judgement of Moscow's council."""
    config = RunConfig(pack, offers=plan, seed=seed, sets={"M24": strength}).checked()
    return [
        sum(abs(cause.amount) for cause in event.body.causes if cause.mechanism == "M24")
        for event in run(config)
        if isinstance(event, ev.JudgementMade) and event.actor == "russia.leader"
    ]


@pytest.mark.parametrize("plan", ["article", "pressure-only"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_interaction_of_sticks_and_carrots_scales(pack: Scenario, plan: str, seed: int) -> None:
    off, on, double = (_interaction(pack, plan, strength, seed) for strength in ("0", "1", "2"))
    assert not any(off), "at 0 nothing is ascribed to it"
    assert 0 < on[0] < double[0], "at 2 it moves the first judgement more"
    assert sum(on) < sum(double), "and the talks as a whole"
