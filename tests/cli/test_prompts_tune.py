"""`prompts tune` over HTTP: the board, the report whose numbers lead to sessions, going on, applying."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.prompts.library import BUILT_IN
from tests.cli.conftest import Detente
from tests.server.listener import serving
from tests.server.negotiator import as_text, reply
from tests.server.server import KEY, Asked, Server

LONG = "at most 200 words"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A model that does not answer in JSON at first when it is asked for long statements."""

    def say(asked: Asked) -> str:
        spoken = "private_note" in asked.schema.get("properties", {})
        if spoken and LONG in asked.turn and len(asked.body["messages"]) == 2:
            return "In prose, then."
        return as_text(reply(asked.schema, asked.system, asked.turn))

    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with serving(Server(key=KEY, say=say)) as found:
        yield found


@pytest.fixture
def short(tmp_path: Path) -> str:
    """Prompts that ask for short statements."""
    folder = tmp_path / "short"
    folder.mkdir()
    text = (BUILT_IN / "speak.md").read_text(encoding="utf-8")
    (folder / "speak.md").write_text(text.replace(LONG, "at most 60 words"), encoding="utf-8")
    return str(folder)


def asked(server: Server, short: str, *more: str) -> tuple[str, ...]:
    return (
        "prompts", "tune", "tiny", "--variant", f"short={short}", "--model", server.spec, "--seeds", "1-8",
        "--name", "t", *more,
    )  # fmt: skip


def test_a_variant_that_helps_wins_and_every_number_leads_to_its_sessions(
    detente: Detente, server: Server, short: str, tmp_path: Path
) -> None:
    ran = detente(*asked(server, short, "--json"))
    assert ran.exit_code == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["state"] == "ended"
    assert found["winner"] == "short"
    rows = {row["measure"]: row for row in found["rows"]}
    assert rows["valid"]["before"] < rows["valid"]["after"] == 1.0
    assert rows["valid"]["found"] == "better"
    assert found["totals"]["calls"] == len(server.asked)
    report = Path(found["report"])
    text = report.read_text(encoding="utf-8")
    links = set(re.findall(r'href="([^"#][^"]*)"', text))
    assert len(links) >= 16, "each session of each variant"
    for link in links:
        target, _, anchor = link.partition("#")
        page = (report.parent / target).read_text(encoding="utf-8")
        assert not anchor or f'id="{anchor}"' in page
    inner = set(re.findall(r'href="#([^"]*)"', text))
    assert inner <= set(re.findall(r'id="([^"]*)"', text))
    assert "127.0.0.1" not in text


def test_the_board_is_shown_with_what_it_cost(detente: Detente, server: Server, short: str) -> None:
    ran = detente(*asked(server, short, "--max-calls", "500"))
    assert ran.exit_code == 0, ran.stderr
    assert re.search(r"valid +8 +0\.\d+ +1\.000 .*better", ran.stdout), ran.stdout
    assert "cost so far:" in ran.stdout
    assert "caps: calls 500" in ran.stdout
    assert "Nothing was held out" in ran.stdout
    assert "A simulation: not a forecast" in " ".join(ran.stdout.split())
    assert "127.0.0.1" not in ran.stdout


def test_a_cap_stops_it_and_it_goes_on(detente: Detente, server: Server, short: str) -> None:
    stopped = detente(*asked(server, short, "--max-calls", "30"))
    assert stopped.exit_code == 3
    assert len(server.asked) <= 30
    assert "detente prompts tune --resume tunings/t" in stopped.stderr
    assert "Not whole yet" in stopped.stdout
    again = detente("prompts", "tune", "--resume", "tunings/t", "--max-calls", "1000")
    assert again.exit_code == 0, again.stderr
    many = len(server.asked)
    assert detente("prompts", "tune", "--resume", "tunings/t").exit_code == 0
    assert len(server.asked) == many, "what is whole asks nobody"


def test_the_winner_is_written_with_its_changelog_after_the_difference_was_shown(
    detente: Detente, server: Server, short: str, tmp_path: Path
) -> None:
    ran = detente(*asked(server, short, "--apply", "mine", "--yes"))
    assert ran.exit_code == 0, ran.stderr
    assert "-Make your statement" in ran.stderr
    assert "+Make your statement" in ran.stderr
    listed = json.loads(detente("prompts", "list", "--library", "mine", "--json").stdout)["prompts"]
    speak = next(row for row in listed if row["id"] == "speak")
    assert speak["own"]
    assert speak["version"] == 2
    assert re.match(
        r"short, \d{4}-\d\d-\d\d, tuning t: valid at the first try 0\.\d+ to 1\.000, ",
        speak["changelog"]["2"],
    )
    assert speak["changelog"]["2"].endswith("better.")
    assert "at most 60 words" in (tmp_path / "mine" / "speak.md").read_text(encoding="utf-8")


def test_nothing_is_applied_without_a_winner_or_a_yes(
    detente: Detente, server: Server, short: str, tmp_path: Path
) -> None:
    ran = detente(*asked(server, short, "--by", "leaks", "--apply", "mine", "--yes"))
    assert ran.exit_code == 4
    assert "no variant was found better; --take NAME applies one all the same" in ran.stderr
    ran = detente("prompts", "tune", "--resume", "tunings/t", "--apply", "mine", "--take", "short")
    assert ran.exit_code == 4
    assert "Nothing was applied" in ran.stderr
    assert not (tmp_path / "mine").exists()
    taken = detente("prompts", "tune", "--resume", "tunings/t", "--apply", "mine", "--take", "short", "--yes")
    assert taken.exit_code == 0
    assert "identical" in (tmp_path / "mine" / "speak.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("tiny", "--variant", "a=short"), "--model: give the language model"),
        (("tiny", "--model", "openai:x"), "Give a --variant NAME=DIR to try, or an --arm to vary"),
        (
            ("--model", "openai:x", "--variant", "a=short"),
            "Say on what: a SCENARIO, --gold labels, or --cases",
        ),
        (("tiny", "--model", "openai:x", "--variant", "current=short"), "and not `current`"),
        (("tiny", "--model", "openai:x", "--variant", "a=nowhere"), "it is no folder"),
        (("tiny", "--model", "openai:x", "--arm", "mood=a,b"), "there is no arm 'mood'"),
        (("tiny", "--model", "openai:x", "--variant", "a=short", "--by", "luck"), "there is no such measure"),
        (("tiny", "--model", "openai:x", "--variant", "a=short", "--seat", "mayor"), "--seat mayor"),
        (("--resume", "nowhere"), "cannot be read as a tuning"),
    ],
)
def test_what_cannot_be_tuned_is_told_in_one_sentence(
    detente: Detente, short: str, given: tuple[str, ...], told: str
) -> None:
    ran = detente("prompts", "tune", *given)
    assert ran.exit_code == 2
    assert told in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.stderr
