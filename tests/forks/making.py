"""Sessions to fork, and forks of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detente.llm.budget import Caps
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.orchestration import session
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.orchestration.forking import fork_folder, origin_of
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.changes import Change
from detente.transcripts.manifest import Manifest
from detente.transcripts.store import Folder

__all__ = ["after", "base", "branch", "events_of", "stage"]


def stage(model: FakeModel) -> Backstage:
    """A process of its own, with this model behind every SPEC."""
    return Backstage(Providers(make=lambda *_: model))


def base(scenario: Scenario, out: Path, name: str = "base", **choices: Any) -> Path:  # noqa: ANN401
    """A session of the baseline that has ended."""
    path, _ = session.start(RunConfig(scenario=scenario, **{"seed": 3, **choices}), out, name)
    return path


def branch(
    path: Path,
    at: str,
    backstage: Backstage | None = None,
    name: str = "",
    **change: Any,  # noqa: ANN401 - fields of a change
) -> Path:
    """A fork that has been played to its end, beside the session that it came from."""
    origin = origin_of(path, at)
    name = name or f"{path.name}-{len(list(path.parent.iterdir()))}"
    made = fork_folder(origin, Change(at=origin.at, **change), path.parent, name, Caps())
    session.resume(made, backstage=backstage)
    return made


def events_of(path: Path) -> list[ev.Event]:
    """The transcript of a session."""
    return Folder(path).events()


def after(path: Path) -> list[dict[str, Any]]:
    """What happened after the last change: without places in the chain."""
    events = events_of(path)
    at = max(place for place, event in enumerate(events) if isinstance(event, ev.ChangeMade))
    return [bare(event) for event in events[at + 1 :]]


def bare(event: ev.Event) -> dict[str, Any]:
    """An event as it would be told, whatever stood before it."""
    found = event.model_dump(mode="json", exclude={"prev", "seq"})
    for name in ("statement", "offer", "decision"):
        if isinstance(found["body"].get(name), int):
            del found["body"][name]
    if event.type == "reading":
        found["slot"] = found["slot"].rpartition("/")[0]
    return found


def manifest_of(path: Path) -> Manifest:
    """The manifest of a session."""
    return Folder(path).manifest
