"""Sentences and independent clauses of a statement, as ranges of its words."""

from __future__ import annotations

from dataclasses import dataclass

from detente.agents.lexical.tokens import BREAK, COMMA, SENTENCE, Tokens

_SUBJECTS = frozenset(
    {"we", "i", "they", "it", "there", "he", "she", "you", "this", "that", "these", "those"}
)
_OPENERS = frozenset({"our", "any", "nobody", "whoever", "anyone", "everything", "my", "your"})
_POINTERS = frozenset({"that", "those", "this", "these"})
_JOINERS = frozenset({"and", "or", "nor", "so", "yet"})
_TURNS = frozenset({"but", "while", "whereas", "although", "though", "yet", "however", "because"})
_LINKS = _JOINERS | _TURNS
_REASONS = frozenset({"for", "since", "as", "because", "lest"})
_RELATIVES = frozenset({"which", "that", "something", "a", "an", "this"})
_TOPICAL = frozenset({"as", "regarding", "concerning"})
_PUTTING = frozenset(
    {"propose", "seek", "ask", "suggest", "offer", "settle", "accept", "request", "advance", "work"}
)
"""Verbs that put something new behind what was taken back: "to drop X and to propose Y"."""
_SHORT = 8
_LONGEST = 90
"""A clause without a stop is cut there, so that no search inside one can grow with the text."""


@dataclass(slots=True)
class Clause:
    """An independent clause: words `start` to `end`, and how it hangs on the one before."""

    start: int
    end: int
    sentence: int
    link: str
    """`start` of a sentence, `turn` (but, while), `joint` (and, or), `colon` (also a dash or semicolon),
    `relative` (which we reject)."""
    question: bool = False
    condition: tuple[int, int] | None = None
    """Words of a condition inside it."""
    strict: bool = False
    """Whether the condition is a condition and not a date."""


def clauses(tokens: Tokens, names: frozenset[int]) -> list[Clause]:
    """Split into clauses. `names` are the places at which an actor's name begins."""
    found: list[Clause] = []
    start, sentence, link = 0, 0, "start"
    words, stops = tokens.words, tokens.stops
    count = len(words)
    for place in range(1, count + 1):
        if place < count and not stops[place] and place - start < _LONGEST and words[place] not in _LINKS:
            continue  # most words: nothing that could part clauses stands before them
        cut = "start" if place == count else _cut(tokens, place, start, names)
        if not cut:
            continue
        after = tokens.tail if place == count else tokens.marks[place]
        question = "?" in after
        found.append(Clause(start, place, sentence, link, question))
        if cut == "start":
            sentence += 1
        start, link = place, cut
    return found


def _cut(tokens: Tokens, place: int, start: int, names: frozenset[int]) -> str:
    """How a clause that begins here would hang on the one before, or nothing if none begins."""
    stop = tokens.stops[place]
    if stop == SENTENCE:
        return "start"
    if stop == BREAK or place - start >= _LONGEST:
        return "colon"
    if tokens.words[start] in _TOPICAL and place - start < _SHORT and tokens.words[place] in {"it", "they"}:
        return ""  # "As to the fighting, it goes on": the subject is named before the comma
    return _within(tokens, place, names) if place + 1 < len(tokens.words) else ""


def _within(tokens: Tokens, place: int, names: frozenset[int]) -> str:
    """The same inside a sentence, where only a comma or a conjunction can part clauses."""
    stop, word, after = tokens.stops[place], tokens.words[place], tokens.words[place + 1]
    subject = after in _SUBJECTS or (stop == COMMA and (after in _OPENERS or place + 1 in names))
    if after == "no" and tokens.words[place + 2 : place + 3] == ["one"]:
        subject = stop == COMMA
    if word in _TURNS and (stop == COMMA or subject or word == "whereas"):
        return "turn"
    if word == "and" and after == "to" and tokens.words[place + 2 : place + 3] != []:
        return "joint" if tokens.words[place + 2] in _PUTTING else ""
    if word in _JOINERS:
        if subject and after not in _POINTERS:
            return "joint"
        return "relative" if stop == COMMA and after in _POINTERS else ""
    if stop != COMMA:
        return ""
    return "turn" if word in _REASONS and subject else _after_comma(tokens, place, word, after)


def _after_comma(tokens: Tokens, place: int, word: str, after: str) -> str:
    if word in {"which", "something"} or (
        word in _RELATIVES and tokens.words[place + 2 : place + 3] == ["we"]
    ):
        return "relative"
    if word in {"we", "i", "it"}:
        return "joint"
    return "colon" if word == "not" and after not in {"only", "just", "merely"} else ""


_TIMES = frozenset({"when", "once", "until", "against", "the", "whenever", "only"})
"""Markers that date rather than condition; what they bring in is part of the option itself."""


def attach(tokens: Tokens, clause: Clause, marker: int, last: int) -> None:
    """Note a condition that begins with the marker at that place."""
    clause.condition = _bound(tokens, clause, marker)
    dated = tokens.words[marker] in _TIMES and tokens.words[last - 1] != "if"
    clause.strict = not dated or marker == clause.start


def _bound(tokens: Tokens, clause: Clause, marker: int) -> tuple[int, int]:
    head = all(
        word in {"but", "and", "even", "only", "so", "or"} for word in tokens.words[clause.start : marker]
    )
    if not head and tokens.words[marker] not in _TIMES:
        return marker, clause.end
    for place in range(marker + 3, clause.end):
        if tokens.stops[place] == COMMA or tokens.words[place] == "then":
            return marker, place
    return marker, clause.end
