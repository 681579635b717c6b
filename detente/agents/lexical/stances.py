"""How a speaker stands to what a clause mentions: whose stand it is, for or against, how firmly."""

from __future__ import annotations

from detente.agents.lexical import cues as c
from detente.agents.lexical.mentions import Mention
from detente.agents.lexical.negations import AUXILIARIES, compared, indispensable, local, negated
from detente.agents.lexical.scenes import Scene, StanceCue, Stand, taken
from detente.transcripts.acts import Firmness

_ENDORSING = frozenset({c.AGREE, c.GOOD, c.FIXED, c.ECHO})
_RUMOURS = frozenset(
    {"it", "sometimes", "often", "reported", "reportedly", "allegedly", "supposedly", "rumoured"}
    | {"rumours", "rumors"}
)
_YES = frozenset({"yes", "gladly", "certainly", "agreed", "indeed"})
_NO = frozenset({"no", "never", "none", "nothing", "nowhere"})
_BRIEF = 7
"""Words of a clause that can be a bare yes or no."""
_COPULAS = frozenset(
    [
        "is",
        "are",
        "be",
        "remains",
        "remain",
        "would",
        "was",
        "were",
        "seems",
        "seems",
        "sounds",
        "stays",
        "becomes",
        "will",
        "has",
        "have",
        "does",
        "raises",
        "meets",
        "finds",
        "find",
        "crosses",
        "amounts",
        "could",
        "can",
        "gets",
        "falls",
        "no",
    ]
)
_TENTATIVE = frozenset({"would", "could", "might", "may"})
_PRONOUNS = frozenset({"we", "i", "it", "they"})


def stand(scene: Scene, mention: Mention) -> Stand:
    """How the speaker stands to a mention in its clause."""
    live = scene.live(mention)
    if compared(mention, live):
        return Stand("dismissed")
    if indispensable(scene, mention, live):
        return Stand("own")
    if _shelved(scene, mention, live):
        return Stand("withdrawn")
    judged = _predicate(scene, mention, live)
    if judged is not None:
        return judged
    chain = _chain(scene, mention, live)
    if not any(cue[0] in c.STANCES for cue in chain) and not scene.foreign(chain):
        chain = _after(scene, mention, live) or chain
    return _judge(scene, mention, chain, live)


def own_stand(scene: Scene) -> Stand | None:
    """The stand a clause takes to whatever it speaks of, if it takes one."""
    stances = [cue for cue in scene.cues if cue[0] in c.STANCES | c.PREDICATES]
    own = [cue for cue in stances if scene.own(cue)]
    if not own:
        return Stand("reported") if scene.foreign(scene.cues) else None
    nothing = Mention("", "", False, frozenset({scene.clause.end}), 0.0)
    if own[-1][0] in c.PREDICATES:
        return _by_predicate(scene, nothing, own[-1], scene.cues)
    return _compose(scene, nothing, [cue for cue in stances if cue[0] in c.STANCES], scene.cues)


def verdict(scene: Scene, anaphoric: bool) -> Stand | None:
    """The judgement that a clause without an option of its own passes on what was said before it."""
    found = own_stand(scene)
    if found is not None:
        kinds = {cue[0] for cue in scene.cues}
        strong = kinds & {c.REJECT, c.BAD, c.ECHO} or (anaphoric and (found.sign < 0 or kinds & _ENDORSING))
        if found.source == "withdrawn" and anaphoric and c.DROPPED in kinds:
            return found
        return found if strong and found.source == "own" else None
    return None


def retort(scene: Scene) -> Stand | None:
    """The judgement of a clause that is no more than "we did not", "never", "with respect, no"."""
    words = scene.words
    if len(words) > _BRIEF or any(cue[0] in c.STANCES | c.PREDICATES for cue in scene.cues):
        return None
    if words[-1] in _YES:
        return Stand("own", 1, "flexible")
    mine = any(own for _, _, own in scene.actors) or not scene.actors
    if words[-1] in _NO and mine:
        return Stand("own", -1, "rejecting")
    denied = any(cue[0] == c.NEGATION for cue in scene.cues)
    elliptic = denied and (words[-1] == "not" or words[-1] in AUXILIARIES)
    return Stand("own", -1, "rejecting") if elliptic and mine and scene.actors else None


