"""Where each line of a prompt comes from: which file, and which inputs were filled into it.

A template is rendered once more with marks around every file and every filled-in expression. The marks are
taken out again, and what is left must be the prompt itself, to the character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from detente.prompts.library import Library, environment

__all__ = ["Line", "Origins", "chains"]

OPEN, SHUT, CLOSE = "\ue0f0", "\ue0f1", "\ue0f2"
"""Of a mark: it opens, its label ends, what it marks ends. Private-use characters."""
_MARK = re.compile(f"{OPEN}([^{SHUT}]*){SHUT}|{CLOSE}")
_GAPS = re.compile(r"\n{3,}")
KEYWORDS = frozenset(
    {"if", "else", "and", "or", "not", "in", "is", "loop", "defined", "true", "false", "none"}
)


@dataclass(frozen=True)
class Line:
    """One line of a prompt."""

    text: str
    file: str
    """The file it stands in, as `_card.md`."""
    inputs: tuple[str, ...] = ()
    """What was filled into it, as paths: `card.beliefs`."""
    private: bool = False
    """Whether some of that is a side's own business."""


class Origins:
    """Renders the prompts of one library with the origin of every line."""

    def __init__(self, library: Library) -> None:
        """Templates are compiled once."""
        self._library = library
        self._environment = environment(library.bodies, (_Marking,))

    def lines(self, name: str, values: Mapping[str, Any]) -> list[Line]:
        """The lines of a prompt, in order. Raises InputError for what cannot be filled in."""
        plain = self._library.render(name, values)
        marked = self._library.filled(name, values, self._environment)
        characters = _tidied(list(_unmarked(marked, f"{name}.md")))
        if "".join(one[0] for one in characters) != plain:
            # Somebody's words hold our marks: nothing can be told of the lines but their prompt.
            return [Line(text, f"{name}.md") for text in plain.splitlines()]
        return list(_lines(characters, self._library.prompts[name].private))


Character = tuple[str, str, tuple[str, ...]]
"""A character, its file, the inputs it was filled in by."""


def _unmarked(text: str, file: str) -> Iterator[Character]:
    at, stack = 0, [("file", file)]
    for mark in _MARK.finditer(text):
        yield from _placed(text[at : mark.start()], stack)
        at = mark.end()
        if mark[0] == CLOSE:
            stack = stack[:-1]
        else:
            kind, _, label = mark[1].partition(":")
            stack.append((kind, label))
    yield from _placed(text[at:], stack)


def _placed(text: str, stack: list[tuple[str, str]]) -> Iterator[Character]:
    file = next((label for kind, label in reversed(stack) if kind == "file"), "")
    inputs = tuple(label for kind, label in stack if kind == "filled" and label)
    for character in text:
        yield character, file, inputs


def _tidied(characters: list[Character]) -> list[Character]:
    """The same as `tidy` makes of the text."""
    text = "".join(one[0] for one in characters)
    kept: list[Character] = []
    at = 0
    for gap in _GAPS.finditer(text):
        kept += characters[at : gap.start() + 2]
        at = gap.end()
    kept += characters[at:]
    text = "".join(one[0] for one in kept)
    first = len(text) - len(text.lstrip())
    return [*kept[first : first + len(text.strip())], ("\n", "", ())]


def _lines(characters: list[Character], private: tuple[str, ...]) -> Iterator[Line]:
    line: list[Character] = []
    for one in characters:
        if one[0] != "\n":
            line.append(one)
            continue
        yield _line(line, private)
        line = []


def _line(line: list[Character], private: tuple[str, ...]) -> Line:
    told = [one for one in line if not one[0].isspace()]
    inputs = dict.fromkeys(path for one in told for label in one[2] for path in label.split(" "))
    own = [path for path in inputs if any(path == one or path.startswith(f"{one}.") for one in private)]
    shown = dict.fromkeys([*own, *inputs])
    return Line("".join(one[0] for one in line), told[0][1] if told else "", tuple(shown), bool(own))


# -- marks ----------------------------------------------------------------------------------------


class _Marking(Extension):
    """Puts marks around each file and each expression that is filled in."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of one template, with marks between them."""
        yield Token(1, "data", f"{OPEN}file:{stream.name}{SHUT}")
        bound: list[dict[str, str]] = []
        for token in stream:
            if token.type == "variable_begin":
                inside = list(_until(stream, "variable_end"))
                paths = chains(inside, bound)
                yield Token(token.lineno, "data", f"{OPEN}filled:{' '.join(paths)}{SHUT}")
                yield from (token, *inside)
                yield Token(token.lineno, "data", CLOSE)
            elif token.type == "block_begin":
                inside = list(_until(stream, "block_end"))
                _bind(inside, bound)
                yield from (token, *inside)
            else:
                yield token
        yield Token(1, "data", CLOSE)


def _until(stream: TokenStream, end: str) -> Iterator[Token]:
    for token in stream:
        yield token
        if token.type == end:
            return


def _bind(tokens: list[Token], bound: list[dict[str, str]]) -> None:
    """What a loop's names stand for, while it lasts."""
    word = tokens[0].value if tokens and tokens[0].type == "name" else ""
    if word == "endfor" and bound:
        bound.pop()
    if word != "for":
        return
    names = [token.value for token in tokens]
    middle = names.index("in")
    end = names.index("if") if "if" in names[middle:] else len(tokens)
    source = next(iter(chains(tokens[middle + 1 : end], bound)), "")
    bound.append({token.value: source for token in tokens[1:middle] if token.type == "name"})


def chains(tokens: list[Token], bound: list[dict[str, str]]) -> list[str]:
    """The names in an expression as paths, `view.offer.words`; filters are left out, loops followed back."""
    found: list[str] = []
    joined = before = ""
    for token in [*tokens, Token(1, "end", "")]:
        if token.type == "name" and before == "dot":
            joined += f".{token.value}"
        elif token.type != "dot":
            if joined:
                found.append(_resolved(joined, bound))
            is_name = token.type == "name" and before != "pipe" and token.value not in KEYWORDS
            joined = token.value if is_name else ""
        before = token.type
    return list(dict.fromkeys(found))


def _resolved(path: str, bound: list[dict[str, str]]) -> str:
    head, dot, rest = path.partition(".")
    for names in reversed(bound):
        if head in names:
            return f"{names[head]}{dot}{rest}"
    return path
