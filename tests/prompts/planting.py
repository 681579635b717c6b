"""A word of its own in every private field of a scenario, and of every reply."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.scenario.model import Fact, Scenario
from tests.prompts.sessions import Asked, Made, steady

WOULD_TAKE = {"russia": "I19.e", "ukraine": "I19.a", "europe": "I17.e"}
"""Options that nobody offers, nor names in terms."""


def word(kind: str, whose: str) -> str:
    """A word that stands nowhere else."""
    return f"<{kind} of {whose}>"


def planted(scenario: Scenario) -> Scenario:
    """A scenario with a word in every field of every card, in every mandate, and in what reviewers read."""
    cards = {}
    for actor, card in scenario.personas.items():
        cards[actor] = card.model_copy(
            update={
                "who": f"{card.who} {word('person', actor)}",
                "beliefs": (*card.beliefs, word("belief", actor)),
                "wants": {issue: f"{want} {word('want', actor)}" for issue, want in card.wants.items()},
                "red_lines": (*card.red_lines, word("line", actor)),
                "manner": f"{card.manner} {word('manner', actor)}",
                "private": (*card.private, word("secret", actor)),
                "priors": word("prior", actor),
            }
        )
    parties = []
    for party in scenario.parties:
        because = word("mandate", party.id)
        lines = tuple(line.model_copy(update={"because": because}) for line in party.red_lines)
        parties.append(party.model_copy(update={"red_lines": lines}))
    worlds = tuple(world.model_copy(update={"note": word("note", "world")}) for world in scenario.worlds)
    claims = tuple(e.model_copy(update={"claim": word("claim", "author")}) for e in scenario.mechanisms)
    fact = Fact(id="X1", text=word("fact", "reviewer"), date=scenario.date, tag="GK", audience="reviewer")
    return scenario.model_copy(
        update={
            "personas": cards,
            "parties": tuple(parties),
            "worlds": worlds,
            "mechanisms": claims,
            "facts": (*scenario.facts, fact),
            "author_note": word("note", "author"),
        }
    )


@dataclass
class Planting:
    """Writes a word into every private field of every reply, and remembers which."""

    words: set[tuple[str, str]] = field(default_factory=set)
    would_take: set[str] = field(default_factory=set)

    def __call__(self, asked: Asked, made: Made) -> Made:
        made, seat = steady(asked, made), asked.seat
        if asked.act == "argument":
            return {**made, "text": self._word("argument", asked.actor)}
        if asked.act == "judgement":
            reasons = [self._word("reason", seat)]
            return {**made, "reasons": reasons, "instructions": self._word("instruction", seat)}
        if asked.act == "statement":
            return {**made, "private_note": self._word("note", seat)}
        if asked.act == "decision":
            made = {**made, "reasons": [self._word("ground", seat)]}
            if made["answer"] != "accept":
                self.would_take.add(seat)
                made |= {"would_take": [WOULD_TAKE[seat]]}
        return made

    def _word(self, kind: str, whose: str) -> str:
        self.words.add((kind, whose))
        return word(kind, whose)
