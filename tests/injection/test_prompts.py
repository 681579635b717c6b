"""What is sent to a model's seat: words of others change nothing but the lines behind the bar."""

from __future__ import annotations

import pytest

from detente.llm.chat import Request
from detente.transcripts.acts import Act, Argue, Decide, Propose, Read, Speak, Weigh
from tests.injection.attack import Attack
from tests.injection.attacks import ATTACKS
from tests.injection.places import ACTS, BAR, bare, fragments, lines_of, the_same
from tests.injection.sending import Sender

OUTSIDE = {"an offer", "a statement", "a decision"}
INSIDE = {"an argument", "a reason of a judgement", "instructions"}
NOTES = {"a private note", "a reason"}
SHOWN: dict[type[Act], set[str]] = {
    Argue: OUTSIDE | INSIDE,
    Weigh: OUTSIDE | INSIDE | NOTES,
    Speak: OUTSIDE | INSIDE | NOTES,
    Propose: OUTSIDE | INSIDE | NOTES,
    Decide: OUTSIDE | INSIDE | NOTES,
    Read: {"the statement to read"},
}
"""The places whose words each act's prompt shows; words of conditions and quotes are in none."""

every_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
every_act = pytest.mark.parametrize("kind", ACTS, ids=lambda kind: kind.__name__.lower())


@every_act
def test_the_places_that_an_act_shows_are_those_that_are_attacked_here(
    sender: Sender, kind: type[Act]
) -> None:
    requests = sender.sent(kind, lambda place: f"These words stand in the place of {place}.")
    told = "\n".join(message.text for request in requests for message in request.messages)
    seen = {line.partition("in the place of ")[2].rstrip(".") for line in told.split(".")} - {""}
    assert seen == SHOWN[kind]


@every_act
def test_several_seats_and_factions_are_asked(sender: Sender, kind: type[Act]) -> None:
    systems = {request.messages[0].text for request in sender.harmless(kind)}
    assert len(systems) == {Argue: 9, Weigh: 2, Read: 1}.get(kind, 4)


@every_act
@every_attack
def test_an_attack_stands_behind_the_bar_and_changes_nothing_else(
    sender: Sender, attack: Attack, kind: type[Act]
) -> None:
    attacked = sender.sent(kind, the_same(attack.text))
    for request, harmless in zip(attacked, sender.harmless(kind), strict=True):
        _differs_in_quoted_lines_only(request, harmless)
        _shows_every_fragment_behind_the_bar(attack, request.messages[1].text, harmless.messages[1].text)


def _differs_in_quoted_lines_only(request: Request, harmless: Request) -> None:
    assert [message.role for message in request.messages] == ["system", "user"]
    (system, turn), (same_system, same_turn) = request.messages, harmless.messages
    assert system == same_system
    assert bare(turn.text) == bare(same_turn.text)
    assert request.model_copy(update={"messages": ()}) == harmless.model_copy(update={"messages": ()})


def _shows_every_fragment_behind_the_bar(attack: Attack, turn: str, harmless: str) -> None:
    looked_for, shown, own = fragments(attack.text), set[str](), set(bare(harmless))
    for line in lines_of(turn):
        found = {fragment for fragment in looked_for if fragment in line}
        assert not found or line.startswith(BAR) or line in own, line
        shown |= found if line.startswith(BAR) else set()
    assert shown == looked_for
