"""How a stage and the talks end: keys asked, outcome class, the first obstacle."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from detente.orchestration.chamber import Chamber
from detente.orchestration.config import RunConfig
from detente.orchestration.ratifiers import Keys
from detente.scenario.numbers import Numbers
from detente.transcripts import events as ev
from detente.transcripts.acts import Terms

Result = Literal["accepted", "refused", "lapsed", "walked_away"]


@dataclass(frozen=True)
class Ending:
    """How a stage ended, or that it goes on."""

    stage: str = ""
    first: bool = False
    """Whether it was the first stage of the sequence."""
    result: Result = "accepted"
    party: str = ""
    """Who answered."""
    because: str = ""
    settled: bool = False
    """Whether the stage is over."""
    goes_on: bool = False
    """Whether the talks go on after a refusal here."""
    change: Terms = field(default_factory=dict)
    """The smallest change that would have made the answer yes, where known; private."""

    @property
    def over(self) -> bool:
        """Whether the talks end here."""
        return self.result != "accepted" and not self.goes_on

    @property
    def gate_result(self) -> Literal["accepted", "refused", "goes_on", "lapsed", "walked_away"]:
        """The gate's word for it."""
        return "goes_on" if self.result != "accepted" and self.goes_on else self.result

    def accepted(self, seat: str) -> Ending:
        """The stage ends with acceptance."""
        return replace(self, result="accepted", party=seat, settled=True)

    def refused(self, seat: str, change: Terms) -> Ending:
        """The stage ends with a refusal."""
        return replace(self, result="refused", party=seat, settled=True, change=change)

    def noted(self, seat: str, change: Terms) -> Ending:
        """The stage goes on; who stood in the way last is remembered."""
        return replace(self, party=seat, change=change)


def conclude(chamber: Chamber, config: RunConfig, numbers: Numbers, ending: Ending) -> ev.EndedBody:
    """Ask the keys if the talks got so far, and emit the last event."""
    if ending.over or not chamber.reviewer.accepted:
        body = _unsigned(config, chamber, ending)
        change = ending.change
    else:
        body, change = _signed(chamber, config, numbers)
    if body.blocked_by is not None and change:
        issue = next(iter(change))
        note = ev.NoteBody(kind="blocked", text=issue, would_take=change)
        chamber.emit(ev.NoteKept, note, audience=ev.REVIEWER)
    chamber.emit(ev.SessionEnded, body)
    return body


def _unsigned(config: RunConfig, chamber: Chamber, ending: Ending) -> ev.EndedBody:
    scenario, rounds = config.scenario, chamber.reviewer.rounds_done
    title = scenario.party(ending.party).title if ending.party else "Nobody"
    where = scenario.stage(ending.stage).title
    if ending.result == "refused":
        kind: ev.OutcomeClass = "first_refused" if ending.first else "second_refused"
        words, because = f"{title} refused the terms; there is no agreement.", f"{title} refused"
    elif ending.result == "walked_away":
        kind, words = "lapsed", f"{title} walked away; there is no agreement."
        because = f"{title} walked away"
    else:
        kind, words = "lapsed", "The talks ran out of rounds without an agreement."
        because = f"no agreement at '{where}'"
    blocked = ev.Blocked(party=ending.party, because=because)
    return ev.EndedBody(
        outcome=words, outcome_class=kind, ended_in=ending.stage, rounds=rounds, blocked_by=blocked
    )


def _signed(chamber: Chamber, config: RunConfig, numbers: Numbers) -> tuple[ev.EndedBody, Terms]:
    table, scenario = chamber.reviewer, config.scenario
    chamber.stage, chamber.round = "ratifiers", 0
    terms = table.signed
    keys = Keys(scenario, numbers, config.seed, config.replicate)
    last = {put.offer.to: put.offer.levers for put in table.offers}
    levers = tuple(dict.fromkeys(name for named in last.values() for name in named))
    if gap := scenario.left_open(terms):
        return _incomplete(table.rounds_done, terms, gap[0]), {}
    refused: list[ev.ConsentBody] = []
    for key, options in keys.needed(terms, _used(levers, terms, config)).items():
        if key in scenario.ratifier_ids:
            consent = keys.ratifier(key, options)
        else:
            consent = keys.seat(key, options, table.accepted)
        chamber.emit(ev.ConsentAsked, consent, actor=key)
        refused += [] if consent.given else [consent]
    ended = "The terms are signed and every key was given."
    if not refused:
        body = ev.EndedBody(
            outcome=ended,
            outcome_class="delivered",
            ended_in="ratifiers",
            rounds=table.rounds_done,
            settlement=terms,
        )
        return body, {}
    first = refused[0]
    blocked = ev.Blocked(party="", issue=first.issue, key=first.key, because=first.because)
    body = ev.EndedBody(
        outcome=f"The terms are signed but cannot be delivered: {first.because}.",
        outcome_class="undeliverable",
        ended_in="ratifiers",
        rounds=table.rounds_done,
        settlement=terms,
        blocked_by=blocked,
    )
    return body, keys.nearest(first)


def _incomplete(rounds: int, terms: Terms, issue: str) -> ev.EndedBody:
    because = f"the terms leave {issue} open, without which there is no settlement"
    return ev.EndedBody(
        outcome=f"The terms are signed but cannot be delivered: {because}.",
        outcome_class="undeliverable",
        ended_in="ratifiers",
        rounds=rounds,
        settlement=terms,
        blocked_by=ev.Blocked(issue=issue, because=because),
    )


def _used(levers: tuple[str, ...], terms: Terms, config: RunConfig) -> tuple[str, ...]:
    """Levers whose options stand in the signed terms."""
    scenario = config.scenario
    return tuple(
        name
        for name in levers
        if scenario.lever(name).terms
        and all(terms.get(issue) == option for issue, option in scenario.lever(name).terms.items())
    )
