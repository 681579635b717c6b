"""A real small model on loopback: protocol and structure are asserted, and never what it says.

It is far too small to negotiate. Collected only where SMALL_MODEL_PYTHON names a Python that has
`tests/model/requirements.txt` (`make test-model`); SMALL_MODEL_READINGS says how many texts are read.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.agents.agent import CannotAct
from detente.agents.persona.shapes import POSITIONS
from detente.errors import SessionPaused
from detente.llm.chat import Message, Request
from detente.llm.loop import run_here
from detente.llm.openai_client import OpenAIModel
from detente.llm.settings import ModelSettings
from detente.orchestration.config import RunConfig
from detente.orchestration.session import resume, start, verify
from detente.scenario.loader import load
from detente.studies.reading import Reader, With
from detente.transcripts.store import Folder
from tests.faults.playing import calls_of

READINGS = int(os.environ.get("SMALL_MODEL_READINGS", "20"))
KINDS = {"propose", "speak", "read", "decide"}
WHOLE = READINGS >= 20
"""Whether sessions are played until every kind of act was asked; else a short form is."""
MOST_SESSIONS, MOST_RUNS = (8, 4) if WHOLE else (2, 2)
SETTINGS = ModelSettings(at_once=4, tries=2, deadline=600, altogether=1200, params={"temperature": 0.7})
TEXTS = (
    ("We insist on equal shares of the water. A southern levy is out of the question.", "north"),
    ("We could live with a joint fund if the dam is inspected every year by both towns.", "south"),
    ("The north must have priority; nothing else will do, and we have said so for ten years.", "north"),
    ("We accept your offer as it stands.", "south"),
    ("I have nothing to say on the water today.", "north"),
)


@pytest.fixture(scope="module")
def spec() -> Iterator[str]:
    """The SPEC of the model, served until the tests are over."""
    command = [os.environ["SMALL_MODEL_PYTHON"], str(Path(__file__).with_name("serve.py"))]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as serving:
        assert serving.stdout is not None
        address = next((line.strip() for line in serving.stdout if line.startswith("http://127.0.0.1")), "")
        assert address
        yield f"openai:smollm2@{address}"
        serving.kill()


def played(spec: str, folder: Path, seed: int) -> Path:
    """A short session, resumed as often as a reply of the model's cannot be used."""
    models = dict.fromkeys(("north", "south", "analyst"), SETTINGS)
    config = RunConfig(scenario=load("tiny"), model=spec, analyst=spec, rounds=1, seed=seed, models=models)
    path = folder / f"s{seed}"
    reasons: list[str] = []
    for run in range(MOST_RUNS):
        try:
            resume(path) if run else start(config, folder, path.name)
        except SessionPaused as stop:
            reasons.append(stop.reason)
        else:
            break
    assert all("could not act" in reason for reason in reasons)
    return path


def test_short_sessions_with_a_model_in_every_seat(spec: str, tmp_path: Path) -> None:
    answered: set[str] = set()
    ended = 0
    for seed in range(1, MOST_SESSIONS + 1):
        path = played(spec, tmp_path, seed)
        assert "every byte came out the same" in verify(path)
        manifest = Folder(path).manifest
        ended += manifest.state == "ended"
        for call in calls_of(path):
            assert call.answer is not None
            assert call.answer.usage is not None
            assert call.answer.mode == "native"
            answered |= {call.slot.act.split("/")[2]} if not call.slot.act.startswith("probe/") else set()
        assert manifest.totals.tokens_out > 0
        if answered >= KINDS and ended:
            break
    assert answered >= (KINDS if WHOLE else {"propose"})
    assert ended or not WHOLE


def test_readings_four_at_a_time(spec: str) -> None:
    texts = (TEXTS * READINGS)[:READINGS]
    reader = Reader(load("tiny"), spec, With(SETTINGS))
    readings = reader.read_all(texts)
    assert reader.totals.calls >= READINGS
    for (text, _), reading in zip(texts, readings, strict=True):
        if isinstance(reading, CannotAct):
            assert reading.kind == "unfit"
            continue
        assert len(reading.positions) <= POSITIONS
        for position in reading.positions:
            assert text[position.start : position.end] == position.quote
    assert sum(not isinstance(reading, CannotAct) for reading in readings) >= READINGS / 2


def test_a_call_that_is_given_up_leaves_the_server_sound(spec: str) -> None:
    """A list of four hundred words takes a model of any speed longer than the time it is given."""

    async def given_up() -> str:
        model = OpenAIModel("smollm2", base_url=spec.partition("@")[2], params={"temperature": 0})
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await model.ask(words(400))
        answer = await model.ask(words(2))
        await model.close()
        return answer.text

    assert len(json.loads(run_here(given_up()))["words"]) == 2


def words(count: int) -> Request:
    """A request whose reply is a list of so many words."""
    listed = {"type": "array", "items": {"type": "string", "maxLength": 12}}
    schema = {
        "type": "object",
        "properties": {"words": {**listed, "minItems": count, "maxItems": count}},
        "required": ["words"],
        "additionalProperties": False,
    }
    ask = Message(role="user", text="List words for numbers.")
    tokens = 20 * count + 64
    return Request(messages=(ask,), reply="count", reply_schema=schema, max_tokens=tokens, mode="native")
