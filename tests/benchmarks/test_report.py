"""The report is made from results, the same each time, and from a cache when there is one."""

import json
from pathlib import Path

import pytest

from benchmarks import study as study_of
from benchmarks.baseline_report import PAGE, Design, report
from benchmarks.calibration import EVENTS, Row, rows
from benchmarks.contrasts import CONTRASTS, MEASURES
from benchmarks.sessions import Cell, Record
from benchmarks.study import Study
from detente.errors import InputError
from detente.scenario.model import Scenario
from detente.transcripts.manifest import NOTICE

DRAWS = 4


@pytest.fixture(scope="module")
def design() -> Design:
    return Design(("article", "no-factions"), ("article", "none"), CONTRASTS[:2], ("M9", "M10", "M24"))


@pytest.fixture(scope="module")
def made(pack: Scenario, design: Design, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    cache = tmp_path_factory.mktemp("cache") / "raw.json"
    return report(Study(pack, DRAWS, 2, cache), design, "a command"), cache


def test_a_small_report_has_every_section(made: tuple[str, Path]) -> None:
    text, _ = made
    assert text.splitlines()[2] == f"> {NOTICE}"
    assert "No language model spoke" in text
    for title in (
        "Outcomes",
        "Findings",
        "What decides",
        "What the package hangs on",
        "What blocks",
        "Six dated events",
        "Limits",
    ):
        assert f"\n## {title}\n" in text
    assert "What would surprise" in text
    assert not {"nan", "None", "{", "@@"} & set(text.replace("|", " ").split())
    assert "probability" not in text.split("never a probability")[1]


def test_tables_are_even(made: tuple[str, Path]) -> None:
    blocks = [part.splitlines() for part in made[0].split("\n\n") if part.startswith("|")]
    assert blocks
    for lines in blocks:
        assert len({line.count("|") for line in lines}) == 1


def test_it_comes_out_the_same_from_its_cache_and_one_process(
    pack: Scenario, design: Design, made: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    text, cache = made
    monkeypatch.setattr(study_of, "record", _never)
    assert report(Study(pack, DRAWS, 1, cache), design, "a command") == text


def _never(*_: object) -> Record:
    raise InputError("nothing should be run")


def test_one_process_makes_the_same_records_as_two(pack: Scenario) -> None:
    cell = Cell(plan="vague")
    assert Study(pack, 12, 1).records(cell) == Study(pack, 12, 2).records(cell)


def test_a_cache_of_another_engine_is_not_used(
    pack: Scenario, made: tuple[str, Path], tmp_path: Path
) -> None:
    data = json.loads(made[1].read_text(encoding="utf-8"))
    stale = tmp_path / "stale.json"
    for cell in data["records"].values():
        cell["version"] = "another"
    stale.write_text(json.dumps(data), encoding="utf-8")
    assert not Study(pack, DRAWS, 1, stale)._kept
    assert Study(pack, DRAWS, 1, made[1])._kept


def test_the_page_carries_the_notice() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert NOTICE in text
    assert text.count("share of model runs") >= 1


def test_the_page_is_of_this_engine(pack: Scenario) -> None:
    now = Study(pack, 2, 1).fingerprint(Design.whole(pack).cells())
    assert f"`{now}`" in PAGE.read_text(encoding="utf-8"), "run: make baseline"


def test_contrasts_name_what_the_scenario_has(pack: Scenario) -> None:
    for contrast in CONTRASTS:
        assert contrast.measure in MEASURES
        for cell in (contrast.first, contrast.second):
            assert pack.world(cell.world)
            assert pack.plan(cell.plan)


def test_events_are_judged_by_the_rule(pack: Scenario) -> None:
    found = rows(pack, 3)
    assert [(row.event.id, row.world) for row in found] == [
        (event.id, world.id) for world in pack.worlds for event in EVENTS
    ]
    assert all(row.verdict == "hit" for row in found if row.event.certain)
    event = EVENTS[0]
    said = [Row(event, "article", share, 0.0).verdict for share in (0.6, 0.59, 0.41, 0.4)]
    assert said == ["hit", "undetermined", "undetermined", "miss"]
