"""What the page of two sessions shows: every round of both beside each other, differences marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.transcripts.compare.page import pair_page as pair_blocks
from detente.transcripts.compare.page import stand_words
from detente.transcripts.compare.pair import Pair
from detente.transcripts.compare.side import Both, Row, key_of
from detente.transcripts.render.blocks import Block, Heading
from detente.transcripts.render.words import Words
from detente.transcripts.rounds import Round
from detente.viewer.session_page import SessionPage
from detente.viewer.talks import Item

__all__ = ["RoundRow", "head_of", "round_rows"]

POSITIONS = "Positions, round by round"


@dataclass(frozen=True)
class PositionRow:
    """One seat's stand on one issue in both."""

    issue: str
    seat: str
    told: tuple[str, ...]
    links: tuple[str, ...]
    differs: bool


@dataclass(frozen=True)
class RoundRow:
    """A round of both sessions."""

    at: str
    differs: bool
    first: bool
    """Whether their courses part here."""
    positions: tuple[PositionRow, ...]
    sides: tuple[tuple[SessionPage, tuple[Item, ...]], ...]


def head_of(pair: Pair) -> tuple[Block, ...]:
    """What comes before the rounds: what was run, where they part, results."""
    blocks = pair_blocks(pair).blocks[2:]
    at = next(
        (place for place, b in enumerate(blocks) if isinstance(b, Heading) and b.text == POSITIONS), None
    )
    return blocks[:at]


def round_rows(pair: Pair, pages: Sequence[SessionPage], *, only: bool) -> tuple[RoundRow, ...]:
    """The rounds, or with `only` those that differ; and of their positions only those that do."""
    words = Words(pair.sides[0].scenario)
    rows = (_row(pair, both, pages, words, only=only) for both in pair.rounds)
    return tuple(row for row in rows if row.differs or not only)


def _row(pair: Pair, both: Both, pages: Sequence[SessionPage], words: Words, *, only: bool) -> RoundRow:
    stage, number = key_of(both)
    own = [row for row in pair.rows if (row.stage, row.round) == (stage, number)]
    differs = None in both or any(row.differs for row in own) or _done(both[0]) != _done(both[1])
    first = pair.first is not None and (pair.first.stage, pair.first.round) == (stage, number)
    shown = tuple(_position(row, pages, words) for row in own if row.differs or not only)
    sides = tuple((page, tuple(_items(page, stage, number))) for page in pages)
    return RoundRow(f"{stage}.{number}", differs, first, shown, sides)


def _done(entry: Round | None) -> tuple[object, ...]:
    """Offers and decisions of a round, without the numbers of their events."""
    if entry is None:
        return ()
    offers = tuple(offer.model_copy(update={"event": 0}) for offer in entry.offers)
    return offers, tuple(entry.decisions.items())


def _items(page: SessionPage, stage: str, number: int) -> Iterator[Item]:
    return (
        item
        for item in page.talk
        if (item.stage, item.round) == (stage, number) and item.kind not in ("round", "stage")
    )


def _position(row: Row, pages: Sequence[SessionPage], words: Words) -> PositionRow:
    links = tuple(
        f"q{page.key}{stand[2]}-{row.issue}" if stand else ""
        for page, stand in zip(pages, row.sides, strict=True)
    )
    told = tuple(stand_words(stand, row.issue, words) for stand in row.sides)
    return PositionRow(words.issue(row.issue), words.seat(row.seat), told, links, row.differs)
