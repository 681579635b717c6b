from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from detente.cli.main import cli

Detente = Callable[..., Result]


@pytest.fixture
def detente(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Detente:
    """Run a command line in an empty folder, without settings of the machine."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("DETENTE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*args: str) -> Result:
        return CliRunner().invoke(cli, list(args))

    return run
