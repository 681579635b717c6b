"""A seat played by a language model: for each act two messages and one structured reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.agents.allowed import problem
from detente.agents.persona.asking import Question, ask
from detente.agents.persona.replies import Unfit, reply_to
from detente.agents.persona.shapes import Shape, shape_of
from detente.llm.door import Door, Line
from detente.llm.parse import shortened
from detente.prompts.render import Prompter
from detente.scenario.model import Scenario
from detente.transcripts.acts import Act, Propose, Read, Reading, Reply
from detente.transcripts.grounding import missing
from detente.transcripts.table import View

__all__ = ["PersonaSeat"]


@dataclass
class PersonaSeat:
    """Plays a seat, or reads statements as the analyst, through a session's door."""

    scenario: Scenario
    line: Line
    door: Door
    prompter: Prompter

    def __post_init__(self) -> None:
        """Shapes are made once for each kind of act."""
        self._shapes: dict[tuple[object, ...], Shape] = {}

    async def act(self, act: Act, view: View) -> Reply:
        """Do one thing. Raises CannotAct when the model gives no valid reply."""
        question = self.question(act, view)
        return await ask(self.door, self.line, question, lambda data: self.read(act, view, data))

    def question(self, act: Act, view: View) -> Question:
        """What is asked for an act."""
        return Question(
            act=act.slot,
            occurrence=act.occurrence,
            system=self.prompter.system(act),
            turn=self.prompter.turn(act, view),
            shape=self._shape(act),
            repair=self.prompter.repair,
            prompts=self.prompter.used(act),
        )

    def _shape(self, act: Act) -> Shape:
        counters = getattr(act, "may_counter", False) and not getattr(act, "final", False)
        key = (type(act), act.seat, act.to if isinstance(act, Propose) else "", counters)
        if key not in self._shapes:
            self._shapes[key] = shape_of(act, self.scenario)
        return self._shapes[key]

    def read(self, act: Act, view: View, data: dict[str, Any]) -> Reply:
        """The reply in an object, if it is one that the act may have. Raises Unfit."""
        reply = reply_to(act, data, self.scenario)
        wrong = problem(act, reply, self.scenario, view.table)
        if wrong:
            raise Unfit(wrong)
        if isinstance(act, Read) and isinstance(reply, Reading):
            self._ground(act, reply)
        return reply

    @staticmethod
    def _ground(act: Read, reading: Reading) -> None:
        """A quote that is no proof is worth one repair; what then still is none will be refused."""
        wrong = [(entry.quote, why) for entry in reading.positions if (why := missing(entry.quote, act.text))]
        if wrong:
            quote, why = wrong[0]
            more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
            raise Unfit(
                f'"{shortened(quote)}": {why}{more}; copy quotes character for character', otherwise=reading
            )
