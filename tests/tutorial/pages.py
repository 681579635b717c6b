"""What docs/prompts.md tells a newcomer to type, and a folder in which it can be typed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

__all__ = ["DOCS", "commands", "expected", "typed"]

DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    """The lines of the page's blocks, comments included; blocks that name a language are not typed."""
    page = (DOCS / "prompts.md").read_text(encoding="utf-8")
    blocks = [text for language, text in _BLOCK.findall(page) if not language]
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def expected(command: str) -> int:
    """The exit code that a line promises in its comment; 0 where it promises none."""
    found = re.search(r"# exit (\d)", command)
    return int(found[1]) if found else 0


def typed(
    command: str, folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Type a line in a folder, without any key."""
    program = shlex.join([sys.executable, "-m", "detente"])
    line = re.sub(r"^detente ", lambda _: f"{program} ", re.sub(r"\s+# exit \d$", "", command))
    own = {"COLUMNS": "100", "PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(filter(None, sys.path))}
    return subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env={**own, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
