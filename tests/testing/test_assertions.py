"""Assertions in the words of the talks: each passes for what happened and says what happened instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import detente
from detente.orchestration.config import RunConfig
from detente.orchestration.session import play, start
from detente.scenario.model import Scenario
from detente.testing import (
    BAD,
    ScriptedModel,
    Talks,
    argument,
    assert_breach,
    assert_decision,
    assert_fault,
    assert_grounded,
    assert_lean,
    assert_no_breach,
    assert_nothing_leaked,
    assert_position,
    decision,
    judgement,
    offer,
    position,
    reading,
    statement,
    talks,
    valid_reply,
)
from detente.transcripts import events as ev

MODEL = "openai:anything"
SAID = "We insist on a freeze on the line. We would not have the plant shared."


@pytest.fixture(scope="module")
def played(ukraine: Scenario) -> Talks:
    """Talks of the large pack, scripted at one point."""
    model = ScriptedModel()
    model.otherwise(valid_reply)
    model.on(
        seat="russia", act="speak", at="moscow.1", says=statement(SAID, private_note="The gold is gone.")
    )
    model.on(seat="russia", act="weigh", says=judgement(-0.5))
    model.on(seat="russia", act="weigh", at="moscow.2", says=judgement(0.25))
    model.on(seat="usa", act="propose", says=offer({"I1": "b", "I7": "c"}, text="Take it."))
    model.on(seat="russia", act="decide", says=decision("accept"))
    model.on(seat="russia", act="decide", at="moscow.1", says=decision("counter", {"I2": "b"}))

    def read(asked: object) -> dict[str, object]:
        if SAID not in str(getattr(asked, "turn", "")):
            return reading()
        return reading(
            position("I2", ["b", "c"], "freeze on the line"),
            position("I8", "a", "not have the plant shared", firmness="rejecting"),
        )

    model.on(act="read", says=read)
    return talks(RunConfig(scenario=ukraine, model=MODEL, analyst=MODEL, rounds=2), model.backstage)


def told(assertion: Callable[[], None]) -> str:
    """What a failed assertion says."""
    with pytest.raises(AssertionError) as failed:
        assertion()
    return str(failed.value)


def test_positions(played: Talks) -> None:
    assert_position(played, "russia", "I2", holds=("b", "c"), at="moscow.1")
    assert_position(played, "russia", "I2", holds=["c", "b"], firmness="firm")
    assert_position(played, "russia", "I2", at="moscow")
    assert_position(played, "russia", "I8", rejects="a")
    wrong = told(lambda: assert_position(played, "russia", "I2", holds="b", at="moscow.1"))
    assert wrong == (
        "russia holds I2.b at moscow.1: no; "
        "in moscow.1 it was read as holds I2.b/c (firm): “freeze on the line”"
    )
    assert "rejects I8.a (rejecting)" in told(lambda: assert_position(played, "russia", "I8", holds="a"))
    assert "(flexible)" in told(
        lambda: assert_position(played, "russia", "I2", holds=("b", "c"), firmness="flexible")
    )
    nothing = told(lambda: assert_position(played, "russia", "I1"))
    assert nothing.startswith("russia was read as saying nothing on I1; what was read: holds I2.b/c (firm), ")
    assert "what was read: nothing" in told(lambda: assert_position(played, "russia", "I2", at="moscow.2"))


def test_leans(played: Talks) -> None:
    assert_lean(played, "russia", -0.6, -0.4, at="moscow.1")
    assert_lean(played, "russia", least=0.2)
    wrong = told(lambda: assert_lean(played, "russia", most=0.0, at="moscow"))
    assert wrong.startswith("russia leans +0.25 in moscow.2, not from -1.00 to +0.00 (moscow.1: -0.50, ")
    assert told(lambda: assert_lean(played, "usa")) == "usa has no lean: it judged nothing"


def test_decisions(played: Talks) -> None:
    assert_decision(played, "russia", "counter", terms={"I2": "b"}, at="moscow.1")
    assert_decision(played, "russia", "accept", at="moscow.2")
    wrong = told(lambda: assert_decision(played, "russia", "accept", at="moscow.1"))
    assert wrong == "russia answered counter with I2.b in moscow.1, not accept"
    other = told(lambda: assert_decision(played, "russia", "counter", terms={"I2": "c"}, at="moscow.1"))
    assert other.endswith("not counter with I2.c")
    assert "russia in moscow.1" in told(lambda: assert_decision(played, "europe", "accept", at="moscow.1"))


def test_breaches(tiny: Scenario) -> None:
    model = ScriptedModel()
    model.otherwise(valid_reply)
    model.on(act="propose", says=offer({"I1": "b", "I2": "a"}))
    crossed = talks(RunConfig(scenario=tiny, model=MODEL), model.backstage)
    assert_breach(crossed, "south")
    assert_breach(crossed, "south", "I2", "a")
    assert_no_breach(crossed, "north")
    assert "breaches: south at I2.a" in told(lambda: assert_breach(crossed, "south", "I1"))
    assert "south at I2.a: The council has promised" in told(lambda: assert_no_breach(crossed))
    kept = play(RunConfig(scenario=tiny, model=MODEL), backstage=_accepting().backstage)
    assert_no_breach(kept)
    assert "breaches: none" in told(lambda: assert_breach(kept, "north"))


def _accepting() -> ScriptedModel:
    model = ScriptedModel()
    model.otherwise(valid_reply)
    model.on(act="propose", says=offer({"I1": "b", "I2": "b"}))
    return model


def test_faults(tiny: Scenario) -> None:
    model = _accepting()
    model.on(seat="north", act="speak", says=BAD["truncated"])
    paused = talks(RunConfig(scenario=tiny, model=MODEL), model.backstage)
    assert_fault(paused, "truncated")
    assert_fault(paused, "truncated", seat="north", at=model.of("north", "speak")[0].at)
    assert "faults: truncated of north.leader" in told(lambda: assert_fault(paused, "refusal"))
    assert "faults: none" in told(lambda: assert_fault(_fine(tiny), "refusal"))


def _fine(tiny: Scenario) -> Talks:
    return talks(RunConfig(scenario=tiny, model=MODEL), _accepting().backstage)


def test_readings_are_grounded(played: Talks, tiny: Scenario) -> None:
    assert_grounded(played)
    first = next(
        event for event in played.events if isinstance(event, ev.ReadingTaken) and event.body.positions
    )
    moved = first.body.positions[0].model_copy(update={"start": 0})
    body = first.body.model_copy(update={"positions": (moved,)})
    changed = [
        event.model_copy(update={"body": body}) if event is first else event for event in played.events
    ]
    assert "does not stand in “We insist" in told(lambda: assert_grounded(changed))
    model = _accepting()
    model.on(act="read", says=BAD["ungrounded quote"])
    refused = talks(RunConfig(scenario=tiny, model=MODEL, analyst=MODEL), model.backstage)
    assert "a position was refused" in told(lambda: assert_grounded(refused))
    assert told(lambda: assert_grounded([])) == "no statement was read at all"


# -- what is private -------------------------------------------------------------------------------


def test_private_words_stay_where_they_belong(ukraine: Scenario, fake_model: ScriptedModel) -> None:
    secret = "Our gold\nis “gone”."
    fake_model.otherwise(valid_reply)
    fake_model.on(seat="russia", act="argue", says=argument(secret))
    found = talks(RunConfig(scenario=ukraine, model=MODEL, analyst=MODEL, rounds=2), fake_model.backstage)
    assert_nothing_leaked(fake_model, "our gold is “gone”", of="russia")
    assert_nothing_leaked(found, ["our gold", "is “gone”"], of="russia")
    assert "stands in russia's words" in told(lambda: assert_nothing_leaked(found, "Our gold", of="ukraine"))
    assert "is private to usa, and stands in russia's words: “" in told(
        lambda: assert_nothing_leaked(fake_model, "OUR  GOLD", of="usa")
    )


def test_words_that_were_said_aloud_are_found(ukraine: Scenario, fake_model: ScriptedModel) -> None:
    fake_model.otherwise(valid_reply)
    fake_model.on(seat="russia", act="speak", says=statement("First line.\nOur gold\nis gone."))
    found = talks(RunConfig(scenario=ukraine, model=MODEL, analyst=MODEL, rounds=2), fake_model.backstage)
    for where in (fake_model, found):
        assert "our gold is gone" in told(
            lambda where=where: assert_nothing_leaked(where, "our gold is gone", of="russia")  # type: ignore[misc]
        )


def test_prompts_of_a_folder_are_looked_through(
    tiny: Scenario, fake_model: ScriptedModel, tmp_path: Path
) -> None:
    fake_model.otherwise(valid_reply)
    started = start(RunConfig(scenario=tiny, model=MODEL), tmp_path, backstage=fake_model.backstage)
    assert_nothing_leaked(started, "The new wells give more water", of="south")
    assert "stands in south's words" in told(
        lambda: assert_nothing_leaked(started[0], "The new wells give more water", of="north")
    )


@pytest.mark.parametrize("words", ["", [" "]])
def test_looking_for_nothing_is_a_mistake(played: Talks, words: str | Sequence[str]) -> None:
    with pytest.raises(ValueError, match="there is nothing to look for"):
        assert_nothing_leaked(played, words, of="russia")
    with pytest.raises(ValueError, match="nobody else was told anything"):
        assert_nothing_leaked(ScriptedModel(), "gold", of="russia")


def test_sessions_of_every_form_are_looked_at(
    tiny: Scenario, fake_model: ScriptedModel, tmp_path: Path
) -> None:
    fake_model.otherwise(valid_reply)
    fake_model.on(act="propose", says=offer({"I1": "b", "I2": "b"}))
    config = RunConfig(scenario=tiny, model=MODEL)
    started = start(config, tmp_path, backstage=fake_model.backstage)
    ran = detente.run("tiny", model=MODEL, out=tmp_path)
    played = play(config, backstage=fake_model.backstage)
    for session in (started, started[0], str(started[0]), ran, ran.events, played):
        assert_decision(session, "south", "accept")
