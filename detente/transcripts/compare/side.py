"""One of the sessions that are compared, as one audience may see it, and its rounds beside another's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.compare.conditions import Unlike, differences
from detente.transcripts.manifest import Manifest
from detente.transcripts.render.record import folded, for_public, is_public
from detente.transcripts.rounds import Round, Stand, fold_rounds

__all__ = ["Both", "Row", "Side", "aligned", "key_of", "rows_of", "unlike_of"]

Both = tuple[Round | None, Round | None]
"""The same round of two sessions; None where it was not held."""


@dataclass(frozen=True)
class Side:
    """One of the sessions that are compared, as one audience may see it."""

    manifest: Manifest
    scenario: Scenario
    events: tuple[ev.Event, ...]
    private: bool = False
    whole: Manifest | None = None
    """With the numbers that the public is not told, to see whether they differ."""

    @classmethod
    def of(cls, manifest: Manifest, scenario: Scenario, events: Sequence[ev.Event], *, private: bool) -> Side:
        """A session for reviewers (`private`), or for everybody."""
        kept = tuple(event for event in events if private or is_public(event))
        shown = folded(manifest, events, public=not private)
        told = manifest if private else for_public(manifest)
        return cls(told.model_copy(update={"summary": shown}), scenario, kept, private, manifest)

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """Its rounds, in order; leans only for reviewers."""
        return fold_rounds(self.events, self.scenario.undecided if self.private else "")

    def words(self, event: int) -> str:
        """The text of a statement, by its event's number."""
        found = next((one for one in self.events if one.seq == event), None)
        return found.body.text if isinstance(found, ev.StatementMade) else ""

    def quote(self, event: int, issue: str) -> str:
        """The words that a position on an issue was read from."""
        for one in self.events:
            if isinstance(one, ev.ReadingTaken) and one.body.statement == event:
                return next((p.quote for p in one.body.positions if p.issue == issue), "")
        return ""

    @property
    def sampled(self) -> bool:
        """Whether a model or a person takes part, who may answer otherwise another time."""
        now = self.manifest.in_force
        return now.has_model or "human" in (*now.seats.values(), now.analyst)


@dataclass(frozen=True)
class Row:
    """One seat's stand on one issue in one round, in both sessions; None is silence, or no such round."""

    stage: str
    round: int
    seat: str
    issue: str
    sides: tuple[Stand | None, Stand | None]

    @property
    def differs(self) -> bool:
        """Whether the two stands are not the same options with the same firmness."""
        one, other = (side and side[:2] for side in self.sides)
        return one != other


def unlike_of(sides: Sequence[Side]) -> tuple[Unlike, ...]:
    """What was run differently, as this audience may have it."""
    whole = [side.whole or side.manifest for side in sides]
    return differences(whole, [side.manifest for side in sides])


def key_of(pair: Both) -> tuple[str, int]:
    """Stage and round of an aligned pair."""
    found = pair[0] or pair[1]
    assert found is not None
    return found.stage, found.round


def aligned(one: Sequence[Round], other: Sequence[Round]) -> Iterator[Both]:
    """Rounds of the same stage and number together; stages in the order in which they were held."""
    sides = [{(entry.stage, entry.round): entry for entry in side} for side in (one, other)]
    stages = list(dict.fromkeys(entry.stage for entry in _woven(one, other)))
    keys = sorted({*sides[0], *sides[1]}, key=lambda key: (stages.index(key[0]), key[1]))
    for key in keys:
        yield sides[0].get(key), sides[1].get(key)


def _woven(one: Sequence[Round], other: Sequence[Round]) -> Iterator[Round]:
    for place in range(max(len(one), len(other))):
        yield from (side[place] for side in (one, other) if place < len(side))


def rows_of(pair: Both, issues: Sequence[str]) -> Iterator[Row]:
    """Every position that either has in this round."""
    stage, number = key_of(pair)
    held = [entry.positions if entry else {} for entry in pair]
    for seat in dict.fromkeys((*held[0], *held[1])):
        stands = [side.get(seat, {}) for side in held]
        for issue in (name for name in issues if any(name in side for side in stands)):
            yield Row(stage, number, seat, issue, (stands[0].get(issue), stands[1].get(issue)))
