"""Which options of which issues a clause speaks of, by the cues of the scenario's lexicon."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from detente.agents.lexical.mentions import Mention, bare, trimmed
from detente.agents.lexical.terms import Hit, Terms
from detente.scenario.lexicon import Lexicon

_WIDEST = 34
"""A cue's groups must stand within so many words."""
_BESIDE = 4
"""How far beside a cue's words a forbidden group still counts."""


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives, as numbers of terms and as a set of bits."""

    terms: frozenset[int]
    bits: int


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """A compiled cue: groups that must occur, groups that must not."""

    issue: str
    option: str
    denied: bool
    groups: tuple[Group, ...]
    forbidden: tuple[Group, ...]
    weight: float

    def present(self, bits: int) -> bool:
        """Whether every group occurs."""
        for group in self.groups:  # noqa: SIM110 - a generator here would double the time of a reading
            if not bits & group.bits:
                return False
        return True


@dataclass(slots=True)
class Heard:
    """The terms that occur in a clause, in its order, and the same as bits."""

    words: list[str]
    hits: list[Hit] = field(default_factory=list)
    bits: int = 0
    seen: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Bits of a group → where it occurs; many cues ask for the same groups."""

    def mark(self) -> None:
        """Note which terms occur, after the hits have changed."""
        bits = 0
        for number in {hit[0] for hit in self.hits}:
            bits |= 1 << number
        self.bits = bits
        self.seen.clear()

    def places(self, group: Group) -> list[tuple[int, int]]:
        """Where a group occurs."""
        known = self.seen.get(group.bits)
        if known is None:
            terms = group.terms
            known = self.seen[group.bits] = [(h[1], h[2]) for h in self.hits if h[0] in terms]
        return known

    def drop(self, start: int, end: int) -> None:
        """Forget what stands inside a longer phrase."""
        length = end - start
        self.hits = [h for h in self.hits if not (start <= h[1] and h[2] <= end and h[2] - h[1] < length)]
        self.mark()


