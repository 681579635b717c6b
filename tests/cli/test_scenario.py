"""`detente scenario`: what is listed, shown, checked and written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from detente.scenario import loader
from detente.transcripts.manifest import NOTICE

Detente = Callable[..., Result]


def flat(result: Result) -> str:
    """The text of a page without its line breaks."""
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


def test_the_list_names_every_pack_with_its_numbers(detente: Detente) -> None:
    listed = json.loads(detente("scenario", "list", "--json").stdout)["scenarios"]
    assert [entry["id"] for entry in listed] == list(loader.packs())
    assert listed[0] | {"summary": ""} == {
        "id": "tiny",
        "title": "Two towns and a river",
        "date": "2024-06-03",
        "parties": ["north", "south"],
        "issues": 2,
        "summary": "",
    }
    page = flat(detente("scenario", "list"))
    assert all(entry["id"] in page for entry in listed)


def test_a_scenario_is_shown_with_every_section_and_the_notice(detente: Detente) -> None:
    page = flat(detente("scenario", "show", "tiny"))
    assert NOTICE in page
    for piece in (
        "The northern town decides alone Red lines: I1.c",
        "I1 Water in dry months a Upstream priority keys: north, south b Equal shares",
        "direct Direct talks at the mill 8 rounds (56 days), in public",
        "whoever an offer is put to answers; yes leads to the next stage, no is noted and the talks go on",
        "none No planned offers default",
        "plain As written default",
        "20 to 60 tonnes a month",
    ):
        assert piece in page


def test_an_issue_is_shown_with_every_actors_stand_as_a_prior(detente: Detente) -> None:
    page = detente("scenario", "show", "tiny", "--issue", "i2").stdout
    assert "priors: modelling guesses with ranges, not facts" in page
    assert "south.leader  · ○─●  c ±0     b ±1   7 ±2" in page
    assert "I1.a and I2.a exclude each other" in page
    assert "red line of south at a" in page
    assert NOTICE in " ".join(page.split())


def test_a_seat_is_shown_with_its_cards_and_its_priors_marked(detente: Detente) -> None:
    page = flat(detente("scenario", "show", "tiny", "--seat", "north"))
    for piece in (
        "Mayor of the northern town (fictional role)",
        "Private: only its own council knows",
        "The treasury could carry the whole repair without a new tax.",
        "Priors: modelling guesses, not facts",
        "fallback 0.35 (0.25 to 0.45)",
    ):
        assert piece in page
    assert "The new wells give more water" not in page


@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize("name", loader.packs())
def test_no_page_is_wider_than_the_screen(
    detente: Detente, monkeypatch: pytest.MonkeyPatch, name: str, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    pack = loader.load(name)
    pages = [
        (),
        *(("--issue", issue) for issue in pack.issue_ids),
        *(("--seat", seat) for seat in pack.seats),
    ]
    for options in pages:
        page = detente("scenario", "show", name, *options).stdout
        assert max(map(len, page.splitlines())) <= int(columns)
        assert "…" not in page.replace("−1 … +1", "")


def test_shown_as_json_a_scenario_is_its_data(detente: Detente) -> None:
    shown = json.loads(detente("scenario", "show", "tiny", "--json").stdout)
    tiny = loader.load("tiny")
    assert (shown["id"], shown["digest"], shown["notice"]) == ("tiny", tiny.digest, NOTICE)
    assert shown["scenario"] == tiny.model_dump(mode="json", by_alias=True)


def test_shown_as_json_stands_say_that_they_are_priors(detente: Detente) -> None:
    shown = json.loads(detente("scenario", "show", "tiny", "--issue", "I1", "--json").stdout)
    assert shown["issue"]["id"] == "I1"
    assert shown["stands_are_priors"]["north.leader"] == {"opening": "a", "limit": "b", "weight": 7.0}
    seat = json.loads(detente("scenario", "show", "tiny", "--seat", "south", "--json").stdout)
    assert list(seat["personas"]) == ["south.leader"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--issue", "I9"), "There is no issue 'I9' here; known: I1, I2."),
        (("--seat", "east"), "There is no seat 'east' here; known: north, south."),
        (("--seat", "north", "--issue", "I1"), "Give either --issue or --seat; see `detente"),
    ],
)
def test_what_a_scenario_does_not_have_cannot_be_shown(
    detente: Detente, options: tuple[str, ...], sentence: str
) -> None:
    result = detente("scenario", "show", "tiny", *options)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {sentence}")


def test_a_sound_scenario_checks_with_0_and_says_what_was_checked(detente: Detente) -> None:
    result = detente("scenario", "check", "tiny")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(
        "tiny is sound: 2 parties, 2 actors, 2 issues, 0 levers, 1 stage, 1 world;"
    )
    assert json.loads(detente("scenario", "check", "tiny", "--json").stdout)["ok"] is True


def test_a_bad_scenario_checks_with_4_and_prints_every_problem(detente: Detente) -> None:
    detente("scenario", "new", "talks")
    path = Path("talks/issues.yaml")
    text = path.read_text(encoding="utf-8").replace("keys: [north, south]", "keys: [nort, sout]", 1)
    path.write_text(text, encoding="utf-8")
    result = detente("scenario", "check", "talks")
    assert result.exit_code == 4
    known = "known: north, south"
    assert result.stdout.splitlines() == [
        f"issues.yaml:8: issues.0.keys: there is no seat or ratifier 'nort'; {known}",
        f"issues.yaml:8: issues.0.keys: there is no seat or ratifier 'sout'; {known}",
    ]
    assert result.stderr == "2 problems in talks.\n"
    told = json.loads(detente("scenario", "check", "talks", "--json").stdout)
    assert told["ok"] is False
    assert told["problems"][0] == {
        "file": "issues.yaml",
        "line": 8,
        "field": "issues.0.keys",
        "message": f"there is no seat or ratifier 'nort'; {known}",
    }


def test_checking_what_is_not_there_is_the_users_input(detente: Detente) -> None:
    assert detente("scenario", "check", "nowhere").exit_code == 2


def test_the_schema_is_json_with_a_title(detente: Detente) -> None:
    schema = json.loads(detente("scenario", "schema").stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == "Détente scenario"


def test_a_new_scenario_is_sound_has_its_id_and_teaches(detente: Detente) -> None:
    result = detente("scenario", "new", "talks", "--id", "harbour")
    assert result.exit_code == 0
    assert "talks/scenario.yaml" in result.stdout
    assert detente("scenario", "check", "talks").stdout.startswith("harbour is sound")
    assert Path("talks/parties.yaml").read_text(encoding="utf-8").count("#") >= 5


def test_a_new_scenario_takes_its_id_from_its_folder(detente: Detente) -> None:
    written = json.loads(detente("scenario", "new", "harbour", "--json").stdout)
    assert written["files"][0] == "harbour/scenario.yaml"
    assert loader.load(Path("harbour")).id == "harbour"


def test_a_new_scenario_never_overwrites(detente: Detente) -> None:
    Path("talks").mkdir()
    Path("talks/notes.txt").write_text("mine", encoding="utf-8")
    result = detente("scenario", "new", "talks")
    assert result.exit_code == 2
    assert result.stderr == "Error: talks is there already and not empty; nothing was written.\n"
    assert [path.name for path in Path("talks").iterdir()] == ["notes.txt"]


def test_a_bad_id_is_refused_before_anything_is_written(detente: Detente) -> None:
    result = detente("scenario", "new", "talks", "--id", "two words")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: 'two words' cannot be a scenario's id: give --id a letter")
    assert not Path("talks").exists()
