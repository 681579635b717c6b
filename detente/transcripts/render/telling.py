"""What happened, told in blocks: the events that the live screen and the page of a session tell alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from detente.transcripts import events as ev
from detente.transcripts.acts import Offer
from detente.transcripts.render.blocks import Block, Grid, Heading, Listing, Para, Speech
from detente.transcripts.render.forks import change_words
from detente.transcripts.render.words import ANSWERS, Words

__all__ = ["Teller", "mismatch"]

RESULTS = {
    "accepted": "accepted",
    "refused": "refused",
    "goes_on": "not accepted, and the talks go on",
    "lapsed": "no agreement in the rounds there were",
    "walked_away": "walked away",
}


class Teller:
    """Tells events one after another; `remember` what is not told, so that references stay right."""

    def __init__(self, words: Words, *, costs: bool = True) -> None:
        self.words, self.costs = words, costs
        self._offers: dict[int, Offer] = {}
        self._told: dict[tuple[str, str], tuple[str, Offer]] = {}
        self._present: tuple[str, ...] = ()
        self._keys_headed = False

    def remember(self, event: ev.Envelope) -> None:
        """Keep what later events refer to."""
        if isinstance(event, ev.OfferMade):
            self._offers[event.seq] = event.body
        elif isinstance(event, ev.StageOpened):
            self._present = event.body.participants

    def tell(self, event: ev.Envelope) -> list[Block]:
        """The event in blocks; nothing for an event that is told elsewhere."""
        self.remember(event)
        teller = _TELLERS.get(type(event))
        return teller(self, event) if teller else []

    def spoken(self, event: ev.StatementMade) -> Speech:
        """A statement, and who was there to hear it."""
        others = self.words.seats(seat for seat in self._present if seat != event.actor)
        about = f"to {others} · generated" if others else "generated"
        return Speech(self.words.seat(event.actor), event.body.text, about)

    # -- stages and rounds ------------------------------------------------------------------------

    def opened(self, event: ev.StageOpened) -> list[Block]:
        """A stage's heading: who sits there, for how many rounds, and who came later."""
        body = event.body
        rounds = f"up to {body.rounds} round{'s' if body.rounds > 1 else ''}"
        later = f" · sitting in: {self.words.seats(body.later)}" if body.later else ""
        seats = self.words.seats(seat for seat in body.participants if seat not in body.later)
        return [Heading(body.title, f"{event.stage} · {seats} · {rounds}{later}")]

    def closed(self, event: ev.StageClosed) -> list[Block]:
        """A stage that did not open; how the others ended is told by their gates."""
        if event.body.result != "passed_over":
            return []
        text = f"{self.words.stage(event.stage)} is passed over: {event.body.because}."
        return [Para(text, tone="faint")]

    def gate(self, event: ev.GateAsked) -> list[Block]:
        """How a stage ended and what follows."""
        body = event.body
        who = f"{self.words.seat(body.decider)}: " if body.decider else ""
        follows = f"Next: {self.words.stage(body.next)}." if body.next else "The talks end here."
        tone = "good" if body.result == "accepted" else "bad"
        text = f"{who}{RESULTS[body.result]}. {follows}"
        return [Para(text, lead="Gate", tone=tone)]  # type: ignore[arg-type]

    def clock(self, event: ev.ClockTicked) -> list[Block]:
        """Time passed and what it cost, as ranges."""
        costs = [f"{cost.title} {text}" for cost, text in self.words.costs(event.body.costs)]
        since = f"; {'; '.join(costs)}" if costs and self.costs else ""
        text = f"{event.body.elapsed} days since the talks began{since}."
        return [Para(text, lead="Clock", tone="faint")]

    # -- offers and answers -----------------------------------------------------------------------

    def offered(self, event: ev.OfferMade) -> list[Block]:
        """An offer: levers, demands, terms; what was already told is told as unchanged."""
        offer, words = event.body, self.words
        by, to = words.seat(event.actor), words.seat(offer.to)
        if offer.walk_away:
            return [Para(f"{by} leaves the talks.", lead="Offer", tone="bad")]
        before = self._told.get((event.actor, offer.to))
        here = f"round {event.round}"
        self._told[event.actor, offer.to] = (before[0] if before and _same(before[1], offer) else here, offer)
        lead = f"Offer of {by} to {to}"
        if before and _same(before[1], offer):
            return [Para(f"the same as in {before[0]}.", lead=lead)]
        blocks: list[Block] = [Para("", lead=lead), *self._levers(offer)]
        if before and (changes := self._changed(before[1], offer)):
            return [*blocks, Listing(changes, lead="Terms changed", indent=2)]
        return [*blocks, *self._terms(offer)]

    def _changed(self, before: Offer, offer: Offer) -> tuple[tuple[str, str], ...]:
        dropped = {issue: option for issue, option in before.terms.items() if issue not in offer.terms}
        left = tuple((issue, f"{option} → left open") for issue, option in self.words.terms(dropped))
        return (*self.words.changes(before.terms, offer.terms), *left)

    def _levers(self, offer: Offer) -> list[Block]:
        found = (
            ("Carrots", self.words.levers(offer.levers, "carrot")),
            ("Sticks", self.words.levers(offer.levers, "stick")),
            ("Demands, to drop or qualify", self.words.demands(offer.demands)),
        )
        return [Para(text, lead=lead, indent=2) for lead, text in found if text]

    def _terms(self, offer: Offer) -> list[Block]:
        if not offer.terms:
            return [Para("no terms are proposed.", lead="Terms", indent=2)]
        shown = "Terms" if offer.detailed else "Terms, without their details"
        return [Grid((), self.words.terms(offer.terms), lead=shown, indent=2)]

    def decided(self, event: ev.DecisionMade) -> list[Block]:
        """An answer at a gate, the terms it changes, and whether the statement had said otherwise."""
        body, words = event.body, self.words
        before = self._offers.get(body.offer)
        tone = {"accept": "good", "reject": "bad"}.get(body.answer, "strong")
        text = f"{words.seat(event.actor)} {ANSWERS[body.answer]}."
        blocks: list[Block] = [Para(text, lead="Decision", tone=tone)]  # type: ignore[arg-type]
        if body.text:
            blocks.append(Para(f"“{body.text}” (generated)", indent=2))
        if body.answer == "counter":
            changes = words.changes(before.terms if before else {}, body.terms)
            blocks.append(Listing(changes, lead="It would change", indent=2))
        if not body.agrees:
            blocks.append(Para(mismatch(words, event), lead="Mismatch", tone="notice", indent=2))
        return blocks

    # -- keys, breaches, failures -----------------------------------------------------------------

    def asked(self, event: ev.ConsentAsked) -> list[Block]:
        """A key given or refused."""
        body, words = event.body, self.words
        heading = [Heading(words.stage(event.stage), "whose keys the signed terms need")]
        blocks: list[Block] = [] if self._keys_headed else [*heading]
        self._keys_headed = True
        issues = ", ".join(issue for issue in words.scenario.issue_ids if issue in body.terms)
        if body.given:
            return [*blocks, Para(f"{words.seat(body.key)}: given ({issues})", lead="Key", tone="good")]
        where = f" on {words.issue(body.issue)}" if body.issue else ""
        text = f"{words.seat(body.key)}: refused{where}. {body.because}."
        return [*blocks, Para(text, lead="Key", tone="bad")]

    def breached(self, event: ev.BreachFound) -> list[Block]:
        """A decision across a red line."""
        body, words = event.body, self.words
        what = f"{words.issue(body.issue)}, {words.option(body.issue, body.option)}"
        text = f"{words.seat(body.seat)} crosses its mandate on {what}: {body.because}"
        return [Para(text, lead="Breach", tone="bad")]

    def changed(self, event: ev.ChangeMade) -> list[Block]:
        """Where a fork begins."""
        return [Para(change_words(event.body), lead="Changed from here on", tone="strong")]

    def failed(self, event: ev.FaultSeen) -> list[Block]:
        """A seat that could not act."""
        text = f"{self.words.actor(event.actor)} could not act ({event.body.kind}): {event.body.message}."
        return [Para(text, lead="Fault", tone="bad")]


def mismatch(words: Words, event: ev.DecisionMade) -> str:
    """One sentence about a decision that is not what the statement was read to say."""
    seat = words.seat(event.actor)
    return (
        f"what {seat} said in this round was read as “{event.body.read_as}”, "
        f"its decision is “{event.body.answer}”; the decision rules."
    )


def _same(one: Offer, other: Offer) -> bool:
    return (one.terms, one.levers, one.demands, one.detailed) == (
        other.terms,
        other.levers,
        other.demands,
        other.detailed,
    )


_TELLERS: Mapping[type[ev.Envelope], Callable[[Teller, Any], list[Block]]] = {
    ev.StageOpened: Teller.opened,
    ev.StageClosed: Teller.closed,
    ev.GateAsked: Teller.gate,
    ev.ClockTicked: Teller.clock,
    ev.OfferMade: Teller.offered,
    ev.DecisionMade: Teller.decided,
    ev.ConsentAsked: Teller.asked,
    ev.BreachFound: Teller.breached,
    ev.FaultSeen: Teller.failed,
    ev.ChangeMade: Teller.changed,
}