class Vocabulary:
    """The compiled lexicon of a scenario."""

    def __init__(self, lexicon: Lexicon, terms: Terms) -> None:
        self._terms = terms
        self._words = {name: terms.add(_expand(name, lexicon.words)) for name in lexicon.words}
        self._groups: dict[str, Group] = {}
        self.seats = {seat: (terms.reserve(), terms.add(names)) for seat, names in lexicon.names.items()}
        """Seat → the number that stands for any of its names, and the numbers of its names."""
        self._cues: dict[str, list[Cue]] = {}
        self._topics: dict[str, list[Cue]] = {}
        for issue, entry in lexicon.issues.items():
            self._topics[issue] = [self._cue(issue, "", False, text) for text in entry.topic]
            self._cues[issue] = [
                self._cue(issue, option, denied, text)
                for denied, table in ((False, entry.options), (True, entry.denied))
                for option, texts in table.items()
                for text in texts
            ]
        self._named = {issue: self._topical(issue) for issue in lexicon.issues}
        self._by_term: dict[int, list[Cue]] = defaultdict(list)
        self._topic_by_term: dict[int, list[Cue]] = defaultdict(list)
        self._index()

    def _index(self) -> None:
        """File each cue under the terms of its rarest group, so that few cues need looking at."""
        cues = [cue for table in self._cues.values() for cue in table]
        uses = Counter(number for group in self._groups.values() for number in group.terms)
        common = {
            group.terms: max((uses[n] for n in group.terms), default=0) for group in self._groups.values()
        }
        for cue in cues:
            key = min(cue.groups, key=lambda group: common[group.terms])
            for number in key.terms:
                self._by_term[number].append(cue)
        for topics in self._topics.values():
            for cue in topics:
                for number in cue.groups[0].terms:
                    self._topic_by_term[number].append(cue)

    def _cue(self, issue: str, option: str, denied: bool, text: str) -> Cue:
        body, _, bonus = text.partition("^")
        wanted: list[Group] = []
        forbidden: list[Group] = []
        for part in body.split("&"):
            group = part.strip()
            (forbidden if group[:1] == "!" else wanted).append(self._group(group.lstrip("! ")))
        if not wanted:
            raise ValueError(f"a cue of {issue} names nothing: {text!r}")
        return Cue(issue, option, denied, tuple(wanted), tuple(forbidden), float(bonus or 0))

    def _group(self, text: str) -> Group:
        known = self._groups.get(text)
        if known is None:
            numbers: frozenset[int] = frozenset()
            for alternative in text.split("|"):
                numbers |= self._alternative(alternative.strip())
            bits = 0
            for number in numbers:
                bits |= 1 << number
            known = self._groups[text] = Group(numbers, bits)
        return known

    def _alternative(self, term: str) -> frozenset[int]:
        if term[:1] == "#":
            return frozenset((self.seats[term[1:]][0],))
        if term[:1] == "@":
            return self._words[term[1:]]
        return self._terms.add((term,))

    def _topical(self, issue: str) -> frozenset[frozenset[int]]:
        """Groups that say what an issue is about: they share a term with the first group of a topic cue."""
        named = frozenset().union(*(cue.groups[0].terms for cue in self._topics[issue]))
        used = {group.terms for cue in self._cues[issue] for group in cue.groups}
        return frozenset(terms for terms in used if not named.isdisjoint(terms))

    def topics(self, heard: Heard) -> tuple[str, ...]:
        """The issues a clause is about, in no particular order."""
        found: dict[str, None] = {}
        for number, _, _ in heard.hits:
            for cue in self._topic_by_term.get(number, ()):
                if cue.issue not in found and cue.present(heard.bits):
                    found[cue.issue] = None
        return tuple(found)

    def mentions(self, heard: Heard) -> list[Mention]:
        """Every reading of a clause's words as an option."""
        found: list[Mention] = []
        seen: set[Cue] = set()
        bits = heard.bits
        for number, _, _ in heard.hits:
            for cue in self._by_term.get(number, ()):
                if cue in seen:
                    continue
                seen.add(cue)
                if cue.present(bits):
                    mention = _match(cue, cue.groups, heard)
                    if mention is not None:
                        found.append(mention)
        return found

    def carried(self, heard: Heard, issue: str) -> list[Mention]:
        """Options of an issue that an earlier clause named, so that this one need not name it again."""
        found: list[Mention] = []
        topics = self._named[issue]
        for cue in self._cues[issue]:
            groups = tuple(group for group in cue.groups if heard.bits & group.bits)
            if not groups or len(groups) == len(cue.groups):
                continue
            if any(group.terms not in topics for group in cue.groups if group not in groups):
                continue
            mention = _match(cue, groups, heard)
            if mention is not None and not bare(mention, heard.words):
                mention.weight -= 0.5
                found.append(mention)
        return found


def _expand(name: str, words: dict[str, tuple[str, ...]], depth: int = 0) -> tuple[str, ...]:
    if depth > 5:
        raise ValueError(f"words.{name} refers to itself")
    terms: list[str] = []
    for term in words[name]:
        terms.extend(_expand(term[1:], words, depth + 1) if term[:1] == "@" else (term,))
    return tuple(terms)


def _match(cue: Cue, groups: tuple[Group, ...], heard: Heard) -> Mention | None:
    """The closest set of occurrences, one of each group, or nothing if they stand too far apart."""
    places = [heard.places(group) for group in groups]
    best: list[tuple[int, int]] = []
    width = _WIDEST + 1
    for anchor in places[0][:6]:
        chosen = [anchor]
        for others in places[1:]:
            chosen.append(min(others, key=lambda hit: (abs(hit[0] - anchor[0]), hit[0] - hit[1])))
        reach = max(hit[1] for hit in chosen) - min(hit[0] for hit in chosen)
        if reach < width:
            width, best = reach, chosen
    if not best or _forbidden(cue, best, heard):
        return None
    covered = frozenset(place for hit in best for place in range(hit[0], hit[1]))
    weight = len(groups) + 0.25 * (len(covered) - len(groups)) - 0.03 * width + cue.weight
    return trimmed(Mention(cue.issue, cue.option, cue.denied, covered, weight), heard.words)


def _forbidden(cue: Cue, chosen: list[tuple[int, int]], heard: Heard) -> bool:
    """Whether a forbidden group occurs among or right beside the chosen words."""
    low, high = min(hit[0] for hit in chosen) - _BESIDE, max(hit[1] for hit in chosen) + _BESIDE
    return any(
        low <= start and end <= high
        for group in cue.forbidden
        if heard.bits & group.bits
        for start, end in heard.places(group)
    )
