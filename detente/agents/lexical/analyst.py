"""The lexical analyst: positions out of a statement by rules and a lexicon, without a language model."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from detente.agents.lexical import answers, fallback
from detente.agents.lexical import cues as c
from detente.agents.lexical.clauses import Clause, attach, clauses
from detente.agents.lexical.collect import Collector
from detente.agents.lexical.options import Local, Mention, Vocabulary, settle
from detente.agents.lexical.stances import SAYING, Scene
from detente.agents.lexical.terms import Hit, Terms
from detente.agents.lexical.tokens import Tokens, fold, tokenize
from detente.scenario.issues import Issue
from detente.scenario.lexicon import Lexicon
from detente.scenario.model import Scenario
from detente.scenario.parties import Party
from detente.transcripts.acts import Reading
from detente.transcripts.grounding import ground

_CODED = re.compile(r"[{}\[\]<>|=`]|\bI\d{1,2}[ ]?[.=:_/-][ ]?[a-g]\b|\boption[ ][\"']?[a-g]\b|\bI\d{1,2}\b")
_SINGLE = re.compile(r"(?:(?<=[\s(—])|(?<![^\n]))'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w)){15,600}'(?!\w)")
"""A passage between single quotation marks; the bound keeps the search linear."""
_JOINTS = frozenset({c.INSIST, c.WANT, c.AGREE, c.REJECT, c.INSTEAD, c.DROPPED})
_PHRASES = c.PREDICATES | {c.REJECT, c.DROPPED}
_SHORTEST_SENTENCE = 14
"""Words; a sentence as short as that may leave it to the one before to name its subject."""
_SHORTEST_QUOTATION = 5
"""Words; what stands between quotation marks and is shorter is a name, not a quoted statement."""


class Vocabular(Protocol):
    """The part of a scenario that the analyst reads."""

    @property
    def issues(self) -> Sequence[Issue]: ...
    @property
    def lexicon(self) -> Lexicon: ...
    @property
    def parties(self) -> Sequence[Party]: ...


class Reader:
    """Reads statements with a compiled lexicon; its readings are not yet grounded."""

    def __init__(self, source: Vocabular) -> None:
        self._issues = {issue.id: issue for issue in source.issues}
        lexicon = _complete(source)
        self._terms = Terms()
        self._seats = tuple(party.id for party in source.parties)
        self._vocabulary = Vocabulary(lexicon, self._terms)
        kinds = {**c.KINDS, SAYING: c.SAYINGS}
        self._kinds = {self._terms.group(c.phrases(block)): kind for kind, block in kinds.items()}
        self._answers = {self._terms.group(c.phrases(b)): name for name, b in answers.GROUPS.items()}
        self._names = {group: seat for seat, group in self._vocabulary.seats.items()}

    def read(self, text: str, speaker: str) -> Reading:
        """The positions of one statement, quoted but without offsets."""
        folded = fold(text)
        tokens = tokenize(folded, text)
        if not tokens.words:
            return Reading()
        hits = self._terms.hits(tokens.words)
        actors = self._actors(hits, speaker)
        parts = clauses(tokens, frozenset(start for start, _, _ in actors))
        self._speak_as(hits, speaker)
        scenes, locals_ = self._scenes(tokens, folded, parts, hits, actors)
        barred = _barred(text, folded, tokens)
        collector = Collector(text, self._issues, barred, self._injected(scenes, text))
        self._collect(collector, scenes, locals_)
        groups = [
            {self._answers[g]: places[0] for g, places in local.items() if g in self._answers}
            for local in locals_
        ]
        open_ = [i for i, scene in enumerate(scenes) if not collector.closed(scene)]
        given = answers.answer([scenes[i] for i in open_], [groups[i] for i in open_])
        return collector.reading(given)

    def _actors(self, hits: Mapping[int, list[Hit]], speaker: str) -> list[tuple[int, int, bool]]:
        found: dict[int, tuple[int, int, bool]] = {}
        for group, places in hits.items():
            kind = self._kinds.get(group)
            if kind not in {c.SELF, c.OTHER} and group not in self._names:
                continue
            own = kind == c.SELF or self._names.get(group) == speaker
            for start, end in places:
                if start not in found or found[start][1] < end:
                    found[start] = (start, end, own)
        chosen: list[tuple[int, int, bool]] = []
        for actor in sorted(found.values()):
            if not chosen or actor[0] >= chosen[-1][1]:
                chosen.append(actor)
        return chosen

    def _speak_as(self, hits: dict[int, list[Hit]], speaker: str) -> None:
        """Count the speaker's first-person words among the speaker's names."""
        group = self._vocabulary.seats.get(speaker)
        own = next(g for g, kind in self._kinds.items() if kind == c.SELF)
        if group is not None and own in hits:
            hits[group] = sorted({*hits.get(group, ()), *hits[own]})

    def _scenes(
        self,
        tokens: Tokens,
        folded: str,
        parts: list[Clause],
        hits: Mapping[int, list[Hit]],
        actors: list[tuple[int, int, bool]],
    ) -> tuple[list[Scene], list[Local]]:
        starts = [part.start for part in parts]
        locals_: list[Local] = [{} for _ in parts]
        found: list[list[tuple[str, int, int]]] = [[] for _ in parts]
        for group, places in hits.items():
            kind = self._kinds.get(group)
            for hit in places:
                at = bisect_right(starts, hit[0]) - 1
                if hit[1] > parts[at].end:
                    continue
                locals_[at].setdefault(group, []).append(hit)
                if kind is not None and kind not in {c.SELF, c.OTHER}:
                    found[at].append((kind, *hit))
        acting: list[list[tuple[int, int, bool]]] = [[] for _ in parts]
        for actor in actors:
            acting[bisect_right(starts, actor[0]) - 1].append(actor)
        scenes: list[Scene] = []
        for at, part in enumerate(parts):
            scene = Scene(tokens, folded, part, c.longest(found[at]), acting[at])
            if scenes and scenes[-1].clause.sentence == part.sentence:
                scene.before = scenes[-1]
            _condition(scene)
            _release(scene, locals_[at])
            scenes.append(scene)
        return scenes, locals_

    def _collect(self, collector: Collector, scenes: list[Scene], locals_: list[Local]) -> None:
        carried: dict[str, tuple[int, int]] = {}
        for scene, local in zip(scenes, locals_, strict=True):
            topics = self._vocabulary.topics(local)
            found = self._vocabulary.mentions(local, scene.tokens.words)
            known = {mention.issue for mention in found}
            for issue in _reach(carried, scene):
                if issue not in known and not (set(topics) - {issue}):
                    found.extend(self._vocabulary.carried(local, issue))
            joints = frozenset(cue[1] for cue in scene.cues if cue[0] in _JOINTS)
            scene.mentions = settle(_unmixed(found, scene.clause), scene.tokens.words, joints)
            collector.add(scene, topics)
            if topics or scene.clause.link == "start":
                carried = topics or ({} if scene.mentions else carried)

    def _injected(self, scenes: list[Scene], text: str) -> frozenset[int]:
        """The sentences that speak to whoever reads them, and not to the table."""
        coded = [found.start() for found in _CODED.finditer(text)]
        flagged: set[int] = set()
        for scene in scenes:
            starts, ends = scene.tokens.starts, scene.tokens.ends
            low, high = starts[scene.clause.start], ends[scene.clause.end - 1]
            order = any(cue[0] == c.ORDER for cue in scene.cues)
            at = bisect_right(coded, low - 3)
            if order or (at < len(coded) and coded[at] <= high + 1):
                flagged.add(scene.clause.sentence)
        return frozenset(flagged)


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
    markers = [cue for cue in scene.cues if cue[0] == c.CONDITION]
    if markers:
        attach(scene.tokens, scene.clause, markers[0][1], markers[0][2])


def _reach(carried: Mapping[str, tuple[int, int]], scene: Scene) -> Iterable[str]:
    """The issues that a clause may speak of without naming them: those just named, if it is short."""
    short = scene.clause.end - scene.clause.start <= _SHORTEST_SENTENCE
    return carried if scene.before is not None or short else ()


def _release(scene: Scene, local: Local) -> None:
    """Take words back from the lexicon that belong to a longer phrase of stance: "out of the question"."""
    phrases = [cue for cue in scene.cues if cue[0] in _PHRASES and cue[2] - cue[1] > 1]
    for _, start, end in phrases:
        for group in list(local):
            kept = [hit for hit in local[group] if not (start <= hit[0] and hit[1] <= end and hit != (start, end))]
            if kept:
                local[group] = kept
            else:
                del local[group]


def _unmixed(found: list[Mention], clause: Clause) -> list[Mention]:
    """Leave out what is read half in a condition and half outside it, if something is read outside."""
    span = clause.condition
    if span is None or not clause.strict:
        return found
    inside = [frozenset(p for p in m.covered if span[0] <= p < span[1]) for m in found]
    if all(inside):
        return found
    return [m for m, part in zip(found, inside, strict=True) if not part or part == m.covered]


def _barred(text: str, folded: str, tokens: Tokens) -> list[tuple[int, int]]:
    """Character ranges of quoted statements."""
    marks = [place for place, character in enumerate(folded) if character == '"']
    pairs = list(zip(marks[::2], marks[1::2], strict=False)) + [m.span() for m in _SINGLE.finditer(folded)]
    found: list[tuple[int, int]] = []
    for low, high in pairs:
        words = bisect_right(tokens.starts, high) - bisect_right(tokens.starts, low)
        if words >= _SHORTEST_QUOTATION and high - low < 0.9 * len(text.strip()):
            found.append((low, high))
    return found
