"""`detente verify`: run sessions again from their record and compare every byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from detente.cli.output import answer_options, emit_json
from detente.cli.where import out_option
from detente.errors import ChainBroken, CheckFailed
from detente.orchestration import session
from detente.transcripts.find import SET, find, members

__all__ = ["verify"]

FAILED_CODE = 4


@click.command()
@click.argument("names", metavar="SESSION...", nargs=-1, required=True)
@out_option
@answer_options
def verify(names: tuple[str, ...], out: Path, as_json: bool) -> int:
    """Run sessions again from their own record and compare every byte; of a set, all its sessions.

    Exits with 4 when one was changed or comes out differently.

    \b
    Example: detente verify last
    """
    paths = [path for name in names for path in _sessions(find(name, out, sets=name != "last"))]
    found = [_checked(path, as_json=as_json) for path in paths]
    whole = all(entry["ok"] for entry in found)
    if as_json:
        emit_json({"schema": 1, "ok": whole, "sessions": found})
    elif len(found) > 1:
        good = sum(entry["ok"] for entry in found)
        click.echo(f"{good} of {len(found)} sessions hold.", err=True)
    return 0 if whole else FAILED_CODE


def _sessions(path: Path) -> list[Path]:
    return members(path) if (path / SET).exists() else [path]


def _checked(path: Path, *, as_json: bool) -> dict[str, Any]:
    """Check one session; what is found wrong is told, and the others are still checked."""
    try:
        sentence, good = session.verify(path), True
    except (ChainBroken, CheckFailed) as failure:
        sentence, good = str(failure), False
    if not as_json:
        click.echo(sentence if good else f"FAILED {sentence}", err=not good)
    return {"session": path.name, "path": str(path), "ok": good, "message": sentence}
