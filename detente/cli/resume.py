"""`detente resume`: go on with a session, or with what is missing of a set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from detente.cli.casting import backstage, cap_options, caps_of
from detente.cli.ending import ended, observers, people, stopped
from detente.cli.output import answer_options
from detente.cli.where import address, out_option
from detente.errors import SessionPaused
from detente.llm.budget import Caps
from detente.orchestration import session
from detente.scenario.loader import load_text
from detente.transcripts.find import SET, find
from detente.transcripts.store import Folder

__all__ = ["resume"]


@click.command()
@click.argument("name", metavar="SESSION|SET")
@click.option("--jobs", type=click.IntRange(min=1), default=1, metavar="N", help="Sessions of a set at once.")
@click.option("--public", is_flag=True, help="Show nothing that is private to a party.")
@cap_options
@out_option
@answer_options
def resume(
    name: str,
    jobs: int,
    public: bool,
    out: Path,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> int | None:
    """Go on with a session that was stopped, or with what is missing of a set.

    What was recorded is not asked again, and the end is the same, byte for byte, as without the stop. A
    SESSION is a folder, an id, the unique start of one, or `last`. After a spent budget, give a larger cap.

    \b
    Example: detente resume last
             detente resume last --max-cost 5
    """
    path, caps = find(name, out, sets=True), caps_of(options)
    if (path / SET).exists():
        return _set(path, out, jobs, caps, as_json=as_json)
    folder = Folder(path)
    scenario = load_text(folder.scenario_text)
    manifest = folder.manifest
    quiet = as_json or manifest.state == "ended"
    before = [] if quiet else folder.events()
    stage = backstage()
    try:
        with observers(manifest, scenario, quiet=quiet, public=public, before=before) as shown:
            stage.people.live = bool(shown) and bool(people(manifest))
            _, repaired = session.resume(path, shown, backstage=stage, caps=caps)
    except SessionPaused as stop:
        return stopped(stop, path, out, as_json=as_json, public=public)
    if repaired:
        click.echo(repaired, err=True)
    ended(path, address(path, out), as_json=as_json, public=public)
    return None


def _set(path: Path, out: Path, jobs: int, caps: Caps, *, as_json: bool) -> int:
    from detente.cli.set_screen import progress, report  # noqa: PLC0415 - a single session does without
    from detente.studies.sets import resume_set  # noqa: PLC0415

    try:
        with progress(1, quiet=as_json) as told:
            found = resume_set(path, jobs, told, backstage(caps))
    except KeyboardInterrupt as stop:
        raise SessionPaused(f"Interrupted. Go on with: detente resume {address(path, out)}") from stop
    return report(found, out, as_json=as_json)
