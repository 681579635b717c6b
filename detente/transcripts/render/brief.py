"""A session on two pages: outcome, who moved, the decisive offers, sources, priors, and the notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.manifest import NOTICE, Manifest
from detente.transcripts.render.blocks import Block, Facts, Grid, Heading, Listing, Page, Para
from detente.transcripts.render.forks import forked
from detente.transcripts.render.record import folded, for_public, is_public
from detente.transcripts.render.summary import ending
from detente.transcripts.render.words import Words, clip, seated
from detente.transcripts.rounds import Offered, Round, Stand, fold_rounds

__all__ = ["brief"]

MOST_MOVES, MOST_OFFERS, MOST_SOURCES = 14, 4, 12
SECTIONS = ("Outcome", "Settlement", "Why not", "Clock")


def brief(manifest: Manifest, scenario: Scenario, events: Sequence[ev.Event], *, private: bool) -> Page:
    """The brief of a session; the public's is made of what everybody may see."""
    words, manifest = Words(scenario), manifest if private else for_public(manifest)
    allowed = [event for event in events if private or is_public(event)]
    rounds = fold_rounds(allowed)
    facts = (("Session", manifest.session), *seated(manifest, words), *forked(manifest))
    blocks: list[Block] = [
        Para(NOTICE, tone="notice"),
        Facts((*facts, ("View", "private; not for publication" if private else "public"))),
        *_results(manifest, scenario, events, private=private),
        *_moved(words, rounds, allowed),
        *_offers(words, rounds),
        *_priors(manifest, words),
        *_sources(manifest, scenario, events, private=private),
    ]
    return Page(f"{manifest.title or manifest.scenario}: a brief", tuple(blocks))


def _results(
    manifest: Manifest, scenario: Scenario, events: Sequence[ev.Event], *, private: bool
) -> Iterator[Block]:
    """Outcome, settlement or obstacle, and the clock, as at the end of a run."""
    kept = False
    for block in ending(manifest, scenario, events, public=not private):
        if isinstance(block, Heading):
            kept = block.text in SECTIONS
        if kept:
            yield block


def _moved(words: Words, rounds: Sequence[Round], events: Sequence[ev.Event]) -> Iterator[Block]:
    rows = sorted(_moves(words, rounds), key=lambda row: -row[0])
    yield Heading("Who moved", "first and last position held; places in each issue's own order of options")
    if not rows:
        yield Para("Nobody left the first position that was read.")
        return
    yield Grid(("Seat", "Issue", "From", "To", "When"), tuple(row[1] for row in rows[:MOST_MOVES]))
    if len(rows) > MOST_MOVES:
        yield Para(f"{len(rows) - MOST_MOVES} smaller moves are left out.", tone="faint")
    quotes = _quotes(events)
    said = tuple(
        (f"{row[1][0]}, {row[1][4].rpartition(' ')[2]}", f"“{clip(quotes.get(row[2], ''), 220)}” (generated)")
        for row in rows[:3]
        if row[2] in quotes
    )
    if said:
        yield Listing(said, lead="In their words")


Move = tuple[float, tuple[str, str, str, str, str], tuple[int, str]]


def _moves(words: Words, rounds: Sequence[Round]) -> Iterator[Move]:
    """(options moved, row, statement and issue of the last) of every seat and issue that changed."""
    for seat in words.scenario.seats:
        for issue in words.scenario.issues:
            held = [
                (entry, stand)
                for entry in rounds
                if (stand := entry.positions.get(seat, {}).get(issue.id)) and stand[1] != "rejecting"
            ]
            if len(held) < 2 or held[0][1][0] == held[-1][1][0]:
                continue
            (first, before), (last, after) = held[0], held[-1]
            size = abs(_place(words, issue.id, before) - _place(words, issue.id, after))
            when = f"{first.stage}.{first.round} to {last.stage}.{last.round}"
            told = (words.options(issue.id, before[0]), words.options(issue.id, after[0]))
            yield size, (words.seat(seat), words.issue(issue.id), *told, when), (after[2], issue.id)


