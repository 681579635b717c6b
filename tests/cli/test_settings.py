"""An option's value: flag, then environment, then .env, then detente.toml, then default."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from detente.cli import main, settings

Detente = Callable[..., Result]

SHOW = ("scenario", "show", "tiny")


def wrote(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


def shown(result: Result) -> str:
    """The id of the issue that was shown, or what went wrong."""
    return result.stdout[:2] if result.exit_code == 0 else result.stderr


def test_each_source_overrules_the_next(detente: Detente, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(detente(*SHOW)) == "Tw"
    wrote("detente.toml", '[scenario]\nissue = "I1"\n')
    assert shown(detente(*SHOW)) == "I1"
    wrote(".env", "DETENTE_ISSUE=I2\n")
    assert shown(detente(*SHOW)) == "I2"
    monkeypatch.setenv("DETENTE_ISSUE", "I1")
    assert shown(detente(*SHOW)) == "I1"
    assert shown(detente(*SHOW, "--issue", "I2")) == "I2"


def test_a_key_at_the_top_level_applies_where_there_is_such_an_option(detente: Detente) -> None:
    wrote("detente.toml", 'issue = "I2"\n')
    assert shown(detente(*SHOW)) == "I2"
    assert detente("scenario", "check", "tiny").exit_code == 0


def test_a_commands_table_overrules_the_top_level(detente: Detente) -> None:
    wrote("detente.toml", 'issue = "I2"\n[scenario]\nissue = "I1"\n')
    assert shown(detente(*SHOW)) == "I1"


def test_a_flag_can_be_set(detente: Detente) -> None:
    wrote("detente.toml", "json = true\n")
    assert detente(*SHOW).stdout.startswith("{")
    assert detente("scenario", "show", "nowhere").stdout.startswith('{\n  "error"')


def test_the_environment_is_not_changed_by_a_dotenv_file(
    detente: Detente, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote(".env", "DETENTE_ISSUE=I2\nOTHER=1\n")
    monkeypatch.delenv("OTHER", raising=False)
    assert shown(detente(*SHOW)) == "I2"
    (Path(".env")).unlink()
    assert shown(detente(*SHOW)) == "Tw"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[scenario\n",
            "detente.toml:1: this is not valid TOML: expected ']' at the end of a table declaration.",
        ),
        ("a = 1\nb = \n", "detente.toml:2: this is not valid TOML: invalid value."),
        (
            '# mine\n[scenario]\nisue = "I1"\n',
            "detente.toml:3: [scenario] has no setting 'isue'; did you mean 'issue'?",
        ),
        ("[scenari]\n", "detente.toml:1: [scenari] is no command's table; did you mean 'scenario'?"),
        ('[scenario]\nissue = ["I1"]\n', "detente.toml: issue takes one value, not a list."),
        (
            "[scenario.issue]\nid = 1\n",
            "detente.toml:1: 'issue' is a table; give a value or a list of values.",
        ),
    ],
)
def test_a_bad_settings_file_is_told_in_one_sentence(detente: Detente, text: str, sentence: str) -> None:
    wrote("detente.toml", text)
    result = detente(*SHOW)
    assert (result.exit_code, result.stderr) == (2, f"Error: {sentence}\n")


def test_help_does_not_read_the_settings(detente: Detente) -> None:
    wrote("detente.toml", "[scenario\n")
    assert detente("--help").exit_code == 0
    assert detente(*SHOW, "--help").exit_code == 0


@click.command()
@click.option("--max-tokens", type=int, multiple=False)
@click.option("--set", "sets", multiple=True)
@click.option("--out", "out_dir")
def travel(max_tokens: int | None, sets: tuple[str, ...], out_dir: str | None) -> None:
    click.echo(f"{max_tokens} {list(sets)} {out_dir}")


@pytest.fixture
def travelling(detente: Detente, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A made-up command with a number, a repeated option and an option of another name."""
    del detente  # for its empty folder
    monkeypatch.setattr(main, "COMMANDS", {"travel": ("tests", "Travel.")})
    monkeypatch.setattr(main, "_load", lambda name: travel if name == "travel" else None)
    return lambda *args: CliRunner().invoke(main.cli, ["travel", *args])


def test_keys_may_be_written_with_dashes_or_underscores(travelling: Callable[..., Result]) -> None:
    wrote("detente.toml", 'max-tokens = 5\nset = ["M1=0", "M2=1"]\nout = "here"\n')
    assert travelling().stdout == "5 ['M1=0', 'M2=1'] here\n"
    wrote("detente.toml", "[travel]\nmax_tokens = 6\n")
    assert travelling().stdout == "6 [] None\n"


def test_a_repeated_option_is_split_at_spaces(
    travelling: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote(".env", 'DETENTE_SET="M1=0 M2=1"\n')
    assert travelling().stdout == "None ['M1=0', 'M2=1'] None\n"
    monkeypatch.setenv("DETENTE_SET", "M3=2 M4=0")
    assert travelling().stdout == "None ['M3=2', 'M4=0'] None\n"


def test_a_bad_value_is_told_with_where_it_came_from(
    travelling: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote("detente.toml", 'max-tokens = "many"\n')
    result = travelling()
    assert result.exit_code == 2
    assert "'many' is not a valid integer (from .env or detente.toml)" in result.stderr
    monkeypatch.setenv("DETENTE_MAX_TOKENS", "few")
    assert "'few' is not a valid integer (from the environment: DETENTE_MAX_TOKENS)" in travelling().stderr


def test_a_key_that_no_command_has_is_told(travelling: Callable[..., Result]) -> None:
    wrote("detente.toml", "max-tokns = 5\n")
    sentence = "detente.toml:1: no command has a setting 'max-tokns'; did you mean 'max_tokens'?"
    assert travelling().stderr == f"Error: {sentence}\n"


def test_settings_are_looked_for_by_these_names() -> None:
    assert (settings.TOML, settings.DOTENV, settings.PREFIX) == ("detente.toml", ".env", "DETENTE_")
