"""Invariant 7: a failure is an event with the audience of its act; nobody acts by default."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

import pytest

from detente.agents.agent import Agent, CannotAct
from detente.agents.seats import Cast
from detente.errors import SessionPaused
from detente.orchestration import session
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import (
    Act,
    Argue,
    Argument,
    Decide,
    Judgement,
    Propose,
    Read,
    Reading,
    Reply,
    Speak,
    Statement,
    Weigh,
)
from detente.transcripts.table import View
from tests.orchestration.staging import Answering, Instead, Silent, Staged, baseline, run, stage


def wrong(_act: Act, _view: View) -> Reply:
    """A reply of a type that only reading has."""
    return Reading()


def mute(_act: Act, _view: View) -> Reply:
    """A refusal to act."""
    raise CannotAct("refusal", "I would rather not")


@pytest.mark.parametrize(
    ("kind", "seat", "audience"),
    [
        (Argue, "russia", ("russia",)),
        (Weigh, "russia", ("russia",)),
        (Speak, "russia", ev.PUBLIC),
        (Decide, "russia", ev.PUBLIC),
        (Propose, "usa", ev.PUBLIC),
    ],
)
def test_a_reply_of_the_wrong_type_is_a_fault_with_the_audience_of_its_act(
    ukraine: Scenario, kind: type[Act], seat: str, audience: tuple[str, ...]
) -> None:
    config = run(ukraine, offers="adaptive", sets={"russia.leader.lean": "0.9"})
    staged = stage(config, {seat: Instead(baseline(config)[seat], {kind: wrong})}, Silent())
    (fault,) = staged.of(ev.FaultSeen)
    assert (fault.audience, fault.body.kind) == (audience, "wrong_reply")
    assert "got a Reading" in fault.body.message
    assert fault.slot.endswith(f"/{kind.__name__.lower()}")
    assert staged.events[-1] == fault, "nothing follows from a failed act"
    assert staged.paused is not None
    assert staged.paused.exit_code == 3


@pytest.mark.parametrize("kind", [Argue, Weigh, Speak, Decide])
def test_a_working_agent_goes_on_after_a_fault_and_the_fault_stays(
    ukraine: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Act]
) -> None:
    config = run(ukraine, seed=3)
    seats = baseline(config)
    broken = {**seats, "russia": Instead(seats["russia"], {kind: mute})}
    for attempt in (1, 2):
        monkeypatch.setattr(Cast, "seated", lambda *_: broken)
        with pytest.raises(SessionPaused, match="I would rather not"):
            session.start(config, tmp_path, "talks") if attempt == 1 else session.resume(tmp_path / "talks")
    monkeypatch.setattr(Cast, "seated", lambda *_: seats)
    manifest, _ = session.resume(tmp_path / "talks")
    assert [fault["kind"] for fault in manifest.summary.faults] == ["refusal", "refusal"]
    lines = (tmp_path / "talks" / "events.jsonl").read_bytes().splitlines()
    without_faults = [e for e in map(ev.parse, lines) if not isinstance(e, ev.FaultSeen)]
    whole = [ev.parse(line) for line in session.play(config).lines]
    assert [_told(event) for event in without_faults] == [_told(event) for event in whole]
    assert len(lines) == len(whole) + 2
    assert "every byte" in session.verify(tmp_path / "talks")


def _told(event: ev.Event) -> object:
    """What an event says, without the numbers of events: faults count too."""
    return event.type, event.actor, event.round, event.body.model_dump(exclude={"offer", "statement"})


def test_an_analyst_that_cannot_read_pauses_the_session(ukraine: Scenario) -> None:
    config = run(ukraine)
    staged = stage(config, analyst=Instead(Silent(), {Read: mute}))
    spoken = staged.of(ev.StatementMade)[0]
    assert [fault.slot for fault in staged.of(ev.FaultSeen)] == [f"moscow.1/analyst/read/{spoken.seq}"]
    again = stage(config, analyst=Silent(), recorded=staged.lines)
    assert again.paused is None
    assert again.lines[: len(staged.lines)] == staged.lines


# -- agents that answer when they like ------------------------------------------------------------


class Last:
    """Factions that answer in the reverse of their order."""

    def __init__(self, agent: Agent, order: list[str], fail: frozenset[str] = frozenset()) -> None:
        self.agent, self.fail = agent, fail
        self.done = {name: asyncio.Event() for name in order}
        self.after = dict(itertools.pairwise(order))
        self.finished: list[str] = []

    async def act(self, act: Act, view: View) -> Reply:
        if not isinstance(act, Argue):
            return await self.agent.act(act, view)
        name = act.actor.split(".")[1]
        if act.round == 1 and name in self.after:
            await self.done[self.after[name]].wait()
        self.finished.append(name)
        self.done[name].set()
        if name in self.fail:
            raise CannotAct("refusal", f"{name} would rather not")
        return Argument(text=f"{name} speaks")


ORDER = ["N", "S", "W", "T", "B", "D"]


def slow_council(ukraine: Scenario, fail: frozenset[str], recorded: tuple[bytes, ...] = ()) -> Staged:
    """A session whose Russian factions finish in reverse order, some of them failing."""
    config = run(ukraine, rounds=1)
    last = Last(baseline(config)["russia"], ORDER, fail)
    staged = stage(config, {"russia": last}, Silent(), recorded)
    assert last.finished[: len(ORDER)] == ORDER[::-1]
    return staged


def test_arguments_stand_in_the_order_of_factions_however_they_finish(ukraine: Scenario) -> None:
    staged = slow_council(ukraine, frozenset())
    assert [event.body.faction for event in staged.of(ev.ArgumentHeard)][:6] == ORDER


def test_faults_in_a_council_come_in_its_order_and_do_not_stop_a_resume(ukraine: Scenario) -> None:
    first = slow_council(ukraine, frozenset({"S", "B"}))
    assert [fault.actor for fault in first.of(ev.FaultSeen)] == ["russia.S"]
    second = slow_council(ukraine, frozenset({"B"}), first.lines)
    assert [fault.actor for fault in second.of(ev.FaultSeen)] == ["russia.S", "russia.B"]
    third = slow_council(ukraine, frozenset(), second.lines)
    assert third.paused is None
    assert [event.body.faction for event in third.of(ev.ArgumentHeard)][:6] == ORDER
    assert third.lines[: len(second.lines)] == second.lines


class LateAnalyst:
    """Reads the first statement of a round only after the last one was read."""

    def __init__(self, statements: int, *, fails: bool = False) -> None:
        self.statements, self.fails = statements, fails
        self.read: list[str] = []
        self.last = asyncio.Event()

    async def act(self, act: Act, view: View) -> Reply:
        assert isinstance(act, Read)
        if len(self.read) + 1 == self.statements:
            self.last.set()
        elif not self.read and not self.last.is_set():
            self.read.append(act.speaker)
            await self.last.wait()
            if self.fails:
                raise CannotAct("refusal", "I cannot read this")
            return Reading()
        self.read.append(act.speaker)
        return Reading()


def test_readings_stand_in_the_order_of_statements_however_they_finish(ukraine: Scenario) -> None:
    staged = stage(run(ukraine, rounds=1), analyst=LateAnalyst(2))
    spoken = [event.actor for event in staged.of(ev.StatementMade)]
    assert [event.body.seat for event in staged.of(ev.ReadingTaken)] == spoken
    assert spoken[:2] == ["usa", "russia"]


def test_a_reading_that_fails_late_is_told_in_its_place_and_does_not_stop_a_resume(ukraine: Scenario) -> None:
    config = run(ukraine, rounds=1)
    staged = stage(config, analyst=LateAnalyst(2, fails=True))
    assert isinstance(staged.events[-1], ev.FaultSeen)
    assert [type(event) for event in staged.events[-2:]] == [ev.NoteKept, ev.FaultSeen]
    again = stage(config, analyst=LateAnalyst(2), recorded=staged.lines)
    assert again.paused is None
    assert [event.body.seat for event in again.of(ev.ReadingTaken)][:2] == ["usa", "russia"]


def test_a_private_note_and_a_judgement_stay_inside(ukraine: Scenario) -> None:
    config = run(ukraine, rounds=1)
    replies: dict[type[Act], Answering] = {
        Speak: lambda _act, _view: Statement(text="In public.", private_note="In private."),
        Weigh: lambda _act, _view: Judgement(lean=0.3, reasons=("In private.",)),
    }
    staged = stage(config, {"russia": Instead(baseline(config)["russia"], replies)}, Silent())
    for event in staged.events:
        if "In private." in event.model_dump_json():
            assert event.audience == ("russia",)
    assert staged.of(ev.NoteKept)[0].body.kind == "private_note"
