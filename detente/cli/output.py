"""Small pieces that every command shares: the options it takes, and the three places it writes to.

Results go to stdout (`emit_json`, `console`), progress and notices to stderr (`notices`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "DEBUG",
    "JSON",
    "answer_options",
    "console",
    "debug_option",
    "emit_json",
    "json_option",
    "notices",
]

DEBUG, JSON = "detente.debug", "detente.json"
"""Keys of `Context.meta` under which the two common flags are remembered for whoever reports an error."""

Decorated = TypeVar("Decorated", bound=Callable[..., Any] | click.Command)


def emit_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Write one JSON value to stdout; text that the terminal cannot encode is escaped."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(value, ensure_ascii=not utf8, indent=2))


def console() -> Console:
    """A rich console on stdout: colours and width of the terminal, plain text of 80 columns elsewhere."""
    return _console(stderr=False)


def notices() -> Console:
    """A rich console on stderr, for progress and notices."""
    return _console(stderr=True)


def _console(stderr: bool) -> Console:
    from rich.console import Console  # noqa: PLC0415 - `detente --help` does without rich

    class _Console(Console):
        def on_broken_pipe(self) -> None:
            """Let the entry point handle it: rich would exit 1, which says that we have a bug."""
            raise BrokenPipeError

    return _Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def _remember(key: str) -> Callable[[click.Context, click.Parameter, bool], bool]:
    def callback(ctx: click.Context, _: click.Parameter, value: bool) -> bool:
        ctx.meta[key] = ctx.meta.get(key, False) or value
        return value

    return callback


def debug_option(command: Decorated) -> Decorated:
    """Take --debug, which the entry point uses; the command itself is not told."""
    option = click.option(
        "--debug",
        is_flag=True,
        expose_value=False,
        envvar="DETENTE_DEBUG",
        callback=_remember(DEBUG),
        help="Show the traceback of an error.",
    )
    return option(command)


def json_option(command: Decorated) -> Decorated:
    """Take --json, passed to the command as `as_json`; errors are then JSON too."""
    option = click.option(
        "--json",
        "as_json",
        is_flag=True,
        is_eager=True,
        callback=_remember(JSON),
        help="Answer with one JSON object on stdout, errors too.",
    )
    return option(command)


def answer_options(command: Decorated) -> Decorated:
    """Take --json (as `as_json`) and --debug: what every command that answers takes."""
    return json_option(debug_option(command))
