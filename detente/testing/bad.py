"""Bad replies of every kind, by name: what a model can give that is none, and what each comes to.

    @pytest.mark.parametrize("bad", bad_replies("speak").values(), ids=str)
    def test_a_bad_statement_pauses_the_talks(fake_model, bad): ...

Each is made of a valid reply to the question that is asked, with the one fault it is named for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from detente.llm.failures import SENTENCES, ModelFailure
from detente.testing.asked import ACTS, Asked
from detente.testing.replies import valid_reply
from detente.transcripts.calls import Answer

__all__ = ["BAD", "Bad", "bad_replies"]

Made = dict[str, Any]
ALL = tuple(ACTS.values())
WORDY = ("argue", "speak", "propose", "decide")
NOWHERE = "these words stand in no statement of anybody"


@dataclass(frozen=True)
class Bad:
    """One kind of bad reply; it is what `says` takes: alone on every turn, or in a list before its repair."""

    name: str
    leads_to: str
    """Kind of the fault when the repair turn brings the same; empty for what is no fault in the end."""
    acts: tuple[str, ...]
    """The acts that it makes sense for."""
    make: Callable[[Asked], Any]
    asked_again: bool = True
    """Whether the model gets a repair turn."""

    def __call__(self, asked: Asked) -> Any:  # noqa: ANN401 - an object, text, a whole answer or a failure
        """The bad reply to a question."""
        return self.make(asked)

    def __str__(self) -> str:
        """Its name."""
        return self.name


def bad_replies(act: str) -> dict[str, Bad]:
    """The kinds that make sense for an act, by their names."""
    return {name: bad for name, bad in BAD.items() if act in bad.acts}


# -- how they are made ----------------------------------------------------------------------------


def _text(change: Callable[[str], str]) -> Callable[[Asked], str]:
    return lambda asked: change(json.dumps(valid_reply(asked), ensure_ascii=False))


def _object(change: Callable[[Made, Asked], Made]) -> Callable[[Asked], Made]:
    return lambda asked: change(valid_reply(asked), asked)


def _with(**fields: Any) -> Callable[[Asked], Made]:  # noqa: ANN401 - any JSON
    return _object(lambda made, _: {**made, **fields})


def _answer(finish: str, refusal: str = "", share: float = 1.0) -> Callable[[Asked], Answer]:
    def made(asked: Asked) -> Answer:
        text = json.dumps(valid_reply(asked))
        return Answer(text=text[: int(len(text) * share)], finish=finish, refusal=refusal, model="fake")

    return made


def _wrong_type(made: Made, _: Asked) -> Made:
    first = next(iter(made))
    return {**made, first: {"is": made[first]}}


def _missing(made: Made, _: Asked) -> Made:
    first = next(iter(made))
    return {name: value for name, value in made.items() if name != first}


def _too_long(made: Made, _: Asked) -> Made:
    return {**made, "text": "We say it again. " * 400}


def _terms_of(made: Made, asked: Asked, terms: list[str]) -> Made:
    """Terms where an act has them: an offer's, or those that a refusal would take."""
    if asked.act == "propose":
        return {**made, "terms": terms}
    return {**made, "answer": "reject", "would_take": terms}


def _unknown_option(made: Made, asked: Asked) -> Made:
    if asked.act == "read":
        issue = asked.options("positions", "issue")[0]
        return {**made, "positions": [_position(issue, ["nowhere"], asked)]}
    return _terms_of(made, asked, [f"{_known_terms(asked)[0].partition('.')[0]}.nowhere"])


def _twice(made: Made, asked: Asked) -> Made:
    terms = _known_terms(asked)
    issue = terms[0].partition(".")[0]
    return _terms_of(made, asked, [term for term in terms if term.partition(".")[0] == issue][:2])


def _excluded(made: Made, asked: Asked) -> Made:
    return _terms_of(made, asked, list(_excluded_pair(asked)))


def _excluded_pair(asked: Asked) -> tuple[str, str]:
    """A pair that the stable message lists as excluded. Raises ValueError where it lists none."""
    known = set(_known_terms(asked))
    for first, second in re.findall(r"^- (\S+) and (\S+): ", asked.system, re.MULTILINE):
        if first in known and second in known:
            return first, second
    raise ValueError(f"{asked}: no pair of options is told to be excluded")


def _known_terms(asked: Asked) -> list[str]:
    return asked.options("terms" if asked.act == "propose" else "would_take")


