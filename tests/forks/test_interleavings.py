"""Whatever is done in whatever order, the invariants hold: run, pause, resume, fork, verify, move, replay."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from detente.errors import InputError, SessionPaused
from detente.llm.budget import Caps
from detente.llm.chat import Request
from detente.llm.fakes import FakeModel
from detente.orchestration import session
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.orchestration.forking import fork_folder, origin_of, points
from detente.scenario.loader import load
from detente.transcripts.changes import Change
from detente.transcripts.store import Folder
from tests.faults.playing import calls_of
from tests.forks.making import stage
from tests.orchestration.breaking import CAUSES, MOMENTS, Killed, breaking
from tests.server import negotiator

SPEC = "openai:test"
NUMBERS = st.integers(0, 20)
"""Which of the sessions there are."""
CHANGES: tuple[dict[str, Any], ...] = (
    {},
    {"sets": {"M1": "0"}},
    {"seats": {"south": "baseline"}},
    {"seats": {"north": SPEC}},
    {"replicate": 2},
)


def says(request: Request) -> dict[str, Any]:
    """The same answer to the same question."""
    return negotiator.reply(request.reply_schema, request.messages[0].text, request.messages[1].text)


class Sessions(RuleBasedStateMachine):
    """Sessions on disk, and what is known of each."""

    model = "baseline"

    def __init__(self) -> None:
        super().__init__()
        self.out = Path(tempfile.mkdtemp())
        self.asked = FakeModel(says)
        self.paths: list[Path] = []
        self.known: list[bytes] = []
        """Of each session the longest transcript that was seen: nothing of it may ever be lost."""
        self.made = 0

    def teardown(self) -> None:
        """Nothing stays on disk."""
        shutil.rmtree(self.out)

    def backstage(self) -> Backstage:
        """A process of its own."""
        return stage(self.asked)

    def added(self) -> Path:
        """The folder of one more session."""
        self.made += 1
        self.paths.append(self.out / f"s{self.made}")
        self.known.append(b"")
        return self.paths[-1]

    @initialize(seed=st.integers(0, 5))
    def first(self, seed: int) -> None:
        """One session to begin with."""
        self.begin(seed, 9, 0)

    @rule(seed=st.integers(0, 5), at=st.integers(0, 14), cause=st.integers(0, 2))
    def begin(self, seed: int, at: int, cause: int) -> None:
        """A session that breaks at some event, or ends before."""
        config = RunConfig(scenario=load("tiny"), seed=seed, rounds=2, model=self.model)
        opener, path = breaking(at, MOMENTS[seed % 3], CAUSES[cause]), self.added()
        with contextlib.suppress(SessionPaused, Killed):
            session.start(config, self.out, path.name, opener=opener, backstage=self.backstage())

    @rule(number=NUMBERS)
    def resume(self, number: int) -> None:
        """To the end; one that has ended says so."""
        path = self.paths[number % len(self.paths)]
        if Folder(path).manifest.state == "ended":
            with pytest.raises(InputError, match="has ended"):
                session.resume(path, backstage=self.backstage())
        else:
            assert session.resume(path, backstage=self.backstage())[0].state == "ended"

    @rule(number=NUMBERS, at=st.integers(0, 6))
    def resume_and_break(self, number: int, at: int) -> None:
        """A little further."""
        path, opener = self.paths[number % len(self.paths)], breaking(at, "before", KeyboardInterrupt)
        with contextlib.suppress(SessionPaused, InputError):
            session.resume(path, opener=opener, backstage=self.backstage())

    @rule(number=NUMBERS, place=st.integers(0, 5), change=st.sampled_from(CHANGES))
    def fork(self, number: int, place: int, change: dict[str, Any]) -> None:
        """At any of its rounds; it is played on another time."""
        path = self.paths[number % len(self.paths)]
        at = points(Folder(path).events())
        if not at:
            return
        origin = origin_of(path, at[place % len(at)])
        before, name = (path / "events.jsonl").read_bytes(), self.added().name
        made = fork_folder(origin, Change(at=origin.at, **change), self.out, name, Caps())
        assert (path / "events.jsonl").read_bytes() == before
        assert before.startswith((made / "events.jsonl").read_bytes())

    @rule(number=NUMBERS)
    def move(self, number: int) -> None:
        """A folder is renamed."""
        place = number % len(self.paths)
        self.made += 1
        self.paths[place] = self.paths[place].rename(self.out / f"moved{self.made}")

    @rule(number=NUMBERS)
    def verify(self, number: int) -> None:
        """What is there comes out the same, without asking anybody."""
        asked = len(self.asked.asked)
        assert "every byte" in session.verify(self.paths[number % len(self.paths)])
        assert len(self.asked.asked) == asked

    @invariant()
    def nothing_is_lost(self) -> None:
        """What was in a transcript stays there; nothing that was answered was asked twice."""
        for place, path in enumerate(self.paths):
            lines = b"".join(Folder(path).lines())
            assert lines.startswith(self.known[place])
            self.known[place] = lines
            answered = [call.slot for call in calls_of(path) if call.answer and "probe" not in call.slot.act]
            assert len(answered) == len(set(answered))


class ModelSessions(Sessions):
    """The same with models in the seats: an answer is never asked for twice."""

    model = SPEC


TestSessions = Sessions.TestCase
TestModelSessions = ModelSessions.TestCase
TestSessions.settings = TestModelSessions.settings = settings(
    max_examples=60, stateful_step_count=15, deadline=None, phases=(Phase.explicit, Phase.generate)
)
