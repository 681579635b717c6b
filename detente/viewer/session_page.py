"""What a session's page shows, for one audience; the same for the web pages and for the single file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from detente.scenario.issues import Issue
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.manifest import Manifest
from detente.transcripts.render.blocks import Block
from detente.transcripts.render.forks import forked
from detente.transcripts.render.record import for_public, is_public
from detente.transcripts.render.summary import ending
from detente.transcripts.render.words import Words, seated, spent
from detente.transcripts.reviews import Review, agreement
from detente.viewer.charts import Lines, Series
from detente.viewer.debrief import Debrief, debrief
from detente.viewer.heatmap import Heatmap, heatmaps
from detente.viewer.talks import Item, conversation
from detente.viewer.why import Decided, decisions

__all__ = ["SessionPage", "Source", "session_page"]


@dataclass(frozen=True)
class SessionPage:
    """A session, ready for its template."""

    name: str
    """What the viewer calls it."""
    key: str
    """Put before every anchor, where a page holds several sessions."""
    title: str
    manifest: Manifest
    private: bool
    facts: tuple[tuple[str, str], ...]
    ending: tuple[Block, ...]
    maps: tuple[Heatmap, ...]
    issues: tuple[Issue, ...]
    decided: tuple[Decided, ...]
    talk: tuple[Item, ...]
    lean: Lines | None = None
    influence: Lines | None = None
    lean_note: str = ""
    debrief: Debrief | None = None
    links: bool = True
    """Whether it can lead to other pages: not in a single file."""
    journal: bool = False
    """Whether questions were put to a model, a person or a script."""
    reviews: Mapping[int, int] = field(default_factory=dict)
    """Statement → how many reviews it has."""
    agreement: str = ""

    @property
    def group(self) -> str:
        """The set it belongs to, if any."""
        return self.name.rpartition("/")[0]


@dataclass(frozen=True)
class Source:
    """A session as it stands on disk."""

    name: str
    """What the viewer calls it."""
    manifest: Manifest
    scenario: Scenario
    events: Sequence[ev.Event]
    journal: bool = False
    reviews: Sequence[Review] = ()


def session_page(source: Source, *, private: bool, key: str = "", links: bool = True) -> SessionPage:
    """Build a session's page; for the public nothing private is handed on at all."""
    manifest, scenario, events = source.manifest, source.scenario, source.events
    shown = manifest if private else for_public(manifest)
    allowed = [event for event in events if private or is_public(event)]
    words = Words(scenario)
    lean, influence, note = _inside(manifest, words, allowed) if private else (None, None, "")
    return SessionPage(
        name=source.name,
        key=key,
        title=manifest.title or manifest.scenario,
        manifest=shown,
        private=private,
        facts=(*seated(shown, words), *forked(shown), *_spent(manifest)),
        ending=tuple(ending(manifest, scenario, events, public=not private)),
        maps=heatmaps(scenario, allowed),
        issues=scenario.issues,
        decided=decisions(scenario, allowed),
        talk=conversation(scenario, allowed),
        lean=lean,
        influence=influence,
        lean_note=note,
        debrief=debrief(manifest, scenario, events) if private else None,
        links=links,
        journal=source.journal,
        reviews=Counter(review.statement for review in source.reviews),
        agreement=_agreement(source.reviews),
    )


def _spent(manifest: Manifest) -> tuple[tuple[str, str], ...]:
    return (("Calls", spent(manifest.totals)),) if manifest.totals.calls else ()


def _agreement(reviews: Sequence[Review]) -> str:
    found = agreement(reviews)
    if found.share is None:
        return ""
    told = (
        f"People bear the analyst out on {found.share:.0%} of the positions they judged: {found.confirmed} "
        f"confirmed, {found.corrected} corrected, {found.wrong} not there, {found.missed} missed."
    )
    if found.both:
        told += f" Of {found.both} positions judged by several people, they agree on {found.alike}."
    return told


def _inside(
    manifest: Manifest, words: Words, events: Sequence[ev.Event]
) -> tuple[Lines | None, Lines | None, str]:
    """Lean and influence of the undecided leader, weighing by weighing."""
    decider = words.scenario.undecided
    weighed = [e for e in events if isinstance(e, ev.JudgementMade) and e.actor == decider]
    if not weighed:
        return None, None, ""
    seat = decider.partition(".")[0]
    low, high = words.poles(seat)
    places = tuple(f"{event.stage}.{event.round}" for event in weighed)
    ticks = ((-1.0, "−1"), (0.0, "0"), (1.0, "+1"))
    leans = Series("lean", tuple(event.body.lean for event in weighed))
    title = f"Lean of {words.seat(seat)}'s decider: −1 {low}, +1 {high}"
    lean = Lines(title, places, (leans,), -1.0, 1.0, ticks) if any(leans.values) else None
    factions = list(dict.fromkeys(name for event in weighed for name in event.body.influence))
    shares = tuple(
        Series(words.faction(name), tuple(event.body.influence.get(name) for event in weighed))
        for name in factions
    )
    most = max((value for series in shares for value in series.values if value is not None), default=0.0)
    top = min(1.0, round(most + 0.1, 1))
    marks = tuple((top * step / 2, f"{top * step / 2:.0%}") for step in range(3))
    influence = Lines("Influence of the factions", places, shares, 0.0, top, marks) if shares else None
    now = manifest.in_force.seats.get(seat)
    note = (
        "The lean is a state of the baseline." if now == "baseline" else "The lean is what the seat reports."
    )
    return lean, influence, note
