"""`detente run`: one session of talks, or a set of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from detente.cli.casting import backstage, cap_options, caps_of, library_option
from detente.cli.choices import Choices, choice_options
from detente.cli.ending import ended, observers, people, stopped
from detente.cli.output import answer_options, console, emit_json
from detente.cli.where import address, out_option
from detente.errors import SessionPaused
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import session_name
from detente.orchestration.session import start
from detente.prompts.library import Library
from detente.studies.estimate import Expected, acts, expected, rehearsed
from detente.transcripts.manifest import NOTICE

__all__ = ["run"]


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@choice_options
@library_option
@cap_options
@out_option
@click.option("--public", is_flag=True, help="Show nothing that is private to a party.")
@click.option("--dry-run", is_flag=True, help="Say what would be run, and run nothing.")
@answer_options
def run(
    scenario: str,
    out: Path,
    library: Path | None,
    public: bool,
    dry_run: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> int | None:
    """Run a session of talks, or with several seeds, worlds or plans a set of them.

    A SCENARIO is the id of a built-in pack (`detente scenario list`) or the path of one. The talks are shown
    on stderr as they happen, what came of them on stdout. A SPEC says who sits in a seat: `baseline` (a
    documented utility model: no key, no network), `human`, `script:FILE`,
    `replay:SESSION` (what that seat answered there), `openai:MODEL`,
    `openai:MODEL@BASE_URL` for any server that speaks its protocol, or PROVIDER:MODEL as LangChain has it.
    `detente doctor --model SPEC` tries one out.

    \b
    Example: detente run ukraine-2025 --seed 3
             detente run ukraine-2025 --model openai:gpt-5-mini --analyst lexical --max-cost 2
             detente run ukraine-2025 --seat ukraine=human
             detente run ukraine-2025 --world article,no-factions --seeds 1-20 --jobs 2
    """
    choices, stage = Choices.of(scenario, options), backstage(caps_of(options), library)
    if dry_run:
        _plan(choices, out, stage.library, as_json=as_json)
        return None
    if choices.total > 1:
        return _set(choices, out, stage, as_json=as_json)
    return _session(choices, out, stage, as_json=as_json, public=public)


def _session(choices: Choices, out: Path, stage: Backstage, *, as_json: bool, public: bool) -> int | None:
    config = choices.base
    name = choices.name or session_name(config.scenario.id)
    manifest = config.manifest(name)
    try:
        with observers(manifest, config.scenario, quiet=as_json, public=public) as shown:
            stage.people.live = bool(shown) and bool(people(manifest))
            path, _ = start(config, out, name, shown, backstage=stage)
    except SessionPaused as stop:
        return stopped(stop, out / name, out, as_json=as_json, public=public)
    shown_as = "last" if address(path, out) == name else str(path)
    ended(path, shown_as, as_json=as_json, public=public)
    return None


def _set(choices: Choices, out: Path, stage: Backstage, *, as_json: bool) -> int:
    from detente.cli.set_screen import progress, report  # noqa: PLC0415 - a single run does without
    from detente.studies.sets import SetDesign, run_set  # noqa: PLC0415

    design = SetDesign(choices.base, choices.seeds, choices.worlds, choices.offers)
    name = choices.name or f"{session_name(choices.base.scenario.id)}-set"
    try:
        with progress(choices.total, quiet=as_json) as told:
            found = run_set(design, out, name, choices.jobs, told, stage)
    except KeyboardInterrupt as stop:
        raise SessionPaused(f"Interrupted. Go on with: detente resume {address(out / name, out)}") from stop
    return report(found, out, as_json=as_json)


# -- a dry run ------------------------------------------------------------------------------------


def _plan(choices: Choices, out: Path, library: Library, *, as_json: bool) -> None:
    found = _planned(choices, out, library)
    if as_json:
        emit_json(found)
        return
    screen = console()
    many = f"{found['sessions']} sessions" if found["sessions"] > 1 else "1 session"
    screen.print(f"Nothing is run. This would run {many} of {found['scenario']} into {found['out']}/.")
    for name in ("worlds", "offers", "seeds", "seats", "analyst"):
        screen.print(f"  {name}: {_row(found[name])}")
    counted = ", ".join(f"{kind} {number:,}" for kind, number in found["acts"].items())
    screen.print(f"  acts: at most {sum(found['acts'].values()):,} ({counted})")
    for spec, entry in found["models"].items():
        screen.print(f"  {spec}: {Expected(**entry).words}")
    screen.print(NOTICE, style="yellow")


def _planned(choices: Choices, out: Path, library: Library) -> dict[str, Any]:
    counted: dict[str, int] = {}
    for config in choices.configs:
        for kind, number in acts(config).items():
            counted[kind] = counted.get(kind, 0) + number * len(choices.seeds)
    return {
        "schema": 1,
        "notice": NOTICE,
        "dry_run": True,
        "scenario": choices.base.scenario.id,
        "sessions": choices.total,
        "worlds": list(choices.worlds),
        "offers": list(choices.offers),
        "seeds": list(choices.seeds),
        "seats": choices.base.seating(),
        "analyst": choices.base.analyst,
        "acts": counted,
        "models": {spec: vars(entry) for spec, entry in _expected(choices, library).items()},
        "out": str(out),
    }


def _expected(choices: Choices, library: Library) -> dict[str, Expected]:
    """SPEC → about what its model would be asked in all."""
    found: dict[str, Expected] = {}
    for config in choices.configs:
        for spec, entry in expected(rehearsed(config, library) if config.lines() else ()).items():
            found[spec] = found.get(spec, Expected()).plus(entry, len(choices.seeds))
    return found


def _row(value: Any) -> str:  # noqa: ANN401 - what a plan holds
    if isinstance(value, dict):
        return ", ".join(f"{seat} {spec}" for seat, spec in value.items())
    if not isinstance(value, list):
        return str(value)
    names = [str(entry) for entry in value]
    return ", ".join(names) if len(names) <= 10 else f"{', '.join(names[:5])}, … {names[-1]} ({len(names)})"
