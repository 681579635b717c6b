"""`detente read`: positions in any text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from detente.cli.main import cli

Detente = Callable[..., Result]
TEXT = "We are neighbours.\r\nWe insist on “equal shares” of the water."


def test_positions_come_with_offsets_of_the_text_as_it_is(detente: Detente) -> None:
    Path("said.txt").write_bytes(TEXT.encode())
    record = json.loads(detente("read", "tiny", "--seat", "north", "said.txt", "--json").stdout)
    assert record["positions"]
    for position in record["positions"]:
        assert TEXT[position["start"] : position["end"]] == position["quote"]
        assert position["stance"] == "holds"
    assert set(record) >= {"positions", "unclear", "refused", "answer", "analyst", "notice"}


@pytest.mark.parametrize("args", [(), ("-",)])
def test_standard_input_is_read(detente: Detente, args: tuple[str, ...]) -> None:
    del detente  # for its empty folder
    done = CliRunner().invoke(cli, ["read", "tiny", "--seat", "north", *args], input=TEXT)
    assert done.exit_code == 0
    assert "b Equal shares, firm" in done.stdout


@pytest.mark.detente_model("what cannot be used is told before anybody is asked")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("nope", "--seat", "north"), "no scenario"),
        (("tiny", "--seat", "moon", "said.txt"), "no seat 'moon'"),
        (("tiny", "--seat", "north", "gone.txt"), "gone.txt cannot be read"),
        (("tiny", "--seat", "north", "bytes.txt"), "not UTF-8"),
        (("tiny", "--seat", "north", "said.txt", "--analyst", "x:y"), "no provider 'x'"),
        (("tiny", "said.txt"), "--seat"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(detente: Detente, args: tuple[str, ...], words: str) -> None:
    Path("said.txt").write_text(TEXT)
    Path("bytes.txt").write_bytes(b"\xff\xfe\x00")
    done = detente("read", *args)
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_text_without_positions_says_so(detente: Detente) -> None:
    Path("said.txt").write_text("Good morning.")
    assert "No position was found" in detente("read", "tiny", "--seat", "north", "said.txt").stdout
