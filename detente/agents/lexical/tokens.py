"""Words of a statement with their places; numbers in one form, contractions taken apart.

The one abbreviation that would read as a pronoun, US, becomes `usa`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_FOLD = str.maketrans(
    {
        "‘": "'", "’": "'", "ʼ": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "–": "—", "―": "—", "‑": "-", "‐": "-",
    }
)  # fmt: skip
_WORD = re.compile(
    r"([a-z]+)(?![^\W\d_]|')"
    r"|\d{1,3}(?:[,.\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.:]\d+)?(?:k\b)?|[^\W\d_]+(?:'[^\W\d_]{1,3}\b)?"
)
_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
SPELLED = frozenset(_NUMBERS) | frozenset(_SCALES)
"""Words that are numbers or parts of them."""
_SPLIT = {
    "cannot": ("can", "not"), "can't": ("can", "not"), "won't": ("will", "not"), "shan't": ("shall", "not"),
    "i'm": ("i", "am"), "let's": ("let", "us"),
}  # fmt: skip
_BRACKETS = frozenset("[]{}<>")
_ENDINGS = {"'re": "are", "'ll": "will", "'ve": "have", "'d": "would", "'m": "am"}
_ABBREVIATIONS = frozenset(
    ["mr", "mrs", "ms", "dr", "prof", "gen", "nos", "art", "st", "vs", "approx", "ca", "cf"]
)

SENTENCE, BREAK, COMMA = 3, 2, 1
"""What stands before a word: the end of a sentence, a semicolon, colon or dash, a comma or bracket."""


@dataclass(slots=True)
class Tokens:
    """Parallel lists: the words, where each begins and ends in the text, and the stop before it."""

    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    """The characters between a word and the one before it."""
    tail: str = ""
    """What stands behind the last word."""

    def add(self, word: str, start: int, end: int, gap: str, stop: int) -> None:
        """Append one word."""
        self.words.append(word)
        self.starts.append(start)
        self.ends.append(end)
        self.marks.append(gap)
        self.stops.append(stop)

    def extend(self, other: Tokens, start: int, end: int) -> None:
        """Append some words of another text."""
        self.words.extend(other.words[start:end])
        self.starts.extend(other.starts[start:end])
        self.ends.extend(other.ends[start:end])
        self.stops.extend(other.stops[start:end])
        self.marks.extend(other.marks[start:end])


def fold(text: str) -> str:
    """Lower case, one form of quotation marks, dashes and hyphens; every character keeps its place."""
    folded = text.translate(_FOLD)
    lowered = folded.lower()
    if len(lowered) == len(folded):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


def tokenize(folded: str, text: str) -> Tokens:
    """Take a folded text apart into words; `text` is the original, whose capitals tell sentences."""
    raw = Tokens()
    words, starts, ends, stops, marks = raw.words, raw.starts, raw.ends, raw.stops, raw.marks
    last = 0
    for found in _WORD.finditer(folded):
        start, end = found.span()
        gap = folded[last:start]
        stop = 0 if gap == " " else _stop(gap, words, text[start])
        last = end
        word = found.group()
        if not found.lastindex or word in _SPLIT:
            _add_parts(raw, word, (start, end), gap, stop)
            continue
        if word == "us" and text[start:end] == "US":
            word = "usa"
        words.append(word)
        starts.append(start)
        ends.append(end)
        stops.append(stop)
        marks.append(gap)
    joined = _join_numbers(raw)
    joined.tail = folded[last : last + 20]
    return joined


def _add_parts(raw: Tokens, word: str, place: tuple[int, int], gap: str, stop: int) -> None:
    first, *rest = _parts(word)
    raw.add(first, *place, gap, stop)
    for part in rest:
        raw.add(part, *place, "", 0)


def _stop(gap: str, words: list[str], following: str) -> int:
    if gap in {", ", "-", ""}:
        return COMMA if gap == ", " else 0
    if not _BRACKETS.isdisjoint(gap):
        return SENTENCE  # what stands in such brackets is no part of the prose around it
    if "\n" in gap or "!" in gap or "?" in gap or "…" in gap:
        return SENTENCE if "\n\n" in gap or gap.strip() or following.isupper() or following.isdigit() else 0
    if "." in gap:
        return _full_stop(gap, words, following)
    if ";" in gap or ":" in gap or "—" in gap or " - " in gap or "--" in gap:
        return BREAK
    return COMMA if "," in gap or "(" in gap or ")" in gap else 0


def _full_stop(gap: str, words: list[str], following: str) -> int:
    if not any(c.isspace() or c in "\"'" for c in gap):
        return 0
    before = words[-1] if words else ""
    if before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha() and not following.isupper()):
        return 0
    return SENTENCE


def _parts(word: str) -> tuple[str, ...]:
    if word in _SPLIT:
        return _SPLIT[word]
    if word[0].isdigit():
        return (_digits(word),)
    stem, quote, ending = word.rpartition("'")
    if not quote:
        return (word,)
    if ending == "t" and stem.endswith("n"):
        return (stem[:-1], "not")
    expanded = _ENDINGS.get("'" + ending)
    return (stem, expanded) if expanded else (stem,)


def _digits(word: str) -> str:
    if word.endswith("k"):
        return word[:-1] + "000"
    grouped = re.sub(r"[,\u00a0\u202f ]", "", word)
    head, point, tail = grouped.rpartition(".")
    return head.replace(".", "") + tail if point and len(tail) == 3 else grouped


def _join_numbers(raw: Tokens) -> Tokens:
    if SPELLED.isdisjoint(raw.words):
        return raw
    joined = Tokens()
    place = 0
    for at, word in enumerate(raw.words):
        if at < place or not (word in SPELLED or word == "one" or word[0].isdigit()):
            continue
        value, after = _number(raw, at)
        joined.extend(raw, place, at)
        joined.add(value or word, raw.starts[at], raw.ends[after - 1], raw.marks[at], raw.stops[at])
        place = after
    joined.extend(raw, place, len(raw.words))
    return joined


def _number(raw: Tokens, place: int) -> tuple[str | None, int]:
    """The number that begins here, written with digits, and the place after it."""
    total, current, at = 0.0, 0.0, place
    while at < len(raw.words) and (at == place or raw.stops[at] == 0) and at < place + 8:
        word = raw.words[at]
        if word in _NUMBERS and _adds(current, _NUMBERS[word]):
            current += _NUMBERS[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _SCALES:
            total, current = total + (current or 1) * _SCALES[word], 0.0
        elif at == place and word[0].isdigit() and _scale_follows(raw, at):
            current = float(word)
        elif word == "and" and current >= 100 and _small_follows(raw, at):
            pass
        elif word == "one" and _scale_follows(raw, at):
            current += 1
        else:
            break
        at += 1
    if at == place:
        return None, place + 1
    return f"{total + current:.0f}", at


def _adds(current: float, small: int) -> bool:
    """Whether a small number continues the one so far, as in "eighty-five", and not in "fifty-fifty"."""
    return current % 100 == 0 or (small < 10 and current % 10 == 0 and current % 100 >= 20)


def _scale_follows(raw: Tokens, at: int) -> bool:
    return at + 1 < len(raw.words) and raw.words[at + 1] in _SCALES and _plain(raw.words[at])


def _small_follows(raw: Tokens, at: int) -> bool:
    """Whether "and" stands inside a number, as in "two hundred and eighty"."""
    return (
        raw.words[at - 1] == "hundred" and raw.words[at + 1 : at + 2] != [] and raw.words[at + 1] in _NUMBERS
    )


def _plain(word: str) -> bool:
    return word == "one" or (word.replace(".", "", 1).isdigit() and word.isascii() and len(word) < 12)
