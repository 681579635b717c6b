"""A scenario with attacks in every text that a page can show; ids and numbers stay as they are."""

from __future__ import annotations

from detente.scenario.issues import Issue
from detente.scenario.model import Scenario
from detente.scenario.parties import Party
from tests.viewer.planting import Planter

__all__ = ["poisoned_scenario"]

TITLE, LABEL, NAME = 60, 80, 300
"""Characters of titles of issues, of labels of options, and of what a page says many times."""


def poisoned_scenario(scenario: Scenario, plant: Planter) -> Scenario:
    """The same talks under hostile names."""
    return scenario.model_copy(
        update={
            "title": plant("scenario.title"),
            "summary": plant("scenario.summary"),
            "author_note": plant("scenario.author_note"),
            "issues": tuple(_issue(issue, plant) for issue in scenario.issues),
            "parties": tuple(_party(party, plant) for party in scenario.parties),
            **_titled(scenario, plant),
            **_lists(scenario, plant),
        }
    )


def _issue(issue: Issue, plant: Planter) -> Issue:
    options = tuple(
        option.model_copy(update={"label": plant("option.label", LABEL), "detail": plant("option.detail")})
        for option in issue.options
    )
    return issue.model_copy(
        update={
            "title": plant("issue.title", TITLE),
            "question": plant("issue.question"),
            "ordering": plant("issue.ordering"),
            "options": options,
        }
    )


def _party(party: Party, plant: Planter) -> Party:
    lines = tuple(line.model_copy(update={"because": plant("line.because")}) for line in party.red_lines)
    factions = tuple(one.model_copy(update={"title": plant("faction.title", NAME)}) for one in party.factions)
    camps = tuple(one.model_copy(update={"title": plant("camp.title", NAME)}) for one in party.camps)
    return party.model_copy(
        update={
            "title": plant("party.title", NAME),
            "red_lines": lines,
            "factions": factions,
            "camps": camps,
        }
    )


def _titled(scenario: Scenario, plant: Planter) -> dict[str, object]:
    """Sections of which only the titles are shown."""
    sections = ("ratifiers", "levers", "demands", "offers", "stages", "mechanisms", "worlds", "sources")
    return {
        section: tuple(
            entry.model_copy(update={"title": plant(f"{section}.title", NAME)})
            for entry in getattr(scenario, section)
        )
        for section in sections
    }


def _lists(scenario: Scenario, plant: Planter) -> dict[str, object]:
    costs = tuple(
        cost.model_copy(
            update={"title": plant("cost.title"), "unit": plant("cost.unit"), "note": plant("cost.note")}
        )
        for cost in scenario.clock.costs
    )
    personas = {
        actor: card.model_copy(
            update={
                "name": plant("persona.name"),
                "who": plant("persona.who"),
                "manner": plant("persona.manner"),
            }
        )
        for actor, card in scenario.personas.items()
    }
    facts = tuple(fact.model_copy(update={"text": plant("fact.text")}) for fact in scenario.facts)
    leaves_out = (plant("clock.leaves_out"), plant("clock.leaves_out"))
    clock = scenario.clock.model_copy(update={"costs": costs, "leaves_out": leaves_out})
    return {"clock": clock, "personas": personas, "facts": facts}
