"""The charts of a comparison of sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.studies.comparison import Band, Comparison, Share
from detente.studies.comparison_page import comparison_page, share_words
from detente.transcripts.render.blocks import Heading
from detente.transcripts.render.words import Words
from detente.viewer.charts import Bar, Bars, Lines, Series, share_bars

__all__ = ["set_context"]


def set_context(found: Comparison, seat: str) -> dict[str, Any]:
    """What the template of a comparison takes; `seat` is whose positions are drawn."""
    seats = [name for name in found.scenario.seats if any(name in side.positions for side in found.sides)]
    chosen = seat if seat in seats else next(iter(seats), "")
    blocks = comparison_page(found).blocks[1:]
    cut = next(place for place, b in enumerate(blocks) if isinstance(b, Heading) and b.text == "Outcomes")
    return {
        "head": blocks[:cut],
        "blocks": blocks[cut:],
        "charts": {"bars": _bars(found), "lines": _leans(found)},
        "positions": _positions(found, chosen),
        "seats": seats,
        "seat": chosen,
        "by": found.by,
    }


def _bars(found: Comparison) -> list[Bars]:
    charts = []
    classes = dict.fromkeys(name for side in found.sides for name in side.outcomes)
    for name in classes:
        bars = [
            Bar(side.name, 0.0, share.value, f"{share_words(share)}, {share.count} of {share.of}")
            for side in found.sides
            for share in (side.outcomes.get(name, Share(0, side.sessions)),)
        ]
        charts.append(Bars(f"Share of sessions that ended {name}", tuple(bars), 0.0, 1.0, 0.0))
    if found.deciding is not None and found.deciding.pulls:
        pulls = [
            Bar(pull.prior, pull.low, pull.high, f"{pull.low:.0%} to {pull.high:.0%}")
            for pull in found.deciding.pulls
        ]
        title = f"Priors that decide: share of '{found.deciding.outcome}', lowest third to highest"
        charts.append(share_bars(title, pulls, found.deciding.share))
    return charts


def _leans(found: Comparison) -> list[Lines]:
    sides = [side for side in found.sides if side.lean]
    if not sides:
        return []
    most = max(len(side.lean) for side in sides)
    places = tuple(map(str, range(most)))
    series = tuple(_series(side.name, {band.at: band for band in side.lean}, places) for side in sides)
    ticks = ((-1.0, "−1"), (0.0, "0"), (1.0, "+1"))
    title = "Lean of the decider by weighing (private): mean, and where 80% of the sessions lie"
    return [Lines(title, places, series, -1.0, 1.0, ticks)]


def _series(name: str, bands: dict[str, Band], places: Sequence[str]) -> Series:
    values = [bands.get(place) for place in places]
    return Series(
        name,
        tuple(None if band is None else band.mean for band in values),
        tuple(None if band is None else band.low for band in values),
        tuple(None if band is None else band.high for band in values),
    )


def _positions(found: Comparison, seat: str) -> list[Lines]:
    words = Words(found.scenario)
    charts = []
    for issue in found.scenario.issues:
        courses = [(side.name, side.positions.get(seat, {}).get(issue.id, ())) for side in found.sides]
        known = [(name, bands) for name, bands in courses if bands]
        if not known:
            continue
        order = [stage.id for stage in found.scenario.stages]
        ats = {band.at for _, bands in known for band in bands}
        places = sorted(ats, key=lambda at: (order.index(at.partition(".")[0]), int(at.partition(".")[2])))
        series = tuple(_series(name, {band.at: band for band in bands}, places) for name, bands in known)
        ticks = tuple((float(place), option.id) for place, option in enumerate(issue.options))
        title = f"{words.seat(seat)} on {words.issue(issue.id)}"
        charts.append(Lines(title, tuple(places), series, 0.0, len(issue.options) - 1.0, ticks))
    return charts
