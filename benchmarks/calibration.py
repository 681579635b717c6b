"""Six dated events beside what each world says: seats are asked directly, with no session around them.

The events are the factbase's (section 3, "calibration events"); what caused them is contested. A share is
of draws in which the seat does what was reported. From 60 % it is a hit, up to 40 % a miss.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

from benchmarks.study import mean, say
from detente.agents.baseline.seat import BaselineSeat, Chances
from detente.orchestration.config import RunConfig
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.transcripts.acts import Decide, Offer, Terms, Weigh
from detente.transcripts.table import Standing, Table

HIT, MISS = 0.6, 0.4
ROUNDS, PLANNED = 4, 6
"""Rounds of two weeks an offer stands before Moscow's stand is looked at, of a stage of so many."""
MOVED = 0.02
"""A change of lean that counts as one."""


@dataclass(frozen=True)
class Stand:
    """Where Moscow stands after some rounds."""

    lean: float
    place: int
    """The option of I2 it asks for, as a place: 0 is a full Russian withdrawal."""
    surplus: float
    """What the offer is worth to it over no deal."""


@dataclass(frozen=True)
class Desk:
    """One draw of the priors in one world, and seats to ask."""

    scenario: Scenario
    config: RunConfig

    def _seat(self, name: str) -> BaselineSeat:
        chances = Chances(self.config.seed, 0, self.config.offers)
        return BaselineSeat(self.scenario, name, self.config.numbers, chances)

    def _table(self, seat: str, offer: Offer | None, number: int) -> Table:
        table = Table(stage=_STAGES[seat], round=number, rounds_planned=PLANNED, rounds_done=number - 1)
        table.participants = ("usa", seat)
        if offer is not None:
            standing = [Standing(n, "usa", table.stage, n, offer) for n in range(1, number + 1)]
            table.offers, table.standing = standing, standing[-1]
        return table

    def answer(self, offer: Offer) -> str:
        """Kyiv's answer to an offer, at once."""
        table = self._table("ukraine", offer, 1)
        act = Decide(
            seat="ukraine", actor="ukraine.leader", stage="kyiv", round=1, final=True, may_counter=False
        )
        return self._seat("ukraine").decide(act, table).answer

    def moscow(self, offer: Offer | None) -> Stand:
        """Moscow's stand after some rounds of an offer, or of no offer at all."""
        seat, judged = self._seat("russia"), None
        table = Table()
        for number in range(1, ROUNDS + 1):
            table = self._table("russia", offer, number)
            table.judgement = judged
            act = Weigh(seat="russia", actor="russia.leader", stage="moscow", round=number)
            judged = seat.weigh(act, table)
            table.judgement = judged
        lean = seat.judge.lean(table) or 0.0
        asked = next(stance.option for stance in seat.stances.now(table) if stance.issue == "I2")
        surplus = 0.0
        if offer is not None:
            surplus = seat.judge.assess(offer, table, seat.mind.business, lean).surplus
        return Stand(lean, self.scenario.issue("I2").index(asked), surplus)


_STAGES = {"russia": "moscow", "ukraine": "kyiv"}
Said = tuple[bool, bool]
"""Whether the seat does what was reported, and the comparison shown beside it."""


@dataclass(frozen=True)
class Event:
    """A dated event, the question it puts to the baseline, and what stands beside the answer."""

    id: str
    reported: str
    asked: str
    beside: str
    ask: Callable[[Desk], Said]
    certain: str = ""
    """Why the answer cannot come out otherwise, if it cannot."""


def _package(scenario: Scenario, to: str) -> Offer:
    planned = next(offer for offer in scenario.plan("article").offers if offer.to == to)
    return Offer(to=to, terms=planned.terms, levers=planned.levers, demands=planned.demands)


def _with(offer: Offer, terms: Terms, levers: tuple[str, ...] | None = None) -> Offer:
    kept = offer.levers if levers is None else levers
    return offer.model_copy(update={"levers": kept, "terms": {**offer.terms, **terms}})


def _stick(desk: Desk) -> Said:
    truce: Terms = {"I1": "b", "I2": "b"}
    with_it = desk.answer(Offer(to="ukraine", terms=truce, levers=("withdraw_support",)))
    return with_it == "accept", desk.answer(Offer(to="ukraine", terms=truce)) == "accept"


def _truce_dropped(desk: Desk) -> Said:
    package = _package(desk.scenario, "russia")
    first, last = desk.moscow(package), desk.moscow(_with(package, terms={"I1": "d"}))
    return last.place < first.place, last.surplus > first.surplus


