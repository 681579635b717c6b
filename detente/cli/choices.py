"""What `detente run` takes: its options, and the sessions that they come to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from detente.cli.casting import ANALYST, Casting
from detente.cli.output import Decorated
from detente.cli.where import resolved
from detente.errors import InputError
from detente.orchestration.config import RunConfig
from detente.scenario.loader import load

__all__ = ["Choices", "choice_options", "pairs", "seeds_in"]

MOST_SEEDS = 100_000
_SEEDS = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


def _named(_: click.Context, __: click.Parameter, value: str) -> str:
    if value and (value != Path(value).name or value in (".", "..") or value.startswith("-")):
        raise InputError(f"--name {value}: give a plain folder name; --out says where it goes.")
    return value


def seeds_in(text: str) -> tuple[int, ...]:
    """The seeds of `1-20` or `1,3,5-7`, each once, in the order given. Raises InputError."""
    found: list[int] = []
    for part in text.split(","):
        match = _SEEDS.fullmatch(part.strip())
        if match is None:
            raise InputError(f"--seeds {text}: give numbers and ranges, such as 1-20 or 1,3,5-7.")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise InputError(f"--seeds {text}: {part.strip()} runs backwards.")
        if last - first >= MOST_SEEDS:
            raise InputError(f"--seeds {text}: at most {MOST_SEEDS:,} seeds in one set.")
        found += range(first, last + 1)
    return tuple(dict.fromkeys(found))


def pairs(option: str, example: str, texts: Iterable[str]) -> dict[str, str]:
    """The pairs of KEY=VALUE options. Raises InputError for one that is none, or for a key given twice."""
    found: dict[str, str] = {}
    for text in texts:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not (key and equals and value):
            raise InputError(f"{option} {text}: give it as {example}.")
        if found.setdefault(key, value) != value:
            raise InputError(f"{option}: {key} is given twice, as {found[key]} and as {value}.")
    return found


def _list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--model", default="baseline", show_default=True, metavar="SPEC", help="Who sits in every seat."
    ),
    click.option(
        "--seat", "seats", multiple=True, metavar="SEAT=SPEC", help="Who sits in one seat; repeatable."
    ),
    click.option(
        "--analyst", default="lexical", show_default=True, metavar="SPEC", help="Who reads statements."
    ),
    click.option(
        "--seed",
        type=click.IntRange(min=0),
        default=1,
        show_default=True,
        metavar="N",
        help="Seed of chance.",
    ),
    click.option("--seeds", default="", metavar="LIST", help="Several seeds, as 1-20 or 1,3,5-7: a set."),
    click.option("--rounds", type=click.IntRange(min=1), metavar="N", help="At most so many rounds a stage."),
    click.option("--world", default="", metavar="NAME", help="Causal assumptions; a,b makes a set."),
    click.option("--offers", default="", metavar="PLAN", help="The mediator's offer plan; x,y makes a set."),
    click.option("--without", multiple=True, metavar="SEAT", help="Leave a seat out; repeatable."),
    click.option(
        "--set",
        "sets",
        multiple=True,
        metavar="PATH=VALUE",
        help="A mechanism's strength (M24=0), a switch or a prior (russia.leader.I2.limit=c); repeatable.",
    ),
    click.option("--draw-priors", is_flag=True, help="Draw every prior from its range, by the seed."),
    click.option("--name", default="", metavar="NAME", callback=_named, help="Name of the session or set."),
    click.option(
        "--jobs", type=click.IntRange(min=1), default=1, metavar="N", help="Sessions of a set at once."
    ),
)


def choice_options(command: Decorated) -> Decorated:
    """Take every option that says what is to be run."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def _given(ctx: click.Context, name: str) -> bool:
    """Whether an option stands on the command line itself."""
    return ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def _seated(ctx: click.Context, casting: Casting, options: dict[str, Any]) -> dict[str, str]:
    """Seat → SPEC: flags first, then the tables [seats], unless --model was given for every seat."""
    flags = pairs("--seat", "SEAT=SPEC, such as --seat russia=baseline", options["seats"])
    table = {name: spec for name, spec in casting.seats.items() if name != ANALYST}
    return {**({} if _given(ctx, "model") else table), **flags}


def _analyst(ctx: click.Context, casting: Casting, options: dict[str, Any]) -> str:
    own = casting.seats.get(ANALYST)
    return str(options["analyst"]) if own is None or _given(ctx, "analyst") else own


@dataclass(frozen=True)
class Choices:
    """The sessions that a command line comes to."""

    base: RunConfig
    seeds: tuple[int, ...]
    worlds: tuple[str, ...]
    offers: tuple[str, ...]
    name: str = ""
    jobs: int = 1
    configs: tuple[RunConfig, ...] = field(default=(), compare=False)
    """One checked configuration for each world and plan, with the first seed."""

    @property
    def total(self) -> int:
        """How many sessions there are."""
        return len(self.seeds) * len(self.worlds) * len(self.offers)

    @classmethod
    def of(cls, where: str, options: dict[str, Any]) -> Choices:
        """Check everything that was given. Raises InputError before anything is run."""
        ctx = click.get_current_context()
        if options["seeds"] and _given(ctx, "seed"):
            raise click.UsageError("Give either --seed or --seeds.")
        seeds = seeds_in(options["seeds"]) if options["seeds"] else (options["seed"],)
        scenario, out = load(where), ctx.params["out"]
        casting = Casting.read().of(scenario.seats)
        base = RunConfig(
            scenario=scenario,
            seed=seeds[0],
            without=tuple(options["without"]),
            rounds=options["rounds"],
            sets=pairs("--set", "PATH=VALUE, such as --set M24=0", options["sets"]),
            draw_priors=options["draw_priors"],
            seats={name: resolved(spec, out) for name, spec in _seated(ctx, casting, options).items()},
            model=resolved(options["model"], out),
            analyst=resolved(_analyst(ctx, casting, options), out),
        )
        base = replace(base, models=casting.settings({**base.seating(), ANALYST: base.analyst}))
        configs = tuple(
            replace(base, world=world, offers=plan).checked()
            for world in _list(options["world"]) or ("",)
            for plan in _list(options["offers"]) or ("",)
        )
        worlds = tuple(dict.fromkeys(config.world for config in configs))
        plans = tuple(dict.fromkeys(config.offers for config in configs))
        return cls(configs[0], seeds, worlds, plans, options["name"], options["jobs"], configs)
