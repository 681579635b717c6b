"""What stays inside a party: its council's arguments, the judgement and its causes, private notes."""

from __future__ import annotations

from detente.transcripts import events as ev
from detente.transcripts.acts import Causes
from detente.transcripts.render.blocks import Block, Grid, Listing, Para, Speech
from detente.transcripts.render.words import Words, bar, signed

__all__ = ["argued", "judged", "noted"]

INNER = 4


def argued(words: Words, event: ev.ArgumentHeard) -> list[Block]:
    """A faction's argument."""
    advice = {"approve": "for the offer", "resist": "against the offer"}.get(event.body.for_offer, "neutral")
    about = f"private, in council, {advice}, generated"
    return [Speech(words.actor(event.actor), event.body.text, about, tone="private")]


def judged(words: Words, event: ev.JudgementMade) -> list[Block]:
    """What the decider made of its council, and what moved it by how much."""
    body, seat = event.body, event.actor.partition(".")[0]
    blocks: list[Block] = []
    if body.lean is not None:
        text = f"{bar(body.lean)}  {signed(body.lean)}"
        lead = f"{words.seat(seat)}, where its decider leans (private)"
        blocks.append(Para(text, lead=lead, tone="private"))
    ordered = sorted(body.influence.items(), key=lambda share: -share[1])
    shares = "; ".join(f"{words.faction(name)} {share:.0%}" for name, share in ordered)
    if shares:
        lead = f"Influence in {words.seat(seat)}'s council (private)"
        blocks.append(Para(shares, lead=lead, tone="private"))
    if body.reasons:
        blocks.append(Listing(tuple(("", line) for line in body.reasons), lead="Reasons", indent=INNER))
    if body.instructions:
        blocks.append(Para(body.instructions, lead="Instruction to its spokesperson", indent=INNER))
    return [*blocks, *_decomposed(words, body.causes, "What moved the lean")]


def noted(words: Words, event: ev.NoteKept) -> list[Block]:
    """A private note, the reasons of a decision, or what would have removed the obstacle."""
    body, seat = event.body, words.seat(event.actor)
    if body.kind == "private_note":
        return [Para(body.text, lead=f"Private note of {seat}", tone="private", indent=INNER)]
    blocks: list[Block] = []
    if body.kind == "decision":
        blocks += _decomposed(words, body.causes, f"Why {seat} decided so (private)")
    if body.would_take:
        lead = f"What {seat} would have taken (private)"
        if body.kind == "blocked":
            lead = "The smallest change that would have removed the obstacle (reviewers only)"
        blocks.append(Listing(words.terms(body.would_take), lead=lead, tone="private", indent=INNER))
    return blocks


def _decomposed(words: Words, causes: Causes, lead: str) -> list[Block]:
    if not causes:
        return []
    total = sum(cause.amount for cause in causes)
    rows = (*words.causes(causes), (signed(total, 3), "in all", ""))
    header = ("By", "What", "Mechanism")
    return [Grid(header, rows, lead=lead, numbers=(0,), tone="private", indent=INNER)]
