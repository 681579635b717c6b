"""What would surprise the article's author, and its critics: sentences that numbers switch on and off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.calibration import Row
from benchmarks.contrasts import SMALLEST
from benchmarks.findings import Finding
from benchmarks.sessions import Cell, Record
from benchmarks.study import Study, mean, share

MOST, NEAR = 4, SMALLEST["share"]
Line = tuple[bool, str]
"""Whether a sentence holds and would surprise, and the sentence."""


@dataclass(frozen=True)
class Told:
    """The numbers that sentences are made of."""

    study: Study
    found: Sequence[Finding]
    events: Sequence[Row]

    def of(self, world: str, plan: str, holds: Callable[[Record], bool]) -> float:
        """A share in a cell with the US."""
        return share(self.study.records(Cell(world, plan)), holds)

    def moscow(self, world: str, plan: str) -> float:
        """Share in which Moscow accepts."""
        return self.of(world, plan, lambda r: r.moscow)

    def signed(self, world: str, plan: str) -> float:
        """Share signed, delivered or not."""
        return self.of(world, plan, lambda r: r.outcome in ("delivered", "undeliverable"))

    def finding(self, start: str) -> Finding | None:
        """The finding whose title starts so, if it was computed."""
        return next((entry for entry in self.found if entry.contrast.title.startswith(start)), None)

    def verdicts(self, world: str) -> Counter[str]:
        """Hits and misses of a world among the events whose answer is open."""
        return Counter(row.verdict for row in self.events if row.world == world and not row.event.certain)


def surprises(told: Told) -> str:
    """Both paragraphs."""
    return "\n\n".join(
        [
            "## What would surprise",
            "Sentences that the numbers above switch on; the first four that hold.",
            "### The article's author",
            _chosen(_author(told)),
            "### Its critics",
            _chosen(_critics(told)),
        ]
    )


def _chosen(lines: Sequence[Line]) -> str:
    kept = [text for holds, text in lines if holds][:MOST]
    return " ".join(kept) or "Nothing in these tables."


def _author(told: Told) -> list[Line]:
    moscow, signed = told.moscow("article", "article"), told.signed("article", "article")
    delivered = told.of("article", "article", lambda r: r.outcome == "delivered")
    carrots = told.moscow("article", "incentives-only")
    return [
        (
            signed < 0.5,
            f"Even in a world where every mechanism holds as he claims it, his package ends signed in only "
            f"{signed:.0%} of draws, and Moscow accepts it in {moscow:.0%}.",
        ),
        _keys(told, signed, delivered),
        _unmoved(told, "Time that favours Russia (M35), on Kyiv", "Kyiv's answer", "time favours Russia"),
        _unmoved(told, "Moscow first", "how often terms are signed", "Moscow is asked first"),
        (
            carrots > moscow - NEAR,
            f"The sticks add nothing to the carrots: Moscow accepts incentives alone in {carrots:.0%}.",
        ),
        _misses(told),
        _direct(told),
        (
            signed >= 0.5,
            f"With every mechanism as he claims it, his package ends signed in {signed:.0%} of draws and "
            "unsigned in the others.",
        ),
    ]


def _keys(told: Told, signed: float, delivered: float) -> Line:
    records = told.study.records(Cell())
    keys = Counter(r.key for r in records if r.outcome == "undeliverable")
    if not keys:
        return False, ""
    key, count = keys.most_common(1)[0]
    return (
        delivered < signed / 2,
        f"Of the signed settlements most cannot be delivered ({delivered:.0%} of draws are): the key missing "
        f"first is most often that of `{key}` ({count / keys.total():.0%} of them), which no party at the "
        "table holds.",
    )


def _unmoved(told: Told, title: str, what: str, claim: str) -> Line:
    found = told.finding(title)
    if found is None:
        return False, ""
    moved = f"{found.size * 100:+.0f} points"
    return abs(found.size) < 0.05, f"Whether {claim} hardly changes {what} ({moved})."


def _misses(told: Told) -> Line:
    verdicts = told.verdicts("article")
    return (
        verdicts["miss"] > verdicts["hit"],
        f"His world misses {verdicts['miss']} of the {verdicts.total()} dated events whose answer was open.",
    )


def _direct(told: Told) -> Line:
    records = told.study.records(Cell(without=("usa",)))
    partial = [r for r in records if r.outcome in ("delivered", "undeliverable") and r.settled]
    return (
        len(partial) >= 0.1 * len(records),
        f"Without the US the two sides sign something in {len(partial) / len(records):.0%} of draws, with "
        f"{mean(r.settled for r in partial):.1f} issues settled on average.",
    )


def _critics(told: Told) -> list[Line]:
    mixed, pressed = told.moscow("pressure-works", "article"), told.moscow("pressure-works", "pressure-only")
    ours, neutral = told.signed("article", "article"), told.signed("time-neutral", "article")
    inside = told.signed("europe-inside", "article")
    decided, one = told.moscow("leader-decided", "article"), told.moscow("no-factions", "article")
    kyiv = [r.kyiv for r in told.study.records(Cell()) if r.moscow]
    yes = mean(map(float, kyiv))
    return [
        (
            mixed > pressed + NEAR,
            f"Where pressure works by assumption, Moscow still accepts pressure alone in {pressed:.0%} of "
            f"draws and the mixed package in {mixed:.0%}.",
        ),
        (
            abs(ours - neutral) < 0.05,
            f"The package does not live on time favouring Russia: signed in {neutral:.0%} of draws where "
            f"time favours neither, and in {ours:.0%} in the article's world.",
        ),
        (
            inside < ours - NEAR,
            f"Seating Europe from the start does not help: terms are signed in {inside:.0%} of draws, "
            f"not {ours:.0%}.",
        ),
        (
            bool(kyiv) and yes >= 0.5,
            f"Kyiv, asked second, accepts in {yes:.0%} of the draws in which Moscow did.",
        ),
        (
            max(decided, one) >= 0.1,
            f"The package does not need a leader who can be moved: Moscow accepts in {decided:.0%} of draws "
            f"where the leader has decided and in {one:.0%} where there are no factions.",
        ),
        _rivals(told),
        (
            max(mixed, ours) < 0.05,
            f"Nor does any rival world do better with the package than {max(mixed, neutral, inside):.0%}.",
        ),
    ]


def _rivals(told: Told) -> Line:
    worlds = {row.world for row in told.events} - {"article"}
    best = max((told.verdicts(world)["hit"] for world in worlds), default=0)
    own = told.verdicts("article")["hit"]
    return (
        bool(worlds) and best <= own,
        f"No rival world fits the dated events better: of those whose answer was open, {best} hits at most "
        f"against {own} in the article's world.",
    )
