"""The lexical analyst: positions out of a statement by rules and a lexicon, without a language model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from detente.agents.lexical import answers, fallback, lists
from detente.agents.lexical import cues as c
from detente.agents.lexical.barred import Barred
from detente.agents.lexical.clauses import Clause, attach, clauses
from detente.agents.lexical.collect import Collector
from detente.agents.lexical.mentions import Mention, settle
from detente.agents.lexical.options import Heard, Vocabulary
from detente.agents.lexical.scenes import Actor, Scene, StanceCue
from detente.agents.lexical.terms import Hit, Terms
from detente.agents.lexical.tokens import Tokens, fold, tokenize
from detente.scenario.issues import Issue
from detente.scenario.lexicon import Lexicon
from detente.scenario.model import Scenario
from detente.scenario.parties import Party
from detente.transcripts.acts import Reading
from detente.transcripts.grounding import ground

_JOINTS = frozenset({c.INSIST, c.WANT, c.AGREE, c.REJECT, c.INSTEAD, c.DROPPED})
_PHRASES = c.PREDICATES | {c.REJECT, c.DROPPED, c.INSIST, c.WANT, c.CONDITION, c.NEUTRAL}
_TOPICAL = frozenset({"on", "as", "regarding", "concerning", "about", "turning"})
_SHORTEST_SENTENCE = 14
"""Words; a sentence as short as that may leave it to the one before to name its subject."""


class Vocabular(Protocol):
    """The part of a scenario that the analyst reads."""

    @property
    def issues(self) -> Sequence[Issue]:
        """The issues, with their ordered options."""

    @property
    def lexicon(self) -> Lexicon:
        """The scenario's vocabulary, possibly empty."""

    @property
    def parties(self) -> Sequence[Party]:
        """The seats, with their titles."""


class Reader:
    """Reads statements with a compiled lexicon; its readings are not yet grounded."""

    def __init__(self, source: Vocabular) -> None:
        self._issues = {issue.id: issue for issue in source.issues}
        self._terms = Terms()
        self._vocabulary = Vocabulary(_complete(source), self._terms)
        self._stances: dict[int, list[str]] = {}
        for kind, block in c.KINDS.items():
            for number in self._terms.add(c.phrases(block)):
                if kind not in {c.SELF, c.OTHER}:
                    self._stances.setdefault(number, []).append(kind)
        self._own = self._terms.add(c.phrases(c.KINDS[c.SELF]))
        self._others = self._terms.add(c.phrases(c.KINDS[c.OTHER]))
        self._seats = {n: seat for seat, (_, names) in self._vocabulary.seats.items() for n in names}
        self._persons = self._own | self._others | self._seats.keys()
        self._answers: dict[int, list[str]] = {}
        for name, block in answers.GROUPS.items():
            for number in self._terms.add(c.phrases(block)):
                self._answers.setdefault(number, []).append(name)

    def read(self, text: str, speaker: str) -> Reading:
        """The positions of one statement, quoted but without offsets."""
        folded = fold(text)
        tokens = tokenize(folded, text)
        if not tokens.words:
            return Reading()
        hits = self._terms.hits(tokens.words)
        persons = [hit for hit in hits if hit[0] in self._persons]
        actors = self._actors(persons, speaker)
        hits.extend(self._named(persons, speaker))
        parts = clauses(tokens, frozenset(start for start, _, _ in actors))
        scenes, heard = self._scenes(tokens, folded, parts, hits, actors)
        groups = [self._answered(each) for each in heard]
        for scene, each in zip(scenes, heard, strict=True):
            _release(scene, each)
        seats = frozenset(start for number, start, _ in persons if number in self._seats)
        collector = Collector(text, self._issues, Barred.of(scenes, folded, text, seats))
        self._collect(collector, scenes, heard)
        open_ = [place for place, scene in enumerate(scenes) if not collector.closed(scene)]
        given = answers.answer([scenes[i] for i in open_], [groups[i] for i in open_])
        return collector.reading(given)

    def _answered(self, heard: Heard) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for number, start, end in heard.hits:
            for name in self._answers.get(number, ()):
                found.setdefault(name, (start, end))
        return found

    def _named(self, hits: list[Hit], speaker: str) -> list[Hit]:
        """Hits of seats as such: by a name, or by a first-person word of the one who speaks."""
        found: list[Hit] = []
        for number, start, end in hits:
            seat = speaker if number in self._own else self._seats.get(number)
            if seat in self._vocabulary.seats:
                found.append((self._vocabulary.seats[seat][0], start, end))
        return found

    def _actors(self, hits: list[Hit], speaker: str) -> list[Actor]:
        """Who is spoken of: the longest name at each place, and whether it is the speaker."""
        seats = self._seats
        found: dict[int, Actor] = {}
        for number, start, end in hits:
            own = number in self._own or seats.get(number) == speaker
            if (own or number in self._others or number in seats) and (
                start not in found or found[start][1] < end
            ):
                found[start] = (start, end, own)
        chosen: list[Actor] = []
        for actor in sorted(found.values()):
            if not chosen or actor[0] >= chosen[-1][1]:
                chosen.append(actor)
        return chosen

    def _scenes(
        self, tokens: Tokens, folded: str, parts: list[Clause], hits: list[Hit], actors: list[Actor]
    ) -> tuple[list[Scene], list[Heard]]:
        of: list[int] = []
        for at, part in enumerate(parts):
            of.extend([at] * (part.end - part.start))
        heard = [Heard(tokens.words) for _ in parts]
        found: list[list[StanceCue]] = [[] for _ in parts]
        stances = self._stances
        for hit in hits:
            number, start, end = hit
            at = of[start]
            if of[end - 1] != at:
                continue
            heard[at].hits.append(hit)
            if number in stances:
                found[at].extend([(kind, start, end) for kind in stances[number]])
        for each in heard:
            each.mark()
        acting: list[list[Actor]] = [[] for _ in parts]
        for actor in actors:
            acting[of[actor[0]]].append(actor)
        scenes: list[Scene] = []
        for at, part in enumerate(parts):
            scene = Scene(tokens, folded, part, c.longest(found[at]), acting[at])
            if scenes and scenes[-1].clause.sentence == part.sentence:
                scene.before = scenes[-1]
            _condition(scene)
            scenes.append(scene)
        lists.introduce(scenes)
        return scenes, heard

    def _collect(self, collector: Collector, scenes: list[Scene], heard: list[Heard]) -> None:
        carried: tuple[str, ...] = ()
        for at, (scene, each) in enumerate(zip(scenes, heard, strict=True)):
            topics = self._vocabulary.topics(each)
            found = self._vocabulary.mentions(each)
            known = {mention.issue for mention in found}
            if scene.clause.link == "start" and not _alone(scenes, at):
                carried = ()
            for issue in () if _pronominal(scene) else carried:
                if issue not in known and not (set(topics) - {issue}):
                    found.extend(self._vocabulary.carried(each, issue))
            joints = frozenset(cue[1] for cue in scene.cues if cue[0] in _JOINTS)
            settled = settle(_unmixed(found, scene.clause), scene.tokens.words, joints)
            scene.mentions = _beyond_topic(settled, scenes, at)
            collector.add(scene, topics)
            carried = topics or carried


