"""The end of a run: what came of it, why not, what it cost, and where to look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Terms
from detente.transcripts.manifest import NOTICE, Manifest, Summary
from detente.transcripts.render.blocks import Block, Facts, Grid, Heading, Listing, Page, Para
from detente.transcripts.render.forks import forked
from detente.transcripts.render.record import folded, for_public, reason
from detente.transcripts.render.telling import mismatch
from detente.transcripts.render.words import CLASSES, Words, bar, counted, seated, signed, spent

__all__ = ["Where", "ending", "summary"]


@dataclass(frozen=True)
class Where:
    """Where a session is to be found."""

    path: str
    name: str
    """What `detente show` takes for it."""


def summary(
    manifest: Manifest,
    scenario: Scenario,
    events: Sequence[ev.Envelope],
    where: Where,
    *,
    public: bool = False,
) -> Page:
    """The page that ends a run."""
    words = Words(scenario)
    manifest = for_public(manifest) if public else manifest
    facts = Facts((("Session", manifest.session), *seated(manifest, words), *forked(manifest)))
    head: list[Block] = [Para(NOTICE, tone="notice"), facts]
    show = f"detente show {where.name}"
    looks = [(show, "the talks, round by round")]
    looks += [] if public else [(f"{show} --private", "with councils, judgements and reasons")]
    looks += [(f"{show} --issue {scenario.issue_ids[0]}", "one issue from start to end")]
    looks += [(f"detente view {where.name}", "all of it in a browser")]
    look: list[Block] = [Heading("Transcript", where.path), Grid((), tuple(looks))]
    blocks = (*head, *ending(manifest, scenario, events, public=public), *look)
    return Page(manifest.title, blocks)


def ending(
    manifest: Manifest, scenario: Scenario, events: Sequence[ev.Envelope], *, public: bool
) -> list[Block]:
    """Outcome, settlement or obstacle, lean, breaches and clock."""
    words = Words(scenario)
    found = folded(manifest, events, public=public)
    blocks: list[Block] = [Heading("Outcome"), *_outcome(manifest, found, words, events, public=public)]
    if found.settlement:
        blocks += _settlement(found.settlement, words, events)
    blocks += _blocked(found, words, events)
    if not public:
        blocks += _lean(manifest, found, words, events)
    blocks += _crossed(found, words, events, public=public)
    return [*blocks, *_spent(manifest), *_clock(words, events)]


def _outcome(
    manifest: Manifest, found: Summary, words: Words, events: Sequence[ev.Envelope], *, public: bool
) -> Iterable[Block]:
    if manifest.state != "ended" or not found.outcome_class:
        yield Para(f"The talks are not over: this session is {manifest.state}.", tone="bad")
        if why := reason(manifest, events, public=public):
            yield Para(why)
        return
    tone = "good" if found.outcome_class == "delivered" else "bad"
    yield Para(found.outcome or "", tone=tone)  # type: ignore[arg-type]
    yield Para(f"{found.outcome_class} ({CLASSES[found.outcome_class]})", lead="Class")
    yield Para(
        f"{words.stage(found.ended_in)}, after {counted(found.rounds, 'round')} in all", lead="Ended in"
    )


# -- what was agreed, or what stood in the way ------------------------------------------------------


def _settlement(settlement: Terms, words: Words, events: Sequence[ev.Envelope]) -> list[Block]:
    keys: dict[str, list[str]] = {}
    for event in events:
        if isinstance(event, ev.ConsentAsked):
            for issue in event.body.terms:
                refused = "" if event.body.given else " (REFUSED)"
                keys.setdefault(issue, []).append(words.seat(event.body.key) + refused)
    ids = [issue for issue in words.scenario.issue_ids if issue in settlement]
    rows = tuple(
        (words.issue(issue), words.option(issue, settlement[issue]), ", ".join(keys.get(issue, ())) or "none")
        for issue in ids
    )
    left = [words.issue(issue) for issue in words.scenario.issue_ids if issue not in settlement]
    blocks: list[Block] = [
        Heading("Settlement", "one option for every issue, and whose consent (key) it needed"),
        Grid(("Issue", "Option", "Keys"), rows, fixed=()),
    ]
    return [*blocks, *([Para("; ".join(left), lead="Left open")] if left else [])]


def _blocked(found: Summary, words: Words, events: Sequence[ev.Envelope]) -> list[Block]:
    blocked = found.blocked_by
    if blocked is None:
        return []
    parts = (
        ("Because", blocked.because),
        ("Party", words.seat(blocked.party) if blocked.party else ""),
        ("Issue", words.issue(blocked.issue) if blocked.issue else ""),
        ("Key", words.seat(blocked.key) if blocked.key else ""),
    )
    blocks: list[Block] = [Heading("Why not", "the first obstacle to a delivered settlement")]
    blocks += [Para(text, lead=lead) for lead, text in parts if text]
    if blocked.change:
        before = found.settlement or _standing(events, blocked.party)
        changes = words.changes(before, blocked.change) or words.terms(blocked.change)
        blocks.append(Listing(changes, lead="The smallest change that would have removed it"))
    return blocks


def _standing(events: Sequence[ev.Envelope], party: str) -> Terms:
    """The terms that were last on the table, for that party if it was offered any."""
    offers = [event.body for event in events if isinstance(event, ev.OfferMade)]
    own = [offer for offer in offers if offer.to == party]
    return (own or offers)[-1].terms if offers else {}


# -- inside, across the line, and outside -----------------------------------------------------------


def _lean(manifest: Manifest, found: Summary, words: Words, events: Sequence[ev.Envelope]) -> list[Block]:
    if not found.lean:
        return []
    decider = words.scenario.undecided
    seat = decider.partition(".")[0]
    low, high = words.poles(seat)
    state = manifest.in_force.seats.get(seat) == "baseline"
    told = "a state of the baseline" if state else "as the seat reports it"
    weighed = sum(isinstance(event, ev.JudgementMade) and event.actor == decider for event in events)
    weighings = f"in {counted(min(weighed, len(found.lean)), 'weighing')}"
    first, last = signed(found.lean[0]), signed(found.lean[-1])
    ends = f"; −1 is {low}, +1 {high}" if low and high else ""
    text = f"{f'{first} to {last}' if len(found.lean) > 1 else last} {weighings}{ends}"
    blocks: list[Block] = [
        Heading(f"Inside {words.seat(seat) or 'the council'}", "private to that party; shown to reviewers"),
        Para(text, lead=f"Lean of its decider ({told})"),
        Para(bar(found.lean[-1]), indent=2),
    ]
    ordered = sorted(found.influence.items(), key=lambda share: -share[1])
    shares = "; ".join(f"{words.faction(name)} {share:.0%}" for name, share in ordered)
    return [*blocks, *([Para(shares, lead="Influence at the end")] if shares else [])]


def _crossed(found: Summary, words: Words, events: Sequence[ev.Envelope], *, public: bool) -> list[Block]:
    blocks: list[Block] = [Heading("Checks")]
    breaches = [event.body for event in events if isinstance(event, ev.BreachFound)]
    blocks.append(Para(str(len(breaches)) if breaches else "none", lead="Breaches of a mandate"))
    if breaches and not public:
        lines = tuple(
            (
                words.seat(body.seat),
                f"{words.issue(body.issue)}, {words.option(body.issue, body.option)}: {body.because}",
            )
            for body in breaches
        )
        blocks.append(Listing(lines, indent=2, tone="bad"))
    said = [
        event
        for event in events
        if isinstance(event, ev.DecisionMade)
        and not event.body.agrees
        and (not public or "public" in event.audience)
    ]
    blocks.append(Para(str(len(said)) if said else "none", lead="Decisions that differ from what was said"))
    if said:
        blocks.append(
            Listing(tuple((f"{one.stage} {one.round}", mismatch(words, one)) for one in said), indent=2)
        )
    if found.faults:
        blocks.append(Para(str(len(found.faults)), lead="Faults"))
    return blocks


def _spent(manifest: Manifest) -> list[Block]:
    if not manifest.has_model or not manifest.totals.calls:
        return []
    return [Para(spent(manifest.totals), lead="Models")]


def _clock(words: Words, events: Sequence[ev.Envelope]) -> list[Block]:
    ticks = [event.body for event in events if isinstance(event, ev.ClockTicked)]
    if not ticks:
        return []
    last = ticks[-1]
    days = f"{last.elapsed} days of talks, {last.days} a round"
    rows = tuple((cost.title, text, f"{cost.date}") for cost, text in words.costs(last.costs))
    if not rows:
        return [Heading("Clock", days), Para("In this world delay costs nothing, so nothing is counted.")]
    blocks: list[Block] = [
        Heading("Clock", days),
        Grid(("While they lasted", "Range", "Figures as of"), rows, fixed=(1, 2)),
    ]
    if words.scenario.clock.leaves_out:
        left = tuple(("", entry) for entry in words.scenario.clock.leaves_out)
        blocks.append(Listing(left, lead="Not counted", tone="faint"))
    return blocks