def _position(issue: str, options: list[str], asked: Asked, quote: str = "") -> Made:
    words = [line.removeprefix("│ ") for line in asked.turn.splitlines() if line.startswith("│ ")]
    told = quote or next((line[:200] for line in words if line.strip()), NOWHERE)
    return {"issue": issue, "options": options, "firmness": "firm", "condition": "", "quote": told}


def _unknown_issue(made: Made, asked: Asked) -> Made:
    return {**made, "positions": [_position("no-issue", ["a"], asked)]}


def _ungrounded(made: Made, asked: Asked) -> Made:
    issue = asked.options("positions", "issue")[0]
    option = asked.options("positions", "options")[0]
    return {**made, "positions": [_position(issue, [option], asked, NOWHERE)]}


def _unknown_faction(made: Made, _: Asked) -> Made:
    return {**made, "influence": [*made["influence"], {"faction": "nobody", "share": 0.0}]}


def _too_much(made: Made, _: Asked) -> Made:
    shares = [{**entry, "share": min(entry["share"] * 2 + 0.2, 1.0)} for entry in made["influence"]]
    return {**made, "influence": shares}


def _counter(made: Made, asked: Asked) -> Made:
    return {**made, "answer": "counter", "terms": _known_terms(asked)[:1]}


def _failing(kind: str) -> Callable[[Asked], ModelFailure]:
    return lambda _: ModelFailure(kind, retry_after=0.0)


# -- the mapping ----------------------------------------------------------------------------------


def _of(
    leads_to: str, acts: Collection[str], asked_again: bool = True, **made: Callable[[Asked], Any]
) -> dict[str, Bad]:
    named = {name.replace("_", " "): make for name, make in made.items()}
    return {name: Bad(name, leads_to, tuple(acts), make, asked_again) for name, make in named.items()}


BAD: dict[str, Bad] = {
    **_of("empty", ALL, empty=lambda _: "", blank=lambda _: " \n"),
    **_of(
        "malformed",
        ALL,
        not_JSON=lambda _: "We would rather not say it in this form.",
        half_an_object=_text(lambda text: text[: len(text) // 2]),
        two_objects=_text(lambda text: f"{text}\n{text}"),
        a_list=_text(lambda text: f"[{text}]"),
        a_key_twice=_text(lambda text: text[:-1] + ", " + text[1:]),
    ),
    **_of(
        "unfit",
        ALL,
        wrong_type=_object(_wrong_type),
        unknown_field=_with(mood="grim"),
        missing_field=_object(_missing),
    ),
    **_of("unfit", WORDY, too_long=_object(_too_long)),
    **_of("unfit", ("argue", "speak"), no_words=_with(text=" ")),
    **_of("unfit", ("propose", "decide", "read"), unknown_option=_object(_unknown_option)),
    **_of("unfit", ("propose", "decide"), excluded_pair=_object(_excluded), an_issue_twice=_object(_twice)),
    **_of(
        "unfit", ("propose",), unknown_lever=_with(levers=["magic"]), unknown_demand=_with(demands=["magic"])
    ),
    **_of(
        "unfit",
        ("weigh",),
        unknown_faction=_object(_unknown_faction),
        shares_that_do_not_sum=_object(_too_much),
        lean_out_of_range=_with(lean=1.5),
    ),
    **_of("unfit", ("read",), unknown_issue=_object(_unknown_issue)),
    **_of(
        "unfit",
        ("decide",),
        counter_where_none_is_allowed=_object(_counter),
        counter_without_terms=_with(answer="counter", terms=[]),
        unknown_answer=_with(answer="perhaps"),
    ),
    **_of("", ("read",), ungrounded_quote=_object(_ungrounded)),
    **_of(
        "", ALL, asked_again=False, prose_around_JSON=_text(lambda text: f"Here you are:\n{text}\nAs asked.")
    ),
    **_of("truncated", ALL, truncated=_answer("length", share=0.5)),
    **_of("refusal", ALL, asked_again=False, refusal=_answer("stop", "I cannot help with that.")),
    **_of("filtered", ALL, asked_again=False, content_filter=_answer("content_filter", share=0.0)),
    **{kind: Bad(kind, kind, ALL, _failing(kind), asked_again=False) for kind in SENTENCES},
}
"""Name → kind of bad reply.

`prose around JSON` is read as the object alone; an `ungrounded quote` is asked for again, and then refused as
a position; `counter where none is allowed` is bad only at a gate that takes none. The last ones are the kinds
of `ModelFailure`, as `busy` and `timeout`.
"""
