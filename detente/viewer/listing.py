"""The list of sessions: filtered, sorted, searched in the words, in pages, or as the tree of forks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from detente.viewer.shelf import Listed, Shelf

__all__ = ["list_context"]

PER_PAGE = 100
FILTERS: Mapping[str, Callable[[Listed], Sequence[str]]] = {
    "set": lambda one: (one.group,),
    "scenario": lambda one: (one.scenario,),
    "world": lambda one: (one.world,),
    "offers": lambda one: (one.offers,),
    "outcome": lambda one: (one.outcome_class or one.state,),
    "state": lambda one: (one.state,),
    "seats": lambda one: (one.models,),
    "tag": lambda one: one.tags,
}
SORTS: Mapping[str, tuple[Callable[[Listed], Any], bool]] = {
    "newest": (lambda one: one.started, True),
    "oldest": (lambda one: one.started, False),
    "name": (lambda one: one.name, False),
    "outcome": (lambda one: (one.outcome_class or one.state, one.name), False),
    "rounds": (lambda one: one.rounds, True),
    "seed": (lambda one: one.seed, False),
    "cost": (lambda one: one.cost or 0.0, True),
}


@dataclass
class Node:
    """A session in the tree, and its forks."""

    one: Listed
    below: list[Node] = field(default_factory=list)


def list_context(shelf: Shelf, query: Mapping[str, str]) -> dict[str, Any]:
    """What the list's template takes."""
    everything = shelf.listed()
    asked = {name: query.get(name, "") for name in (*FILTERS, "q", "sort", "tree")}
    kept = [one for one in everything if _fits(one, asked)]
    told = ""
    if words := asked["q"].strip():
        found = shelf.search(words, kept)
        kept = [one for one in kept if one.name in found.names]
        if found.searched < found.of:
            told = f" The newest {found.searched:,} of {found.of:,} were searched; filter for the others."
    key, reverse = SORTS.get(asked["sort"], SORTS["newest"])
    kept.sort(key=key, reverse=reverse)
    start = _start(query, len(kept))
    context = {
        "title": "Sessions",
        "asked": asked,
        "choices": {name: _values(everything, values) for name, values in FILTERS.items()},
        "sorts": list(SORTS),
        "sets": shelf.sets(),
        "rows": kept[start : start + PER_PAGE],
        "tree": _tree(kept) if asked["tree"] else [],
        "before": _page(asked, start - PER_PAGE) if start > 0 else None,
        "after": _page(asked, start + PER_PAGE) if start + PER_PAGE < len(kept) else None,
        "running": any(one.state == "running" for one in everything),
    }
    of = "" if len(kept) == len(everything) else f" of {len(everything):,}"
    shown = f", {start + 1:,} to {min(start + PER_PAGE, len(kept)):,} shown" if len(kept) > PER_PAGE else ""
    return {**context, "told": f"{len(kept):,}{of} sessions{shown}.{told}"}


def _fits(one: Listed, asked: Mapping[str, str]) -> bool:
    return all(not asked[name] or asked[name] in values(one) for name, values in FILTERS.items())


def _values(everything: Sequence[Listed], values: Callable[[Listed], Sequence[str]]) -> list[str]:
    return sorted({value for one in everything for value in values(one) if value})


def _start(query: Mapping[str, str], most: int) -> int:
    given = query.get("from", "0")
    return min(int(given), most) if given.isdecimal() and len(given) < 9 else 0


def _page(asked: Mapping[str, str], start: int) -> str:
    query = {name: value for name, value in asked.items() if value}
    return f"/?{urlencode({**query, 'from': max(start, 0)})}"


def _tree(kept: Sequence[Listed]) -> list[Node]:
    """Forks under their parents; at the top those whose parent is not listed, or is a fork of their own."""
    nodes = {one.name: Node(one) for one in reversed(kept)}
    by_id = {node.one.name.rpartition("/")[2]: node for node in nodes.values()}
    top, above = [], dict[str, Node]()
    for name, node in nodes.items():
        parent = by_id.get(node.one.parent.rpartition("/")[2]) if node.one.parent else None
        if parent is None or name in _line(parent, above):
            top.append(node)
        else:
            parent.below.append(node)
            above[name] = parent
    return top[::-1]


def _line(node: Node | None, above: Mapping[str, Node]) -> Iterator[str]:
    """A session, the one it was forked from, and so on."""
    while node is not None:
        yield node.one.name
        node = above.get(node.one.name)
