"""A transcripts folder, and sessions beside it that nobody may come to see through it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.calls import Answer, Call, Slot, lines_of
from detente.transcripts.labels import tagged
from detente.transcripts.reviews import Review, reviewed
from detente.transcripts.store import SET, Folder
from tests.forks.making import base
from tests.viewer.asking import Reply, asked
from tests.viewer.poisoned import chained

__all__ = ["FILES", "SECRET", "Place", "lay"]

SECRET = "SECRET-OUTSIDE"
"""Stands in every file of the session outside."""
FILES = ("session.json", "events.jsonl", "scenario.yaml", "calls.jsonl", "reviews.jsonl", "labels.json")


@dataclass(frozen=True)
class Place:
    """The folder that is served, and what lies beside it."""

    root: Path
    outside: Path
    """A whole session outside."""
    number: int
    """Of a statement, the same in every session."""
    address: str = ""
    """Where it is served."""

    @contextmanager
    def another(self, name: str) -> Iterator[Path]:
        """One more session of the folder, for a while; the others open all the same."""
        path = shutil.copytree(self.root / "talks", self.root / name)
        try:
            yield path
            assert self.others_open()
        finally:
            shutil.rmtree(path)

    def pages(self, name: str) -> Iterator[Reply]:
        """Everything that shows something of a session."""
        number = str(self.number)
        for private in ({}, {"private": "1"}):
            yield asked(self.address, "/session", id=name, **private)
            yield asked(self.address, "/compare", a=name, b="talks", **private)
        yield asked(self.address, "/act", id=name, event=number)
        yield asked(self.address, "/review", id=name, event=number)
        yield asked(self.address, "/set", id=name)

    def lists(self) -> Iterator[Reply]:
        """Everything that lists sessions."""
        yield asked(self.address, "/")
        yield asked(self.address, "/", tree="1")
        yield asked(self.address, "/", q=SECRET)

    def others_open(self) -> bool:
        """Whether the other sessions are listed and shown as before."""
        shown = [asked(self.address, "/session", id=name).status for name in ("talks", "set/one")]
        listed = asked(self.address, "/")
        return [*shown, listed.status, listed.text.count(">talks</a>")] == [200, 200, 200, 1]


def lay(where: Path, scenario: Scenario) -> Place:
    """A session `talks`, a set `set` of one session, and a session outside with a secret everywhere."""
    root, outside = where / "served", where / "outside"
    talks = base(scenario, root, "talks")
    shutil.copytree(talks, root / "set" / "one")
    (root / "set" / SET).write_text("{}")
    shutil.copytree(talks, root / ".hidden")
    shutil.copytree(talks, outside)
    number = next(event.seq for event in Folder(talks).events() if isinstance(event, ev.StatementMade))
    _secret(outside, number, scenario)
    return Place(root, outside, number)


def _secret(path: Path, number: int, scenario: Scenario) -> None:
    folder = Folder(path)
    events = [
        event.model_copy(update={"body": event.body.model_copy(update={"text": SECRET})})
        if isinstance(event, ev.StatementMade)
        else event
        for event in folder.events()
    ]
    (path / "events.jsonl").write_bytes(b"".join(chained(events)))
    named = scenario.model_copy(update={"title": SECRET})
    (path / "scenario.yaml").write_text(named.text, encoding="utf-8")
    kept = folder.manifest.model_copy(update={"title": SECRET, "world": SECRET})
    folder.write_manifest(kept)
    tagged(path, (SECRET,))
    note = Review(who=SECRET, statement=number, verdict="note", note=SECRET)
    reviewed(path, note, folder.events(), scenario)
    call = Call(slot=Slot(act=events[number].slot), by="script", digest="0", answer=Answer(text=SECRET))
    (path / "calls.jsonl").write_bytes(lines_of(call, {}, set()))
    assert all(SECRET in (path / file).read_text(encoding="utf-8") for file in FILES)
    assert json.loads((path / "session.json").read_text())["title"] == SECRET
