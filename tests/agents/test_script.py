"""Rehearsed seats: each line where it belongs, the others in their order, and nothing made up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from detente.agents.agent import CannotAct
from detente.agents.script import ScriptSeat, load_script
from detente.errors import InputError, SessionPaused
from detente.llm.journal import Journal
from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import (
    Act,
    Argue,
    Argument,
    Decide,
    Decision,
    Judgement,
    Offer,
    Position,
    Propose,
    Read,
    Reading,
    Reply,
    Speak,
    Statement,
    Weigh,
)
from detente.transcripts.table import Table, View


def written(folder: Path, text: str, name: str = "script.yaml") -> Path:
    """A script on disk."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def replies(path: Path, acts: Sequence[Act]) -> list[Reply | str]:
    """What a script replies to some acts, one after the other; a fault's kind where it cannot."""
    seat = ScriptSeat(load_script(str(path)), Journal())

    async def put() -> list[Reply | str]:
        found: list[Reply | str] = []
        for act in acts:
            try:
                found.append(await seat.act(act, View(act.seat, Table())))
            except CannotAct as fault:
                found.append(fault.kind)
        return found

    return asyncio.run(put())


def speak(round_: int, stage: str = "direct") -> Speak:
    """To speak in a round."""
    return Speak(seat="north", actor="north.leader", stage=stage, round=round_)


def said(*found: Reply | str) -> list[str]:
    """The texts of statements, and the kinds of faults."""
    return [reply.text if isinstance(reply, Statement) else str(reply) for reply in found]


ORDERED = "- {act: speak, text: one}\n- {act: speak, text: two}\n"


def test_lines_without_a_place_are_spoken_in_their_order_and_then_the_script_has_ended(
    tmp_path: Path,
) -> None:
    found = replies(written(tmp_path, ORDERED), [speak(1), speak(5), speak(6), speak(7)])
    assert said(*found) == ["one", "two", "script_ended", "script_ended"]


def test_a_line_is_spoken_where_it_belongs_and_only_there(tmp_path: Path) -> None:
    text = "- {act: speak, round: 3, text: third}\n- {act: speak, stage: mill, text: at the mill}\n" + ORDERED
    acts = [speak(1), speak(3), speak(4, "mill"), speak(4), speak(6)]
    found = replies(written(tmp_path, text), acts)
    assert said(*found) == ["one", "third", "at the mill", "two", "script_ended"]


def test_a_placed_line_is_never_spoken_elsewhere(tmp_path: Path) -> None:
    path = written(tmp_path, "- {act: speak, stage: mill, round: 2, text: there}\n")
    acts = [speak(1), speak(2), speak(3, "mill"), speak(2, "mill")]
    assert said(*replies(path, acts)) == ["script_ended", "script_ended", "script_ended", "there"]


def test_a_placed_line_goes_before_an_earlier_one_without_a_place(tmp_path: Path) -> None:
    path = written(tmp_path, ORDERED + "- {act: speak, round: 1, text: first}\n")
    assert said(*replies(path, [speak(1), speak(2), speak(3)])) == ["first", "one", "two"]


def test_a_factions_line_is_its_own(tmp_path: Path) -> None:
    path = written(tmp_path, "- {act: argue, actor: russia.T, text: take it}\n- {act: argue, text: wait}\n")
    acts = [Argue(seat="russia", actor=f"russia.{name}", stage="moscow", round=1) for name in "NTS"]
    assert replies(path, acts) == [Argument(text="wait"), Argument(text="take it"), "script_ended"]


def test_a_factions_line_goes_before_an_earlier_one_without_a_place(tmp_path: Path) -> None:
    path = written(tmp_path, "- {act: argue, text: wait}\n- {act: argue, actor: russia.T, text: take it}\n")
    acts = [Argue(seat="russia", actor=f"russia.{name}", stage="moscow", round=1) for name in "TN"]
    assert replies(path, acts) == [Argument(text="take it"), Argument(text="wait")]


def test_a_script_is_read_as_it_stands_when_it_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, ORDERED)
    assert said(*replies(path, [speak(1)])) == ["one"]
    written(tmp_path, ORDERED.replace("one", "another"))
    assert said(*replies(path, [speak(1)])) == ["another"]


