"""Who sits where, from the command line: scripts, people, tables of detente.toml."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.transcripts.store import Folder
from tests.cli.conftest import Detente
from tests.server.listener import serving
from tests.server.server import Server

TALKS = Path("transcripts")
SCRIPT = """\
- act: propose
  terms: {I1: b, I2: b}
  text: Let us share the water and the cost.
- act: speak
  text: We insist on equal shares of the water.
"""


@pytest.fixture
def server() -> Iterator[Server]:
    """A model that asks for no key."""
    with serving(Server()) as found:
        yield found


def test_a_script_is_spoken_and_verified_without_its_file(detente: Detente) -> None:
    script = Path("north.yaml")
    script.write_text(SCRIPT, encoding="utf-8")
    ran = detente("run", "tiny", "--seat", "north=script:north.yaml", "--rounds", "1", "--name", "s")
    assert ran.exit_code == 0, ran.output
    assert "We insist on equal shares of the water." in detente("show", "s").stdout
    script.unlink()
    assert detente("verify", "s").exit_code == 0
    missing = detente("run", "tiny", "--seat", "north=script:north.yaml")
    assert missing.exit_code == 2
    assert "script:north.yaml cannot be read" in missing.stderr


def test_the_tables_of_detente_toml_seat_and_ask(detente: Detente, server: Server) -> None:
    Path("detente.toml").write_text(
        f'[models."openai:test"]\ntemperature = 0.1\nmax_tokens = 3000\n'
        f'[seats.north]\nmodel = "{server.spec}"\ntemperature = 0.9\n[seats.moon]\nmodel = "baseline"\n',
        encoding="utf-8",
    )
    ran = detente("run", "tiny", "--rounds", "1", "--name", "s", "--json")
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout)["seats"] == {"north": server.spec, "south": "baseline"}
    assert "[seats.moon] is left alone: the seats are north, south, analyst." in ran.stderr
    assert {asked.body["temperature"] for asked in server.asked} == {0.9}
    assert {asked.body["max_tokens"] for asked in server.asked} == {3000}
    manifest = Folder(TALKS / "s").manifest
    assert manifest.models["north"]["params"] == {"temperature": 0.9}
    assert manifest.sent["openai:test"] == {"model": "test", "temperature": 0.9}
    ran = detente("run", "tiny", "--model", "baseline", "--rounds", "1", "--json")
    assert json.loads(ran.stdout)["seats"] == {"north": "baseline", "south": "baseline"}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('[models."openai:x"]\nn = 3\n', "n cannot be set; max_tokens says how long answers may be"),
        ('[models."openai:x"]\ntries = 0\n', '[models."openai:x"]: tries'),
        ('[models."openai:x"]\nprice = 3\n', "price: give [IN, OUT] or [IN, OUT, CACHED]"),
        ('[models."nonsense"]\n', "'nonsense' is no SPEC"),
        ("models = 3\n", "detente.toml"),
    ],
)
def test_a_table_that_does_not_fit_is_named(table: str, words: str, detente: Detente) -> None:
    Path("detente.toml").write_text(table, encoding="utf-8")
    ran = detente("run", "tiny")
    assert ran.exit_code == 2, ran.output
    assert words in ran.stderr
    assert ran.stderr.count("\n") == 1


def typed(folder: Path, lines: str, *args: str) -> str:
    """What a person sees who types these lines at a terminal of their own."""
    parent, child = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    command = [sys.executable, "-m", "detente", *args]
    shown: list[bytes] = []

    def watch() -> None:
        while True:
            try:
                data = os.read(parent, 65536)
            except OSError:
                return
            if not data:
                return
            shown.append(data)

    with subprocess.Popen(
        command, cwd=folder, stdin=child, stdout=child, stderr=child, env=environment, start_new_session=True
    ) as process:
        os.close(child)
        reader = threading.Thread(target=watch)
        reader.start()
        os.write(parent, lines.encode())
        process.wait(60)
        reader.join(60)
        os.close(parent)
    return b"".join(shown).decode(errors="replace")


def test_a_person_plays_a_seat_to_the_end(tmp_path: Path) -> None:
    lines = "?\nb\ni I2\nWe can live with equal shares.\n.\n\naccept\nYes.\n"
    screen = typed(tmp_path, lines, "run", "tiny", "--seat", "south=human", "--rounds", "1", "--name", "s")
    for words in (
        "this help",
        "What you want:",
        "The southern town: make your statement",
        "Your answer: accept",
        "not a forecast",
    ):
        assert words in screen
    manifest = Folder(tmp_path / "transcripts" / "s").manifest
    assert manifest.state == "ended"
    events = Folder(tmp_path / "transcripts" / "s").events()
    assert "We can live with equal shares." in [getattr(event.body, "text", "") for event in events]


def test_end_of_input_pauses_and_the_answers_given_are_kept(tmp_path: Path) -> None:
    screen = typed(
        tmp_path, "We want a fund.\n.\n\n\x04", "run", "tiny", "--seat", "south=human", "--name", "s"
    )
    assert "Stopped by a person at the table." in screen
    folder = Folder(tmp_path / "transcripts" / "s")
    assert folder.manifest.state == "paused"
    screen = typed(tmp_path, "reject\nNo.\n\x04", "resume", "s")
    assert "make your statement · round 1" not in screen
    assert "answer the offer · round 1" in screen
