"""The talks in the order they happen, in plain async code, deterministic given the replies.

round: offer → each party: council, statement → readings → clock
gate: the decision it needs → the next stage, the keys, or the end
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from detente.agents.agent import Agent
from detente.agents.baseline.seat import Chances
from detente.agents.seats import Cast
from detente.errors import SessionPaused
from detente.orchestration.asking import Asker, Setback
from detente.orchestration.chamber import Chamber
from detente.orchestration.clock import tick
from detente.orchestration.config import RunConfig
from detente.orchestration.endings import Ending, conclude
from detente.orchestration.gates import Gatekeeper
from detente.orchestration.offers import composed, scheduled, worded
from detente.orchestration.parties import Attendance
from detente.orchestration.plans import told
from detente.orchestration.together import all_of, put_away
from detente.scenario.numbers import chance
from detente.scenario.process import Stage
from detente.transcripts import events as ev
from detente.transcripts.acts import Argue, Argument, Offer, Propose, Read, Reading, Speak, Weigh
from detente.transcripts.changes import Change, Point

Seated = tuple[RunConfig, Mapping[str, Agent], Agent]
"""What is in force, who sits in the seats, and the analyst."""


@dataclass
class Talks:
    """One run of the talks."""

    config: RunConfig
    chamber: Chamber
    agents: Mapping[str, Agent] = field(default_factory=dict)
    analyst: Agent | None = None
    change: Callable[[Change], Seated] | None = None
    """Seats everybody anew as a change says."""

    def __post_init__(self) -> None:
        """Seat the agents."""
        config = self.config
        cast = Cast(config.scenario, config.numbers, Chances(config.seed, config.replicate, config.offers))
        agents = self.agents or cast.seated(config.seating())
        self._seated(config, agents, self.analyst or cast.analyst(config.analyst))

    def _seated(self, config: RunConfig, agents: Mapping[str, Agent], analyst: Agent) -> None:
        self.config, self.numbers, self.plan = config, config.numbers, config.plan
        self.agents, self.analyst = agents, analyst
        self.asker = Asker(self.chamber, agents, analyst)
        self.attendance = Attendance.of(config)
        self.gates = Gatekeeper(self.chamber, self.asker, self.attendance)

    async def run(self) -> ev.EndedBody:
        """From the first event to the last. Raises SessionPaused when a seat cannot act."""
        self._started()
        ending = Ending()
        stages = self.attendance.sequence()
        for place, stage in enumerate(stages):
            because = self.attendance.passed_over(stage, self.chamber.reviewer)
            if because:
                self._enter(stage)
                self.chamber.emit(ev.StageClosed, ev.ClosedBody(result="passed_over", because=because))
                continue
            follows = stages[place + 1].id if place + 1 < len(stages) else "ratifiers"
            ending = await self.stage(stage, follows, place)
            if ending.over:
                break
        return conclude(self.chamber, self.config, self.numbers, ending)

    def _started(self) -> None:
        config = self.config
        body = ev.StartedBody(
            scenario=config.scenario.id,
            digest=config.scenario.digest,
            world=config.world,
            offers=config.offers,
            seed=config.seed,
            without=config.without,
            sets=dict(sorted(config.sets.items())),
            drawn=config.draw_priors,
        )
        self.chamber.emit(ev.SessionStarted, body, audience=ev.REVIEWER)

    def _enter(self, stage: Stage) -> None:
        self.chamber.stage, self.chamber.round = stage.id, 0

    # -- a stage ----------------------------------------------------------------------------------

    async def stage(self, stage: Stage, follows: str, place: int) -> Ending:
        """Open, run the rounds, ask the gate; returns how it ended."""
        self._enter(stage)
        present, later = self.attendance.participants(stage, self.chamber.reviewer)
        self.chamber.stage_audience = ev.PUBLIC if stage.audience == "public" else present
        rounds = min(stage.rounds, self.config.rounds or stage.rounds)
        body = ev.StageBody(title=stage.title, participants=present, rounds=rounds, later=later)
        self.chamber.emit(ev.StageOpened, body)
        ending = Ending(stage=stage.id, first=place == 0, result="lapsed")
        for number in range(1, rounds + 1):
            self.chamber.round = number
            self._changed(Point(stage=stage.id, round=number))
            proposer, decider = self.attendance.roles(stage, present, number)
            walked = await self.offer(stage, proposer, decider)
            if walked:
                ending = Ending(stage=stage.id, first=place == 0, result="walked_away", party=proposer)
                break
            await self.round(present)
            ending = await self.gates.ask(stage, decider, final=number == rounds, first=place == 0)
            if ending.settled:
                break
        self._closed(stage, ending, follows)
        return ending

    def _closed(self, stage: Stage, ending: Ending, follows: str) -> None:
        chamber = self.chamber
        nothing_signed = follows == "ratifiers" and not chamber.reviewer.accepted
        next_ = "" if ending.over or nothing_signed else follows
        body = ev.GateBody(decider=ending.party, result=ending.gate_result, next=next_)
        chamber.emit(ev.GateAsked, body)
        chamber.emit(ev.StageClosed, ev.ClosedBody(result=ending.result, because=ending.because))

    # -- a round ----------------------------------------------------------------------------------

    def _changed(self, at: Point) -> None:
        """Make the changes of forks whose point has come."""
        for change in self.config.changes:
            if change.at == at and self.change is not None:
                self._seated(*self.change(change))
                self.chamber.emit(ev.ChangeMade, told(change), audience=ev.REVIEWER)

    async def offer(self, stage: Stage, proposer: str, decider: str) -> bool:
        """Put an offer on the table if one is due; returns whether the proposer walked away."""
        made = await self._made(stage, proposer, decider)
        if made is None:
            return False
        actor = self.config.scenario.party(proposer).leader
        slot = Propose(seat=proposer, actor=actor, stage=stage.id, round=self.chamber.round, to=decider).slot
        self.chamber.emit(ev.OfferMade, made, actor=proposer, slot=slot, audience=self.chamber.stage_audience)
        return made.walk_away

    async def _made(self, stage: Stage, proposer: str, decider: str) -> Offer | None:
        chamber, scenario = self.chamber, self.config.scenario
        table = chamber.view(proposer).table
        slot = f"{stage.id}.{chamber.round}/plan/propose"
        draw = chance(self.config.seed, slot, self.config.replicate)
        for edit in self.config.edits:
            if edit.offer is not None and edit.at == Point(stage=stage.id, round=chamber.round):
                return worded(edit.offer, scenario, draw)
        if proposer == scenario.mediator and self.plan.kind == "schedule":
            planned = scheduled(self.plan, table, stage.id, chamber.round)
            if planned is None or planned.to not in chamber.seats:
                return None
            return composed(planned, scenario, table, draw)
        if proposer != scenario.mediator and stage.proposer == "mediator":
            return Offer(to=decider, terms=dict(next(iter(table.accepted.values()), {})))
        act = Propose(
            seat=proposer,
            actor=scenario.party(proposer).leader,
            stage=stage.id,
            round=chamber.round,
            to=decider,
        )
        return await self.asker.ask(act, Offer)

    async def round(self, present: tuple[str, ...]) -> None:
        """Councils and statements in seat order; readings beside them, in statement order; the clock."""
        reading: list[tuple[ev.StatementMade, Read, asyncio.Task[Reading | Setback]]] = []
        try:
            for seat in present:
                await self.council(seat)
                spoken = await self.speak(seat)
                act = self._read(spoken)
                reading.append((spoken, act, asyncio.ensure_future(self.asker.attempt(act, Reading))))
            for spoken, act, task in reading:
                self._keep(spoken, self.asker.grounded(act, await task))
        except SessionPaused:
            await asyncio.gather(*(task for *_, task in reading))  # what is under way is paid: let it be kept
            raise
        except BaseException:
            await put_away(task for *_, task in reading)
            raise
        counted = self.numbers.strength("cost_clock") > 0 or not self.config.scenario.effects.get(
            "cost_clock"
        )
        elapsed = self.chamber.reviewer.elapsed_days
        self.chamber.emit(ev.ClockTicked, tick(self.config.scenario, elapsed, counted=counted))

    async def council(self, seat: str) -> None:
        """The factions argue, concurrently; the decider weighs. Private to the party."""
        party, chamber = self.config.scenario.party(seat), self.chamber
        if not party.factions:
            return
        acts = [
            Argue(seat=seat, actor=party.actor(faction.id), stage=chamber.stage, round=chamber.round)
            for faction in party.factions
        ]
        outcomes = await all_of(self.asker.attempt(act, Argument) for act in acts)
        for faction, act, outcome in zip(party.factions, acts, outcomes, strict=True):
            argument = self.asker.settle(act, outcome)
            body = ev.ArgumentBody(faction=faction.id, **argument.model_dump())
            chamber.emit(ev.ArgumentHeard, body, actor=act.actor, slot=act.slot, audience=(seat,))
        weigh = Weigh(seat=seat, actor=party.leader, stage=chamber.stage, round=chamber.round)
        judgement = await self.asker.weigh(weigh)
        chamber.emit(ev.JudgementMade, judgement, actor=party.leader, slot=weigh.slot, audience=(seat,))

    async def speak(self, seat: str) -> ev.StatementMade:
        """A seat speaks to its stage; its private note stays with its party."""
        chamber = self.chamber
        actor = self.config.scenario.party(seat).leader
        act = Speak(seat=seat, actor=actor, stage=chamber.stage, round=chamber.round)
        statement = await self.asker.speak(act)
        body = ev.StatementBody(text=statement.text)
        made = chamber.emit(
            ev.StatementMade, body, actor=seat, slot=act.slot, audience=chamber.stage_audience
        )
        if statement.private_note:
            note = ev.NoteBody(kind="private_note", text=statement.private_note)
            chamber.emit(ev.NoteKept, note, actor=seat, slot=act.slot, audience=(seat,))
        return made

    def _read(self, spoken: ev.StatementMade) -> Read:
        return Read(
            seat=spoken.actor,
            actor="analyst",
            stage=spoken.stage,
            round=spoken.round,
            speaker=spoken.actor,
            text=spoken.body.text,
            event=spoken.seq,
        )

    def _keep(self, spoken: ev.StatementMade, reading: Reading) -> None:
        body = ev.ReadingBody(statement=spoken.seq, seat=spoken.actor, **dict(reading))
        slot = self._read(spoken).slot
        self.chamber.emit(ev.ReadingTaken, body, actor="analyst", slot=slot, audience=spoken.audience)