def test_each_act_takes_lines_of_its_own_kind(tmp_path: Path) -> None:
    text = """\
- {act: argue, text: Resist., for_offer: resist}
- {act: weigh, lean: 0.5, influence: {N: 0.4, T: 0.6}, instructions: Listen.}
- {act: speak, text: We listen., private_note: For now.}
- {act: propose, terms: {I1: b}, levers: [trade], text: Take it.}
- {act: decide, answer: counter, terms: {I2: c}, would_take: {I2: c}}
- act: read
  positions: [{issue: I1, options: [b], firmness: firm, quote: equal shares}]
  answer: reject
"""
    place = {"seat": "russia", "actor": "russia.leader", "stage": "moscow", "round": 1}
    acts: list[Act] = [
        Read(**place, speaker="usa", text="equal shares"),
        Decide(**place),
        Propose(**place, to="ukraine"),
        Speak(**place),
        Weigh(**place),
        Argue(**place),
    ]
    position = Position(issue="I1", options=("b",), firmness="firm", quote="equal shares")
    assert replies(written(tmp_path, text), acts) == [
        Reading(positions=(position,), answer="reject"),
        Decision(answer="counter", terms={"I2": "c"}, would_take={"I2": "c"}),
        Offer(to="ukraine", terms={"I1": "b"}, levers=("trade",), text="Take it."),
        Statement(text="We listen.", private_note="For now."),
        Judgement(lean=0.5, influence={"N": 0.4, "T": 0.6}, instructions="Listen."),
        Argument(text="Resist.", for_offer="resist"),
    ]


def test_an_offer_that_is_none_is_found_when_it_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, "- {act: propose, levers: trade}\n")
    act = Propose(seat="usa", actor="usa.leader", stage="moscow", round=1, to="russia")
    assert replies(path, [act]) == ["script_unfit"]


def test_the_fault_of_a_script_that_ended_names_the_act(tmp_path: Path) -> None:
    seat = ScriptSeat(load_script(str(written(tmp_path, ORDERED))), Journal())
    act = Weigh(seat="north", actor="north.leader", stage="direct", round=4)
    with pytest.raises(CannotAct, match=r"the script has no line for direct\.4/north\.leader/weigh"):
        asyncio.run(seat.act(act, View("north", Table())))


# -- files that cannot be used --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ": a script is a list of entries, each with an act."),
        ("[]\n", ": a script is a list of entries, each with an act."),
        ("act: speak\ntext: one\n", ": a script is a list of entries, each with an act."),
        ("- speak\n", ": entry 1: name its act: argue, weigh, speak, propose, decide, read."),
        (ORDERED + "- {text: three}\n", ": entry 3: name its act: "),
        (ORDERED + "- {act: shout, text: three}\n", ": entry 3: name its act: "),
        (ORDERED + "- {act: [speak], text: three}\n", ": entry 3: name its act: "),
        (ORDERED + "- {act: {speak: now}, text: three}\n", ": entry 3: name its act: "),
        (ORDERED + "- {act: , text: three}\n", ": entry 3: name its act: "),
        (ORDERED + "- {act: speak, text: three, actor: 3}\n", ": entry 3: actor: input should be a valid"),
        (ORDERED + "- {act: speak, text: three, 3: three}\n", ": entry 3: 3: keys should be strings."),
        (ORDERED + "- {act: speak}\n", ": entry 3: text: field required."),
        (ORDERED + "- {act: speak, text: 3}\n", ": entry 3: text: input should be a valid string."),
        (ORDERED + "- {act: speak, text: three, mood: good}\n", ": entry 3: mood: extra inputs"),
        (ORDERED + "- {act: speak, text: three, round: soon}\n", ": entry 3: round: input should be a valid"),
        (ORDERED + "- {act: speak, text: three, round: -1}\n", ": entry 3: round: input should be greater"),
        ("- {act: decide, answer: maybe}\n", ": entry 1: answer: input should be 'accept', 'reject' or"),
        ("- {act: weigh, lean: 2}\n", ": entry 1: lean: input should be less than or equal to 1."),
    ],
)
def test_a_bad_script_is_named_by_file_and_entry(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as error:
        load_script(str(path))
    assert str(error.value).startswith(f"{path}{told}")
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "content",
    [
        b"- {act: speak\n",
        b"\xff\xfe",
        b"- act: speak\n  text: one\n text: two\n",
        b"- {[act]: speak}\n",
        b"- act: &a speak\n- act: *b\n",
        b"- text: 'one\n\n",
        b"- \x07\n",
        b"- !!python/object:os.system {}\n",
    ],
)
def test_a_script_that_cannot_be_read_is_named_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "script.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=f"script:{path} cannot be read: ") as error:
        load_script(str(path))
    assert "\n" not in str(error.value)
    assert str(error.value).endswith(".")


