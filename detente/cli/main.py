"""The command `detente`: which commands there are, how errors are told, what the shell is told.

Commands are imported only when they run, so that `detente --help` answers at once.

Exit codes: 0 done · 1 our bug · 2 the user's input · 3 stopped but resumable · 4 a check failed. A command
returns None, or an exit code; it raises a DetenteError for whatever ends it with one sentence.
"""

from __future__ import annotations

import difflib
import importlib
import io
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from detente import __version__
from detente.cli import settings
from detente.cli.output import DEBUG, JSON, debug_option, emit_json
from detente.errors import DetenteError, ScenarioError

__all__ = ["COMMANDS", "cli", "main"]

COMMANDS = {
    "run": ("detente.cli.run:run", "Run a session of talks, or a set of them."),
    "resume": ("detente.cli.resume:resume", "Go on with a session that was stopped."),
    "verify": ("detente.cli.verify:verify", "Run a session again from its record and compare every byte."),
    "fork": ("detente.cli.fork:fork", "Branch a session at a point: one change, and controls beside it."),
    "sessions": ("detente.cli.sessions:sessions", "List the sessions on disk."),
    "show": ("detente.cli.show:show", "Show a session: its course, its outcome and why."),
    "compare": ("detente.cli.compare:compare", "Lay two sessions, or two thousand, side by side."),
    "view": ("detente.cli.view:view", "Look at sessions in a browser, side by side too."),
    "export": ("detente.cli.export:export", "Write sessions for others: HTML, CSV, a brief, and more."),
    "read": ("detente.cli.read:read", "Read a seat's positions out of any text."),
    "prompts": ("detente.cli.prompts.group:prompts", "See, check, test and tune what models are told."),
    "doctor": ("detente.cli.doctor:doctor", "Try a model out, and see what is installed."),
    "scenario": ("detente.cli.scenario:scenario", "See, check and write scenarios."),
}
"""Command → where it is defined, and its one line of help."""

STOPPED_CODE = 3
STOPPED = "Stopped. What was recorded is kept, and `detente resume last` goes on with a session."


class Commands(click.Group):
    """A group whose commands are imported when they are asked for, and which tells errors in one place."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Names of the commands, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None for an unknown name."""
        return _load(cmd_name)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands for `--help` without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was asked for, and settle where its options take their values from."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(COMMANDS)}."
            raise click.UsageError(f"There is no command '{args[0]}': {hint}", ctx)
        name, command, rest = super().resolve_command(ctx, args)
        if name and command and not {"--help", "-h"} & set(rest):
            settings.apply(ctx, name, command, COMMANDS, _load)
        return name, command, rest

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,  # noqa: ANN401 - as click has it
    ) -> Any:  # noqa: ANN401 - as click has it
        """Run the command line and leave with an exit code of the contract."""
        if not standalone_mode or "_DETENTE_COMPLETE" in os.environ:
            return super().main(args, "detente", complete_var, standalone_mode, **extra)
        sys.exit(_leave(self, list(sys.argv[1:] if args is None else args)))


def _load(name: str) -> click.Command | None:
    if name not in COMMANDS:
        return None
    module, _, attribute = COMMANDS[name][0].partition(":")
    command: click.Command = getattr(importlib.import_module(module), attribute)
    return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, message="%(prog)s %(version)s")
@debug_option
def cli() -> None:
    """Negotiations between many parties and their factions, by language models, people or a baseline.

    \b
    detente scenario list           what can be negotiated
    detente run ukraine-2025        one session; no key, no network: the baseline needs none
    detente show last               what came of it
    detente doctor --model SPEC     whether a language model can play

    Every option can also be set as DETENTE_OPTION in the environment or in .env, or in detente.toml.
    """


def main() -> None:
    """Entry point of the console script; a character that the terminal lacks is shown as `?`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    signal.signal(signal.SIGTERM, _terminated)
    cli.main()


def _leave(group: click.Group, args: list[str]) -> int:
    """Run, report what went wrong, and return the exit code."""
    meta: dict[str, Any] = {}
    try:
        code = _run(group, args, meta)
        sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
        return 0
    except SystemExit:
        raise
    except BaseException as error:
        return _report(error, args, meta)
    return code


def _terminated(*_: object) -> None:
    """SIGTERM pauses what runs as Ctrl-C does, also where a script started us with Ctrl-C ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.raise_signal(signal.SIGINT)


def _run(group: click.Group, args: list[str], meta: dict[str, Any]) -> int:
    """Run the command line; `meta` keeps the common flags for a report of what went wrong."""
    try:
        with group.make_context("detente", args) as ctx:
            ctx.meta.update(meta)
            try:
                code = group.invoke(ctx)
            finally:
                meta.update(ctx.meta)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    return code if isinstance(code, int) else 0


def _report(error: BaseException, args: list[str], meta: dict[str, Any]) -> int:
    message, code, kind = _told(error)
    before = args[: args.index("--")] if "--" in args else args
    if meta.get(DEBUG) or "--debug" in before:
        traceback.print_exception(error, file=sys.stderr)
    if meta.get(JSON) or "--json" in before:
        problems = error.problems if isinstance(error, ScenarioError) else ()
        found = {"type": kind, "message": message, "exit_code": code, "problems": list(map(asdict, problems))}
        emit_json({"error": found})
    else:
        click.echo(f"Error: {message}" if code != STOPPED_CODE else message, err=True)
    return code


def _told(error: BaseException) -> tuple[str, int, str]:
    """The sentence for the user, the exit code, and the name of the error."""
    kind = type(error).__name__
    if isinstance(error, DetenteError):
        return _one_line(str(error)), error.exit_code, kind
    if isinstance(error, click.UsageError):
        return _usage(error), 2, "UsageError"
    if isinstance(error, click.ClickException):
        return _one_line(error.format_message()), 2, kind
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return STOPPED, STOPPED_CODE, "Stopped"
    what = _one_line(f"{kind}: {error}" if str(error) else kind)
    return f"This is a bug in detente ({what}); the same command with --debug shows more.", 1, kind


def _usage(error: click.UsageError) -> str:
    """Click's sentence, where its value came from if not from the command line, and where to read on."""
    if type(error).__name__ == "NoArgsIsHelpError":
        click.echo(error.format_message(), err=True)
        return "Say which command."
    message = _one_line(error.message if hasattr(error, "possibilities") else error.format_message())
    message = message.rstrip(".")
    if near := getattr(error, "possibilities", None):
        return f"{message}; did you mean '{near[0]}'?"
    parameter = getattr(error, "param", None)
    if error.ctx is not None and parameter is not None and parameter.name:
        source = error.ctx.get_parameter_source(parameter.name)
        if source is click.core.ParameterSource.DEFAULT_MAP:
            message += f" (from {settings.DOTENV} or {settings.TOML})"
        elif source is click.core.ParameterSource.ENVIRONMENT:
            message += f" (from the environment: {parameter.envvar})"
    path = error.ctx.command_path if error.ctx is not None else "detente"
    return f"{message}; see `{path} --help`." if not message.endswith("?") else message


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _close_stdout() -> None:
    """Send what is left to nowhere: the reader has gone, and Python would complain at its end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - open until the process ends