class LexicalAnalyst:
    """Finds positions by a scenario's lexicon. Deterministic, needs no network, knows no scenario."""

    def __init__(self, scenario: Scenario) -> None:
        """Compile the scenario's lexicon, or one made from its labels if it has none."""
        self._scenario = scenario
        self._reader = Reader(scenario)

    def read(self, text: str, speaker: str) -> Reading:
        """Read one statement of one seat. Every position's quote stands in the text at its offsets."""
        return ground(self._reader.read(text, speaker), text, self._scenario)


def _complete(source: Vocabular) -> Lexicon:
    """The scenario's lexicon, with every seat named and every issue known by its labels at least."""
    given = source.lexicon
    titles = {party.id: (party.id, party.title) for party in source.parties}
    names = {seat: (*title, *given.names.get(seat, ())) for seat, title in titles.items()}
    derived = fallback.derive([i for i in source.issues if i.id not in given.issues], names)
    return Lexicon(words=given.words, issues={**derived.issues, **given.issues}, names=names)


def _condition(scene: Scene) -> None:
    clause, words = scene.clause, scene.tokens.words
    if words[clause.start] == "should" and clause.link == "start" and not clause.question:
        attach(scene.tokens, clause, clause.start, clause.start + 1)  # "Should they sign, we will follow"
        return
    markers = [cue for cue in scene.cues if cue[0] == c.CONDITION]
    if markers:
        attach(scene.tokens, scene.clause, markers[0][1], markers[0][2])


def _alone(scenes: list[Scene], at: int) -> bool:
    """Whether a clause is a short sentence, which may leave it to the one before to name its subject."""
    clause = scenes[at].clause
    single = at + 1 == len(scenes) or scenes[at + 1].clause.link == "start"
    return single and clause.end - clause.start <= _SHORTEST_SENTENCE


def _pronominal(scene: Scene) -> bool:
    """Whether a clause speaks of "it": then it judges what was named, and names nothing itself."""
    words = scene.tokens.words[scene.clause.start : scene.clause.start + 2]
    return any(word in {"it", "that", "this", "they"} for word in words)


def _release(scene: Scene, heard: Heard) -> None:
    """Take words back from the lexicon that belong to a longer phrase of stance: "out of the question"."""
    for kind, start, end in scene.cues:
        if kind in _PHRASES and end - start > 1:
            heard.drop(start, end)


def _beyond_topic(mentions: list[Mention], scenes: list[Scene], at: int) -> list[Mention]:
    """Leave out what only names the subject: "On NATO membership, our line is this: ..."."""
    scene = scenes[at]
    words, start = scene.tokens.words, scene.clause.start
    if words[start] not in _TOPICAL or at + 1 == len(scenes) or scenes[at + 1].clause.link != "colon":
        return mentions
    first = min((cue[1] for cue in scene.cues if cue[0] in c.STANCES), default=scene.clause.end)
    return [mention for mention in mentions if mention.last > first]


def _unmixed(found: list[Mention], clause: Clause) -> list[Mention]:
    """Leave out what is read half in a condition and half outside it, if something is read outside."""
    span = clause.condition
    if span is None or not clause.strict:
        return found
    inside = [frozenset(p for p in m.covered if span[0] <= p < span[1]) for m in found]
    if all(inside):
        return found
    return [m for m, part in zip(found, inside, strict=True) if not part or part == m.covered]
