"""A session that cannot be read, or can only in part, says what is wrong; every other one still opens."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import escape

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.changes import Parent, Point
from detente.transcripts.store import Folder
from tests.viewer.asking import asked, posted
from tests.viewer.conftest import Served
from tests.viewer.lying import Place, lay
from tests.viewer.poisoned import chained

Break = Callable[[Path], object]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, tiny: Scenario, served: Served) -> Place:
    """The folder, served."""
    found = lay(tmp_path_factory.mktemp("broken"), tiny)
    return replace(found, address=served(found.root))


def written(file: str, text: str | bytes) -> Break:
    """Something else in a file."""
    data = text.encode() if isinstance(text, str) else text
    return lambda path: (path / file).write_bytes(data)


def appended(file: str, text: bytes) -> Break:
    """Something more in a file."""
    return lambda path: (path / file).write_bytes((path / file).read_bytes() + text)


def cut(file: str) -> Break:
    """Half a file."""
    return lambda path: os.truncate(path / file, (path / file).stat().st_size // 2)


def large(file: str, size: int) -> Break:
    """A file of so many bytes, most of them a hole."""
    return lambda path: os.truncate(path / file, size)


def gone(file: str) -> Break:
    """No such file."""
    return lambda path: (path / file).unlink()


def newer(path: Path) -> None:
    """A manifest of a later version."""
    data = json.loads((path / "session.json").read_text())
    (path / "session.json").write_text(json.dumps({**data, "schema": 2, "detente": "9.1"}))


def changed(path: Path) -> None:
    """Another number in a line of the chain."""
    data = (path / "events.jsonl").read_bytes()
    (path / "events.jsonl").write_bytes(data.replace(b'"round":1', b'"round":2', 1))


NINE = tuple(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 12))
BOMB = "\n".join(("a0: &a0 [x]", *NINE))
LISTED: dict[str, tuple[Break, str]] = {
    "half a manifest": (cut("session.json"), "cannot be read as a session"),
    "an empty manifest": (written("session.json", ""), "cannot be read as a session"),
    "a manifest that is no object": (written("session.json", "[1]"), "cannot be read as a session"),
    "a manifest that is no text": (written("session.json", b"\xff\xfe\x00"), "cannot be read as a session"),
    "a manifest without a floor": (written("session.json", "[" * 200_000), "session.json cannot be read"),
    "a number without end": (written("session.json", f'{{"schema": {"9" * 9_000}}}'), "cannot be read"),
    "a later version's": (newer, "session.json has schema 2; this version reads 1: use detente 9.1"),
    "no manifest": (gone("session.json"), "no session.json."),
    "no transcript": (gone("events.jsonl"), "no events.jsonl."),
    "no scenario": (gone("scenario.yaml"), "no scenario.yaml."),
    "a large transcript": (large("events.jsonl", 50_000_000), "events.jsonl has 50 MB, too much for a page"),
    "a large manifest": (large("session.json", 5_000_000), "session.json has 5 MB, too much"),
    "a large scenario": (large("scenario.yaml", 5_000_000), "scenario.yaml has 5 MB, too much"),
}
"""What the list says, and what is said where the session is opened."""
OPENED: dict[str, tuple[Break, str]] = {
    "a changed line": (changed, "this line was changed after it was written"),
    "a line that is no event": (appended("events.jsonl", b"{}\n"), "this line is not an event"),
    "half a scenario": (cut("scenario.yaml"), "scenario.yaml"),
    "a scenario without a floor": (written("scenario.yaml", "[" * 5_000), "nested more than 100 deep"),
    "a scenario that unfolds without end": (written("scenario.yaml", BOMB), "unfolds to more than"),
    "a scenario that is no text": (written("scenario.yaml", b"a: \xff"), "cannot be read"),
}
"""What is found only where the session is opened."""
NO_REVIEWS: tuple[dict[str, str], ...] = (
    *({"id": ""}, {"id": "../outside"}, {"id": "none"}, {"statement": ""}, {"statement": "0"}, {"who": " "}),
    *({"verdict": "x"}, {"verdict": "corrected"}, {"verdict": "missed", "options": "../x"}, {"note": " "}),
    {"verdict": "confirmed", "issue": "__proto__"},
    {"verdict": "missed", "options": "a.b", "quote": "x"},
)
"""What is otherwise in a form that is refused."""


@pytest.mark.parametrize("name", LISTED)
def test_the_list_says_what_is_wrong_with_a_session_that_cannot_be_opened(place: Place, name: str) -> None:
    broken, told = LISTED[name]
    odd = name.replace(" ", "-")
    with place.another(odd) as path:
        broken(path)
        row = next(row for row in asked(place.address, "/").text.split("<tr") if f">{escape(odd)}" in row)
        assert told in row
        assert ("disabled" in row, "href" in row) == (True, False)
        assert len(row) < 1_500
        reply = asked(place.address, "/session", id=odd)
        assert reply.status == 422
        assert told in reply.text or "nested too deeply" in reply.text


@pytest.mark.parametrize("name", OPENED)
def test_a_session_says_what_is_wrong_where_it_is_opened(place: Place, name: str) -> None:
    broken, told = OPENED[name]
    with place.another("odd") as path:
        Folder(path).write_manifest(Folder(path).manifest.model_copy(update={"scenario_digest": name}))
        broken(path)
        reply = asked(place.address, "/session", id="odd")
        assert reply.status == 422
        assert told in reply.text


def test_a_torn_last_line_is_left_out_and_nothing_is_wrong(place: Place) -> None:
    with place.another("torn") as path:
        appended("events.jsonl", b'{"seq":999,"type":"statem')(path)
        assert asked(place.address, "/session", id="torn").status == 200
        assert "torn</a>" in asked(place.address, "/").text


@pytest.mark.parametrize(
    ("file", "told", "status"),
    [
        ("labels.json", "labels.json cannot be read as labels; remove it, or mend it.", 200),
        ("reviews.jsonl", "reviews.jsonl:1: this line is no review; mend or remove it.", 422),
    ],
)
def test_what_is_wrong_beside_a_session_is_said_until_it_is_mended(
    place: Place, file: str, told: str, status: int
) -> None:
    with place.another("odd") as path:
        (path / file).write_text('{"tags": 3}\n')
        listed = asked(place.address, "/").text
        assert told in listed
        assert "odd</a>" in listed
        assert asked(place.address, "/session", id="odd").status == status
        (path / file).unlink()
        assert told not in asked(place.address, "/").text
        assert asked(place.address, "/session", id="odd").status == 200


@pytest.mark.parametrize("line", [b"{}", b"not json", b"[1]", b"[" * 100_000, b'{"slot":{"act":"\\ud800"}}'])
def test_a_broken_journal_is_told_of_where_it_is_needed(place: Place, line: bytes) -> None:
    with place.another("odd") as path:
        (path / "calls.jsonl").write_bytes(line + b"\n")
        reply = asked(place.address, "/act", id="odd", event=str(place.number))
        assert reply.status == 422
        assert "calls.jsonl:1: this line is not a call" in reply.text or "nested too deeply" in reply.text
        assert asked(place.address, "/session", id="odd", private="1").status == 200


def test_a_folder_whose_name_no_address_can_hold_is_listed(place: Place) -> None:
    with place.another(os.fsdecode(b"not-\xff-text")), place.another("back\\slash"):
        text = asked(place.address, "/").text
        assert text.count("no address can hold this name; rename the folder.") == 2
        for query in ({"tree": "1"}, {"q": "talks"}, {"sort": "name"}):
            assert asked(place.address, "/", **query).status == 200


def test_sessions_that_name_each_other_as_parents_stand_in_the_tree(place: Place) -> None:
    parents = {"loop-a": "loop-b", "loop-b": "loop-c", "loop-c": "loop-a", "loop-d": "loop-d"}
    with ExitStack() as stack:
        for name, parent in parents.items():
            folder = Folder(stack.enter_context(place.another(name)))
            origin = Parent(session=parent, at=Point(stage="x", round=1), events=1, chain="0")
            folder.write_manifest(folder.manifest.model_copy(update={"parent": origin}))
        text = asked(place.address, "/", tree="1").text
        assert {name: text.count(f">{name}</a>") for name in parents} == dict.fromkeys(parents, 1)


def test_a_page_that_cannot_be_made_is_a_sentence_and_the_terminal_is_not_steered(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sound chain of sound events, which do not fit their scenario."""
    with place.another("odd") as path:
        (path / "events.jsonl").write_bytes(b"".join(chained(map(misread, Folder(path).events()))))
        reply = asked(place.address, "/session", id="odd")
        assert reply.status == 500
        assert "This is a bug in detente (KeyError)" in reply.text
    told = capsys.readouterr().err
    assert "KeyError" in told
    assert "\x1b" not in told


