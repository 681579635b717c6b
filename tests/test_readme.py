"""The README tells the truth: its excerpt is in the output of its first command, and its commands work."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.listener import serving
from tests.server.server import Server

MODEL = "gpt-5-mini"
KEY = "a-key-for-the-readme"
README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\w*\n(.*?)```", README, re.DOTALL)
LEFT_OUT = "[…]"


def _commands() -> list[str]:
    """What the README tells a person to type, without the comments; a pipe's next line belongs to it."""
    text = "\n".join(block for block in BLOCKS if LEFT_OUT not in block).replace("|\n", "| ")
    lines = [re.sub(r"\s+#.*", "", line).strip().replace(".venv/bin/", "") for line in text.splitlines()]
    serves = "detente view"  # goes on until Ctrl-C: tests/cli/test_review_commands.py follows its link
    typed = [line for line in lines if re.match(r"(detente|echo|mkdir) ", line)]
    return [line for line in typed if not line.startswith(serves)]


def _fenced(language: str) -> str:
    """The one block in that language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return str(found)


@pytest.fixture
def provider() -> Iterator[Server]:
    """OpenAI, as far as the README's commands can tell."""
    with serving(Server(models=frozenset({MODEL}), key=KEY, bounds=False)) as server:
        yield server


def _typed(command: str, folder: Path, server: Server | None = None) -> subprocess.CompletedProcess[str]:
    program = shlex.join([sys.executable, "-m", "detente"])
    line = re.sub(r"\bdetente (?=[a-z-])", lambda _: f"{program} ", command)
    environment = {"COLUMNS": "100", "PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(filter(None, sys.path))}
    if server is not None:
        environment |= {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY}
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


def test_every_command_does_what_it_says(tmp_path: Path, provider: Server) -> None:
    commands = _commands()
    assert len(commands) > 17
    assert _typed("detente run ukraine-2025 --name begin", tmp_path).returncode == 0
    for command in commands:
        done = _typed(command, tmp_path, provider)
        expected = (3,) if "human" in command else (0, 2, 3) if "resume last" in command else (0,)
        assert done.returncode in expected, f"{command}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr


def test_the_settings_reach_the_provider(tmp_path: Path, provider: Server) -> None:
    (tmp_path / "detente.toml").write_text(_fenced("toml"), encoding="utf-8")
    done = _typed("detente run ukraine-2025 --rounds 1 --max-cost 1 --json", tmp_path, provider)
    assert done.returncode == 0, done.stderr
    bodies = [asked.body for asked in provider.asked]
    assert {body["reasoning_effort"] for body in bodies} == {"low"}
    assert {body.get("temperature") for body in bodies} == {1.0}
    assert min(body["max_completion_tokens"] for body in bodies) == 8000
    assert {name for name, spec in json.loads(done.stdout)["seats"].items() if spec != "baseline"} == {
        "russia"
    }


def test_the_python_example_runs(tmp_path: Path, provider: Server) -> None:
    (tmp_path / "example.py").write_text(_fenced("python"), encoding="utf-8")
    done = _typed(f"{sys.executable} example.py", tmp_path, provider)
    assert done.returncode == 0, done.stderr
    assert re.match(r"\w+ .*\d+$", done.stdout.strip()), done.stdout
    assert provider.asked


@pytest.mark.parametrize("name", re.findall(r"\]\(([\w./]+)\)", README))
def test_links_lead_somewhere(name: str) -> None:
    assert (Path(__file__).parent.parent / name).exists()
