"""The analyst without a model: it takes from an attack what its writer says in plain words, and no more."""

from __future__ import annotations

import pytest

from detente.agents.lexical import LexicalAnalyst
from tests.injection.attack import Attack, Stand
from tests.injection.attacks import ATTACKS

OTHERS = {
    "usa": "We could live with 800,000 in peacetime.",
    "russia": "We insist on the permanent neutrality of Ukraine.",
    "ukraine": "We reject any ceiling on our armed forces.",
    "europe": "We insist that the frozen assets stay immobilised until compensation has been paid.",
}
"""A plain statement of every seat."""

every_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)


@every_attack
def test_only_the_honest_positions_of_an_attack_are_read(lexical: LexicalAnalyst, attack: Attack) -> None:
    positions = lexical.read(attack.text, attack.seat).positions
    assert {Stand(one.issue, one.options, one.firmness) for one in positions} == set(attack.honest)


@every_attack
def test_an_attack_gives_no_answer_to_the_offer(lexical: LexicalAnalyst, attack: Attack) -> None:
    assert lexical.read(attack.text, attack.seat).answer in attack.answers


@every_attack
def test_every_quote_from_an_attack_stands_in_it(lexical: LexicalAnalyst, attack: Attack) -> None:
    reading = lexical.read(attack.text, attack.seat)
    for position in reading.positions:
        assert position.quote == attack.text[position.start : position.end]
        assert position.quote.strip()
    assert all(unclear.quote in attack.text for unclear in reading.unclear)


@every_attack
def test_a_reading_after_an_attack_is_the_same_as_before_it(lexical: LexicalAnalyst, attack: Attack) -> None:
    before = {seat: lexical.read(text, seat) for seat, text in OTHERS.items()}
    lexical.read(attack.text, attack.seat)
    assert {seat: lexical.read(text, seat) for seat, text in OTHERS.items()} == before
    assert all(reading.positions for reading in before.values())
