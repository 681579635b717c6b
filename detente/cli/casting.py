"""What models are asked with: the tables of detente.toml, keys of .env, the caps of a command line.

[models."openai:NAME"]          how a model is asked, wherever it sits
temperature = 0.7               parameters are the provider's own
max_tokens = 8000               ours: max_tokens, price, at_once, per_minute, tries, deadline, altogether
price = [0.25, 2.0, 0.025]      US dollars for a million tokens: in, out, cached

[seats.russia]                  who sits in one seat (or `analyst`), and its own parameters
model = "openai:NAME"
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from detente.cli.output import Decorated
from detente.cli.settings import TOML, dotenv_entries, tables
from detente.errors import InputError
from detente.llm.budget import Caps
from detente.llm.failures import keep_secret
from detente.llm.providers import Providers
from detente.llm.settings import ModelSettings, model_settings
from detente.llm.specs import parse_spec
from detente.orchestration.backstage import Backstage
from detente.prompts.library import built_in, overlaid
from detente.studies.reading import With

__all__ = [
    "ANALYST",
    "Casting",
    "asked_with",
    "backstage",
    "cap_options",
    "caps_of",
    "keys",
    "library_option",
]

ANALYST = "analyst"
CAPS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--max-tokens", type=click.IntRange(min=0), metavar="N", help="Stop before a call could pass it."
    ),
    click.option(
        "--max-cost", type=click.FloatRange(min=0), metavar="USD", help="The same in US dollars; see prices."
    ),
    click.option(
        "--max-calls", type=click.IntRange(min=0), metavar="N", help="The same in calls of a model."
    ),
    click.option(
        "--max-minutes", type=click.FloatRange(min=0), metavar="N", help="The same in minutes of running."
    ),
)


def cap_options(command: Decorated) -> Decorated:
    """Take the four caps of a budget."""
    for option in reversed(CAPS):
        command = option(command)
    return command


def caps_of(options: Mapping[str, Any]) -> Caps:
    """The caps that were given; an option that was not is None."""
    return Caps(
        tokens=options["max_tokens"],
        cost=options["max_cost"],
        calls=options["max_calls"],
        minutes=options["max_minutes"],
    )


def library_option(command: Decorated) -> Decorated:
    """Take --library, a folder of prompts that override the built-in ones by their names."""
    option = click.option(
        "--library",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="A folder of your own prompts; each overrides the built-in one of its name.",
    )
    return option(command)


def backstage(caps: Caps | None = None, library: Path | None = None) -> Backstage:
    """What a command's sessions run with; keys in .env are used where the environment has none."""
    prompts = overlaid(library) if library else built_in()
    return Backstage(providers=Providers(keys=keys()), caps=caps or Caps(), library=prompts)


def asked_with(analyst: str, options: Mapping[str, Any], library: Path | None = None) -> With:
    """What an analyst is asked with, outside a session."""
    settings = Casting.read().settings({ANALYST: analyst}).get(ANALYST, ModelSettings())
    stage = backstage(library=library)
    return With(settings, caps_of(options), stage.providers, stage.library)


def keys() -> dict[str, str]:
    """The keys in .env, where the environment has none of that name. Raises InputError."""
    found = {name: key for name, key in dotenv_entries().items() if name.endswith("_API_KEY") and key}
    for key in found.values():
        keep_secret(key)
    return {name: key for name, key in found.items() if name not in os.environ}


@dataclass(frozen=True)
class Casting:
    """The tables [models] and [seats]."""

    models: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """SPEC → its table."""
    seats: Mapping[str, str] = field(default_factory=dict)
    """Seat (or `analyst`) → SPEC."""
    own: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Seat (or `analyst`) → what it has of its own beside its model."""

    @classmethod
    def read(cls) -> Casting:
        """From detente.toml, if there is one. Raises InputError naming the table and the field."""
        found = tables(("models", "seats"))
        models = {
            name: _table(entry, f'[models."{name}"]') for name, entry in found.get("models", {}).items()
        }
        for name, table in models.items():
            parse_spec(name)
            model_settings(table, f'{TOML}: [models."{name}"]')
        seats = {name: _table(entry, f"[seats.{name}]") for name, entry in found.get("seats", {}).items()}
        specs = {name: str(entry["model"]) for name, entry in seats.items() if "model" in entry}
        own = {name: {k: v for k, v in entry.items() if k != "model"} for name, entry in seats.items()}
        return cls(models, specs, own)

    def of(self, seats: tuple[str, ...]) -> Casting:
        """The same for a scenario with these seats; a seat that it does not have is said to be left alone."""
        known = (*seats, ANALYST)
        for name in self.own:
            if name not in known:
                told = f"{TOML}: [seats.{name}] is left alone: the seats are {', '.join(known)}."
                click.echo(told, err=True)
        kept = {name: spec for name, spec in self.seats.items() if name in known}
        return Casting(self.models, kept, self.own)

    def settings(self, specs: Mapping[str, str]) -> dict[str, ModelSettings]:
        """Seat (or `analyst`) → how its model is asked, for (seat → SPEC)."""
        found: dict[str, ModelSettings] = {}
        for name, text in specs.items():
            spec = parse_spec(text)
            if spec.is_model:
                base = self.models.get(spec.name) or self.models.get(text) or {}
                table = {**base, **self.own.get(name, {})}
                found[name] = model_settings(table, f"{TOML}: [seats.{name}]")
        return found


def _table(entry: Any, where: str) -> dict[str, Any]:  # noqa: ANN401 - whatever the file holds
    if not isinstance(entry, dict):
        raise InputError(f"{TOML}: {where} is a table of settings.")
    return entry
