"""A model as the analyst of a session: its positions are grounded, what is not there is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from detente.errors import SessionPaused
from detente.llm.chat import Request
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.orchestration import session
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.calls import Answer
from tests.server.negotiator import reply

BAR = "│ "


def position(quote: str, option: str = "b") -> dict[str, Any]:
    """A position on the first issue."""
    return {"issue": "I1", "options": [option], "firmness": "firm", "condition": "", "quote": quote}


@dataclass
class Analyst:
    """Reads the first statement as told, and every other as silent."""

    first: Callable[[str, int], dict[str, Any] | Answer]
    """Of (the statement's text, turn) → the reading."""
    asked: list[Request] = field(default_factory=list)
    _reading: str = ""

    def __call__(self, request: Request) -> dict[str, Any] | Answer:
        if request.reply == "probe":
            return reply(request.reply_schema, request.messages[0].text, request.messages[-1].text)
        self.asked.append(request)
        lines = request.messages[1].text.splitlines()
        text = "\n".join(line[len(BAR) :] for line in lines if line.startswith(BAR))
        self._reading = self._reading or text
        if text != self._reading:
            return {"positions": [], "unclear": [], "answer": "silent"}
        return self.first(text, len(request.messages) // 2 - 1)


def first_words(text: str) -> str:
    """The first three words of a statement."""
    return " ".join(text.split()[:3])


def last_words(text: str) -> str:
    """The last three words of a statement."""
    return " ".join(text.split()[-3:])


def read(tiny: Scenario, analyst: Analyst) -> tuple[ev.StatementMade, ev.ReadingTaken]:
    """A session of baseline seats; its first statement, and how it was read."""
    config = RunConfig(scenario=tiny, analyst="openai:test", rounds=1)
    backstage = Backstage(Providers(make=lambda *_: FakeModel(analyst)))
    events = [ev.parse(line) for line in session.play(config, backstage=backstage).lines]
    spoken = next(event for event in events if isinstance(event, ev.StatementMade))
    reading = next(event for event in events if isinstance(event, ev.ReadingTaken))
    assert reading.body.statement == spoken.seq
    return spoken, reading


def repairs(analyst: Analyst) -> list[str]:
    """The repair messages."""
    return [request.messages[3].text for request in analyst.asked if len(request.messages) == 4]


def test_a_position_whose_quote_is_still_missing_is_refused_and_the_others_stand(tiny: Scenario) -> None:
    analyst = Analyst(
        lambda text, _: {
            "positions": [
                position(first_words(text)),
                position("We never said so.", "c"),
                position(last_words(text)),
            ],
            "unclear": [],
            "answer": "reject",
        }
    )
    spoken, reading = read(tiny, analyst)
    assert len(repairs(analyst)) == 1
    assert "We never said so." in repairs(analyst)[0]
    text = spoken.body.text
    assert [held.quote for held in reading.body.positions] == [first_words(text), last_words(text)]
    for held in reading.body.positions:
        assert text[held.start : held.end] == held.quote
    (refused,) = reading.body.refused
    assert (refused.issue, refused.quote) == ("I1", "We never said so.")
    assert refused.reason == "the quote does not stand in the statement"
    assert reading.body.answer == "reject"


def test_a_repaired_reading_stands_and_nothing_is_refused(tiny: Scenario) -> None:
    def first(text: str, turn: int) -> dict[str, Any]:
        quote = first_words(text) if turn else "We never said so."
        return {"positions": [position(quote)], "unclear": [], "answer": "silent"}

    analyst = Analyst(first)
    spoken, reading = read(tiny, analyst)
    assert len(repairs(analyst)) == 1
    assert [held.quote for held in reading.body.positions] == [first_words(spoken.body.text)]
    assert not reading.body.refused


def test_the_analyst_is_told_who_speaks_and_what_and_no_more(tiny: Scenario) -> None:
    analyst = Analyst(lambda _text, _turn: {"positions": [], "unclear": [], "answer": "silent"})
    spoken, _ = read(tiny, analyst)
    quotation = "\n".join(f"{BAR}{line}" for line in spoken.body.text.splitlines())
    assert (
        analyst.asked[0].messages[1].text
        == f"# The statement\n\nBy The northern town:\n\n{quotation}\n\nRead it.\n"
    )


def test_an_analyst_that_refuses_pauses_the_session(tiny: Scenario) -> None:
    analyst = Analyst(lambda _text, _turn: Answer(text="", refusal="I cannot read this."))
    with pytest.raises(SessionPaused, match=r"analyst could not act at direct\.1/analyst/read"):
        read(tiny, analyst)
