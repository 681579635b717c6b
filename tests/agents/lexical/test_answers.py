"""The answer to the standing offer."""

from __future__ import annotations

import pytest

from tests.agents.lexical.conftest import Read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We accept the offer on the table.", "accept"),
        ("We can sign this text.", "accept"),
        ("We reject the offer.", "reject"),
        ("This text is unacceptable to us.", "reject"),
        ("We cannot accept the proposal.", "reject"),
        ("We accept the offer, provided that inspectors are admitted.", "conditional"),
        ("We cannot accept the text as it stands; here is our counter-proposal.", "counter"),
        ("We will study the proposal and report back.", "silent"),
        ("Moscow accepts the offer.", "silent"),
        ("Good morning to all delegations.", "silent"),
        ("We reject a ceiling of 85,000 soldiers.", "silent"),
    ],
)
def test_the_answer_to_the_offer_is_read(read: Read, text: str, expected: str) -> None:
    assert read(text).answer == expected
