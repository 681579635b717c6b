"""A scenario is a value: it can be written and read back, and its digest is that of its content."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from detente.scenario import loader, scaffold
from detente.scenario.model import Scenario
from detente.scenario.schema import json_schema


@pytest.mark.parametrize("name", loader.packs())
def test_a_built_in_pack_is_sound(name: str) -> None:
    assert list(map(str, loader.problems(name))) == []


@pytest.mark.parametrize("name", loader.packs())
def test_a_scenario_written_as_text_reads_back_as_an_equal_value(name: str) -> None:
    scenario = loader.load(name)
    again = loader.load_text(scenario.text)
    assert again == scenario
    assert again.digest == scenario.digest


def test_the_digest_does_not_depend_on_layout(tiny: Scenario, tmp_path: Path) -> None:
    data = yaml.safe_load(tiny.text)
    turned = dict(reversed(list(data.items())))
    path = tmp_path / "one-file.yaml"
    path.write_text("# a comment\n" + yaml.safe_dump(turned, width=40, indent=4), encoding="utf-8")
    assert loader.load(path).digest == tiny.digest


def test_the_digest_depends_on_content(tiny: Scenario) -> None:
    other = loader.load_text(tiny.text.replace("Joint fund", "Common fund"))
    assert other.digest != tiny.digest


def test_the_pack_tiny_is_small_and_complete(tiny: Scenario) -> None:
    assert tiny.seats == ("north", "south")
    assert [len(issue.options) for issue in tiny.issues] == [3, 3]
    assert [(stage.id, stage.proposer, stage.rounds) for stage in tiny.stages] == [("direct", "alternate", 8)]
    assert (tiny.mediator, tiny.default_world, tiny.default_offers) == (None, "plain", "none")
    assert tiny.lexicon == type(tiny.lexicon)()


def test_a_deal_is_within_the_limits_and_mandates_of_both_towns(tiny: Scenario) -> None:
    deal = {"I1": "a", "I2": "c"}
    assert tiny.exclusion(deal) is None
    for party in tiny.parties:
        assert not any(deal[line.issue] in line.options for line in party.red_lines)
        for issue in tiny.issues:
            cell = tiny.stands[party.leader].cells[issue.id]
            assert deal[issue.id] in issue.between(cell.opening, cell.limit)


def test_a_scaffold_is_sound_and_differs_from_its_template_by_its_id(tmp_path: Path, tiny: Scenario) -> None:
    written = scaffold.write(tmp_path / "new", "harbour")
    assert written[0].name == "scenario.yaml"
    assert loader.problems(tmp_path / "new") == ()
    assert loader.load(tmp_path / "new") == tiny.model_copy(update={"id": "harbour"})


def test_the_schema_takes_stands_and_priors_in_their_short_forms() -> None:
    schema = json_schema()
    assert "required" not in schema
    assert set(schema["properties"]) >= {"schema", "issues", "parties", "stands", "priors"}
    assert schema["$defs"]["Cell"]["anyOf"][0]["type"] == "string"
    assert schema["$defs"]["Prior"]["anyOf"][0]["type"] == "array"
