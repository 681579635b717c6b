"""The sections of docs/baseline.md, each made from results only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks import prose
from benchmarks.calibration import HIT, MISS, PLANNED, ROUNDS, Row
from benchmarks.contrasts import MEASURES
from benchmarks.findings import Finding
from benchmarks.sensitivity import BIN, Deciding, Hinge, by_lean, obstacles
from benchmarks.sessions import OUTCOMES, Cell, Record
from benchmarks.study import Study, mean, share
from detente import __version__
from detente.scenario.model import Scenario
from detente.transcripts.manifest import NOTICE

PLANS = ("article", "vague", "pressure-only", "incentives-only", "none", "adaptive")
TOP = 10


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column to the left, the others to the right."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def front(scenario: Scenario, draws: int, command: str, fingerprint: str) -> str:
    """Title, notice, and what the numbers are."""
    return f"""# What the rule-based baseline does

> {NOTICE}
>
> No language model spoke in these runs: every seat was played by the documented utility model.

Scenario `{scenario.id}`, talks beginning {scenario.date}; detente {__version__}; {draws} draws of the priors.
Written by `{command}`; do not edit by hand. Fingerprint of the
first draws, by which a test tells whether this page is of the engine beside it: `{fingerprint}`.

A *prior* is a modelling guess with a range: a limit, a weight, the worth of a lever, a payoff of no deal. For
each draw every prior is drawn from its range at random; draw n is the same draw in every cell, so cells are
compared in pairs. What is counted is the **share of model runs**, never a probability. The mechanisms
(M1–M{len(scenario.mechanisms)}) and what the engine makes of them stand in [mechanisms.md](mechanisms.md)."""


# -- the grids ------------------------------------------------------------------------------------


def grids(study: Study, worlds: Sequence[str], plans: Sequence[str]) -> str:
    """Outcome classes by plan, a table for every world."""
    parts = [
        "## Outcomes",
        prose.OUTCOMES.format(issues=len(study.scenario.issues)),
    ]
    for name in worlds:
        world = study.scenario.world(name)
        rows = [_grid_row(f"`{plan}`", study.records(Cell(name, plan))) for plan in plans]
        rows.append(_grid_row("without the US", study.records(Cell(name, without=("usa",)))))
        head = ["plan", *OUTCOMES, "Moscow accepts", "Kyiv accepts", "final lean", "issues", "empty"]
        parts += [f"### {world.title} (`{name}`)", world.note, table([_words(h) for h in head], rows)]
    direct = [r for name in worlds for r in study.records(Cell(name, without=("usa",))) if _is_signed(r)]
    empty = share(direct, lambda r: not r.settled)
    if empty:
        parts.append(
            f"**Mind the row without the US:** {empty:.0%} of what is signed there, over all worlds, settles "
            "no issue at all; such a run counts as delivered because no key is missing."
        )
    return "\n\n".join(parts)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _is_signed(entry: Record) -> bool:
    return entry.outcome in ("delivered", "undeliverable")


def _grid_row(name: str, records: Sequence[Record]) -> list[str]:
    signed = [r for r in records if _is_signed(r)]
    return [
        name,
        *(percent(share(records, lambda r, o=outcome: r.outcome == o)) for outcome in OUTCOMES),  # type: ignore[misc]
        percent(share(records, lambda r: r.moscow)),
        percent(share(records, lambda r: r.kyiv)),
        f"{mean(r.lean for r in records):+.2f}",
        f"{mean(r.settled for r in signed):.1f}" if signed else "–",
        percent(share(records, lambda r: _is_signed(r) and not r.settled)),
    ]


def percent(value: float) -> str:
    """A share in whole per cent."""
    return f"{value:.0%}"


# -- findings -------------------------------------------------------------------------------------


def findings(found: Sequence[Finding]) -> str:
    """Contrasts with size and tag."""
    parts = [
        "## Findings",
        prose.FINDINGS,
    ]
    parts += [f"{number}. {_finding(entry)}" for number, entry in enumerate(found, 1)]
    return "\n\n".join(parts)


def _finding(found: Finding) -> str:
    contrast, measure = found.contrast, MEASURES[found.contrast.measure]
    first, second = contrast.names
    text = (
        f"**{contrast.title}** – *{found.tag}*. The {measure.title}: {measure.shown(found.first)} ({first}), "
        f"{measure.shown(found.second)} ({second}); difference {measure.shown(found.size, signed=True)}."
    )
    if found.tag == "no difference":
        return f"{text} Too small to have a sign."
    carriers = ", ".join(f"{name} {gone:.0%}" for name, gone in found.carriers)
    text += (
        f" Gone with one mechanism off: {carriers}." if carriers else " No mechanism off alone removes half."
    )
    for path, end, there in found.flips:
        text += f" With `{path}` at the {end} of its range: {measure.shown(there, signed=True)}."
    return f"{text}{_unmet(found)} (Tag on {found.tagged_on} draws.)"


def _unmet(found: Finding) -> str:
    """Say it where the adaptive mediator does not beat its control."""
    if "adaptive" not in found.contrast.names or found.size > 0:
        return ""
    return " The adaptive mediator does **not** beat levers drawn by lot on its own objective."


# -- what decides, what blocks --------------------------------------------------------------------


def decides(moscow: Deciding, kyiv: Deciding, records: Sequence[Record]) -> str:
    """The priors that decide, and the leans at which Moscow accepts."""
    parts = [
        "## What decides",
        prose.DECIDES,
        _deciding("Moscow accepts", moscow),
        _deciding("Kyiv accepts, given that Moscow did", kyiv),
        "### The lean at Moscow's last decision",
    ]
    rows = [
        [f"{low:+.1f} to {low + BIN:+.1f}", str(yes), str(no), percent(yes / (yes + no))]
        for low, yes, no in by_lean(records)
    ]
    parts.append(table(["lean", "accepts", "refuses", "share accepting"], rows))
    return "\n\n".join(parts)


def _deciding(title: str, found: Deciding) -> str:
    if not found.asked:
        return f"### {title}\n\nIt was never asked."
    named = ", ".join(f"`{pull.path}` ({points(pull.size)})" for pull in found.pulls[:3])
    rows = [
        [
            str(place),
            f"`{pull.path}`",
            percent(pull.low),
            percent(pull.high),
            points(pull.size),
            _above(pull, found),
        ]
        for place, pull in enumerate(found.pulls[:TOP], 1)
    ]
    lines = [
        f"### {title}",
        f"The three that decide most: {named}. Asked in {found.asked} draws; yardstick: "
        f"{found.yardstick * 100:.0f} points, over {found.placebos} priors that cannot matter.",
        table(["", "prior", "bottom third", "top third", "difference", "above the yardstick"], rows),
    ]
    return "\n\n".join(lines)


def _above(pull: object, found: Deciding) -> str:
    size = getattr(pull, "size", 0.0)
    return "yes" if abs(size) > found.yardstick else "no"


def points(value: float) -> str:
    """A difference of shares in points."""
    return f"{value * 100:+.0f} points"


def hanging(scenario: Scenario, found: Sequence[Hinge], draws: int) -> str:
    """What the article's outcome hangs on."""
    titles = {entry.id: entry.title for entry in scenario.mechanisms}
    rows = [
        [
            f"{hinge.mechanism} {titles[hinge.mechanism]}",
            percent(hinge.changed),
            points(hinge.moscow),
            points(hinge.kyiv),
            f"{hinge.lean:+.2f}",
        ]
        for hinge in found
        if hinge.changed
    ]
    idle = [hinge.mechanism for hinge in found if not hinge.changed]
    parts = [
        "## What the package hangs on",
        f"The article's package in the article's world, each mechanism switched off alone ({draws} draws).",
        table(["off", "another outcome", "Moscow accepts", "Kyiv accepts", "final lean"], rows),
    ]
    if idle:
        parts.append(
            f"In this cell no outcome changes without {', '.join(idle)}: some of them move words or clocks "
            "only, some are at work under other plans or in other worlds."
        )
    return "\n\n".join(parts)