def misread(event: ev.Event) -> ev.Event:
    """A reading of an option that there is not."""
    if not isinstance(event, ev.ReadingTaken) or not event.body.positions:
        return event
    odd = event.body.positions[0].model_copy(update={"options": ("\x1b[2J",), "quote": "\x1b]0;title\x07"})
    return event.model_copy(update={"body": event.body.model_copy(update={"positions": (odd,)})})


@pytest.mark.parametrize("number", ["²", "٣" * 10, "-1", "1e9", "9" * 5_000, "1_000", " 1", "0x1", "½", "\0"])
def test_what_looks_like_a_number_and_is_none_is_refused(place: Place, number: str) -> None:
    for path in ("/act", "/review"):
        reply = asked(place.address, path, id="talks", event=number)
        assert (reply.status, "is no event" in reply.text) == (404, True)
    assert asked(place.address, "/", **{"from": number}).status == 200
    form = {"id": "talks", "statement": number, "verdict": "note", "who": "Ada", "note": "x"}
    assert posted(place.address, form).status == 400


@pytest.mark.parametrize("wrong", NO_REVIEWS, ids=str)
def test_a_form_that_is_no_review_keeps_nothing(place: Place, wrong: dict[str, str]) -> None:
    sound = {"id": "talks", "statement": str(place.number), "verdict": "note", "who": "Ada", "note": "x"}
    assert posted(place.address, {**sound, **wrong}).status == 400
    assert not list(place.root.rglob("reviews.jsonl"))
