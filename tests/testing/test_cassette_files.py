"""What a cassette's file must stand: odd words, keys anywhere, deadlines, and others that save it too."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from pathlib import Path
from typing import Any

import pytest

from detente.llm.cassettes import Cassette, CassetteMissed, CassetteMode
from detente.llm.chat import Request
from detente.llm.failures import ModelFailure, keep_secret
from detente.llm.fakes import FakeModel
from detente.llm.providers import Adapter
from detente.llm.retry import Timed
from detente.llm.settings import ModelSettings
from detente.transcripts.calls import Answer, Usage
from tests.llm.asking import Never, answer
from tests.llm.test_cassettes import PLAIN, SPEC, nobody, question, recorded, replayed


def test_words_with_odd_line_ends_and_half_characters_come_back_as_they_were(tmp_path: Path) -> None:
    words = "one\u2028two\x85three\x1cfour\r\nfive \ud800 Київ 🕊"
    recorded(tmp_path / "c.jsonl", [question(words)], lambda _: words)
    assert replayed(tmp_path / "c.jsonl", question(words)).text == words
    assert "Київ" in (tmp_path / "c.jsonl").read_bytes().decode("utf-8")


def test_no_key_is_recorded_from_parameters_names_or_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SERVICE_TOKEN", "12345678")
    monkeypatch.setenv("B_API_KEY", 'with "quotes" and \\')
    keep_secret("kept-from-a-file")
    came = Answer(
        text='{"text": "kept-from-a-file"} with "quotes" and \\',
        model="small-kept-from-a-file",
        sent={"extra": ["sk-looks-like-one"], "header": "kept-from-a-file", "seed": 12345678},
        usage=Usage(tokens_in=12345678, tokens_out=1),
    )
    settings = ModelSettings(params={"header": "kept-from-a-file"})
    path = tmp_path / "c.jsonl"
    cassette = Cassette.open(path, "new")
    model = cassette.around(lambda *_: FakeModel(lambda _: came))(SPEC, settings, {})
    asyncio.run(model.ask(question()))
    cassette.save()
    text = path.read_text(encoding="utf-8")
    for secret in ("kept-from-a-file", "sk-looks-like-one", "quotes"):
        assert secret not in text
    assert replayed(path, question(), settings=settings).usage == came.usage


def test_words_that_only_look_like_a_key_are_replayed_as_they_are(tmp_path: Path) -> None:
    said = '{"text": "We are key-holders of the settlement."}'
    recorded(tmp_path / "c.jsonl", [question()], lambda _: said)
    assert replayed(tmp_path / "c.jsonl", question()).text == said


def test_a_miss_shows_no_key(tmp_path: Path) -> None:
    keep_secret("secret-in-a-prompt")
    recorded(tmp_path / "c.jsonl", [question("Say.")], lambda _: "Hold.")
    with pytest.raises(CassetteMissed) as missed:
        replayed(tmp_path / "c.jsonl", question("Say secret-in-a-prompt."))
    assert "+Say [key]." in str(missed.value)


def test_the_nearest_is_of_the_same_act_before_it_is_like_it(tmp_path: Path) -> None:
    twin = question("What now, then?", slot="s.1/b.leader/speak")
    same = question("Something else was asked before.")
    recorded(tmp_path / "c.jsonl", [same, twin], lambda _: "Hold.")
    with pytest.raises(CassetteMissed, match=r"The nearest, s\.1/a\.leader/speak, differs"):
        replayed(tmp_path / "c.jsonl", question("What now, then!"))
    with pytest.raises(CassetteMissed, match=r"The nearest, s\.1/b\.leader/speak, differs"):
        replayed(tmp_path / "c.jsonl", question("What now, then!", slot="s.9/c.leader/speak"))


def test_every_miss_is_kept_also_where_it_was_caught(tmp_path: Path) -> None:
    recorded(tmp_path / "c.jsonl", [question()], lambda _: "Hold.")
    cassette = Cassette.open(tmp_path / "c.jsonl", "none")
    model = cassette.around(nobody)(SPEC, PLAIN, {})
    with pytest.raises(CassetteMissed) as missed:
        asyncio.run(model.ask(question("Else?")))
    assert cassette.misses == [missed.value]


def test_how_long_answers_may_be_is_known_without_the_adapter(tmp_path: Path) -> None:
    recorded(tmp_path / "c.jsonl", [question()], lambda _: "Hold.")
    assert Cassette.open(tmp_path / "c.jsonl", "none").around(nobody)(SPEC, PLAIN, {}).bounded


# -- questions that were given up -------------------------------------------------------------------


def put(cassette: Cassette, model: Any, seconds: float, request: Request) -> Answer:  # noqa: ANN401 - a fake
    """A question under a deadline."""
    made = cassette.around(lambda *_: model)(SPEC, ModelSettings(deadline=seconds), {})
    return asyncio.run(Timed(made, seconds).ask(request))


def test_a_deadline_that_passed_is_recorded_and_comes_back(tmp_path: Path) -> None:
    cassette = Cassette.open(tmp_path / "c.jsonl", "new")
    with pytest.raises(ModelFailure):
        put(cassette, Never(), 0.01, question())
    assert put(cassette, FakeModel(lambda _: "At last."), 0.01, question()).text == "At last."
    cassette.save()
    model = Cassette.open(tmp_path / "c.jsonl", "none").around(nobody)(SPEC, PLAIN, {})
    with pytest.raises(ModelFailure) as failure:
        asyncio.run(model.ask(question()))
    assert (failure.value.kind, failure.value.billed) == ("timeout", True)
    assert asyncio.run(model.ask(question())).text == "At last."


def test_a_question_that_was_stopped_counts_as_not_asked(tmp_path: Path) -> None:
    cassette = Cassette.open(tmp_path / "c.jsonl", "new")
    never = Never()

    async def stopped(model: Adapter) -> None:
        task = asyncio.ensure_future(model.ask(question()))
        await asyncio.sleep(0)
        assert never.asked == 1
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(stopped(cassette.around(lambda *_: never)(SPEC, PLAIN, {})))
    assert asyncio.run(
        cassette.around(lambda *_: FakeModel(lambda _: "Now."))(SPEC, PLAIN, {}).ask(question())
    )
    cassette.save()
    assert replayed(tmp_path / "c.jsonl", question()).text == "Now."


# -- files that others save too --------------------------------------------------------------------


def opened(path: Path, turn: str, mode: CassetteMode, begun: float | None = None) -> Cassette:
    """A cassette that was asked one thing, not saved yet."""
    cassette = Cassette.open(path, mode) if begun is None else Cassette.open(path, mode, begun)
    model = cassette.around(lambda *_: FakeModel(lambda _: answer()))(SPEC, PLAIN, {})
    asyncio.run(model.ask(question(turn)))
    return cassette


def turns(path: Path) -> set[str]:
    """The turns that a file has recordings of."""
    cassette = Cassette.open(path, "none")
    return {cassette.texts[one.messages[-1][1]] for one in cassette.recordings.values()}


def test_those_that_record_anew_at_once_keep_what_the_others_saved(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    opened(path, "stale", "all").save()
    several = [opened(path, f"turn {number}", "all") for number in range(3)]
    for cassette in several:
        cassette.save()
    assert turns(path) == {"turn 0", "turn 1", "turn 2"}


def test_what_was_saved_in_the_same_run_is_not_recorded_away(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    opened(path, "stale", "all").save()
    before = time.time() - 1000
    opened(path, "first", "all").save()
    opened(path, "second", "all", begun=before).save()
    assert turns(path) == {"first", "second"}
    opened(path, "third", "all", begun=time.time() + 1000).save()
    assert turns(path) == {"third"}


def test_the_same_again_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    opened(path, "turn", "all").save()
    before = path.stat().st_ino, path.stat().st_mtime_ns
    opened(path, "turn", "all").save()
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before


def _save(path: Path, number: int) -> None:
    opened(path, f"turn {number}", "new").save()


def test_processes_that_save_one_file_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "c.jsonl"
    context = multiprocessing.get_context("fork")
    several = [context.Process(target=_save, args=(path, number)) for number in range(6)]
    for process in several:
        process.start()
    for process in several:
        process.join()
    assert [process.exitcode for process in several] == [0] * 6
    assert turns(path) == {f"turn {number}" for number in range(6)}
    assert all(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    assert [entry.name for entry in path.parent.iterdir()] == ["c.jsonl"]
