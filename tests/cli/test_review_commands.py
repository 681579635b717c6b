"""`detente compare`, `export` and `view` on the command line."""

from __future__ import annotations

import csv
import http.client
import json
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from detente.transcripts import events as ev
from detente.transcripts.store import Folder
from tests.cli.conftest import Detente

TALKS = Path("transcripts")
SESSION = "/session?id=tiny-set%2Fplain-none-00001"


@pytest.fixture
def two(detente: Detente) -> None:
    """Two sessions, and a set."""
    for seed, name in ((3, "one"), (4, "two")):
        done = detente("run", "ukraine-2025", "--seed", str(seed), "--rounds", "2", "--name", name)
        assert done.exit_code == 0
    done = detente("run", "tiny", "--seeds", "1-3", "--name", "tiny-set")
    assert done.exit_code == 0


@pytest.mark.usefixtures("two")
def test_compare_tells_what_was_run_then_where_they_part(detente: Detente) -> None:
    shown = detente("compare", "one", "two").stdout
    assert shown.index("What was run") < shown.index("Where they part") < shown.index("What came of them")
    answer = json.loads(detente("compare", "one", "two", "--json").stdout)
    assert answer["differences_in_what_was_run"] == {"seed": ["3", "4"]}
    assert answer["first_divergence"]["kind"] in ("lean", "position")
    public = json.loads(detente("compare", "one", "two", "--public", "--json").stdout)
    assert public["results"][0]["lean"] == []
    assert "Two sessions side by side" in detente("compare", "one", "two", "--format", "markdown").stdout


@pytest.mark.usefixtures("two")
def test_compare_takes_sets_by_a_field_and_refuses_what_cannot_be_compared(detente: Detente) -> None:
    answer = json.loads(detente("compare", "tiny-set", "--by", "seed", "--json").stdout)
    assert [group["name"] for group in answer["groups"]] == ["1", "2", "3"]
    assert detente("compare", "tiny-set", "--by", "nothing").exit_code == 2
    for names, told in (
        (("one",), "Give two sessions or more"),
        (("one", "tiny-set"), "cannot be laid side by side"),
        (("one", "tiny-set/plain-none-00001"), "different scenarios"),
    ):
        done = detente("compare", *names)
        assert done.exit_code == 2
        assert told in " ".join((done.stderr + str(done.exception)).split())


@pytest.mark.usefixtures("two")
def test_the_long_table_has_a_row_for_each_round_seat_and_issue_with_its_silences(detente: Detente) -> None:
    assert detente("export", "one", "two", "--csv", "--to", "rows.csv").exit_code == 0
    with Path("rows.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    held = [row for row in rows if row["stance"] != "silent"]
    read = [
        (name, event.stage, str(event.round), event.body.seat, position.issue, position.quote)
        for name in ("one", "two")
        for event in Folder(TALKS / name).events()
        if isinstance(event, ev.ReadingTaken)
        for position in event.body.positions
    ]
    keys = ("session", "stage", "round", "seat", "issue", "quote")
    assert {tuple(row[key] for key in keys) for row in held} <= set(read)
    assert {key[:5] for key in read} == {tuple(row[key] for key in keys[:5]) for row in held}
    assert len(rows) > len(held)
    assert {row["lean"] for row in rows} == {""}
    assert detente("export", "one", "--csv", "--private", "--to", "p.csv").exit_code == 0
    assert any(row["lean"] for row in csv.DictReader(Path("p.csv").read_text().splitlines()))


@pytest.mark.usefixtures("two")
def test_every_format_is_public_unless_private_is_asked_for(detente: Detente) -> None:
    inside = [
        event.body.text
        for event in Folder(TALKS / "one").events()
        if isinstance(event, ev.ArgumentHeard | ev.NoteKept) and len(event.body.text) > 20
    ]
    for form in (["--html"], ["--markdown"], ["--json"], ["--inspect"], ["--brief"], ["--brief", "--html"]):
        text = detente("export", "one", *form, "--to", "-").stdout
        assert "not a forecast" in text
        assert not [words for words in inside if words[:40] in text]
    private = detente("export", "one", "--markdown", "--private")
    assert private.stdout == "one.private.md (PRIVATE: not for publication)\n"
    assert any(words[:40] in Path("one.private.md").read_text() for words in inside)


@pytest.mark.usefixtures("two")
def test_export_says_what_it_wants_and_where_the_file_is(detente: Detente) -> None:
    answer = json.loads(detente("export", "one", "two", "--html", "--json").stdout)
    assert Path(answer["file"]).read_text().count("<h1") == 3
    assert json.loads(detente("export", "one", "--json").stdout)["session"] == "one"
    for arguments, told in (
        (("one",), "Say as what"),
        (("one", "--csv", "--markdown"), "Give one format"),
        (("one", "--gold"), "No statement has been called complete"),
        (("one", "two", "--inspect"), "holds one session"),
        (("one", "--csv", "--to", "no/such/folder/x.csv"), "cannot be written"),
    ):
        done = detente("export", *arguments)
        assert done.exit_code == 2
        assert told in " ".join(done.stderr.split())


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("arguments", "page"),
    [
        (["one"], "/session?id=one"),
        (["tiny-set"], "/set?id=tiny-set"),
        (["transcripts/tiny-set/plain-none-00001", "--out", "elsewhere"], SESSION),
    ],
)
def test_view_serves_this_machine_until_ctrl_c(arguments: list[str], page: str) -> None:
    command = [sys.executable, "-m", "detente", "view", *arguments, "--no-open", "--json"]
    served = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert served.stdout is not None
        url = urlsplit(json.loads("".join(iter(served.stdout.readline, "}\n")) + "}")["url"])
        assert url.hostname == "127.0.0.1"
        asked = http.client.HTTPConnection(url.hostname, url.port or 0, timeout=20)
        asked.request("GET", f"{url.path}?{url.query}")
        answer = asked.getresponse()
        assert (answer.status, answer.getheader("location")) == (303, page)
        answer.read()
        asked.request("GET", "/", headers={"Host": "evil.example"})
        assert asked.getresponse().status == 421
        asked.close()
        served.send_signal(signal.SIGINT)
        assert served.wait(20) == 0
    finally:
        served.kill()
        served.communicate()
