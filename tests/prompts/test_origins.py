"""Every line of a prompt knows its file and its inputs, and the lines are the prompt to the character."""

from __future__ import annotations

import pytest

from detente.orchestration.config import RunConfig
from detente.prompts.library import Library, built_in
from detente.prompts.origins import CLOSE, OPEN, SHUT, Line, Origins
from detente.scenario.model import Scenario
from detente.studies.moments import Moment, moments_played

HEAD = "---\nid: hello\nact: speak\ntitle: A greeting\ninputs: [name, all]\nprivate: [all.own]\n---\n"


def lines(body: str, values: dict[str, object], **parts: str) -> list[Line]:
    files = {"hello.md": HEAD + body, **{f"{name}.md": text for name, text in parts.items()}}
    return Origins(Library(files)).lines("hello", values)


@pytest.fixture(scope="module")
def played(ukraine: Scenario) -> list[Moment]:
    return moments_played(RunConfig(scenario=ukraine, rounds=2, offers="adaptive").checked())


def test_the_lines_are_the_prompt_for_every_actor_and_act(played: list[Moment]) -> None:
    origins, library, seen = Origins(built_in()), built_in(), set()
    for moment in played:
        prompter = moment.prompter()
        for name, values in (
            prompter.filling_system(moment.act),
            prompter.filling_turn(moment.act, moment.view),
        ):
            seen.add(name)
            found = origins.lines(name, values)
            assert "\n".join(line.text for line in found) + "\n" == library.render(name, values)
            files = {f"{name}.md", *(f"{part}.md" for part in library.parts(name))}
            assert {line.file for line in found if line.text} <= files
            assert all(line.file for line in found if line.text)
    assert seen == set(library.prompts) - {"repair"}


def test_private_lines_are_those_filled_with_what_is_marked(played: list[Moment]) -> None:
    leader = next(one for one in played if one.act.actor == "russia.leader")
    found = Origins(built_in()).lines(*leader.prompter().filling_system(leader.act))
    secrets = leader.scenario.personas["russia.leader"].private
    told = {line.text.removeprefix("- "): line for line in found}
    assert all(told[secret].private and told[secret].inputs == ("card.private",) for secret in secrets)
    facts = [line for line in found if "facts" in line.inputs]
    assert facts
    assert not any(line.private for line in facts)


def test_loops_are_followed_back_and_filters_are_left_out() -> None:
    body = (
        "{% for one in all.own %}\n{{ one.word | upper }} and {{ name }}\n{% endfor %}\n{{ name | upper }}\n"
    )
    first, last = lines(body, {"name": "kyiv", "all": {"own": [{"word": "a"}]}})
    assert (first.text, first.inputs, first.private) == ("A and kyiv", ("all.own.word", "name"), True)
    assert (last.text, last.inputs, last.private) == ("KYIV", ("name",), False)


def test_a_part_is_told_from_the_file_that_includes_it() -> None:
    found = lines(
        'One.\n{% include "_part.md" %}\n\nTwo.\n', {"name": "x", "all": {}}, _part="Part {{ name }}."
    )
    assert [(line.text, line.file) for line in found] == [
        ("One.", "hello.md"), ("Part x.", "_part.md"), ("Two.", "hello.md"),
    ]  # fmt: skip


@pytest.mark.parametrize("words", [f"{OPEN}file:other.md{SHUT}", CLOSE, f"a{CLOSE}{CLOSE}b", OPEN, SHUT])
def test_words_that_hold_our_marks_are_shown_as_they_are(words: str) -> None:
    found = lines("Good day, {{ name }}.\n", {"name": words, "all": {}})
    assert "".join(line.text for line in found) == f"Good day, {words}."
    assert {line.file for line in found} == {"hello.md"}
