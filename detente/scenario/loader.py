"""From YAML files to a scenario, with file, line and field for whatever is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from detente.errors import InputError, Problem, ScenarioError
from detente.scenario.checks import check
from detente.scenario.model import Scenario
from detente.scenario.sentences import complaints

__all__ = ["line_at", "load", "load_text", "packs", "problems"]

PACKS = Path(__file__).parent / "packs"
MAX_BYTES = 4_000_000
MAX_NODES = 200_000
MAX_DEPTH = 100
YAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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


@lru_cache(maxsize=4)
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
    files = [_parse(_text(part, _name(part, path)), _name(part, path)) for part in paths]
    return _assemble(files)


def _name(part: Path, root: Path) -> str:
    return part.name if part == root else part.relative_to(root).as_posix()


def _parts(folder: Path) -> list[Path]:
    head = folder / "scenario.yaml"
    if not head.is_file():
        raise InputError(f"{folder.name} is no scenario: it has no scenario.yaml.")
    return [head, *sorted(part for part in _yaml_files(folder) if part != head)]


def _yaml_files(folder: Path) -> Iterator[Path]:
    """The YAML files in and below a folder, but not those of hidden folders and of other scenarios."""
    for part in folder.iterdir():
        if part.is_dir() and not part.name.startswith(".") and not (part / "scenario.yaml").exists():
            yield from _yaml_files(part)
        elif part.is_file() and part.suffix in (".yaml", ".yml"):
            yield part


def _text(path: Path, name: str) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            most = f"{MAX_BYTES / 1e6:.0f}"
            raise _one(name, f"the file has {size / 1e6:.0f} MB; a scenario file has at most {most}")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise _one(name, "the file is not UTF-8 here; save it as UTF-8", line) from error
    except OSError as error:
        raise _one(name, f"the file cannot be read: {error.strerror}") from error


def _one(file: str, message: str, line: int = 0) -> ScenarioError:
    return ScenarioError([Problem(message, file, line)])


def _parse(text: str, name: str) -> _File:
    node: yaml.Node | None = None
    loader = None
    try:
        _refuse_depth(text, name)
        loader = YAML(text)
        node = loader.get_single_node()
        if node is None:
            raise _one(name, "the file is empty; `detente scenario new` writes one to start from", 1)
        _refuse_bombs_and_twins(node, name)
        data = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _one(name, f"this is not valid YAML: {error.problem or 'cannot be parsed'}", line) from error
    except (yaml.YAMLError, ValueError) as error:
        line = _bad_value(loader, node)
        raise _one(name, f"this is not valid YAML: {str(error).splitlines()[0]}", line) from error
    finally:
        if loader is not None:
            loader.dispose()
    if not isinstance(data, dict):
        raise _one(name, "a scenario file is a mapping of sections (issues:, parties:, …)", 1)
    return _File(name, node, {str(key): section for key, section in data.items()})


def _refuse_depth(text: str, name: str) -> None:
    """Refuse what is nested so deeply that building it would overflow libyaml's stack."""
    depth = 0
    for event in yaml.parse(text, Loader=YAML):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise _one(name, f"values are nested more than {MAX_DEPTH} deep", line)


def _bad_value(loader: Any, root: yaml.Node | None) -> int:  # noqa: ANN401 - yaml's loaders share no type
    """The line of the first value that cannot be what it looks like, such as the date 2025-13-01."""
    for node in sorted(_walk(root), key=lambda one: one.start_mark.line) if root else ():
        if isinstance(node, yaml.ScalarNode):
            try:
                loader.construct_object(node)
            except (ValueError, yaml.YAMLError):
                return node.start_mark.line + 1
    return 0


def _refuse_bombs_and_twins(root: yaml.Node, name: str) -> None:
    for seen, node in enumerate(_walk(root)):
        if seen > MAX_NODES:
            raise _one(name, f"the file unfolds to more than {MAX_NODES:,} values (anchors?)", 1)
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
            if key in MERGED and isinstance(section, dict) and isinstance(data.get(key), dict):
                twins = section.keys() & data[key].keys()
                found += _again(files, file, [(key, entry) for entry in section if entry in twins])
                data[key] = {**section, **data[key]}
            elif key in data:
                found += _again(files, file, [(key,)])
            else:
                data[key] = section
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        return None, found + [_placed(files, *complaint) for complaint in complaints(error, Scenario)]
    checked = dict.fromkeys((tuple(path), message) for path, message in check(scenario))
    return scenario, found + [_placed(files, path, message) for path, message in checked]


def _again(files: Sequence[_File], file: _File, paths: Iterable[tuple[Any, ...]]) -> Iterator[Problem]:
    """Say that these sections, or entries of sections, stand in an earlier file too."""
    for path in paths:
        first = _owner(files, path)
        where = f" in {first.name}" if first else ""
        yield _placed(files, path, f"'{path[-1]}' is already defined{where}", file)


def _placed(files: Sequence[_File], path: Sequence[Any], message: str, file: _File | None = None) -> Problem:
    owner = file or _owner(files, path)
    if owner is None:
        return Problem(message, files[0].name if files else "", 1, ".".join(map(str, path)))
    line = line_at(owner.node, path)
    return Problem(message, owner.name, line, ".".join(map(str, path)))


def _owner(files: Sequence[_File], path: Sequence[Any]) -> _File | None:
    holders = [file for file in files if path and path[0] in file.data]
    if len(holders) > 1 and len(path) > 1:
        return next((file for file in holders if _holds(file.data[path[0]], path[1])), holders[0])
    return holders[0] if holders else None


def _holds(section: Any, key: Any) -> bool:  # noqa: ANN401 - whatever the YAML holds
    return isinstance(section, dict) and key in section


def line_at(node: yaml.Node, path: Sequence[Any]) -> int:
    """The line of what stands at a path in a YAML document, or of the nearest thing above it."""
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
