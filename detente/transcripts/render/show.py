"""A session, or a part of it, as a page: what was said in public, or with what stayed inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.errors import InputError
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.manifest import NOTICE, Manifest
from detente.transcripts.render.blocks import Block, Facts, Heading, Listing, Page, Para, Speech
from detente.transcripts.render.council import argued, judged, noted
from detente.transcripts.render.forks import forked
from detente.transcripts.render.record import for_public, is_public, reason
from detente.transcripts.render.summary import ending
from detente.transcripts.render.telling import Teller
from detente.transcripts.render.words import ANSWERS, CLASSES, Words, seated

__all__ = ["Part", "head", "seen", "show"]


@dataclass(frozen=True)
class Part:
    """The part of a session that is asked for; empty fields mean everything."""

    stage: str = ""
    round: int = 0
    seat: str = ""
    private: bool = False

    def checked(self, scenario: Scenario) -> Part:
        """The same. Raises InputError for a stage or seat that the scenario does not have."""
        stages = [*(stage.id for stage in scenario.stages), "ratifiers"]
        for what, name, known in (("stage", self.stage, stages), ("seat", self.seat, scenario.seats)):
            if name and name not in known:
                raise InputError(f"There is no {what} '{name}' here; known: {', '.join(known)}.")
        return self

    @property
    def whole(self) -> bool:
        """Whether nothing is left out but what is private."""
        return not (self.stage or self.round or self.seat)

    def holds(self, event: ev.Envelope) -> bool:
        """Whether an event belongs to this part."""
        if self.stage and event.stage != self.stage:
            return False
        if self.round and event.round != self.round and not isinstance(event, ev.StageOpened):
            return False
        return not self.seat or self.seat in _seats(event)


def _seats(event: ev.Envelope) -> set[str]:
    """The seats that an event is about; headings, gates and the clock are about all."""
    found = {event.actor.partition(".")[0]}
    if isinstance(event, ev.OfferMade):
        return found | {event.body.to}
    if isinstance(event, ev.ReadingTaken):
        return {event.body.seat}
    if isinstance(event, ev.StageOpened):
        return set(event.body.participants)
    if isinstance(event, ev.GateAsked):
        return {event.body.decider}
    return found


def seen(events: Iterable[ev.Envelope], part: Part) -> list[ev.Envelope]:
    """The events of a part that may be shown."""
    return [event for event in events if (part.private or is_public(event)) and part.holds(event)]


def show(manifest: Manifest, scenario: Scenario, events: Sequence[ev.Envelope], part: Part) -> Page:
    """The page of a session. Raises InputError for a part that nothing belongs to."""
    part = part.checked(scenario)
    chosen = seen(events, part)
    if not part.whole and not _anything(chosen):
        raise InputError(f"Nothing of {manifest.session} belongs to that part; it ran {_ran(events)}.")
    words = Words(scenario)
    blocks = head(manifest, words, events, part)
    allowed = [event for event in events if part.private or is_public(event)]
    blocks += _Course(words, part, allowed).blocks(allowed)
    if part.whole:
        blocks += ending(manifest, scenario, events, public=not part.private)
    return Page(manifest.title, tuple(blocks))


def _anything(chosen: Iterable[ev.Envelope]) -> bool:
    return any(not isinstance(event, ev.StageOpened | ev.SessionStarted) for event in chosen)


def _ran(events: Iterable[ev.Envelope]) -> str:
    rounds: dict[str, int] = {}
    for event in events:
        if event.stage:
            rounds[event.stage] = max(event.round, rounds.get(event.stage, 0))
    return (
        ", ".join(f"{stage} 1-{last}" if last else stage for stage, last in rounds.items()) or "nothing yet"
    )


def head(manifest: Manifest, words: Words, events: Sequence[ev.Envelope], part: Part) -> list[Block]:
    """Notice, who sat where, outcome and breaches: on every page."""
    breaches = sum(isinstance(event, ev.BreachFound) for event in events)
    manifest = manifest if part.private else for_public(manifest)
    facts = [("Session", manifest.session), *seated(manifest, words), *forked(manifest)]
    found = manifest.summary
    if manifest.state == "ended" and found.outcome_class:
        facts.append(("Outcome", f"{found.outcome} ({found.outcome_class}: {CLASSES[found.outcome_class]})"))
    else:
        facts.append(
            ("State", f"{manifest.state}. {reason(manifest, events, public=not part.private)}".strip())
        )
    facts.append(("Breaches of a mandate", str(breaches or "none")))
    if part.private:
        view = "everything, with what stayed inside each party; not for publication"
    else:
        view = "public; councils, judgements and private notes are left out"
    facts += [("View", view), ("Statements", "all are generated; nobody said these words")]
    return [Para(NOTICE, tone="notice"), Facts(tuple(facts))]


class _Course:
    """Turns events into blocks, each statement together with what was read in it."""

    def __init__(self, words: Words, part: Part, allowed: Iterable[ev.Envelope]) -> None:
        self.words, self.part = words, part
        self.teller = Teller(words)
        self._readings = {
            event.body.statement: event for event in allowed if isinstance(event, ev.ReadingTaken)
        }
        self._rounds: dict[str, int] = {}
        self._place = ("", 0)
        self._heading: list[Block] = []

    def blocks(self, allowed: Iterable[ev.Envelope]) -> list[Block]:
        """The part's events, told in order."""
        found: list[Block] = []
        for event in allowed:
            if isinstance(event, ev.StageOpened):
                self._rounds[event.stage] = event.body.rounds
            if not self.part.holds(event):
                self.teller.remember(event)
                continue
            told = self._told(event)
            if isinstance(event, ev.StageOpened):
                self._heading = told
                continue
            if told:
                found += self._heading
                self._heading = []
            if told and event.round and (event.stage, event.round) != self._place:
                self._place = (event.stage, event.round)
                of = f" of {self._rounds[event.stage]}" if event.stage in self._rounds else ""
                found.append(Heading(f"Round {event.round}{of}", f"{event.stage}.{event.round}", level=3))
            found += told
        return found

    def _told(self, event: ev.Envelope) -> list[Block]:
        if isinstance(event, ev.StatementMade):
            return self._spoken(event)
        if isinstance(event, ev.ArgumentHeard):
            return argued(self.words, event)
        if isinstance(event, ev.JudgementMade):
            return judged(self.words, event)
        if isinstance(event, ev.NoteKept):
            return noted(self.words, event)
        told = self.teller.tell(event)
        if isinstance(event, ev.OfferMade) and event.body.text:
            told.append(
                Speech(self.words.seat(event.actor), event.body.text, "the offer in words, generated")
            )
        return told

    def _spoken(self, event: ev.StatementMade) -> list[Block]:
        speech = self.teller.spoken(event)
        reading = self._readings.get(event.seq)
        if reading is None:
            return [speech]
        items = tuple(
            (self.words.issue(position.issue), self.words.stand(position))
            for position in self.words.ordered(reading.body.positions)
        )
        blocks: list[Block] = [speech]
        blocks.append(
            Listing(items, lead="Read as", indent=4)
            if items
            else Para("no position", lead="Read as", indent=4)
        )
        if reading.body.answer != "silent":
            blocks.append(Para(ANSWERS[reading.body.answer], lead="Answer to the offer", indent=4))
        if reading.body.refused:
            reasons = "; ".join(dict.fromkeys(refused.reason for refused in reading.body.refused))
            count = len(reading.body.refused)
            text = f"{count} passage{'s' if count > 1 else ''} ({reasons})"
            blocks.append(Para(text, lead="Not counted", tone="faint", indent=4))
        return blocks
