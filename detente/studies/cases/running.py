"""Running prompt tests: each case is told, asked of a mock, a cassette or a model, and judged."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from detente.agents.agent import CannotAct
from detente.agents.persona.asking import Question, ask
from detente.agents.persona.fitting import misfit
from detente.agents.persona.seat import PersonaSeat
from detente.agents.seats import lexical
from detente.errors import SessionPaused
from detente.llm.budget import Budget, Caps
from detente.llm.chat import Request
from detente.llm.door import Door, Line
from detente.llm.failures import is_outage
from detente.llm.fakes import FakeModel
from detente.llm.journal import Journal
from detente.llm.loop import run_here
from detente.llm.parse import Malformed, one_object
from detente.llm.providers import Providers
from detente.llm.settings import ModelSettings
from detente.llm.specs import parse_spec
from detente.prompts.library import Library, built_in
from detente.prompts.paraphrases import paraphrased
from detente.studies.cases.expect import Check, decision_in, of_prompt, of_reply, words_check
from detente.studies.cases.model import Case, Placed, Reply
from detente.studies.cases.views import moment_of
from detente.studies.moments import Moment
from detente.transcripts.acts import Read, Reading, Speak, Statement
from detente.transcripts.acts import Reply as Made
from detente.transcripts.calls import Answer, Slot
from detente.transcripts.grounding import ground
from detente.transcripts.table import Table, View

__all__ = ["MOCK", "Asking", "Trial", "Verdict", "refuse_outage", "run_cases", "verdicts"]

MOCK = "mock"
"""In the place of a SPEC: each case's own mocked answer."""
AT_ONCE = 16


@dataclass(frozen=True)
class Asking:
    """Whom cases are asked of, told by which prompts."""

    library: Library = field(default_factory=built_in)
    spec: str = MOCK
    settings: ModelSettings = field(default_factory=ModelSettings)
    providers: Providers = field(default_factory=Providers)
    purse: Budget = field(default_factory=lambda: Budget(Caps()))
    samples: int = 1
    """How often each case is asked: each time another draw."""
    first: int = 1
    """The number of the first draw."""
    progress: Callable[[int, int], None] = lambda _, __: None
    """(cases judged, cases), whenever one is."""
    journal: Callable[[str], Journal] = lambda _: Journal()
    """Where the answers to a case are kept, by its id."""

    @property
    def mocked(self) -> bool:
        """Whether no model is asked."""
        return self.spec == MOCK

    @property
    def asked(self) -> int:
        """How often each case is asked; mocks answer alike every time."""
        return 1 if self.mocked else self.samples


@dataclass(frozen=True)
class Trial:
    """One time that a case was asked."""

    sample: int
    checks: tuple[Check, ...]
    calls: int = 0
    first: bool = False
    """Whether the reply was valid at the first try."""
    said: str = ""
    """What was answered, as JSON; or the failure."""

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return all(check.passed for check in self.checks)


