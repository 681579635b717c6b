"""`detente scenario`: what can be negotiated: list, show, check, schema, new, sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.text import Text

from detente.cli.output import answer_options, console, emit_json
from detente.cli.scenario_cards import issue_page, seat_page
from detente.cli.scenario_page import overview
from detente.cli.sheet import ACCENT, FAINT, columns
from detente.cli.sheets import sheets
from detente.errors import InputError
from detente.scenario import loader, scaffold
from detente.scenario.model import SCHEMA, Scenario
from detente.scenario.schema import json_schema
from detente.transcripts.manifest import NOTICE

__all__ = ["scenario"]


@click.group()
def scenario() -> None:
    """See, check and write scenarios: what is negotiated, by whom, over what.

    A SCENARIO is the id of a built-in pack (`detente scenario list`), or the path of a folder or file.
    """


@scenario.command("list")
@answer_options
def list_(as_json: bool) -> None:
    """List the built-in scenarios.

    \b
    Example: detente scenario list
    """
    packs = [loader.load(name) for name in loader.packs()]
    if as_json:
        emit_json({"schema": SCHEMA, "scenarios": [_entry(pack) for pack in packs]})
        return
    table = columns(max(map(len, loader.packs())), None, between=1)
    for pack in packs:
        facts = f"{pack.date} · {', '.join(pack.seats)} · {len(pack.issues)} issues"
        about = Text.assemble((pack.title, "bold"), (f"\n{facts}", FAINT), f"\n{pack.summary}")
        table.add_row(Text(pack.id, style=ACCENT), about)
    console().print(table)


def _entry(pack: Scenario) -> dict[str, Any]:
    return {
        "id": pack.id,
        "title": pack.title,
        "date": str(pack.date),
        "parties": list(pack.seats),
        "issues": len(pack.issues),
        "summary": pack.summary,
    }


@scenario.command(short_help="Show a scenario as tables, one issue, or one party.")
@click.argument("where", metavar="SCENARIO")
@click.option("--issue", metavar="ISSUE", help="One issue in full, with every actor's stand on it.")
@click.option("--seat", metavar="SEAT", help="The persona cards of one party.")
@answer_options
def show(where: str, issue: str | None, seat: str | None, as_json: bool) -> None:
    """Show a scenario as tables: parties, issues, levers, stages, offers, worlds, clock.

    What documents say is plain; what is a modelling guess is marked as a prior.

    \b
    Example: detente scenario show tiny
             detente scenario show tiny --issue I1
             detente scenario show tiny --seat north
    """
    if issue and seat:
        raise click.UsageError("Give either --issue or --seat.")
    pack = loader.load(where)
    if issue:
        issue = _chosen("issue", issue, pack.issue_ids)
    if seat:
        seat = _chosen("seat", seat, pack.seats)
    if as_json:
        emit_json(_shown(pack, issue, seat))
        return
    page = issue_page(pack, issue) if issue else seat_page(pack, seat) if seat else overview(pack)
    console().print(page)


def _chosen(what: str, name: str, known: tuple[str, ...]) -> str:
    for candidate in known:
        if candidate.lower() == name.lower():
            return candidate
    raise InputError(f"There is no {what} '{name}' here; known: {', '.join(known)}.")


def _shown(pack: Scenario, issue: str | None, seat: str | None) -> dict[str, Any]:
    """The scenario as JSON, or the part of it that was asked for."""
    whole = pack.model_dump(mode="json", by_alias=True)
    head = {"schema": SCHEMA, "notice": NOTICE, "id": pack.id, "digest": pack.digest}
    if issue:
        stands = {actor: row["cells"].get(issue) for actor, row in whole["stands"].items()}
        found = next(entry for entry in whole["issues"] if entry["id"] == issue)
        excludes = [
            rule for rule in whole["excludes"] if issue in (end.split(".")[0] for end in rule["pair"])
        ]
        priors = {actor: cell for actor, cell in stands.items() if cell}
        return {**head, "issue": found, "excludes": excludes, "stands_are_priors": priors}
    if seat:
        mine = {actor: card for actor, card in whole["personas"].items() if actor.split(".")[0] == seat}
        party = next(entry for entry in whole["parties"] if entry["id"] == seat)
        return {**head, "party": party, "personas": mine}
    return {**head, "scenario": whole}


@scenario.command(short_help="Print everything wrong with a scenario.")
@click.argument("where", metavar="SCENARIO")
@answer_options
def check(where: str, as_json: bool) -> int:
    """Check a scenario and print everything wrong with it, as file:line: field: what to do.

    Exits with 4 when there is anything, with 0 when it is sound.

    \b
    Example: detente scenario check my-talks
    """
    problems = loader.problems(where)
    if as_json:
        found = [
            {"file": one.file, "line": one.line, "field": one.field, "message": one.message}
            for one in problems
        ]
        emit_json({"schema": SCHEMA, "scenario": where, "ok": not problems, "problems": found})
    elif problems:
        for problem in problems:
            click.echo(str(problem))
        click.echo(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in {where}.", err=True)
    else:
        click.echo(_sound(loader.load(where)))
    return 4 if problems else 0


def _sound(pack: Scenario) -> str:
    numbers = ", ".join(
        f"{count} {name if count == 1 else names}"
        for count, name, names in (
            (len(pack.parties), "party", "parties"),
            (len(pack.actors), "actor", "actors"),
            (len(pack.issues), "issue", "issues"),
            (len(pack.levers), "lever", "levers"),
            (len(pack.stages), "stage", "stages"),
            (len(pack.worlds), "world", "worlds"),
        )
    )
    return f"{pack.id} is sound: {numbers}; references, priors and dates (nothing later than {pack.date})."


@scenario.command(short_help="Print the JSON Schema, for editors.")
@answer_options
def schema(as_json: bool) -> None:
    """Print the JSON Schema of a scenario file, so that an editor can complete and check the YAML.

    \b
    Example: detente scenario schema > scenario.schema.json
    """
    del as_json  # the answer is JSON in any case
    emit_json(json_schema())


@scenario.command(short_help="Write a small scenario to start from.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--id", "name", metavar="ID", help="The scenario's id; without it, the folder's name.")
@answer_options
def new(folder: Path, name: str | None, as_json: bool) -> None:
    """Write a small, sound scenario to start from, with comments that teach.

    \b
    Example: detente scenario new my-talks
    """
    written = scaffold.write(folder, name or folder.resolve().name)
    if as_json:
        emit_json({"schema": SCHEMA, "path": str(folder), "files": [str(path) for path in written]})
        return
    for path in written:
        click.echo(str(path))
    click.echo(f"Next: `detente scenario check {folder}`, then `detente run {folder}`.", err=True)


scenario.add_command(sheets)
