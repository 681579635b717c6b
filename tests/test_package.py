"""The package as a whole: what importing it costs, and rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import detente

HOUSE = Path(detente.__file__).parent
FILES = sorted(HOUSE.rglob("*.py"))
LONGEST = 320
HEAVY = ("pydantic", "langchain", "langchain_core", "openai", "yaml", "rich", "click")


def test_importing_detente_loads_nothing_heavy() -> None:
    program = f"import sys, detente; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_running_a_session_loads_no_language_model_client() -> None:
    program = (
        "import sys\n"
        "from detente.orchestration.session import play\n"
        "from detente.orchestration.config import RunConfig\n"
        "from detente.scenario.loader import load\n"
        "play(RunConfig(scenario=load('tiny')))\n"
        "print([n for n in sys.modules if n.split('.')[0] in ('langchain', 'langchain_core', 'openai')])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_package_says_its_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+([ab.]\w+)?", detente.__version__)


def _public(tree: ast.Module) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Public classes, their public methods, and public functions."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("_"):
                continue
            yield node
            if isinstance(node, ast.ClassDef):
                for part in node.body:
                    named = isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)
                    if named and not part.name.startswith("_"):  # type: ignore[attr-defined]
                        yield part  # type: ignore[misc]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(HOUSE).as_posix())
def test_every_module_class_and_function_that_is_public_says_what_it_is_for(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{file.name} has no docstring"
    silent = [f"{node.name} (line {node.lineno})" for node in _public(tree) if not ast.get_docstring(node)]
    assert silent == []


def test_no_file_of_the_house_is_too_long_to_read_at_a_sitting() -> None:
    lengths = {file.relative_to(HOUSE): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    assert {file: lines for file, lines in lengths.items() if lines > LONGEST} == {}


def test_nothing_in_the_engine_knows_a_scenario() -> None:
    """Code outside the packs names no party or place of a pack, except in examples of documentation."""
    names = re.compile(r"\b(russia\w*|ukrain\w*|moscow|kyiv|kremlin|europe\w*)\b", re.IGNORECASE)
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name | ast.Attribute | ast.FunctionDef | ast.ClassDef):
                name = getattr(node, "id", "") or getattr(node, "attr", "") or getattr(node, "name", "")
                assert not names.search(name.replace("_", " ")), f"{file.name}:{node.lineno}: {name}"


def test_the_type_marker_is_shipped() -> None:
    assert (HOUSE / "py.typed").is_file()
