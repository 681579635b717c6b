"""How `run` and `resume` end: the summary, the answer object, or one sentence about a stop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click

from detente.cli.output import console, emit_json, notices
from detente.cli.where import address, opened
from detente.errors import DetenteError, SessionPaused
from detente.orchestration.chamber import Observer
from detente.scenario.model import Scenario
from detente.transcripts.events import Event
from detente.transcripts.manifest import Manifest
from detente.transcripts.render.live import PUBLIC, Live
from detente.transcripts.render.record import answer, reason
from detente.transcripts.render.summary import Where, summary
from detente.transcripts.render.terminal import screen
from detente.transcripts.store import Folder

__all__ = ["ended", "observers", "people", "stopped"]

STOPPED_CODE = 3


@contextmanager
def observers(
    manifest: Manifest, scenario: Scenario, *, quiet: bool, public: bool, before: Iterable[Event] = ()
) -> Iterator[list[Observer]]:
    """What shows the talks on stderr as they happen. `before` is what happened before a stop.

    With one person in a seat the screen is that seat's view; with several, each is shown its own in turn.
    While models are waited for, a terminal says so.
    """
    held = people(manifest)
    if quiet or len(held) > 1:
        yield []
        return
    screen = notices()
    live = Live(screen, scenario, held[0] if held else PUBLIC if public else None)
    live.begin(manifest)
    live.catch_up(before)
    waits = manifest.has_model and not held and screen.is_terminal
    with screen.status("waiting for words …") if waits else nullcontext():
        yield [live]


def people(manifest: Manifest) -> list[str]:
    """The seats that people hold."""
    everybody = {**manifest.seats, **{f"{n} ": s for n, s in manifest.in_force.seats.items()}}
    return list(dict.fromkeys(seat.strip() for seat, spec in everybody.items() if spec == "human"))


def ended(path: Path, name: str, *, as_json: bool, public: bool) -> None:
    """Answer on stdout with what came of a session; `name` is what `detente show` takes for it."""
    found = opened(path)
    public = public or bool(people(found.manifest))
    if as_json:
        emit_json(answer(found.manifest, found.events, str(path), public=public))
        return
    notices().print()
    page = summary(found.manifest, found.scenario, found.events, Where(str(path), name), public=public)
    console().print(screen(page))


def stopped(stop: SessionPaused, path: Path, out: Path, *, as_json: bool, public: bool) -> int:
    """Tell that a session stopped, and how to go on; returns the exit code."""
    why = str(stop).partition(" Go on with:")[0]
    go_on = f"Go on with: detente resume {address(path, out)}"
    try:
        folder = Folder(path)
        manifest, events = folder.manifest, folder.events()
    except DetenteError:
        raise stop from None
    manifest = manifest.model_copy(update={"state": "paused", "reason": why})
    why = reason(manifest, events, public=public)
    if as_json:
        emit_json(answer(manifest, events, str(path), public=public))
    click.echo(f"{why} {go_on}", err=True)
    return STOPPED_CODE
