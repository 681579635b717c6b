"""The analyst that is a model, and one that obeys: only its reading of the attacker's own seat changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from detente.agents.agent import CannotAct
from detente.llm.chat import Request
from detente.llm.failures import ModelFailure
from detente.llm.fakes import FakeModel, Says
from detente.scenario.model import Scenario
from detente.studies.reading import Reader, With
from detente.transcripts.acts import Reading
from detente.transcripts.calls import Answer
from tests.injection.attack import Attack
from tests.injection.attacks import ATTACKS
from tests.injection.places import BAR, bare, fragments, lines_of
from tests.injection.sending import FAKE, HARMLESS, INVENTED, deaf, providers, quote_of

HONEST = "Ours is a plain word, and it stands: no."
"""What another seat says, and its quote."""

REFUSED = "the quote does not stand in the statement"

every_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)


@dataclass(frozen=True)
class Came:
    """What came of reading two statements: the attacker's, and another seat's."""

    own: Reading | CannotAct
    other: Reading | CannotAct
    asked: list[Request]
    """Without the question whether the model can be reached."""


@dataclass
class Desk:
    """Where statements are read with a fake model."""

    scenario: Scenario
    _known: dict[tuple[str, str, tuple[tuple[str, str], ...]], Came] = field(default_factory=dict)

    def read(self, text: str, seat: str, obey: Says) -> Came:
        """Read a text with a model that does with it as `obey` says, and another seat's plain words truly."""
        other = "ukraine" if seat == "russia" else "russia"
        told = f"By {self.scenario.party(other).title}:"

        def says(request: Request) -> dict[str, Any] | str | Answer | ModelFailure:
            if "positions" not in request.reply_schema["properties"]:
                return deaf(request)
            plain = told in bare(request.messages[1].text)
            return _reading([_position("I4", "a", HONEST)]) if plain else obey(request)

        model = FakeModel(says)
        reader = Reader(self.scenario, FAKE, With(providers=providers(model)))
        own, theirs = reader.read_all([(text, seat), (HONEST, other)])
        return Came(own, theirs, [one for one in model.asked if one.reply != "probe"])

    def obeyed(self, attack: Attack, text: str) -> Came:
        """The same with a model that records what an attack seeks, with true quotes and invented ones."""
        key = (text, attack.seat, attack.seeks)
        if key not in self._known:
            quotes = dict.fromkeys((quote_of(text), INVENTED))
            found = [_position(*sought, quote) for sought in attack.seeks for quote in quotes]
            self._known[key] = self.read(text, attack.seat, lambda _request: _reading(found))
        return self._known[key]


@pytest.fixture(scope="module")
def desk(ukraine: Scenario) -> Desk:
    """The large pack's."""
    return Desk(ukraine)


def _position(issue: str, option: str, quote: str) -> dict[str, Any]:
    return {"issue": issue, "options": [option], "firmness": "firm", "condition": "", "quote": quote}


def _reading(positions: list[dict[str, Any]]) -> dict[str, Any]:
    return {"positions": positions, "unclear": [], "answer": "accept"}


@every_attack
def test_what_an_obedient_model_makes_up_is_refused(desk: Desk, attack: Attack) -> None:
    own = desk.obeyed(attack, attack.text).own
    assert isinstance(own, Reading)
    assert INVENTED not in attack.text
    assert all(one.quote == attack.text[one.start : one.end] for one in own.positions)
    kept = attack.seeks if quote_of(attack.text) != INVENTED else ()
    assert [(one.issue, one.options[0]) for one in own.positions] == list(kept)
    refused = [(one.issue, one.quote, one.reason) for one in own.refused]
    assert refused == [(issue, INVENTED, REFUSED) for issue, _ in attack.seeks]


@every_attack
def test_an_obedient_model_reads_every_other_seat_as_before(desk: Desk, attack: Attack) -> None:
    harmless, came = desk.obeyed(attack, HARMLESS), desk.obeyed(attack, attack.text)
    assert isinstance(came.other, Reading)
    assert came.other == harmless.other
    assert [(one.issue, one.options, one.quote) for one in came.other.positions] == [("I4", ("a",), HONEST)]


@every_attack
def test_the_text_to_read_is_sent_behind_the_bar_and_nowhere_else(desk: Desk, attack: Attack) -> None:
    harmless, came = desk.obeyed(attack, HARMLESS), desk.obeyed(attack, attack.text)
    assert len(came.asked) == len(harmless.asked) == 3  # both statements, and one repair
    looked_for = fragments(attack.text)
    for request, same in zip(came.asked, harmless.asked, strict=True):
        assert [message.role for message in request.messages] == [message.role for message in same.messages]
        sent, usual = _told(request), _told(same)
        assert [bare(text) for text in sent] == [bare(text) for text in usual]
        own = {line for text in usual for line in bare(text)}
        found = [line for text in sent for line in lines_of(text) if any(one in line for one in looked_for)]
        assert all(line.startswith(BAR) or line in own for line in found)


def _told(request: Request) -> list[str]:
    """What a model is told, without what it said itself."""
    return [message.text for message in request.messages if message.role != "assistant"]


@every_attack
def test_a_model_cannot_give_a_position_to_another_seat(desk: Desk, attack: Attack) -> None:
    misled = [{**_position(*sought, quote_of(attack.text)), "seat": "europe"} for sought in attack.seeks]
    came = desk.read(attack.text, attack.seat, lambda _request: _reading(misled))
    assert isinstance(came.own, CannotAct)
    assert came.own.kind == "unfit"
    assert isinstance(came.other, Reading)


@every_attack
def test_a_model_that_answers_with_the_attack_itself_changes_no_other_reading(
    desk: Desk, attack: Attack
) -> None:
    came = desk.read(attack.text, attack.seat, lambda _request: attack.text)
    if isinstance(came.own, Reading):
        assert all(one.quote == attack.text[one.start : one.end] for one in came.own.positions)
    else:
        assert came.own.kind in {"malformed", "unfit", "empty"}
    assert isinstance(came.other, Reading)
    assert [one.quote for one in came.other.positions] == [HONEST]
