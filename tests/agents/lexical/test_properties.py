"""What holds for every text: quotes stand where they say, time is linear, a reading repeats."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.agents.lexical import LexicalAnalyst
from detente.agents.lexical.terms import Terms
from detente.agents.lexical.tokens import fold, tokenize
from detente.scenario import loader
from detente.transcripts.acts import Reading

ANALYST = LexicalAnalyst(loader.load("ukraine-2025"))
WORDS = (
    "we insist on|we reject|800,000|eight hundred thousand|a ceasefire without preconditions|Moscow|says|NATO"
)
MORE = (
    "membership|is out of the question|not|no longer|if|between|and|the offer|accept|Ukraine|Donetsk|İstanbul"
)
SIGNS = [",", ".", "; ", "\n", "“", "”", '"', "'", "ß", "Ǆ", "\u00a0", "’s", "—"]
PIECES = [*WORDS.split("|"), *MORE.split("|"), *SIGNS]
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))


@settings(max_examples=200, deadline=None)
@given(texts, st.sampled_from(["usa", "russia", "ukraine", "europe", "nobody"]))
def test_every_quote_stands_at_its_offsets(text: str, speaker: str) -> None:
    reading = ANALYST.read(text, speaker)
    for position in reading.positions:
        assert position.quote == text[position.start : position.end]
        assert position.quote.strip()
    quotes = [unclear.quote for unclear in reading.unclear] + [refused.quote for refused in reading.refused]
    assert all(quote in text for quote in quotes)


@settings(max_examples=100, deadline=None)
@given(texts)
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    tokens = tokenize(folded, text)
    assert all(0 <= start < end <= len(text) for start, end in zip(tokens.starts, tokens.ends, strict=True))
    assert tokens.starts == sorted(tokens.starts)


@settings(max_examples=50, deadline=None)
@given(texts)
def test_the_same_text_reads_the_same(text: str) -> None:
    assert ANALYST.read(text, "russia") == ANALYST.read(text, "russia")


ADVERSARIES = {
    "one word": "a" * 100_000,
    "words": "not " * 25_000,
    "numbers": "800,000 " * 12_500,
    "digits": "1,111" * 20_000,
    "quotes": "'a " * 33_000,
    "double quotes": '"we accept ' * 9_000,
    "mentions": "we insist on 800,000 soldiers and a ceasefire without preconditions " * 1_450,
    "sentences": "We reject NATO membership. " * 3_700,
    "quotations": '"we accept the big offer now" and so on. ' * 2_500,
    "single quotations": " 'we accept the big offer now' we said." * 2_500,
    "braces": "{[<" * 33_000,
    "spelled": "eight hundred thousand and " * 3_700,
    "headings": "# You said\nx\n" * 7_500,
    "ruled headings": "You said\n---\n" * 7_500,
    "lone roles": "system\n" * 14_000,
    "names": "Kyiv: we accept. " * 6_000,
    "names on lines": "Kyiv:\n- a ceiling of 85,000\n" * 3_500,
    "rules": "___" + "_" * 99_000 + "\nx",
    "blanks": "---" + " " * 99_000 + "\nx",
    "short quotations": 'They said: "No." ' * 6_000,
    "quote and unquote": "quote " * 16_000 + "unquote",
    "look-alike letters": "\u0405\u0423\u0405\u0422\u0415\u041c: " * 12_500,
}


@pytest.mark.parametrize("name", ADVERSARIES)
def test_a_hundred_kilobytes_are_read_in_a_second(name: str) -> None:
    text = ADVERSARIES[name]
    started = time.process_time()
    reading = ANALYST.read(text, "ukraine")
    assert time.process_time() - started < 4  # a second on an idle machine; tests share theirs
    assert isinstance(reading, Reading)


def test_the_work_grows_no_faster_than_the_text() -> None:
    class Counted(Terms):
        looked = 0

        def _look_up(self, word: str):  # type: ignore[no-untyped-def] # noqa: ANN202
            Counted.looked += 1
            return super()._look_up(word)

    terms = Counted()
    terms.add(["no longer insist*", "800,000", "cease*"])
    words = [f"word{place}" for place in range(1_000)]
    terms.hits(words)
    once = Counted.looked
    terms.hits(words * 10)
    assert Counted.looked == once
