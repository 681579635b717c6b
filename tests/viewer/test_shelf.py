"""Nothing outside the folder is read or written, whatever lies in it or is asked for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from detente.errors import InputError, TranscriptError
from detente.scenario.model import Scenario
from detente.transcripts.reviews import Review, reviewed, reviews_of
from detente.transcripts.store import SET, Folder
from detente.viewer.shelf import Shelf
from tests.viewer.asking import ask, asked, posted
from tests.viewer.conftest import Served
from tests.viewer.lying import FILES, SECRET, Place, lay

NAMES = (
    *("", ".", "..", "/", "//", "../outside", "../../etc", "/etc", "//etc", "~", "$HOME", "file:///etc", "*"),
    *("talks/..", "talks/../talks", "talks/.", "talks/", "/talks", "talks//", "./talks", "set/../talks"),
    *("set/../..", "set/../../outside", "set/one/..", "set/one/../../talks", "set/one/x", "set/.hidden"),
    *(
        ".hidden",
        "..\\outside",
        "talks\\..",
        "C:\\",
        "%2e%2e/outside",
        "%2e%2e%2foutside",
        "..%c0%af",
        "．．",
    ),
    *("talks\0", "talks\0/..", "\0", "talks\n", " talks", "TALKS", "a" * 256, "é" * 128, "a/" * 300),
)
"""What may be asked for in place of a session."""
ROUTES = ("/session", "/act", "/review", "/set")
Lay = Callable[[Path, Path], object]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, tiny: Scenario, served: Served) -> Place:
    """The folder, served."""
    found = lay(tmp_path_factory.mktemp("lying"), tiny)
    return replace(found, address=served(found.root))


def linked(file: Path, outside: Path) -> None:
    """A link in place of a file."""
    file.unlink(missing_ok=True)
    file.symlink_to(outside)


def piped(file: Path, _: Path) -> None:
    """A pipe that nobody writes into."""
    file.unlink(missing_ok=True)
    os.mkfifo(file)


def looped(file: Path, _: Path) -> None:
    """A link to itself."""
    linked(file, file)


def foldered(file: Path, outside: Path) -> None:
    """A folder in place of a file."""
    file.unlink(missing_ok=True)
    shutil.copytree(outside.parent, file)


def dangling(file: Path, outside: Path) -> None:
    """A link to what could be made."""
    linked(file, outside.with_name("made-by-us"))


WAYS: tuple[Lay, ...] = (linked, piped, looped, foldered, dangling)


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_elsewhere(place: Place, name: str) -> None:
    with pytest.raises(InputError, match="There is no session"):
        Shelf(place.root).path(name)
    for route in ROUTES:
        reply = asked(place.address, route, id=name, event=str(place.number))
        assert (reply.status, SECRET in reply.text) == (404, False)
    assert asked(place.address, "/compare", a="talks", b=name).status == 404


def test_names_that_are_no_text_and_names_without_end_lead_nowhere(place: Place) -> None:
    for raw in ("%ff%fe", "%ed%a0%80", "talks%00", "..%2foutside", "%2e%2e%2foutside", "x" * 40_000):
        for route in ROUTES:
            reply = ask(place.address, f"{route}?id={raw}&event={place.number}")
            assert (reply.status, len(reply.text) < 5_000, SECRET in reply.text) == (404, True, False)
    for path in (
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/../outside",
        "/talks",
    ):
        assert ask(place.address, path).status == 404


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_none_is_told_of_and_not_opened(place: Place, file: str, way: Lay) -> None:
    """A pipe would never end, so that this ends is part of what it says."""
    told = f"{file} is a link or no file; it is not followed"
    odd = f"{way.__name__}-{file}"
    with place.another(odd) as path:
        way(path / file, place.outside / file)
        for reply in place.pages(odd):
            assert reply.status in (404, 422)
            assert told in reply.text or f"{odd} is no set" in reply.text
            assert SECRET not in reply.text
        listed = [reply.text for reply in place.lists()]
        assert told in listed[0]
        assert all(text.count(SECRET) == text.count(f'value="{SECRET}"') for text in listed), "as a question"


@pytest.mark.parametrize("way", [linked, dangling, looped], ids=lambda way: way.__name__)
def test_no_review_is_written_through_a_link(place: Place, tiny: Scenario, way: Lay) -> None:
    before = (place.outside / "reviews.jsonl").read_bytes()
    form = {"id": "odd", "statement": str(place.number), "verdict": "note", "who": "Ada", "note": "x"}
    note = Review(who="Ada", statement=place.number, verdict="note", note="x")
    with place.another("odd") as path:
        way(path / "reviews.jsonl", place.outside / "reviews.jsonl")
        assert posted(place.address, form).status == 400
        with pytest.raises(TranscriptError, match="cannot be written"):
            reviewed(path, note, Folder(path).events(), tiny)
        with pytest.raises(TranscriptError, match="cannot be read"):
            reviews_of(path)
    assert (place.outside / "reviews.jsonl").read_bytes() == before
    assert not (place.outside / "made-by-us").exists()


def test_a_link_to_the_system_s_files_shows_nothing_of_them(place: Place) -> None:
    words = Path("/etc/passwd").read_text().split(":")[0]
    with place.another("odd") as path:
        for file in FILES:
            linked(path / file, Path("/etc/passwd"))
        for reply in (*place.pages("odd"), *place.lists()):
            assert f"{words}:" not in reply.text


def test_a_linked_folder_is_neither_listed_nor_opened(place: Place) -> None:
    (place.root / "away").symlink_to(place.outside, target_is_directory=True)
    (place.root / "up").symlink_to("..", target_is_directory=True)
    for name in ("away", "up", "up/outside", "away/outside"):
        assert all(reply.status == 404 for reply in place.pages(name))
    for reply in place.lists():
        assert "away" not in reply.text
    (place.root / "away").unlink()
    (place.root / "up").unlink()


def test_a_set_with_a_link_in_it_is_not_compared(place: Place) -> None:
    for number, (inside, outside) in enumerate(
        (("two", place.outside), *((f"one/{file}", place.outside / file) for file in FILES[:3]))
    ):
        name = f"leak-{number}"
        shutil.copytree(place.root / "set", place.root / name)
        if (place.root / name / inside).exists():
            (place.root / name / inside).unlink()
        (place.root / name / inside).symlink_to(outside)
        for by in ("world", "title", "set"):
            reply = asked(place.address, "/set", id=name, by=by)
            assert (reply.status, SECRET in reply.text) == (422, False)
            assert "not followed" in reply.text
        assert all(SECRET not in reply.text for reply in place.pages(f"{name}/two"))
        assert not [one for one in Shelf(place.root).listed() if one.name == f"{name}/two"]
        shutil.rmtree(place.root / name)
    assert asked(place.address, "/set", id="set").status == 200


def test_a_set_that_is_linked_is_none(place: Place, tmp_path: Path) -> None:
    shutil.copytree(place.outside, tmp_path / "far" / "one")
    (tmp_path / "far" / SET).write_text("{}")
    (place.root / "far").symlink_to(tmp_path / "far", target_is_directory=True)
    assert asked(place.address, "/set", id="far").status == 404
    assert asked(place.address, "/session", id="far/one").status == 404
    assert "far" not in [one.group for one in Shelf(place.root).listed()]
    (place.root / "far").unlink()


def test_looking_leaves_everything_as_it_was(place: Place) -> None:
    def state() -> dict[Path, tuple[int, bytes]]:
        files = [path for path in place.root.parent.rglob("*") if path.is_file()]
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = state()
    for name in ("talks", "set/one"):
        assert [reply.status for reply in place.pages(name)][:4] == [200, 200, 200, 200]
    list(place.lists())
    asked(place.address, "/set", id="set")
    for path in ("/session", "/review", "/act"):
        ask(place.address, f"{path}?{urlencode({'id': 'talks', 'event': place.number})}", "HEAD")
    assert state() == before
