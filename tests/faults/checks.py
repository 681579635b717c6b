"""What must be true of a session on disk whatever its provider did."""

from __future__ import annotations

from pathlib import Path

from detente.transcripts.store import Folder
from tests.faults.playing import calls_of, contents
from tests.server.server import Server

__all__ = ["check_the_budget", "check_what_is_kept"]


def check_what_is_kept(path: Path, server: Server) -> None:
    """No answer that went out whole is lost, unless its deadline had passed; and no try is."""
    calls = calls_of(path)
    answers = [call.answer.text + call.answer.refusal for call in calls if call.answer]
    attempts = [a for call in calls for a in (*call.attempts, *(call.answer.attempts if call.answer else ()))]
    raws = [attempt.raw for attempt in attempts]
    kept = [body in raws or contents(body) in answers for body in server.spoken]
    late = sum(1 for attempt in attempts if attempt.kind == "timeout")
    assert kept.count(False) <= late
    assert len(server.asked) <= len(answers) + len(attempts)


def check_the_budget(path: Path, server: Server, cap: int) -> None:
    """Nothing is spent beyond the cap, and nothing that the provider charges for is left out."""
    totals, billed = Folder(path).manifest.totals, server.billed
    assert totals.tokens_in + totals.tokens_out <= cap
    assert totals.tokens_in >= billed["in"]
    assert totals.tokens_out >= billed["out"]