def blocks(study: Study, worlds: Sequence[str]) -> str:
    """Who and what stands in the way."""
    parts = [
        "## What blocks",
        prose.BLOCKS,
    ]
    for name in worlds:
        who, changes, total = obstacles(study.records(Cell(name)))
        if not total:
            continue
        rows = [[f"{w}, {i}", percent(n / total)] for (w, i), n in who.most_common(6)]
        steps = [[f"{change}", percent(n / total)] for change, n in changes.most_common(4)]
        parts += [
            f"### {study.scenario.world(name).title} ({total} of {study.draws} draws)",
            table(["who, issue", "share of these draws"], rows),
            table(["smallest change", "share of these draws"], steps),
        ]
    return "\n\n".join(parts)


# -- calibration ----------------------------------------------------------------------------------


def calibration(found: Sequence[Row], draws: int) -> str:
    """Six events beside what each world says."""
    worlds = list(dict.fromkeys(row.world for row in found))
    events = list(dict.fromkeys(row.event for row in found))
    parts = [
        "## Six dated events",
        prose.EVENTS.format(draws=draws, hit=HIT, miss=MISS, rounds=ROUNDS, planned=PLANNED),
    ]
    by = {(row.event.id, row.world): row for row in found}
    rows = [
        [
            event.id,
            *(f"{r.share:.0%} {r.verdict} ({r.beside:.0%})" for r in (by[event.id, w] for w in worlds)),
        ]
        for event in events
    ]
    parts.append(table(["event", *worlds], rows))
    for event in events:
        text = f"- **{event.id}** {event.reported}. Asked: {event.asked}; in brackets: {event.beside}."
        parts.append(f"{text} Certain by construction: {event.certain}." if event.certain else text)
    return "\n\n".join([*parts, _tally(found, worlds)])


def _tally(found: Sequence[Row], worlds: Sequence[str]) -> str:
    free = [row for row in found if not row.event.certain]
    hits = {w: sum(row.verdict == "hit" for row in free if row.world == w) for w in worlds}
    count = len({row.event.id for row in free})
    text = "; ".join(f"`{world}` {number}" for world, number in hits.items())
    told = f"Hits among the {count} events whose answer is open: {text}."
    missed = [e for e in ("C3", "C6") if all(r.verdict == "miss" for r in found if r.event.id == e)]
    if missed:
        told += (
            f" Missed in every world: {' and '.join(missed)}. Once any lever stands "
            "on the table (M1), the baseline's ask concedes with time, whatever the lever is."
        )
    return told