@dataclass(frozen=True)
class Verdict:
    """What came of a case."""

    placed: Placed
    actor: str
    trials: tuple[Trial, ...]
    skipped: str = ""
    """Why its reply was not judged, if it was not: no mocked answer stands in it."""

    @property
    def share(self) -> float:
        """Of its trials, those that passed."""
        return sum(trial.passed for trial in self.trials) / len(self.trials)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, each once."""
        told = (check.told for trial in self.trials for check in trial.checks if not check.passed)
        return tuple(dict.fromkeys(told))


def run_cases(placed: Sequence[Placed], asking: Asking) -> list[Verdict]:
    """Judge every case, in order. Raises InputError for one that cannot be set up, SessionPaused at a cap."""
    return run_here(_closing(placed, asking))


async def _closing(placed: Sequence[Placed], asking: Asking) -> list[Verdict]:
    try:
        return await verdicts(placed, asking)
    finally:
        await asking.providers.close()


async def verdicts(placed: Sequence[Placed], asking: Asking) -> list[Verdict]:
    """The same, for whoever has a loop and closes its own providers."""
    moments = [moment_of(one, asking.library) for one in placed]
    line = None
    if not asking.mocked:
        line = Line.of(parse_spec(asking.spec), asking.settings)
    turn, over = asyncio.Semaphore(AT_ONCE), itertools.count(1)

    async def one(case: Placed, moment: Moment) -> Verdict:
        skipped = _skipped(case.case, asking)
        trials = [
            await _trial(_Setting(case.case, moment, asking, line, sample), turn)
            for sample in range(asking.first, asking.first + (1 if skipped else asking.asked))
        ]
        asking.progress(next(over), len(placed))
        return Verdict(case, moment.act.actor, tuple(trials), skipped)

    tasks = [asyncio.create_task(one(*pair)) for pair in zip(placed, moments, strict=True)]
    return list(await asyncio.gather(*tasks))


def _skipped(case: Case, asking: Asking) -> str:
    return "no mocked answer" if asking.mocked and case.mock is None else ""


@dataclass(frozen=True)
class _Setting:
    case: Case
    moment: Moment
    asking: Asking
    line: Line | None
    sample: int


async def _trial(at: _Setting, turn: asyncio.Semaphore) -> Trial:
    question = at.moment.question()
    checks = list(of_prompt(at.case.expect, _told(question)))
    others = paraphrased(at.asking.library, at.case.expect.same_across)
    asked = [
        (name, at.moment.question(library)) for name, library in zip(("one", "two"), others, strict=False)
    ]
    for name, other in asked:
        checks += of_prompt(at.case.expect, _told(other), name)
    if at.asking.mocked and at.case.mock is None:
        return Trial(at.sample, tuple(checks))
    async with turn:
        made, requests = await _answer(at, question)
        checks += _judged(at, made, requests, await _read(at, made))
        for name, other in asked:
            again, _ = await _answer(at, other, name)
            checks.append(Check("same across paraphrases", _differs(made, again, name)))
    said = (
        f"{made.kind}: {made}" if isinstance(made, CannotAct) else made.model_dump_json(exclude_defaults=True)
    )
    first = not isinstance(made, CannotAct) and len(requests) == 1
    return Trial(at.sample, tuple(checks), len(requests), first, said)


def _told(question: Question) -> str:
    return f"{question.system}\n{question.turn}"


async def _answer(at: _Setting, question: Question, name: str = "") -> tuple[Made | CannotAct, list[Request]]:
    """What is answered to a question, and every request that was put for it."""
    seen: list[Request] = []
    providers, line = at.asking.providers, at.line
    if line is None:
        model = FakeModel(lambda request: _mocked(at.case, request))
        providers, line = Providers(make=lambda *_: model), Line(parse_spec(f"openai:{MOCK}"))
        seen = model.asked
    journal = at.asking.journal(f"{at.case.id} {name}".strip())
    door = _Watched(
        providers, Budget(above=at.asking.purse), journal, seed=at.sample, lazy=at.line is not None
    )
    reader = PersonaSeat(at.moment.scenario, line, door, at.moment.prompter(at.asking.library))
    act, view = at.moment.act, at.moment.view
    try:
        made: Made | CannotAct = await ask(door, line, question, lambda data: reader.read(act, view, data))
    except CannotAct as failure:
        refuse_outage(failure)
        made = failure
    return made, seen or door.requests


def refuse_outage(failure: CannotAct) -> None:
    """A provider that gave no answer says nothing of a prompt. Raises SessionPaused."""
    if is_outage(failure.kind):
        raise SessionPaused(f"No answer could be had: {failure}.") from failure


@dataclass
class _Watched(Door):
    """A door that remembers what was asked through it."""

    requests: list[Request] = field(default_factory=list)

    async def ask(self, slot: Slot, request: Request, line: Line) -> Answer:
        """Answer one question, and remember it."""
        self.requests.append(request)
        return await super().ask(slot, request, line)


def _mocked(case: Case, request: Request) -> Reply:
    """The answer that stands in a case: the first to the question, the second to its repair."""
    mocks = case.mock if isinstance(case.mock, tuple) else (case.mock,)
    at = 0 if len(request.messages) < 3 else 1
    found = mocks[min(at, len(mocks) - 1)]
    assert found is not None, "a case without a mocked answer is not asked"
    return found


def _judged(
    at: _Setting, made: Made | CannotAct, requests: list[Request], read: Reading | None
) -> Iterator[Check]:
    expect = at.case.expect
    if isinstance(made, CannotAct):
        if expect.fault:
            yield Check("fault", "" if made.kind == expect.fault else f"the fault is {made.kind}: {made}")
        else:
            yield Check("valid", f"there is no valid reply ({made.kind}): {made}")
        return
    if expect.fault:
        yield Check("fault", f"there is a valid reply, and no fault of the kind {expect.fault}")
        return
    if at.asking.mocked and not isinstance(at.case.mock, str):
        yield Check("schema", _misfit(at, requests[-1]))
    if expect.repair.contains or expect.repair.lacks:
        told = requests[1].messages[-1].text if len(requests) > 1 else ""
        yield from words_check("repair", "the repair turn", expect.repair, told)
    elif expect.valid:
        yield Check("valid", "it took a repair" if len(requests) > 1 else "")
    yield from of_reply(expect, at.moment, made, read)


def _misfit(at: _Setting, request: Request) -> str:
    """A provider that holds a reply to its schema could not have given what does not fit it."""
    found = _mocked(at.case, request)
    try:
        data = found if isinstance(found, dict) else one_object(found)
    except Malformed as error:
        return str(error)
    wrong = misfit(data, request.reply_schema)
    return f"the mocked answer does not fit what is asked for: {wrong}" if wrong else ""


def _differs(made: Made | CannotAct, again: Made | CannotAct, name: str) -> str:
    if isinstance(made, CannotAct) or isinstance(again, CannotAct):
        return (
            "" if isinstance(made, CannotAct) else f"under paraphrase {name} there is no valid reply: {again}"
        )
    one, two = decision_in(made), decision_in(again)
    return (
        ""
        if one == two
        else f"under paraphrase {name} it comes to {two or 'nothing'}, not {one or 'nothing'}"
    )


async def _read(at: _Setting, made: Made | CannotAct) -> Reading | None:
    """What the lexical analyst reads in a statement; a reading is grounded in its own text."""
    act, scenario = at.moment.act, at.moment.scenario
    if isinstance(made, Statement) and isinstance(act, Speak) and at.case.expect.positions:
        put = Read(seat=act.seat, actor="analyst", stage="", round=0, speaker=act.seat, text=made.text)
        found = await lexical(scenario).act(put, View(act.seat, Table()))
        assert isinstance(found, Reading), "the analyst gives readings"
        return ground(found, made.text, scenario)
    if isinstance(made, Reading) and isinstance(act, Read):
        return ground(made, act.text, scenario)
    return None
