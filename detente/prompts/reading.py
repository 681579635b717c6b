"""What a template uses, read from its syntax: inputs as paths, loops followed back, parts included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import TemplateError, nodes

from detente.errors import InputError
from detente.prompts.library import Library, environment

__all__ = ["Use", "own_text", "uses"]


@dataclass(frozen=True)
class Use:
    """One place where an input is used."""

    path: str
    """`card.private`: of a loop's name, what it loops over."""
    file: str
    line: int


def uses(library: Library, name: str) -> list[Use]:
    """Every use of an input in a prompt and in its parts. Raises InputError for what is no template."""
    return list(dict.fromkeys(_Reader(library).file(f"{name}.md", {})))


class _Reader:
    def __init__(self, library: Library) -> None:
        self.bodies = library.bodies
        self.environment = environment(library.bodies)

    def file(self, name: str, bound: Mapping[str, str]) -> Iterator[Use]:
        if name not in self.bodies:
            return
        try:
            tree = self.environment.parse(self.bodies[name], name)
        except TemplateError as error:
            line = getattr(error, "lineno", 0)
            raise InputError(f"{name}:{line}: this is no template: {error.message}.") from error
        yield from self.node(tree, name, bound)

    def node(self, node: nodes.Node, file: str, bound: Mapping[str, str]) -> Iterator[Use]:
        if isinstance(node, nodes.Include):
            if isinstance(node.template, nodes.Const):
                yield from self.file(str(node.template.value), bound)
            return
        if isinstance(node, nodes.For):
            yield from self.loop(node, file, bound)
            return
        path = _path(node, bound)
        if path:
            yield Use(path, file, node.lineno)
            return
        for child in node.iter_child_nodes():
            yield from self.node(child, file, bound)

    def loop(self, node: nodes.For, file: str, bound: Mapping[str, str]) -> Iterator[Use]:
        yield from self.node(node.iter, file, bound)
        names = [one.name for one in node.target.find_all(nodes.Name)] or [getattr(node.target, "name", "")]
        inside = {**bound, **dict.fromkeys(names, _path(node.iter, bound) or ""), "loop": ""}
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            yield from self.node(child, file, inside)


def _path(node: nodes.Node, bound: Mapping[str, str]) -> str:
    """The path of a name or of one of its attributes; empty for anything else, and for what is no input."""
    if isinstance(node, nodes.Name):
        return bound.get(node.name, node.name) if node.ctx == "load" else ""
    if isinstance(node, nodes.Getattr):
        above = _path(node.node, bound)
        return f"{above}.{node.attr}" if above else ""
    if isinstance(node, nodes.Getitem):
        return _path(node.node, bound)
    return ""


def own_text(library: Library, file: str) -> list[tuple[int, str]]:
    """(line, text) of a file's own words: what the template itself says, without what is filled in."""
    body = library.bodies[file]
    first = library.files[file].count("\n") - body.count("\n")
    made = environment({})
    lines: dict[int, str] = {}
    for line, kind, text in made.lex(body, file):
        if kind == "data":
            for place, part in enumerate(text.split("\n")):
                lines[line + place] = lines.get(line + place, "") + part
    return [(first + line, text) for line, text in sorted(lines.items()) if text.strip()]
