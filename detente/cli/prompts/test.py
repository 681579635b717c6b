"""`detente prompts test`: tests of prompts, on mocks, cassettes or a model; and how an analyst reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.casting import Casting, backstage, cap_options, caps_of, library_option
from detente.cli.output import answer_options, console, emit_json
from detente.cli.prompts.analyst import score_analyst
from detente.cli.prompts.progress import progress
from detente.errors import CheckFailed, InputError
from detente.llm.budget import Budget
from detente.llm.providers import Providers
from detente.llm.settings import ModelSettings
from detente.transcripts.render.blocks import Block, Grid, Listing, Page, Para
from detente.transcripts.render.terminal import screen

if TYPE_CHECKING:
    from detente.llm.cassettes import Cassette, CassetteMode
    from detente.studies.cases.model import Placed
    from detente.studies.cases.running import Asking, Verdict

__all__ = ["cassette_options", "keeping", "recorded", "test"]

ANALYST, MOCK = "analyst", "mock"
SHIPPED = Path(__file__).parents[2] / "prompts" / "cases"


def cassette_options(command: Any) -> Any:  # noqa: ANN401 - a click command, or the function of one
    """Take --cassette and --record: answers that are replayed, and which of them are recorded."""
    options = (
        click.option(
            "--cassette",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Replay a model's recorded answers; they are asked for in the same words or not at all.",
        ),
        click.option(
            "--record",
            type=click.Choice(["none", "new", "all"]),
            default="none",
            show_default=True,
            help="What of the cassette is recorded: nothing, what is missing, everything anew.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command("test")
@click.argument("what", nargs=-1, metavar="[FILE|FOLDER]... | analyst")
@click.option(
    "--model", default=MOCK, show_default=True, metavar="SPEC", help="Who answers; `mock`: the cases."
)
@click.option(
    "--samples", type=click.IntRange(min=1), default=1, show_default=True, help="Asked so often each."
)
@click.option(
    "--pass-at", type=click.FloatRange(0, 1), default=1.0, show_default=True, help="Share that must pass."
)
@click.option("--only", default="", metavar="TEXT", help="Only cases whose id, actor or act holds it.")
@click.option(
    "--junit", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="JUnit's XML too."
)
@cassette_options
@click.option(
    "--gold",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="With `analyst`: labelled statements, as JSON lines.",
)
@click.option(
    "--analyst", default="lexical", show_default=True, metavar="SPEC", help="With `analyst`: who reads."
)
@click.option(
    "--at-least",
    type=click.FloatRange(0, 1),
    metavar="F1",
    help="With `analyst`: exit with 4 if the micro F1 is lower.",
)
@library_option
@cap_options
@answer_options
def test(what: tuple[str, ...], gold: Path | None, as_json: bool, **options: Any) -> int:  # noqa: ANN401
    """Run prompt tests: what seats are told, and what is made of it. Exit code 4 when a case fails.

    Without a FILE the tests that come with detente are run. By default nobody is asked: each case has a
    mocked answer, which goes through the schema, the rules and the analyst as a model's would. With `analyst`
    an analyst is scored against gold labels instead: (issue, option, holds or rejects) triples, ranges
    expanded.

    \b
    Example: detente prompts test
             detente prompts test my-tests/ --library my-prompts --junit out.xml
             detente prompts test my-tests/ --model openai:NAME --samples 10 --pass-at 0.8
             detente prompts test my-tests/ --model openai:NAME --cassette c.jsonl --record new
             detente prompts test analyst --gold gold.jsonl --analyst lexical
    """
    if what == (ANALYST,):
        score_analyst(gold, options, as_json=as_json)
        return 0
    if gold is not None:
        raise click.UsageError("--gold goes with `detente prompts test analyst`.")
    from detente.studies.cases.report import answer, failed, junit  # noqa: PLC0415 - the engine only where it is run

    found = _run(what, options, quiet=as_json)
    wrong = failed(found, options["pass_at"])
    if options["junit"]:
        _write(options["junit"], junit(found, options["pass_at"]))
    if as_json:
        emit_json(answer(found, options["model"], options["pass_at"]))
    else:
        console().print(screen(_page(found, wrong, options)))
    if not wrong:
        return 0
    if as_json:
        return CheckFailed.exit_code
    raise CheckFailed(f"{len(wrong)} of {len(found)} cases failed.")


def _run(what: tuple[str, ...], options: dict[str, Any], *, quiet: bool) -> list[Verdict]:
    from detente.studies.cases.running import run_cases  # noqa: PLC0415

    placed = _chosen(what, options["only"])
    asking, cassette = _asking(options)
    with keeping(cassette), progress("asking", quiet=quiet) as told:
        return run_cases(placed, replace(asking, progress=told))


def _chosen(what: tuple[str, ...], only: str) -> list[Placed]:
    from detente.studies.cases.model import load_cases  # noqa: PLC0415

    placed = load_cases([Path(name) for name in what] or [SHIPPED])
    fitting = [one for one in placed if only in f"{one.case.id} {one.case.actor} {one.case.act}"]
    if not fitting:
        raise InputError(f"--only {only}: none of {len(placed)} cases has it in its id, actor or act.")
    return fitting


def _asking(options: dict[str, Any]) -> tuple[Asking, Cassette | None]:
    from detente.studies.cases.running import Asking  # noqa: PLC0415

    spec, stage = options["model"], backstage(caps_of(options), options["library"])
    if spec == MOCK:
        if options["cassette"]:
            raise click.UsageError("--cassette holds a model's answers: say whose, with --model.")
        return Asking(stage.library), None
    settings = Casting.read().settings({MOCK: spec}).get(MOCK)
    if settings is None:
        raise InputError(f"--model {spec}: give `mock` or a language model.")
    providers, cassette = recorded(stage.providers, options)
    return (
        Asking(
            stage.library,
            spec,
            settings or ModelSettings(),
            providers,
            Budget(stage.caps),
            options["samples"],
        ),
        cassette,
    )


def recorded(providers: Providers, options: dict[str, Any]) -> tuple[Providers, Cassette | None]:
    """Providers whose answers come from a cassette, if one was given."""
    path, mode = options["cassette"], options["record"]
    if path is None:
        if mode != "none":
            raise click.UsageError("--record says what of a --cassette is recorded.")
        return providers, None
    from detente.llm.cassettes import Cassette  # noqa: PLC0415 - only where one is used

    kept: CassetteMode = mode
    cassette = Cassette.open(path, kept)
    return Providers(make=cassette.around(providers.make), keys=providers.keys), cassette


@contextmanager
def keeping(cassette: Cassette | None) -> Iterator[None]:
    """What was recorded is saved; what is new also where a cap or Ctrl-C ends it.

    Raises CheckFailed for recordings that nobody asked for.
    """
    try:
        yield
    except BaseException:
        if cassette is not None and cassette.mode == "new":
            cassette.save()
        raise
    if cassette is not None:
        cassette.save()
        _refuse_stale(cassette)


def _refuse_stale(cassette: Cassette) -> None:
    """A recording that nothing asked for is of other prompts."""
    if cassette.mode == "none" and cassette.unused:
        many = len(cassette.unused)
        raise CheckFailed(f"{cassette.path}: {many} recordings were not asked for; record with --record all.")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"--junit {path} cannot be written: {error.strerror}.") from error


def _page(found: list[Verdict], wrong: list[Verdict], options: dict[str, Any]) -> Page:
    several = options["samples"] > 1 and options["model"] != MOCK
    rows = tuple(
        (
            "failed" if one in wrong else "passed",
            one.placed.case.id,
            one.actor,
            one.placed.case.act,
            f"{sum(trial.passed for trial in one.trials)} of {len(one.trials)}" if several else _checks(one),
        )
        for one in found
    )
    grid = Grid(("", "Case", "Actor", "Act", "Trials" if several else "Checks"), rows, fixed=(0, 2, 3, 4))
    blocks: list[Block] = [grid]
    for one in wrong:
        place = f"{one.placed.file}:{one.placed.line}"
        blocks.append(
            Listing(tuple(("", told) for told in one.problems), lead=f"{one.placed.case.id} ({place})")
        )
    untold = sum(1 for one in found if one.skipped)
    if untold:
        blocks.append(
            Para(f"{untold} cases have no mocked answer: only what is told was judged.", tone="notice")
        )
    blocks.append(Para(f"{len(found) - len(wrong)} of {len(found)} cases passed.", tone="strong"))
    return Page("Prompt tests", tuple(blocks))


def _checks(one: Verdict) -> str:
    return str(sum(len(trial.checks) for trial in one.trials))
