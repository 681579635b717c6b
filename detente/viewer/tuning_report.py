"""The report of a tuning: every number leads to its pairs, and each of these to a session.

report.html                the leaderboard, and the pairs behind each of its numbers
pages/SESSION.html         each session, with what is private in it
pages/answers.html         what was asked beside the sessions
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.errors import TranscriptError
from detente.scenario.loader import load_text
from detente.studies.tuning.board import Board, Pair, Row
from detente.studies.tuning.design import VARIANT
from detente.studies.tuning.folder import Tuned
from detente.studies.tuning.measures import MEASURES
from detente.studies.tuning.page import HEADER, figures, page
from detente.studies.tuning.records import Record
from detente.transcripts.calls import Call, parse_calls
from detente.transcripts.render.blocks import Grid
from detente.transcripts.store import Folder, write_whole
from detente.viewer.charts import Bar, Bars
from detente.viewer.pages import render
from detente.viewer.session_page import Source
from detente.viewer.single import inlined, single_file

__all__ = ["PAGES", "REPORT", "write_report"]

REPORT, PAGES, ANSWERS = "report.html", "pages", "answers.jsonl"
SHARES = ("f1", "cases", "valid", "consistency", "refusals")
"""Measures from 0 to 1, which can share a chart."""


def write_report(found: Tuned) -> Path:
    """Write the report, and the pages that it leads to; those of ended sessions are not written again.

    Raises TranscriptError when they cannot be written.
    """
    target = found.path / REPORT
    try:
        (found.path / PAGES).mkdir(exist_ok=True)
        ended = (
            name for counts in found.results.outcomes.values() for some in counts.values() for name in some
        )
        for name in dict.fromkeys(ended):
            _write_session(found.path, name)
        _write(found.path / PAGES / "answers.html", _answers_page(found.path / ANSWERS))
        _write(target, _report(found))
    except OSError as error:
        raise TranscriptError(f"{target} cannot be written: {error.strerror or error}.") from error
    return target


def _write(path: Path, text: str) -> None:
    write_whole(path, text.encode("utf-8", "surrogateescape"))


def _write_session(path: Path, name: str) -> None:
    target, folder = path / PAGES / f"{name}.html", Folder(path / "sessions" / name)
    if target.exists():
        return
    source = Source(name, folder.manifest, load_text(folder.scenario_text), folder.events())
    _write(target, single_file([source], private=True))


# -- the report -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Number:
    told: str
    href: str


@dataclass(frozen=True)
class _Pair:
    key: str
    before: _Number
    after: _Number
    difference: str


@dataclass(frozen=True)
class _Shown:
    key: str
    title: str
    held_out: bool
    figures: tuple[str, ...]
    pairs: tuple[_Pair, ...]


@dataclass(frozen=True)
class _Group:
    key: str
    title: str
    rows: tuple[_Shown, ...]
    chart: Bars | None


def _report(found: Tuned) -> str:
    groups = [_group(place, *level, found.board) for place, level in enumerate(found.board.levels())]
    blocks = page(found).blocks[1:]
    plain = [block for block in blocks if not isinstance(block, Grid)]
    outcomes = found.results.outcomes
    context: dict[str, Any] = {
        **inlined(),
        "title": f"Tuning {found.design.name}",
        "head": plain[:1],
        "foot": plain[1:],
        "groups": groups,
        "header": HEADER,
        "classes": sorted({name for counts in outcomes.values() for name in counts}),
        "outcomes": outcomes,
    }
    return render("tuning.html", **context)


def _group(place: int, factor: str, level: str, board: Board) -> _Group:
    rows = board.of(factor, level)
    beside = f"{level} beside {rows[0].beside}"
    title = beside if factor == VARIANT else f"{factor}: {beside}"
    shown = tuple(_shown(f"g{place}-{row.measure}", row) for row in rows)
    return _Group(f"g{place}", title, shown, _chart(rows))


def _chart(rows: Iterable[Row]) -> Bars | None:
    """The differences of shares, each from zero."""
    bars = tuple(
        Bar(MEASURES[row.measure].title, 0.0, row.difference, f"{row.difference:+.3f}, {row.found}")
        for row in rows
        if row.measure in SHARES
    )
    return Bars("Differences of shares", bars, -1.0, 1.0, 0.0) if bars else None


def _shown(key: str, row: Row) -> _Shown:
    return _Shown(key, MEASURES[row.measure].title, row.held_out, figures(row), tuple(map(_pair, row.pairs)))


def _pair(pair: Pair) -> _Pair:
    return _Pair(pair.before.key, _number(pair.before), _number(pair.after), f"{pair.difference:+.3f}")


def _number(record: Record) -> _Number:
    if record.behind.startswith("sessions/"):
        href = f"{PAGES}/{record.behind.partition('/')[2]}.html"
    else:
        href = f"{PAGES}/answers.html#{_anchor(record.behind)}"
    return _Number(f"{record.value:.3f}".rstrip("0").rstrip("."), href)


def _anchor(name: str) -> str:
    return f"a{hashlib.sha256(name.encode()).hexdigest()[:16]}"


# -- what was asked beside the sessions -----------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    slot: str
    model: str
    messages: tuple[tuple[str, str], ...]
    answer: str


@dataclass(frozen=True)
class _Answers:
    key: str
    name: str
    asked: tuple[_Asked, ...]


def _answers_page(path: Path) -> str:
    """Every answer under the name that records know it by."""
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    texts, groups = dict[str, str](), dict[str, list[_Asked]]()
    for entry in parse_calls(lines, path.name):
        if not isinstance(entry, Call):
            texts[entry[0]] = entry[1]
            continue
        name, _, slot = entry.slot.act.rpartition("|")
        messages = tuple((role, texts.get(digest, "(not kept)")) for role, digest in entry.messages)
        said = entry.answer.text if entry.answer else f"({entry.failure})"
        groups.setdefault(name, []).append(_Asked(slot, entry.model, messages, said))
    shown = [_Answers(_anchor(name), name, tuple(asked)) for name, asked in groups.items()]
    return render("answers.html", **inlined(), title="Asked beside the sessions", groups=shown)
