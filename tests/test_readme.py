"""The README tells the truth: its excerpt is in the output of its first command, and its commands work."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\w*\n(.*?)```", README, re.DOTALL)
LEFT_OUT = "[…]"


def _commands() -> list[str]:
    """What the README tells a person to type, without the comments; a pipe's next line belongs to it."""
    text = "\n".join(block for block in BLOCKS if LEFT_OUT not in block).replace("|\n", "| ")
    lines = [re.sub(r"\s+#.*", "", line).strip().replace(".venv/bin/", "") for line in text.splitlines()]
    return [line for line in lines if re.match(r"(detente|echo) ", line)]


def _typed(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program = shlex.join([sys.executable, "-m", "detente"])
    line = re.sub(r"\bdetente (?=[a-z-])", lambda _: f"{program} ", command)
    environment = {"COLUMNS": "100", "PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(filter(None, sys.path))}
    return subprocess.run(
        ["/bin/sh", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_excerpt_is_what_the_first_command_shows(tmp_path: Path) -> None:
    shown = _typed("detente run ukraine-2025", tmp_path)
    lines = [line.rstrip() for line in (shown.stderr + shown.stdout).splitlines()]
    excerpt = [line for block in BLOCKS if LEFT_OUT in block for line in block.splitlines()]
    assert len(excerpt) > 15
    place = 0
    for line in excerpt:
        if line != LEFT_OUT:
            assert line in lines[place:], line
            place = lines.index(line, place)


def test_every_command_does_what_it_says(tmp_path: Path) -> None:
    commands = _commands()
    assert len(commands) > 12
    assert _typed("detente run ukraine-2025 --name first", tmp_path).returncode == 0
    for command in commands:
        done = _typed(command, tmp_path)
        expected = (0, 2) if "resume last" in command else (0,)
        assert done.returncode in expected, f"{command}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", re.findall(r"\]\(([\w./]+)\)", README))
def test_links_lead_somewhere(name: str) -> None:
    assert (Path(__file__).parent.parent / name).exists()
