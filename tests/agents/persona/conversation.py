"""One act put to a model whose answers are written down beforehand; every request is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from detente.agents.agent import CannotAct
from detente.agents.persona.seat import PersonaSeat
from detente.llm.chat import Request
from detente.llm.door import Door, Line
from detente.llm.failures import ModelFailure
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.llm.settings import ModelSettings
from detente.llm.specs import parse_spec
from detente.prompts.library import built_in
from detente.prompts.render import Prompter
from detente.scenario.model import Scenario
from detente.transcripts.acts import Act, Argue, Decide, Offer, Propose, Read, Reply, Speak, Weigh
from detente.transcripts.calls import Answer
from detente.transcripts.table import Standing, Table, View

Says = dict[str, Any] | str | Answer | ModelFailure

STATEMENT = "We insist on a freeze on the line. We could live with the plant under supervision."
ARGUE = Argue(seat="russia", actor="russia.T", stage="moscow", round=2)
WEIGH = Weigh(seat="russia", actor="russia.leader", stage="moscow", round=2)
EUROPE_WEIGHS = Weigh(seat="europe", actor="europe.leader", stage="europe", round=1)
SPEAK = Speak(seat="russia", actor="russia.leader", stage="moscow", round=2)
PROPOSE = Propose(seat="usa", actor="usa.leader", stage="moscow", round=2, to="russia")
DECIDE = Decide(seat="russia", actor="russia.leader", stage="moscow", round=2)
LAST = DECIDE.model_copy(update={"final": True})
READ = Read(
    seat="russia", actor="analyst", stage="moscow", round=2, speaker="russia", text=STATEMENT, event=7
)

ARGUED: dict[str, Any] = {"text": "Take it.", "for_offer": "approve"}
SHARES = {"N": 0.1, "S": 0.2, "W": 0.1, "T": 0.3, "B": 0.2, "D": 0.1}
WEIGHED: dict[str, Any] = {
    "lean": 0.25,
    "influence": [{"faction": name, "share": share} for name, share in SHARES.items()],
    "reasons": ["The reset is real."],
    "instructions": "Ask for the treaty.",
}
CONSENSUS: dict[str, Any] = {
    "lean": None,
    "influence": [{"faction": name, "share": 0.33} for name in ("EU", "CW", "PB")],
    "reasons": [],
    "instructions": "",
}
SPOKEN: dict[str, Any] = {"text": "We will talk.", "private_note": "Play for time."}
OFFERED: dict[str, Any] = {
    "terms": ["I1.b", "I7.c"],
    "levers": ["trade", "us_sanctions"],
    "demands": ["no_withdrawal"],
    "detailed": True,
    "text": "Take it.",
    "walk_away": False,
}
DECIDED: dict[str, Any] = {
    "answer": "counter",
    "terms": ["I2.c"],
    "text": "Not quite.",
    "reasons": ["Donetsk."],
    "would_take": ["I2.c"],
}
POSITION: dict[str, Any] = {
    "issue": "I2",
    "options": ["b"],
    "firmness": "firm",
    "condition": "",
    "quote": "freeze on the line",
}
WAS_READ: dict[str, Any] = {"positions": [POSITION], "unclear": [], "answer": "silent"}


@dataclass
class Conversation:
    """What came of an act: the reply or why there is none, and what was asked for it."""

    asked: list[Request] = field(default_factory=list)
    reply: Reply | None = None
    fault: CannotAct | None = None

    @property
    def repair(self) -> str:
        """The message of the one repair turn."""
        assert len(self.asked) == 2, f"asked {len(self.asked)} times"
        first, second = (request.messages for request in self.asked)
        assert second[:2] == first
        assert [message.role for message in second] == ["system", "user", "assistant", "user"]
        return second[3].text


def put(scenario: Scenario, act: Act, *answers: Says, table: Table | None = None) -> Conversation:
    """Put an act to a seat whose model gives these answers, and no more."""
    said, left = Conversation(), iter(answers)
    model = FakeModel(lambda _: _next(left), said.asked)
    door = Door(providers=Providers(make=lambda *_: model))
    line = Line(parse_spec("openai:test"), ModelSettings(tries=1))
    seat = PersonaSeat(scenario, line, door, Prompter(built_in(), scenario))
    view = View(act.seat, table or at_the_table())
    try:
        said.reply = asyncio.run(seat.act(act, view))
    except CannotAct as fault:
        said.fault = fault
    assert not list(left), "every answer was asked for"
    return said


def _next(left: Iterator[Says]) -> Says:
    for answer in left:
        return answer
    raise AssertionError("the model is asked more often than it should be")


def at_the_table() -> Table:
    """A table with an offer to Russia on it."""
    offer = Offer(to="russia", terms={"I1": "b", "I6": "a", "I9": "b"}, levers=("trade",), text="Take it.")
    standing = Standing(3, "usa", "moscow", 2, offer)
    return Table(
        stage="moscow",
        round=2,
        participants=("usa", "russia"),
        rounds_planned=6,
        standing=standing,
        offers=[standing],
    )
