"""What is wrong with a library of prompts as it is written: front matter, inputs, privacy, chance, names.

What can only be told of rendered prompts is found by `studies/linting.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from detente.prompts.front import Prompt
from detente.prompts.library import Library
from detente.prompts.naming import Known, names_in
from detente.prompts.reading import Use, chances, own_text, uses

__all__ = [
    "PRIVATE", "Finding", "is_private", "of_chance", "of_front", "of_inputs", "of_names", "of_parts",
    "of_privacy",
]  # fmt: skip

PRIVATE = (
    "card.beliefs", "card.wants", "card.red_lines", "card.private", "me.beliefs", "me.wants", "me.red_lines",
    "me.private", "agenda.want", "mandate", "party.red_lines", "camps", "party.camps", "view.inside",
    "problem",
)  # fmt: skip
"""Paths of inputs that are a side's own business."""
HOLDERS = ("card", "me", "agenda", "party", "view")
"""Inputs that hold private ones: told as a whole, they tell those too."""
ACTS = ("system", "repair", "argue", "weigh", "speak", "propose", "decide", "read")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    code: str
    """What kind of thing, as `input-unused`."""
    message: str
    """A sentence: what is wrong and what to do."""
    file: str = ""
    line: int = 0
    field: str = ""
    """Of the front matter, or of the reply; empty where it is none."""

    def __str__(self) -> str:
        """As `file:line: code: message`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.code, self.message) if part)


def is_private(path: str) -> bool:
    """Whether a path is a side's own business."""
    return any(path == name or path.startswith(f"{name}.") for name in PRIVATE)


# -- front matter -----------------------------------------------------------------------------------


def of_front(library: Library, asked: Mapping[str, str]) -> Iterator[Finding]:
    """What the front matter lacks; `asked` is each prompt that somebody asks for → its act."""
    for name, prompt in library.prompts.items():
        for field, message in _front(prompt, asked):
            yield Finding("front-matter", message, f"{name}.md", _front_line(prompt, field), field)


def _front(prompt: Prompt, asked: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not prompt.version:
        yield "version", "there is no version; count from 1"
    elif prompt.version not in prompt.changelog:
        told = f"the changelog says nothing of version {prompt.version}; say in a line what it changed"
        yield "changelog", told
    if not prompt.title.strip():
        yield "title", "there is no title; say in a line what it is"
    if prompt.act not in ACTS:
        yield "act", f"there is no act '{prompt.act}'; there are {', '.join(ACTS)}"
    elif asked.get(prompt.id, prompt.act) != prompt.act:
        yield "act", f"it is asked for the act '{asked[prompt.id]}', not '{prompt.act}'; say so"
    if prompt.id not in asked:
        yield "id", f"nobody asks for '{prompt.id}'; prompts are named {', '.join(sorted(asked))}"


def _front_line(prompt: Prompt, field: str) -> int:
    """The line of a field of the front matter; the first where it is not there."""
    found = re.search(rf"^{field}:", prompt.source, re.MULTILINE)
    return prompt.source[: found.start()].count("\n") + 1 if found else 1


def of_parts(library: Library) -> Iterator[Finding]:
    """Parts that no prompt includes: whoever wrote one meant it to be told."""
    told = {part for name in library.prompts for part in library.parts(name)}
    for file in library.files:
        if file.startswith("_") and file.removesuffix(".md") not in told:
            why = "no prompt includes this part; include it where it is to be told, or take it away"
            yield Finding("front-matter", why, file, 1)


# -- inputs -----------------------------------------------------------------------------------------


def of_inputs(library: Library, filled: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    """Inputs that are used and not listed, listed and not used, or filled in by nobody.

    `filled` is prompt → names that are filled in. Raises InputError for what is no template.
    """
    for name, prompt in library.prompts.items():
        used = {use.path.partition(".")[0]: use for use in reversed(uses(library, name))}
        known = filled.get(name, ())
        for head, use in sorted(used.items()):
            if head not in prompt.inputs:
                told = f"'{head}' is used and not listed in inputs of {name}; list it there"
                yield Finding("input-missing", told, use.file, use.line, "inputs")
            if name in filled and head not in known:
                told = f"'{head}' is filled in by nobody; {name} has {', '.join(sorted(known))}"
                yield Finding("input-unknown", told, use.file, use.line)
        line = _front_line(prompt, "inputs")
        for head in prompt.inputs:
            if head not in used:
                told = f"'{head}' is listed in inputs and not used; take it out"
                yield Finding("input-unused", told, f"{name}.md", line, "inputs")


def of_privacy(library: Library) -> Iterator[Finding]:
    """Private inputs that the front matter does not mark, and those in prompts of public things."""
    for name, prompt in library.prompts.items():
        found = uses(library, name)
        for use in found:
            yield from _private(prompt, use)
        line = _front_line(prompt, "private")
        if prompt.audience == "public" and prompt.private:
            told = f"{name} is public, and lists private inputs; take them out, or make its audience seat"
            yield Finding("private-in-public", told, f"{name}.md", line, "private")
        for path in prompt.private:
            if not any(_marked(use.path, (path,)) for use in found):
                told = f"'{path}' is listed in private and not used; take it out"
                yield Finding("private-unused", told, f"{name}.md", line, "private")


def _private(prompt: Prompt, use: Use) -> Iterator[Finding]:
    holds = use.whole and use.path in HOLDERS
    if not holds and not is_private(use.path):
        return
    what = f"'{use.path}' as a whole holds what is private" if holds else f"'{use.path}' is private"
    if prompt.audience == "public":
        told = f"{what}, and {prompt.id} is public; leave it out"
        yield Finding("private-in-public", told, use.file, use.line)
    elif not _marked(use.path, prompt.private):
        told = f"{what}: list it in private of {prompt.id}"
        yield Finding("private-unmarked", told, use.file, use.line, "private")


def _marked(path: str, private: Collection[str]) -> bool:
    return any(path == name or path.startswith(f"{name}.") for name in private)


# -- its own words ----------------------------------------------------------------------------------


def of_chance(library: Library) -> Iterator[Finding]:
    """Whatever draws by chance, and so comes out otherwise each time. Raises InputError."""
    for file in library.files:
        for line, name in chances(library, file):
            told = f"'{name}' gives something else each time; a prompt is told the same way twice"
            yield Finding("unstable", told, file, line)


def of_names(library: Library, known: Known) -> Iterator[Finding]:
    """What looks like a person's name: a guess, which somebody has to look at. Raises InputError."""
    for file in library.files:
        for line, text in own_text(library, file):
            for name in names_in(text, known):
                told = f"'{name}' looks like a person's name (a guess): if it is one, name a role instead"
                yield Finding("living-person", told, file, line)
