"""The two messages of a question: the stable one (who you are), and the turn (what you see and do now)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from detente.prompts.cards import card_values, issue_values
from detente.prompts.library import Library
from detente.prompts.views import view_values
from detente.scenario.model import Scenario
from detente.transcripts.acts import Act, Argue, Decide, Propose, Read, Speak, Weigh
from detente.transcripts.table import View

__all__ = ["STABLE", "TURNS", "Prompter"]

TURNS: dict[type[Act], str] = {
    Argue: "argue",
    Weigh: "weigh",
    Speak: "speak",
    Propose: "propose",
    Decide: "decide",
    Read: "read",
}


STABLE = ("seat", "faction", "analyst")
"""The prompts of stable messages."""


@dataclass
class Prompter:
    """Renders what models are told in one session."""

    library: Library
    scenario: Scenario
    absent: frozenset[str] = frozenset()
    """Seats that are left out of the talks."""
    rounds: int | None = None
    """A cap on the rounds of every stage."""
    _systems: dict[str, str] = field(default_factory=dict)

    def system(self, act: Act) -> str:
        """The stable message of an actor: the same in every call of a session, so that it can be cached."""
        key = "analyst" if isinstance(act, Read) else act.actor
        if key not in self._systems:
            self._systems[key] = self.library.render(*self.filling_system(act))
        return self._systems[key]

    def turn(self, act: Act, view: View) -> str:
        """The message that asks for one act."""
        return self.library.render(*self.filling_turn(act, view))

    def filling_system(self, act: Act) -> tuple[str, dict[str, Any]]:
        """The stable message's prompt, and what is filled into it."""
        if isinstance(act, Read):
            return "analyst", issue_values(self.scenario)
        return _stable(act), card_values(self.scenario, act.actor, self.absent, self.rounds)

    def filling_turn(self, act: Act, view: View) -> tuple[str, dict[str, Any]]:
        """The turn's prompt, and what is filled into it."""
        values: dict[str, Any] = {}
        if not isinstance(act, Read):
            values = {**view_values(self.scenario, act, view), "me": self.scenario.personas[act.actor]}
        return TURNS[type(act)], {**values, **self._asked(act, view)}

    def used(self, act: Act) -> dict[str, str]:
        """Prompt → digest, of what an act is asked with: the stable message, the turn, the repair."""
        names = ("analyst" if isinstance(act, Read) else _stable(act), TURNS[type(act)], "repair")
        return {name: self.library.digests[name] for name in names if name in self.library.digests}

    def repair(self, problem: str, reply: str) -> str:
        """The message that quotes what was wrong with a reply."""
        return self.library.render("repair", {"problem": problem, "reply": reply})

    # -- what is particular to an act -------------------------------------------------------------

    def _asked(self, act: Act, view: View) -> dict[str, Any]:
        scenario, party = self.scenario, self.scenario.party(act.seat)
        if isinstance(act, Weigh):
            factions = [f"`{faction.id}` {faction.title}" for faction in party.factions]
            return {"factions": factions, "camps": party.decision == "leader"}
        if isinstance(act, Speak):
            others = [scenario.party(seat).title for seat in view.table.participants if seat != act.seat]
            return {"listeners": ", ".join(others) or "the table"}
        if isinstance(act, Propose):
            held = [f"`{e.id}`" for e in scenario.levers if e.holder == act.seat and e.target == act.to]
            mediates = act.seat == scenario.mediator
            return {"to": scenario.party(act.to).title, "held": held, "mediates": mediates}
        if isinstance(act, Decide):
            issues = act.issues or tuple(e.id for e in scenario.issues if act.seat in e.business)
            may_counter = act.may_counter and not act.final
            return {"scope": ", ".join(issues), "may_counter": may_counter, "final": act.final}
        if isinstance(act, Read):
            return {"speaker": scenario.party(act.speaker).title, "text": act.text}
        return {}


def _stable(act: Act) -> str:
    """The prompt of an actor's stable message."""
    return "seat" if act.actor.endswith(".leader") else "faction"
