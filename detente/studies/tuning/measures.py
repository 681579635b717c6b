"""What a tuning measures of a session, a reading and a case; what is better, and what is only told.

The outcome of talks is told and never tested: prompts are not tuned towards an agreement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from detente.llm.failures import is_outage
from detente.llm.prices import Price
from detente.scenario.model import Scenario
from detente.studies.gold import Label, labelled
from detente.studies.leaks import leaks_of
from detente.studies.moments import moments_of
from detente.transcripts import events as ev
from detente.transcripts.acts import Decide, Propose, Reading, Speak
from detente.transcripts.calls import Call, parse_calls
from detente.transcripts.store import Folder

__all__ = ["MEASURES", "Measure", "of_reading", "of_session", "tested_acts"]


@dataclass(frozen=True)
class Measure:
    """Something that is measured."""

    name: str
    title: str
    unit: str
    """Of what it is taken: a session, a statement, a case."""
    better: Literal["higher", "lower"]


MEASURES: Mapping[str, Measure] = {
    one.name: one
    for one in (
        Measure("f1", "Grounded F1 on gold labels", "statement", "higher"),
        Measure("cases", "Prompt tests passed", "case", "higher"),
        Measure("valid", "Valid at the first try", "session", "higher"),
        Measure("breaches", "Breaches of a mandate", "session", "lower"),
        Measure("leaks", "Acts that leak private words", "session", "lower"),
        Measure("consistency", "Same decision, view in other words", "session", "higher"),
        Measure("refusals", "Refused or filtered", "session", "lower"),
        Measure("tokens", "Tokens", "session", "lower"),
        Measure("cost", "Cost, US dollars", "session", "lower"),
    )
}
REFUSED = frozenset({"refusal", "filtered"})


def of_session(path: Path, seats: frozenset[str], price: Price | None = None) -> dict[str, float]:
    """What is measured of a session's seats under test, `consistency` excepted. Shares are from 0 to 1.

    Tokens, and their cost by `price`, are those of these seats' acts: repairs and failed tries included.
    Raises TranscriptError for what is no session, CheckFailed for one that does not come out the same again.
    """
    folder = Folder(path)
    events = folder.events()
    asked = tested_acts(folder, seats)
    found: dict[str, float] = {}
    if asked:
        refused = _slots(events, REFUSED)
        found["valid"] = sum(first for first in asked.values()) / len(asked)
        found["refusals"] = sum(slot in refused for slot in asked) / len(asked)
    found["breaches"] = float(sum(one.actor in seats for one in events if isinstance(one, ev.BreachFound)))
    found["leaks"] = float(_leaks(path, seats))
    charged = [usage for call in _calls(folder, seats) for usage in call.charged]
    found["tokens"] = float(sum(usage.tokens_in + usage.tokens_out for usage in charged))
    if price is not None:
        found["cost"] = sum(price.of(usage) for usage in charged)
    return found


def tested_acts(folder: Folder, seats: frozenset[str]) -> dict[str, bool]:
    """Slot of each act that a model in these seats was asked for → whether its reply was valid at once.

    A provider that gave no answer is asked again when the session goes on; it says nothing of the reply.
    """
    turns: defaultdict[str, set[int]] = defaultdict(set)
    for call in _calls(folder, seats):
        turns[call.slot.act].add(call.slot.turn)
    faults = [one for one in folder.events() if isinstance(one, ev.FaultSeen)]
    faulty = {one.slot for one in faults if not is_outage(one.body.kind)}
    return {slot: found == {0} and slot not in faulty for slot, found in turns.items()}


def _calls(folder: Folder, seats: frozenset[str]) -> Iterator[Call]:
    for call in parse_calls(folder.call_lines()):
        if isinstance(call, Call) and call.by == "model" and _seat(call.slot.act) in seats:
            yield call


def _seat(slot: str) -> str:
    """`russia`, of `moscow.2/russia.leader/speak`."""
    parts = slot.split("/")
    return parts[1].partition(".")[0] if len(parts) > 1 else ""


def _slots(events: Iterable[ev.Event], kinds: frozenset[str]) -> set[str]:
    return {one.slot for one in events if isinstance(one, ev.FaultSeen) and one.body.kind in kinds}


def _leaks(path: Path, seats: frozenset[str]) -> int:
    said = moments_of(path, lambda act: act.seat in seats and isinstance(act, Speak | Propose | Decide))
    return sum(bool(one.reply is not None and leaks_of(one, one.reply)) for one in said)


def of_reading(label: Label, reading: Reading, scenario: Scenario) -> float:
    """How well one statement was read: 2 right / (read + labelled); 1 for silence where nothing is said.

    It is F1 of the statement's triples; positions that no quote proves are not counted as read.
    """
    gold = {triple for triple, _ in labelled(label, scenario)}
    read = {(one.issue, option, one.stance) for one in reading.positions for option in one.options}
    both = len(gold) + len(read)
    return 2 * len(gold & read) / both if both else 1.0
