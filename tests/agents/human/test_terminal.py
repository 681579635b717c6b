"""The terminal itself: prompts beside the results, stopping by Ctrl-C or the end of input."""

from __future__ import annotations

import io
import signal
import sys

import pytest

from detente.agents.human.terminal import People
from detente.errors import SessionPaused
from detente.scenario.model import Scenario
from tests.agents.human.screen import Screen, act_as
from tests.agents.persona.conversation import SPEAK


def test_a_line_is_read_without_its_end_and_stdout_stays_clean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("  yes \nno\n"))
    people = People()
    people.write("Listen.")
    assert people.ask("Well? ") == "  yes "
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "Listen.\nWell? "


def test_the_end_of_input_stops_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(SessionPaused, match="Stopped by a person at the table"):
        People().ask("Well? ")


def test_an_empty_line_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    assert People().ask("Well? ") == ""


def test_ctrl_c_reaches_whoever_is_asked_inside_a_running_loop(ukraine: Scenario) -> None:
    def interrupted(_prompt: str) -> str:
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("the signal did not arrive")

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(SessionPaused, match="Stopped by a person"):
        act_as(ukraine, SPEAK, Screen(interrupted))
    assert signal.getsignal(signal.SIGINT) == before


def test_signals_are_given_back_after_every_line() -> None:
    before = signal.getsignal(signal.SIGINT)
    assert People(read=lambda _: "yes", write=lambda _: None).ask("Well? ") == "yes"
    assert signal.getsignal(signal.SIGINT) == before
