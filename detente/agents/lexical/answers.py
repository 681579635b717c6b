"""The speaker's answer to the standing offer, from the clauses that speak of it."""

from __future__ import annotations

from detente.agents.lexical import assents
from detente.agents.lexical import cues as c
from detente.agents.lexical.scenes import Scene, Stand
from detente.agents.lexical.stances import own_stand
from detente.transcripts.acts import Answer

GROUPS = {
    "assent": assents.ASSENT,
    "dissent": assents.DISSENT,
    "thing": assents.THING,
    "terms": assents.TERMS,
    "bar": assents.BAR,
    "yes": assents.YES,
    "no": assents.NO,
    "offer": assents.OFFER,
    "counter": assents.COUNTER,
    "accept": assents.ACCEPT,
    "refuse": assents.REFUSE,
    "later": assents.LATER,
}
_BIDDEN = frozenset(c.phrases(assents.BIDDEN))
_URGED = frozenset(c.phrases(assents.URGED))
_SUBJECTS = frozenset({"we", "i"})
_WORDS: tuple[tuple[str, Answer], ...] = (("no", "reject"), ("yes", "accept"))
_OPEN: dict[Answer, str] = {"accept": "terms", "reject": "bar"}
"""Answers that a condition makes conditional, and the group of phrases that name one."""


def answer(scenes: list[Scene], found: list[dict[str, tuple[int, int]]]) -> Answer:
    """The last clear answer of a statement; `found` tells for each clause which groups occur in it."""
    given: Answer = "silent"
    lone = not any(scene.mentions for scene in scenes)
    for place, scene in enumerate(scenes):
        groups = found[place]
        if scene.clause.question:
            continue
        heard = _heard(scene, groups, any("offer" in near for near in found[max(0, place - 2) : place]))
        if heard == "silent":
            heard = _plainly(scene, groups, lone)
        if heard == "silent" or (heard in _OPEN and _urges(scene)):
            continue
        if heard in _OPEN and _conditioned(scenes, place, found, _OPEN[heard]):
            heard = "conditional"
        given = _stronger(given, heard)
    return given


def _urges(scene: Scene) -> bool:
    """Whether a clause bids somebody answer, and answers nothing itself: "Accept the offer"."""
    words, clause = scene.tokens.words, scene.clause
    start = clause.start + (words[clause.start] in {"please", "now", "just", "so"})
    if clause.link != "start" or start + 1 >= clause.end or words[start] not in _URGED:
        return False
    return words[start + 1] not in {"for", "from"} and _SUBJECTS.isdisjoint(scene.words)


def _stronger(given: Answer, heard: Answer) -> Answer:
    if given in {"reject", "conditional", "accept"} and heard == "counter":
        return "counter"
    if given == "counter" and heard == "reject":
        return "counter"
    return heard


def _heard(scene: Scene, groups: dict[str, tuple[int, int]], near: bool) -> Answer:
    if "counter" in groups and ("offer" in groups or near or _own_first(scene) or _edits(scene)):
        return "counter"
    if not _foreign(scene):
        for name, said in _WORDS:
            if name in groups and _whole(scene, groups[name]):
                return said
    if "offer" not in groups:
        return "silent"
    if scene.mentions and not _about(scene, groups["offer"]):
        return "silent"
    stand = own_stand(scene)
    if stand is None or stand.source not in {"own", "default"}:
        return _plain(groups, scene)
    return _from_stand(stand, groups, scene)


def _plainly(scene: Scene, groups: dict[str, tuple[int, int]], lone: bool) -> Answer:
    """An answer in words of assent alone: to the offer by name, or to "it" where nothing else is named."""
    if scene.mentions or _foreign(scene) or "later" in groups:
        return "silent"
    if "offer" not in groups and not (lone and "thing" in groups):
        return "silent"
    if not _own_first(scene) and "offer" not in groups:
        return "silent"
    if "dissent" in groups:
        return "silent" if _denied(scene, groups["dissent"]) else "reject"
    if "assent" not in groups:
        return "silent"
    return "reject" if _denied(scene, groups["assent"]) else "accept"


def _denied(scene: Scene, place: tuple[int, int]) -> bool:
    """Whether an odd number of negations stand before a word."""
    return sum(cue[0] == c.NEGATION and cue[1] < place[0] for cue in scene.cues) % 2 == 1


def _plain(groups: dict[str, tuple[int, int]], scene: Scene) -> Answer:
    if _foreign(scene):
        return "silent"
    if "refuse" in groups:
        return "reject"
    return "accept" if "accept" in groups else "silent"


def _from_stand(stand: Stand, groups: dict[str, tuple[int, int]], scene: Scene) -> Answer:
    if stand.sign < 0:
        return "reject"
    if "later" in groups and "accept" not in groups:
        return "silent"
    kinds = {cue[0] for cue in scene.cues}
    if "accept" in groups or (kinds & {c.AGREE, c.GOOD} and stand.firmness == "flexible"):
        return "accept"
    return "silent"


def _whole(scene: Scene, place: tuple[int, int]) -> bool:
    """Whether a yes or no is said to the offer as a whole: before any option, and not to it."""
    after = scene.tokens.words[place[1] : place[1] + 1]
    return after != ["to"] and all(place[1] <= mention.first for mention in scene.mentions)


def _about(scene: Scene, offer: tuple[int, int]) -> bool:
    return all(offer[0] < mention.first for mention in scene.mentions)


def _foreign(scene: Scene) -> bool:
    others = [own for start, _, own in scene.actors if scene.tokens.words[start] not in {"you", "your"}]
    return bool(others) and not any(others)


def _edits(scene: Scene) -> bool:
    return scene.tokens.words[scene.clause.start] in {
        "strike",
        "replace",
        "delete",
        "swap",
        "put",
        "write",
        "change",
    }


def _own_first(scene: Scene) -> bool:
    return any(own for _, _, own in scene.actors)


def _conditioned(
    scenes: list[Scene], place: int, found: list[dict[str, tuple[int, int]]], group: str
) -> bool:
    """Whether an answer hangs on something that its sentence asks for."""
    clause = scenes[place].clause
    if group == "terms" and clause.condition is not None:
        return True
    near = [at for at in range(max(0, place - 1), min(len(scenes), place + 2)) if _joined(scenes, at, place)]
    if any(group in found[at] for at in near):
        return True
    if group == "bar":
        return False
    return any(scenes[at].clause.condition is not None for at in near) or _bargain(scenes, place)


def _joined(scenes: list[Scene], at: int, place: int) -> bool:
    return scenes[at].clause.sentence == scenes[place].clause.sentence


def _bargain(scenes: list[Scene], place: int) -> bool:
    """ "Do this and we will sign": what is bidden before the "and" is the condition."""
    first = next(scene for at, scene in enumerate(scenes) if _joined(scenes, at, place))
    words = scenes[place].tokens.words
    start = first.clause.start
    return words[start] in _BIDDEN and "and" in words[start : scenes[place].clause.end]
