"""The lexical analyst as an agent: it acts `Read`, and nothing else."""

from __future__ import annotations

from detente.agents.agent import CannotAct
from detente.agents.lexical.analyst import LexicalAnalyst
from detente.scenario.model import Scenario
from detente.transcripts.acts import Act, Read, Reply
from detente.transcripts.table import View


class LexicalSeat:
    """Reads statements without a model."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.analyst = LexicalAnalyst(scenario)

    async def act(self, act: Act, view: View) -> Reply:
        """Read one statement."""
        if not isinstance(act, Read):
            raise CannotAct("unknown_act", f"the analyst cannot {type(act).__name__.lower()}")
        return self.analyst.read(act.text, act.speaker)
