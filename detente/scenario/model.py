"""The scenario as one frozen value, with the look-ups that the rest of the house uses."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field

from detente.scenario.base import ActorId, Data, Id
from detente.scenario.issues import Exclusion, Issue, Ratifier
from detente.scenario.levers import Demand, Lever, OfferPlan
from detente.scenario.lexicon import Lexicon
from detente.scenario.parties import Party, Persona
from detente.scenario.process import Clock, Condition, Sequence, Stage, Switch
from detente.scenario.speech import Speech
from detente.scenario.stands import Prior, Stands
from detente.scenario.worlds import Effect, Mechanism, World

SCHEMA = 1


class Source(Data):
    """Where something is documented."""

    id: Id
    title: str
    date: datetime.date | None = None
    url: str = ""
    via: str = ""
    kind: str = ""
    note: str = ""


class Fact(Data):
    """One dated sentence with its sources."""

    id: Id
    text: str
    date: datetime.date
    sources: tuple[str, ...] = ()
    """Ids of sources."""
    tag: Literal["C", "R", "I", "GK"]
    """Confirmed by a document, reported, interpretation, general knowledge."""
    audience: Literal["public", "reviewer"] = "public"
    """Every seat, or only those who run the simulation."""


class Scenario(Data):
    """What is negotiated. Data, never code."""

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    id: Id
    title: str
    date: datetime.date
    """The day on which the talks begin; no seat sees anything later."""
    summary: str = ""
    author_note: str = ""
    """Whose argument this is."""
    default_world: Id
    default_offers: Id
    issues: Annotated[tuple[Issue, ...], Field(min_length=1)]
    excludes: tuple[Exclusion, ...] = ()
    ratifiers: tuple[Ratifier, ...] = ()
    parties: Annotated[tuple[Party, ...], Field(min_length=2)]
    personas: dict[ActorId, Persona]
    stands: dict[ActorId, Stands]
    priors: dict[str, Prior] = {}
    levers: tuple[Lever, ...] = ()
    demands: tuple[Demand, ...] = ()
    offers: Annotated[tuple[OfferPlan, ...], Field(min_length=1)]
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    conditions: dict[Id, Condition] = {}
    switches: dict[Id, Switch] = {}
    sequences: Annotated[tuple[Sequence, ...], Field(min_length=1)]
    clock: Clock
    mechanisms: tuple[Mechanism, ...] = ()
    worlds: Annotated[tuple[World, ...], Field(min_length=1)]
    speech: Speech
    lexicon: Lexicon = Lexicon()
    sources: tuple[Source, ...] = ()
    facts: tuple[Fact, ...] = ()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Scenario:
        """A changed copy; look-ups and digest are computed anew."""
        copy = super().model_copy(update=update, deep=deep)
        for name, member in vars(Scenario).items():
            if isinstance(member, cached_property):
                copy.__dict__.pop(name, None)
        return copy

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, independent of files, order of keys and layout."""
        data = self.model_dump(mode="json", by_alias=True)
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()

    @cached_property
    def text(self) -> str:
        """The scenario as one YAML text that loads back to an equal value."""
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        text: str = yaml.dump(data, Dumper=dumper, sort_keys=False, allow_unicode=True, width=110)
        return text

    @cached_property
    def issue_ids(self) -> tuple[str, ...]:
        """Ids of the issues in the scenario's order."""
        return tuple(issue.id for issue in self.issues)

    @cached_property
    def seats(self) -> tuple[str, ...]:
        """Ids of the parties in the scenario's order."""
        return tuple(party.id for party in self.parties)

    @cached_property
    def undecided(self) -> str:
        """Actor id of the leader between two camps whose lean is reported; the first of several."""
        return next((party.leader for party in self.parties if party.decision == "leader"), "")

    @cached_property
    def _index(self) -> Mapping[str, Mapping[str, Data]]:
        rooms: dict[str, Iterable[Issue | Party | Lever | Demand | OfferPlan | Stage | World | Ratifier]]
        rooms = {
            "issue": self.issues,
            "party": self.parties,
            "lever": self.levers,
            "demand": self.demands,
            "plan": self.offers,
            "stage": self.stages,
            "world": self.worlds,
            "ratifier": self.ratifiers,
        }
        return {name: {entry.id: entry for entry in entries} for name, entries in rooms.items()}

    def issue(self, name: str) -> Issue:
        """The issue of that id. Raises KeyError."""
        return self._index["issue"][name]  # type: ignore[return-value]

    def party(self, name: str) -> Party:
        """The party in that seat. Raises KeyError."""
        return self._index["party"][name]  # type: ignore[return-value]

    def lever(self, name: str) -> Lever:
        """The lever of that id. Raises KeyError."""
        return self._index["lever"][name]  # type: ignore[return-value]

    def demand(self, name: str) -> Demand:
        """The demand of that id. Raises KeyError."""
        return self._index["demand"][name]  # type: ignore[return-value]

    def plan(self, name: str) -> OfferPlan:
        """The offer plan of that id. Raises KeyError."""
        return self._index["plan"][name]  # type: ignore[return-value]

    def stage(self, name: str) -> Stage:
        """The stage of that id. Raises KeyError."""
        return self._index["stage"][name]  # type: ignore[return-value]

    def world(self, name: str) -> World:
        """The world of that id. Raises KeyError."""
        return self._index["world"][name]  # type: ignore[return-value]

    @cached_property
    def mediator(self) -> str | None:
        """The seat of the mediator, if there is one."""
        return next((party.id for party in self.parties if party.role == "mediator"), None)

    @cached_property
    def ratifier_ids(self) -> frozenset[str]:
        """Ids of the ratifiers."""
        return frozenset(self._index["ratifier"])

    @cached_property
    def effects(self) -> Mapping[Effect, tuple[Mechanism, ...]]:
        """Which mechanisms drive which effect of the engine."""
        found: dict[Effect, tuple[Mechanism, ...]] = {}
        for mechanism in self.mechanisms:
            if mechanism.effect is not None:
                found[mechanism.effect] = (*found.get(mechanism.effect, ()), mechanism)
        return found

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """Every actor: each party's leader, then its factions."""
        return tuple(
            actor
            for party in self.parties
            for actor in (party.leader, *(party.actor(faction.id) for faction in party.factions))
        )

    def agenda(self, seat: str) -> tuple[Issue, ...]:
        """The issues a seat speaks about, in order."""
        return tuple(issue for issue in self.issues if seat in issue.business or seat in issue.voices)

    def documented_opening(self, seat: str, issue: str) -> str | None:
        """The option a party is known to open with, where its row follows documents (no spread)."""
        row = self.stands.get(f"{seat}.leader")
        if row is None or row.spread.opening > 0 or issue not in row.cells:
            return None
        return row.cells[issue].opening

    def left_open(self, terms: Mapping[str, str]) -> tuple[str, ...]:
        """Essential issues that these terms do not settle."""
        return tuple(issue.id for issue in self.issues if issue.essential and issue.id not in terms)

    def exclusion(self, terms: Mapping[str, str]) -> Exclusion | None:
        """The first excluded pair that these terms contain, if any."""
        return next((rule for rule in self.excludes if rule.holds_in(terms)), None)

    def label(self, issue: str, option: str) -> str:
        """The neutral label of an option."""
        return self.issue(issue).option(option).label
