"""Forks: the recorded prefix of a session is copied for nothing, one thing is changed, and the talks go on.

A fork is a session like any other: it is resumed, verified and forked again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from detente import __version__
from detente.agents.allowed import problem
from detente.errors import InputError
from detente.llm.budget import Caps
from detente.orchestration.backstage import recorded_caps
from detente.orchestration.checking import scenario_of
from detente.orchestration.config import RunConfig
from detente.orchestration.parties import Attendance
from detente.prompts.library import BUILT_IN, Library, built_in, load_library
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Offer, Propose
from detente.transcripts.calls import Call, lines_of, parse_calls
from detente.transcripts.changes import Change, Parent, Point
from detente.transcripts.manifest import Manifest, Summary, Totals
from detente.transcripts.store import PROMPTS, Folder, read_events
from detente.transcripts.table import Table

__all__ = ["Origin", "check_change", "decider_at", "fork_folder", "origin_of", "points"]


@dataclass(frozen=True)
class Origin:
    """A session that is forked, and what of it comes before the point."""

    path: Path
    manifest: Manifest
    scenario: Scenario
    at: Point
    lines: tuple[bytes, ...]
    """The events before the point."""
    events: tuple[ev.Event, ...]
    calls: bytes
    """Lines of the journal that belong to them."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """Changes of earlier forks that stand in the prefix."""
        made = sum(isinstance(event, ev.ChangeMade) for event in self.events)
        return self.manifest.changes[:made]

    @property
    def config(self) -> RunConfig:
        """What is in force at the point, before anything is changed."""
        manifest = self.manifest.model_copy(update={"changes": self.changes})
        return RunConfig.of(manifest, self.scenario).at_last

    @property
    def library(self) -> Library:
        """The prompts that the session was played with; those of the package if it had none."""
        folder = self.path / PROMPTS
        return load_library(folder) if folder.is_dir() else built_in()


def origin_of(path: Path, at: str) -> Origin:
    """A session to be forked at STAGE.ROUND. Raises InputError naming the points there are."""
    folder = Folder(path)
    manifest = folder.manifest
    lines = folder.lines()
    events = read_events(lines, f"{manifest.session}/events.jsonl")
    scenario = scenario_of(folder, manifest)
    point = _point(at, events, manifest.session)
    kept = _before(events, point)
    rounds = {(event.stage, event.round) for event in events[:kept] if event.round}
    calls = _calls(parse_calls(folder.call_lines()), rounds)
    return Origin(path, manifest, scenario, point, tuple(lines[:kept]), tuple(events[:kept]), calls)


def points(events: Iterable[ev.Event]) -> list[str]:
    """Where a session can be forked: every round that was begun, in order."""
    return list(dict.fromkeys(f"{event.stage}.{event.round}" for event in events if event.round))


def fork_folder(
    origin: Origin, change: Change, out: Path, name: str, caps: Caps, *, checked: bool = False
) -> Path:
    """Make the folder of a fork, ready to be resumed.

    Raises InputError for a change that does not fit, or that would have altered what came before.
    """
    if not checked:
        check_change(origin, change)
    changes = (*origin.changes, change)
    last = origin.config.after(change)
    library = origin.library if last.lines() or (origin.path / PROMPTS).is_dir() else None
    manifest = origin.manifest.model_copy(
        update={
            "detente": __version__,
            "session": name,
            "changes": changes,
            "parent": Parent(
                session=origin.manifest.session,
                at=origin.at,
                events=len(origin.lines),
                chain=ev.chain(origin.lines[-1]),
            ),
            "prompts": library.digests if library else {},
            "caps": recorded_caps(caps),
            "state": "paused",
            "reason": "Forked, and not begun yet.",
            "runs": (),
            "totals": Totals(cost=0.0),
            "summary": Summary(),
        }
    )
    files, events = library.files if library else None, b"".join(origin.lines)
    return Folder.create(out / name, manifest, origin.scenario.text, files, events, origin.calls).path


def _point(at: str, events: list[ev.Event], session: str) -> Point:
    found = points(events)
    if at not in found:
        listed = ", ".join(found) or "none"
        raise InputError(f"--at {at}: {session} has the rounds {listed}; give one of them as STAGE.ROUND.")
    stage, _, number = at.rpartition(".")
    return Point(stage=stage, round=int(number))


def _before(events: list[ev.Event], at: Point) -> int:
    """How many events come before a round's offer; a change that was made at its beginning is one of them."""
    places = (
        place
        for place, event in enumerate(events)
        if (event.stage, event.round) == (at.stage, at.round) and not isinstance(event, ev.ChangeMade)
    )
    return next(places, len(events))


