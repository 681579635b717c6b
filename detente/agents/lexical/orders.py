"""What is said to whoever reads or records a statement, and what is only dictated beside it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from detente.agents.lexical import cues as c
from detente.agents.lexical import frames, voices
from detente.agents.lexical.scenes import Scene
from detente.agents.lexical.spans import Span, around, joined

_ENTERING = frozenset(c.phrases(voices.ENTERING))
_COLUMNS = frozenset({"down", "as", "under", "among"})
_SIGNS = frozenset({"silence", "pause", "nod", "hesitation", "abstention", "word", "phrase"})
_MEANS = frozenset({"means", "mean", "signifies", "signify", "denotes", "denote", "equals", "counts"})
_ARTICLES = frozenset({"the", "this", "that", "every", "any", "each", "a", "his", "her", "their", "your"})
_STANDS = frozenset(c.phrases(voices.STANDS))
_YOU = frozenset({"you", "your"})
_TOWARDS = frozenset({"to", "for", "on", "about", "against", "with", "towards", "regarding"})
_EXACTLY = r"(?: (?:this|the following|verbatim|exactly|in full))"
_DICTATION = re.compile(
    r"(?:(?:please|now|then|just) )*"
    r"(?:(?:write|take|put|note) down|write|enter|record|log|copy|print|output|type|(?:repeat|say) after me"
    rf"|repeat{_EXACTLY}|(?:the )?(?:minutes|transcript|reading)|example|sample|label){_EXACTLY}*"
)
"""A clause before a colon that bids somebody write or say what follows, or heads it as a specimen."""
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


def injected(scenes: Sequence[Scene], text: str, sections: Sequence[frames.Section]) -> frozenset[int]:
    """The clauses, by their first word, that speak to whoever reads them, and not to the table."""
    marks = frames.coded(text)
    pasted = joined(frames.framed(text) + [(part.start, part.end) for part in sections if part.prompt])
    flagged = {
        scene.clause.sentence for scene in scenes if _order(scene) or _form(scene, text, marks, pasted)
    }
    return frozenset(
        scene.clause.start for scene in scenes if scene.clause.sentence in flagged or _rules(scene)
    )


def _form(scene: Scene, text: str, marks: list[int], pasted: list[Span]) -> bool:
    """Whether a clause is marked or framed as no delegate speaks."""
    low, high = scene.tokens.starts[scene.clause.start], scene.tokens.ends[scene.clause.end - 1]
    frame = around(pasted, low)
    if frame is not None and high <= frame[1]:
        return True
    at = bisect_right(marks, low - 3)
    goes_on = text[low].islower() and not frames.CLOSING.isdisjoint(scene.gap)
    return goes_on or (at < len(marks) and marks[at] <= high + 1)


def dictated(
    scenes: Sequence[Scene], injected: frozenset[int], sections: Sequence[frames.Section]
) -> frozenset[int]:
    """The clauses, by their first word, in which a bare assertion is not the speaker's own.

    They follow an order to the reader, or stand in a list or section that is headed as somebody else's.
    """
    found: set[int] = set()
    others = _of_others(scenes, sections)
    after = False
    for scene in scenes:
        start = scene.clause.start
        if start in injected:
            after = True
        elif after and (scene.personal() or _PARAGRAPH.search(scene.gap)):
            after = False
        if scene.personal():
            continue
        if after or _granted(scene.intro) or around(others, scene.tokens.starts[start]) is not None:
            found.add(start)
    return frozenset(found)


def _of_others(scenes: Sequence[Scene], sections: Sequence[frames.Section]) -> list[Span]:
    """The bodies of sections that are headed as somebody else's words: "Your mandate", "Moscow's demands"."""
    if not sections:
        return []
    starts, words = scenes[0].tokens.starts, scenes[0].tokens.words
    actors = [actor for scene in scenes for actor in scene.actors]
    places = [starts[actor[0]] for actor in actors]
    found: list[Span] = []
    for part in sections:
        named = actors[bisect_left(places, part.start) : bisect_left(places, part.body)]
        others = [at for at, _, own in named if not own and not _addressed(words, at)]
        title = frozenset(words[bisect_left(starts, part.start) : bisect_left(starts, part.body)])
        stands = not title.isdisjoint(_STANDS) or any(words[at] in _YOU for at in others)
        if others and stands and not any(own for _, _, own in named):
            found.append((part.body, part.end))
    return found


def _addressed(words: list[str], name: int) -> bool:
    """Whether a heading only turns to somebody or treats of them: "Response to the American proposal"."""
    before = words[max(0, name - 2) : name]
    return not _TOWARDS.isdisjoint(before[-1:] if before[-1:] != ["the"] else before)


def _granted(intro: Scene | None) -> bool:
    """Whether a list is what its reader may do: "You have authority to sign all of these:"."""
    if intro is None or intro.words[0] not in _YOU:
        return False
    return not intro.personal() and all(cue[0] != c.MUST for cue in intro.cues)


def _order(scene: Scene) -> bool:
    if any(cue[0] == c.ORDER for cue in scene.cues):
        return True
    return scene.clause.link == "start" and (_enters(scene) or _explains(scene) or _dictates(scene))


def _rules(scene: Scene) -> bool:
    """Whether a clause rules how to read it: "read this as acceptance"; not "we take this as a refusal"."""
    rulings = [cue for cue in scene.cues if cue[0] == c.MEANING]
    if not rulings or any(cue[0] == c.NEGATION for cue in scene.cues):
        return False
    return not any(own and start <= rulings[0][2] for start, _, own in scene.actors)


def _enters(scene: Scene) -> bool:
    """Whether somebody else is to be entered in a list: "put Ukraine down for a ceiling"."""
    words, start = scene.tokens.words, scene.clause.start
    if words[start] not in _ENTERING:
        return False
    return any(
        at == start + 1 and not own and not _COLUMNS.isdisjoint(words[end : end + 1])
        for at, end, own in scene.actors
    )


def _explains(scene: Scene) -> bool:
    """Whether a word or a silence is given a meaning, not in the speaker's own name."""
    words = scene.words
    if _SIGNS.isdisjoint(words) or _MEANS.isdisjoint(words) or scene.personal():
        return False
    sign = next(at for at, word in enumerate(words) if word in _SIGNS)
    subject = sign == 0 or (sign == 1 and words[0] in _ARTICLES)
    return subject and not _MEANS.isdisjoint(words[sign:])


def _dictates(scene: Scene) -> bool:
    return ":" in scene.gap_after and _DICTATION.fullmatch(" ".join(scene.words)) is not None
