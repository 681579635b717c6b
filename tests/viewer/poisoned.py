"""A session rewritten with attacks in every text of its events, in a chain that is whole again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from detente.transcripts import events as ev
from detente.transcripts.acts import Cause, Position, Refused, Unclear, Value
from tests.viewer.planting import Planter

__all__ = ["chained", "more_events", "poisoned_events"]

NAME, LINE, LABEL, QUOTE = 64, 300, 120, 1000
"""Characters that names, lines, labels and quotes have."""
CLIPPED = 90
"""Characters of a condition that are shown."""
Body = Any
Poisoner = Callable[[ev.Event, Planter, bool], Mapping[str, object]]


def poisoned_events(events: Sequence[ev.Event], plant: Planter, *, wild: bool) -> list[ev.Event]:
    """Every event with hostile texts; `wild` takes names too: of actors, stages, issues."""
    found: list[ev.Event] = []
    texts: dict[int, str] = {}
    for event in events:
        body: Value
        if isinstance(event, ev.ReadingTaken):
            body = _reading(event.body, texts[event.body.statement], plant, wild=wild)
        else:
            body = event.body.model_copy(update=_changed(event, plant, wild=wild))
        made = event.model_copy(update={"body": body, **(_renamed(event, plant) if wild else {})})
        if isinstance(made, ev.StatementMade):
            texts[made.seq] = made.body.text
        found.append(made)
    return found


def chained(events: Iterable[ev.Event]) -> Iterator[bytes]:
    """The lines of a transcript: numbered, each with the hash of the one before, and parsed again."""
    before = ""
    for number, event in enumerate(events):
        line = ev.line_of(event.model_copy(update={"seq": number, "prev": before}))
        assert ev.line_of(ev.parse(line)) == line, "a reader takes it as it is"
        before = ev.chain(line)
        yield line


def _renamed(event: ev.Event, plant: Planter) -> dict[str, object]:
    """Another stage for one of the talks' stages, and another speaker now and then."""
    update: dict[str, object] = {}
    if event.stage == "kyiv":
        update["stage"] = next(iter(plant.texts["stage"]), None) or plant("stage", NAME)
    if isinstance(event, ev.StatementMade | ev.DecisionMade) and event.seq % 3 == 0:
        update["actor"] = plant("actor", NAME)
    if isinstance(event, ev.ArgumentHeard) and event.seq % 3 == 0:
        update["actor"] = f"{event.actor.partition('.')[0]}.{plant('faction', NAME)}"
    return update


def _changed(event: ev.Event, plant: Planter, *, wild: bool) -> Mapping[str, object]:
    poisoner = _POISONERS.get(type(event))
    return poisoner(event.body, plant, wild) if poisoner else {}


def _reading(body: ev.ReadingBody, text: str, plant: Planter, *, wild: bool) -> ev.ReadingBody:
    """Quotes begin and end anywhere, also within an attack, and overlap."""
    positions = [
        position.model_copy(
            update={
                "quote": plant("quote", QUOTE),
                "condition": plant("condition", CLIPPED),
                "start": 9 * number,
                "end": min(9 * number + 60, len(text)),
            }
        )
        for number, position in enumerate(body.positions)
    ]
    if wild:
        names = {"issue": plant("read.issue", NAME), "options": (plant("read.option", NAME),)}
        positions.append(Position(**names, firmness="conditional", quote=plant("quote", QUOTE)))
    refused = (Refused(reason=plant("refused.reason", LINE), quote=plant("refused.quote", QUOTE)),)
    unclear = (Unclear(issue="I1", quote=plant("unclear.quote", QUOTE)),)
    update = {"positions": tuple(positions), "refused": refused, "unclear": unclear}
    return body.model_copy(update=update)


def _terms(body: Body, plant: Planter, field: str, *, wild: bool) -> dict[str, str]:
    more = {plant(f"{field}.issue", NAME): plant(f"{field}.option", NAME)} if wild else {}
    return {**body, **more}


def _causes(plant: Planter, field: str) -> tuple[Cause, ...]:
    return (
        Cause(label=plant(f"{field}.label", LABEL), amount=0.5),
        Cause(lever=plant(f"{field}.lever", NAME), mechanism=plant(f"{field}.mechanism", NAME), amount=-0.4),
        Cause(issue=plant(f"{field}.issue", NAME), mechanism="M1", amount=0.3),
    )


def _opened(body: ev.StageBody, plant: Planter, wild: bool) -> Mapping[str, object]:
    seats = (plant("stage.seat", NAME),) if wild else ()
    return {"title": plant("stage.heading"), "participants": (*body.participants, *seats)}


def _offered(body: Body, plant: Planter, wild: bool) -> Mapping[str, object]:
    demands = (plant("offer.demand", NAME),) if wild else ()
    to = {"to": plant("offer.to", NAME)} if wild and not body.demands else {}
    terms = _terms(body.terms, plant, "offer", wild=wild)
    return {"text": plant("offer.text", 4000), "demands": (*body.demands, *demands), "terms": terms, **to}


