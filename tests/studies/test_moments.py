"""The moments of a session, found by running it again, are those that its models were asked at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.errors import CheckFailed
from detente.llm.fakes import FakeModel
from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.studies.moments import moments_of, moments_played
from detente.transcripts.calls import Call, parse_calls, text_digest
from detente.transcripts.store import Folder
from tests.forks.making import base, branch, stage
from tests.server.negotiator import reply


def agreeing() -> FakeModel:
    """Answers whatever is asked, by what is asked."""
    return FakeModel(lambda one: reply(one.reply_schema, one.messages[0].text, one.messages[-1].text))


@pytest.fixture(scope="module")
def spoken(ukraine: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session with a model in every seat, and as the analyst."""
    config = RunConfig(scenario=ukraine, model="openai:test", analyst="openai:test")
    path, _ = session.start(config, tmp_path_factory.mktemp("spoken"), "spoken", backstage=stage(agreeing()))
    return path


def sent(path: Path) -> dict[str, list[str]]:
    """Slot of an act → digests of the messages of its first question."""
    calls = [one for one in parse_calls(Folder(path).call_lines()) if isinstance(one, Call)]
    first = [one for one in calls if one.slot.turn == 0 and not one.slot.act.startswith("probe/")]
    return {one.slot.act: [digest for _, digest in one.messages] for one in first}


def rendered(path: Path) -> dict[str, list[str]]:
    """The same, of what its moments say was asked of models."""
    found = {}
    for moment in moments_of(path):
        question = moment.question()
        found[moment.act.slot] = [text_digest(question.system), text_digest(question.turn)]
    return found


def test_every_question_of_a_session_is_rendered_again_to_the_byte(spoken: Path) -> None:
    assert len(sent(spoken)) > 20
    assert rendered(spoken) == sent(spoken)


def test_a_fork_to_a_model_is_rendered_with_what_was_in_force(ukraine: Scenario, tmp_path: Path) -> None:
    before = base(ukraine, tmp_path, rounds=3)
    told = "---\nid: speak\nact: speak\ntitle: Mine\ninputs: [view, me]\n---\nSpeak, {{ me.name }}.\n"
    fork = branch(
        before, "moscow.2", stage(agreeing()), seats={"russia": "openai:test"}, prompts={"speak": told}
    )
    questions = sent(fork)
    assert any(slot.endswith("/russia.leader/speak") for slot in questions)
    found = rendered(fork)
    assert {slot: found[slot] for slot in questions} == questions
    assert len(found) > len(questions), "the baseline's moments are there too"


def test_a_model_that_takes_over_is_not_told_which_mechanism_moved_the_baseline(
    ukraine: Scenario, tmp_path: Path
) -> None:
    before, model = base(ukraine, tmp_path, rounds=4), agreeing()
    reasons = [
        reason
        for one in moments_of(before, lambda act: type(act).__name__ == "Weigh")
        for reason in (one.reply.reasons if one.reply and hasattr(one.reply, "reasons") else ())
    ]
    assert any(re.search(r"\(M\d", reason) for reason in reasons), (
        "the baseline gives its mechanisms as reasons"
    )
    branch(before, "moscow.3", stage(model), seats={"russia": "openai:test"})
    texts = [message.text for one in model.asked for message in one.messages]
    assert any("Lean " in text for text in texts), "the last judgement is told"
    assert not [text for text in texts if re.search(r"\(M\d", text)]


def test_replies_and_only_the_acts_that_are_wanted_are_kept(ukraine: Scenario) -> None:
    found = moments_played(RunConfig(scenario=ukraine).checked(), lambda act: act.actor == "ukraine.leader")
    assert found
    assert {one.who for one in found} == {"ukraine"}
    assert all(one.reply is not None for one in found)


def test_a_view_is_kept_as_it_was(tiny: Scenario) -> None:
    found = moments_played(RunConfig(scenario=tiny).checked())
    heard = [len(one.view.table.statements) for one in found if type(one.act).__name__ == "Speak"]
    assert heard == sorted(heard)
    assert heard[0] < heard[-1]


def test_a_changed_session_is_refused(tiny: Scenario, tmp_path: Path) -> None:
    path = base(tiny, tmp_path)
    manifest = path / "session.json"
    manifest.write_text(manifest.read_text().replace('"seed": 3', '"seed": 4'), encoding="utf-8")
    with pytest.raises(CheckFailed):
        moments_of(path)


def test_every_call_says_which_prompts_it_was_rendered_from(spoken: Path) -> None:
    digests = Folder(spoken).manifest.prompts
    calls = [one for one in parse_calls(Folder(spoken).call_lines()) if isinstance(one, Call) and one.prompts]
    assert {one.slot.act for one in calls} == set(sent(spoken))
    for one in calls:
        assert one.prompts == {name: digests[name] for name in one.prompts}
        kind = one.slot.act.split("/")[-1] if "/read/" not in one.slot.act else "read"
        stable = "analyst" if kind == "read" else "seat" if ".leader/" in one.slot.act else "faction"
        again = {"repair"} if one.slot.turn else set()
        assert set(one.prompts) == {stable, kind} | again
