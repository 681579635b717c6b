"""A clause with all that was heard in it: cues of stance, actors, mentions; and whose a cue is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from detente.agents.lexical import cues as c
from detente.agents.lexical import voices
from detente.agents.lexical.clauses import Clause
from detente.agents.lexical.mentions import Mention
from detente.agents.lexical.tokens import Tokens
from detente.transcripts.acts import Firmness

StanceCue = tuple[str, int, int]
"""Its kind, the place of its first word, and the place after its last."""
Actor = tuple[int, int, bool]
"""First word of a name, the place after its last, and whether it is the speaker."""

_PREPOSITIONS = frozenset(
    [
        "of",
        "to",
        "for",
        "with",
        "from",
        "by",
        "against",
        "on",
        "in",
        "between",
        "at",
        "than",
        "inside",
        "upon",
    ]
)
_OBJECTS = frozenset({"us", "me", "them", "her"})
"""Forms that never are the subject of a verb."""
_OWN = frozenset({"we", "us", "our", "ours", "my", "mine"})
"""In a phrase of stance these make it the speaker's, whoever is its subject: "you will not hear from us"."""
_VERDICTS = frozenset({"misinformed", "wrong", "mistaken", "dreaming"})
"""What others are when the speaker does not share their view."""
_ATTITUDES = frozenset(
    ["wants", "insists", "demands", "asks", "seeks", "claims", "rejects", "refuses", "proposes"]
)
_NOUNS = frozenset(
    [
        "demand",
        "insistence",
        "refusal",
        "proposal",
        "position",
        "claim",
        "request",
        "offer",
        "call",
        "plan",
        "idea",
        "draft",
        "version",
        "wish",
        "preference",
        "view",
        "proposals",
        "ideas",
        "positions",
    ]
)
_OFFICES = frozenset(c.phrases(voices.OFFICES))
_POSSESSED = frozenset(["demands", "claims", "requests", "offers", "calls", "plans", "wishes", "views"])
_PRESENT = frozenset({"still", "today"})


@dataclass(slots=True)
class Stand:
    """A stand taken to a mention. `source` is own, default, reported, withdrawn, dismissed, past or none."""

    source: str
    sign: int = 1
    firmness: Firmness = "firm"