def _argued(_: Body, plant: Planter, wild: bool) -> Mapping[str, object]:
    return {"text": plant("argument", 4000), **({"faction": plant("faction", NAME)} if wild else {})}


def _judged(body: Body, plant: Planter, wild: bool) -> Mapping[str, object]:
    more = {plant("influence", NAME): 0.1} if wild else {}
    return {
        "reasons": tuple(plant("judgement.reason", LINE) for _ in range(3)),
        "instructions": plant("judgement.instructions", LINE),
        "influence": {**body.influence, **more},
        "causes": _causes(plant, "judgement.cause"),
    }


def _noted(body: ev.NoteBody, plant: Planter, wild: bool) -> Mapping[str, object]:
    texts = {"text": plant("note.text", LINE), "reasons": (plant("note.reason", LINE),)}
    if body.kind != "decision":
        return texts
    would_take = _terms(body.would_take, plant, "would", wild=wild)
    return {**texts, "causes": _causes(plant, "note.cause"), "would_take": would_take}


def _decided(body: ev.DecisionBody, plant: Planter, wild: bool) -> Mapping[str, object]:
    terms = _terms(body.terms, plant, "decision", wild=wild)
    return {"text": plant("decision.text", 4000), "terms": terms, "answer": "counter", "read_as": "accept"}


def _consented(body: ev.ConsentBody, plant: Planter, wild: bool) -> Mapping[str, object]:
    names = {"key": plant("consent.key", NAME), "issue": plant("consent.issue", NAME)} if wild else {}
    return {"because": plant("consent.because"), "given": False, **names}


def _gated(_: Body, plant: Planter, wild: bool) -> Mapping[str, object]:
    names = {"decider": plant("gate.decider", NAME), "next": plant("gate.next", NAME)}
    return names if wild else {}


def _closed(_: Body, plant: Planter, wild: bool) -> Mapping[str, object]:
    return {"because": plant("closed.because")}


def _ended(body: ev.EndedBody, plant: Planter, wild: bool) -> Mapping[str, object]:
    names = {"party": plant("blocked.party", NAME), "issue": plant("blocked.issue", NAME)} if wild else {}
    key = {"key": plant("blocked.key", NAME)} if wild else {}
    blocked = ev.Blocked(because=plant("blocked.because"), **names, **key)
    ended_in = {"ended_in": plant("ended_in", NAME)} if wild else {}
    return {"outcome": plant("outcome"), "outcome_class": "undeliverable", "blocked_by": blocked, **ended_in}


_POISONERS: Mapping[type[ev.Envelope], Callable[[Any, Planter, bool], Mapping[str, object]]] = {
    ev.StageOpened: _opened,
    ev.OfferMade: _offered,
    ev.ArgumentHeard: _argued,
    ev.JudgementMade: _judged,
    ev.StatementMade: lambda _body, plant, _wild: {"text": plant("statement")},
    ev.NoteKept: _noted,
    ev.DecisionMade: _decided,
    ev.ConsentAsked: _consented,
    ev.GateAsked: _gated,
    ev.StageClosed: _closed,
    ev.SessionEnded: _ended,
}


def more_events(plant: Planter, wild: bool) -> list[ev.Event]:
    """What the baseline's talks have none of: faults, a breach, a stage passed over, a fork's change."""
    seat = plant("breach.seat", NAME) if wild else "russia"
    breach = {"seat": seat, "issue": "I2", "option": "z", "because": plant("breach.because"), "decision": 1}
    change: dict[str, Any] = {name: plant(f"change.{name}", NAME) for name in ("world", "offers")} | {
        name: (plant(f"change.{name}", NAME),) for name in ("add_levers", "drop_levers", "seats", "without")
    }
    change |= {
        name: {plant(f"change.{name}", NAME): plant(f"change.{name}", NAME)} for name in ("sets", "prompts")
    }
    change["offer"] = {plant("change.issue", NAME): plant("change.option", NAME)}
    passed = {"result": "passed_over", "because": plant("passed.because")}
    fault = {"kind": plant("fault.kind"), "message": plant("fault.message")}
    where: dict[str, Any] = {"seq": 0, "stage": "moscow", "round": 1}
    return [
        ev.BreachFound(**where, actor="russia", body=ev.BreachBody.model_validate(breach)),
        ev.StageClosed(seq=0, stage=plant("passed.stage", NAME), body=ev.ClosedBody.model_validate(passed)),
        ev.FaultSeen(**where, actor="usa.leader", body=ev.FaultBody.model_validate(fault)),
        ev.ChangeMade(**where, audience=ev.REVIEWER, body=ev.ChangedBody.model_validate(change)),
    ]
