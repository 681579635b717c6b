"""`--library`: prompts of one's own are what models are told, what a session keeps and a set goes on with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.prompts.library import BUILT_IN
from tests.cli.conftest import Detente
from tests.server.listener import serving
from tests.server.server import KEY, Server

OWN = "Speak as if to a neighbour."


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with serving(Server(key=KEY)) as found:
        yield found


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with one prompt of one's own."""
    folder = tmp_path / "mine"
    folder.mkdir()
    text = (BUILT_IN / "speak.md").read_text(encoding="utf-8")
    (folder / "speak.md").write_text(f"{text}\n{OWN}\n", encoding="utf-8")
    return folder


def told(server: Server) -> list[bool]:
    """Of every statement that was asked for, whether it was asked for in our words."""
    spoken = [one for one in server.asked if "private_note" in one.schema.get("properties", {})]
    return [OWN in one.turn for one in spoken]


def test_models_are_told_it_and_the_session_keeps_it(detente: Detente, server: Server, mine: Path) -> None:
    asked = ("run", "tiny", "--model", server.spec, "--library", "mine", "--name", "s", "--json")
    assert detente(*asked).exit_code == 0
    assert told(server)
    assert all(told(server))
    kept = Path("transcripts/s/prompts/speak.md").read_text(encoding="utf-8")
    assert kept.rstrip().endswith(OWN)
    shutil.rmtree(mine)
    assert detente("verify", "s").exit_code == 0


def test_a_set_goes_on_with_the_prompts_it_was_begun_with(
    detente: Detente, server: Server, mine: Path
) -> None:
    asked = ("run", "tiny", "--model", server.spec, "--library", "mine", "--seeds", "1-4", "--name", "many")
    assert detente(*asked, "--max-calls", "8").exit_code == 3
    shutil.rmtree(mine)
    before = len(told(server))
    assert detente("resume", "many", "--max-calls", "500").exit_code == 0
    assert len(told(server)) > before
    assert all(told(server))


def test_its_price_is_told_before_it_is_run(detente: Detente, server: Server, mine: Path) -> None:
    plain = ("run", "tiny", "--model", server.spec, "--dry-run", "--json")
    (mine / "speak.md").write_text(
        (mine / "speak.md").read_text(encoding="utf-8") + "word " * 4000, encoding="utf-8"
    )
    found = [json.loads(detente(*plain, *more).stdout)["models"] for more in ((), ("--library", "mine"))]
    short, long = (next(iter(one.values()))["tokens_in"] for one in found)
    assert long > short + 4000


@pytest.mark.parametrize("command", [("run", "tiny"), ("prompts", "list"), ("prompts", "test")])
def test_a_folder_that_is_none_is_told(detente: Detente, command: tuple[str, ...]) -> None:
    ran = detente(*command, "--library", "nowhere")
    assert ran.exit_code == 2
    assert "nowhere cannot be read as a library of prompts" in ran.stderr
