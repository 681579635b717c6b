"""From stands on mentions to a reading: positions, what is unclear, and what is refused with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.agents.lexical import cues as c
from detente.agents.lexical.barred import Barred
from detente.agents.lexical.mentions import Mention
from detente.agents.lexical.scenes import Scene, Stand
from detente.agents.lexical.stances import retort, verdict
from detente.agents.lexical.stances import stand as stand_on
from detente.scenario.issues import Issue
from detente.transcripts.acts import Answer, Firmness, Position, Reading, Refused, Unclear

_MOST = 40
_REPLACING = frozenset({"now", "instead", "place", "stead", "new", "today"})
"""Words of a clause that puts one option where another was."""
_ANAPHORS = frozenset({"that", "this", "it", "which", "such", "these", "those", "them", "so", "neither"})
_OPEN = frozenset({"reported", "quoted", "instruction", "question"})
"""Mentions that are not the speaker's stand, but may be judged by the speaker afterwards."""
_REASONS = {
    "reported": "reported speech: the stand of somebody else",
    "withdrawn": "withdrawn",
    "dismissed": "only compared with the option that is preferred",
    "past": "a stand of the past",
    "quoted": "quoted",
    "instruction": "instruction to the reader, not a position",
    "question": "a question, not a position",
    "condition": "a condition, not a position",
}


@dataclass(slots=True)
class Finding:
    """One mention with the speaker's stand on it."""

    mention: Mention
    scene: Scene
    stand: Stand
    options: tuple[str, ...]
    until: Scene | None = None
    """The clause that took the stand, if it is a later one."""


class Collector:
    """Gathers findings clause by clause and makes them a reading."""

    def __init__(self, text: str, issues: Mapping[str, Issue], barred: Barred) -> None:
        self._text = text
        self._issues = issues
        self._barred = barred
        self._findings: list[Finding] = []
        self._unclear: list[Unclear] = []
        self._refused: list[Refused] = []
        self._last: list[Finding] = []

    def closed(self, scene: Scene) -> bool:
        """Whether a clause is not the speaker's word: an instruction or mostly a quotation."""
        return bool(self._barred.reason(scene, scene.clause.start))

    def add(self, scene: Scene, topics: Sequence[str]) -> None:
        """Take a clause with its mentions and the issues it is about."""
        found = [self._find(mention, scene) for mention in scene.mentions]
        kept = [finding for finding in found if finding is not None]
        if not scene.mentions and self._last:
            self._resolve(scene)
        if kept:
            self._replace(kept, scene)
            self._findings.extend(_ranges(kept, self._issues))
            self._last = kept
        elif found or scene.clause.sentence - self._last_sentence() > 3:
            self._last = []
        settled = {mention.issue for mention in scene.mentions}
        if not self.closed(scene):
            self._wonder(scene, [issue for issue in topics if issue not in settled])

    def _replace(self, kept: list[Finding], scene: Scene) -> None:
        """ "The old figure is off the table; we put this in its place": the old one is withdrawn."""
        words = scene.tokens.words[scene.clause.start : scene.clause.end]
        if _REPLACING.isdisjoint(words):
            return
        issues = {finding.mention.issue for finding in kept if finding.stand.sign > 0}
        for earlier in self._last:
            loose = earlier.stand.source == "default" or (earlier.until or earlier.scene).retracts()
            if loose and earlier.mention.issue in issues and earlier.scene is not scene:
                earlier.stand = Stand("withdrawn")

    def _last_sentence(self) -> int:
        return self._last[-1].scene.clause.sentence if self._last else -9

    def _find(self, mention: Mention, scene: Scene) -> Finding | None:
        barred = self._reason(mention, scene)
        stand = Stand(barred) if barred else stand_on(scene, mention)
        if stand.source == "default" and self._barred.dictates(scene):
            return Finding(mention, scene, Stand("instruction"), (mention.option,))
        if mention.denied and not barred and stand.source in {"own", "default"}:
            if stand.sign > 0:
                self._wonder(scene, [mention.issue])
                return None
            stand = Stand(stand.source, 1, "firm")
        return Finding(mention, scene, stand, (mention.option,))

    def _reason(self, mention: Mention, scene: Scene) -> str:
        """Why a mention cannot be the speaker's present stand, whatever its words."""
        reason = self._barred.reason(scene, mention.last)
        if reason or scene.clause.question:
            return reason or "question"
        return "condition" if _conditional_only(mention, scene) else ""

    def _wonder(self, scene: Scene, issues: list[str]) -> None:
        quote = self._quote(scene, scene)
        for issue in issues:
            if quote and not scene.clause.question and not self._barred.quotes(scene, scene.clause.start):
                self._unclear.append(Unclear(issue=issue, quote=quote))

    def _refuse(self, reason: str, scene: Scene, issue: str) -> None:
        self._refused.append(Refused(reason=_REASONS[reason], quote=self._quote(scene, scene), issue=issue))

    def _resolve(self, scene: Scene) -> None:
        """A clause that names no option may judge what was just mentioned: "That we cannot accept"."""
        if scene.clause.question or self.closed(scene):
            return
        stand = verdict(scene, _anaphoric(scene))
        plain = stand is None
        stand = stand or retort(scene)
        if stand is None:
            return
        near = scene.clause.sentence - self._last_sentence() <= 1
        if stand.source == "withdrawn":
            self._withdraw(near)
            return
        for finding in self._last:
            source = finding.stand.source
            if source in _OPEN or (source == "default" and near and stand.sign < 0 and not plain):
                if finding.mention.denied:
                    stand = Stand(stand.source, -stand.sign, "firm" if stand.sign < 0 else "rejecting")
                finding.stand = stand
                finding.until = scene

    def _withdraw(self, near: bool) -> None:
        """ "We asked for X. That demand we let go": what was just held is held no more."""
        for finding in self._last:
            if near and finding.stand.source in {"own", "default"} and finding.stand.sign > 0:
                finding.stand = Stand("withdrawn")

    def _quote(self, first: Scene, last: Scene) -> str:
        start = first.tokens.starts[first.clause.start]
        end = last.tokens.ends[last.clause.end - 1]
        return self._text[start:end][:1000].strip()

    def reading(self, answer: Answer) -> Reading:
        """Everything gathered, within the bounds of a reading."""
        stated = self._states()
        known = {finding.mention.issue for finding in stated}
        positions = tuple(position for f in stated if (position := self._position(f)) is not None)
        unclear = {u.issue: u for u in self._unclear if u.issue not in known}
        return Reading(
            positions=positions[:_MOST],
            unclear=tuple(unclear.values())[:_MOST],
            refused=tuple(self._refused[:_MOST]),
            answer=answer,
        )

    def _states(self) -> list[Finding]:
        """The findings that are the speaker's own present stand; the last word on each option counts."""
        stated: dict[tuple[str, tuple[str, ...]], Finding] = {}
        for finding in self._findings:
            source = finding.stand.source
            if source in _REASONS:
                self._refuse(source, finding.scene, finding.mention.issue)
            elif source == "none":
                self._wonder(finding.scene, [finding.mention.issue])
            else:
                key = finding.mention.issue, finding.options
                earlier = stated.get(key)
                if earlier and earlier.stand.source == "own" and finding.stand.source == "default":
                    continue
                stated.pop(key, None)
                stated[key] = finding
        return list(stated.values())

    def _position(self, finding: Finding) -> Position | None:
        scene = finding.scene
        quote = self._quote(scene, finding.until or scene)
        if not quote:
            return None
        condition = self._condition(finding)
        firmness: Firmness = finding.stand.firmness
        if condition and firmness != "rejecting":
            firmness = "conditional"
        return Position(
            issue=finding.mention.issue,
            options=finding.options,
            firmness=firmness,
            condition=condition[:300].strip(),
            quote=quote,
        )

    def _condition(self, finding: Finding) -> str:
        span = finding.scene.clause.condition
        if span is None:
            span = _foregoing(finding.scene)
        elif not finding.scene.clause.strict and finding.stand.firmness == "firm":
            return ""  # a date, and no condition: "we insist on a truce once the text is signed"
        if span is None or span[0] in finding.mention.covered:
            return ""
        tokens = finding.scene.tokens
        return self._text[tokens.starts[span[0]] : tokens.ends[span[1] - 1]]


