"""`detente sessions`: the sessions on disk, newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from detente.cli.fork_tree import tree
from detente.cli.output import answer_options, console, emit_json
from detente.cli.where import out_option
from detente.transcripts.find import Listed, find, listed
from detente.transcripts.labels import Labels, labels_of, noted, tagged
from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.words import counted

__all__ = ["sessions"]

WIDE = 110
"""Columns of a terminal that has room for everything in one row."""
WIDE_ROW = ("Scenario", "World", "Offers", "Seed", "State", "Outcome", "Rounds", "Started (UTC)")
NARROW_ROW = ("Outcome",)


@click.group(invoke_without_command=True)
@click.option("--all", "each", is_flag=True, help="List every session of a set, not the set as one row.")
@click.option("--tree", "as_tree", is_flag=True, help="Forks under the session that they branched from.")
@click.option("--tag", "only", default="", metavar="TAG", help="Only those that carry this tag.")
@out_option
@answer_options
@click.pass_context
def sessions(ctx: click.Context, each: bool, as_tree: bool, only: str, out: Path, as_json: bool) -> None:
    """List the sessions on disk, newest first; folders that cannot be read are listed with what is wrong.

    \b
    Example: detente sessions
             detente sessions --tree
             detente sessions tag last keep
             detente sessions note last "Moscow moved on I8 after round 3."
    """
    if ctx.invoked_subcommand:
        return
    found = [one for one in listed(out) if not only or only in one.labels.tags]
    if as_json:
        emit_json({"schema": 1, "notice": NOTICE, "out": str(out), "sessions": list(map(_entry, found))})
        return
    if not found:
        click.echo(f"There are no sessions in {out} yet; `detente run ukraine-2025` makes one.", err=True)
        return
    screen = console()
    if as_tree:
        screen.print(tree(found, each=each))
    else:
        screen.print(_table(found, each=each, wide=screen.width >= WIDE))
    for broken in (entry for entry in found if entry.problem):
        screen.print(Text(f"{broken.name}: {broken.problem}", style="red"))
    screen.print(Text(NOTICE, style="yellow"))


@sessions.command("tag")
@click.argument("name", metavar="SESSION")
@click.argument("tags", metavar="TAG…", nargs=-1, required=True)
@click.option("--remove", is_flag=True, help="Take the tags off.")
@out_option
@answer_options
def tag(name: str, tags: tuple[str, ...], remove: bool, out: Path, as_json: bool) -> None:
    """Put tags on a session; they are kept beside the transcript, not in it.

    \b
    Example: detente sessions tag last keep for-training
    """
    path = find(name, out)
    _labelled(path, tagged(path, tags, remove=remove), as_json=as_json)


@sessions.command("note")
@click.argument("name", metavar="SESSION")
@click.argument("text", metavar="[TEXT]", default="")
@out_option
@answer_options
def note(name: str, text: str, out: Path, as_json: bool) -> None:
    """Add a note to a session, or without a text read its notes; they are kept beside the transcript.

    \b
    Example: detente sessions note last "Moscow moved on I8 after round 3."
             detente sessions note last
    """
    path = find(name, out)
    labels = noted(path, text) if text else labels_of(path)
    if not text and not as_json:
        for remark in labels.notes:
            click.echo(f"{remark.when[:16].replace('T', ' ')}  {remark.text}")
    _labelled(path, labels, as_json=as_json)


def _labelled(path: Path, labels: Labels, *, as_json: bool) -> None:
    if as_json:
        emit_json({"schema": 1, "session": path.name, **labels.model_dump(mode="json")})
        return
    told = f"tags {', '.join(labels.tags) or 'none'}; {counted(len(labels.notes), 'note')}"
    click.echo(f"{path.name}: {told}.")


def _entry(one: Listed) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "session": one.name,
        "path": str(one.path),
        "set": one.group or None,
        "started": one.started,
        "problem": one.problem or None,
    }
    manifest = one.manifest
    if manifest is None:
        return entry | {"state": "broken"}
    summary, now = manifest.summary, manifest.in_force
    return entry | {
        "state": manifest.state,
        "scenario": manifest.scenario,
        "world": now.world,
        "offers": now.offers,
        "parent": manifest.parent.session if manifest.parent else None,
        "at": str(manifest.parent.at) if manifest.parent else None,
        **one.labels.model_dump(mode="json"),
        "seed": manifest.seed,
        "class": summary.outcome_class,
        "outcome": summary.outcome,
        "rounds": summary.rounds,
    }


def _table(found: Iterable[Listed], *, each: bool, wide: bool) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("Session", overflow="fold", no_wrap=not wide)
    for heading in WIDE_ROW if wide else NARROW_ROW:
        table.add_column(heading, justify="right" if heading in ("Seed", "Rounds") else "left")
    for row in _rows(found, each=each):
        table.add_row(*(row if wide else _narrow(row)))
    return table


Row = tuple[str, str, str, str, str, str, str, str, str]


def _rows(found: Iterable[Listed], *, each: bool) -> Iterable[Row]:
    groups: dict[str, list[Listed]] = {}
    for one in found:
        groups.setdefault(one.group if one.group and not each else one.name, []).append(one)
    for name, members in groups.items():
        yield _group(name, members) if members[0].group and not each else _row(members[0])


def _row(one: Listed) -> Row:
    when = one.started[:16].replace("T", " ")
    manifest = one.manifest
    if manifest is None:
        return one.name, "", "", "", "", "broken", "", "", when
    summary, now = manifest.summary, manifest.in_force
    state = "broken" if one.problem else manifest.state
    outcome, rounds = summary.outcome_class or "", str(summary.rounds)
    run = (manifest.scenario, now.world, now.offers, str(manifest.seed))
    tags = "".join(f" #{tag}" for tag in one.labels.tags)
    return f"{one.name}{tags}", *run, state, outcome, rounds, when


def _group(name: str, members: list[Listed]) -> Row:
    """A set as one row: what varies is counted."""
    manifests = [one.manifest.in_force for one in members if one.manifest]
    worlds = _varied([one.world for one in manifests], "worlds")
    plans = _varied([one.offers for one in manifests], "plans")
    states = _varied([one.state for one in manifests], "states")
    classes = Counter(one.summary.outcome_class for one in manifests if one.summary.outcome_class)
    outcome = ", ".join(f"{name} {number}" for name, number in classes.most_common())
    seeds = counted(len({one.seed for one in manifests}), "seed")
    when = members[0].started[:16].replace("T", " ")
    scenario = manifests[0].scenario if manifests else ""
    return f"{name}/ ({len(members)})", scenario, worlds, plans, seeds, states, outcome, "", when


def _varied(values: list[str], noun: str) -> str:
    different = list(dict.fromkeys(values))
    return different[0] if len(different) == 1 else f"{len(different)} {noun}"


def _narrow(row: Row) -> tuple[str, ...]:
    """Two lines a session, for a narrow terminal."""
    name, scenario, world, offers, seed, state, outcome, rounds, when = row
    about = f"  {scenario}: {world}, {offers}, {seed}" if scenario else "  ?"
    after = f", {counted(int(rounds), 'round')}" if rounds and outcome else ""
    return f"{name}\n{about}", f"{outcome or state}{after}\n{state} {when}"
