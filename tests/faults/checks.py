"""What must be true of a session on disk whatever its provider did."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from detente.transcripts.store import Folder
from tests.faults.playing import calls_of, contents
from tests.server.server import Server

__all__ = ["check_the_budget", "check_what_is_kept"]


def check_what_is_kept(server: Server, *paths: Path) -> None:
    """No answer that went out whole is lost, unless its deadline had passed; and no try is."""
    calls = [call for path in paths for call in calls_of(path)]
    answers = Counter(call.answer.text + call.answer.refusal for call in calls if call.answer)
    attempts = [a for call in calls for a in (*call.attempts, *(call.answer.attempts if call.answer else ()))]
    raws = {attempt.raw for attempt in attempts}
    kept = [body in raws or contents(body) in answers for body in server.spoken]
    late = sum(1 for attempt in attempts if attempt.kind == "timeout")
    assert kept.count(False) <= late
    assert len(server.asked) <= answers.total() + len(attempts)


def check_the_budget(server: Server, cap: int, *paths: Path) -> None:
    """Nothing is spent beyond the cap, and nothing that the provider charges for is left out."""
    totals = [Folder(path).manifest.totals for path in paths]
    tokens_in, tokens_out = sum(one.tokens_in for one in totals), sum(one.tokens_out for one in totals)
    assert tokens_in + tokens_out <= cap
    assert tokens_in >= server.billed["in"]
    assert tokens_out >= server.billed["out"]
