"""Invariant 2: a private word or number reaches only its audience."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.agents.agent import Agent
from detente.orchestration.config import RunConfig
from detente.scenario import loader
from detente.scenario.model import Scenario
from detente.scenario.numbers import resolve
from detente.transcripts import events as ev
from detente.transcripts.acts import Act, Argument, Cause, Decision, Judgement, Reply, Statement
from detente.transcripts.table import View
from tests.orchestration.staging import Silent, Staged, baseline, run, stage


def canary(seat: str) -> str:
    """A word that nobody else may ever see."""
    return f"CANARY-{seat.upper()}"


@dataclass
class Leaky:
    """A baseline seat that writes its canary into every private field, and keeps what it was shown."""

    agent: Agent
    seat: str
    shown: list[str] = field(default_factory=list)

    async def act(self, act: Act, view: View) -> Reply:
        self.shown.append(f"{act!r} {view!r}")
        reply, word = await self.agent.act(act, view), canary(self.seat)
        cause = Cause(label=word, amount=0.0)
        if isinstance(reply, Argument):
            return reply.model_copy(update={"text": f"{reply.text} {word}"})
        if isinstance(reply, Judgement):
            private = {"reasons": (word,), "instructions": word, "causes": (cause,)}
            return reply.model_copy(update=private)
        if isinstance(reply, Statement):
            return reply.model_copy(update={"private_note": word})
        if isinstance(reply, Decision):
            change = reply.would_take or ({"I1": word} if reply.answer != "accept" else {})
            return reply.model_copy(update={"causes": (cause,), "would_take": change})
        return reply


@pytest.mark.parametrize(
    ("world", "offers", "without"),
    [
        ("article", "article", ()),
        ("article", "adaptive", ()),
        ("article", "pressure-only", ()),
        ("europe-inside", "adaptive", ()),
        ("europe-inside", "article", ()),
        ("article", "article", ("usa",)),
    ],
)
@pytest.mark.parametrize("switch", ["false", "true"])
def test_no_canary_reaches_another_seat_or_the_public(
    ukraine: Scenario, world: str, offers: str, without: tuple[str, ...], switch: str
) -> None:
    sets = {"kyiv_may_counter": switch, "basic_shape_moscow_alone": switch}
    rounds = 6 if without else None
    config = run(ukraine, world=world, offers=offers, without=without, sets=sets, rounds=rounds)
    leaky = {seat: Leaky(agent, seat) for seat, agent in baseline(config).items()}
    staged = stage(config, leaky)
    assert any(canary("russia") in line.decode() for line in staged.lines), "canaries were planted"
    for seat, agent in leaky.items():
        for shown in agent.shown:
            assert not any(canary(other) in shown for other in leaky if other != seat)
    assert any(canary("russia") in shown for shown in leaky["russia"].shown), "its own party sees it"
    for event in staged.events:
        for seat in leaky:
            if canary(seat) in event.model_dump_json():
                assert event.audience in ((seat,), ev.REVIEWER)


def test_a_seat_is_given_no_number_of_another(ukraine: Scenario) -> None:
    numbers = resolve(ukraine, "article", {"russia.leader.pace": "1.1"}, draw_seed=4)
    for seat in ukraine.seats:
        own = numbers.of(seat)
        assert all(actor.startswith(f"{seat}.") for actor in own.stands)
        assert all(path.startswith((f"{seat}.", "model.")) for path in own.scalars)
        assert not own.drawn


def test_the_analyst_is_shown_the_statement_and_nothing_else(ukraine: Scenario) -> None:
    leaky = Leaky(Silent(), "analyst")
    stage(run(ukraine), analyst=leaky)
    assert leaky.shown
    assert all("statements=[]" in shown and "judgement=None" in shown for shown in leaky.shown)


# -- changing one seat's private numbers ----------------------------------------------------------


def _seen_by_others(staged: Staged, seat: str) -> list[ev.Event]:
    """What anybody but this seat and the reviewer may see."""
    return [event for event in staged.events if event.audience not in ((seat,), ev.REVIEWER)]


def assert_others_unmoved(scenario: Scenario, seat: str, path: str, value: str, **choices: object) -> bool:
    """The first thing that others can see to differ is an act of the changed seat itself.

    Returns whether anything differed.
    """
    one = _seen_by_others(stage(run(scenario, **choices)), seat)  # type: ignore[arg-type]
    two = _seen_by_others(stage(run(scenario, sets={path: value}, **choices)), seat)  # type: ignore[arg-type]
    for before, after in zip_longest(one, two):
        if before and after and _comparable(before) == _comparable(after):
            continue
        actors = {event.actor for event in (before, after) if event is not None}
        assert actors == {seat}, f"{path}={value}: {actors} moved first: {before!r} {after!r}"
        return True
    return False


def _comparable(event: ev.Event) -> str:
    """An event without its hash and without the numbers of events, which count private ones too."""
    body = event.body.model_dump(exclude={"offer", "statement"})
    return f"{event.type} {event.stage} {event.round} {event.actor} {event.audience} {event.slot} {body}"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("russia.leader.I2.limit", "c"),
        ("russia.T.influence", "5"),
        ("russia.leader.fallback", "0.95"),
        ("ukraine.leader.fallback", "0.9"),
        ("ukraine.leader.I1.opening", "a"),
        ("usa.leader.pace", "0.2"),
        ("usa.leader.I2.limit", "b"),
        ("europe.PB.fallback", "0.9"),
    ],
)
@pytest.mark.parametrize("offers", ["article", "adaptive"])
def test_a_private_number_moves_nobody_before_its_own_seat_has_moved(
    ukraine: Scenario, path: str, value: str, offers: str
) -> None:
    seat = path.split(".", maxsplit=1)[0]
    assert_others_unmoved(ukraine, seat, path, value, offers=offers)


@pytest.mark.parametrize("path", ["russia.leader.fallback", "ukraine.leader.fallback"])
def test_what_a_seat_expects_of_no_deal_does_move_it(ukraine: Scenario, path: str) -> None:
    assert assert_others_unmoved(ukraine, path.split(".", maxsplit=1)[0], path, "0.95")


@given(data=st.data())
def test_any_private_number_moves_nobody_before_its_own_seat_has_moved(data: st.DataObject) -> None:
    scenario = loader.load("ukraine-2025")
    world = data.draw(st.sampled_from(["article", "europe-inside"]))
    without = data.draw(st.sampled_from([(), ("usa",)]))
    numbers = RunConfig(scenario=scenario).checked().numbers
    stands = [f"{actor}.{issue}.weight" for actor, row in numbers.stands.items() for issue in row]
    paths = [path for path in (*numbers.scalars, *stands) if path.split(".")[0] in scenario.seats]
    path = data.draw(st.sampled_from(sorted(paths)))
    value = data.draw(st.sampled_from(["0", "0.7", "1"]))
    choices = {"world": world, "without": without, "rounds": 4, "seed": data.draw(st.integers(0, 99))}
    seat = path.split(".")[0]
    if seat not in without:
        offers = data.draw(st.sampled_from([plan.id for plan in scenario.offers]))
        assert_others_unmoved(scenario, seat, path, value, offers=offers, **choices)
