"""Where an option's value comes from: flag, then environment, then .env, then detente.toml, then default.

Each option `--max-tokens` of any command reads DETENTE_MAX_TOKENS from the environment and from .env, and
`max-tokens` or `max_tokens` from detente.toml: from the table of its command (`[run]`, `[scenario]`, …) or,
for every command that has such an option, from the top level. Both files are looked for in the working
directory and read only when a command runs.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from detente.errors import InputError

__all__ = ["TOML", "apply", "dotenv_entries", "tables"]

TOML, DOTENV = "detente.toml", ".env"
PREFIX = "DETENTE_"
OWN_TABLES = ("models", "seats")
"""Tables that belong to no command: who sits where, and how models are asked."""
Options = dict[str, list[click.Option]]


def apply(
    ctx: click.Context,
    name: str,
    command: click.Command,
    commands: Iterable[str],
    load: Callable[[str], click.Command | None],
) -> None:
    """Give a command's options their environment variables and their defaults from the two files.

    `commands` are all commands, and `load` imports one: a key at the top level of detente.toml may belong to
    any of them. Raises InputError for a file that cannot be read and for a key that no option has.
    """
    options = _options(command)
    for key, found in options.items():
        for option in found:
            option.envvar = option.envvar or PREFIX + key.upper()
    values = _from_toml(name, options, list(commands), load)
    values |= {key: text for key, text in _from_dotenv().items() if key in options}
    if values:
        ctx.default_map = {name: _default_map(command, values)}


def _options(command: click.Command) -> Options:
    """Option name, as in DETENTE_NAME but lower case → the options of that name, subcommands' included."""
    found: Options = {}
    for option in _walk(command):
        for flag in option.opts:
            if flag.startswith("--"):
                found.setdefault(_folded(flag), []).append(option)
    return found


def _walk(command: click.Command) -> Iterator[click.Option]:
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield parameter
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from _walk(child)


def _folded(name: str) -> str:
    return name.lstrip("-").replace("-", "_").lower()


def _default_map(command: click.Command, values: Mapping[str, Any]) -> dict[str, Any]:
    defaults: dict[str, Any] = {}
    for parameter in command.params:
        for flag in parameter.opts:
            if isinstance(parameter, click.Option) and parameter.name and _folded(flag) in values:
                defaults[parameter.name] = _value(parameter, values[_folded(flag)])
    if isinstance(command, click.Group):
        defaults |= {name: _default_map(child, values) for name, child in command.commands.items()}
    return defaults


def _value(option: click.Option, value: Any) -> Any:  # noqa: ANN401 - what a file holds, for click to convert
    if option.multiple or option.nargs != 1:
        return value if isinstance(value, list) else option.type.split_envvar_value(str(value))
    if isinstance(value, list):
        raise InputError(f"{TOML}: {option.opts[-1].lstrip('-')} takes one value, not a list.")
    return value


def dotenv_entries() -> dict[str, str]:
    """What stands in .env, if there is one. Raises InputError."""
    path = Path(DOTENV)
    if not path.is_file():
        return {}
    from dotenv import dotenv_values  # noqa: PLC0415 - only where there is such a file

    try:
        return {name: text for name, text in dotenv_values(path).items() if text is not None}
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{DOTENV} cannot be read: {error}.") from error


def _from_dotenv() -> dict[str, str]:
    mine = {key: text for key, text in dotenv_entries().items() if key.startswith(PREFIX)}
    return {_folded(key.removeprefix(PREFIX)): text for key, text in mine.items()}


def _from_toml(
    name: str, options: Options, commands: list[str], load: Callable[[str], click.Command | None]
) -> dict[str, Any]:
    path = Path(TOML)
    if not path.is_file():
        return {}
    text, data = _parsed(path)
    values: dict[str, Any] = {}
    for key, entry in data.items():
        if key in OWN_TABLES:
            continue
        if isinstance(entry, dict):
            _known(key, commands, text, f"[{key}] is no command's table")
        elif _folded(key) not in options:
            _known_anywhere(key, commands, load, text)
        else:
            values[_folded(key)] = _plain(key, entry, text)
    for key, entry in data.get(name, {}).items():
        _known(_folded(key), options, text, f"[{name}] has no setting '{key}'", key)
        values[_folded(key)] = _plain(key, entry, text)
    return values


def tables(names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Some tables of detente.toml as they are; none where there is no such file. Raises InputError."""
    path = Path(TOML)
    if not path.is_file():
        return {}
    text, data = _parsed(path)
    found = {name: data[name] for name in names if name in data}
    for name, entry in found.items():
        if not isinstance(entry, dict):
            raise InputError(f"{TOML}{_line(name, text)}: '{name}' is a table: [{name}.NAME].")
    return found


def _parsed(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)", str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        reason = str(error)[: place.start()] if place else str(error)
        message = f"{TOML}:{line}: this is not valid TOML: {reason[0].lower()}{reason[1:]}."
        raise InputError(message) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{TOML} cannot be read: {error}.") from error


def _plain(key: str, value: Any, text: str) -> Any:  # noqa: ANN401 - what TOML holds
    """Values as click takes them from a command line: strings, except for flags and lists."""
    if isinstance(value, dict):
        raise InputError(f"{TOML}{_line(key, text)}: '{key}' is a table; give a value or a list of values.")
    if isinstance(value, list):
        return [_plain(key, entry, text) for entry in value]
    return value if isinstance(value, bool) else str(value)


def _known_anywhere(
    key: str, commands: list[str], load: Callable[[str], click.Command | None], text: str
) -> None:
    loaded = [command for command in map(load, commands) if command]
    everywhere = {option for command in loaded for option in _options(command)}
    _known(_folded(key), everywhere, text, f"no command has a setting '{key}'", key)


def _known(folded: str, known: Iterable[str], text: str, message: str, key: str = "") -> None:
    names = list(known)
    if folded not in names:
        near = difflib.get_close_matches(folded, names, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else "."
        raise InputError(f"{TOML}{_line(key or folded, text)}: {message}{hint}")


def _line(key: str, text: str) -> str:
    pattern = re.compile(rf"""^\s*(?:\[\s*(?:[\w-]+\.)*)?["']?{re.escape(key)}["']?\s*[\]=]""")
    lines = enumerate(text.splitlines(), start=1)
    return next((f":{number}" for number, line in lines if pattern.match(line)), "")
