"""For trainers: what each side would privately have taken, what it was offered and got, and what was missed.

Limits are the scenario's modelling guesses (priors) as drawn for the session, under its world and at the
decider's last lean; not the mind of whoever sat in the seat. All of it is private to the parties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.agents.baseline.mind import Mind
from detente.errors import DetenteError
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.scenario.numbers import Stand
from detente.scenario.utilities import steps_beyond
from detente.transcripts import events as ev
from detente.transcripts.acts import Terms
from detente.transcripts.manifest import Manifest
from detente.transcripts.render.words import Words

__all__ = ["Debrief", "Taken", "Window", "Zone", "debrief"]


@dataclass(frozen=True)
class Taken:
    """One issue for one side."""

    issue: str
    opening: str
    limit: str
    offered: str
    """The last terms put to it on this issue."""
    got: str
    beyond: str
    """Whether what it got lies within its limit, and if not, how far beyond."""


@dataclass(frozen=True)
class Zone:
    """An issue on which several sides hold the key or answer: what all of them could bear."""

    issue: str
    bearable: str
    """Options within every side's limit, or `none`."""
    settled: str
    missed: bool
    """Whether there was something that all could bear, and it was not what came of it."""


@dataclass(frozen=True)
class Window:
    """A refusal that a small change would have turned, as the refusing side then knew."""

    stage: str
    round: int
    event: int
    seat: str
    change: tuple[tuple[str, str], ...]
    others: str
    """Which other sides could have borne the change, by their limits."""
    later: str
    """Where that change was offered afterwards, if it was."""


@dataclass(frozen=True)
class Debrief:
    """What a trainer goes through afterwards."""

    sides: tuple[tuple[str, tuple[Taken, ...]], ...]
    zones: tuple[Zone, ...]
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class _Limits:
    """What every side could bear, by its priors."""

    scenario: Scenario
    stands: Mapping[str, Mapping[str, Stand]]
    """Seat → issue → stand."""
    tolerance: Mapping[str, float]
    """Seat → options beyond a limit that still count as bearable."""

    @classmethod
    def of(cls, config: RunConfig, seats: Sequence[str], lean: float) -> _Limits:
        minds = {seat: Mind(config.scenario, config.numbers.of(seat), seat) for seat in seats}
        stands = {
            seat: mind.camp_row(0) if mind.party.decision == "consensus" else mind.stands_at(lean)
            for seat, mind in minds.items()
        }
        return cls(config.scenario, stands, {seat: mind.curve.tolerance for seat, mind in minds.items()})

    def beyond(self, seat: str, issue: str, option: str) -> float:
        """Options beyond a seat's limit; 0 within it, or where it has no stand."""
        stand = self.stands[seat].get(issue)
        return 0.0 if stand is None else steps_beyond(self.scenario.issue(issue).index(option), stand)

    def bears(self, seat: str, issue: str, option: str) -> bool:
        """Whether an option is bearable for a seat."""
        return self.beyond(seat, issue, option) <= self.tolerance[seat]


def debrief(manifest: Manifest, scenario: Scenario, events: Sequence[ev.Event]) -> Debrief | None:
    """The debrief of a session; None where its numbers cannot be had any more."""
    seats = [party.id for party in scenario.parties if party.id in manifest.in_force.seats]
    lean = manifest.summary.lean[-1] if manifest.summary.lean else 0.0
    try:
        limits = _Limits.of(RunConfig.of(manifest, scenario).at_last, seats, lean)
    except (DetenteError, LookupError, ValueError):  # a world, say, that its scenario no longer has
        return None
    words, settled = Words(scenario), manifest.summary.settlement or {}
    sides = tuple((words.seat(seat), tuple(_taken(words, limits, seat, events, settled))) for seat in seats)
    return Debrief(
        tuple(side for side in sides if side[1]),
        tuple(_zones(words, limits, settled)),
        tuple(_windows(words, limits, events)),
    )


def _taken(
    words: Words, limits: _Limits, seat: str, events: Sequence[ev.Event], settled: Mapping[str, str]
) -> Iterator[Taken]:
    offered: Terms = {}
    for event in events:
        if isinstance(event, ev.OfferMade) and event.body.to == seat:
            offered = {**offered, **event.body.terms}
    for issue in words.scenario.issues:
        stand = limits.stands[seat].get(issue.id)
        if stand is None or seat not in issue.business:
            continue
        got = settled.get(issue.id, "")
        yield Taken(
            words.issue(issue.id),
            words.option(issue.id, issue.at(stand.opening)),
            words.option(issue.id, issue.at(stand.limit)),
            words.option(issue.id, offered[issue.id]) if issue.id in offered else "nothing",
            words.option(issue.id, got) if got else "nothing",
            _beyond(limits, seat, issue.id, got) if got else "·",
        )


def _beyond(limits: _Limits, seat: str, issue: str, option: str) -> str:
    over = limits.beyond(seat, issue, option)
    if over <= 0:
        return "within its limit"
    bearable = limits.bears(seat, issue, option)
    return f"{over:.1f} options beyond, {'bearable' if bearable else 'more than it could bear'}"


def _zones(words: Words, limits: _Limits, settled: Mapping[str, str]) -> Iterator[Zone]:
    for issue in words.scenario.issues:
        seats = [seat for seat in limits.stands if seat in issue.business and issue.id in limits.stands[seat]]
        if len(seats) < 2:
            continue
        bearable = [
            option.id
            for option in issue.options
            if all(limits.bears(seat, issue.id, option.id) for seat in seats)
        ]
        got = settled.get(issue.id, "")
        yield Zone(
            words.issue(issue.id),
            words.options(issue.id, bearable) or "none",
            words.option(issue.id, got) if got else "not settled",
            bool(bearable) and got not in bearable,
        )


def _windows(words: Words, limits: _Limits, events: Sequence[ev.Event]) -> Iterator[Window]:
    for place, event in enumerate(events):
        if not (isinstance(event, ev.NoteKept) and event.body.kind == "decision" and event.body.would_take):
            continue
        seat = event.actor.partition(".")[0]
        standing = _standing(events[:place], seat)
        change = {i: o for i, o in event.body.would_take.items() if standing.get(i) != o}
        able = [
            words.seat(other)
            for other in limits.stands
            if other != seat and all(limits.bears(other, issue, option) for issue, option in change.items())
        ]
        if change:
            yield Window(
                event.stage,
                event.round,
                event.seq,
                words.seat(seat),
                words.changes(standing, change),
                ", ".join(able) or "nobody",
                _later(events[place:], seat, change),
            )


def _standing(before: Sequence[ev.Event], seat: str) -> Terms:
    """The terms last put to a seat."""
    offers = (e.body.terms for e in reversed(before) if isinstance(e, ev.OfferMade) and e.body.to == seat)
    return next(offers, {})


def _later(after: Sequence[ev.Event], seat: str, change: Mapping[str, str]) -> str:
    offers = (event for event in after if isinstance(event, ev.OfferMade) and event.body.to == seat)
    for event in offers:
        if all(event.body.terms.get(issue) == option for issue, option in change.items()):
            return f"{event.stage}.{event.round}"
    return ""
