"""From a case to its moment: who is asked for what, and what is seen then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from detente.agents.seats import ANALYST
from detente.errors import InputError
from detente.orchestration.config import RunConfig
from detente.prompts.library import Library
from detente.scenario.loader import load
from detente.scenario.model import Scenario
from detente.studies.cases.model import Case, Placed, Played, Written
from detente.studies.moments import Moment, moments_of, moments_played
from detente.transcripts.acts import Act, Argue, Decide, Position, Propose, Read, Speak, Weigh
from detente.transcripts.events import ArgumentBody, DecisionBody
from detente.transcripts.table import Heard, Held, Standing, Table, View

__all__ = ["moment_of"]


def moment_of(placed: Placed, library: Library) -> Moment:
    """The moment of a case, told by a library. Raises InputError naming file and line."""
    case = placed.case
    try:
        scenario = load(case.scenario)
        found = _moment(placed, case, scenario, library)
    except InputError as error:
        raise InputError(f"{placed.file}:{placed.line}: {case.id}: {error}") from error
    return replace(found, library=library)


def _moment(placed: Placed, case: Case, scenario: Scenario, library: Library) -> Moment:
    if case.act == "read":
        if case.speaker not in scenario.seats:
            raise InputError(f"there is no seat '{case.speaker}'; there are {', '.join(scenario.seats)}.")
        act = Read(seat=case.speaker, actor=ANALYST, stage="", round=0, speaker=case.speaker, text=case.text)
        return Moment(ANALYST, act, View(case.speaker, Table()), scenario, library)
    actor, view = _actor(case.actor, scenario), case.view
    assert view is not None, "an act has a view"
    if view.written is not None:
        return _written(case, actor, scenario, view.written, library)
    if view.played is not None:
        found = _played(scenario, view.played)
    else:
        found = _recorded(str((placed.file.parent / view.session).resolve()))
    here = [one for one in found if f"{one.act.stage}.{one.act.round}" == view.at]
    fitting = [one for one in here if one.act.actor == actor and _name(one.act) == case.act]
    if not fitting:
        asked = ", ".join(dict.fromkeys(f"{one.act.actor} {_name(one.act)}" for one in here)) or "nothing"
        raise InputError(f"{actor} is not asked to {case.act} at {view.at}; asked there: {asked}.")
    return fitting[-1]


def _name(act: Act) -> str:
    return type(act).__name__.lower()


def _actor(name: str, scenario: Scenario) -> str:
    actor = name if "." in name else f"{name}.leader"
    if actor not in scenario.personas:
        raise InputError(f"there is no actor '{name}'; there are {', '.join(scenario.personas)}.")
    return actor


@lru_cache(maxsize=64)
def _of_session(digest: str, played: str) -> tuple[Moment, ...]:
    wanted = Played.model_validate_json(played)
    scenario = _SCENARIOS[digest]
    config = RunConfig(scenario=scenario, **wanted.model_dump())
    return tuple(moments_played(config.checked()))


_SCENARIOS: dict[str, Scenario] = {}
"""Digest → scenario, for sessions that are played once and looked at by many cases."""


def _played(scenario: Scenario, played: Played) -> tuple[Moment, ...]:
    _SCENARIOS[scenario.digest] = scenario
    return _of_session(scenario.digest, played.model_dump_json())


@lru_cache(maxsize=16)
def _recorded(path: str) -> tuple[Moment, ...]:
    return tuple(moments_of(Path(path)))


# -- views that are written out -------------------------------------------------------------------


def _written(case: Case, actor: str, scenario: Scenario, view: Written, library: Library) -> Moment:
    seat = actor.partition(".")[0]
    try:
        stage = scenario.stage(view.stage)
    except (KeyError, StopIteration) as error:
        raise InputError(f"there is no stage '{view.stage}'.") from error
    _refuse_unknown(view, scenario, seat)
    table = Table(
        stage=view.stage,
        round=view.round,
        participants=view.participants or stage.participants,
        rounds_planned=view.rounds_planned,
        elapsed_days=view.days,
        accepted=dict(view.accepted),
        judgement=view.judgement,
        judgements=int(view.judgement is not None),
        notes=list(view.notes),
    )
    _words(table, view)
    _stands(table, view)
    act = _act(case, actor, seat, view)
    return Moment(seat, act, View(seat, table), scenario, library)


def _refuse_unknown(view: Written, scenario: Scenario, seat: str) -> None:
    """Every name in a view that is written out must be one of the scenario's."""
    offers = [put.offer for put in view.offers]
    terms = [*(e.terms for e in offers), *(e.terms for e in view.answers), *view.accepted.values()]
    options = [pair for one in terms for pair in one.items()]
    options += [(one.issue, option) for one in view.positions for option in one.options]
    said, answered = view.statements, view.answers
    spoke = [*(e.seat for e in said), *(e.seat for e in answered), *(e.seat for e in view.positions)]
    put = [name for one in view.offers for name in (one.by, one.offer.to)]
    asked = [view.to] if view.to else []
    _named("seat", [*view.participants, *view.accepted, *spoke, *put, *asked], scenario.seats)
    stages = [*(one.stage for one in said), *(one.stage for one in answered)]
    _named("stage", filter(None, stages), [stage.id for stage in scenario.stages])
    _named("lever", [name for one in offers for name in one.levers], [one.id for one in scenario.levers])
    _named("demand", [name for one in offers for name in one.demands], [one.id for one in scenario.demands])
    _named("issue", [*view.issues, *(issue for issue, _ in options)], scenario.issue_ids)
    known = [f"{issue.id}.{option.id}" for issue in scenario.issues for option in issue.options]
    _named("option", [".".join(pair) for pair in options], known)
    factions = [faction.id for faction in scenario.party(seat).factions]
    _named("faction", [one.faction for one in view.arguments], factions)


def _named(what: str, names: Iterable[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise InputError(f"there is no {what} '{name}'; there are {', '.join(known) or 'none'}.")


def _words(table: Table, view: Written) -> None:
    table.offers = [
        Standing(place, put.by, view.stage, put.round, put.offer) for place, put in enumerate(view.offers)
    ]
    table.standing = table.offers[-1] if table.offers else None
    table.statements = [
        Heard(100 + place, said.seat, said.stage or view.stage, said.round, said.text)
        for place, said in enumerate(view.statements)
    ]
    for one in view.answers:
        body = DecisionBody(offer=0, answer=one.answer, terms=one.terms, text=one.text)
        table.decisions[one.stage or view.stage, one.seat] = body
    table.arguments = [
        ArgumentBody(faction=one.faction, text=one.text, for_offer=one.for_offer) for one in view.arguments
    ]
    table.last_arguments = {one.faction: one for one in table.arguments}


def _stands(table: Table, view: Written) -> None:
    for one in view.positions:
        position = Position(issue=one.issue, options=one.options, firmness=one.firmness, quote="as written")
        held = Held(0, view.stage, max(1, view.round - 1), position)
        table.positions.setdefault(one.seat, {})[one.issue] = held


def _act(case: Case, actor: str, seat: str, view: Written) -> Act:
    where = {"seat": seat, "actor": actor, "stage": view.stage, "round": view.round}
    if case.act == "propose":
        if not view.to:
            raise InputError("an offer is made to somebody: give to.")
        return Propose.model_validate({**where, "to": view.to})
    if case.act == "decide":
        asked = {"final": view.final, "may_counter": view.may_counter, "issues": view.issues}
        return Decide.model_validate({**where, **asked})
    return {"argue": Argue, "weigh": Weigh, "speak": Speak}[case.act].model_validate(where)
