"""Tags follow from numbers: shown on made-up records with known causes."""

from collections.abc import Callable, Iterable, Mapping

import pytest

from benchmarks.contrasts import Contrast
from benchmarks.findings import Tagger
from benchmarks.sensitivity import by_lean, deciding, obstacles
from benchmarks.sessions import Cell, Record
from benchmarks.study import Study, ends
from detente.scenario.model import Scenario

Lean = Callable[[Cell, int], float]
FIRST, SECOND = Cell(plan="article"), Cell(plan="none")
CONTRAST = Contrast("A title", FIRST, SECOND, "lean", ("first", "second"))


class MadeUp(Study):
    """A study whose sessions are a formula of cell and draw."""

    def __init__(self, pack: Scenario, lean: Lean, draws: int = 30) -> None:
        super().__init__(pack, draws)
        self.lean = lean

    def ask(self, wanted: Iterable[tuple[Cell, Iterable[int]]], what: str = "") -> None:
        """Nothing is run."""

    def records(self, cell: Cell, draws: Iterable[int] | None = None) -> list[Record]:
        """Made up."""
        return [made(self.lean(cell, n)) for n in (self.all if draws is None else draws)]


def made(lean: float, **other: object) -> Record:
    fields = {"outcome": "lapsed", "moscow": lean > 0, "kyiv": False, "start": 0.0, "lean": lean}
    fields |= {"decided_at": lean, "balance": 0.0, "rounds": 1, "settled": 0}
    return Record(**{**fields, **other})  # type: ignore[arg-type]


def _set(cell: Cell) -> Mapping[str, str]:
    return dict(cell.sets)


def _one(cell: Cell, _: int) -> float:
    """M1 alone makes the difference."""
    return 0.4 if cell.plan == "article" and "M1" not in _set(cell) else 0.0


def _two(cell: Cell, _: int) -> float:
    """It takes M1 and M2."""
    return 0.4 if cell.plan == "article" and not {"M1", "M2"} & _set(cell).keys() else 0.0


def _spread(cell: Cell, _: int) -> float:
    """Three mechanisms make a third each."""
    off = len({"M1", "M2", "M3"} & _set(cell).keys())
    return 0.15 * (3 - off) if cell.plan == "article" else 0.0


def _nothing(cell: Cell, draw: int) -> float:
    return 0.001 * draw


@pytest.mark.parametrize(
    ("lean", "tag", "carriers"),
    [
        (_one, "restated", ["M1"]),
        (_two, "derived", ["M1", "M2"]),
        (_spread, "derived", []),
        (_nothing, "no difference", []),
    ],
)
def test_a_tag_counts_the_mechanisms_that_carry(
    pack: Scenario, lean: Lean, tag: str, carriers: list[str]
) -> None:
    found = Tagger(MadeUp(pack, lean), ("M1", "M2", "M3", "M4")).findings([CONTRAST])[0]
    assert found.tag == tag
    assert [name for name, _ in found.carriers] == carriers


def test_a_sign_that_flips_inside_a_range_is_fragile(pack: Scenario) -> None:
    path = "russia.leader.pace"
    drawn = Study(pack, 30).drawn[path]
    middle = sorted(drawn)[8]

    def lean(cell: Cell, draw: int) -> float:
        value = float(_set(cell).get(path, drawn[draw - 1]))
        return 0.0 if cell.plan == "none" else (0.4 if value > middle else -0.4)

    found = Tagger(MadeUp(pack, lean), ("M1",)).findings([CONTRAST])[0]
    assert found.tag == "fragile"
    assert (path, "bottom") in [(name, end) for name, end, _ in found.flips]


def test_a_flip_by_chance_is_not_fragile(pack: Scenario) -> None:
    """The lower third of a prior may look against the whole; set alone, it changes nothing."""
    drawn = Study(pack, 30).drawn["russia.leader.pace"]
    middle = sorted(drawn)[8]

    def lean(cell: Cell, draw: int) -> float:
        return 0.0 if cell.plan == "none" else (0.4 if drawn[draw - 1] > middle else -0.4)

    assert Tagger(MadeUp(pack, lean), ("M1",)).findings([CONTRAST])[0].tag == "derived"


def test_ends_are_thirds_or_the_extreme_values() -> None:
    assert ends([5, 1, 4, 2, 3, 6], range(6)) == ([1, 3], [0, 5])
    assert ends([2, 0, 1, 2, 0, 2], range(6)) == ([1, 4], [0, 3, 5])
    assert ends([1, 1, 1], range(3)) is None
    assert ends([1, 2, 1], [0, 2]) is None


def test_the_prior_that_decides_is_found_beside_a_yardstick(pack: Scenario) -> None:
    study = MadeUp(pack, lambda cell, draw: drawn[draw - 1] - 0.5, 60)
    drawn = study.drawn["russia.leader.fallback"]
    found = deciding(study, FIRST, "russia", lambda r: r.moscow, lambda r: True)
    assert found.pulls[0].path == "russia.leader.fallback"
    assert found.pulls[0].size == 1
    assert 0 < found.yardstick < 1
    assert not [pull for pull in found.pulls if pull.path.startswith(("ukraine.", "europe."))]


def test_leans_and_obstacles_are_counted() -> None:
    records = [made(0.35), made(0.39), made(-0.05), made(1.0), made(0.1, outcome="delivered", key="x")]
    assert by_lean(records) == [(-0.2, 0, 1), (0.0, 1, 0), (0.2, 2, 0), (0.8, 1, 0)]
    blocked = [made(0.1, party="russia", issue="I2", change="I2=c"), made(0.1, key="congress")]
    who, changes, total = obstacles([*blocked, records[-1]])
    assert total == 2
    assert who == {("russia", "I2"): 1, ("congress", "–"): 1}
    assert changes == {"I2=c": 1, "none known": 1}
