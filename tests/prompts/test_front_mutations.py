"""What a prompt says of itself cannot lose what is private without the lint finding it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from detente.prompts.library import Library, built_in
from detente.prompts.lint import of_privacy
from detente.scenario.model import Scenario
from detente.studies.linting import lint

FILES = tuple(f"{name}.md" for name, prompt in built_in().prompts.items() if prompt.private)
"""Those that hold something private; to call the others a side's own would tell nobody anything."""
PRIVATE = re.compile(r"^private: \[(.+)\]$", re.MULTILINE)


def mutants(file: str) -> Iterator[tuple[str, Library]]:
    """Each private input left out, all of them, and the audience turned round."""
    text = built_in().files[file]
    names = built_in().prompts[file.removesuffix(".md")].private
    for name in names:
        others = ", ".join(one for one in names if one != name)
        yield f"without {name}", _with(file, PRIVATE.sub(f"private: [{others}]", text))
    yield "without private", _with(file, PRIVATE.sub("private: []", text))
    yield "for everybody", _with(file, text.replace("\naudience: seat\n", "\naudience: public\n"))


def _with(file: str, text: str) -> Library:
    assert text != built_in().files[file]
    return Library({**built_in().files, file: text})


@pytest.mark.parametrize("file", FILES)
def test_front_matter_that_hides_what_is_private_is_found(file: str) -> None:
    assert not list(of_privacy(built_in()))
    assert not [what for what, library in mutants(file) if not list(of_privacy(library))]


def test_the_lint_says_so(ukraine: Scenario) -> None:
    library = dict(mutants("speak.md"))["for everybody"]
    assert "private-in-public" in {one.code for one in lint(library, [ukraine]).findings}
