"""Each fault over real HTTP, through both adapters: what happens, what is kept, spent and said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.orchestration.session import verify
from tests.faults.cases import CASES, Case
from tests.faults.checks import check_the_budget, check_what_is_kept
from tests.faults.playing import ADAPTERS, CAP, healed, played
from tests.server.listener import serving
from tests.server.server import Server

EVERY = [pytest.param(case, id=case.name) for case in CASES]


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that gives sound answers until told otherwise."""
    with serving(Server()) as found:
        yield found


@pytest.mark.parametrize("kind", ADAPTERS)
@pytest.mark.parametrize("case", EVERY)
def test_a_fault_that_passes(case: Case, kind: str, server: Server, tmp_path: Path) -> None:
    found = played(case, kind, tmp_path, server, always=False)
    assert found.outcome == case.once
    check_what_is_kept(server, found.path)
    check_the_budget(server, CAP, found.path)
    if found.stop is not None:
        healed(found, kind)
    assert found.folder.manifest.state == "ended"
    assert "every byte came out the same" in verify(found.path)


@pytest.mark.parametrize("kind", ADAPTERS)
@pytest.mark.parametrize("case", EVERY)
def test_a_fault_that_lasts(case: Case, kind: str, server: Server, tmp_path: Path) -> None:
    found = played(case, kind, tmp_path, server, always=True)
    assert found.outcome == case.always
    check_what_is_kept(server, found.path)
    check_the_budget(server, CAP, found.path)
    if found.stop is None:
        return
    assert found.stop.exit_code == 3
    assert case.says in str(found.stop)
    assert "\n" not in str(found.stop)
    assert str(found.stop).endswith("Go on with: detente resume session")
    assert "127.0.0.1" not in found.stop.reason
    before = found.folder.lines()
    healed(found, kind)
    assert found.folder.lines()[: len(before)] == before
    assert found.folder.manifest.state == "ended"
    assert "every byte came out the same" in verify(found.path)


@pytest.mark.parametrize("kind", ADAPTERS)
@pytest.mark.parametrize(("name", "seconds"), [("in seconds", 7.0), ("as a date", 9.0)])
def test_the_server_says_how_long_to_wait(
    name: str, seconds: float, kind: str, server: Server, tmp_path: Path
) -> None:
    case = next(case for case in CASES if case.name.endswith(name))
    (waited,) = played(case, kind, tmp_path, server, always=False).waits
    assert seconds - 2 <= waited <= seconds
