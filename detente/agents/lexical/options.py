"""Which options of which issues a clause speaks of, by the cues of the scenario's lexicon."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from detente.agents.lexical.terms import Hit, Terms
from detente.scenario.lexicon import Lexicon

_CONNECTORS = frozenset(
    {"or", "to", "rather", "instead", "not", "but", "than", "down", "nor", "between", "place", "neither"}
)
_WIDEST = 34
"""A cue's groups must stand within so many words."""
Local = dict[int, list[Hit]]


@dataclass(frozen=True, slots=True)
class Cue:
    """A compiled cue: groups that must occur, groups that must not."""

    issue: str
    option: str
    denied: bool
    groups: tuple[int, ...]
    forbidden: tuple[int, ...]
    weight: float


@dataclass(slots=True)
class Mention:
    """An option, or with `denied` a notion whose denial means it, and the words that say so."""

    issue: str
    option: str
    denied: bool
    covered: frozenset[int]
    weight: float

    @property
    def first(self) -> int:
        """Place of its first word."""
        return min(self.covered)

    @property
    def last(self) -> int:
        """Place of its last word."""
        return max(self.covered)


class Vocabulary:
    """The compiled lexicon of a scenario."""

    negations: frozenset[str] = frozenset({"not", "no", "never", "without", "none", "nobody", "neither", "nor"})
    """Words that a mention covers only next to its other words, lest it swallow the speaker's own "not"."""

    def __init__(self, lexicon: Lexicon, terms: Terms) -> None:
        self._terms = terms
        self._words = {name: _expand(name, lexicon.words) for name in lexicon.words}
        self.seats = {seat: terms.group(names) for seat, names in lexicon.names.items()}
        self._by_key: dict[int, list[Cue]] = defaultdict(list)
        self._by_issue: dict[str, list[Cue]] = defaultdict(list)
        self._topic_key: dict[int, list[Cue]] = defaultdict(list)
        self._topic_groups: dict[str, frozenset[int]] = {}
        cues: list[Cue] = []
        for issue, entry in lexicon.issues.items():
            topics = [self._cue(issue, "", False, text) for text in entry.topic]
            for topic in topics:
                self._topic_key[topic.groups[0]].append(topic)
            for denied, table in ((False, entry.options), (True, entry.denied)):
                for option, texts in table.items():
                    cues.extend(self._cue(issue, option, denied, text) for text in texts)
        self._index(cues)
        for issue in lexicon.issues:
            self._topic_groups[issue] = self._topical(issue)

    def _index(self, cues: list[Cue]) -> None:
        uses: dict[int, int] = defaultdict(int)
        for cue in cues:
            for group in cue.groups:
                uses[group] += 1
        for cue in cues:
            self._by_key[min(cue.groups, key=uses.__getitem__)].append(cue)
            self._by_issue[cue.issue].append(cue)

    def _topical(self, issue: str) -> frozenset[int]:
        """Groups that say what an issue is about: they share a term with its topic cues."""
        topics = {cue for cues in self._topic_key.values() for cue in cues if cue.issue == issue}
        named = {term for cue in topics for term in self._terms.terms(cue.groups[0])}
        used = {group for cue in self._by_issue[issue] for group in cue.groups}
        return frozenset(group for group in used if not named.isdisjoint(self._terms.terms(group)))

    def _cue(self, issue: str, option: str, denied: bool, text: str) -> Cue:
        body, _, bonus = text.partition("^")
        wanted: list[int] = []
        forbidden: list[int] = []
        for part in body.split("&"):
            group = part.strip()
            (forbidden if group.startswith("!") else wanted).append(self._group(group.lstrip("! ")))
        return Cue(issue, option, denied, tuple(wanted), tuple(forbidden), float(bonus or 0))

    def _group(self, text: str) -> int:
        terms: list[str] = []
        for alternative in text.split("|"):
            term = alternative.strip()
            if term.startswith("#"):
                return self.seats[term[1:]]
            terms.extend(self._words[term[1:]] if term.startswith("@") else (term,))
        return self._terms.group(terms)

    def topics(self, local: Local) -> dict[str, tuple[int, int]]:
        """The issues a clause is about, and a place where it says so."""
        found: dict[str, tuple[int, int]] = {}
        for group in local:
            for cue in self._topic_key.get(group, ()):
                if cue.issue not in found and _present(cue, local):
                    found[cue.issue] = local[group][0]
        return found

    def mentions(self, local: Local, words: list[str]) -> list[Mention]:
        """The options a clause speaks of; of several readings of the same words the heaviest."""
        found: list[Mention] = []
        for group in local:
            for cue in self._by_key.get(group, ()):
                if _present(cue, local):
                    mention = self._trimmed(_match(cue, cue.groups, local), words)
                    if mention is not None:
                        found.append(mention)
        return found

    def _trimmed(self, mention: Mention | None, words: list[str]) -> Mention | None:
        if mention is None:
            return None
        loose = [
            place
            for place in mention.covered
            if words[place] in self.negations and mention.covered.isdisjoint((place + 1, place + 2))
        ]
        if loose and len(loose) < len(mention.covered):
            mention.covered = mention.covered.difference(loose)
        return mention

    def carried(self, local: Local, issue: str) -> list[Mention]:
        """Options of an issue that an earlier clause named, so that this one need not name it again."""
        found: list[Mention] = []
        topics = self._topic_groups[issue]
        for cue in self._by_issue[issue]:
            groups = tuple(group for group in cue.groups if group in local)
            missing = [group for group in cue.groups if group not in local]
            if not groups or not missing or not topics.issuperset(missing):
                continue
            mention = _match(cue, groups, local)
            if mention is not None:
                mention.weight -= 0.5
                found.append(mention)
        return found