def _calls(entries: Iterable[Call | tuple[str, str]], rounds: set[tuple[str, int]]) -> bytes:
    """The lines of calls of these rounds. What they cost was paid by the session that is forked."""
    texts, known, found = dict[str, str](), set[str](), list[bytes]()
    for entry in entries:
        if isinstance(entry, tuple):
            texts[entry[0]] = entry[1]
            continue
        stage, _, number = entry.slot.act.partition("/")[0].rpartition(".")
        if number.isdigit() and (stage, int(number)) in rounds:
            named = [digest for _, digest in entry.messages] + [entry.reply_schema]
            own = {digest: texts[digest] for digest in named if digest in texts}
            found.append(lines_of(entry.model_copy(update={"charged": ()}), own, known))
    return b"".join(found)


# -- what may be changed --------------------------------------------------------------------------


def check_change(origin: Origin, change: Change) -> None:
    """Refuse what does not fit, and what would have altered what came before. Raises InputError."""
    before = origin.config
    after = before.after(change)
    after.plan  # noqa: B018 - editing a plan finds what does not fit
    took_part = {
        seat
        for event in origin.events
        if isinstance(event, ev.StageOpened)
        for seat in event.body.participants
    }
    for seat in change.without:
        if seat in took_part:
            raise InputError(
                f"--without {seat}: {seat} has taken part before {origin.at}; fork earlier, or run anew."
            )
    for seat in change.seats:
        if seat in after.without:
            raise InputError(f"--seat {seat}: it is left out of these talks.")
    _same_course(before, after, origin.at)
    _still_to_be_made(change, before, after)
    _nothing_spent(change, origin)
    _prompts(change, origin)
    if change.offer is not None:
        _offer(change.offer, origin, after)


def _same_course(before: RunConfig, after: RunConfig, at: Point) -> None:
    """The stages, and whether later parties sat in from the start, were settled when the talks began."""
    course, changed = Attendance.of(before), Attendance.of(after)
    if course.sequence() != changed.sequence():
        raise InputError(f"The stages would have been others from the start, not from {at} on: run anew.")
    if course.gate_open != changed.gate_open:
        raise InputError(
            f"Later parties would have sat in otherwise from the start, not from {at} on: run anew."
        )


def _still_to_be_made(change: Change, before: RunConfig, after: RunConfig) -> None:
    """A lever of offers that have all been made changes nothing, and no effect would be found."""
    levers = (*change.add_levers, *change.drop_levers)
    if not levers:
        return
    plain = before.after(Change(at=change.at, offers=change.offers)).plan.offers
    names = [stage.id for stage in Attendance.of(before).sequence()]
    left = names[names.index(change.at.stage) :]
    if not any(offer.stage in left for offer in after.plan.offers if offer not in plain):
        told = f"the offers that this would change were made before {change.at}; fork earlier"
        raise InputError(f"{' and '.join(levers)}: {told}.")


def _nothing_spent(change: Change, origin: Origin) -> None:
    """Where a decider began cannot be set once it has moved on."""
    weighed = {event.actor for event in origin.events if isinstance(event, ev.JudgementMade)}
    for path in change.sets:
        actor, _, what = path.rpartition(".")
        seat = actor.partition(".")[0]
        if what in ("lean", "influence") and any(name.partition(".")[0] == seat for name in weighed):
            raise InputError(
                f"--set {path}: it says where the talks began, and {seat} has weighed since; "
                "fork before its first council, or run anew."
            )


def _prompts(change: Change, origin: Origin) -> None:
    known = {path.stem for path in BUILT_IN.glob("*.md")}
    for name in change.prompts:
        if name not in known:
            raise InputError(
                f"--prompt {name}: there is no such prompt; there are {', '.join(sorted(known))}."
            )
    if change.prompts:
        texts = {f"{name}.md": text for name, text in change.prompts.items()}
        Library({**origin.library.files, **texts}).digests  # noqa: B018 - reading them finds what is wrong


def _offer(offer: Offer, origin: Origin, after: RunConfig) -> None:
    """Whoever makes the offer at the point must be able to."""
    scenario, table = origin.scenario, _table(origin)
    stage, (proposer, decider) = scenario.stage(origin.at.stage), _roles(origin, after, table)
    actor = scenario.party(proposer).leader
    act = Propose(seat=proposer, actor=actor, stage=stage.id, round=origin.at.round, to=decider)
    if wrong := problem(act, offer, scenario, table):
        raise InputError(f"--offer: {wrong}.")


def decider_at(origin: Origin) -> str:
    """The seat that is offered something at the point."""
    return _roles(origin, origin.config, _table(origin))[1]


def _roles(origin: Origin, config: RunConfig, table: Table) -> tuple[str, str]:
    """(proposer, decider) of the round at the point."""
    course = Attendance.of(config)
    stage = origin.scenario.stage(origin.at.stage)
    present, _ = course.participants(stage, table)
    return course.roles(stage, present, origin.at.round)


def _table(origin: Origin) -> Table:
    """What a reviewer knows at the point."""
    table = Table()
    for event in origin.events:
        table.apply(event)
    return table
