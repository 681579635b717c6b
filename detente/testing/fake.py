"""A model that is scripted by seat, act and point of the talks: never by the order in which it is called.

What it was not told to answer fails the test; nothing is answered by default unless `otherwise` says so.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.llm.chat import Request, digest
from detente.llm.failures import ModelFailure
from detente.llm.fakes import words
from detente.llm.providers import Adapter, Providers
from detente.llm.settings import ModelSettings
from detente.llm.specs import Spec
from detente.orchestration.backstage import Backstage
from detente.testing.asked import ACTS, PROBE, Asked
from detente.transcripts.calls import Answer, Usage

__all__ = ["Rule", "Say", "Says", "ScriptedModel", "Unscripted", "no_waiting"]

Say = dict[str, Any] | str | Answer | ModelFailure | Callable[[Asked], Any]
"""An object (sent as JSON), raw text, a whole answer, a failure to be raised, or what makes one of these."""
Says = Say | Sequence[Say]
"""A sequence: the answer to the question, then to its repair turn; the last one goes for all that follow."""
READY = {"answer": "ready", "marks": ["ready"]}
LAST_LINES = 12
"""Lines of a prompt that are shown of a question without an answer."""


class Unscripted(AssertionError):
    """A question that the script has no answer to."""


@dataclass
class Rule:
    """One line of a script: to whom, for what and when it answers what; what is empty goes for all."""

    says: Says
    seat: str = ""
    act: str = ""
    at: str = ""
    actor: str = ""
    answered: int = 0
    """How many questions it has answered."""

    def fits(self, asked: Asked) -> bool:
        """Whether it answers a question."""
        return (
            self.seat in ("", asked.seat)
            and self.actor in ("", asked.actor)
            and self.act in ("", asked.act)
            and self.at in ("", asked.at, asked.stage)
        )

    def weight(self, asked: Asked) -> int:
        """How much more than nothing it says; an actor says more than a seat, a round more than a stage."""
        where = 0 if not self.at else 2 if self.at == asked.at else 1
        who = 2 if self.actor else 1 if self.seat else 0
        return where + who + bool(self.act)

    def __str__(self) -> str:
        """As `seat='russia', act='speak'`."""
        named = {"seat": self.seat, "actor": self.actor, "act": self.act, "at": self.at}
        return ", ".join(f"{name}={value!r}" for name, value in named.items() if value) or "anything"


@dataclass(repr=False)
class ScriptedModel:
    """A model that answers by rules: of those that fit, the one that says most; of equals, the last."""

    rules: list[Rule] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    """Every question, in the order of asking; the probe before the talks too."""
    unanswered: list[Unscripted] = field(default_factory=list)
    """Every question without an answer, also where somebody caught the error."""
    _default: Callable[[Asked], Say] | None = None
    _seen: Counter[str] = field(default_factory=Counter)

    # -- the script -------------------------------------------------------------------------------

    def on(self, *, says: Says, seat: str = "", act: str = "", at: str = "", actor: str = "") -> Rule:
        """Answer `says` where everything fits that is given.

        `act` is argue, weigh, speak, propose, decide or read (of the seat `analyst`); `at` is a stage and a
        round, as `moscow.2`, or a stage; `actor` is one of a seat's people, as `russia.siloviki`.
        Raises ValueError for an act that there is not.
        """
        if act and act not in ACTS.values():
            raise ValueError(f"there is no act {act!r}; there is {', '.join(ACTS.values())}")
        if isinstance(says, list | tuple) and not says:
            raise ValueError("says: an empty list answers nothing")
        rule = Rule(says, seat, act, at, actor)
        self.rules.append(rule)
        return rule

    def otherwise(self, says: Callable[[Asked], Say]) -> None:
        """Answer like this whatever no rule answers; `valid_reply` gives a plain valid reply to anything."""
        self._default = says

    @property
    def unused(self) -> list[Rule]:
        """Rules that have answered nothing: a seat or a point that never came."""
        return [rule for rule in self.rules if not rule.answered]

    def of(self, seat: str = "", act: str = "", at: str = "", actor: str = "") -> list[Asked]:
        """The questions so far that fit, without the probe."""
        wanted = Rule("", seat, act, at, actor)
        return [asked for asked in self.asked if asked.act != PROBE and wanted.fits(asked)]

    # -- who is asked -----------------------------------------------------------------------------

    @property
    def providers(self) -> Providers:
        """Providers whose every model is this one; nobody waits before another try."""
        return Providers(make=self.make, sleep=no_waiting)

    @property
    def backstage(self) -> Backstage:
        """For `session.play`, `session.start` and `talks`: this is every model that a SPEC names."""
        return Backstage(self.providers)

    def make(self, spec: Spec, _settings: ModelSettings, _keys: Mapping[str, str]) -> Adapter:
        """An adapter for a SPEC, as `Providers(make=…)` takes it."""
        return _Named(self, spec.name)

    def answer(self, request: Request, model: str) -> Answer:
        """What it says to a request. Raises ModelFailure, if the script says so, and Unscripted."""
        key = digest(request, model) + request.draw
        asked = Asked(request, model, self._seen[key])
        self._seen[key] += 1
        self.asked.append(asked)
        said: Any = READY if asked.act == PROBE else self._said(asked)
        while callable(said):
            said = said(asked)
        if isinstance(said, ModelFailure):
            raise _anew(said)
        return said if isinstance(said, Answer) else _spoken(said, request)

    def _said(self, asked: Asked) -> Say:
        fitting = [rule for rule in self.rules if rule.fits(asked)]
        if fitting:
            best = max(reversed(fitting), key=lambda rule: rule.weight(asked))
            best.answered += 1
            if isinstance(best.says, list | tuple):
                return best.says[min(asked.repairs, len(best.says) - 1)]  # type: ignore[no-any-return]
            return best.says  # type: ignore[return-value]
        if self._default is not None:
            return self._default
        error = Unscripted(self._told(asked))
        self.unanswered.append(error)
        raise error

    def _told(self, asked: Asked) -> str:
        lines = [f"│ {line}" for line in asked.turn.strip().splitlines()]
        shown = [f"│ … {len(lines) - LAST_LINES} lines before", *lines[-LAST_LINES:]]
        rules = [f"  {rule}" for rule in self.rules] or ["  nothing"]
        return "\n".join(
            [
                f"the script of fake_model has no answer to: {asked}",
                f"(seat={asked.seat!r}, act={asked.act!r}, at={asked.at!r}, actor={asked.actor!r})",
                "The prompt ends:",
                *(shown if len(lines) > LAST_LINES else lines),
                "The script answers:",
                *rules,
                "Add a rule with fake_model.on(…), or fake_model.otherwise(valid_reply).",
            ]
        )


@dataclass(frozen=True)
class _Named:
    """The scripted model under one SPEC."""

    model: ScriptedModel
    name: str
    bounded: bool = True

    async def ask(self, request: Request) -> Answer:
        """Answer one question."""
        return self.model.answer(request, self.name)

    async def close(self) -> None:
        """Nothing to close."""


async def no_waiting(_seconds: float) -> None:
    """How retries wait in tests: not at all."""


def _spoken(said: dict[str, Any] | str, request: Request) -> Answer:
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    usage = Usage(tokens_in=words(request), tokens_out=len(text.split()))
    return Answer(text=text, mode=request.mode, finish="stop", usage=usage, model="fake")


def _anew(failure: ModelFailure) -> ModelFailure:
    """A failure of its own for each question; where it says nothing, nobody waits before another try."""
    return ModelFailure(
        failure.kind,
        status=failure.status,
        raw=failure.raw,
        retry_after=failure.retry_after or 0.0,
        billed=failure.billed,
    )
