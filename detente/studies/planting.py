"""A word of its own in every private field of a scenario, and who may be told which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.scenario.model import Fact, Scenario

__all__ = ["Word", "planted", "told_to"]

_WORD = re.compile(r"⟦(\w+) of ([\w.]+)⟧")
OF_A_CARD = ("person", "belief", "want", "line", "manner", "secret")
REVIEWERS = "reviewers"


@dataclass(frozen=True)
class Word:
    """A planted word."""

    kind: str
    whose: str
    """An actor, a party, or those who run the simulation."""

    @property
    def text(self) -> str:
        """As it stands in the scenario."""
        return f"⟦{self.kind} of {self.whose}⟧"

    @property
    def words(self) -> str:
        """What it stands for, for people."""
        names = {"secret": "a private line", "prior": "a modelling guess", "claim": "a mechanism's claim"}
        return f"{names.get(self.kind, f'a {self.kind}')} of {self.whose}"

    def is_for(self, actor: str) -> bool:
        """Whether an actor may be told it; nobody in particular is told what is everybody's."""
        if self.kind == "mandate":
            return bool(actor) and self.whose == actor.partition(".")[0]
        return self.kind in OF_A_CARD and self.whose == actor


def planted(scenario: Scenario) -> Scenario:
    """The scenario with a word in every field of every card, in every mandate, and in what reviewers read."""
    cards = {
        actor: card.model_copy(
            update={
                "who": f"{card.who} {Word('person', actor).text}",
                "beliefs": (*card.beliefs, Word("belief", actor).text),
                "wants": {issue: f"{want} {Word('want', actor).text}" for issue, want in card.wants.items()},
                "red_lines": (*card.red_lines, Word("line", actor).text),
                "manner": f"{card.manner} {Word('manner', actor).text}",
                "private": (*card.private, Word("secret", actor).text),
                "priors": Word("prior", actor).text,
            }
        )
        for actor, card in scenario.personas.items()
    }
    parties = tuple(
        party.model_copy(
            update={
                "red_lines": tuple(
                    line.model_copy(update={"because": Word("mandate", party.id).text})
                    for line in party.red_lines
                )
            }
        )
        for party in scenario.parties
    )
    claim, note = Word("claim", REVIEWERS).text, Word("note", REVIEWERS).text
    hidden = Fact(
        id="X1", text=Word("fact", REVIEWERS).text, date=scenario.date, tag="GK", audience="reviewer"
    )
    return scenario.model_copy(
        update={
            "personas": cards,
            "parties": parties,
            "mechanisms": tuple(
                e.model_copy(update={"claim": claim, "how": claim}) for e in scenario.mechanisms
            ),
            "worlds": tuple(world.model_copy(update={"note": note}) for world in scenario.worlds),
            "facts": (*scenario.facts, hidden),
            "author_note": note,
        }
    )


def told_to(text: str, actor: str) -> Iterator[Word]:
    """The planted words in a text that an actor may not be told; for nobody, every one."""
    for kind, whose in dict.fromkeys(_WORD.findall(text)):
        word = Word(kind, whose)
        if not word.is_for(actor):
            yield word
