"""Invariant 4 with models: break a session at any write of an answer; what was paid is not asked again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detente.errors import CheckFailed, SessionPaused
from detente.llm.budget import Caps
from detente.llm.chat import Request, digest
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.orchestration import session
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.prompts.library import load_library
from detente.scenario.model import Scenario
from detente.transcripts.store import Folder
from tests.faults.playing import calls_of
from tests.orchestration.breaking import CAUSES, MOMENTS, Killed, Moment
from tests.server import negotiator

Open = Callable[[Path], Folder]


def says(request: Request) -> dict[str, Any]:
    """The same answer to the same question; an offer is always accepted."""
    made = negotiator.reply(request.reply_schema, request.messages[0].text, request.messages[1].text)
    return {**made, "answer": "accept", "terms": []} if "would_take" in made else made


def stage(model: FakeModel, caps: Caps | None = None) -> Backstage:
    """A process of its own, with this model behind every SPEC."""
    return Backstage(Providers(make=lambda *_: model), caps or Caps())


def talks(scenario: Scenario) -> RunConfig:
    """A model in every seat, and one that reads."""
    return RunConfig(scenario=scenario, model="openai:test", analyst="openai:test", rounds=1, seed=2)


def breaking(at: int, moment: Moment, cause: Callable[[], BaseException]) -> Open:
    """Open folders that fail at the nth writing of the journal, and at every later one."""

    class Breaking(Folder):
        written = 0

        async def keep_call(self, lines: bytes) -> None:
            number, self.written = self.written, self.written + 1
            if number < at:
                await super().keep_call(lines)
                return
            if number == at and moment == "torn":
                await super().keep_call(lines[: len(lines) - 20])
            elif number == at and moment == "after":
                await super().keep_call(lines)
            raise cause()

    return Breaking


def broken(config: RunConfig, out: Path, opener: Open, model: FakeModel) -> Path:
    """Start a session that breaks; returns its folder."""
    name = f"broken{len(list(out.iterdir()))}"
    try:
        session.start(config, out, name, opener=opener, backstage=stage(model))
    except (SessionPaused, Killed):
        return out / name
    raise AssertionError("the session did not break")


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("cause", CAUSES)
def test_a_session_broken_at_any_answer_resumes_to_the_same_bytes(
    tiny: Scenario, tmp_path: Path, moment: Moment, cause: Callable[[], BaseException]
) -> None:
    config, asked = talks(tiny), FakeModel(says)
    whole = session.play(config, backstage=stage(asked)).lines
    for at in range(len(asked.asked)):
        model = FakeModel(says)
        path = broken(config, tmp_path, breaking(at, moment, cause), model)
        kept = {call.digest for call in calls_of(path) if call.answer}
        again = FakeModel(says)
        session.resume(path, backstage=stage(again))
        assert (path / "events.jsonl").read_bytes() == b"".join(whole)
        put = {digest(request, "openai:test") for request in again.asked if request.reply != "probe"}
        assert not put & kept
        assert "every byte came out the same" in session.verify(path)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_council_that_is_asked_at_once_is_broken_anywhere_and_resumes(
    ukraine: Scenario, tmp_path: Path, moment: Moment
) -> None:
    config, asked = talks(ukraine), FakeModel(says)
    whole = session.play(config, backstage=stage(asked)).lines
    assert len(asked.asked) > 25
    for at in range(2, len(asked.asked), 5):
        path = broken(config, tmp_path, breaking(at, moment, Killed), FakeModel(says))
        session.resume(path, backstage=stage(FakeModel(says)))
        assert (path / "events.jsonl").read_bytes() == b"".join(whole)
        answered = [call.slot for call in calls_of(path) if call.answer and "probe" not in call.slot.act]
        assert len(answered) == len(set(answered))


def test_caps_count_what_earlier_runs_have_spent(tiny: Scenario, tmp_path: Path) -> None:
    config, model = talks(tiny), FakeModel(says)
    with pytest.raises(SessionPaused, match="cap of 3 calls"):
        session.start(config, tmp_path, "s", backstage=stage(model, Caps(calls=3)))
    assert len(model.asked) == 3
    with pytest.raises(SessionPaused, match="cap of 5 calls"):
        session.resume(tmp_path / "s", backstage=stage(model), caps=Caps(calls=5))
    assert len(model.asked) == 5
    manifest, _ = session.resume(tmp_path / "s", backstage=stage(model), caps=Caps(calls=1000))
    assert manifest.totals.calls == len(model.asked)
    assert manifest.caps == {"calls": 1000}


def test_another_question_than_the_recorded_one_is_found_and_named(tiny: Scenario, tmp_path: Path) -> None:
    path, _ = session.start(talks(tiny), tmp_path, "s", backstage=stage(FakeModel(says)))
    prompt = path / "prompts" / "speak.md"
    prompt.write_text(prompt.read_text(encoding="utf-8").replace("Make your", "Make a"), encoding="utf-8")
    with pytest.raises(CheckFailed, match=r"prompts/speak\.md, or a part .*, was changed after"):
        session.verify(path)
    folder = Folder(path)
    folder.write_manifest(
        folder.manifest.model_copy(update={"prompts": load_library(path / "prompts").digests})
    )
    with pytest.raises(CheckFailed, match="is asked another question than the recorded one; its prompts"):
        session.verify(path)


def test_a_journal_that_lost_an_answer_is_found(tiny: Scenario, tmp_path: Path) -> None:
    path, _ = session.start(talks(tiny), tmp_path, "s", backstage=stage(FakeModel(says)))
    lines = Folder(path).call_lines()
    (path / "calls.jsonl").write_bytes(b"".join(lines[:-1]))
    with pytest.raises(CheckFailed, match=r"has no recorded answer; calls\.jsonl is not whole"):
        session.verify(path)
