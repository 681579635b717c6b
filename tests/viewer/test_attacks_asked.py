"""Hostile names of folders, hostile questions and hostile reviews, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.render.blocks import clean
from detente.transcripts.reviews import reviews_of
from detente.transcripts.store import SET, Folder
from tests.forks.making import base
from tests.viewer.attacks import ATTACKS, FOLDERS
from tests.viewer.conftest import TOKEN, Served
from tests.viewer.poisoning import GROUP
from tests.viewer.watching import Watch, guarded, plain

ROUTES: dict[str, tuple[str, ...]] = {
    "/": ("q", "set", "scenario", "world", "offers", "outcome", "state", "seats", "tag", "sort"),
    "/?tree=1": ("tree", "from"),
    "/session": ("id", "private"),
    "/act": ("id", "event"),
    "/compare": ("a", "b", "s", "only"),
    "/set": ("id", "by", "seat"),
    "/review": ("id", "event", "saved"),
}
SOUND = {
    "/session": {"id": "reviewed"},
    "/act": {"id": "reviewed", "event": "3"},
    "/compare": {"a": "reviewed", "b": "__proto__"},
    "/set": {"id": GROUP},
    "/review": {"id": "reviewed", "event": "3"},
}
"""What a route is asked for beside the hostile value."""
EACH = 6
"""Attacks on each of what a route takes; in all, more than there are."""


Form = dict[str, str | float | bool]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, ukraine: Scenario) -> Path:
    """Harmless sessions in folders of any name, and in a set of such a name."""
    out = tmp_path_factory.mktemp("named")
    talks = base(ukraine, out / "made", "talks", rounds=1)
    for name in ("reviewed", *FOLDERS, f"{GROUP}/one", f"{GROUP}/{FOLDERS[1]}"):
        shutil.copytree(talks, out / "sessions" / name)
    (out / "sessions" / GROUP / SET).write_text("{}")
    return out / "sessions"


@pytest.fixture(scope="module")
def address(root: Path, served: Served) -> str:
    """Where they are served."""
    return served(root)


@pytest.fixture
def watch(browser: Browser, address: str) -> Iterator[Watch]:
    """A page that came by the printed link."""
    context = browser.new_context(reduced_motion="reduce")
    found = Watch(context, address)
    found.page.request.get(f"{address}/?token={TOKEN}")
    yield found
    context.close()
    assert found.wrong == []


def test_what_is_asked_for_is_as_harmless_as_what_is_answered(watch: Watch, address: str) -> None:
    assert EACH * sum(map(len, ROUTES.values())) > len(ATTACKS)
    rest = iter(ATTACKS * 2)
    for path, names in ROUTES.items():
        for name in names:
            for attack in islice(rest, EACH):
                query = urlencode({**SOUND.get(path, {}), name: attack})
                answer, _ = watch.open(f"{address}{path.partition('?')[0]}?{query}")
                assert guarded(answer) in (200, 404, 422), f"{path} {name} {attack}"


def test_folders_of_any_name_can_be_listed_and_opened(watch: Watch, address: str) -> None:
    watch.open(f"{address}/")
    links = watch.page.locator("table.list tbody a")
    shown = dict(zip(links.all_inner_texts(), links.evaluate_all("l => l.map((a) => a.href)"), strict=True))
    for name in (*FOLDERS, f"{GROUP}/one", f"{GROUP}/{FOLDERS[1]}"):
        answer, found = watch.open(shown.pop(plain(name)))
        assert guarded(answer) == 200
        assert plain(name) in plain(found["text"])
    assert set(shown) == {"reviewed"}
    watch.open(f"{address}/?tree=1")
    href = watch.page.get_by_role("link", name=GROUP, exact=True).evaluate("link => link.href")
    answer, _ = watch.open(href)
    assert guarded(answer) == 200
    expect(watch.page.get_by_role("heading", level=1)).to_contain_text(GROUP)


def test_a_reviewer_may_write_anything_and_it_stays_words(watch: Watch, address: str, root: Path) -> None:
    path = root / "reviewed"
    number = next(event.seq for event in Folder(path).events() if isinstance(event, ev.StatementMade))
    own = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
    form: Form = {"id": "reviewed", "statement": str(number)}
    for attack in (attack for attack in ATTACKS if len(attack) <= 80 and attack.strip()):
        said: Form = {**form, "verdict": "note", "who": attack, "note": attack}
        kept = watch.page.request.post(f"{address}/review", headers=own, form=said, max_redirects=0)
        assert kept.status == 303
    reviews = reviews_of(path)
    assert len(reviews) > 80
    _, found = watch.open(f"{address}/review?id=reviewed&event={number}")
    assert all(clean(review.note) in found["text"] for review in reviews)
    said = {**form, "verdict": "<script>pwned=1</script>", "who": "a"}
    wrong = watch.page.request.post(f"{address}/review", headers=own, form=said)
    assert wrong.status == 400
    assert "&lt;script&gt;" in wrong.text()
