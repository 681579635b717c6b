"""A scenario without a lexicon is read by the words of its own labels."""

from __future__ import annotations

import pytest

from detente.agents.lexical import LexicalAnalyst
from detente.agents.lexical.fallback import stem
from detente.scenario import loader
from detente.scenario.lexicon import Lexicon
from tests.agents.lexical.conftest import stands


def test_labels_serve_where_there_is_no_lexicon() -> None:
    scenario = loader.load("ukraine-2025").model_copy(update={"lexicon": Lexicon()})
    analyst = LexicalAnalyst(scenario)
    assert stands(analyst.read("We insist on 600,000.", "ukraine")) == {("I4", "c", "holds")}
    assert stands(analyst.read("We reject an interim external administration.", "ukraine")) == {
        ("I16", "e", "rejects")
    }


def test_every_label_of_the_small_pack_is_recognised_in_a_plain_sentence() -> None:
    scenario = loader.load("tiny")
    analyst = LexicalAnalyst(scenario.model_copy(update={"lexicon": Lexicon()}))
    missed = [
        (issue.id, option.id)
        for issue in scenario.issues
        for option in issue.options
        if (issue.id, option.id, "holds")
        not in stands(
            analyst.read(f"On {issue.title.lower()} we insist on: {option.label.lower()}.", scenario.seats[0])
        )
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("word", "expected"), [("elections", "electi*"), ("600000", "600000"), ("cap", "cap")]
)
def test_a_stem_is_open_for_endings(word: str, expected: str) -> None:
    assert stem(word) == expected
