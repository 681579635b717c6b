"""Issue by round for one party: which option, how firmly, in which words; a hole where it was silent.

Options are shown by their letters in the neutral order of their issue; no issue is turned so that one end
would be one side's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.render.words import Words
from detente.transcripts.rounds import Round, Stand, fold_rounds

__all__ = ["MARKS", "Cell", "Heatmap", "heatmaps"]

MARKS = {"firm": "●", "flexible": "◐", "conditional": "◇", "rejecting": "✕"}
"""Firmness → its mark."""
SHADES = 7
"""Steps of lightness, as many as an issue may have options."""


@dataclass(frozen=True)
class Cell:
    """A stand on an issue in a round."""

    letters: str
    mark: str
    firmness: str
    shade: int
    """Place of the option among all there are, 0 to 6."""
    told: str
    quote: str
    event: int


@dataclass(frozen=True)
class Line:
    """One issue over the rounds; None is silence."""

    issue: str
    title: str
    options: tuple[tuple[str, str], ...]
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Heatmap:
    """One party's positions."""

    seat: str
    title: str
    rounds: tuple[str, ...]
    """`stage.round` of each column."""
    lines: tuple[Line, ...]


def heatmaps(scenario: Scenario, events: Sequence[ev.Event]) -> tuple[Heatmap, ...]:
    """One for every party whose statements hold a position."""
    rounds, words = fold_rounds(events), Words(scenario)
    quotes = {
        (e.body.statement, p.issue): p.quote
        for e in events
        if isinstance(e, ev.ReadingTaken)
        for p in e.body.positions
    }
    found = []
    for seat in scenario.seats:
        own = [entry for entry in rounds if seat in entry.positions]
        issues = [name for name in scenario.issue_ids if any(name in e.positions[seat] for e in own)]
        if issues:
            lines = tuple(_line(words, seat, issue, own, quotes) for issue in issues)
            columns = tuple(f"{entry.stage}.{entry.round}" for entry in own)
            found.append(Heatmap(seat, words.seat(seat), columns, lines))
    return tuple(found)


def _line(
    words: Words, seat: str, issue: str, rounds: Sequence[Round], quotes: dict[tuple[int, str], str]
) -> Line:
    options = tuple((option.id, option.label) for option in words.scenario.issue(issue).options)
    stands = [entry.positions[seat].get(issue) for entry in rounds]
    cells = tuple(stand and _cell(words, issue, stand, quotes) for stand in stands)
    return Line(issue, words.issue(issue), options, cells)


def _cell(words: Words, issue: str, stand: Stand, quotes: dict[tuple[int, str], str]) -> Cell:
    letters, firmness, event = stand
    data = words.scenario.issue(issue)
    place = sum(data.index(letter) for letter in letters) / len(letters)
    shade = round(place / (len(data.options) - 1) * (SHADES - 1))
    told = words.options(issue, letters)
    told = f"rejects {told}" if firmness == "rejecting" else f"{told}, {firmness}"
    shown = letters if len(letters) < 3 else f"{letters[0]}–{letters[-1]}"
    return Cell(shown, MARKS[firmness], firmness, shade, told, quotes.get((event, issue), ""), event)
