"""`detente prompts tune`: variants of prompts beside each other, measured in pairs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.casting import Casting, backstage, cap_options, caps_of, library_option
from detente.cli.choices import pairs, seeds_in
from detente.cli.output import answer_options, console, emit_json, notices
from detente.cli.prompts.progress import progress
from detente.cli.prompts.test import cassette_options, keeping, recorded
from detente.errors import CheckFailed, InputError
from detente.llm.specs import parse_spec
from detente.orchestration.backstage import Backstage, recorded_caps
from detente.prompts.library import Library, overlaid
from detente.transcripts.render.blocks import clean
from detente.transcripts.render.terminal import screen

if TYPE_CHECKING:
    from detente.studies.tuning.design import Design
    from detente.studies.tuning.folder import Tuned

__all__ = ["tune"]

STOPPED_CODE = 3
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


def _options(command: Any) -> Any:  # noqa: ANN401 - a click command, or the function of one
    """What is tried, on what, and by which measure."""
    options = (
        click.option(
            "--variant", "variants", multiple=True, metavar="NAME=DIR", help="A folder of prompts to try."
        ),
        click.option(
            "--arm", "arms", multiple=True, metavar="ARM=A,B", help="What else is varied; see above."
        ),
        click.option("--model", default="", metavar="SPEC", help="The model in the seats under test."),
        click.option(
            "--seat", "seats", multiple=True, metavar="SEAT", help="A seat under test; all, if none."
        ),
        click.option(
            "--against", default="baseline", show_default=True, metavar="SPEC,…", help="In the other seats."
        ),
        click.option(
            "--held-out", multiple=True, metavar="SCENARIO", help="A scenario that nothing was written on."
        ),
        click.option("--held-out-against", default="", metavar="SPEC,…", help="The same of other seats."),
        click.option(
            "--seeds", default="1-10", show_default=True, metavar="LIST", help="As 1-20 or 1,3,5-7."
        ),
        click.option(
            "--rounds", type=click.IntRange(min=1), metavar="N", help="At most so many rounds a stage."
        ),
        click.option("--world", default="", metavar="NAME", help="Causal assumptions of the sessions."),
        click.option("--offers", default="", metavar="PLAN", help="The mediator's plan of offers."),
        click.option(
            "--analyst", default="lexical", show_default=True, metavar="SPEC", help="Reads the sessions."
        ),
        click.option(
            "--paraphrases", type=click.IntRange(0, 2), default=1, show_default=True, help="Asked again so."
        ),
        click.option("--gold", multiple=True, metavar="FILE", help="Labelled statements, read by the model."),
        click.option("--cases", multiple=True, metavar="PATH", help="Prompt tests, asked of the model."),
        click.option(
            "--by",
            default="",
            metavar="MEASURE",
            help="Leads: valid, f1, cases, breaches, leaks, consistency, refusals, tokens.",
        ),
        click.option("--jobs", type=click.IntRange(min=1), default=4, show_default=True, help="At once."),
        click.option("--name", default="", metavar="NAME", help="Name of the tuning."),
        click.option("--resume", type=click.Path(path_type=Path), metavar="DIR", help="Go on with a tuning."),
        click.option(
            "--apply", "apply", type=click.Path(path_type=Path), metavar="DIR", help="Write the winner there."
        ),
        click.option(
            "--take", default="", metavar="VARIANT", help="With --apply: this one, found better or not."
        ),
        click.option("--yes", is_flag=True, help="With --apply: do not ask."),
        click.option(
            "--out",
            type=click.Path(path_type=Path, file_okay=False),
            default=Path("tunings"),
            show_default=True,
            metavar="DIR",
            help="The folder that holds tunings.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@_options
@cassette_options
@library_option
@cap_options
@answer_options
def tune(scenarios: tuple[str, ...], as_json: bool, **options: Any) -> int:  # noqa: ANN401
    """Try variants of prompts beside the prompts as they are, on the same seeds, and compare in pairs.

    Measured are: valid replies at the first try, breaches, leaks, refusals, tokens and cost of sessions of
    each SCENARIO; whether decisions stay the same when the view is told in other words; grounded F1 on --gold
    labels; the share of --cases that pass. What the talks come to is told, and never tuned towards.

    \b
    --arm model=SPEC,SPEC            another model
    --arm order=given,reversed       who speaks first
    --arm names=shown,masked         invented names of countries; a YAML file of your own for `masked`
    --arm language=English,French    the language of the talks
    --arm instructed=yes,no          roles without beliefs, wants, manner and private lines
    --arm swap=no,A:B                the model in B's seat, and whoever sat there in A's

    \b
    Example: detente prompts tune ukraine-2025 --variant firmer=my-prompts --model openai:NAME --seat russia
             detente prompts tune --cases my-tests --variant firmer=my-prompts --model openai:NAME --by cases
             detente prompts tune --resume tunings/NAME --apply my-library
    """
    stage = backstage(caps_of(options), options["library"])
    providers, cassette = recorded(stage.providers, options)
    stage = Backstage(providers, stage.caps, stage.people, stage.library)
    with keeping(cassette):
        found = _tuned(scenarios, options, stage, quiet=as_json)
    _tell(found, as_json=as_json)
    if options["apply"]:
        _apply(found, options, as_json=as_json)
    return 0 if found.state == "ended" else STOPPED_CODE


def _tuned(scenarios: tuple[str, ...], options: dict[str, Any], stage: Backstage, *, quiet: bool) -> Tuned:
    from detente.studies.tuning.folder import begin, go_on  # noqa: PLC0415 - the engine only where it is run

    with progress("measuring", quiet=quiet) as told:
        if options["resume"]:
            return go_on(options["resume"], stage, options["jobs"], told)
        libraries = {"current": stage.library, **_variants(options["variants"], stage.library)}
        design = _design(scenarios, options, tuple(libraries), stage)
        return begin(design, libraries, options["out"], stage, options["jobs"], told)


def _variants(texts: tuple[str, ...], base: Library) -> dict[str, Library]:
    found = pairs("--variant", "NAME=DIR, such as --variant firmer=my-prompts", texts)
    for name in found:
        if name == "current" or not NAME.fullmatch(name):
            raise InputError(f"--variant {name}: give a short name of letters and digits, and not `current`.")
    return {name: overlaid(Path(folder), base) for name, folder in found.items()}


def _design(
    scenarios: tuple[str, ...], options: dict[str, Any], variants: tuple[str, ...], stage: Backstage
) -> Design:
    from detente.orchestration.config import session_name  # noqa: PLC0415
    from detente.studies.tuning.design import Design, checked_arm  # noqa: PLC0415

    arms = tuple(checked_arm(text) for text in options["arms"])
    _check(scenarios, options, variants, bool(arms))
    against, apart = _list(options["against"]), _list(options["held_out_against"])
    models = [options["model"], *(level for arm in arms if arm.name == "model" for level in arm.levels)]
    specs = {
        spec: spec for spec in (*models, *against, *apart, options["analyst"]) if parse_spec(spec).is_model
    }
    settings = Casting.read().settings(specs)
    return Design(
        name=_name(options["name"]) or session_name("tuning"),
        variants=variants,
        arms=arms,
        scenarios=scenarios,
        held_out_scenarios=options["held_out"],
        against=against,
        held_out_against=apart,
        seeds=seeds_in(options["seeds"]),
        seats=options["seats"],
        model=options["model"],
        analyst=options["analyst"],
        rounds=options["rounds"],
        world=options["world"],
        offers=options["offers"],
        paraphrases=options["paraphrases"],
        gold=options["gold"],
        cases=options["cases"],
        by=options["by"] or ("cases" if options["cases"] and not scenarios else "valid"),
        settings={spec: one.model_dump(mode="json") for spec, one in settings.items()},
        caps=recorded_caps(stage.caps),
    )


def _check(
    scenarios: tuple[str, ...], options: dict[str, Any], variants: tuple[str, ...], arms: bool
) -> None:
    from detente.studies.tuning.measures import MEASURES  # noqa: PLC0415

    if not options["model"] or not parse_spec(options["model"]).is_model:
        raise click.UsageError("--model: give the language model that the prompts are tried on.")
    if len(variants) < 2 and not arms:
        raise click.UsageError("Give a --variant NAME=DIR to try, or an --arm to vary.")
    if not (scenarios or options["held_out"] or options["gold"] or options["cases"]):
        raise click.UsageError("Say on what: a SCENARIO, --gold labels, or --cases.")
    if options["by"] and options["by"] not in MEASURES:
        raise InputError(f"--by {options['by']}: there is no such measure; there are {', '.join(MEASURES)}.")


def _name(name: str) -> str:
    if name and not NAME.fullmatch(name):
        raise InputError(f"--name {name}: give a short name of letters and digits.")
    return name


def _list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


# -- what is told ---------------------------------------------------------------------------------


def _tell(found: Tuned, *, as_json: bool) -> None:
    from detente.studies.tuning.page import answer, page  # noqa: PLC0415
    from detente.viewer.tuning_report import write_report  # noqa: PLC0415

    report = write_report(found)
    if as_json:
        emit_json({**answer(found), "report": str(report)})
        return
    console().print(screen(page(found)))
    notices().print(f"Every number leads to its sessions in {report}", soft_wrap=True)
    if found.state != "ended":
        notices().print(f"Go on with: detente prompts tune --resume {found.path}", soft_wrap=True)


def _apply(found: Tuned, options: dict[str, Any], *, as_json: bool) -> None:
    """Show what the winner changes, ask, and write it."""
    from detente.studies.tuning.applying import applied, write  # noqa: PLC0415

    chosen = options["take"] or found.board.winner
    if not chosen:
        raise CheckFailed(
            "Nothing was applied: no variant was found better; --take NAME applies one all the same."
        )
    made = applied(found.board, found.libraries, chosen)
    shown = notices()
    for name, lines in made.differences.items():
        shown.rule(name, align="left")
        for line in lines:
            shown.print(clean(line), soft_wrap=True)
    shown.print(f"Changelog: {made.why}", soft_wrap=True)
    if not (options["yes"] or (not as_json and _agreed(options["apply"]))):
        raise CheckFailed("Nothing was applied: it was not agreed to; --yes agrees beforehand.")
    for path in write(made, options["apply"], found.libraries["current"]):
        shown.print(f"Written: {path}", soft_wrap=True)


def _agreed(folder: Path) -> bool:
    """Whether the person says yes; nobody there to ask is a no."""
    try:
        return click.confirm(f"Write this to {folder}?", err=True)
    except click.Abort:
        return False
