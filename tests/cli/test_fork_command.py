"""`detente fork`, `sessions --tree`, `tag` and `note`, `replay:SESSION`, and a stop by SIGTERM."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from detente.transcripts.manifest import Manifest
from detente.transcripts.store import Folder
from tests.cli.conftest import Detente

TALKS = Path("transcripts")


@pytest.fixture
def base(detente: Detente) -> Path:
    """A session named `base`."""
    assert detente("run", "ukraine-2025", "--seed", "3", "--rounds", "3", "--name", "base").exit_code == 0
    return TALKS / "base"


def test_a_fork_is_made_shown_verified_and_told_where_it_came_from(detente: Detente, base: Path) -> None:
    done = detente("fork", "base", "--at", "moscow.2", "--drop-lever", "reset", "--name", "f", "--json")
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert (answer["session"], answer["parent"]["session"], answer["state"]) == ("f", "base", "ended")
    assert answer["changes"] == [{"at": "moscow.2", "drop_levers": ["reset"]}]
    assert detente("verify", "f").exit_code == 0
    shown = detente("show", "f").stdout
    assert "Forked from: base, before the offer of moscow.2" in shown
    assert "Changed: at moscow.2: lever taken out: reset" in " ".join(shown.split())
    assert "Changed from here on" in detente("show", "f", "--private").stdout


def test_a_fork_shows_the_talks_from_its_point_on(detente: Detente, base: Path) -> None:
    done = detente("fork", "base", "--at", "moscow.3", "--offers", "none")
    assert done.exit_code == 0
    assert "Round 3 of 3" in done.stderr
    assert "Round 2 of 3" not in done.stderr
    assert "Changed from here on" in done.stderr


def test_an_offer_and_a_prompt_are_read_from_files(detente: Detente, base: Path) -> None:
    Path("offer.yaml").write_text("terms: {I2: b}\nlevers: [reset]\ntext: Take this.\n", encoding="utf-8")
    done = detente("fork", "base", "--at", "moscow.2", "--offer", "offer.yaml", "--name", "f", "--json")
    assert json.loads(done.stdout)["changes"][0]["offer"]["to"] == "russia"
    assert "Take this." in detente("show", "f", "--stage", "moscow", "--round", "2").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--at", "moscow.8"], "base has the rounds moscow.1, moscow.2, moscow.3"),
        (["--at", "moscow.2", "--offer", "none.yaml"], "--offer none.yaml cannot be read"),
        (["--at", "moscow.2", "--offer", "list.yaml"], "an offer is a table"),
        (["--at", "moscow.2", "--offer", "odd.yaml"], "--offer odd.yaml: price: extra inputs"),
        (["--at", "moscow.2", "--prompt", "speak"], "--prompt speak: give it as ID=FILE"),
        (["--at", "moscow.2", "--prompt", "speak=none.md"], "--prompt speak: none.md cannot be read"),
        (["--at", "moscow.2", "--seat", "nobody=baseline"], "There is no seat 'nobody'"),
        (["--at", "moscow.2", "--without", "russia"], "russia"),
        (["--at", "moscow.2", "--replicates", "0"], "0 is not in the range"),
        (["--at", "moscow.2", "--name", "base"], "already holds a session"),
        ([], "Missing option '--at'"),
    ],
)
def test_what_does_not_fit_is_one_sentence(
    detente: Detente, base: Path, arguments: list[str], told: str
) -> None:
    Path("list.yaml").write_text("- I2\n", encoding="utf-8")
    Path("odd.yaml").write_text("price: 3\n", encoding="utf-8")
    done = detente("fork", "base", *arguments)
    assert done.exit_code == 2
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert sorted(path.name for path in TALKS.iterdir()) == ["base"]


def test_controls_run_beside_the_changed(detente: Detente, base: Path) -> None:
    arguments = ("fork", "base", "--at", "moscow.2", "--offers", "pressure-only", "--replicates", "3")
    done = detente(*arguments, "--name", "many", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert (found["finished"], found["effects"]["ended"], found["effects"]["chance"]) == (6, [3, 3], "drawn")
    assert all(row["low"] is None for row in found["effects"]["outcomes"])
    assert sum(row["changed"] for row in found["effects"]["outcomes"]) == pytest.approx(1)
    shown = " ".join(detente(*arguments, "--name", "more").stdout.split())
    assert "3 changed and 3 unchanged continuations" in shown
    assert "the differences restate its assumptions. No intervals are given." in shown
    assert detente("verify", "many").exit_code == 0


def test_a_set_of_forks_goes_on_where_it_was_stopped(detente: Detente, base: Path) -> None:
    detente("fork", "base", "--at", "moscow.2", "--offers", "none", "--replicates", "2", "--name", "many")
    for name in ("changed-2", "control-1"):
        path = TALKS / "many" / name
        lines = (path / "events.jsonl").read_bytes().splitlines(keepends=True)
        (path / "events.jsonl").write_bytes(b"".join(lines[:40]))
        manifest = json.loads((path / "session.json").read_bytes())
        (path / "session.json").write_text(json.dumps({**manifest, "state": "running"}), encoding="utf-8")
    shutil.rmtree(TALKS / "many" / "changed-1")
    done = detente("resume", "many", "--json")
    assert done.exit_code == 3, done.stdout
    found = json.loads(done.stdout)
    assert found["finished"] == 3
    assert found["failed"] == [
        {"session": "changed-1", "error": "changed-1 is a fork whose folder is gone; fork anew."}
    ]
    assert found["effects"]["ended"] == [1, 2]


def test_a_set_of_forks_is_written_over_nothing_and_leaves_nothing_half_made(
    detente: Detente, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (base / "events.jsonl").read_bytes()
    arguments = ("fork", "base", "--at", "moscow.2", "--replicates", "2", "--name")
    assert "base already holds a session" in detente(*arguments, "base").stderr
    assert detente(*arguments, "many").exit_code == 0
    assert "many already holds a set" in detente("fork", "base", "--at", "moscow.2", "--name", "many").stderr
    made = Folder.write_manifest
    count = [0]

    def full(self: Folder, manifest: Manifest) -> None:
        count[0] += 1
        if count[0] == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        made(self, manifest)

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "write_manifest", full)
        failed = detente(*arguments, "other")
    assert failed.exit_code == 2
    assert failed.stderr.endswith("cannot be written: No space left on device.\n")
    assert sorted(path.name for path in TALKS.iterdir()) == ["base", "many"]
    assert (base / "events.jsonl").read_bytes() == before
    assert detente(*arguments, "other").exit_code == 0


def test_seats_that_answer_alike_leave_nothing_to_estimate(detente: Detente) -> None:
    detente("run", "tiny", "--seed", "3", "--name", "base")
    detente("run", "tiny", "--name", "said", "--model", "replay:base", "--seed", "3")
    done = detente("fork", "said", "--at", "direct.1", "--replicates", "2", "--json")
    assert json.loads(done.stdout)["effects"]["chance"] == "none"
    shown = " ".join(detente("fork", "said", "--at", "direct.1", "--replicates", "2").stdout.split())
    assert "the replicates are identical" in shown


def test_sessions_are_shown_as_a_tree_with_their_labels(detente: Detente, base: Path) -> None:
    detente("fork", "base", "--at", "moscow.2", "--offers", "none", "--name", "f1")
    detente("fork", "f1", "--at", "moscow.3", "--world", "time-neutral", "--name", "f2")
    detente("fork", "base", "--at", "moscow.2", "--offers", "none", "--replicates", "2", "--name", "many")
    assert detente("sessions", "tag", "f1", "keep").stdout == "f1: tags keep; 0 notes.\n"
    assert detente("sessions", "note", "f1", "Look at I8.").stdout == "f1: tags keep; 1 note.\n"
    assert "Look at I8." in detente("sessions", "note", "f1").stdout
    shown = detente("sessions", "--tree").stdout.splitlines()
    assert shown[0].startswith("base  ")
    assert any(line.startswith("├── many/ (2 sessions)  at moscow.2: offers none") for line in shown)
    assert any("── f1 #keep  at moscow.2: offers none" in line for line in shown)
    assert any(line.endswith("f2  at moscow.3: world time-neutral  lapsed") for line in shown)
    assert "f1 #keep" in detente("sessions").stdout
    assert "base" not in detente("sessions", "--tag", "keep").stdout
    listed = json.loads(detente("sessions", "--json").stdout)["sessions"]
    found = {one["session"]: one for one in listed}
    assert [found["f2"][key] for key in ("parent", "at", "world")] == ["f1", "moscow.3", "time-neutral"]
    assert found["f1"]["tags"] == ["keep"]
    assert detente("verify", "f1").exit_code == 0


def test_a_folder_that_was_zipped_renamed_and_moved_works_there(detente: Detente, base: Path) -> None:
    archive = shutil.make_archive("sent", "zip", base)
    elsewhere = Path("elsewhere") / "received"
    with zipfile.ZipFile(archive) as sent:
        sent.extractall(elsewhere)
    shutil.rmtree(base)
    assert detente("verify", str(elsewhere)).exit_code == 0
    assert detente("show", str(elsewhere)).exit_code == 0
    done = detente("fork", str(elsewhere), "--at", "moscow.2", "--out", "there", "--name", "f", "--json")
    assert json.loads(done.stdout)["parent"]["session"] == "base"
    lines = (elsewhere / "events.jsonl").read_bytes().splitlines(keepends=True)
    (elsewhere / "events.jsonl").write_bytes(b"".join(lines[:50]))
    manifest = json.loads((elsewhere / "session.json").read_bytes())
    (elsewhere / "session.json").write_text(json.dumps({**manifest, "state": "running"}), encoding="utf-8")
    assert detente("resume", str(elsewhere)).exit_code == 0
    assert (elsewhere / "events.jsonl").read_bytes() == b"".join(lines)


def test_a_seat_is_replayed_by_the_name_of_a_session(detente: Detente) -> None:
    detente("run", "tiny", "--seed", "3", "--name", "base")
    done = detente("run", "tiny", "--seed", "3", "--seat", "north=replay:bas", "--name", "again", "--json")
    assert json.loads(done.stdout)["seats"]["north"] == "replay:transcripts/base"
    again, first = ((TALKS / name / "events.jsonl").read_bytes() for name in ("again", "base"))
    assert again == first
    assert "There is no session 'nope'" in detente("run", "tiny", "--seat", "north=replay:nope").stderr


STOPS = """
import os, signal, sys
from detente.orchestration import chamber
emit = chamber.Chamber.emit
def stopping(self, *args, **more):
    event = emit(self, *args, **more)
    if event.seq == 20:
        os.kill(os.getpid(), signal.SIGTERM)
    return event
chamber.Chamber.emit = stopping
from detente.cli.main import main
sys.argv = ["detente", "run", "ukraine-2025", "--seed", "3", "--name", "stopped"]
main()
"""


@pytest.mark.parametrize("ctrl_c", ["default_int_handler", "SIG_IGN"])
def test_sigterm_pauses_a_session_as_ctrl_c_does(detente: Detente, ctrl_c: str) -> None:
    home = Path(__file__).parents[2]
    started = f"import signal; signal.signal(signal.SIGINT, signal.{ctrl_c})\n"
    command = [sys.executable, "-c", started + STOPS]
    environment = {**os.environ, "PYTHONPATH": str(home)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 3
    assert done.stderr.rstrip().endswith("Interrupted. Go on with: detente resume stopped")
    assert json.loads((TALKS / "stopped" / "session.json").read_bytes())["state"] == "paused"
    assert detente("resume", "stopped").exit_code == 0
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