def taken(sign: int, firmness: Firmness, source: str = "own") -> Stand:
    """A stand for (sign 1) or against (−1)."""
    if sign < 0:
        return Stand(source, -1, "rejecting")
    return Stand(source, 1, "firm" if firmness == "rejecting" else firmness)


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
    """The clause before it in the same sentence."""
    intro: Scene | None = None
    """The line before a list, if the clause opens an item of it."""
    owners: dict[StanceCue, bool] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The words of the clause."""
        return self.tokens.words[self.clause.start : self.clause.end]

    @property
    def gap(self) -> str:
        """The characters between the clause and the word before it."""
        return self.tokens.marks[self.clause.start]

    @property
    def gap_after(self) -> str:
        """The characters between the clause and the word after it."""
        marks, end = self.tokens.marks, self.clause.end
        return marks[end] if end < len(marks) else self.tokens.tail

    def personal(self) -> bool:
        """Whether the speaker is named in the clause, as a rule in the first person."""
        return any(own for _, _, own in self.actors)

    def live(self, mention: Mention) -> list[StanceCue]:
        """The cues that can bear on a mention: those that are no part of what is mentioned."""
        covered = frozenset[int]().union(*(other.covered for other in self.mentions))
        return [cue for cue in self.cues if not _touches(cue, covered) and not self._relative(cue, mention)]

    def _relative(self, cue: StanceCue, mention: Mention) -> bool:
        """Whether a verb belongs to the mention's own words: "a treaty that rules it out"."""
        if cue[0] not in c.STANCES or not mention.first < cue[1] <= mention.last + 4:
            return False
        words = self.tokens.words
        return words[cue[1] - 1] in {"that", "which", "who"} or words[cue[1] - 2] == "with"

    def between(self, low: int, high: int, mention: Mention) -> bool:
        """Whether another mention stands between two places."""
        return any(
            low <= other.first and other.last < high for other in self.mentions if other is not mention
        )

    def own(self, cue: StanceCue) -> bool:
        """Whether the speaker is the one who demands, accepts or rejects."""
        if cue not in self.owners:
            self.owners[cue] = self._owner(cue)
        return self.owners[cue]

    def foreign(self, among: Iterable[StanceCue]) -> list[StanceCue]:
        """The cues that report somebody else."""
        return [cue for cue in among if cue[0] in c.REPORTS and not self.own(cue)]

    def _owner(self, cue: StanceCue) -> bool:
        words = self.tokens.words
        if cue[0] == c.ECHO or words[cue[2] - 1] in _VERDICTS or not _OWN.isdisjoint(words[cue[1] : cue[2]]):
            return True
        for start, _, own in self.actors:
            if cue[2] <= start <= cue[2] + 2 and "by" in words[cue[2] : start]:
                return own
        if "as" in words[max(self.clause.start, cue[1] - 2) : cue[1]] and self.actors:
            return self.actors[0][2]  # "we regard their exit as an indispensable step"
        previous = words[cue[1] - 1] if cue[1] else ""
        if previous in {"and", "or", "but", "then"}:
            first = next((other for other in self.cues if other[0] in c.STANCES), cue)
            if first[1] < cue[1]:
                return self.own(first)
        if previous in {"it", "who"} and words[cue[1]] in _ATTITUDES:
            return False
        return self._subject(cue)

    def _subject(self, cue: StanceCue) -> bool:
        owner = True
        words = self.tokens.words
        for start, end, own in self.actors:
            if start >= cue[2]:
                break
            if cue[1] <= start and words[start] in _OBJECTS:
                continue  # "told them no"
            if start < cue[1]:
                governed = start > self.clause.start and words[start - 1] in _PREPOSITIONS
                governed = governed and not _office(words, start)
                if governed or (end == start + 1 and words[start] in _OBJECTS):
                    continue
            owner = own
        return owner

    def is_noun(self, cue: StanceCue) -> bool:
        """Whether a cue is a noun, as in "their demand": it can be judged, where a verb reports."""
        word = self.tokens.words[cue[2] - 1]
        if word in _NOUNS:
            return True
        return word in _POSSESSED and cue[1] > 0 and self._possessive(cue[1] - 1)

    def _possessive(self, place: int) -> bool:
        end = self.tokens.ends[place]
        return self.folded[end - 2 : end] in {"'s", "s'"} or self.tokens.words[place] in {
            "their",
            "your",
            "his",
        }

    def past(self, own: list[StanceCue]) -> bool:
        """Whether the speaker's verbs tell of a stand that was."""
        words, inside = self.tokens.words, self.words
        if "had" in words[max(self.clause.start, own[0][1] - 2) : own[0][1]]:
            return True
        marks = [" ".join(words[cue[1] : cue[2]]) for cue in self.cues if cue[0] == c.PAST]
        if any(mark in c.BYGONE for mark in marks) and _PRESENT.isdisjoint(inside):
            return True
        verb = words[own[-1][1]]
        finished = verb.endswith("ed") or verb == "sought"
        return finished and (bool(marks) or any(map(_is_year, inside)))

    def retracts(self) -> bool:
        """Whether the clause takes something off the table, which may be the speaker's own."""
        words = " ".join(self.words)
        return "off the table" in words or "is gone" in words


def _office(words: list[str], start: int) -> bool:
    """Whether a name stands behind an office: who signs is "the President of Ukraine"."""
    return start > 1 and words[start - 1] == "of" and words[start - 2] in _OFFICES


def _is_year(word: str) -> bool:
    return len(word) == 4 and word[:2] in {"19", "20"} and word.isdigit()


def _touches(cue: StanceCue, covered: frozenset[int]) -> bool:
    return any(place in covered for place in range(cue[1], cue[2]))
