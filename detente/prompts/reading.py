"""What a template uses, read from its syntax: inputs as paths, names followed back, parts included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from jinja2 import TemplateError, nodes

from detente.errors import InputError
from detente.prompts.library import Library, environment

__all__ = ["Use", "chances", "own_text", "uses"]

RANDOM = ("random", "shuffle", "lipsum")
"""Filters and functions that give something else each time."""
TAKES = ("attr", "map", "selectattr", "rejectattr", "groupby")
"""Filters that take an attribute by its name."""
SPECIAL = ("loop", "self", "super", "caller", "varargs", "kwargs")
Bound = dict[str, str]
"""Name → the path it stands for; empty for what is no input."""


@dataclass(frozen=True)
class Use:
    """One place where an input is used."""

    path: str
    """`card.private`: of a loop's name, what it loops over."""
    file: str
    line: int
    whole: bool = True
    """Whether it is told: not where it is only looped over, given a name, or asked whether it is there."""


def uses(library: Library, name: str) -> list[Use]:
    """Every use of an input in a prompt and in its parts.

    Raises InputError with file and line for what is no template, and for a part that is not there.
    """
    return list(dict.fromkeys(_Reader(library).file(f"{name}.md", {})))


def chances(library: Library, file: str) -> Iterator[tuple[int, str]]:
    """(line, name) of whatever in a file comes out otherwise each time. Raises InputError."""
    reader = _Reader(library)
    for node in reader.parsed(file).find_all((nodes.Filter, nodes.Name)):
        if getattr(node, "name", "") in RANDOM:
            yield reader.first[file] + node.lineno, str(getattr(node, "name", ""))


class _Reader:
    """Follows a template in the order it runs in; what a name stands for is known by then."""

    def __init__(self, library: Library) -> None:
        self.bodies = library.bodies
        self.first = {name: _above(library, name) for name in library.files}
        self.environment = environment(library.bodies)
        self.within: list[str] = []

    def parsed(self, name: str) -> nodes.Template:
        try:
            return self.environment.parse(self.bodies[name], name)
        except TemplateError as error:
            line = self.first[name] + getattr(error, "lineno", 0)
            raise InputError(f"{name}:{line}: this is no template: {_plainly(error)}.") from error

    def file(self, name: str, bound: Bound) -> Iterator[Use]:
        if name in self.within:
            raise InputError(f"{name}: it includes itself.")
        self.within.append(name)
        yield from self.each(self.parsed(name).body, name, dict(bound))
        self.within.pop()

    def each(self, several: Iterable[nodes.Node], file: str, bound: Bound) -> Iterator[Use]:
        for node in several:
            yield from self.node(node, file, bound)

    def node(self, node: nodes.Node, file: str, bound: Bound) -> Iterator[Use]:
        if isinstance(node, nodes.Include | nodes.Import | nodes.FromImport | nodes.Extends):
            yield from self.part(node, file, bound)
        elif isinstance(node, nodes.For):
            yield from self.loop(node, file, bound)
        elif isinstance(node, nodes.If | nodes.CondExpr):
            yield from self.passing(node.test, file, bound)
            yield from self.each(
                (one for one in node.iter_child_nodes() if one is not node.test), file, bound
            )
        elif isinstance(node, nodes.Assign):
            yield from self.named(node.target, node.node, file, bound)
        elif isinstance(node, nodes.With):
            inside = dict(bound)
            for target, value in zip(node.targets, node.values, strict=True):
                yield from self.named(target, value, file, inside)
            yield from self.each(node.body, file, inside)
        elif isinstance(node, nodes.Macro | nodes.CallBlock | nodes.AssignBlock):
            yield from self.apart(node, file, bound)
        else:
            yield from self.plain(node, file, bound)

    def plain(self, node: nodes.Node, file: str, bound: Bound) -> Iterator[Use]:
        path = _path(node, bound)
        if path and not self.built_in(path):
            yield Use(path, file, self.first[file] + node.lineno)
        elif not path:
            yield from self.each(node.iter_child_nodes(), file, bound)

    def part(self, node: nodes.Node, file: str, bound: Bound) -> Iterator[Use]:
        if isinstance(node, nodes.Import | nodes.FromImport):
            names = [node.target] if isinstance(node, nodes.Import) else node.names
            bound.update(dict.fromkeys([one if isinstance(one, str) else one[1] for one in names], ""))
        template = getattr(node, "template", None)
        known = str(template.value) if isinstance(template, nodes.Const) else ""
        if known in self.bodies:
            yield from self.file(known, bound)
        elif not getattr(node, "ignore_missing", False):
            told = f"there is no part '{known}'" if known else "name the part that is included in plain"
            raise InputError(f"{file}:{self.first[file] + node.lineno}: {told}.")

    def loop(self, node: nodes.For, file: str, bound: Bound) -> Iterator[Use]:
        inside = {**bound, "loop": ""}
        yield from self.named(node.target, node.iter, file, inside)
        yield from self.each([node.test] if node.test else [], file, inside)
        yield from self.each([*node.body, *node.else_], file, inside)

    def named(self, target: nodes.Node, value: nodes.Node, file: str, bound: Bound) -> Iterator[Use]:
        """What a value uses, where it is only given a name that stands for it from now on."""
        yield from self.passing(value, file, bound)
        bound.update(dict.fromkeys(_names(target), _path(value, bound)))

    def passing(self, value: nodes.Node, file: str, bound: Bound) -> Iterator[Use]:
        """What a value uses that is named, looped over or asked for, and not told itself."""
        for use in self.node(value, file, bound):
            yield replace(use, whole=False) if use.path == _path(value, bound) else use

    def apart(
        self, node: nodes.Macro | nodes.CallBlock | nodes.AssignBlock, file: str, bound: Bound
    ) -> Iterator[Use]:
        """A block with names of its own; what is called it by afterwards is no input."""
        inside = dict(bound)
        if isinstance(node, nodes.Macro | nodes.CallBlock):
            inside.update(dict.fromkeys([one.name for one in node.args], ""))
            inside.update(dict.fromkeys(SPECIAL, ""))
            yield from self.each(node.defaults, file, bound)
        if isinstance(node, nodes.CallBlock):
            yield from self.node(node.call, file, bound)
        yield from self.each(node.body, file, inside)
        name = node.name if isinstance(node, nodes.Macro) else getattr(getattr(node, "target", 0), "name", "")
        bound[str(name)] = ""

    def built_in(self, path: str) -> bool:
        return path.partition(".")[0] in (*self.environment.globals, *SPECIAL)