def test_a_folder_is_no_script(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"script:{tmp_path} cannot be read: "):
        load_script(str(tmp_path))


def test_a_script_that_is_not_there_is_named_before_the_talks_begin(tiny: Scenario, tmp_path: Path) -> None:
    config = RunConfig(scenario=tiny, seats={"north": f"script:{tmp_path}/none.yaml"})
    with pytest.raises(InputError, match=r"none\.yaml cannot be read"):
        session.start(config, tmp_path, "talks")
    assert not (tmp_path / "talks").exists()


# -- in a session ---------------------------------------------------------------------------------

NORTH = """\
- {act: propose, terms: {I1: a, I2: b}, text: Water for us.}
- {act: speak, text: We drink first.}
- {act: speak, text: We still drink first.}
- {act: decide, answer: reject, text: No.}
"""


def statements(lines: Sequence[bytes]) -> list[str]:
    """What the north said."""
    events = [ev.parse(line) for line in lines]
    return [e.body.text for e in events if isinstance(e, ev.StatementMade) and e.actor == "north"]


def test_a_script_plays_its_seat_in_a_session(tiny: Scenario, tmp_path: Path) -> None:
    path = written(tmp_path, NORTH)
    played = session.play(RunConfig(scenario=tiny, seats={"north": f"script:{path}"}, rounds=2))
    assert statements(played.lines) == ["We drink first.", "We still drink first."]


def test_a_script_that_ends_too_early_pauses_and_goes_on_once_it_is_longer(
    tiny: Scenario, tmp_path: Path
) -> None:
    path = written(tmp_path, "".join(NORTH.splitlines(keepends=True)[:2]))
    config = RunConfig(scenario=tiny, seats={"north": f"script:{path}"}, rounds=2)
    with pytest.raises(SessionPaused, match=r"the script has no line for direct\.2/north\.leader/speak"):
        session.start(config, tmp_path, "talks")
    written(tmp_path, NORTH)
    manifest, _ = session.resume(tmp_path / "talks")
    assert manifest.state == "ended"
    assert [fault["kind"] for fault in manifest.summary.faults] == ["script_ended"]
    lines = (tmp_path / "talks" / "events.jsonl").read_bytes().splitlines()
    assert statements(lines) == ["We drink first.", "We still drink first."]


def test_what_a_script_said_is_kept_and_verified_without_reading_on(tiny: Scenario, tmp_path: Path) -> None:
    path = written(tmp_path, NORTH)
    config = RunConfig(scenario=tiny, seats={"north": f"script:{path}"}, rounds=2)
    session.start(config, tmp_path, "talks")
    written(tmp_path, NORTH.replace("first", "last"))
    assert "every byte" in session.verify(tmp_path / "talks")


def test_a_scripted_offer_of_what_is_not_held_is_a_fault(ukraine: Scenario, tmp_path: Path) -> None:
    path = written(tmp_path, "- {act: propose, levers: [eu_sanctions]}\n")
    config = RunConfig(scenario=ukraine, offers="adaptive", seats={"usa": f"script:{path}"})
    with pytest.raises(SessionPaused, match="usa does not hold the lever 'eu_sanctions' over russia"):
        session.play(config)


def test_a_scripted_statement_without_words_is_a_fault(tiny: Scenario, tmp_path: Path) -> None:
    path = written(tmp_path, NORTH.replace("We drink first.", '" "'))
    config = RunConfig(scenario=tiny, seats={"north": f"script:{path}"}, rounds=2)
    with pytest.raises(SessionPaused, match=r"direct\.1/north\.leader/speak: text: there are no words"):
        session.play(config)