def _shelved(scene: Scene, mention: Mention, live: list[StanceCue]) -> bool:
    """Whether it is said of a mention that it "has been dropped"."""
    dropped = [cue for cue in live if cue[0] == c.DROPPED and cue[1] > mention.last and scene.own(cue)]
    passive = {"has", "have", "is", "been", "are", "let"}
    if not dropped or scene.tokens.words[dropped[0][1]] not in passive:
        return False
    return not scene.between(mention.last, dropped[0][1], mention) and not negated(scene, dropped[0], live)


def _predicate(scene: Scene, mention: Mention, live: list[StanceCue]) -> Stand | None:
    """The stand by "X is out of the question", or by "it is out of the question that X"."""
    found = [cue for cue in live if cue[0] in c.PREDICATES]
    if not found:
        return None
    after = next((cue for cue in found if cue[1] > mention.last), None)
    verbs = [cue for cue in live if cue[0] in c.STANCES and cue[2] <= mention.first]
    if after is not None and not scene.between(mention.last, after[1], mention) and _copular(scene, after):
        return _by_predicate(scene, mention, after, live)
    if after is not None and not verbs:
        return _by_predicate(scene, mention, after, live)
    ahead = [cue for cue in found if cue[2] <= mention.first]
    if not ahead or scene.between(ahead[-1][2], mention.first, mention):
        return None
    if scene.between(scene.clause.start, ahead[-1][1], mention):
        return None
    return _by_predicate(scene, mention, ahead[-1], live)


def _copular(scene: Scene, cue: StanceCue) -> bool:
    """Whether a predicate has its own verb: "X would be unacceptable", and not "an unacceptable X"."""
    near = scene.tokens.words[max(scene.clause.start, cue[1] - 4) : cue[1] + 1]
    return not _COPULAS.isdisjoint(near)


def _by_predicate(scene: Scene, mention: Mention, cue: StanceCue, live: list[StanceCue]) -> Stand:
    if _told_by_other(scene, min(cue[1], mention.first), live) or _for_other(scene, cue):
        return Stand("reported")
    turned = negated(scene, cue, live)
    if cue[0] == c.FIXED and turned:
        return Stand("none")
    sign = -1 if (cue[0] == c.BAD) != turned else 1
    edge = cue[1] if cue[1] > mention.last else mention.last + 1
    sign *= local(scene, mention, scene.clause.start, edge, live)
    return taken(sign, "firm" if cue[0] == c.FIXED else "flexible")


def _told_by_other(scene: Scene, edge: int, live: list[StanceCue]) -> bool:
    told = [cue for cue in live if cue[0] in c.REPORTS and cue[2] <= edge]
    if any(scene.own(cue) and cue[0] in c.STANCES for cue in told):
        return False
    return any(cue[0] == c.HEAR or not (scene.own(cue) or scene.is_noun(cue)) for cue in told)


def _for_other(scene: Scene, cue: StanceCue) -> bool:
    words = scene.tokens.words
    for start, _, own in scene.actors:
        if cue[2] <= start <= cue[2] + 2 and words[start - 1] in {"to", "for", "the", "in"}:
            return not own
    return False


def _chain(scene: Scene, mention: Mention, live: list[StanceCue]) -> list[StanceCue]:
    """The verbs that govern a mention, from the clause's first to the one next to it."""
    ahead = [cue for cue in live if cue[0] in c.GOVERNING and cue[2] <= mention.last]
    earlier = [other.last for other in scene.mentions if other is not mention and other.last < mention.first]
    edge = max(earlier, default=-1)
    near = [cue for cue in ahead if cue[1] > edge]
    return near if any(cue[0] in c.VERBS for cue in near) else ahead


def _after(scene: Scene, mention: Mention, live: list[StanceCue]) -> list[StanceCue]:
    """The verb behind its object: "that figure we reject"."""
    behind = [cue for cue in live if cue[0] in c.STANCES and cue[1] > mention.last]
    if not behind or scene.between(mention.last, behind[0][1], mention):
        return []
    if behind[0][0] == c.AGREE and not scene.own(behind[0]):
        return []  # "the place where they discuss it" reports nobody's stand
    follows = any(other.first >= behind[0][2] for other in scene.mentions if other is not mention)
    if not follows:
        return behind[:2]
    return behind[:1] if scene.own(behind[0]) else []