def _names(target: nodes.Node) -> list[str]:
    found = [one.name for one in target.find_all(nodes.Name)]
    return found or [str(getattr(target, "name", ""))]


def _path(node: nodes.Node, bound: Mapping[str, str]) -> str:
    """The path of a name or of something in it; empty for anything else, and for what is no input."""
    if isinstance(node, nodes.Name):
        return bound.get(node.name, node.name) if node.ctx == "load" else ""
    if isinstance(node, nodes.Getattr):
        return _below(_path(node.node, bound), node.attr)
    if isinstance(node, nodes.Getitem):
        key = node.arg.value if isinstance(node.arg, nodes.Const) else None
        return _below(_path(node.node, bound), key if isinstance(key, str) else "")
    if isinstance(node, nodes.Filter) and node.name in TAKES and node.node is not None:
        named = [*node.args, *(one.value for one in node.kwargs if one.key == "attribute")]
        key = named[0].value if named and isinstance(named[0], nodes.Const) else ""
        return _below(_inner(node.node, bound), str(key)) if key else ""
    return ""


def _inner(node: nodes.Node, bound: Mapping[str, str]) -> str:
    """The path of a value, or of the one thing in a list that is written down."""
    if isinstance(node, nodes.List | nodes.Tuple) and len(node.items) == 1:
        return _path(node.items[0], bound)
    return _path(node, bound)


def _below(above: str, name: str) -> str:
    return f"{above}.{name}" if above and name else above


def _plainly(error: TemplateError) -> str:
    return str(error.message or "").rstrip(".")


def _above(library: Library, file: str) -> int:
    """How many lines of a file stand above its body."""
    return library.files[file].count("\n") - library.bodies[file].count("\n")


# -- the text of its own ----------------------------------------------------------------------------


def own_text(library: Library, file: str) -> list[tuple[int, str]]:
    """(line, text) of a file's own words, a paragraph or list item each, with its first line's number.

    What is filled in is left out; words that stand in an expression, as {{ "none" if not x }}, are not.
    Raises InputError for what is no template.
    """
    lines: dict[int, str] = {}
    for line, text in _told(library, file):
        for place, part in enumerate(text.split("\n")):
            lines[line + place] = lines.get(line + place, "") + part
    found: list[tuple[int, str]] = []
    last = -1
    for line, text in sorted(lines.items()):
        goes_on = line == last + 1 and not text.lstrip().startswith(("-", "#", "*", ">", "|"))
        if text.strip() and goes_on and not found[-1][1].startswith("#"):
            found[-1] = (found[-1][0], f"{found[-1][1]} {text.strip()}")
        elif text.strip():
            found.append((line, text.strip()))
        last = line if text.strip() else -1
    return [(_above(library, file) + line, text) for line, text in found]


def _told(library: Library, file: str) -> Iterator[tuple[int, str]]:
    """(line, text) of data and of words in expressions, in order."""
    names_a_part = False
    try:
        for line, kind, text in environment({}).lex(library.bodies[file], file):
            if kind in ("block_begin", "variable_begin"):
                names_a_part = False
            elif kind == "name" and text in ("include", "import", "extends", "from"):
                names_a_part = True
            elif kind == "data":
                yield line, text
            elif kind == "string" and not names_a_part:
                yield line, text[1:-1]
    except TemplateError as error:
        line = _above(library, file) + getattr(error, "lineno", 0)
        raise InputError(f"{file}:{line}: this is no template: {_plainly(error)}.") from error
