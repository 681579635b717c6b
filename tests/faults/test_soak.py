"""The short form of the soak; `make soak` runs 64 sessions of the large pack."""

from __future__ import annotations

from pathlib import Path

from tests.faults.soak import soak


def test_many_sessions_at_once_under_faults_all_come_to_their_end(tmp_path: Path) -> None:
    found = soak(tmp_path, 12, "tiny", cap=50_000, seed=3)
    assert len(found.paths) == 12
    assert found.stopped > 0
    assert found.raised > 0
    assert found.faults.total() >= 5
