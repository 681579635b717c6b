"""Cassettes: replayed to the same question only, in whatever order; what is missing or stale is told."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import InputError
from detente.llm.cassettes import Cassette, CassetteMissed, CassetteMode
from detente.llm.chat import Message, Request
from detente.llm.failures import ModelFailure, keep_secret
from detente.llm.fakes import FakeModel
from detente.llm.providers import Adapter
from detente.llm.settings import ModelSettings
from detente.llm.specs import Spec, parse_spec
from detente.transcripts.calls import Answer

SPEC = parse_spec("openai:test@http://127.0.0.1:9/v1")
PLAIN = ModelSettings()


def question(
    turn: str = "What now?", draw: str = "seed 1, replicate 0", slot: str = "s.1/a.leader/speak"
) -> Request:
    messages = (Message(role="system", text="You are A."), Message(role="user", text=turn))
    shape = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
    return Request(
        messages=messages, reply="statement", reply_schema=shape, max_tokens=10, slot=slot, draw=draw
    )


def nobody(*_: Any) -> Adapter:  # noqa: ANN401 - as a maker takes them
    raise AssertionError("no adapter is made")


def recorded(path: Path, requests: list[Request], says: Any, mode: CassetteMode = "all") -> Cassette:  # noqa: ANN401
    """A cassette of these questions, saved."""
    cassette = Cassette.open(path, mode)
    adapter = cassette.around(lambda *_: FakeModel(says))(SPEC, PLAIN, {})

    async def ask() -> None:
        for request in requests:
            try:
                await adapter.ask(request)
            except ModelFailure:
                continue

    asyncio.run(ask())
    cassette.save()
    return cassette


def replayed(path: Path, request: Request, spec: Spec = SPEC, settings: ModelSettings = PLAIN) -> Answer:
    adapter = Cassette.open(path, "none").around(nobody)(spec, settings, {})
    return asyncio.run(adapter.ask(request))


def test_the_answer_comes_back_without_any_adapter(tmp_path: Path) -> None:
    recorded(tmp_path / "c.jsonl", [question()], lambda _: "Hold.")
    assert replayed(tmp_path / "c.jsonl", question()).text == "Hold."


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (question("What then?"), "the recording is stale"),
        (question(draw="seed 2, replicate 0"), "the same was recorded for seed 1, replicate 0"),
        (question("Now?", slot="s.2/a.leader/speak"), "the recording is stale"),
        (question().model_copy(update={"max_tokens": 11}), "holds no answer to s.1/a.leader/speak"),
    ],
)
def test_another_question_is_never_answered(tmp_path: Path, changed: Request, told: str) -> None:
    recorded(tmp_path / "c.jsonl", [question()], lambda _: "Hold.")
    with pytest.raises(CassetteMissed) as missed:
        replayed(tmp_path / "c.jsonl", changed)
    assert told in str(missed.value)
    assert missed.value.exit_code == 4


def test_a_miss_shows_the_nearest_recording_and_where_it_differs(tmp_path: Path) -> None:
    long = "\n".join(f"line {number}" for number in range(200))
    requests = [question(long), question("Quite another thing.", slot="s.1/b.leader/speak")]
    recorded(tmp_path / "c.jsonl", requests, lambda _: "Hold.")
    with pytest.raises(CassetteMissed) as missed:
        replayed(tmp_path / "c.jsonl", question(long.replace("line 77", "line seventy-seven")))
    told = str(missed.value)
    assert "-line 77\n+line seventy-seven" in told
    assert "s.1/a.leader/speak" in told
    assert len(told.splitlines()) < 30


def test_other_parameters_and_another_model_are_other_questions(tmp_path: Path) -> None:
    recorded(tmp_path / "c.jsonl", [question()], lambda _: "Hold.")
    with pytest.raises(CassetteMissed):
        replayed(tmp_path / "c.jsonl", question(), settings=ModelSettings(params={"temperature": 0.0}))
    with pytest.raises(CassetteMissed):
        replayed(tmp_path / "c.jsonl", question(), spec=parse_spec("openai:other"))
    elsewhere = parse_spec("openai:test@https://elsewhere.example/v1")
    assert replayed(tmp_path / "c.jsonl", question(), spec=elsewhere).text == "Hold."


def test_the_same_question_asked_again_gets_what_it_got_then(tmp_path: Path) -> None:
    said = iter(["one", "two", "three"])
    recorded(tmp_path / "c.jsonl", [question()] * 3, lambda _: next(said))
    adapter = Cassette.open(tmp_path / "c.jsonl", "none").around(nobody)(SPEC, PLAIN, {})

    async def ask() -> list[str]:
        return [(await adapter.ask(question())).text for _ in range(3)]

    assert asyncio.run(ask()) == ["one", "two", "three"]


def test_failures_come_back_too(tmp_path: Path) -> None:
    busy = ModelFailure("busy", status=429, raw="slow down", retry_after=2.0)
    recorded(tmp_path / "c.jsonl", [question()], lambda _: busy)
    with pytest.raises(ModelFailure) as failure:
        replayed(tmp_path / "c.jsonl", question())
    found = failure.value
    assert (found.kind, found.status, found.raw, found.retry_after) == ("busy", 429, "slow down", 2.0)


def test_what_is_missing_is_recorded_and_the_rest_replayed(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    recorded(path, [question()], lambda _: "old")
    cassette = recorded(path, [question(), question("More?")], lambda _: "new", mode="new")
    assert len(cassette.fresh) == 1
    assert replayed(path, question()).text == "old"
    assert replayed(path, question("More?")).text == "new"


def test_recording_everything_anew_forgets_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    recorded(path, [question(), question("Stale?")], lambda _: "old")
    recorded(path, [question()], lambda _: "new", mode="all")
    assert replayed(path, question()).text == "new"
    with pytest.raises(CassetteMissed):
        replayed(path, question("Stale?"))


def test_a_recording_that_nobody_asks_for_is_found(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    recorded(path, [question(), question("Stale?")], lambda _: "Hold.")
    cassette = Cassette.open(path, "none")
    adapter = cassette.around(nobody)(SPEC, PLAIN, {})
    asyncio.run(adapter.ask(question()))
    (unused,) = cassette.unused
    assert cassette.texts[unused.messages[-1][1]] == "Stale?"


@given(st.permutations(range(6)))
def test_the_file_does_not_depend_on_the_order_of_asking(order: list[int]) -> None:
    def file(places: list[int]) -> bytes:
        path = Path(make()) / "c.jsonl"
        recorded(
            path,
            [question(f"turn {n}", draw=f"seed {n % 2}") for n in places],
            lambda one: one.messages[1].text,
        )
        return path.read_bytes()

    assert file(order) == file(list(range(6)))


def make() -> str:
    import tempfile  # noqa: PLC0415 - hypothesis and tmp_path do not go together

    return tempfile.mkdtemp()


def test_texts_are_kept_once_and_nothing_is_written_without_news(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    recorded(path, [question(f"turn {n}") for n in range(20)], lambda _: "Hold.")
    assert path.read_text(encoding="utf-8").count("You are A.") == 1
    before = path.stat().st_mtime_ns
    Cassette.open(path, "new").save()
    assert path.stat().st_mtime_ns == before


def test_no_key_is_recorded_wherever_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "in-the-environment-123")
    keep_secret("from-a-dotenv-file-456")
    path = tmp_path / "c.jsonl"
    said = {
        "a": "it is in-the-environment-123",
        "b": "or from-a-dotenv-file-456",
        "c": ModelFailure("unauthorized", raw="Bearer in-the-environment-123 and sk-abcdefgh1234"),
    }
    requests = [question(f"{name} from-a-dotenv-file-456") for name in said]
    recorded(path, requests, lambda one: said[one.messages[1].text[0]])
    text = path.read_text(encoding="utf-8")
    for secret in ("in-the-environment-123", "from-a-dotenv-file-456", "sk-abcdefgh1234", "127.0.0.1"):
        assert secret not in text
    assert text.count("[key]") >= 4


def test_processes_that_save_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    cassettes = []
    for number in range(8):
        cassette = Cassette.open(path, "new")
        adapter = cassette.around(lambda *_: FakeModel(lambda _: "Hold."))(SPEC, PLAIN, {})
        asyncio.run(adapter.ask(question(f"turn {number}")))
        cassettes.append(cassette)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: one.save(), cassettes))
    for number in range(8):
        assert replayed(path, question(f"turn {number}")).text == "Hold."


def test_what_is_no_cassette_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    with pytest.raises(InputError, match=r"There is no cassette .*c\.jsonl: record it"):
        Cassette.open(path, "none")
    recorded(path, [question()], lambda _: "Hold.")
    path.write_text(path.read_text(encoding="utf-8") + json.dumps({"digest": 3}) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"c\.jsonl:4: this line is no recording"):
        Cassette.open(path, "none")
