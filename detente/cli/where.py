"""Which session is meant, and what stands in its folder: the same for every command that takes SESSION."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from detente.cli.output import Decorated
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.transcripts.events import Event
from detente.transcripts.find import find
from detente.transcripts.manifest import Manifest
from detente.transcripts.store import Folder

__all__ = ["SESSION", "Opened", "address", "located", "opened", "out_option", "resolved"]

SESSION = "A SESSION is a folder, an id, the unique start of one, or `last`; inside a set, SET/SESSION."


def out_option(command: Decorated) -> Decorated:
    """Take --out, the folder of sessions."""
    option = click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("transcripts"),
        show_default=True,
        metavar="DIR",
        help="The folder that holds the sessions.",
    )
    return option(command)


def resolved(spec: str, out: Path) -> str:
    """A SPEC with the session of `replay:SESSION` as a path."""
    head, _, name = spec.partition(":")
    return f"replay:{find(name, out)}" if head == "replay" and name else spec


@dataclass(frozen=True)
class Opened:
    """A session as it stands on disk."""

    path: Path
    manifest: Manifest
    scenario: Scenario
    events: list[Event]


def opened(path: Path) -> Opened:
    """Read a session's folder. Raises TranscriptError, ChainBroken, ScenarioError."""
    folder = Folder(path)
    manifest = folder.manifest
    return Opened(path, manifest, load_text(folder.scenario_text), folder.events())


def located(name: str, out: Path) -> Opened:
    """Find a session and read it."""
    return opened(find(name, out))


def address(path: Path, out: Path) -> str:
    """What the user can give to name this session: its id, or its path where --out was given by hand."""
    ctx: Any = click.get_current_context(silent=True)
    by_hand = ctx is not None and ctx.get_parameter_source("out") is ParameterSource.COMMANDLINE
    if by_hand or out not in path.parents:
        return str(path)
    return path.relative_to(out).as_posix()
