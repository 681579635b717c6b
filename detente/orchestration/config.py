"""What a session is run on: one frozen value, from the flags to the manifest."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from detente import __version__
from detente.agents.seats import ANALYST, check_spec
from detente.errors import InputError
from detente.llm.door import Line
from detente.llm.settings import ModelSettings
from detente.llm.specs import Spec, parse_spec
from detente.orchestration.plans import edited
from detente.scenario.levers import OfferPlan
from detente.scenario.model import Scenario
from detente.scenario.numbers import Numbers, resolve
from detente.transcripts.changes import Change
from detente.transcripts.manifest import Manifest


@dataclass(frozen=True)
class RunConfig:
    """The choices behind one session. `check` refuses what the scenario does not know."""

    scenario: Scenario
    world: str = ""
    offers: str = ""
    seed: int = 1
    replicate: int = 0
    without: tuple[str, ...] = ()
    rounds: int | None = None
    """A cap on the rounds of every stage."""
    sets: Mapping[str, str] = field(default_factory=dict)
    draw_priors: bool = False
    seats: Mapping[str, str] = field(default_factory=dict)
    """Seat → SPEC, where it differs from `model`."""
    model: str = "baseline"
    analyst: str = "lexical"
    models: Mapping[str, ModelSettings] = field(default_factory=dict)
    """How models are asked: by seat (or `analyst`), else by SPEC, with or without its address."""
    changes: tuple[Change, ...] = ()
    """What is changed on the way, each at its point."""
    edits: tuple[Change, ...] = ()
    """Those in force now that edit the plan of offers."""

    def checked(self) -> RunConfig:
        """The same with defaults filled in. Raises InputError with one sentence for what does not fit."""
        scenario = self.scenario
        config = replace(
            self,
            world=self.world or scenario.default_world,
            offers=self.offers or scenario.default_offers,
            without=tuple(sorted(set(self.without))),
        )
        _known("world", config.world, [world.id for world in scenario.worlds])
        _known("offer plan", config.offers, [plan.id for plan in scenario.offers])
        for seat in (*config.without, *config.seats):
            _known("seat", seat, scenario.seats)
        for seat in config.without:
            if not scenario.party(seat).optional:
                free = [party.id for party in scenario.parties if party.optional]
                names = ", ".join(free) or "none"
                raise InputError(
                    f"The talks cannot be run without {seat}; seats that can be left out: {names}."
                )
        if config.rounds is not None and config.rounds < 1:
            raise InputError(f"--rounds {config.rounds}: give at least 1.")
        for spec in (config.model, *config.seats.values()):
            check_spec(spec)
        check_spec(config.analyst, analyst=True)
        config.numbers  # noqa: B018 - resolving finds a --set that does not fit
        return config

    @cached_property
    def numbers(self) -> Numbers:
        """The session's numbers. Raises InputError for a `--set` that does not fit."""
        return resolve(self.scenario, self.world, self.sets, self.seed if self.draw_priors else None)

    @cached_property
    def plan(self) -> OfferPlan:
        """The mediator's plan of offers, as changes have edited it."""
        return edited(self.scenario, self.scenario.plan(self.offers), self.edits)

    def after(self, change: Change) -> RunConfig:
        """What is in force once a change is made. Raises InputError for what does not fit."""
        kept = () if change.offers else self.edits
        return replace(
            self,
            world=change.world or self.world,
            offers=change.offers or self.offers,
            edits=(*kept, change) if change.edits_plan else kept,
            seats={**self.seats, **change.seats},
            analyst=change.analyst or self.analyst,
            models={**self.models, **_settings_in(change.models)},
            sets={**self.sets, **change.sets},
            without=(*self.without, *change.without),
            replicate=change.replicate,
        ).checked()

    @property
    def at_last(self) -> RunConfig:
        """What is in force once every change is made."""
        found = self
        for change in self.changes:
            found = found.after(change)
        return found

    def seating(self) -> dict[str, str]:
        """Seat → SPEC for every seat that takes part."""
        present = [seat for seat in self.scenario.seats if seat not in self.without]
        return {seat: self.seats.get(seat, self.model) for seat in present}

    def lines(self) -> dict[str, Line]:
        """Seat (or `analyst`) → which model is asked and how, for everybody who is a model."""
        everybody = {**self.seating(), ANALYST: self.analyst}
        specs = {name: parse_spec(text) for name, text in everybody.items()}
        return {
            name: Line.of(spec, self._settings(name, spec)) for name, spec in specs.items() if spec.is_model
        }

    def _settings(self, name: str, spec: Spec) -> ModelSettings:
        keys = (name, spec.text, spec.name)
        return next((self.models[key] for key in keys if key in self.models), ModelSettings())

    def manifest(self, session: str) -> Manifest:
        """The manifest of a session about to start."""
        return Manifest(
            detente=__version__,
            session=session,
            scenario=self.scenario.id,
            scenario_digest=self.scenario.digest,
            title=self.scenario.title,
            world=self.world,
            offers=self.offers,
            seed=self.seed,
            replicate=self.replicate,
            without=self.without,
            rounds=self.rounds,
            sets=dict(self.sets),
            draw_priors=self.draw_priors,
            drawn=dict(self.numbers.drawn),
            seats=self.seating(),
            analyst=self.analyst,
            models={name: line.settings.model_dump(mode="json") for name, line in self.lines().items()},
            changes=self.changes,
        )

    @classmethod
    def of(cls, manifest: Manifest, scenario: Scenario) -> RunConfig:
        """The choices recorded in a manifest."""
        return cls(
            scenario=scenario,
            world=manifest.world,
            offers=manifest.offers,
            seed=manifest.seed,
            replicate=manifest.replicate,
            without=manifest.without,
            rounds=manifest.rounds,
            sets=manifest.sets,
            draw_priors=manifest.draw_priors,
            seats=manifest.seats,
            analyst=manifest.analyst,
            models=_settings_in(manifest.models),
            changes=manifest.changes,
        )


def _settings_in(models: Mapping[str, Mapping[str, Any]]) -> dict[str, ModelSettings]:
    return {name: ModelSettings.model_validate(found) for name, found in models.items()}


def _known(what: str, name: str, names: Sequence[str]) -> None:
    if name not in names:
        raise InputError(f"There is no {what} '{name}' in this scenario; it has {', '.join(names)}.")


def session_name(scenario: str) -> str:
    """`<scenario>-<UTC time>-<6 hex>`."""
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"{scenario}-{now}-{secrets.token_hex(3)}"
