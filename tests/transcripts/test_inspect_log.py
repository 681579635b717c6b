"""A session as an eval log: the real inspect-ai reads it, and nothing private is in the public one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from detente.api import run
from detente.errors import SessionPaused
from detente.llm.budget import Caps
from detente.llm.chat import Request
from detente.llm.failures import ModelFailure
from detente.llm.fakes import FakeModel
from detente.llm.providers import Providers
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.orchestration.session import start
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.calls import Call
from detente.transcripts.changes import Change, Parent, Point
from detente.transcripts.export.inspect_log import inspect_log
from detente.transcripts.manifest import NOTICE, Summary
from tests.transcripts.inspecting import (
    ADDRESS,
    PRIVATE,
    SPEC,
    Kept,
    different,
    private_words,
    read_by_inspect,
)


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A baseline session of two towns."""
    return Kept.of(run("tiny", seed=3, out=tmp_path_factory.mktemp("towns")).path)


@pytest.fixture(scope="module")
def talks(ukraine: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A session with a model in every seat, which says something private wherever it can."""
    stage = Backstage(Providers(make=lambda *_: FakeModel(private_words)))
    out = tmp_path_factory.mktemp("talks")
    path, _ = start(RunConfig(scenario=ukraine, model=SPEC, rounds=1), out, backstage=stage)
    return Kept.of(path)


@pytest.fixture(scope="module")
def read(towns: Kept, talks: Kept, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What inspect-ai reads of three logs: of the towns, of the talks in public, and all of the talks."""
    logs = (towns.log(), talks.log(), talks.log(private=True))
    return read_by_inspect(tmp_path_factory.mktemp("logs"), logs)


def test_inspect_lists_and_reads_every_log(read: dict[str, Any], towns: Kept) -> None:
    assert len(read["listed"]) == 3
    for log in (*read["logs"], *read["headers"]):
        assert (log["version"], log["status"]) == (2, "success")
    assert read["logs"][0]["eval"]["created"] == towns.manifest.runs[0].start
    assert read["headers"][0]["eval"]["dataset"]["sample_ids"] == [towns.manifest.session]
    assert len({log["eval"]["eval_id"] for log in read["logs"]}) == 3


@pytest.mark.parametrize("number", [0, 1, 2])
def test_nothing_is_lost_or_read_otherwise(
    read: dict[str, Any], towns: Kept, talks: Kept, number: int
) -> None:
    made = (towns.log(), talks.log(), talks.log(private=True))[number]
    assert different(made, read["logs"][number]) == []


def test_the_messages_are_what_was_said_offered_and_decided(read: dict[str, Any], towns: Kept) -> None:
    (sample,) = read["logs"][0]["samples"]
    messages = sample["messages"]
    assert len(messages) == len(towns.spoken) > 20
    for message, event in zip(messages, towns.spoken, strict=True):
        assert (message["role"], message["source"]) == ("assistant", "generate")
        assert message["content"].startswith(f"{event.actor} ({event.stage}, round {event.round}) ")
        assert message["content"].endswith(f":\n\n{event.body.text}")
        assert message["metadata"]["seat"] == event.actor
        assert message["metadata"]["generated"] is True
    contents = [message["content"].partition(":\n")[0] for message in messages]
    assert contents[0] == "north (direct, round 1) offers south I1.a"
    assert contents[3] == "south (direct, round 1) answers the offer of event 2: counter with I1.c"


def test_the_scores_say_how_it_ended(read: dict[str, Any], towns: Kept) -> None:
    (sample,), summary = read["logs"][0]["samples"], towns.manifest.summary
    values = {name: score["value"] for name, score in sample["scores"].items()}
    assert values == {"outcome": "delivered", "breaches": 0, "rounds": summary.rounds}
    assert sample["scores"]["outcome"]["metadata"]["settlement"] == summary.settlement
    assert sample["output"]["choices"][0]["message"]["content"] == summary.outcome
    metrics = {
        score["name"]: [metric["value"] for metric in score["metrics"].values()]
        for score in read["headers"][0]["results"]["scores"]
    }
    assert metrics == {"outcome": [1], "breaches": [0], "rounds": [summary.rounds]}


def test_the_metadata_say_what_was_run_and_that_all_of_it_is_generated(
    read: dict[str, Any], towns: Kept
) -> None:
    log = read["logs"][0]
    for metadata in (log["metadata"], log["samples"][0]["metadata"]):
        chosen = {name: metadata[name] for name in ("scenario", "world", "offers", "seed", "seats")}
        assert chosen == {
            "scenario": "tiny",
            "world": "plain",
            "offers": "none",
            "seed": 3,
            "seats": {"north": "baseline", "south": "baseline"},
        }
        assert metadata["notice"] == NOTICE
        assert metadata["generated"] == "Every statement is generated; no language model."
    assert NOTICE in log["samples"][0]["input"]
    assert "generated" in log["tags"]
    statements = [e for e in log["samples"][0]["events"] if e.get("source") == "statement"]
    assert all(event["data"]["generated"] for event in statements)
    assert len(statements) == sum(isinstance(e, ev.StatementMade) for e in towns.events)


def test_stages_and_rounds_are_spans_and_each_event_stands_in_its_own(read: dict[str, Any]) -> None:
    (sample,) = read["logs"][1]["samples"]
    names, parents, open_ = {}, {}, []
    for event in sample["events"]:
        if event["event"] == "span_begin":
            names[event["id"]], parents[event["id"]] = event["name"], event["parent_id"]
            open_.append(event["id"])
        elif event["event"] == "span_end":
            assert open_.pop() == event["id"]
        else:
            stage, round_ = event["data"]["stage"], event["data"]["round"]
            assert event["span_id"] == (open_[-1] if open_ else None)
            assert not stage or names[event["span_id"]] == (f"{stage} {round_}" if round_ else stage)
    assert open_ == []
    assert {names[parent] for own, parent in parents.items() if names[own] == "moscow 1"} == {"moscow"}


def test_private_words_are_in_the_private_log_only(read: dict[str, Any], talks: Kept) -> None:
    public, private = json.dumps(talks.log()), json.dumps(talks.log(private=True))
    for word in PRIVATE.values():
        assert word not in public
        assert word in private
    types = {e["source"] for e in read["logs"][1]["samples"][0]["events"] if e["event"] == "info"}
    assert {"offer.made", "statement", "reading", "decision", "gate"} <= types
    assert not types & {"argument", "judgement", "note", "breach", "session.started"}
    assert "lean" not in read["logs"][1]["metadata"]
    assert read["logs"][2]["metadata"]["lean"] == list(talks.manifest.summary.lean)


def test_the_public_log_is_made_of_public_events_and_of_who_crossed_a_line(talks: Kept) -> None:
    kept = [e for e in talks.events if "public" in e.audience or isinstance(e, ev.BreachFound)]
    bare = talks.manifest.model_copy(update={"summary": Summary(), "sets": {}, "drawn": {}})
    assert Kept(bare, kept, []).log() == talks.log()


def test_no_address_of_a_model_is_in_any_log(talks: Kept) -> None:
    for private in (False, True):
        log = talks.log(private=private)
        assert set(log["eval"]["metadata"]["seats"].values()) == {"openai:test"}
        assert ADDRESS not in json.dumps(log)


def test_every_call_is_a_model_event_with_its_input_output_and_usage(
    read: dict[str, Any], talks: Kept
) -> None:
    (sample,) = read["logs"][2]["samples"]
    asked = [event for event in sample["events"] if event["event"] == "model"]
    calls = [line for line in talks.calls if isinstance(line, Call)]
    texts = dict(line for line in talks.calls if isinstance(line, tuple))
    by_slot = {(call.slot.act, call.slot.turn): call for call in calls}
    assert len(asked) == len(calls) == len(by_slot) == talks.manifest.totals.calls > 10
    for event in asked:
        slot = event["metadata"]["slot"]
        call = by_slot[slot["act"], slot["turn"]]
        assert call.answer is not None
        assert [message["content"] for message in event["input"]] == [texts[d] for _, d in call.messages]
        assert event["output"]["completion"] == call.answer.text
        assert event["output"]["choices"][0]["stop_reason"] == "stop"
    usage, totals = sample["model_usage"]["openai:test"], talks.manifest.totals
    assert (usage["input_tokens"], usage["output_tokens"]) == (totals.tokens_in, totals.tokens_out)
    assert "model" not in {event["event"] for event in read["logs"][1]["samples"][0]["events"]}
    assert read["logs"][1]["samples"][0]["model_usage"] == {}


def test_a_call_stands_before_the_event_that_came_of_it(talks: Kept) -> None:
    events = talks.log(private=True)["samples"][0]["events"]
    judged = next(n for n, event in enumerate(events) if event.get("source") == "judgement")
    assert events[judged - 1]["event"] == "model"
    assert events[judged - 1]["metadata"]["slot"]["act"].endswith("/russia.leader/weigh")
    assert events[judged - 1]["role"] == "russia.leader"
    assert events[judged - 1]["span_id"] == events[judged]["span_id"]


def test_the_same_session_gives_the_same_log_and_every_id_once(talks: Kept) -> None:
    log = talks.log(private=True)
    assert log == talks.log(private=True)
    (sample,) = log["samples"]
    ids = [event["uuid"] for event in sample["events"]] + [message["id"] for message in sample["messages"]]
    assert len(ids) == len(set(ids))


def test_a_session_that_stopped_has_no_outcome_and_keeps_the_failed_call(
    tiny: Scenario, tmp_path: Path
) -> None:
    def says(request: Request) -> dict[str, Any] | ModelFailure:
        failed = request.reply == "decision"
        return ModelFailure("forbidden") if failed else private_words(request)

    stage, config = Backstage(Providers(make=lambda *_: FakeModel(says))), RunConfig(tiny, model=SPEC)
    with pytest.raises(SessionPaused, match="could not act"):
        start(config, tmp_path, "stopped", backstage=stage)
    kept = Kept.of(tmp_path / "stopped")
    log = kept.log(private=True)
    assert log["status"] == "cancelled"
    assert log["results"]["completed_samples"] == 0
    assert "outcome" not in log["samples"][0]["scores"]
    failed = [event for event in log["samples"][0]["events"] if event.get("error")]
    assert [event["error"] for event in failed] == ["forbidden: the key is not allowed to do this"]
    assert kept.log()["eval"]["metadata"]["reason"]


def test_calls_of_which_nothing_came_and_texts_that_are_missing_are_told(
    tiny: Scenario, tmp_path: Path
) -> None:
    stage = Backstage(Providers(make=lambda *_: FakeModel(private_words)), caps=Caps(calls=1))
    with pytest.raises(SessionPaused, match="cap of 1 call"):
        start(RunConfig(tiny, model=SPEC), tmp_path, "capped", backstage=stage)
    kept = Kept.of(tmp_path / "capped")
    calls = [line for line in kept.calls if isinstance(line, Call)]
    log = inspect_log(kept.manifest, kept.events[:1], calls=calls, private=True)
    kinds = [event["event"] for event in log["samples"][0]["events"]]
    assert kinds == ["info", "span_begin", "model", "span_end"]
    assert "was not handed over" in log["samples"][0]["events"][2]["input"][0]["content"]


def test_a_fork_says_where_it_came_from_and_only_reviewers_hear_what_was_changed(towns: Kept) -> None:
    at = Point(stage="direct", round=2)
    parent = Parent(session="before", at=at, events=10, chain="0123")
    change = Change(at=at, seats={"north": SPEC}, sets={"north.leader.I1.limit": "b"}, replicate=1)
    manifest = towns.manifest.model_copy(update={"parent": parent, "changes": (change,)})
    public = inspect_log(manifest, towns.events)["eval"]["metadata"]
    private = inspect_log(manifest, towns.events, private=True)["eval"]["metadata"]
    assert public["forked_from"] == "before, before the offer of direct.2"
    assert public["seats"]["north"] == "openai:test"
    assert not {"changes", "sets", "parent", "drawn"} & public.keys()
    assert private["changes"][0]["seats"] == {"north": "openai:test"}
    assert private["sets"] == {"north.leader.I1.limit": "b"}


def test_a_session_without_a_run_has_a_log_too(towns: Kept) -> None:
    manifest = towns.manifest.model_copy(update={"runs": ()})
    log = inspect_log(manifest, towns.events)
    assert log["eval"]["created"] == "1970-01-01T00:00:00+00:00"


def test_the_package_needs_no_inspect() -> None:
    program = "import sys, detente.transcripts.export.inspect_log; print('inspect_ai' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
