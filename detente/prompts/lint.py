"""What is wrong with a library of prompts as it is written: front matter, inputs, privacy, what it says.

What can only be told of rendered prompts is found by `studies/linting.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from detente.prompts.front import Prompt
from detente.prompts.library import Library
from detente.prompts.reading import Use, own_text, uses

__all__ = ["PRIVATE", "Finding", "is_private", "of_front", "of_inputs", "of_names", "of_privacy"]

PRIVATE = (
    "card.beliefs", "card.wants", "card.red_lines", "card.private", "me.beliefs", "me.wants", "me.red_lines",
    "me.private", "agenda.want", "mandate", "camps", "view.inside", "problem",
)  # fmt: skip
"""Paths of inputs that are a side's own business."""
ACTS = ("system", "repair", "argue", "weigh", "speak", "propose", "decide", "read")
HONORIFIC = re.compile(
    r"\b(?:President|Prime Minister|Chancellor|Minister|Secretary|Senator|General|Mr|Mrs|Ms|Dr)\.? "
    r"([A-Z][a-z]+(?: [A-Z][a-z]+)*)"
)
NAMED = re.compile(r"(?<=[a-z,;:] )[A-Z][a-zé]+(?:[ -][A-Z][a-zé]+)+")
MECHANISM = re.compile(r"\bM\d{1,2}\b")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    code: str
    """What kind of thing, as `input-unused`."""
    message: str
    """A sentence: what is wrong and what to do."""
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        """As `file:line: code: message`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.code, self.message) if part)


def is_private(path: str) -> bool:
    """Whether a path is a side's own business."""
    return any(path == name or path.startswith(f"{name}.") for name in PRIVATE)


def of_front(library: Library, asked: Collection[str]) -> Iterator[Finding]:
    """What the front matter lacks; `asked` are the prompts that somebody asks for."""
    for name, prompt in library.prompts.items():
        for message in _front(prompt, asked):
            yield Finding("front-matter", message, f"{name}.md", 1)


def _front(prompt: Prompt, asked: Collection[str]) -> Iterator[str]:
    if not prompt.version:
        yield "there is no version; count from 1"
    elif prompt.version not in prompt.changelog:
        yield f"the changelog says nothing of version {prompt.version}; say in a line what it changed"
    if not prompt.title.strip():
        yield "there is no title; say in a line what it is"
    if prompt.act not in ACTS:
        yield f"there is no act '{prompt.act}'; there are {', '.join(ACTS)}"
    if prompt.id not in asked:
        yield f"nobody asks for '{prompt.id}'; prompts are named {', '.join(sorted(asked))}"


def of_inputs(library: Library, filled: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    """Inputs that are used and not listed, listed and not used, or filled in by nobody.

    `filled` is prompt → names that are filled in. Raises InputError for what is no template.
    """
    for name, prompt in library.prompts.items():
        used = {use.path.partition(".")[0]: use for use in reversed(uses(library, name))}
        known = filled.get(name, ())
        for head, use in sorted(used.items()):
            if head not in prompt.inputs:
                yield Finding(
                    "input-missing",
                    f"'{head}' is used and not listed in inputs",
                    use.file,
                    _line(library, use),
                )
            if name in filled and head not in known:
                told = f"'{head}' is filled in by nobody; {name} has {', '.join(sorted(known))}"
                yield Finding("input-unknown", told, use.file, _line(library, use))
        for head in prompt.inputs:
            if head not in used:
                yield Finding("input-unused", f"'{head}' is listed in inputs and not used", f"{name}.md", 1)


def of_privacy(library: Library) -> Iterator[Finding]:
    """Private inputs that the front matter does not mark, and those in prompts of public things."""
    for name, prompt in library.prompts.items():
        for use in uses(library, name):
            if not is_private(use.path):
                continue
            where = (use.file, _line(library, use))
            if prompt.audience == "public":
                yield Finding("private-in-public", f"'{use.path}' is private, and {name} is public", *where)
            elif not _marked(use.path, prompt.private):
                yield Finding(
                    "private-unmarked", f"'{use.path}' is private: list it in private of {name}", *where
                )
        if prompt.audience == "public" and prompt.private:
            yield Finding("private-in-public", f"{name} is public, and lists private inputs", f"{name}.md", 1)
        for path in prompt.private:
            if not any(_marked(use.path, (path,)) for use in uses(library, name)):
                yield Finding(
                    "private-unused", f"'{path}' is listed in private and not used", f"{name}.md", 1
                )


def _marked(path: str, private: Collection[str]) -> bool:
    return any(path == name or path.startswith(f"{name}.") for name in private)


def _line(library: Library, use: Use) -> int:
    """The line in the file, front matter counted."""
    return library.files[use.file].count("\n") - library.bodies[use.file].count("\n") + use.line


def of_names(library: Library, known: Collection[str]) -> Iterator[Finding]:
    """Ids of mechanisms, and what looks like a person's name: a guess, which somebody has to look at.

    `known` are the words of the scenarios, in lower case: what stands there is no person's name.
    """
    for file in library.files:
        for line, text in own_text(library, file):
            for found in MECHANISM.finditer(text):
                yield Finding(
                    "conclusion", f"'{found[0]}' is a mechanism's id; seats are told of none", file, line
                )
            for found in (*HONORIFIC.finditer(text), *NAMED.finditer(text)):
                name = found[found.lastindex or 0]
                if not all(word.lower() in known for word in re.split(r"[ -]", name)):
                    told = f"'{found[0]}' looks like a person's name; name a role instead"
                    yield Finding("living-person", told, file, line)
