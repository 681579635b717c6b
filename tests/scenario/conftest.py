from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from detente.errors import Problem
from detente.scenario import loader
from detente.scenario.model import Scenario

Spoil = Callable[[str, str, str], tuple[Problem, ...]]


@pytest.fixture(scope="session")
def tiny() -> Scenario:
    return loader.load("tiny")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the pack `tiny`, to be spoilt."""
    return Path(shutil.copytree(loader.PACKS / "tiny", tmp_path / "talks"))


@pytest.fixture
def spoil(folder: Path) -> Spoil:
    """Replace a text that stands once in a file of the copy, and return what is found wrong."""

    def change(file: str, old: str, new: str) -> tuple[Problem, ...]:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return loader.problems(folder)

    return change
