"""What the lexical analyst knows of a scenario's vocabulary.

A **term** is one or more words; `stop*` stands for every word that begins with `stop`, numbers may be
written with digits or in words. A **cue** joins groups of terms with ` & `: each group must occur in one
independent clause, in any order. A group is a list of alternatives between bars: terms (`pull back|leave*`),
`@name` (an entry of `words`) or `#seat` (a name of that seat, or a first-person word when it speaks).
`!` before a group forbids it among the others and right beside them. `^2` at the end of a cue adds to its
weight when several options of one issue match.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from detente.scenario.base import Data, Id

Term = Annotated[str, Field(min_length=1, max_length=120)]
Cue = Annotated[str, Field(min_length=1, max_length=600)]


class IssueCues(Data):
    """How one issue and its options are spoken of."""

    topic: tuple[Cue, ...] = ()
    """Cues of the issue as such; a stand on it without an option is unclear."""
    options: dict[str, tuple[Cue, ...]] = {}
    """Option → cues that tell it from its neighbours."""
    denied: dict[str, tuple[Cue, ...]] = {}
    """Option → cues of a notion whose denial means that option, as any cap at all for "no cap"."""


class Lexicon(Data):
    """What the lexical analyst knows of a scenario's vocabulary."""

    words: dict[Id, tuple[Term, ...]] = {}
    """Name → terms of one meaning, for use in cues as `@name`; a term may itself be an `@name`."""
    issues: dict[Id, IssueCues] = {}
    names: dict[Id, tuple[Term, ...]] = {}
    """Seat → names under which others speak of it."""
