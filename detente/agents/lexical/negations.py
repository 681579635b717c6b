"""What a negation negates: a verb, a predicate, or the mention itself; and what is refused to be missed."""

from __future__ import annotations

from detente.agents.lexical import cues as c
from detente.agents.lexical.mentions import Mention
from detente.agents.lexical.scenes import Scene, StanceCue
from detente.agents.lexical.tokens import COMMA

_DETERMINERS = frozenset({"no", "none", "nobody", "nothing", "neither", "nor", "nowhere"})
_PARTICLES = frozenset(
    ["without", "against", "far", "anything", "end", "free", "stop", "short", "prevent", "avoid"]
)
_LACKS = frozenset(
    [
        "without",
        "anything",
        "lacks",
        "lacking",
        "omits",
        "omitting",
        "fails",
        "leaves",
        "leaving",
        "leave",
        "devoid",
        "does",
    ]
)
_OPENERS = frozenset({"that", "because", "since", "as", "and", "but", "for", "so"})
AUXILIARIES = frozenset(
    ["can", "do", "does", "did", "will", "would", "is", "are", "may", "could", "should", "shall", "need"]
)
_RELATIVES = frozenset({"that", "which", "who", "whose"})
_REACH = 7
"""How many words a negation looks ahead for the verb it negates."""
_NEAR = 5
"""How many words it may stand before the mention that it negates itself, if it is no verb's."""
_FAR = 12


def negated(scene: Scene, cue: StanceCue, live: list[StanceCue]) -> bool:
    """Whether a verb or predicate is negated."""
    negations = [other for other in live if other[0] == c.NEGATION]
    return sum(_target(scene, negation, live) == cue for negation in negations) % 2 == 1


def _target(scene: Scene, negation: StanceCue, live: list[StanceCue]) -> StanceCue | None:
    """The verb or predicate that a negation negates."""
    place = negation[1]
    first = scene.tokens.words[place]
    determiner = first in _DETERMINERS and negation[2] - place == 1
    if first in _LACKS or first in _PARTICLES:
        return None
    if determiner and (not _opens(scene, place) or any(other.last < place for other in scene.mentions)):
        return None
    for cue in live:
        if cue[1] <= place or cue[0] not in c.STANCES | c.PREDICATES:
            continue
        reach = _REACH if cue[0] in c.STANCES or determiner else 4
        reach += 5 * (determiner and place == scene.clause.start)  # "nobody on our side of the table has ..."
        if cue[1] - place > reach:
            return None
        blocked = any(place < other.first and other.last < cue[1] for other in scene.mentions)
        return None if blocked else cue
    return None


def _opens(scene: Scene, place: int) -> bool:
    """Whether a word stands where a clause's subject does."""
    if place == scene.clause.start or scene.tokens.stops[place] == COMMA:
        return True
    return scene.tokens.words[place - 1] in _OPENERS


def local(scene: Scene, mention: Mention, low: int, high: int, live: list[StanceCue]) -> int:
    """−1 if the mention itself is negated between two places ("no such zone", "not a zone"), else 1."""
    sign = 1
    rest = frozenset[int]().union(*(other.covered for other in scene.mentions if other is not mention))
    first = min(mention.covered - rest, default=mention.first)
    for cue in live:
        place = cue[1]
        if (
            cue[0] != c.NEGATION
            or not low <= place < high
            or not _negates(scene, place, first, mention.denied)
        ):
            continue
        if any(place < other < first for other in rest - mention.covered):
            continue
        if any(place < other[1] < first and other[0] in c.STANCES for other in live):
            continue
        if _target(scene, cue, live) is None:
            sign = -sign
    return sign


def _negates(scene: Scene, place: int, first: int, denied: bool) -> bool:
    """Whether a negation is near enough to a mention, and of the kind, to turn it round."""
    words = scene.tokens.words
    word = words[place]
    if _relative(words, place) or _attributive(scene, place) or _elliptic(scene, place):
        return False
    short = word in _DETERMINERS or word in _PARTICLES
    if place < first:
        opening = word in {"no", "neither"} and place == scene.clause.start
        if not short or opening:  # "No waiting room with their name on the door"
            return first - place <= _FAR
        return first - place <= _NEAR and COMMA not in scene.tokens.stops[place + 1 : first + 1]
    if short:
        return denied
    return words[place + 1 : place + 2] != ["to"] or words[place - 1] == "ought"


def _relative(words: list[str], place: int) -> bool:
    """Whether a negation stands in a relative clause: "a figure that does not"."""
    return words[place - 1] in AUXILIARIES and words[place - 2] in _RELATIVES


def _elliptic(scene: Scene, place: int) -> bool:
    """Whether nothing follows to be negated: "... and I am not, ...", "for it rather than against"."""
    tokens = scene.tokens
    if place + 1 == scene.clause.end:
        return True
    return tokens.words[place] == "not" and tokens.stops[place + 1] == COMMA


def _attributive(scene: Scene, place: int) -> bool:
    """Whether a negation belongs to the thing itself: "neutrality with no alliances", "a no-fly rule"."""
    words, marks = scene.tokens.words, scene.tokens.marks
    if words[place] != "no":
        return False
    if words[place + 1 : place + 2] and marks[place + 1] == "-":
        return True
    before = words[place - 1] if place else ""
    return before == "with" or (
        before in {"and", "or"} and "with no" in " ".join(words[max(0, place - 8) : place])
    )


def compared(mention: Mention, live: list[StanceCue]) -> bool:
    """Whether a mention is only what another option is preferred to: "rather than X"."""
    for cue in live:
        if cue[0] == c.INSTEAD and 0 <= mention.first - cue[2] <= 6:
            return not any(cue[1] < other[1] < mention.last for other in live if other[0] in c.STANCES)
    return False


def _governs(scene: Scene, lack: StanceCue, mention: Mention, live: list[StanceCue]) -> bool:
    """Whether a mention is what is missed: right behind the word, or with no stop or verb between."""
    gap = min((p - lack[2] for p in mention.covered if p >= lack[2]), default=_FAR + 1)
    if gap <= _NEAR - 1:
        return True
    between = range(lack[2], lack[2] + gap)
    parted = any(cue[1] in between and cue[0] in c.STANCES | c.PREDICATES for cue in live)
    return gap <= _FAR and not parted and COMMA not in scene.tokens.stops[lack[2] : lack[2] + gap]


def indispensable(scene: Scene, mention: Mention, live: list[StanceCue]) -> bool:
    """Whether the speaker refuses to do without it: "no deal without X", "a text that omits X is dead"."""
    for lack in live:
        if lack[0] != c.NEGATION or scene.tokens.words[lack[1]] not in _LACKS:
            continue
        ahead = sum(place < lack[1] for place in mention.covered)
        if 2 * ahead < len(mention.covered) and _governs(scene, lack, mention, live):
            refusal = {c.NEGATION, c.REJECT, c.BAD}
            refused = any(cue[0] in refusal for cue in live if cue != lack)
            return refused and not scene.foreign(live)
    return False
