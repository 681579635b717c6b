"""Gates: the decision a stage needs, breaches of mandates, vetoes, and a counter-offer put once around."""

from __future__ import annotations

from dataclasses import dataclass

from detente.agents.mandate import agreed, crossed
from detente.orchestration.asking import Asker
from detente.orchestration.chamber import Chamber
from detente.orchestration.endings import Ending
from detente.orchestration.parties import Attendance
from detente.scenario.process import Stage
from detente.transcripts import events as ev
from detente.transcripts.acts import Answer, Decide, Decision, Offer, Terms


@dataclass
class Gatekeeper:
    """Asks gates."""

    chamber: Chamber
    asker: Asker
    attendance: Attendance

    async def ask(self, stage: Stage, decider: str, *, final: bool, first: bool) -> Ending:
        """Ask the gate after a round; the ending is settled when the stage is over."""
        going = Ending(stage=stage.id, first=first, result="lapsed", goes_on=stage.gate.reject == "goes_on")
        standing = self.chamber.reviewer.standing
        if standing is None or standing.offer.to != decider or not self._asked(stage, final):
            return going
        may_counter = self._may_counter(stage)
        decision = await self.decide(stage, decider, final=final and not may_counter, may_counter=may_counter)
        if decision.answer == "accept":
            return await self._vetoed(stage, decider, going, final=final)
        if decision.answer == "counter" and stage.gate.counter_switch and final:
            return await self._around(stage, decider, decision.terms, going)
        if decision.answer == "reject" and self._refusal_ends(stage):
            return going.refused(decider, decision.would_take)
        if final and stage.proposer == "mediator":
            return going.refused(decider, decision.would_take)
        return going.noted(decider, decision.would_take)

    def _asked(self, stage: Stage, final: bool) -> bool:
        return final or stage.gate.ask == "every_round" or self._switched(stage)

    def _switched(self, stage: Stage) -> bool:
        switch = stage.gate.counter_switch
        return switch is not None and self.attendance.numbers.switches.get(switch, False)

    def _may_counter(self, stage: Stage) -> bool:
        if stage.gate.counter_switch:
            return self._switched(stage)
        return stage.gate.ask == "every_round"

    def _refusal_ends(self, stage: Stage) -> bool:
        if stage.proposer == "alternate":
            return False
        claimed = bool(self.attendance.scenario.effects.get("refusal_ends"))
        return not claimed or self.attendance.numbers.strength("refusal_ends") >= 0.5

    async def decide(
        self, stage: Stage, seat: str, *, final: bool, may_counter: bool, everything: bool = False
    ) -> Decision:
        """Ask one seat for its answer; keep the decision, its reasons, and any breach."""
        chamber, scenario = self.chamber, self.attendance.scenario
        scope = self._everything(seat) if everything else stage.decides
        act = Decide(
            seat=seat,
            actor=scenario.party(seat).leader,
            stage=chamber.stage,
            round=chamber.round,
            final=final or not may_counter,
            may_counter=may_counter,
            issues=scope,
        )
        decision = await self.asker.decide(act)
        standing = chamber.reviewer.standing
        assert standing is not None, "a gate is asked about a standing offer"
        body = ev.DecisionBody.of(decision, standing.event, self._read_as(seat))
        audience = chamber.stage_audience
        made = chamber.emit(ev.DecisionMade, body, actor=seat, slot=act.slot, audience=audience)
        note = ev.NoteBody(
            kind="decision",
            reasons=decision.reasons,
            causes=decision.causes,
            would_take=decision.would_take,
        )
        chamber.emit(ev.NoteKept, note, actor=seat, slot=act.slot, audience=(seat,))
        self._breaches(seat, decision, standing.offer, made.seq)
        return decision

    def _everything(self, seat: str) -> tuple[str, ...]:
        return tuple(issue.id for issue in self.attendance.scenario.agenda(seat))

    def _read_as(self, seat: str) -> Answer:
        return self.chamber.reviewer.answer_now(seat)

    def _breaches(self, seat: str, decision: Decision, offer: Offer, made: int) -> None:
        party, strengths = self.attendance.scenario.party(seat), self.attendance.numbers.strengths
        terms = agreed(decision, offer)
        for line in crossed(party, terms, strengths):
            option = terms[line.issue]
            body = ev.BreachBody(
                seat=seat, issue=line.issue, option=option, because=line.because, decision=made
            )
            self.chamber.emit(ev.BreachFound, body, actor=seat, audience=ev.REVIEWER)

    async def _vetoed(self, stage: Stage, decider: str, going: Ending, *, final: bool) -> Ending:
        """Acceptance counts only if no later party with a veto refuses."""
        for seat in self.attendance.vetoes(decider):
            decision = await self.decide(stage, seat, final=final, may_counter=not final, everything=True)
            if decision.answer != "accept":
                blocked = going.refused(seat, decision.would_take)
                return blocked if final else going.noted(seat, decision.would_take)
        return going.accepted(decider)

    async def _around(self, stage: Stage, decider: str, terms: Terms, going: Ending) -> Ending:
        """Put a counter-offer once to everybody who had accepted other terms."""
        chamber = self.chamber
        standing = chamber.reviewer.standing
        assert standing is not None, "a counter-offer answers a standing offer"
        full = {**standing.offer.terms, **terms}
        asked = [seat for seat in chamber.reviewer.accepted if seat not in (decider, standing.by)]
        if not asked or self.attendance.scenario.exclusion(full):
            return going.refused(decider, {})
        for seat in asked:
            relayed = self._accepted_by(seat).model_copy(update={"terms": full, "text": ""})
            slot = f"{stage.id}.{chamber.round}/{seat}/relayed"
            heard = ev.PUBLIC if stage.audience == "public" else (*chamber.stage_audience, seat)
            made = chamber.emit(ev.OfferMade, relayed, actor=standing.by, slot=slot, audience=heard)
            decision = await self.decide(stage, seat, final=True, may_counter=False)
            if decision.answer != "accept":
                return going.refused(seat, decision.would_take)
        signed = ev.DecisionBody(offer=made.seq, answer="accept")
        slot = f"{stage.id}.{chamber.round}/{decider}/own_terms"
        chamber.emit(ev.DecisionMade, signed, actor=decider, slot=slot, audience=chamber.stage_audience)
        return going.accepted(decider)

    def _accepted_by(self, seat: str) -> Offer:
        """The last offer to a seat that has accepted: its levers stay on the table with changed terms."""
        return next(put.offer for put in reversed(self.chamber.reviewer.offers) if put.offer.to == seat)
