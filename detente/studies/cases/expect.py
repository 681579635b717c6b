"""Whether what was told, and what was answered, is as a case expects: one check after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.agents.mandate import agreed, crossed
from detente.studies.cases.model import Expect, Stand, Words
from detente.studies.leaks import leaks_of, public_words
from detente.studies.messages import tokens
from detente.studies.moments import Moment
from detente.transcripts.acts import Argument, Decision, Judgement, Offer, Position, Reading, Reply, Statement

__all__ = ["Check", "decision_in", "of_prompt", "of_reply", "words_check"]


@dataclass(frozen=True)
class Check:
    """One thing that was expected."""

    name: str
    told: str = ""
    """What is wrong, in a sentence; empty where all is well."""

    @property
    def passed(self) -> bool:
        """Whether it is as expected."""
        return not self.told


def of_prompt(expect: Expect, told: str, under: str = "") -> Iterator[Check]:
    """What is told, `under` a paraphrase if one is named."""
    where = f" under paraphrase {under}" if under else ""
    yield from words_check("prompt", f"the prompt{where}", expect.prompt, told)
    most = expect.prompt.at_most_tokens
    if most is not None:
        size = tokens(told)
        over = f"the prompt{where} has about {size:,} tokens, more than {most:,}" if size > most else ""
        yield Check("tokens", over)


def words_check(name: str, what: str, expected: Words, told: str) -> Iterator[Check]:
    """What must stand in some words, and what must not."""
    folded = _folded(told)
    for text in expected.contains:
        missing = "" if _folded(text) in folded else f"{what} lacks “{text}”"
        yield Check(f"{name} contains", missing)
    for text in expected.lacks:
        there = f"{what} contains “{text}”" if _folded(text) in folded else ""
        yield Check(f"{name} lacks", there)


def _folded(text: str) -> str:
    return " ".join(text.split())


def of_reply(expect: Expect, moment: Moment, reply: Reply, read: Reading | None) -> Iterator[Check]:
    """What was answered; `read` is what the analyst reads in it, if it is a statement."""
    yield from _fields(expect.reply, reply)
    if expect.answer:
        wanted = (expect.answer,) if isinstance(expect.answer, str) else expect.answer
        found = str(getattr(reply, "answer", "nothing"))
        yield Check("answer", "" if found in wanted else f"it answers {found}, not {' or '.join(wanted)}")
    if expect.lean is not None:
        yield Check("lean", _lean(reply, expect.lean))
    reading = read or (reply if isinstance(reply, Reading) else None)
    for stand in expect.positions:
        yield Check(f"position on {stand.issue}", _stand(stand, reading.positions if reading else ()))
    yield from words_check("says", "what it says", expect.says, public_words(reply) or _own_words(reply))
    if expect.within_mandate:
        yield Check("within mandate", _mandate(moment, reply))
    if expect.grounded and reading is not None:
        lost = "; ".join(f"“{one.quote}”: {one.reason}" for one in reading.refused)
        yield Check("grounded", f"not everything is proven by a quote: {lost}" if lost else "")
    if expect.no_leak:
        found_ = leaks_of(moment, reply)
        yield Check(
            "no leak", f"it says to others what only its own side knows: “{found_[0]}”" if found_ else ""
        )


def _own_words(reply: Reply) -> str:
    """A council's words, for expectations of acts that nobody else hears."""
    if isinstance(reply, Argument):
        return reply.text
    return " ".join([*reply.reasons, reply.instructions]) if isinstance(reply, Judgement) else ""


def _fields(expected: Mapping[str, Any], reply: Reply) -> Iterator[Check]:
    said = reply.model_dump(mode="json")
    for name, wanted in expected.items():
        if name not in said:
            yield Check(name, f"there is no field '{name}' in its {type(reply).__name__.lower()}")
            continue
        found = said[name]
        several = isinstance(wanted, list) and not isinstance(found, list)
        fits = found in wanted if several else found == wanted
        yield Check(name, "" if fits else f"{name} is {found!r}, not {wanted!r}")


def _lean(reply: Reply, bounds: tuple[float, float]) -> str:
    lean = reply.lean if isinstance(reply, Judgement) else None
    if lean is None:
        return "there is no lean"
    return (
        ""
        if bounds[0] <= lean <= bounds[1]
        else f"lean is {lean:+.2f}, not from {bounds[0]:+g} to {bounds[1]:+g}"
    )


def _stand(stand: Stand, positions: Iterable[Position]) -> str:
    mine = [one for one in positions if one.issue == stand.issue]
    if not mine:
        return f"nothing is read on {stand.issue}"
    for name, wanted in (("holds", stand.holds), ("rejects", stand.rejects)):
        found = [option for one in mine if one.stance == name for option in one.options]
        if wanted and (not found or not set(found) <= set(wanted)):
            read = ", ".join(found) or "nothing"
            return f"on {stand.issue} it is read as {name[:-1]}ing {read}, not {' or '.join(wanted)}"
    if stand.firmness and stand.firmness not in {one.firmness for one in mine}:
        return f"on {stand.issue} it is read as {mine[0].firmness}, not {stand.firmness}"
    return ""


def _mandate(moment: Moment, reply: Reply) -> str:
    standing = moment.view.table.standing
    if isinstance(reply, Decision):
        terms = agreed(reply, standing.offer if standing else None)
    else:
        terms = reply.terms if isinstance(reply, Offer) else {}
    lines = crossed(moment.scenario.party(moment.act.seat), terms)
    return "; ".join(f"{one.issue}.{terms[one.issue]} crosses its mandate: {one.because}" for one in lines)


def decision_in(reply: Reply) -> str:
    """What a reply comes to, to tell whether two are the same: an answer, an advice, a direction, terms."""
    if isinstance(reply, Decision | Reading):
        return str(reply.answer)
    if isinstance(reply, Argument):
        return reply.for_offer
    if isinstance(reply, Judgement):
        lean = reply.lean or 0.0
        return "undecided" if abs(lean) < 0.1 else ("towards +1" if lean > 0 else "towards -1")
    if isinstance(reply, Offer):
        return " ".join(sorted(f"{issue}.{option}" for issue, option in reply.terms.items()))
    return "a statement" if isinstance(reply, Statement) else ""
