"""A seat's role sheet for a person who plays it: what that seat may know, and nobody else's private word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from detente.prompts.cards import card_values
from detente.scenario.model import Scenario
from detente.scenario.parties import Party, Persona
from detente.scenario.stands import Cell, Spread
from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.blocks import Block, Facts, Grid, Heading, Listing, Page, Para

__all__ = ["role_sheet"]

PRIVATE = "PRIVATE: for whoever plays this seat. Nobody else sits with this sheet."
GUESS = (
    "Openings, limits and weights are modelling guesses (priors) with ranges, made for the exercise; they "
    "are no facts about anybody."
)


def role_sheet(scenario: Scenario, seat: str) -> Page:
    """The sheet of one seat. Raises KeyError for a seat that is not there."""
    party = scenario.party(seat)
    known = card_values(scenario, party.leader)
    blocks: list[Block] = [
        Para(NOTICE, tone="notice"),
        Para(PRIVATE, tone="private"),
        Facts(
            (("Scenario", f"{scenario.title}, {scenario.date}"), ("At the table", ", ".join(known["others"])))
        ),
        *_card("Who you are", scenario.personas[party.leader], scenario),
        *_rules(known),
        *_issues(scenario, known, party),
        *_levers(known),
    ]
    for faction in party.factions:
        actor = party.actor(faction.id)
        blocks += _card(f"In your council: {faction.title}", scenario.personas[actor], scenario)
    blocks += _listed("What everybody knows", known["facts"])
    return Page(f"{party.title}: role sheet", tuple(blocks))


def _card(title: str, card: Persona, scenario: Scenario) -> Iterator[Block]:
    yield Heading(title, card.name)
    yield Para(card.who)
    yield from _listed("", card.beliefs, lead="How the world works, to you")
    wants = [f"{scenario.issue(issue).title}: {want}" for issue, want in card.wants.items()]
    yield from _listed("", wants, lead="What you want")
    yield from _listed("", card.red_lines, lead="Red lines, in your words")
    yield from _listed("", card.private, lead="Only you and your council know")
    if card.manner:
        yield Para(card.manner, lead="How you speak")
    documents = [f"{entry.date}: {entry.text}" for entry in card.documents if entry.date <= scenario.date]
    yield from _listed("", documents, lead="Documents behind this card")


def _rules(known: dict[str, Any]) -> Iterator[Block]:
    yield from _listed("How the talks go", known["stages"])
    yield from _listed("", known["excludes"], lead="Cannot stand in one settlement")
    if known["mandate"]:
        yield from _listed("Your mandate", known["mandate"], lead="To sign one of these is a breach")
    camps = [f"{camp['title']}: {', '.join(camp['factions'])}" for camp in known["camps"]]
    yield from _listed("", camps, lead="You stand between two camps, and have not made up your mind")


def _issues(scenario: Scenario, known: dict[str, Any], party: Party) -> Iterator[Block]:
    yield Heading("The issues", "options in their own neutral order; whose consent each needs")
    yield Para(GUESS, tone="faint")
    for issue in known["agenda"]:
        yield Heading(f"{issue['id']} {issue['title']}", "" if issue["own"] else "you speak of it only", 3)
        yield Para(issue["question"])
        options = tuple((o["id"], o["label"], o["detail"], o["consent"] or "none") for o in issue["options"])
        yield Grid(("", "Option", "In a sentence", "Consent of"), options)
        yield from _priors(scenario, party, issue["id"])


def _priors(scenario: Scenario, party: Party, issue: str) -> Iterator[Para]:
    """The leader's stand; where factions must all bear it and he has none of his own, each faction's."""
    whose = {party.leader: "Prior"}
    if party.leader not in scenario.stands:
        whose = {party.actor(faction.id): f"Prior, {faction.title}" for faction in party.factions}
    for actor, lead in whose.items():
        row = scenario.stands.get(actor)
        if row is not None and issue in row.cells:
            yield Para(_stand(row.cells[issue], row.spread), lead=lead, tone="private")


def _stand(cell: Cell, spread: Spread) -> str:
    return (
        f"open with {cell.opening} (± {spread.opening}), go as far as {cell.limit} "
        f"(± {spread.limit}), weight {cell.weight:g} of 10 (± {spread.weight:g})"
    )


def _levers(known: dict[str, Any]) -> Iterator[Block]:
    rows = tuple(
        (lever["kind"], lever["title"], lever["holder"], lever["target"], lever["limits"])
        for lever in known["levers"]
    )
    if rows:
        yield Heading("Levers", "carrots and sticks that you hold, or that are held over you")
        yield Grid(("", "Lever", "Held by", "Over", "Limits"), rows)
    demands = [f"{demand['title']} ({demand['target']})" for demand in known["demands"]]
    yield from _listed("", demands, lead="Demands you can make")


def _listed(title: str, lines: Iterable[str], lead: str = "") -> Iterator[Block]:
    found = tuple(("", line) for line in lines)
    if found and title:
        yield Heading(title)
    if found:
        yield Listing(found, lead=lead)