def _judge(scene: Scene, mention: Mention, chain: list[StanceCue], live: list[StanceCue]) -> Stand:
    own = [cue for cue in chain if cue[0] in c.STANCES and scene.own(cue)]
    foreign = scene.foreign(chain)
    duties = [cue for cue in chain if cue[0] == c.MUST]
    if own:
        if _rumoured(scene, chain, own[0]):
            return Stand("reported")
        return Stand("past") if scene.past(own) else _compose(scene, mention, chain, live)
    if foreign or any(cue[0] in {c.HEAR, c.MEANING} for cue in chain):
        owed = any(duty[2] <= foreign[0][1] <= duty[2] + 2 for duty in duties) if foreign else False
        return _compose(scene, mention, chain, live) if owed else _announced(scene)
    sign = local(scene, mention, scene.clause.start, mention.last + 1, live)
    return taken(sign, "firm") if duties else _inherited(scene, sign)


def _announced(scene: Scene) -> Stand:
    """The stand on what others are to do, if the speaker announced it before a colon; else a report."""
    if scene.clause.link == "colon" and scene.before is not None:
        announced = own_stand(scene.before)
        if announced is not None and announced.source == "own":
            return announced
    return Stand("reported")


def _rumoured(scene: Scene, chain: list[StanceCue], own: StanceCue) -> bool:
    """Whether the speaker's own verb is only hearsay: "it is reported that we offered"."""
    words = scene.tokens.words
    ahead = [cue for cue in chain if cue[2] <= own[1]]
    return any(cue[0] == c.HEAR and words[cue[1]] in _RUMOURS for cue in ahead) or any(
        cue[0] == c.SAYING and not scene.own(cue) and not scene.is_noun(cue) for cue in ahead
    )


def _inherited(scene: Scene, sign: int) -> Stand:
    """The stand of a clause without a verb of stance: that of the clause it hangs on, or plain assertion."""
    before, start = scene.before, scene.clause.start
    default = taken(sign, "firm", "default")
    contrast = scene.tokens.words[start] == "not"
    if before is None or _stands_alone(scene, before, contrast):
        return default if before is not None or scene.intro is None else _listed(scene.intro, default)
    earlier = own_stand(before)
    if earlier is None or earlier.source == "withdrawn":
        return default
    if scene.clause.link == "turn" or contrast:
        return taken(sign, earlier.firmness if earlier.sign > 0 else "firm")
    return taken(sign * earlier.sign, earlier.firmness, earlier.source)


def _listed(intro: Scene, default: Stand) -> Stand:
    """The stand on an item of a list: that of the line before it, "We cannot accept:"."""
    earlier = own_stand(intro)
    if earlier is None or any(cue[0] in c.PREDICATES or cue[0] == c.MUST for cue in intro.cues):
        return default
    if earlier.source != "own":
        return earlier
    return taken(default.sign * earlier.sign, earlier.firmness)


def _stands_alone(scene: Scene, before: Scene, contrast: bool) -> bool:
    """Whether a clause says its own thing, whatever the one before it said."""
    start, link = scene.clause.start, scene.clause.link
    if link == "colon":
        return not contrast and (";" in scene.tokens.marks[start] or bool(before.mentions))
    if link in {"joint", "turn"}:
        return scene.tokens.words[start + 1 : start + 2] != [] and scene.tokens.words[start + 1] in _PRONOUNS
    return True


def _compose(scene: Scene, mention: Mention, chain: list[StanceCue], live: list[StanceCue]) -> Stand:
    """The stand of verbs that govern one another: "we refuse to accept", "we ask them to drop"."""
    sign = 1
    for cue in chain:
        kind, turned = cue[0], negated(scene, cue, live)
        if kind == c.INSIST and turned:
            return Stand("withdrawn" if scene.own(cue) else "none")
        if kind == c.DROPPED and not turned:
            if scene.own(cue):
                return Stand("withdrawn")
            sign = -sign
        if (kind == c.REJECT) != (turned and kind in c.STANCES - {c.DROPPED}):
            sign = -sign
    edge = chain[0][1] if chain[0][1] <= mention.last else scene.clause.start
    sign *= local(scene, mention, edge, mention.last + 1, live)
    return taken(sign, _firmness(scene, chain, live))


def _firmness(scene: Scene, chain: list[StanceCue], live: list[StanceCue]) -> Firmness:
    """What the last verb of a chain says: "ready to insist" is firm, "would support" is not."""
    stances = [cue for cue in chain if cue[0] in c.STANCES]
    if not stances:
        return "firm"
    last = stances[-1]
    kind, start, _ = last
    if kind == c.AGREE or (kind == c.REJECT and negated(scene, last, live)):
        return "flexible"
    before = scene.tokens.words[scene.clause.start : start]
    tentative = not _TENTATIVE.isdisjoint(before[-3:]) or "able" in before
    return "flexible" if kind == c.WANT and tentative else "firm"
