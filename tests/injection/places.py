"""The situation in which a seat's free words stand in every place that a prompt could show, act by act."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from detente.scenario.model import Scenario
from detente.transcripts.acts import (
    Act,
    Argue,
    Decide,
    Judgement,
    Offer,
    Position,
    Propose,
    Read,
    Speak,
    Weigh,
)
from detente.transcripts.bodies import ArgumentBody, DecisionBody
from detente.transcripts.table import Heard, Held, Standing, Table, View

__all__ = ["ACTS", "BAR", "LINE", "Asked", "Words", "bare", "fragments", "lines_of", "situations", "the_same"]

BAR = "│ "
ACTS: tuple[type[Act], ...] = (Argue, Weigh, Speak, Propose, Decide, Read)
WHERE, ROUND = "moscow", 2
LINE = 300
"""Characters of the fields of one line: notes, reasons, instructions, conditions."""
Words = Callable[[str], str]
"""Place → the words that stand there."""
_BREAKS = re.compile("[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True)
class Asked:
    """An act, and what its actor sees."""

    act: Act
    view: View


def the_same(text: str) -> Words:
    """The same words in every place."""
    return lambda _place: text


def situations(scenario: Scenario, kind: type[Act], words: Words) -> Iterator[Asked]:
    """Everybody's act of one kind, with `words` in every place that holds somebody's free words."""
    if kind is Read:
        yield from _readings(scenario, words)
        return
    for actor in scenario.personas:
        seat, _, role = actor.partition(".")
        council = bool(scenario.party(seat).factions)
        if (role == "leader") is (kind is Argue) or (kind is Weigh and not council):
            continue
        yield Asked(_act(scenario, kind, seat, actor), View(seat=seat, table=_table(scenario, seat, words)))


def _readings(scenario: Scenario, words: Words) -> Iterator[Asked]:
    text = words("the statement to read")
    for n, seat in enumerate(scenario.seats):
        act = Read(seat=seat, actor="analyst", stage=WHERE, round=ROUND, speaker=seat, text=text, event=n)
        yield Asked(act, View(seat=seat, table=Table()))


def _act(scenario: Scenario, kind: type[Act], seat: str, actor: str) -> Act:
    point = {"seat": seat, "actor": actor, "stage": WHERE, "round": ROUND}
    to = {"to": next(other for other in scenario.seats if other != seat)} if kind is Propose else {}
    return kind.model_validate({**point, **to})


def _table(scenario: Scenario, seat: str, words: Words) -> Table:
    """A table in the middle of a stage, as this seat sees it."""
    first, second, *_ = scenario.issues
    offer = Offer(to="russia", terms={second.id: second.options[1].id}, text=words("an offer"))
    earlier = Offer(to="russia", terms={first.id: first.options[0].id}, text=words("an earlier offer"))
    standing = Standing(4, "usa", WHERE, ROUND, offer)
    others = [other for other in scenario.seats if other != seat]
    answer = DecisionBody(offer=1, answer="counter", terms=earlier.terms, text=words("a decision"))
    table = Table(stage=WHERE, round=ROUND, participants=scenario.seats, rounds_planned=3, elapsed_days=14)
    table.standing, table.offers = standing, [Standing(1, "usa", WHERE, 1, earlier), standing]
    table.statements = [
        Heard(n, who, WHERE, 1, words("a statement")) for n, who in enumerate((*others, seat), 5)
    ]
    table.positions = {who: {first.id: _held(first.id, words)} for who in scenario.seats}
    table.decisions, table.accepted = {(WHERE, "russia"): answer}, {"usa": offer.terms}
    table.notes = [f"{WHERE}.1: {words('a private note')[:LINE]}", f"{WHERE}.1: {words('a reason')[:LINE]}"]
    table.judgement = Judgement(
        reasons=(words("a reason of a judgement")[:LINE],), instructions=words("instructions")[:LINE]
    )
    _council(scenario, seat, table, words)
    return table


def _held(issue: str, words: Words) -> Held:
    quote = words("a quote")[:LINE] or "quote"
    condition = words("a condition")[:LINE]
    position = Position(issue=issue, options=("a",), firmness="conditional", condition=condition, quote=quote)
    return Held(5, WHERE, 1, position)


def _council(scenario: Scenario, seat: str, table: Table, words: Words) -> None:
    advice = ("resist", "approve", "neutral")
    for n, faction in enumerate(scenario.party(seat).factions):
        said = {"faction": faction.id, "text": words("an argument"), "for_offer": advice[n % 3]}
        table.arguments.append(ArgumentBody.model_validate(said))
        table.last_arguments[faction.id] = ArgumentBody.model_validate(said)


# -- what is looked at in a message ---------------------------------------------------------------


def lines_of(text: str) -> list[str]:
    """The lines of a message, as any reader may count them: by line feeds, and by every line end there is."""
    return [*text.split("\n"), *text.splitlines()]


def bare(text: str) -> list[str]:
    """The lines that are not quoted."""
    return [line for line in lines_of(text) if not line.startswith(BAR)]


def fragments(text: str) -> set[str]:
    """What an attack leaves in a prompt: its runs of characters that a reader sees, without line ends."""
    lines = ("".join("\n" if _unseen(sign) else sign for sign in line) for line in _BREAKS.split(text))
    return {run.strip() for line in lines for run in line.split("\n") if len(run.strip()) > 3}


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf"}