def _expand(name: str, words: dict[str, tuple[str, ...]], depth: int = 0) -> tuple[str, ...]:
    if depth > 5:
        raise ValueError(f"words.{name} refers to itself")
    terms: list[str] = []
    for term in words[name]:
        terms.extend(_expand(term[1:], words, depth + 1) if term.startswith("@") else (term,))
    return tuple(terms)


def _present(cue: Cue, local: Local) -> bool:
    return all(group in local for group in cue.groups)


def _match(cue: Cue, groups: tuple[int, ...], local: Local) -> Mention | None:
    """The closest set of occurrences, one of each group, or nothing if they stand too far apart."""
    best: tuple[int, list[Hit]] | None = None
    for anchor in local[groups[0]][:6]:
        chosen = [anchor]
        for group in groups[1:]:
            chosen.append(min(local[group], key=lambda hit: (abs(hit[0] - anchor[0]), hit[0] - hit[1])))
        width = max(hit[1] for hit in chosen) - min(hit[0] for hit in chosen)
        if best is None or width < best[0]:
            best = width, chosen
    if best is None or best[0] > _WIDEST:
        return None
    if _forbidden(cue, best[1], local):
        return None
    covered = frozenset(place for hit in best[1] for place in range(hit[0], hit[1]))
    weight = len(groups) + 0.25 * (len(covered) - len(groups)) - 0.01 * best[0] + cue.weight
    return Mention(cue.issue, cue.option, cue.denied, covered, weight)


def _forbidden(cue: Cue, chosen: list[Hit], local: Local) -> bool:
    """Whether a forbidden group occurs among or right beside the chosen words."""
    low, high = min(hit[0] for hit in chosen) - 4, max(hit[1] for hit in chosen) + 4
    return any(low <= hit[0] and hit[1] <= high for group in cue.forbidden for hit in local.get(group, ()))


def settle(mentions: list[Mention], words: list[str], joints: frozenset[int]) -> list[Mention]:
    """Of mentions of one issue that share their words, the heaviest; in the order of the words.

    `joints` are places of verbs that can set one option against another.
    """
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.denied, -m.weight)):
        if all(_apart(mention, other, words, joints) for other in kept if other.issue == mention.issue):
            kept.append(mention)
    return sorted(kept, key=lambda m: (m.last, m.first))


def _apart(light: Mention, heavy: Mention, words: list[str], joints: frozenset[int]) -> bool:
    if light.denied or light.option == heavy.option:
        return False
    own, other = light.covered - heavy.covered, heavy.covered - light.covered
    if not own or not other:
        return False
    if max(own) < min(other):
        between = range(max(own) + 1, min(other))
    elif max(other) < min(own):
        between = range(max(other) + 1, min(own))
    else:
        return False
    if _joined(words, between) or not joints.isdisjoint(between):
        return True
    first = min(min(own), min(other))
    if "between" in words[max(0, first - 6) : between.start] and "and" in words[between.start : between.stop]:
        return True
    return (light.last < heavy.first or heavy.last < light.first) and light.weight > 0.85 * heavy.weight


def _joined(words: list[str], between: range) -> bool:
    return any(words[place] in _CONNECTORS for place in between)
