"""`detente fork`: copy a session up to a point, change one thing, and go on from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import yaml
from pydantic import ValidationError

from detente.cli.casting import ANALYST, Casting, backstage, cap_options, caps_of
from detente.cli.choices import pairs
from detente.cli.ending import ended, observers, people, stopped
from detente.cli.output import answer_options
from detente.cli.where import address, out_option, resolved
from detente.errors import InputError, SessionPaused
from detente.llm.budget import Caps
from detente.orchestration.config import session_name
from detente.orchestration.forking import Origin, decider_at, fork_folder, origin_of
from detente.orchestration.session import resume
from detente.scenario.loader import load_text
from detente.studies.forks import ForkSet, run_forks
from detente.transcripts.acts import Offer
from detente.transcripts.changes import Change
from detente.transcripts.find import find
from detente.transcripts.store import Folder

__all__ = ["fork"]

OFFER = "terms: {I1: b}, levers: [reset], demands: [], text: …"


@click.command()
@click.argument("name", metavar="SESSION")
@click.option("--at", required=True, metavar="STAGE.ROUND", help="Before the offer of this round.")
@click.option("--offers", default="", metavar="PLAN", help="Another plan of offers from here on.")
@click.option("--offer", metavar="FILE", help="An offer of your own (YAML), made here.")
@click.option("--add-lever", "add", multiple=True, metavar="ID", help="A lever in every offer to its target.")
@click.option("--drop-lever", "drop", multiple=True, metavar="ID", help="A lever in no offer; repeatable.")
@click.option("--model", default="", metavar="SPEC", help="Who sits in every seat from here on.")
@click.option("--seat", "seats", multiple=True, metavar="SEAT=SPEC", help="Who sits in one seat; repeatable.")
@click.option("--analyst", default="", metavar="SPEC", help="Who reads statements.")
@click.option("--world", default="", metavar="NAME", help="Other causal assumptions from here on.")
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="A strength, switch or prior.")
@click.option("--prompt", "prompts", multiple=True, metavar="ID=FILE", help="Another text of a prompt.")
@click.option("--without", multiple=True, metavar="SEAT", help="A seat that leaves, if it never took part.")
@click.option(
    "--replicates",
    type=click.IntRange(min=1),
    metavar="K",
    help="K changed and K unchanged continuations, and the difference between them.",
)
@click.option("--jobs", type=click.IntRange(min=1), default=1, metavar="N", help="Continuations at once.")
@click.option("--name", "called", default="", metavar="NAME", help="Name of the fork.")
@cap_options
@out_option
@click.option("--public", is_flag=True, help="Show nothing that is private to a party.")
@answer_options
def fork(
    name: str,
    at: str,
    called: str,
    out: Path,
    public: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> int | None:
    """Branch a session: what came before a round is copied for nothing, one thing is changed, talks go on.

    A fork is a session: it can be shown, resumed, verified and forked again. With models that sample, one
    fork shows the change together with chance; --replicates runs unchanged controls beside it.

    \b
    Example: detente fork last --at moscow.3 --offers pressure-only
             detente fork last --at moscow.3 --drop-lever reset --replicates 20 --max-cost 5
             detente fork last --at kyiv.1 --seat ukraine=human
    """
    origin = origin_of(find(name, out), at)
    change, caps = _change(origin, options, out), caps_of(options)
    called = called or f"{session_name(origin.scenario.id)}-fork"
    if options["replicates"] is not None:
        design = ForkSet(origin, change, options["replicates"])
        return _many(design, out, called, options["jobs"], caps, as_json=as_json)
    path = fork_folder(origin, change, out, called, caps)
    return _one(path, out, caps, as_json=as_json, public=public)


def _one(path: Path, out: Path, caps: Caps, *, as_json: bool, public: bool) -> int | None:
    folder = Folder(path)
    manifest, stage = folder.manifest, backstage()
    try:
        with observers(
            manifest, load_text(folder.scenario_text), quiet=as_json, public=public, before=folder.events()
        ) as shown:
            stage.people.live = bool(shown) and bool(people(manifest))
            resume(path, shown, backstage=stage, caps=caps)
    except SessionPaused as stop:
        return stopped(stop, path, out, as_json=as_json, public=public)
    ended(path, address(path, out), as_json=as_json, public=public)
    return None


def _many(design: ForkSet, out: Path, called: str, jobs: int, caps: Caps, *, as_json: bool) -> int:
    from detente.cli.set_screen import progress, report  # noqa: PLC0415 - a single fork does without

    try:
        with progress(2 * design.replicates, quiet=as_json) as told:
            found = run_forks(design, out, called, jobs, told, backstage(caps))
    except KeyboardInterrupt as stop:
        raise SessionPaused(f"Interrupted. Go on with: detente resume {address(out / called, out)}") from stop
    return report(found, out, as_json=as_json)


# -- what is changed ------------------------------------------------------------------------------


def _change(origin: Origin, options: dict[str, Any], out: Path) -> Change:
    casting = Casting.read().of(origin.scenario.seats)
    now = origin.config.seating()
    seats = dict.fromkeys(now, options["model"]) if options["model"] else {}
    seats |= pairs("--seat", "SEAT=SPEC, such as --seat russia=baseline", options["seats"])
    seats = {seat: resolved(spec, out) for seat, spec in seats.items()}
    analyst = resolved(options["analyst"], out)
    asked = {**seats, **({ANALYST: analyst} if analyst else {})}
    models = {name: found.model_dump(mode="json") for name, found in casting.settings(asked).items()}
    return Change(
        at=origin.at,
        world=options["world"],
        offers=options["offers"],
        add_levers=tuple(options["add"]),
        drop_levers=tuple(options["drop"]),
        offer=_offer(options["offer"], origin) if options["offer"] else None,
        seats=seats,
        analyst=analyst,
        models=models,
        sets=pairs("--set", "PATH=VALUE, such as --set M24=0", options["sets"]),
        without=tuple(options["without"]),
        prompts=_prompts(options["prompts"]),
    )


def _offer(file: str, origin: Origin) -> Offer:
    """The offer in a file; it is put to whoever decides at the point, unless it says to whom."""
    try:
        found = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"--offer {file} cannot be read: {' '.join(str(error).split())}.") from error
    if not isinstance(found, dict):
        raise InputError(f"--offer {file}: an offer is a table, such as {OFFER}.")
    try:
        return Offer.model_validate({"to": decider_at(origin), **found})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"--offer {file}: {where}: {first['msg'][0].lower()}{first['msg'][1:]}.") from error


def _prompts(texts: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, file in pairs("--prompt", "ID=FILE, such as --prompt speak=my-speak.md", texts).items():
        try:
            found[name] = Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"--prompt {name}: {file} cannot be read: {error}.") from error
    return found
