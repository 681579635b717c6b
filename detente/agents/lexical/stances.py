"""How a speaker stands to what a clause mentions: whose stand it is, for or against, how firmly."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.agents.lexical import cues as c
from detente.agents.lexical.clauses import Clause
from detente.agents.lexical.mentions import Mention
from detente.agents.lexical.tokens import COMMA, Tokens
from detente.transcripts.acts import Firmness

_PREPOSITIONS = frozenset(
    {"of", "to", "for", "with", "from", "by", "against", "on", "in", "between", "at", "than", "inside", "upon"}
)
_DETERMINERS = frozenset({"no", "none", "nobody", "nothing", "neither", "nor", "nowhere"})
_PARTICLES = frozenset({"without", "against", "far", "anything", "end", "free", "stop", "short", "prevent", "avoid"})
_AUXILIARIES = frozenset({"can", "do", "does", "will", "would", "is", "are", "may", "could", "should", "shall", "need"})
_PRESENT = frozenset({"still", "today"})
_ATTITUDES = frozenset({"wants", "insists", "demands", "asks", "seeks", "claims", "rejects", "refuses", "proposes"})
_LACKS = frozenset(
    {"without", "anything", "lacks", "lacking", "omits", "omitting", "fails", "leaves", "leaving", "leave", "devoid", "does"}
)
_OBJECTS = frozenset({"us", "me", "them", "her"})
"""Forms that never are the subject of a verb."""
_NOUNS = frozenset(
    {
        "demand", "insistence", "refusal", "proposal", "position", "claim", "request", "offer", "call", "plan",
        "idea", "draft", "version", "wish", "preference", "view", "proposals", "ideas", "positions",
    }
)  # fmt: skip
_POSSESSED = frozenset({"demands", "claims", "requests", "offers", "calls", "plans", "wishes", "views"})
_REACH = 7
"""How many words a negation looks ahead for the verb it negates."""
SAYING = "saying"
_REPORTS = c.REPORTERS | {SAYING}
_STANCES = frozenset({c.INSIST, c.WANT, c.AGREE, c.REJECT, c.DROPPED})
StanceCue = tuple[str, int, int]
Actor = tuple[int, int, bool]
"""First word of a name, the place after its last, and whether it is the speaker."""


@dataclass(slots=True)
class Stand:
    """A stand taken to a mention. `source` is own, default, reported, withdrawn, past or none."""

    source: str
    sign: int = 1
    firmness: Firmness = "firm"


@dataclass(slots=True)
class Scene:
    """A clause with its cues and actors, ready to be asked how it stands to a mention."""

    tokens: Tokens
    folded: str
    clause: Clause
    cues: list[StanceCue]
    actors: list[Actor]
    mentions: list[Mention] = field(default_factory=list)
    before: Scene | None = None
    taken: frozenset[int] | None = None
    """Words that the mentions cover."""
    owners: dict[StanceCue, bool] = field(default_factory=dict)

    def stand(self, mention: Mention) -> Stand:
        """How the speaker stands to a mention in this clause."""
        if self.taken is None:
            self.taken = frozenset().union(*(other.covered for other in self.mentions))
        taken = self.taken
        live = [cue for cue in self.cues if not _touches(cue, taken)]
        live = [cue for cue in live if not self._relative(cue, mention)]
        if self._compared(mention, live):
            return Stand("dismissed")
        if self._indispensable(mention, live):
            return Stand("own")
        predicate = self._predicate(mention, live)
        if predicate is not None:
            return predicate
        chain = self._chain(mention, live)
        if not any(cue[0] in _STANCES or (cue[0] in _REPORTS and not self._own(cue)) for cue in chain):
            after = self._after(mention, live)
            chain = after or chain
        return self._judge(mention, chain, live)

    def _relative(self, cue: StanceCue, mention: Mention) -> bool:
        """Whether a verb belongs to a relative clause inside the mention: "a treaty that rules it out"."""
        inside = mention.first < cue[1] <= mention.last + 4 and cue[0] in _STANCES
        words = self.tokens.words
        bound = words[cue[1] - 1] in {"that", "which", "who"} or words[cue[1] - 2] == "with"
        return inside and bound

    def _compared(self, mention: Mention, live: list[StanceCue]) -> bool:
        for cue in live:
            if cue[0] == c.INSTEAD and 0 <= mention.first - cue[2] <= 6:
                return not any(cue[1] < other[1] < mention.last for other in live if other[0] in _STANCES)
        return False

    def _indispensable(self, mention: Mention, live: list[StanceCue]) -> bool:
        """Whether the speaker refuses to do without it: "no deal without X", "a text that omits X is worthless"."""
        for lack in live:
            if lack[0] != c.NEGATION or self.tokens.words[lack[1]] not in _LACKS:
                continue
            if not 0 <= mention.first - lack[2] <= 4:
                continue
            foreign = any(cue[0] in _REPORTS and not self._own(cue) for cue in live)
            refusal = {c.NEGATION, c.REJECT, c.BAD}
            return not foreign and any(cue[0] in refusal for cue in live if cue != lack)
        return False

    # -- predicates -------------------------------------------------------------------------------

    def _predicate(self, mention: Mention, live: list[StanceCue]) -> Stand | None:
        """The stand by "X is out of the question", or by "it is out of the question that X"."""
        found = [cue for cue in live if cue[0] in c.PREDICATES]
        if not found:
            return None
        after = next((cue for cue in found if cue[1] > mention.last), None)
        verbs = [cue for cue in live if cue[0] in _STANCES and cue[2] <= mention.first]
        if after is not None and (not verbs or not self._between(mention.last, after[1], mention)):
            return self._by_predicate(mention, after, live)
        ahead = [cue for cue in found if cue[2] <= mention.first]
        if ahead and not self._between(ahead[-1][2], mention.first, mention):
            if self._between(self.clause.start, ahead[-1][1], mention):
                return None
            return self._by_predicate(mention, ahead[-1], live)
        return None

    def _between(self, low: int, high: int, mention: Mention) -> bool:
        return any(low <= other.first and other.last < high for other in self.mentions if other is not mention)

    def _by_predicate(self, mention: Mention, cue: StanceCue, live: list[StanceCue]) -> Stand:
        if self._told_by_other(mention, cue, live) or self._for_other(cue):
            return Stand("reported")
        negated = self._negated(cue, live)
        sign = -1 if cue[0] == c.BAD else 1
        if cue[0] == c.FIXED and negated:
            return Stand("none")
        sign *= -1 if negated else 1
        edge = cue[1] if cue[1] > mention.last else mention.last + 1
        sign *= self._local(mention, self.clause.start, edge, live)
        if cue[0] == c.FIXED and sign > 0:
            return Stand("own")
        return _stand(sign, "flexible")

    def _told_by_other(self, mention: Mention, cue: StanceCue, live: list[StanceCue]) -> bool:
        edge = min(cue[1], mention.first)
        told = [other for other in live if other[0] in _REPORTS and other[2] <= edge]
        if any(self._own(report) and report[0] in _STANCES for report in told):
            return False
        return any(
            (not self._own(report) and not self._is_noun(report)) or report[0] == c.HEAR for report in told
        )

    def _for_other(self, cue: StanceCue) -> bool:
        words = self.tokens.words
        for start, _, own in self.actors:
            if cue[2] <= start <= cue[2] + 2 and words[start - 1] in {"to", "for", "the", "in"}:
                return not own
        return False

    def _is_noun(self, cue: StanceCue) -> bool:
        word = self.tokens.words[cue[2] - 1]
        if word in _NOUNS:
            return True
        return word in _POSSESSED and cue[1] > 0 and self._possessive(cue[1] - 1)

    def _possessive(self, place: int) -> bool:
        end = self.tokens.ends[place]
        return self.folded[end - 2 : end] in {"'s", "s'"} or self.tokens.words[place] in {"their", "your", "his"}

    # -- verbs ------------------------------------------------------------------------------------

    def _chain(self, mention: Mention, live: list[StanceCue]) -> list[StanceCue]:
        """The verbs that govern a mention, from the clause's first to the one next to it."""
        kinds = c.VERBS | {c.HEAR, SAYING}
        ahead = [cue for cue in live if cue[0] in kinds and cue[2] <= mention.last]
        edge = max(
            (other.last for other in self.mentions if other is not mention and other.last < mention.first),
            default=-1,
        )
        near = [cue for cue in ahead if cue[1] > edge]
        if any(cue[0] in c.VERBS for cue in near):
            return near
        if edge >= 0:
            return [cue for cue in ahead if cue[1] <= edge or cue in near]
        return near

    def _after(self, mention: Mention, live: list[StanceCue]) -> list[StanceCue]:
        """The verb behind its object: "that figure we reject"."""
        behind = [cue for cue in live if cue[0] in _STANCES and cue[1] > mention.last]
        if not behind or self._between(mention.last, behind[0][1], mention):
            return []
        follows = [o for o in self.mentions if o is not mention and o.first >= behind[0][2]]
        return [] if follows and not self._own(behind[0]) else behind[:2 if not follows else 1]

    def _judge(self, mention: Mention, chain: list[StanceCue], live: list[StanceCue]) -> Stand:
        stances = [cue for cue in chain if cue[0] in _STANCES]
        own = [cue for cue in stances if self._own(cue)]
        foreign = [cue for cue in chain if cue[0] in _REPORTS and not self._own(cue)]
        if not own:
            return self._without_own(mention, chain, foreign, live)
        if self._past(own):
            return Stand("past")
        return self._compose(mention, chain, own, live)

    def _without_own(
        self, mention: Mention, chain: list[StanceCue], foreign: list[StanceCue], live: list[StanceCue]
    ) -> Stand:
        bound = [cue for cue in chain if cue[0] == c.MUST]
        if foreign and not any(must[2] <= foreign[0][1] <= must[2] + 2 for must in bound):
            return Stand("reported")
        if any(cue[0] == c.HEAR for cue in chain):
            return Stand("reported")
        if foreign:
            return self._compose(mention, chain, foreign, live)
        edge = self.clause.start
        sign = self._local(mention, edge, mention.last + 1, live)
        if bound:
            return _stand(sign, "firm")
        return self._inherited(mention, sign)

    def _inherited(self, mention: Mention, sign: int) -> Stand:
        default = Stand("default", sign, "firm" if sign > 0 else "rejecting")
        opening = self.tokens.words[self.clause.start]
        if self.before is None or self.clause.link not in {"colon", "joint", "turn"}:
            return default
        if self.clause.link != "colon" and self.tokens.words[self.clause.start + 1] in {"we", "i", "it", "they"}:
            return default
        if self.clause.link == "colon" and opening != "not" and (
            ";" in self.tokens.marks[self.clause.start] or self.before.mentions
        ):
            return default
        earlier = self.before.own_stand()
        if earlier is None:
            return default
        if self.clause.link == "turn" or opening == "not":
            return _stand(sign, earlier.firmness if earlier.sign > 0 else "firm")
        return _stand(sign * earlier.sign, earlier.firmness, earlier.source)

    def own_stand(self) -> Stand | None:
        """The stand this clause takes to whatever it speaks of, if it takes one."""
        stances = [cue for cue in self.cues if cue[0] in _STANCES or cue[0] in c.PREDICATES]
        own = [cue for cue in stances if self._own(cue)]
        if not own:
            foreign = [cue for cue in self.cues if cue[0] in _REPORTS and not self._own(cue)]
            return Stand("reported") if foreign else None
        empty = Mention("", "", False, frozenset({self.clause.end}), 0.0)
        if own[-1][0] in c.PREDICATES:
            return self._by_predicate(empty, own[-1], self.cues)
        return self._compose(empty, [cue for cue in stances if cue[0] in _STANCES], own, self.cues)

    def retracts(self) -> bool:
        """Whether the clause takes something off the table, which may be the speaker's own."""
        words = " ".join(self._words())
        return "off the table" in words or "is gone" in words

    def verdict(self, anaphoric: bool) -> Stand | None:
        """The judgement that a clause without an option of its own passes on what was said before it."""
        stand = self.own_stand()
        if stand is not None and stand.source == "own":
            strong = any(cue[0] in {c.REJECT, c.BAD} for cue in self.cues)
            return stand if anaphoric or strong else None
        last = self.tokens.words[self.clause.end - 1]
        short = self.clause.end - self.clause.start <= 7 and (last == "not" or last in _AUXILIARIES | {"did"})
        denied = any(cue[0] == c.NEGATION for cue in self.cues)
        if stand is None and short and denied and any(own for _, _, own in self.actors):
            return Stand("own", -1, "rejecting")
        return None

    def _compose(
        self, mention: Mention, chain: list[StanceCue], own: list[StanceCue], live: list[StanceCue]
    ) -> Stand:
        sign, firmness = 1, "firm"
        start = chain[0][1]
        for cue in chain:
            negated = self._negated(cue, live)
            if cue[0] == c.INSIST and negated:
                return Stand("withdrawn" if self._own(cue) else "none")
            if cue[0] == c.DROPPED and not negated:
                if self._own(cue):
                    return Stand("withdrawn")
                sign = -sign
            if cue[0] == c.REJECT:
                sign = -sign
                firmness = "flexible" if negated else firmness
            if cue[0] == c.AGREE:
                firmness = "flexible"
            if negated and cue[0] not in {c.MUST, c.DROPPED, c.HEAR, SAYING}:
                sign = -sign
        edge = start if start <= mention.last else self.clause.start
        sign *= self._local(mention, edge, mention.last + 1, live)
        return _stand(sign, "flexible" if firmness == "flexible" else "firm")

    # -- particles --------------------------------------------------------------------------------

    def _target(self, negation: StanceCue, live: list[StanceCue]) -> StanceCue | None:
        """The verb or predicate that a negation negates."""
        place = negation[1]
        first = self.tokens.words[place]
        word = "" if negation[2] - place > 1 else first
        if first in _LACKS or first in _PARTICLES or (word in _DETERMINERS and not self._opens(place)):
            return None
        for cue in live:
            if cue[1] <= place or cue[0] not in _STANCES | c.PREDICATES:
                continue
            reach = _REACH if cue[0] in _STANCES or word in _DETERMINERS else 4
            if cue[1] - place > reach:
                return None
            blocked = any(place < other.first and other.last < cue[1] for other in self.mentions)
            return None if blocked else cue
        return None

    def _opens(self, place: int) -> bool:
        """Whether a word stands where a clause's subject does."""
        if place == self.clause.start or self.tokens.stops[place] == COMMA:
            return True
        return self.tokens.words[place - 1] in {"that", "because", "since", "as", "and", "but", "for", "so"}

    def _negated(self, cue: StanceCue, live: list[StanceCue]) -> bool:
        negations = [other for other in live if other[0] == c.NEGATION]
        return sum(self._target(negation, live) == cue for negation in negations) % 2 == 1

    def _local(self, mention: Mention, low: int, high: int, live: list[StanceCue]) -> int:
        """−1 if the mention itself is negated ("no such zone", "not a zone"), else 1."""
        sign = 1
        others = frozenset().union(*(o.covered for o in self.mentions if o is not mention)) - mention.covered
        shared = frozenset().union(*(o.covered for o in self.mentions if o is not mention))
        first = min(mention.covered - shared, default=mention.first)
        for cue in live:
            place = cue[1]
            if cue[0] != c.NEGATION or not low <= place < high or not self._negates(place, mention):
                continue
            if place < first and any(place < other < first for other in others):
                continue
            if any(place < other[1] < first and other[0] in _STANCES for other in live):
                continue
            if self._target(cue, live) is None:
                sign = -sign
        return sign

    def _negates(self, place: int, mention: Mention) -> bool:
        """Whether a negation is near enough to a mention, and of the kind, to turn it round."""
        word = self.tokens.words[place]
        words = self.tokens.words
        if words[place - 1] in _AUXILIARIES and words[place - 2] in {"that", "which", "who", "whose"}:
            return False
        if place < mention.first:
            if word in _DETERMINERS or word in _PARTICLES:
                stops = self.tokens.stops[place + 1 : mention.first + 1]
                return mention.first - place <= 5 and COMMA not in stops
            return mention.first - place <= 12
        if word in _DETERMINERS or word in _PARTICLES:
            return mention.denied
        after = self.tokens.words[place + 1 : place + 2]
        return after != ["to"] or self.tokens.words[place - 1] == "ought"

    def _own(self, cue: StanceCue) -> bool:
        if cue not in self.owners:
            self.owners[cue] = self._owner(cue)
        return self.owners[cue]

    def _owner(self, cue: StanceCue) -> bool:
        """Whether the speaker is the one who demands, accepts or rejects."""
        words = self.tokens.words
        for start, _, own in self.actors:
            if cue[2] <= start <= cue[2] + 2 and "by" in words[cue[2] : start]:
                return own
        if cue[1] > 0 and words[cue[1] - 1] in {"and", "or", "but", "then"}:
            first = next((other for other in self.cues if other[0] in _STANCES), cue)
            if first[1] < cue[1]:
                return self._own(first)
        if words[cue[1] - 1] in {"it", "who"} and words[cue[1]] in _ATTITUDES:
            return False
        owner = True
        for start, end, own in self.actors:
            if start >= cue[2]:
                break
            if end == start + 1 and words[start] in _OBJECTS and start < cue[1]:
                continue
            if start > self.clause.start and words[start - 1] in _PREPOSITIONS and start < cue[1]:
                continue
            owner = own
        return owner

    def _past(self, own: list[StanceCue]) -> bool:
        words = self.tokens.words
        marks = [" ".join(words[cue[1] : cue[2]]) for cue in self.cues if cue[0] == c.PAST]
        inside = self._words()
        if "had" in inside and words[own[0][1] - 1] == "had":
            return True
        if any(mark in c.BYGONE for mark in marks) and not _PRESENT.intersection(inside):
            return True
        dated = bool(marks) or any(len(w) == 4 and w[:2] in {"19", "20"} and w.isdigit() for w in inside)
        verb = words[own[-1][1]]
        return dated and (verb.endswith("ed") or verb == "sought")

    def _words(self) -> list[str]:
        return self.tokens.words[self.clause.start : self.clause.end]


def _touches(cue: StanceCue, covered: frozenset[int]) -> bool:
    return any(place in covered for place in range(cue[1], cue[2]))


def _stand(sign: int, firmness: Firmness, source: str = "own") -> Stand:
    if sign < 0:
        return Stand(source, -1, "rejecting")
    return Stand(source, 1, "firm" if firmness == "rejecting" else firmness)
