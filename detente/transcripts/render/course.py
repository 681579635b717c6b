"""The course of one issue: what each seat said on it round by round, what was offered, how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from detente.errors import InputError
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.manifest import Manifest
from detente.transcripts.render.blocks import Block, Grid, Heading, Page, Para
from detente.transcripts.render.record import is_public
from detente.transcripts.render.show import Part, head
from detente.transcripts.render.words import ANSWERS, Words

__all__ = ["chosen_issue", "course", "steps"]


def chosen_issue(scenario: Scenario, name: str) -> str:
    """The issue of that id, in any case of letters. Raises InputError."""
    for issue in scenario.issue_ids:
        if issue.lower() == name.lower():
            return issue
    raise InputError(f"There is no issue '{name}' here; known: {', '.join(scenario.issue_ids)}.")


def course(
    manifest: Manifest, scenario: Scenario, events: Sequence[ev.Envelope], issue: str, part: Part
) -> Page:
    """The page of one issue. Raises InputError for an unknown issue, stage or seat."""
    issue, part, words = chosen_issue(scenario, issue), part.checked(scenario), Words(scenario)
    blocks: list[Block] = head(manifest, words, events, part)
    data = scenario.issue(issue)
    blocks.append(Heading(words.issue(issue), data.question))
    rows = tuple((option.id, option.label, words.seats(data.keys_of(option.id))) for option in data.options)
    blocks.append(Grid(("", "Option", "Keys"), rows))
    place, offered = ("", 0), dict[str, str]()
    for event in events:
        if isinstance(event, ev.OfferMade) and _shown(event, part):
            if offered.get(event.body.to) == event.body.terms.get(issue):
                continue
            offered[event.body.to] = event.body.terms.get(issue, "")
        told = _told(words, event, issue) if _shown(event, part) else []
        if told and place != (event.stage, event.round):
            place = (event.stage, event.round)
            blocks.append(Heading(f"{words.stage(event.stage)}, round {event.round}", level=3))
        blocks += told
    return Page(manifest.title, (*blocks, *_end(manifest, words, events, issue)))


def _shown(event: ev.Envelope, part: Part) -> bool:
    return (part.private or is_public(event)) and part.holds(event)


def _told(words: Words, event: ev.Envelope, issue: str) -> list[Block]:
    if isinstance(event, ev.OfferMade) and issue in event.body.terms:
        lead = f"Offer of {words.seat(event.actor)} to {words.seat(event.body.to)}"
        return [Para(words.option(issue, event.body.terms[issue]), lead=lead, tone="strong")]
    if isinstance(event, ev.ReadingTaken):
        return list(_read(words, event, issue))
    if isinstance(event, ev.DecisionMade):
        own = event.body.terms.get(issue, "")
        wants = f", on this issue: {words.option(issue, own)}" if own else ""
        text = f"{words.seat(event.actor)} {ANSWERS[event.body.answer]}{wants}"
        return [Para(text, lead="Decision", tone="strong")]
    return []


def _read(words: Words, event: ev.ReadingTaken, issue: str) -> Iterable[Block]:
    seat = words.seat(event.body.seat)
    for position in event.body.positions:
        if position.issue == issue:
            yield Para(words.stand(position), lead=seat)
            yield Para(f"“{position.quote}” (generated)", tone="faint", indent=2)
    for passage in event.body.unclear:
        if passage.issue == issue:
            yield Para("speaks of it without a stand that can be told", lead=seat)
            yield Para(f"“{passage.quote}” (generated)", tone="faint", indent=2)


def _end(manifest: Manifest, words: Words, events: Sequence[ev.Envelope], issue: str) -> list[Block]:
    blocks: list[Block] = [Heading("How it ended")]
    settled = (manifest.summary.settlement or {}).get(issue, "")
    if settled:
        blocks.append(Para(words.option(issue, settled), lead="Settled as", tone="strong"))
        keys = [
            event.body for event in events if isinstance(event, ev.ConsentAsked) and issue in event.body.terms
        ]
        answers = [f"{words.seat(key.key)}: {'given' if key.given else 'refused'}" for key in keys]
        return [*blocks, Para("; ".join(answers) or "none needed", lead="Keys")]
    if manifest.state != "ended":
        return [*blocks, Para(f"The talks are not over; this session is {manifest.state}.")]
    return [*blocks, Para(f"Not settled. {manifest.summary.outcome or ''}".strip())]


def steps(events: Iterable[ev.Envelope], issue: str, part: Part) -> list[dict[str, Any]]:
    """The course of an issue as data: one entry for each offer, position and decision that names it."""
    found: list[dict[str, Any]] = []
    for event in events:
        if not _shown(event, part):
            continue
        at = {"event": event.seq, "stage": event.stage, "round": event.round}
        if isinstance(event, ev.OfferMade) and issue in event.body.terms:
            offered = {"by": event.actor, "to": event.body.to, "option": event.body.terms[issue]}
            found.append({**at, "type": "offer", **offered})
        elif isinstance(event, ev.ReadingTaken):
            found += [
                {**at, "type": "position", "seat": event.body.seat, "stance": position.stance}
                | position.model_dump(mode="json", exclude={"issue"})
                for position in event.body.positions
                if position.issue == issue
            ]
        elif isinstance(event, ev.DecisionMade):
            decided = {
                "seat": event.actor,
                "answer": event.body.answer,
                "option": event.body.terms.get(issue),
            }
            found.append({**at, "type": "decision", **decided})
    return found
