"""A session as a conversation: what each event is on a page, statements with the words that were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Position
from detente.transcripts.render.blocks import Block, Heading, Para, Speech
from detente.transcripts.render.council import judged, noted
from detente.transcripts.render.forks import change_words
from detente.transcripts.render.telling import Teller
from detente.transcripts.render.words import ANSWERS, Words

__all__ = ["Item", "Piece", "Read", "Said", "conversation"]

Kind = Literal["stage", "round", "offer", "said", "council", "judgement", "note", "decision", "gate", "other"]
KINDS: Mapping[type[ev.Envelope], Kind] = {
    ev.StageOpened: "stage",
    ev.OfferMade: "offer",
    ev.DecisionMade: "decision",
    ev.GateAsked: "gate",
    ev.ConsentAsked: "gate",
    ev.ArgumentHeard: "council",
    ev.JudgementMade: "judgement",
    ev.NoteKept: "note",
}


@dataclass(frozen=True)
class Piece:
    """A stretch of a statement, and the issues that it is a quote for."""

    text: str
    issues: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    """Of these, the issues whose quote begins here: they can be linked to."""


@dataclass(frozen=True)
class Read:
    """One position, as read from a statement."""

    issue: str
    title: str
    stand: str
    firmness: str
    quote: str


@dataclass(frozen=True)
class Said:
    """Somebody's words."""

    who: str
    seat: str
    about: str
    pieces: tuple[Piece, ...]
    read: tuple[Read, ...] = ()
    answer: str = ""
    not_counted: str = ""
    is_read: bool = False


@dataclass(frozen=True)
class Item:
    """One event on a page; a round is headed by an item of its own."""

    kind: Kind
    event: int
    stage: str
    round: int
    private: bool = False
    blocks: tuple[Block, ...] = ()
    said: Said | None = None
    actor: str = ""
    act: bool = False
    """Whether a question to a model, person or script stands behind it."""


def conversation(scenario: Scenario, events: Sequence[ev.Event]) -> tuple[Item, ...]:
    """The items of a session, in order; `events` are those that the audience may have."""
    words = Words(scenario)
    teller = Teller(words, costs=False)
    readings = {e.body.statement: e.body for e in events if isinstance(e, ev.ReadingTaken)}
    return tuple(_headed(_items(words, teller, readings, events), events))


def _headed(items: Iterable[Item], events: Iterable[ev.Event]) -> Iterator[Item]:
    planned = {e.stage: e.body.rounds for e in events if isinstance(e, ev.StageOpened)}
    place = ("", 0)
    for item in items:
        if item.round and (item.stage, item.round) != place and item.kind != "stage":
            place = (item.stage, item.round)
            of = f" of {planned[item.stage]}" if item.stage in planned else ""
            heading = Heading(f"Round {item.round}{of}", f"{item.stage}.{item.round}", 3)
            yield Item("round", item.event, item.stage, item.round, blocks=(heading,))
        yield item


def _items(
    words: Words, teller: Teller, readings: Mapping[int, ev.ReadingBody], events: Iterable[ev.Event]
) -> Iterator[Item]:
    for event in events:
        private, actor = "public" not in event.audience, event.actor
        kind = KINDS.get(type(event), "other")
        if isinstance(event, ev.StatementMade):
            spoken = teller.spoken(event)
            said = _said(words, spoken, actor, readings.get(event.seq))
            yield Item("said", event.seq, event.stage, event.round, private, said=said, actor=actor, act=True)
            continue
        if isinstance(event, ev.ArgumentHeard):
            heard = Said(
                words.actor(actor), actor.partition(".")[0], _advice(event), (Piece(event.body.text),)
            )
            yield Item(
                "council", event.seq, event.stage, event.round, True, said=heard, actor=actor, act=True
            )
            continue
        blocks = _blocks(words, teller, event)
        if blocks:
            act = isinstance(event, ev.OfferMade | ev.DecisionMade | ev.JudgementMade)
            yield Item(
                kind, event.seq, event.stage, event.round, private, tuple(blocks), actor=actor, act=act
            )


def _blocks(words: Words, teller: Teller, event: ev.Event) -> list[Block]:
    if isinstance(event, ev.JudgementMade):
        return judged(words, event)
    if isinstance(event, ev.NoteKept):
        return noted(words, event)
    if isinstance(event, ev.ChangeMade):
        return [Para(change_words(event.body), lead="Changed from here on", tone="strong")]
    told = teller.tell(event)
    if isinstance(event, ev.OfferMade) and event.body.text:
        told.append(Speech(words.seat(event.actor), event.body.text, "the offer in words, generated"))
    return told


def _advice(event: ev.ArgumentHeard) -> str:
    advice = {"approve": "for the offer", "resist": "against the offer"}.get(event.body.for_offer, "neutral")
    return f"private, in council, {advice} · generated"


def _said(words: Words, spoken: Speech, seat: str, reading: ev.ReadingBody | None) -> Said:
    positions = words.ordered(reading.positions) if reading else []
    read = tuple(Read(p.issue, words.issue(p.issue), words.stand(p), p.firmness, p.quote) for p in positions)
    answer = ANSWERS[reading.answer] if reading and reading.answer != "silent" else ""
    reasons = dict.fromkeys(refused.reason for refused in reading.refused) if reading else {}
    return Said(
        spoken.who,
        seat,
        spoken.about,
        _pieces(spoken.text, positions),
        read,
        answer,
        "; ".join(reasons),
        reading is not None,
    )


def _pieces(text: str, positions: Sequence[Position]) -> tuple[Piece, ...]:
    """The text cut where quotes begin and end; quotes may overlap."""
    spans = [p for p in positions if 0 <= p.start < p.end <= len(text)]
    cuts = sorted({0, len(text), *(p.start for p in spans), *(p.end for p in spans)})
    pieces = []
    for start, end in pairwise(cuts):
        here = [p for p in spans if p.start <= start and end <= p.end]
        begins = dict.fromkeys(p.issue for p in here if p.start == start)
        pieces.append(Piece(text[start:end], tuple(dict.fromkeys(p.issue for p in here)), tuple(begins)))
    return tuple(pieces)