def _place(words: Words, issue: str, stand: Stand) -> float:
    data = words.scenario.issue(issue)
    return sum(data.index(option) for option in stand[0]) / len(stand[0])


def _quotes(events: Sequence[ev.Event]) -> dict[tuple[int, str], str]:
    return {
        (event.body.statement, position.issue): position.quote
        for event in events
        if isinstance(event, ev.ReadingTaken)
        for position in event.body.positions
    }


def _offers(words: Words, rounds: Sequence[Round]) -> Iterator[Block]:
    """The offers that were answered with yes, else those after which most positions moved towards them."""
    found = [(entry, offer) for entry in rounds for offer in entry.offers if not offer.walk_away]
    taken = [(e, o) for e, o in found if e.decisions.get(o.to) == "accept"]
    chosen = taken or sorted(found, key=lambda pair: -_followed(words, rounds, *pair))
    yield Heading("Decisive offers", "accepted" if taken else "none was accepted; most followed by movement")
    for entry, offer in chosen[:MOST_OFFERS]:
        lead = f"{entry.stage}.{entry.round}, {words.seat(offer.by)} to {words.seat(offer.to)}"
        parts = (
            ("Carrots", words.levers(offer.levers, "carrot")),
            ("Sticks", words.levers(offer.levers, "stick")),
            ("Demands", words.demands(offer.demands)),
            ("Terms", ", ".join(f"{issue} {option}" for issue, option in offer.terms.items())),
            ("Moved towards it in that round", str(_followed(words, rounds, entry, offer))),
        )
        yield Listing(tuple(part for part in parts if part[1]), lead=lead)


def _followed(words: Words, rounds: Sequence[Round], entry: Round, offer: Offered) -> int:
    """Positions of the addressee that came nearer to the terms in the offer's round."""
    before: dict[str, Stand] = {}
    for earlier in rounds[: rounds.index(entry)]:
        before |= {i: s for i, s in earlier.positions.get(offer.to, {}).items() if s[1] != "rejecting"}
    now = {i: s for i, s in entry.positions.get(offer.to, {}).items() if s[1] != "rejecting"}
    count = 0
    for issue, option in offer.terms.items():
        if issue in before and issue in now:
            goal = words.scenario.issue(issue).index(option)
            then = abs(_place(words, issue, before[issue]) - goal)
            count += abs(_place(words, issue, now[issue]) - goal) < then
    return count


def _priors(manifest: Manifest, words: Words) -> Iterator[Block]:
    yield Heading("Priors")
    set_by_hand = ", ".join(f"{path}={value}" for path, value in manifest.in_force.sets.items())
    drawn = f"drawn from their ranges by seed {manifest.seed}"
    told = drawn if manifest.draw_priors else "every one at its central value"
    yield Para(
        "Limits, weights, influence and strengths of mechanisms are modelling guesses with ranges, not "
        f"facts: {told}{f'; set by hand: {set_by_hand}' if set_by_hand else ''}. World: "
        f"{_world(words.scenario, manifest.in_force.world)}."
    )


def _world(scenario: Scenario, name: str) -> str:
    return next((world.title for world in scenario.worlds if world.id == name), name)


def _sources(
    manifest: Manifest, scenario: Scenario, events: Sequence[ev.Event], *, private: bool
) -> Iterator[Block]:
    """Documents behind the issues that were settled, or of all where none was."""
    settled = folded(manifest, events, public=not private).settlement or {}
    cited = dict.fromkeys(
        name for issue in scenario.issues if issue.id in settled or not settled for name in issue.sources
    )
    known = {source.id: source for source in scenario.sources}
    shown = [known[name] for name in cited if name in known]
    if not shown:
        return
    yield Heading("Sources", "of what the issues and their options rest on")
    lines = tuple(("", f"{one.title}{f', {one.date}' if one.date else ''}") for one in shown[:MOST_SOURCES])
    yield Listing(lines)
    if len(shown) > MOST_SOURCES:
        yield Para(f"{len(shown) - MOST_SOURCES} more stand in scenario.yaml.", tone="faint")
