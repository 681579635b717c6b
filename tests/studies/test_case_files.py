"""Files of prompt tests: what is wrong with one is told by file, line and field, or by file, line and id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detente.errors import InputError
from detente.scenario.loader import load
from detente.studies.cases.model import load_cases
from tests.forks.making import base
from tests.studies.casing import READ, SPEAK, Fields, judged, written

ONE = "cases:\n  - id: a\n    act: "
BAD_FILES = {
    "scenario: tiny\ncases:\n  - id: a\n   act: speak\n": ":4: this is not valid YAML",
    "- id: a\n": ":1: a file of prompt tests has cases:, a list.",
    "": ":1: a file of prompt tests has cases:, a list.",
    "cases: []\n": ":1: cases: ",
    f"{ONE}sing\n": ":3: cases.0.act: ",
    f"{ONE}speak\n    view: {{written: {{stage: d}}}}\n": ":2: cases.0: Value error, an act needs actor",
    f"{ONE}read\n": ":2: cases.0: Value error, a reading needs speaker and text.",
    f"{ONE}speak\n    actor: x\n    view: {{at: m.1}}\n": ":5: cases.0.view: Value error, give one of",
    f"{ONE}speak\n    actor: x\n    view: {{played: {{}}}}\n": ":5: cases.0.view: Value error, at:",
    f"{ONE}speak\n    actor: x\n    view:\n      written:\n        stage: d\n        rounds: 2\n": (
        ":8: cases.0.view.written.rounds: Extra inputs are not permitted."
    ),
    f"{ONE}read\n    speaker: x\n    text: y\n    expect:\n      same_across: 3\n": (
        ":7: cases.0.expect.same_across: "
    ),
}


@pytest.mark.parametrize("text", BAD_FILES)
def test_a_bad_file_is_told_by_file_line_and_field(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_cases([path])
    assert str(error.value).startswith(f"{path}{BAD_FILES[text]}")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.yaml cannot be read"):
        load_cases([tmp_path / "nowhere.yaml"])
    with pytest.raises(InputError, match="holds no prompt tests: it has no YAML file"):
        load_cases([tmp_path])
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(InputError, match=r"bytes\.yaml cannot be read"):
        load_cases([tmp_path])


def test_two_cases_of_one_id_are_refused_wherever_they_stand(tmp_path: Path) -> None:
    first = written(tmp_path, {**SPEAK, "id": "twin"})
    second = tmp_path / "others.yaml"
    second.write_text(first.read_text())
    with pytest.raises(InputError) as error:
        load_cases([tmp_path])
    assert str(error.value) == f"{second}:2: the id 'twin' stands at {first}:{2} too."


def seen(**view: Any) -> Fields:  # noqa: ANN401 - fields of a view that is written out
    """A case with such a view."""
    return {**SPEAK, "view": {"written": {"stage": "direct", **view}}}


def offered(**offer: Any) -> Fields:  # noqa: ANN401 - fields of an offer
    """A case with such an offer on the table."""
    return seen(offers=[{"by": "south", "offer": {"to": "north", **offer}}])


SETUPS: dict[str, tuple[Fields, str]] = {
    "no such scenario": ({**SPEAK, "scenario": "nowhere"}, "nowhere"),
    "no such actor": (
        {**SPEAK, "actor": "west"},
        "there is no actor 'west'; there are north.leader, south.l",
    ),
    "no such speaker": ({**READ, "speaker": "west"}, "there is no seat 'west'; there are north, south."),
    "no such stage": (seen(stage="nowhere"), "there is no stage 'nowhere'."),
    "an offer to nobody": ({**SPEAK, "act": "propose"}, "an offer is made to somebody: give to."),
    "no such addressee": (seen(to="west"), "there is no seat 'west'; there are north, south."),
    "no such party at the table": (seen(participants=["west"]), "there is no seat 'west'"),
    "words of nobody": (seen(statements=[{"seat": "west", "text": "x"}]), "there is no seat 'west'"),
    "words of no stage": (
        seen(statements=[{"seat": "south", "text": "x", "stage": "hall"}]),
        "there is no stage 'hall'; there are direct.",
    ),
    "a stand on no issue": (
        seen(positions=[{"seat": "south", "issue": "I9", "options": ["a"]}]),
        "there is no issue 'I9'; there are I1, I2.",
    ),
    "an option that is not there": (
        offered(terms={"I1": "z"}),
        "there is no option 'I1.z'; there are I1.a, I1.b",
    ),
    "a lever that is not there": (offered(levers=["dam"]), "there is no lever 'dam'; there are none."),
    "a demand that is not there": (offered(demands=["dam"]), "there is no demand 'dam'; there are none."),
    "a council of nobody": (
        seen(arguments=[{"faction": "N", "text": "x"}]),
        "there is no faction 'N'; there are none.",
    ),
    "no such world": (
        {**SPEAK, "view": {"played": {"world": "dry"}, "at": "direct.1"}},
        "There is no world 'dry' in this scenario",
    ),
    "no such session": (
        {**SPEAK, "view": {"session": "there", "at": "direct.1"}},
        "there is no session: it has",
    ),
    "a view that is not there": (
        {**SPEAK, "view": {"played": {"seed": 1}, "at": "direct.99"}},
        "north.leader is not asked to speak at direct.99; asked there: nothing.",
    ),
    "an act that is not asked there": (
        {**SPEAK, "act": "weigh", "view": {"played": {"seed": 1}, "at": "direct.1"}},
        "north.leader is not asked to weigh at direct.1; asked there: north.leader propose",
    ),
}


@pytest.mark.parametrize("name", SETUPS)
def test_a_case_that_cannot_be_set_up_is_told_by_file_line_and_id(tmp_path: Path, name: str) -> None:
    case, sentence = SETUPS[name]
    with pytest.raises(InputError) as error:
        judged(tmp_path, case)
    assert str(error.value).startswith(f"{tmp_path / 'cases.yaml'}:2: case 1: ")
    assert sentence in str(error.value)


def test_a_recorded_view_is_found_beside_the_file_of_cases(tmp_path: Path) -> None:
    base(load("tiny"), tmp_path, "recorded")
    case = {
        **SPEAK,
        "view": {"session": "recorded", "at": "direct.2"},
        "expect": {"prompt": {"contains": ["Direct talks at the mill, round 2 of 8.", "made by"]}},
    }
    (verdict,) = judged(tmp_path, case)
    assert not verdict.problems


def test_a_played_view_is_what_the_session_had_there(tmp_path: Path) -> None:
    case = {
        **SPEAK,
        "view": {"played": {"seed": 1}, "at": "direct.2"},
        "expect": {"prompt": {"contains": ["Direct talks at the mill, round 2 of 8.", "made by"]}},
    }
    (verdict,) = judged(tmp_path, case)
    assert not verdict.problems
