"""Whole folders of hostile sessions: made from a real one, written as any session is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Position
from detente.transcripts.calls import Answer, Attempt, Call, Slot, Usage, lines_of, text_digest
from detente.transcripts.changes import Change, Parent, Point
from detente.transcripts.labels import Labels, Remark
from detente.transcripts.manifest import Manifest, Run, Totals
from detente.transcripts.reviews import Review
from detente.transcripts.store import EVENTS, MANIFEST, SCENARIO, SET, Folder
from detente.transcripts.summary import summarise
from tests.forks.making import base
from tests.viewer.planting import Planter
from tests.viewer.poisoned import chained, more_events, poisoned_events
from tests.viewer.poisoned_pack import poisoned_scenario

__all__ = ["GROUP", "Hostile", "hostile_folder"]

GROUP = "<img src=x onerror=pwned=1>set"
"""Name of the set."""


@dataclass(frozen=True)
class Hostile:
    """A transcripts folder full of hostile sessions, and what was put into them."""

    root: Path
    plant: Planter


ACTS = (ev.StatementMade, ev.OfferMade, ev.DecisionMade, ev.JudgementMade, ev.ArgumentHeard)


def hostile_folder(root: Path, scenario: Scenario) -> Hostile:
    """Sessions of every kind: `subtle`, `wild`, `paused`, a set, and broken ones."""
    plant = Planter()
    poisoned = poisoned_scenario(scenario, plant)
    sessions, talks = root / "sessions", base(scenario, root / "made", "talks", rounds=4)
    subtle = _hostile(talks, sessions / "subtle", poisoned, plant, wild=False)
    wild = _hostile(talks, sessions / "wild", poisoned, plant, wild=True)
    _set(talks, sessions / GROUP, poisoned, plant)
    _paused(wild, sessions / "paused")
    _broken(sessions, subtle, plant)
    return Hostile(sessions, plant)


def _hostile(talks: Path, out: Path, scenario: Scenario, plant: Planter, *, wild: bool) -> Path:
    """A session with attacks everywhere; one that is not `wild` keeps the names that a debrief needs."""
    folder = Folder(talks)
    *before, last = poisoned_events(folder.events(), plant, wild=wild)
    lines = list(chained([*before, *more_events(plant, wild), last]))
    events = [ev.parse(line) for line in lines]
    manifest = _manifest(folder.manifest, out.name, scenario, plant, wild=wild)
    manifest = manifest.model_copy(update={"summary": summarise(events, scenario.undecided, -0.1)})
    _write(out, manifest, scenario.text, lines)
    (out / "calls.jsonl").write_bytes(b"".join(_calls(events, plant)))
    (out / "reviews.jsonl").write_text("".join(f"{r.model_dump_json()}\n" for r in _reviews(events, plant)))
    remark = Remark(text=plant("label.note"), when=plant("label.when"))
    tags = (plant("tag"), plant("tag"))
    (out / "labels.json").write_text(Labels(tags=tags, notes=(remark,)).model_dump_json())
    return out


def _write(out: Path, manifest: Manifest, scenario: str, lines: Sequence[bytes]) -> None:
    out.mkdir(parents=True)
    (out / SCENARIO).write_text(scenario, encoding="utf-8")
    (out / EVENTS).write_bytes(b"".join(lines))
    Folder(out).write_manifest(manifest)


def _manifest(manifest: Manifest, name: str, scenario: Scenario, plant: Planter, *, wild: bool) -> Manifest:
    update: dict[str, Any] = {
        "session": name,
        "title": plant("title"),
        "scenario_digest": scenario.digest,
        "analyst": plant("analyst"),
        "seats": {seat: plant("seat.spec") for seat in manifest.seats},
        "runs": (Run(start=plant.brief("run.start"), process=plant("run.process"), why=plant("run.why")),),
        "reason": plant("reason"),
        "prompts": {plant("prompt.name"): plant("prompt.digest")},
        "detente": plant("detente"),
        "totals": Totals(calls=3, tokens_in=5, tokens_out=7, cost=0.1),
    }
    if wild:
        update |= _wild(manifest, plant)
    return manifest.model_copy(update=update)


def _wild(manifest: Manifest, plant: Planter) -> dict[str, Any]:
    at = Point(stage=plant("parent.stage"), round=2)
    change = Change(
        at=at,
        add_levers=(plant("changed.add"),),
        seats={plant("changed.seat"): plant("changed.spec")},
        analyst=plant("changed.analyst"),
        sets={plant("changed.path"): plant("changed.value")},
        prompts={plant("changed.prompt"): plant("changed.prompt_text")},
    )
    return {
        "scenario": plant("scenario.id"),
        "world": plant("world"),
        "offers": plant("offers"),
        "sets": {plant("sets.path"): plant("sets.value")},
        "without": (plant("without"),),
        "seats": {**{seat: plant("seat.spec") for seat in manifest.seats}, plant("seat.name"): "baseline"},
        "models": {"russia": {plant("model.name"): plant("model.value")}},
        "parent": Parent(session=plant("parent.session"), at=at, events=3, chain="0"),
        "changes": (change,),
    }


def _calls(events: Sequence[ev.Event], plant: Planter) -> list[bytes]:
    """Answered with failed tries before, repaired, and failed in the end, for acts of every kind."""
    acted = [next(event for event in events if isinstance(event, kind)) for kind in ACTS]
    known: set[str] = set()
    lines = []
    for place, event in enumerate(acted):
        texts = {text_digest(text): text for text in (plant("prompt.text"), plant("prompt.text"))}
        schema = {"schema": plant("reply_schema")}
        attempt = Attempt(
            kind=plant("attempt.kind"), message=plant("attempt.message"), raw=plant("attempt.raw")
        )
        answer = Answer(
            text=plant("answer.text"),
            finish=plant("answer.finish"),
            sent={plant("answer.parameter"): plant("answer.value")},
            usage=Usage(tokens_in=1, tokens_out=1),
            attempts=(attempt,),
        )
        common: dict[str, Any] = {
            "by": "model",
            "model": plant("call.model"),
            "digest": plant("call.digest"),
            "messages": tuple((plant("message.role"), digest) for digest in texts),
            "reply_schema": "schema",
        }
        slot = Slot(act=event.slot, turn=place % 2)
        failed = {"failure": plant("call.failure"), "message": plant("call.message"), "attempts": (attempt,)}
        for more in ({"answer": answer}, failed):
            call = Call.model_validate({**common, "slot": slot, **more})
            lines.append(lines_of(call, {**texts, **schema}, known))
    return lines


def _reviews(events: Sequence[ev.Event], plant: Planter) -> list[Review]:
    said = next(event for event in events if isinstance(event, ev.StatementMade))
    position = Position(
        issue="I2", options=(plant("review.option", 64),), firmness="firm", quote=plant("review.quote", 1000)
    )
    return [
        Review(
            who=plant("review.who", 80),
            when=plant.brief("review.when"),
            statement=said.seq,
            verdict="corrected",
            issue=plant("review.issue"),
            position=position,
            note=plant("review.note", 2000),
        )
        for _ in range(4)
    ]


def _set(talks: Path, out: Path, scenario: Scenario, plant: Planter) -> Path:
    """A set whose sessions differ in everything that sets are compared by."""
    out.mkdir()
    (out / SET).write_text("{}")
    for number in range(3):
        made = _hostile(talks, out / f"one-{number}", scenario, plant, wild=False)
        update = {
            "world": plant("set.world"),
            "offers": plant("set.offers"),
            "models": {"russia": {plant("set.model"): plant("set.model_value")}} if number else {},
            "sets": {"kyiv_may_counter": plant("set.value")},
            "without": (plant("set.without"),),
        }
        Folder(made).write_manifest(Folder(made).manifest.model_copy(update=update))
    return out


def _broken(root: Path, whole: Path, plant: Planter) -> None:
    """Sessions that cannot be read, with attacks in what is said about it."""
    schema = {"schema": plant("broken.schema", 80), "detente": plant("broken.version", 90)}
    odd = {**json.loads((whole / MANIFEST).read_bytes()), plant("broken.key", 200): 1}
    for name, data in (("newer", schema), ("odd", odd)):
        (root / name).mkdir()
        (root / name / MANIFEST).write_text(json.dumps(data))
    manifest, text = Folder(whole).manifest, (whole / SCENARIO).read_text(encoding="utf-8")
    line = json.dumps({"type": plant("broken.event"), "seq": 0}).encode() + b"\n"
    twice = 2 * f"{json.dumps(plant('broken.twin', 200))}: 1\n"
    _write(root / "no-event", manifest, text, [line])
    _write(root / "no-scenario", manifest.model_copy(update={"scenario_digest": "other"}), twice, [])


def _paused(path: Path, out: Path) -> None:
    """The same session before its end."""
    shutil.copytree(path, out)
    (out / EVENTS).write_bytes(b"".join(Folder(path).lines()[:-1]))
    manifest = Folder(path).manifest.model_copy(update={"state": "paused", "session": out.name})
    Folder(out).write_manifest(manifest)
