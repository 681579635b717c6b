"""Whose turn it is: words under another's name, in another's letter, told as another's, or behind a bar."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detente.agents.lexical import cues as c
from detente.agents.lexical import voices
from detente.agents.lexical.scenes import Scene

_BARRED = re.compile(r"^[ \t]*[>|\u2502\u2503\u2758\uff5c]", re.MULTILINE)
_ENDS = {
    "letter": re.compile(r"\n[ \t]*[-=*_]{3,}[ \t]*\n"),
    "block": re.compile(r"\n[ \t]*\n"),
    "bracket": re.compile(r"\]"),
}
"""How far a turn can reach, and the characters that end it; else to the end of a line, sentence or clause."""
_DASHED = re.compile(r"\*{0,3}[ \t]+[-\u2014]+[ \t]+\*{0,3}")
_LEAD = re.compile(
    r"(?:(?:and|now|then|next) )*"
    r"(?:in the words of|according to|on behalf of|speaking for|quote|quoting|by|from|speaker|the floor to"
    r"|(?:(?:a|the) )?(?:statement|message|letter|note|words|remarks|speech|reply|answer) (?:of|by|from)"
    r"|(?:(?:the|president|government|parliament|minister|delegation|delegate|people|leadership) )+of)?"
    r"(?: ?(?:the|a))?"
)
"""What may stand before the name of a speaker whose words follow."""
_TAIL = frozenset(c.phrases(voices.TITLES))
"""What may stand behind it."""
_HEAD = re.compile(
    r"(?:(?:the|next|now|first|last|current) )*"
    r"(?P<kind>speaker|from|sender|author|speaking|signed|by|seat|statement by|statement of)"
)
_LETTERS = frozenset({"from", "sender", "author"})
_OFFICERS = frozenset(c.phrases(voices.OFFICERS))
_SPEAKING = frozenset(c.phrases(voices.SPEAKING))
_TRAILING = frozenset(c.phrases(voices.TRAILING))
_PASSIVE = frozenset({"be", "been", "being", "is", "are", "was", "were", "what", "as"})
_LONGEST = 9
"""Words of a clause that can be the name of a speaker."""


def voiced(scenes: Sequence[Scene], seats: frozenset[int], text: str) -> frozenset[int]:
    """The clauses, by their first word, that are another's own words; `seats` are the places of names."""
    if "\n" not in text and ":" not in text and not _marked(text):
        return frozenset()
    found: set[int] = set()
    turn, fresh, bar = "", False, False
    for at, scene in enumerate(scenes):
        if at == 0 or "\n" in scene.gap:
            bar = _BARRED.match(scene.gap.rpartition("\n")[2]) is not None
        if turn and _over(turn, scene, fresh, text):
            turn = ""
        if bar or turn:
            found.add(scene.clause.start)
        opened = _opened(scenes, at, seats, text)
        fresh = opened is not None
        turn = turn if opened is None else opened
    return frozenset(found)


def _marked(text: str) -> bool:
    """Whether a text without a line end or a colon may yet open a turn: by a bar, a bracket or a dash."""
    return text.lstrip()[:1] in "[>|\u2502\u2503\u2758\uff5c" or " \u2014 " in text or " - " in text


def _over(turn: str, scene: Scene, fresh: bool, text: str) -> bool:
    """Whether a turn has ended before a clause; `fresh` if it is the turn's first."""
    if fresh:
        return False
    if turn in _ENDS:
        return _ENDS[turn].search(scene.gap) is not None
    if turn == "line":
        return "\n" in scene.gap and not text[scene.tokens.starts[scene.clause.start]].islower()
    return scene.clause.link == "start" or (turn == "clause" and scene.personal())


def _opened(scenes: Sequence[Scene], at: int, seats: frozenset[int], text: str) -> str | None:
    """How far the turn reaches that a clause opens; nothing if it opens none, empty if the speaker's own."""
    scene = scenes[at]
    colon = ":" in scene.gap_after
    if colon and _officer(scene):
        return _reach(scenes, at)
    if scene.actors and _names(scene, seats):
        head = _HEAD.fullmatch(" ".join(scenes[at - 1].words)) if at and ":" in scene.gap else None
        if head is not None or colon or _labels(scenes, at, text):
            return _named(scenes, at, head["kind"] if head else "")
    return _told(scenes, at) if colon and scene.actors and _tells(scene) else None


def _officer(scene: Scene) -> bool:
    """Whether a clause is a voice in the room that is no seat's."""
    words = scene.words
    return words[-1] in _OFFICERS and (len(words) == 1 or words[:-1] == ["the"])


def _named(scenes: Sequence[Scene], at: int, head: str) -> str:
    if all(own for _, _, own in scenes[at].actors):
        return ""
    return "letter" if head in _LETTERS else _reach(scenes, at, head)


def _reach(scenes: Sequence[Scene], at: int, head: str = "") -> str:
    """How far a turn reaches: a name alone on its line opens a block, one that opens a line that line."""
    if scenes[at].gap.endswith("[") and "]" not in scenes[at].gap_after:
        return "bracket"
    if "\n" in scenes[at].gap_after:
        return "block"
    return "line" if head or at == 0 or "\n" in scenes[at].gap else "sentence"


def _labels(scenes: Sequence[Scene], at: int, text: str) -> bool:
    """Whether a name opens a turn without a colon: "[Kyiv] We accept", "KYIV — We accept"."""
    scene = scenes[at]
    if at + 1 == len(scenes) or not (at == 0 or "\n" in scene.gap):
        return False
    if scene.gap.endswith("[") and scene.gap_after.startswith("]"):
        return True
    start = scenes[at + 1].clause.start
    first = text[scene.tokens.starts[start]].isupper() and scene.tokens.words[start] != "i"
    return first and _DASHED.fullmatch(scene.gap_after) is not None


def _names(scene: Scene, seats: frozenset[int]) -> bool:
    """Whether a clause is nothing but the name of a seat, with what may stand beside a speaker's name."""
    start, end = scene.clause.start, scene.clause.end
    words, marks = scene.tokens.words, scene.tokens.marks
    if end - start > _LONGEST or not all(actor[0] in seats for actor in scene.actors):
        return False
    if not all("(" in marks[actor[0]] for actor in scene.actors[1:]):
        return False  # "Moscow, Kyiv, Brussels: listen" calls them
    if _LEAD.fullmatch(" ".join(words[start : scene.actors[0][0]])) is None:
        return False
    named = {place for first, last, _ in scene.actors for place in range(first, last)}
    return all(words[place] in _TAIL or place in named for place in range(scene.actors[0][0], end))


def _tells(scene: Scene) -> bool:
    """Whether a clause ends with a verb of saying that has somebody else for its subject: "Kyiv said:"."""
    words = scene.words
    verb = next((at for at in range(len(words) - 1, -1, -1) if words[at] not in _TRAILING), 0)
    if words[verb] not in _SPEAKING or not _PASSIVE.isdisjoint(words[:verb]):
        return False
    subjects = [own for start, _, own in scene.actors if start <= scene.clause.start + verb]
    return bool(subjects) and not any(subjects)


def _told(scenes: Sequence[Scene], at: int) -> str:
    """How far direct speech reaches: the sentence if it says "we", else up to the speaker's own words."""
    if "\n" in scenes[at].gap_after:
        return "block"
    return "sentence" if at + 1 < len(scenes) and scenes[at + 1].personal() else "clause"
