"""Cross-references of a scenario: what its parts say of one another must hold together.

Each check yields (path of the field, one sentence); the loader adds file and line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from detente.scenario.frames import check_speech
from detente.scenario.hindsight import check_hindsight
from detente.scenario.model import Scenario
from detente.scenario.numbers import DEFAULTS

Found = Iterator[tuple[tuple[Any, ...], str]]


def check(scenario: Scenario) -> Found:
    """Yield everything that does not hold together, in the order of the sections."""
    twins = list(_twins(scenario))
    if twins:  # with ids used twice, nothing that refers to them can be told apart
        yield from twins
        return
    yield from _issues(scenario)
    yield from _parties(scenario)
    yield from _personas(scenario)
    yield from _stands(scenario)
    yield from _priors(scenario)
    yield from _levers(scenario)
    yield from _offers(scenario)
    yield from _process(scenario)
    yield from _worlds(scenario)
    yield from check_speech(scenario)
    yield from _sources(scenario)
    yield from check_hindsight(scenario)


def _twins(scenario: Scenario) -> Found:
    lists: dict[str, Sequence[Any]] = {
        "issues": scenario.issues,
        "ratifiers": scenario.ratifiers,
        "parties": scenario.parties,
        "levers": scenario.levers,
        "demands": scenario.demands,
        "offers": scenario.offers,
        "stages": scenario.stages,
        "mechanisms": scenario.mechanisms,
        "worlds": scenario.worlds,
        "sources": scenario.sources,
        "facts": scenario.facts,
    }
    for section, entries in lists.items():
        yield from _repeated((section,), [entry.id for entry in entries])
    for place, issue in enumerate(scenario.issues):
        ids = [option.id for option in issue.options]
        yield from _repeated(("issues", place, "options"), ids)
        if len(set(ids)) == len(ids) and ids != sorted(ids):
            yield ("issues", place, "options"), f"options are lettered in their order, not {', '.join(ids)}"
    for place, party in enumerate(scenario.parties):
        yield from _repeated(("parties", place, "factions"), [faction.id for faction in party.factions])
        yield from _repeated(("parties", place, "camps"), [camp.id for camp in party.camps])
    yield from _repeated(("clock", "costs"), [cost.id for cost in scenario.clock.costs])


def _repeated(path: tuple[Any, ...], ids: Sequence[str]) -> Found:
    for place, name in enumerate(ids):
        if name in ids[:place]:
            yield (*path, place, "id"), f"the id '{name}' is used twice; ids are unique in a section"


def _known(what: str, name: str, known: Sequence[str]) -> str | None:
    return None if name in known else f"there is no {what} '{name}'; known: {', '.join(known) or 'none'}"


def _each(path: tuple[Any, ...], what: str, names: Iterable[str | None], known: Sequence[str]) -> Found:
    for name in names:
        if name and (message := _known(what, name, known)):
            yield path, message


def _option(scenario: Scenario, issue: str, option: str) -> str | None:
    missing = _known("issue", issue, scenario.issue_ids)
    if missing or scenario.issue(issue).has(option):
        return missing
    known = ", ".join(entry.id for entry in scenario.issue(issue).options)
    return f"{issue} has no option '{option}'; it has {known}"


def _options(scenario: Scenario, path: tuple[Any, ...], pairs: Iterable[tuple[str, str]]) -> Found:
    for issue, option in pairs:
        if message := _option(scenario, issue, option):
            yield path, message


def _issues(scenario: Scenario) -> Found:
    holders = (*scenario.seats, *sorted(scenario.ratifier_ids))
    for place, issue in enumerate(scenario.issues):
        yield from _each(("issues", place, "business"), "seat", issue.business, scenario.seats)
        yield from _each(("issues", place, "voices"), "seat", issue.voices, scenario.seats)
        yield from _each(("issues", place, "keys"), "seat or ratifier", issue.keys, holders)
        for number, option in enumerate(issue.options):
            path = ("issues", place, "options", number, "keys")
            yield from _each(path, "seat or ratifier", option.keys or (), holders)
    for place, rule in enumerate(scenario.excludes):
        ends = [(end.split(".")[0], end.split(".")[1]) for end in rule.pair]
        yield from _options(scenario, ("excludes", place, "pair"), ends)
    for place, ratifier in enumerate(scenario.ratifiers):
        yield from _each(("ratifiers", place, "side"), "seat", [ratifier.side], scenario.seats)


def _parties(scenario: Scenario) -> Found:
    mediators = [party.id for party in scenario.parties if party.role == "mediator"]
    if len(mediators) > 1:
        yield ("parties",), f"there is one mediator at most; here are {', '.join(mediators)}"
    for place, party in enumerate(scenario.parties):
        camps = [camp.id for camp in party.camps]
        for number, faction in enumerate(party.factions):
            yield from _each(("parties", place, "factions", number, "camp"), "camp", [faction.camp], camps)
        if party.decision == "leader" and {camp.pole for camp in party.camps} != {-1, 1}:
            yield ("parties", place, "camps"), "a leader stands between two camps, one at each pole"
        for number, line in enumerate(party.red_lines):
            path = ("parties", place, "red_lines", number)
            yield from _each((*path, "mechanism"), "mechanism", [line.mechanism], _mechanisms(scenario))
            pairs = [(line.issue, option) for option in line.options]
            yield from _options(scenario, path, pairs)


def _personas(scenario: Scenario) -> Found:
    for actor in scenario.actors:
        if actor not in scenario.personas:
            yield ("personas",), f"the persona card of '{actor}' is missing; every actor has one"
    for actor, persona in scenario.personas.items():
        yield from _each(("personas", actor), "actor", [actor], scenario.actors)
        for issue in persona.wants:
            yield from _each(("personas", actor, "wants", issue), "issue", [issue], scenario.issue_ids)


def _stands(scenario: Scenario) -> Found:
    for actor in scenario.actors:
        if actor not in scenario.stands and not _speaks_by_consensus(scenario, actor):
            yield ("stands",), f"the stands of '{actor}' are missing"
    holders = (*scenario.actors, *sorted(scenario.ratifier_ids))
    for actor, stands in scenario.stands.items():
        yield from _each(("stands", actor), "actor or ratifier", [actor], holders)
        for issue, cell in stands.cells.items():
            pairs = [(issue, cell.opening), (issue, cell.limit)]
            yield from _options(scenario, ("stands", actor, "cells", issue), pairs)


def _priors(scenario: Scenario) -> Found:
    holders = (*scenario.actors, *sorted(scenario.ratifier_ids))
    names = [name for name in DEFAULTS if "." not in name]
    known = [*DEFAULTS, *(f"{holder}.{name}" for holder in holders for name in names)]
    for path in scenario.priors:
        if path not in known:
            near = difflib.get_close_matches(path, known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "write ACTOR.NAME or model.NAME"
            yield ("priors", path), f"there is no such prior; {hint}"


def _speaks_by_consensus(scenario: Scenario, actor: str) -> bool:
    seat, name = actor.split(".")
    return name == "leader" and scenario.party(seat).decision == "consensus"


def _levers(scenario: Scenario) -> Found:
    mechanisms = _mechanisms(scenario)
    holders = (*scenario.seats, *sorted(scenario.ratifier_ids))
    for place, lever in enumerate(scenario.levers):
        yield from _each(("levers", place, "holder"), "seat", [lever.holder], scenario.seats)
        yield from _each(("levers", place, "target"), "seat", [lever.target], scenario.seats)
        yield from _each(("levers", place, "support_of"), "seat", [lever.support_of], scenario.seats)
        yield from _each(("levers", place, "mechanisms"), "mechanism", lever.mechanisms, mechanisms)
        yield from _each(("levers", place, "needs"), "seat or ratifier", lever.needs, holders)
        yield from _each(("levers", place, "worth"), "actor", lever.worth, scenario.actors)
        yield from _options(scenario, ("levers", place, "terms"), lever.terms.items())
    for place, demand in enumerate(scenario.demands):
        yield from _each(("demands", place, "target"), "seat", [demand.target], scenario.seats)
        yield from _each(("demands", place, "mechanism"), "mechanism", [demand.mechanism], mechanisms)
        pairs = [(issue, option) for issue, options in demand.met_when.items() for option in options]
        yield from _options(scenario, ("demands", place, "met_when"), pairs)


def _mechanisms(scenario: Scenario) -> list[str]:
    return [mechanism.id for mechanism in scenario.mechanisms]


def _offers(scenario: Scenario) -> Found:
    levers = [lever.id for lever in scenario.levers]
    demands = [demand.id for demand in scenario.demands]
    stages = [stage.id for stage in scenario.stages]
    for number, plan in enumerate(scenario.offers):
        for place, offer in enumerate(plan.offers):
            path = ("offers", number, "offers", place)
            yield from _each((*path, "stage"), "stage", [offer.stage], stages)
            yield from _each((*path, "to"), "seat", [offer.to], scenario.seats)
            yield from _each((*path, "levers"), "lever", offer.levers, levers)
            yield from _each((*path, "demands"), "demand", offer.demands, demands)
            for issue, option in offer.terms.items():
                yield from _options(scenario, (*path, "terms", issue), [(issue, option)])
            if rule := scenario.exclusion(offer.terms):
                pair = " and ".join(rule.pair)
                yield (*path, "terms"), f"{pair} exclude each other: {rule.because}"


def _process(scenario: Scenario) -> Found:
    stages = [stage.id for stage in scenario.stages]
    for place, stage in enumerate(scenario.stages):
        path = ("stages", place)
        yield from _each((*path, "participants"), "seat", stage.participants, scenario.seats)
        follows = None if stage.gate.accept == "next" else stage.gate.accept
        yield from _each((*path, "gate", "accept"), "stage", [follows], stages)
        yield from _each((*path, "gate", "decider"), "seat", [stage.gate.decider], stage.participants)
        yield from _each((*path, "admit"), "condition", [stage.admit], list(scenario.conditions))
        switch = [stage.gate.counter_switch]
        yield from _each((*path, "gate", "counter_switch"), "switch", switch, list(scenario.switches))
        if stage.proposer == "mediator" and scenario.mediator is None:
            yield path, "no party is a mediator, so nobody makes offers here; set proposer: alternate"
        yield from _each((*path, "decides"), "issue", stage.decides, scenario.issue_ids)
    for name, condition in scenario.conditions.items():
        seats = (*condition.accepted, *condition.accepted_if_on)
        yield from _each(("conditions", name), "seat", seats, scenario.seats)
        yield from _each(
            ("conditions", name, "switch"), "switch", [condition.switch], list(scenario.switches)
        )
    for place, sequence in enumerate(scenario.sequences):
        path = ("sequences", place)
        yield from _each((*path, "stages"), "stage", sequence.stages, stages)
        yield from _each((*path, "without"), "seat", [sequence.without], scenario.seats)
        mechanism = [sequence.unless_mechanism]
        yield from _each((*path, "unless_mechanism"), "mechanism", mechanism, _mechanisms(scenario))


def _worlds(scenario: Scenario) -> Found:
    mechanisms = {mechanism.id: mechanism for mechanism in scenario.mechanisms}
    for place, mechanism in enumerate(scenario.mechanisms):
        path = ("mechanisms", place)
        yield from _each((*path, "issues"), "issue", mechanism.issues, scenario.issue_ids)
        yield from _each((*path, "actors"), "actor", mechanism.actors, scenario.actors)
        if not mechanism.low <= mechanism.strength <= mechanism.high:
            span = f"{mechanism.low:g} to {mechanism.high:g}"
            yield (*path, "strength"), f"the strength {mechanism.strength:g} lies outside its range {span}"
    for place, world in enumerate(scenario.worlds):
        for name, strength in world.mechanisms.items():
            at = ("worlds", place, "mechanisms", name)
            if message := _known("mechanism", name, list(mechanisms)):
                yield at, message
            elif not mechanisms[name].low <= strength <= mechanisms[name].high:
                low, high = mechanisms[name].low, mechanisms[name].high
                yield at, f"the strength {strength:g} of {name} lies outside its range {low:g} to {high:g}"
    for field, known in (("default_world", scenario.worlds), ("default_offers", scenario.offers)):
        name = getattr(scenario, field)
        if message := _known(field.removeprefix("default_"), name, [entry.id for entry in known]):
            yield (field,), message


def _sources(scenario: Scenario) -> Found:
    known = [source.id for source in scenario.sources]
    sections: dict[str, Sequence[Any]] = {
        "issues": scenario.issues,
        "excludes": scenario.excludes,
        "ratifiers": scenario.ratifiers,
        "levers": scenario.levers,
        "demands": scenario.demands,
        "mechanisms": scenario.mechanisms,
        "facts": scenario.facts,
    }
    for section, entries in sections.items():
        for place, entry in enumerate(entries):
            yield from _each((section, place, "sources"), "source", entry.sources, known)
    for place, cost in enumerate(scenario.clock.costs):
        yield from _each(("clock", "costs", place, "sources"), "source", cost.sources, known)
    for actor, persona in scenario.personas.items():
        for place, document in enumerate(persona.documents):
            path = ("personas", actor, "documents", place)
            yield from _each(path, "source", [document.source], known)
