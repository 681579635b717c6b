"""From YAML files to a scenario, with file, line and field for whatever is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from detente.errors import InputError, Problem, ScenarioError
from detente.scenario.checks import check
from detente.scenario.model import Scenario

__all__ = ["load", "load_text", "packs", "problems"]

PACKS = Path(__file__).parent / "packs"
MAX_BYTES = 4_000_000
MAX_NODES = 200_000
MERGED = ("personas", "stands", "priors", "conditions", "switches")


@dataclass(frozen=True)
class _File:
    name: str
    node: yaml.Node
    data: dict[str, Any]


def packs() -> tuple[str, ...]:
    """Ids of the built-in packs."""
    return tuple(sorted(folder.name for folder in PACKS.iterdir() if (folder / "scenario.yaml").is_file()))


def load(where: str | Path) -> Scenario:
    """Load a scenario by a built-in pack's id, or from a folder or a file.

    Raises ScenarioError with every problem found, InputError when there is no such scenario.
    """
    return _load(str(_locate(where)))


@lru_cache(maxsize=32)
def _load(where: str) -> Scenario:
    scenario, found = _read(Path(where))
    if scenario is None or found:
        raise ScenarioError(found)
    return scenario


def load_text(text: str, name: str = "scenario.yaml") -> Scenario:
    """Load a scenario from the text of one resolved file. Raises ScenarioError."""
    scenario, found = _assemble([_parse(text, name)])
    if scenario is None or found:
        raise ScenarioError(found)
    return scenario


def problems(where: str | Path) -> tuple[Problem, ...]:
    """Everything wrong with a scenario, in the order of its files; empty when it is sound."""
    try:
        return tuple(_read(_locate(where))[1])
    except ScenarioError as error:
        return error.problems


def _locate(where: str | Path) -> Path:
    pack = PACKS / str(where)
    if str(where) in packs():
        return pack
    path = Path(where)
    if path.exists():
        return path.resolve()
    known = ", ".join(packs())
    raise InputError(f"There is no scenario '{where}': give a path, or a built-in pack ({known}).")


def _read(path: Path) -> tuple[Scenario | None, list[Problem]]:
    paths = [path] if path.is_file() else _parts(path)
    files = [_parse(_text(part), _name(part, path)) for part in paths]
    return _assemble(files)


def _name(part: Path, root: Path) -> str:
    return part.name if part == root else part.relative_to(root).as_posix()


def _parts(folder: Path) -> list[Path]:
    head = folder / "scenario.yaml"
    if not head.is_file():
        raise InputError(f"{folder.name} is no scenario: it has no scenario.yaml.")
    return [head, *sorted(part for part in folder.rglob("*.yaml") if part != head)]


def _text(path: Path) -> str:
    if path.stat().st_size > MAX_BYTES:
        size = path.stat().st_size / 1e6
        raise _one(
            path.name, f"the file has {size:.0f} MB; a scenario file has at most {MAX_BYTES / 1e6:.0f}"
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise _one(path.name, "the file is not UTF-8 here; save it as UTF-8", line) from error


def _one(file: str, message: str, line: int = 0) -> ScenarioError:
    return ScenarioError([Problem(message, file, line)])


def _parse(text: str, name: str) -> _File:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise _one(name, "the file is empty; `detente scenario new` writes one to start from", 1)
        _refuse_bombs_and_twins(node, name)
        data = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _one(name, f"this is not valid YAML: {error.problem or 'cannot be parsed'}", line) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _one(name, f"this is not valid YAML: {str(error).splitlines()[0]}") from error
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise _one(name, "a scenario file is a mapping of sections (issues:, parties:, …)", 1)
    return _File(name, node, data)


def _refuse_bombs_and_twins(root: yaml.Node, name: str) -> None:
    for seen, node in enumerate(_walk(root)):
        if seen > MAX_NODES:
            raise _one(name, f"the file unfolds to more than {MAX_NODES:,} values (anchors?)")
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value in keys:
                    message = f"the key '{key.value}' stands twice in one mapping"
                    raise _one(name, message, key.start_mark.line + 1)
                keys.add(str(key.value))


def _walk(root: yaml.Node) -> Iterator[yaml.Node]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, yaml.MappingNode):
            stack.extend(child for pair in node.value for child in pair)
        elif isinstance(node, yaml.SequenceNode):
            stack.extend(node.value)


def _assemble(files: Sequence[_File]) -> tuple[Scenario | None, list[Problem]]:
    data: dict[str, Any] = {}
    found: list[Problem] = []
    for file in files:
        for key, section in file.data.items():
            if key not in data:
                data[key] = section
            elif key in MERGED and isinstance(section, dict) and not section.keys() & data[key].keys():
                data[key] = {**data[key], **section}
            else:
                found.append(_placed(files, (key,), f"'{key}' is already defined in another file", file))
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        found += [_placed(files, entry["loc"], _sentence(dict(entry))) for entry in error.errors()]
        return None, found
    found += [_placed(files, path, message) for path, message in check(scenario)]
    return scenario, found


def _sentence(entry: dict[str, Any]) -> str:
    kind, given = entry["type"], entry.get("input")
    if kind == "missing":
        return "this field is missing"
    if kind == "extra_forbidden":
        return "there is no such field; is it misspelt?"
    message = str(entry["msg"]).removeprefix("Value error, ")
    shown = (
        f" (got {given!r})" if isinstance(given, str | int | float | bool) and len(str(given)) < 60 else ""
    )
    return message[0].lower() + message[1:] + shown


def _placed(files: Sequence[_File], path: Sequence[Any], message: str, file: _File | None = None) -> Problem:
    owner = file or _owner(files, path)
    if owner is None:
        return Problem(message, files[0].name if files else "", 1, ".".join(map(str, path)))
    line = _descend(owner.node, path)
    return Problem(message, owner.name, line, ".".join(map(str, path)))


def _owner(files: Sequence[_File], path: Sequence[Any]) -> _File | None:
    holders = [file for file in files if path and path[0] in file.data]
    if len(holders) > 1 and len(path) > 1:
        return next((file for file in holders if path[1] in file.data[path[0]]), holders[0])
    return holders[0] if holders else None


def _descend(node: yaml.Node, path: Sequence[Any]) -> int:
    line = node.start_mark.line + 1
    for step in path:
        child = _child(node, step)
        if child is None:
            continue
        node, line = child
    return line


def _child(node: yaml.Node, step: Any) -> tuple[yaml.Node, int] | None:  # noqa: ANN401 - a key or an index
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child, child.start_mark.line + 1
    return None
