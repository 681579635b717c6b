"""The scripted model: found by seat, act and point, never by order; what it was not told fails the test."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import detente
from detente.cli.main import cli
from detente.errors import SessionPaused
from detente.llm.failures import ModelFailure
from detente.llm.settings import ModelSettings
from detente.orchestration.config import RunConfig
from detente.orchestration.session import play, start
from detente.scenario.model import Scenario
from detente.testing import (
    BAD,
    Asked,
    ScriptedModel,
    Unscripted,
    argument,
    assert_fault,
    decision,
    statement,
    talks,
    valid_reply,
)
from detente.transcripts import events as ev

MODEL = "openai:anything"


def said(events: Any) -> dict[tuple[str, int, str], str]:  # noqa: ANN401 - any events
    """(stage, round, seat) → the words of its statement."""
    return {(e.stage, e.round, e.actor): e.body.text for e in events if isinstance(e, ev.StatementMade)}


def test_the_rule_that_says_most_answers_in_whatever_order_they_stand(
    ukraine: Scenario, fake_model: ScriptedModel
) -> None:
    rules = {
        "everybody": {},
        "russia": {"seat": "russia"},
        "russia in this round": {"seat": "russia", "at": "moscow.2"},
        "this stage": {"at": "kyiv"},
    }
    for words, where in reversed(rules.items()):
        fake_model.on(act="speak", says=statement(words), **where)
    fake_model.otherwise(valid_reply)
    fake_model.on(seat="russia", act="decide", at="moscow.1", says=decision("counter", {"I2": "c"}))
    found = talks(RunConfig(scenario=ukraine, model=MODEL, analyst=MODEL, rounds=2), fake_model.backstage)
    words_of = said(found.events)
    assert words_of["moscow", 1, "usa"] == "everybody"
    assert words_of["moscow", 1, "russia"] == "russia"
    assert words_of["moscow", 2, "russia"] == "russia in this round"
    assert {words for place, words in words_of.items() if place[0] == "kyiv"} == {"this stage"}


def test_one_of_a_seats_people_has_words_of_its_own(ukraine: Scenario, fake_model: ScriptedModel) -> None:
    fake_model.on(seat="russia", act="argue", says=argument("One of many."))
    fake_model.on(actor="russia.T", says=argument("Only mine.", for_offer="approve"))
    fake_model.otherwise(valid_reply)
    found = talks(RunConfig(scenario=ukraine, model=MODEL, rounds=1), fake_model.backstage)
    heard = {
        e.body.faction: e.body.text
        for e in found.events
        if isinstance(e, ev.ArgumentHeard) and e.actor.startswith("russia")
    }
    assert heard["T"] == "Only mine."
    assert {text for faction, text in heard.items() if faction != "T"} == {"One of many."}


def test_of_equal_rules_the_last_answers(tiny: Scenario, fake_model: ScriptedModel) -> None:
    fake_model.otherwise(valid_reply)
    fake_model.on(act="speak", says=statement("First."))
    fake_model.on(act="speak", says=statement("Last."))
    found = talks(RunConfig(scenario=tiny, model=MODEL), fake_model.backstage)
    assert set(said(found.events).values()) == {"Last."}
    assert [str(rule) for rule in fake_model.unused] == ["act='speak'"]


def test_a_list_answers_the_question_and_then_its_repair(tiny: Scenario, fake_model: ScriptedModel) -> None:
    fake_model.otherwise(valid_reply)
    fake_model.on(seat="north", act="speak", says=[BAD["not JSON"], statement("Now in the form asked for.")])
    found = talks(RunConfig(scenario=tiny, model=MODEL, rounds=1), fake_model.backstage)
    assert found.paused == ""
    assert "Now in the form asked for." in said(found.events).values()
    first, again = fake_model.of("north", "speak")
    assert (first.repairs, again.repairs) == (0, 1)
    assert "holds no JSON object" in again.turn


def test_a_failure_for_a_while_is_asked_again_without_waiting(
    tiny: Scenario, fake_model: ScriptedModel
) -> None:
    def at_last(asked: Asked) -> object:
        return ModelFailure("busy") if asked.before < 3 else statement("Here now.")

    fake_model.otherwise(valid_reply)
    fake_model.on(seat="north", act="speak", says=at_last)
    found = talks(RunConfig(scenario=tiny, model=MODEL, rounds=1), fake_model.backstage)
    assert found.paused == ""
    assert [asked.before for asked in fake_model.of("north", "speak")] == [0, 1, 2, 3]


def test_a_bad_reply_on_both_turns_pauses_the_talks(tiny: Scenario, fake_model: ScriptedModel) -> None:
    fake_model.otherwise(valid_reply)
    fake_model.on(seat="north", act="speak", says=BAD["refusal"])
    found = talks(RunConfig(scenario=tiny, model=MODEL), fake_model.backstage)
    assert "could not act" in found.paused
    assert_fault(found, "refusal", seat="north")


def test_everything_that_is_asked_is_kept(tiny: Scenario, fake_model: ScriptedModel) -> None:
    fake_model.otherwise(valid_reply)
    talks(RunConfig(scenario=tiny, model=MODEL, analyst=MODEL, rounds=1), fake_model.backstage)
    assert fake_model.asked[0].act == "probe"
    (spoken,) = fake_model.of("north", "speak")
    assert (spoken.seat, spoken.actor, spoken.act) == ("north", "north.leader", "speak")
    assert spoken.at.endswith(".1")
    assert "Mayor of the northern town" in spoken.system
    assert "# Your turn" in spoken.turn
    assert spoken.model == MODEL
    assert {asked.seat for asked in fake_model.of(act="read")} == {"analyst"}


def test_what_the_script_does_not_know_fails_with_all_that_is_needed(
    tiny: Scenario, fake_model: ScriptedModel
) -> None:
    fake_model.on(seat="south", says=decision("accept"))
    with pytest.raises(Unscripted) as failed:
        talks(RunConfig(scenario=tiny, model=MODEL), fake_model.backstage)
    told = str(failed.value)
    assert "no answer to: north.leader propose" in told or "no answer to: north.leader speak" in told
    assert "seat='north'" in told
    assert "│ " in told
    assert "  seat='south'" in told
    fake_model.unanswered.clear()  # else this test fails, as a user's would


def test_an_act_that_there_is_not_is_refused(fake_model: ScriptedModel) -> None:
    with pytest.raises(ValueError, match="there is no act 'statement'; there is argue, weigh, speak"):
        fake_model.on(act="statement", says=statement())
    with pytest.raises(ValueError, match="an empty list answers nothing"):
        fake_model.on(act="speak", says=[])


def test_it_stands_in_for_every_model_of_the_python_api(fake_model: ScriptedModel, tmp_path: Path) -> None:
    fake_model.otherwise(valid_reply)
    found = detente.run("tiny", model=MODEL, analyst="anthropic:any", out=tmp_path, rounds=1)
    assert found.outcome_class == "delivered"
    assert {asked.model for asked in fake_model.asked} == {MODEL, "anthropic:any"}


def test_it_stands_in_for_the_models_of_a_command(
    fake_model: ScriptedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fake_model.otherwise(valid_reply)
    fake_model.on(seat="north", act="speak", says=statement("The river is ours."))
    done = CliRunner().invoke(cli, ["run", "tiny", "--model", MODEL, "--json"])
    assert done.exit_code == 0
    assert '"class": "delivered"' in done.stdout
    assert fake_model.of("north", "speak")


def test_a_session_on_disk_takes_it_too(tiny: Scenario, fake_model: ScriptedModel, tmp_path: Path) -> None:
    fake_model.otherwise(valid_reply)
    path, manifest = start(RunConfig(scenario=tiny, model=MODEL), tmp_path, backstage=fake_model.backstage)
    assert manifest.state == "ended"
    assert (path / "calls.jsonl").is_file()


def test_caps_count_what_it_says(tiny: Scenario, fake_model: ScriptedModel) -> None:
    fake_model.otherwise(valid_reply)
    config = RunConfig(scenario=tiny, model=MODEL, models={MODEL: ModelSettings(tries=1)}, rounds=1)
    assert play(config, backstage=fake_model.backstage).manifest.totals.calls == len(fake_model.asked)
    fake_model.on(act="speak", says=ModelFailure("timeout"))
    with pytest.raises(SessionPaused):
        play(config, backstage=fake_model.backstage)


def test_nobody_stands_in_once_the_test_is_over() -> None:
    from detente.llm.permits import VARIABLE, stand_in  # noqa: PLC0415 - beside the test that it is for

    assert stand_in() is None
    assert os.environ[VARIABLE] == "local"
