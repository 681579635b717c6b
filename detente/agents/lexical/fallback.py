"""Cues for a scenario without a lexicon, made from its issues' titles and its options' labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

from detente.agents.lexical.tokens import fold, tokenize
from detente.scenario.issues import Issue
from detente.scenario.lexicon import IssueCues, Lexicon

_COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "it",
        "its",
        "no",
        "not",
        "of",
        "off",
        "on",
        "only",
        "or",
        "over",
        "per",
        "than",
        "that",
        "the",
        "their",
        "then",
        "there",
        "this",
        "to",
        "under",
        "until",
        "up",
        "upon",
        "what",
        "when",
        "which",
        "who",
        "will",
        "with",
        "without",
        "after",
        "before",
        "all",
        "any",
        "each",
        "both",
        "one",
        "other",
        "others",
        "about",
    ]
)
_DENIALS = frozenset({"no", "not", "none", "without", "nothing"})


def derive(issues: Sequence[Issue], names: dict[str, tuple[str, ...]]) -> Lexicon:
    """A lexicon that knows an option by the words of its label that its neighbours do not share."""
    return Lexicon(issues={issue.id: issue_cues(issue) for issue in issues}, names=names)


def issue_cues(issue: Issue) -> IssueCues:
    """Topic and option cues of one issue."""
    topic = [stem(word) for word in _content(issue.title)]
    counted = Counter(s for option in issue.options for s in {stem(w) for w in _content(option.label)})
    options = {
        option.id: tuple(_cues(option.label, topic, counted, len(issue.options))) for option in issue.options
    }
    return IssueCues(topic=("|".join(topic),) if topic else (), options=options)


def _cues(label: str, topic: list[str], counted: Counter[str], of: int) -> Iterable[str]:
    words = list(dict.fromkeys(stem(word) for word in _content(label)))
    rare = [word for word in words if counted[word] * 2 <= of and word not in topic]
    denial = [word for word in tokenize(fold(label), label).words if word in _DENIALS]
    if denial:
        rare = [*rare, "no|not|none|without|nothing"]
    if words:
        yield " & ".join(words[:5]) + " ^1"
    if len(rare) == 1 and topic:
        yield f"{'|'.join(topic)} & {rare[0]}"
    for first, second in combinations(rare[:5], 2):
        yield f"{first} & {second}"


def _content(text: str) -> list[str]:
    return [word for word in tokenize(fold(text), text).words if word not in _COMMON and len(word) > 1]


def stem(word: str) -> str:
    """A word without its ending, open for any other."""
    if word[0].isdigit() or len(word) < 5:
        return word
    return word[: max(4, len(word) - 3)] + "*"