def _sanctions(desk: Desk) -> Said:
    idle, pressed = desk.moscow(None), desk.moscow(Offer(to="russia", levers=("us_sanctions",)))
    return pressed.place >= idle.place, pressed.lean <= idle.lean + MOVED


def _ultimatum(desk: Desk) -> Said:
    terms: Terms = {"I1": "c", "I2": "d", "I3": "c", "I4": "c", "I6": "d", "I9": "c", "I16": "c"}
    offer = _with(_package(desk.scenario, "ukraine"), terms=terms, levers=("withdraw_support",))
    mild = _with(offer, terms={"I2": "b"})
    return desk.answer(offer) != "accept", desk.answer(mild) != "accept"


def _guarantee(desk: Desk) -> Said:
    offer = _with(_package(desk.scenario, "ukraine"), terms={"I2": "e", "I9": "c"}, levers=("support_kyiv",))
    mild = _with(offer, terms={"I2": "b"})
    return desk.answer(offer) != "accept", desk.answer(mild) != "accept"


def _easing(desk: Desk) -> Said:
    idle, eased = desk.moscow(None), desk.moscow(Offer(to="russia", levers=("trade",)))
    return eased.place >= idle.place, eased.lean <= idle.lean + MOVED


_RED = "a red line of Kyiv's mandate crosses I2 (M29), so the answer does not depend on any prior"
EVENTS: tuple[Event, ...] = (
    Event(
        "C1",
        "March 2025: the US suspends aid and intelligence; Kyiv endorses a truce of 30 days",
        "Kyiv accepts an immediate truce on the line (I1 b, I2 b, all else open) while support is withdrawn",
        "accepts it without the stick",
        _stick,
    ),
    Event(
        "C2",
        "August 2025: the US drops ceasefire first; Moscow's reported ask narrows",
        "Moscow's ask on I2 is nearer under the article's package with I1 d than with I1 b",
        "the package is worth more to it",
        _truce_dropped,
    ),
    Event(
        "C3",
        "October 2025: oil majors sanctioned; Moscow reports no compromise in December",
        "Moscow's ask on I2 is no nearer after sanctions alone than with idle levers",
        "its lean does not rise either",
        _sanctions,
    ),
    Event(
        "C4",
        "November 2025: an ultimatum on 28 points; Kyiv rewrites instead of accepting",
        "Kyiv does not accept such terms under the threat of losing support",
        "nor with I2 b in their place",
        _ultimatum,
        _RED,
    ),
    Event(
        "C5",
        "January 2026: a guarantee linked to leaving Donbas; Kyiv declines",
        "Kyiv does not accept the guarantee of I9 c with I2 e",
        "nor with I2 b in its place",
        _guarantee,
        _RED,
    ),
    Event(
        "C6",
        "March 2026: sanctions on oil at sea eased; no Russian quid pro quo",
        "Moscow's ask on I2 is no nearer after relief without terms than with idle levers",
        "its lean does not rise either",
        _easing,
    ),
)


@dataclass(frozen=True)
class Row:
    """One event in one world."""

    event: Event
    world: str
    share: float
    beside: float

    @property
    def verdict(self) -> str:
        """Hit, miss or undetermined, by the rule."""
        if self.share >= HIT:
            return "hit"
        return "miss" if self.share <= MISS else "undetermined"


def rows(scenario: Scenario, draws: int, jobs: int = 1) -> list[Row]:
    """Every event in every world."""
    with ProcessPoolExecutor(jobs) as pool:
        asked = [(scenario.text, world.id, draws) for world in scenario.worlds]
        found = list(pool.map(_of_world, asked))
    return [
        Row(event, world.id, *numbers)
        for world, shares in zip(scenario.worlds, found, strict=True)
        for event, numbers in zip(EVENTS, shares, strict=True)
    ]


def _of_world(asked: tuple[str, str, int]) -> list[tuple[float, float]]:
    text, world, draws = asked
    scenario = load_text(text)
    base = RunConfig(scenario, world=world, offers="article", draw_priors=True)
    desks = [Desk(scenario, replace(base, seed=seed).checked()) for seed in range(1, draws + 1)]
    shares = []
    for event in EVENTS:
        said = [event.ask(desk) for desk in desks]
        shares.append((mean(a for a, _ in said), mean(b for _, b in said)))
    say(f"calibration events in {world}")
    return shares
