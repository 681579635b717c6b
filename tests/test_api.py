"""Talks from Python: SPECs and chat models of LangChain's, again and again, in a script and in a notebook."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

import detente
from detente import Scenario, resume, run
from detente.errors import InputError, SessionPaused
from detente.llm.budget import Caps
from detente.orchestration.session import verify
from tests.server.listener import serving
from tests.server.server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """A model over HTTP."""
    with serving(Server()) as found:
        yield found


def chat(server: Server, max_tokens: int | None = 4000) -> BaseChatModel:
    """A chat model object, as a user makes one."""
    from langchain_openai import ChatOpenAI  # noqa: PLC0415 - dear to import

    return ChatOpenAI(model="test", base_url=server.url, api_key="none", max_completion_tokens=max_tokens)


def test_a_baseline_session_is_run_and_looked_at(tmp_path: Path) -> None:
    talks = run(Scenario.load("tiny"), seed=3, out=tmp_path)
    assert talks.outcome_class == "delivered"
    assert talks.settlement
    assert talks.events[-1].type == "session.ended"
    assert talks.answer()["class"] == "delivered"
    assert "every byte" in verify(talks.path)


def test_an_object_plays_a_seat_and_reads(server: Server, tmp_path: Path) -> None:
    model = chat(server)
    talks = run("tiny", seats={"north": model}, analyst=model, out=tmp_path)
    assert talks.manifest.seats == {"north": "object:ChatOpenAI", "south": "baseline"}
    assert talks.manifest.totals.calls == len(server.asked)
    assert talks.manifest.sent["object:ChatOpenAI"]["model_name"] == "test"
    assert "every byte" in verify(talks.path)


def test_one_object_is_used_again_and_again_in_a_script_and_in_a_running_loop(
    server: Server, tmp_path: Path
) -> None:
    model = chat(server)
    for seed in range(3):
        run("tiny", model=model, seed=seed, out=tmp_path)

    async def notebook() -> str:
        return run("tiny", model=model, out=tmp_path).outcome_class

    assert asyncio.run(notebook())


def test_two_objects_of_one_class_are_told_apart(server: Server, tmp_path: Path) -> None:
    talks = run("tiny", seats={"north": chat(server), "south": chat(server)}, out=tmp_path)
    assert set(talks.manifest.seats.values()) == {"object:ChatOpenAI", "object:ChatOpenAI-2"}


def test_any_chat_model_will_do_that_gives_json_in_text(tmp_path: Path) -> None:
    ready = '{"answer": "ready", "marks": []}'
    spoken = '{"text": "We insist on equal shares of the water.", "private_note": ""}'
    offer = (
        '{"terms": ["I1.b", "I2.b"], "levers": [], "demands": [], "detailed": true, '
        '"text": "Let us share.", "walk_away": false}'
    )
    model = GenericFakeChatModel(messages=iter(map(AIMessage, (ready, offer, spoken))))
    talks = run("tiny", seats={"north": model}, rounds=1, out=tmp_path)
    said = [event.body.text for event in talks.events if event.type == "statement"]
    assert said[0] == "We insist on equal shares of the water."


def test_a_cap_needs_to_know_how_long_an_answer_may_be(server: Server, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not say how long its answers may be"):
        run("tiny", model=chat(server, None), caps=Caps(tokens=10_000), out=tmp_path)
    assert server.asked == []


def test_a_stopped_session_goes_on_with_the_same_object(server: Server, tmp_path: Path) -> None:
    model = chat(server)
    with pytest.raises(SessionPaused, match="cap of 2 calls"):
        run("tiny", model=model, caps=Caps(calls=2), out=tmp_path)
    (path,) = tmp_path.iterdir()
    with pytest.raises(InputError, match="was handed over in Python: go on from there"):
        resume(path, caps=Caps(calls=1000))
    talks = resume(path, model=model, caps=Caps(calls=1000))
    assert talks.manifest.state == "ended"


def test_settings_are_given_by_spec(server: Server, tmp_path: Path) -> None:
    models = {server.spec: {"temperature": 0.25, "price": [1.0, 1.0]}}
    talks = run("tiny", model=server.spec, models=models, out=tmp_path)
    assert server.asked[0].body["temperature"] == 0.25
    assert talks.manifest.totals.cost is not None


def test_bad_input_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no seat 'west'"):
        run("tiny", seats={"west": "baseline"}, out=tmp_path)
    with pytest.raises(InputError, match="There is no scenario 'nowhere'"):
        Scenario.load("nowhere")


def test_what_is_not_there_is_said_as_python_says_it() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        detente.nothing  # noqa: B018 - looking it up is the test


def test_importing_run_needs_no_language_model_client() -> None:
    program = (
        "import sys\nfrom detente import Scenario, run\n"
        "print([n for n in sys.modules if n.split('.')[0] in ('langchain', 'langchain_core', 'openai')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
