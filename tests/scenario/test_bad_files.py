"""A file that cannot be read as a scenario is refused in one sentence, whatever is in it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from detente.errors import InputError, Problem, ScenarioError
from detente.scenario import loader

Spoil = Callable[[str, str, str], tuple[Problem, ...]]


def only(problems: tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, list(map(str, problems))
    return problems[0]


def written(folder: Path, content: bytes) -> Problem:
    (folder / "issues.yaml").write_bytes(content)
    problem = only(loader.problems(folder))
    assert problem.file == "issues.yaml"
    return problem


def test_bad_yaml_is_told_with_its_line(spoil: Spoil) -> None:
    problem = only(spoil("issues.yaml", 'title: "Repair', 'title: "Re"pair'))
    assert (problem.file, problem.line) == ("issues.yaml", 21)
    assert problem.message.startswith("this is not valid YAML: ")


def test_a_date_that_cannot_be_is_told_with_its_line(spoil: Spoil) -> None:
    problem = only(spoil("scenario.yaml", "date: 2024-06-03\nsummary", "date: 2024-13-03\nsummary"))
    assert (problem.file, problem.line) == ("scenario.yaml", 9)
    assert problem.message == "this is not valid YAML: month must be in 1..12"


def test_a_word_for_a_date_is_told_with_its_line(spoil: Spoil) -> None:
    problem = only(spoil("scenario.yaml", "date: 2024-06-03\nsummary", "date: soon\nsummary"))
    assert (problem.file, problem.line, problem.field) == ("scenario.yaml", 9, "date")
    assert problem.message == "give a date as year-month-day, like 2025-05-21 (got 'soon')"


def test_a_key_that_stands_twice_is_told_at_its_second_place(spoil: Spoil) -> None:
    title = '    title: "Repair of the weir"\n'
    problem = only(spoil("issues.yaml", title, title * 2))
    assert (problem.file, problem.line) == ("issues.yaml", 22)
    assert problem.message == "the key 'title' stands twice in one mapping"


def test_a_file_that_is_not_utf8_is_told_with_its_line(folder: Path) -> None:
    content = (folder / "issues.yaml").read_bytes().replace(b"old weir?", b"old weir\xff?")
    problem = written(folder, content)
    assert (problem.line, problem.message) == (22, "the file is not UTF-8 here; save it as UTF-8")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"# only a comment\n"])
def test_an_empty_file_is_told(folder: Path, content: bytes) -> None:
    problem = written(folder, content)
    assert problem.line == 1
    assert problem.message == "the file is empty; `detente scenario new` writes one to start from"


def test_a_file_that_is_no_mapping_is_told(folder: Path) -> None:
    message = "a scenario file is a mapping of sections (issues:, parties:, …)"
    assert written(folder, b"- issues\n").message == message


def test_a_huge_file_is_refused_without_being_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (folder / "issues.yaml").open("wb") as file:
        file.truncate(50_000_000)
    read = Path.read_text

    def read_text(self: Path, encoding: str | None = None, errors: str | None = None) -> str:
        assert self.stat().st_size < loader.MAX_BYTES, "a huge file was read"
        return read(self, encoding, errors)

    monkeypatch.setattr(Path, "read_text", read_text)
    problem = only(loader.problems(folder))
    assert str(problem) == "issues.yaml: the file has 50 MB; a scenario file has at most 4"


def test_anchors_that_unfold_without_end_are_refused(folder: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]" for old, new in pairwise("abcdefghi")]
    problem = written(folder, "\n".join(lines).encode())
    assert problem.message == "the file unfolds to more than 200,000 values (anchors?)"


def test_an_anchor_inside_itself_is_refused(folder: Path) -> None:
    assert "unfolds" in written(folder, b"issues: &a [*a]\n").message


@pytest.mark.parametrize("content", [" " + "[" * 400_000, " " + "{a: " * 400_000, "\n" + "- " * 400_000])
def test_deep_nesting_is_refused_before_it_overflows_the_stack(folder: Path, content: str) -> None:
    problem = written(folder, b"issues:" + content.encode())
    assert problem.line == 1 + content.count("\n")
    assert problem.message == "values are nested more than 100 deep"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"issues: !!python/object/apply:os.getcwd []\n", "could not determine a constructor for the tag"),
        (b"issues: \x00\n", "unacceptable character"),
        (b"? [a]\n: b\n", "found unhashable key"),
        (b"issues: *nowhere\n", "found undefined alias"),
    ],
)
def test_yaml_that_is_no_plain_data_is_refused(folder: Path, content: bytes, reason: str) -> None:
    assert written(folder, content).message.startswith(f"this is not valid YAML: {reason}")


def test_a_section_in_two_files_is_told_with_the_other_file(folder: Path) -> None:
    (folder / "more.yaml").write_text("# more\nissues: []\n", encoding="utf-8")
    problem = only(loader.problems(folder))
    assert str(problem) == "more.yaml:2: issues: 'issues' is already defined in issues.yaml"


def test_a_persona_in_two_files_is_told_once(folder: Path) -> None:
    (folder / "more.yaml").write_text("personas:\n  north.leader: {name: x, who: y}\n", encoding="utf-8")
    problem = only(loader.problems(folder))
    assert (problem.file, problem.field) == ("parties.yaml", "personas.north.leader")
    assert problem.message == "'north.leader' is already defined in more.yaml"


def test_a_section_without_content_is_told(folder: Path) -> None:
    (folder / "more.yaml").write_text("# empty\npriors:\n", encoding="utf-8")
    problems = loader.problems(folder)
    assert ("more.yaml", 2, "priors", "give a mapping") in [
        (one.file, one.line, one.field, one.message) for one in problems
    ]


def test_personas_may_be_spread_over_files(folder: Path) -> None:
    text = (folder / "parties.yaml").read_text(encoding="utf-8")
    start, end = text.index("  south.leader:\n    name"), text.index("# Stands are")
    (folder / "personas").mkdir()
    card = "personas:\n" + text[start:end]
    (folder / "personas" / "south.yml").write_text(card, encoding="utf-8")
    (folder / "parties.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert loader.problems(folder) == ()
    assert loader.load(folder) == loader.load("tiny")


def test_hidden_folders_and_sessions_beside_a_scenario_are_no_part_of_it(folder: Path) -> None:
    for name in (".git", "transcripts/one"):
        (folder / name).mkdir(parents=True)
        (folder / name / "scenario.yaml").write_text("id: other\n", encoding="utf-8")
    assert loader.problems(folder) == ()


def test_a_missing_scenario_is_told_with_the_packs_that_exist() -> None:
    with pytest.raises(
        InputError, match=r"There is no scenario 'nowhere': give a path, or a built-in pack \("
    ):
        loader.load("nowhere")


def test_a_folder_without_a_head_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"it has no scenario\.yaml"):
        loader.load(tmp_path)


def test_loading_raises_with_every_problem(spoil: Spoil, folder: Path) -> None:
    spoil("scenario.yaml", "stages: [direct]", "stages: [direkt, direkt2]")
    with pytest.raises(ScenarioError, match=r"and 1 more; see `detente scenario check`") as caught:
        loader.load(folder)
    assert len(caught.value.problems) == 2
    assert caught.value.exit_code == 2