def _foregoing(scene: Scene) -> tuple[int, int] | None:
    """A condition that opens the sentence: "If they sign, ... we can accept it"."""
    before = scene.before
    while before is not None:
        span = before.clause.condition
        if span is not None and span[0] == before.clause.start and not before.mentions:
            return span
        before = before.before
    return None


def _anaphoric(scene: Scene) -> bool:
    words = scene.tokens.words[scene.clause.start : scene.clause.end]
    return scene.clause.link == "relative" or any(word in _ANAPHORS for word in words)


def _conditional_only(mention: Mention, scene: Scene) -> bool:
    span = scene.clause.condition
    return (
        span is not None
        and scene.clause.strict
        and all(span[0] < place < span[1] for place in mention.covered)
    )


def _ranges(findings: list[Finding], issues: Mapping[str, Issue]) -> list[Finding]:
    """Join neighbours that are held alike and stand for a range: "between X and Y", "X or Y"."""
    joined: list[Finding] = []
    for finding in findings:
        before = joined[-1] if joined else None
        if before and _range(before, finding):
            issue = issues[finding.mention.issue]
            finding.options = issue.between(before.options[0], finding.options[-1])
            joined[-1] = finding
        elif before and _moved(before, finding):
            before.stand = Stand("withdrawn")
            joined.append(finding)
        else:
            joined.append(finding)
    return joined


def _alike(before: Finding, finding: Finding) -> bool:
    same = before.mention.issue == finding.mention.issue and before.scene is finding.scene
    return same and (before.stand.source, before.stand.sign) == (finding.stand.source, finding.stand.sign)


def _range(before: Finding, finding: Finding) -> bool:
    if not _alike(before, finding) or before.mention.denied or finding.mention.denied:
        return False
    words = finding.scene.tokens.words
    low = max(before.mention.covered - finding.mention.covered, default=0)
    high = min((p for p in finding.mention.covered if p > low), default=low)
    between = words[low + 1 : high]
    if "or" in between:
        return True
    marked = any(cue[0] == c.RANGE and cue[1] <= low for cue in finding.scene.cues)
    return marked and ("and" in between or "to" in between or "through" in between)


def _moved(before: Finding, finding: Finding) -> bool:
    return _alike(before, finding) and any(cue[0] == c.MOVE for cue in finding.scene.cues)
