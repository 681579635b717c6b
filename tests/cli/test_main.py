"""The entry point: lazy commands, exit codes, and errors told in one sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import click
import pytest
from click.testing import Result

from detente import __version__
from detente.cli.main import COMMANDS, cli
from detente.errors import CheckFailed, SessionPaused
from detente.scenario import loader

Detente = Callable[..., Result]

HEAVY = ("pydantic", "rich", "yaml", "dotenv")


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; sys.argv = ['detente', '--help']\n"
        "from detente.cli.main import main\n"
        "try: main()\n"
        f"finally: print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert all(name in done.stdout for name in COMMANDS)


def test_help_is_fast() -> None:
    before = os.times()
    subprocess.run([sys.executable, "-m", "detente", "--help"], capture_output=True, check=True)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    assert used < 0.3


def test_the_version_is_told(detente: Detente) -> None:
    assert detente("--version").stdout == f"detente {__version__}\n"


def leaves(command: click.Command) -> Iterator[click.Command]:
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from leaves(child)
    else:
        yield command


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_loads_takes_the_common_options_and_shows_an_example(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    for leaf in leaves(command):
        flags = {flag for parameter in leaf.params for flag in parameter.opts}
        assert {"--json", "--debug"} <= flags, leaf.name
        assert f"detente {name}" in (leaf.help or ""), f"the help of {leaf.name} has no example"


def test_a_usage_error_is_one_sentence_and_exits_2(detente: Detente) -> None:
    result = detente("scenario", "show", "--isue", "I1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: No such option '--isue'; did you mean '--issue'?\n"


def test_a_missing_argument_says_where_to_read_on(detente: Detente) -> None:
    result = detente("scenario", "show")
    assert result.exit_code == 2
    assert result.stderr == "Error: Missing argument 'SCENARIO'; see `detente scenario show --help`.\n"


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("scenari",), "There is no command 'scenari': did you mean 'scenario'?"),
        (("scenario", "shw"), "No such command 'shw'; did you mean 'show'?"),
    ],
)
def test_a_misspelt_command_suggests_the_right_one(
    detente: Detente, args: tuple[str, ...], sentence: str
) -> None:
    result = detente(*args)
    assert (result.exit_code, result.stderr) == (2, f"Error: {sentence}\n")


def test_without_a_command_the_help_is_shown(detente: Detente) -> None:
    result = detente()
    assert result.exit_code == 2
    assert "Commands:" in result.stderr


def test_an_input_error_is_one_sentence_and_exits_2(detente: Detente) -> None:
    result = detente("scenario", "show", "nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: There is no scenario 'nowhere': give a path, or a built-in pack")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("args", [("nowhere", "--json"), ("--json", "--bogus")])
def test_with_json_an_error_is_one_object_on_stdout(detente: Detente, args: tuple[str, ...]) -> None:
    result = detente("scenario", "show", *args)
    assert (result.exit_code, result.stderr) == (2, "")
    error = json.loads(result.stdout)["error"]
    assert sorted(error) == ["exit_code", "message", "problems", "type"]
    assert (error["exit_code"], error["problems"]) == (2, [])


def test_with_json_a_bad_scenario_lists_its_problems(detente: Detente) -> None:
    assert detente("scenario", "new", "talks").exit_code == 0
    with open("talks/issues.yaml", "a", encoding="utf-8") as file:  # noqa: PTH123 - in the working folder
        file.write("exclude: []\n")
    result = detente("scenario", "show", "talks", "--json")
    error = json.loads(result.stdout)["error"]
    assert (result.exit_code, error["type"]) == (2, "ScenarioError")
    assert [sorted(problem) for problem in error["problems"]] == [["field", "file", "line", "message"]]
    assert error["problems"][0]["field"] == "exclude"


def failing(error: BaseException) -> Callable[[str], object]:
    def load(_: str) -> object:
        raise error

    return load


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (KeyError("x"), 1, "Error: This is a bug in detente (KeyError: 'x'); the same command with --debug"),
        (SessionPaused("The budget is spent."), 3, "The budget is spent."),
        (CheckFailed("Three bytes differ."), 4, "Error: Three bytes differ."),
        (KeyboardInterrupt(), 3, "Stopped. What was recorded is kept"),
    ],
)
def test_what_ends_a_command_decides_the_exit_code(
    detente: Detente, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, told: str
) -> None:
    monkeypatch.setattr(loader, "load", failing(error))
    result = detente("scenario", "show", "tiny")
    assert result.exit_code == code
    assert result.stderr.startswith(told)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "args", [("--debug", "scenario", "show", "nowhere"), ("scenario", "show", "nowhere", "--debug")]
)
def test_debug_shows_the_traceback_before_or_after_the_command(
    detente: Detente, args: tuple[str, ...]
) -> None:
    result = detente(*args)
    assert result.exit_code == 2
    assert result.stderr.startswith("Traceback")
    assert "\nError: There is no scenario 'nowhere'" in result.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        command = [sys.executable, "-m", "detente", "scenario", "show", "tiny"]
        done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
