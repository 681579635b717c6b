"""Forks under the sessions that they branched from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.text import Text

from detente.transcripts.find import Listed
from detente.transcripts.render.forks import change_words
from detente.transcripts.render.words import counted

if TYPE_CHECKING:
    from rich.tree import Tree

__all__ = ["tree"]


def tree(found: Iterable[Listed], *, each: bool) -> Tree:
    """Every session, a fork below its parent; forks of a set with the same change are one line."""
    from rich.tree import Tree  # noqa: PLC0415 - only where a tree is shown

    entries = [one for one in found if one.manifest is not None]
    known = {name: one for one in reversed(entries) for name in _names(one)}
    below: dict[str, list[Listed]] = {}
    roots: list[Listed] = []
    for one in entries:
        parent = _parent(one, known)
        if parent is None:
            roots.append(one)
        else:
            below.setdefault(parent.name, []).append(one)

    def grow(branch: Tree, members: list[Listed]) -> None:
        for one, like in _gathered(members, each=each):
            grow(branch.add(_line(one, like)), below.get(one.name, []))

    top = Tree("sessions", hide_root=True)
    grow(top, roots)
    return top


def _names(one: Listed) -> set[str]:
    """What a fork may know it by: its folder's name, and the name that it was run under."""
    return {one.name, one.path.name, one.manifest.session if one.manifest else one.name}


def _parent(one: Listed, known: dict[str, Listed]) -> Listed | None:
    parent = one.manifest.parent if one.manifest else None
    if parent is None:
        return None
    beside = known.get(f"{one.group}/{parent.session}") if one.group else None
    found = beside or known.get(parent.session)
    return found if found is not one else None


def _gathered(members: list[Listed], *, each: bool) -> list[tuple[Listed, int]]:
    """(session, how many are like it): those of a set that made the same change count as one."""
    groups: dict[tuple[str, str], list[Listed]] = {}
    for one in members:
        alone = each or not one.group
        change = one.manifest.changes[-1] if one.manifest and one.manifest.changes else None
        kind = "" if change is None else change_words(change.model_copy(update={"replicate": 0}))
        groups.setdefault((one.name, "") if alone else (one.group, kind), []).append(one)
    return [(group[0], len(group)) for group in groups.values()]


def _line(one: Listed, like: int) -> Text:
    manifest = one.manifest
    assert manifest is not None, "folders that cannot be read stand in no tree"
    name = one.name if like == 1 else f"{one.group}/ ({counted(like, 'session')})"
    text = Text(name, style="bold")
    text.append("".join(f" #{tag}" for tag in one.labels.tags), style="cyan")
    if manifest.parent is not None:
        change = manifest.changes[-1].model_copy(update={"replicate": 0})
        text.append(f"  at {manifest.parent.at}: {change_words(change)}", style="not bold")
    outcome = manifest.summary.outcome_class or manifest.state
    if like == 1:
        text.append(f"  {outcome}", style="not bold dim")
    return text
