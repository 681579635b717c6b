"""Statements are untrusted: in a real browser nothing of them runs, is fetched, or becomes part of a page."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from detente.orchestration.config import RunConfig
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.studies.sets import SetDesign, run_set
from detente.transcripts.events import StatementMade
from detente.transcripts.render.brief import brief
from detente.transcripts.store import Folder
from detente.viewer.session_page import Source
from detente.viewer.single import blocks_file, single_file
from tests.forks.making import base, branch
from tests.viewer.conftest import TOKEN, Served
from tests.viewer.hostile import ATTACKS, NAMES, poison, words_of

TAGS = words_of("""
    html head meta title link script style body a header nav main p section h1 h2 h3 h4 h5 h6 small
    strong b dl dt dd div table caption thead tbody tr th td span details summary ul li article
    mark footer form input select option label button datalist figure figcaption blockquote svg
    line text circle polyline polygon rect pre textarea
""")
ATTRIBUTES = words_of("""
    lang charset name content rel href src defer class id role aria-label aria-hidden aria-pressed
    tabindex scope title colspan data-live data-issues data-seat data-who dir open type value
    method action list required autocomplete maxlength multiple size selected checked disabled
    viewBox x y x1 x2 y1 y2 cx cy r points text-anchor width height http-equiv
""")
LOOK = """() => {
  const found = {tags: [], attributes: [], links: [], pwned: window.pwned};
  document.querySelectorAll('*').forEach((element) => {
    found.tags.push(element.localName);
    for (const attribute of element.attributes) {
      found.attributes.push(attribute.name);
      if (['href', 'src', 'action'].includes(attribute.name)) found.links.push(attribute.value);
    }
  });
  return found;
}"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, ukraine: Scenario) -> Path:
    """Poisoned sessions under poisoned names, a poisoned set, and a broken one."""
    out = tmp_path_factory.mktemp("transcripts")
    talks = base(ukraine, out, "talks", rounds=3)
    branch(talks, "moscow.2", name="fork", offers="pressure-only")
    run_set(SetDesign(RunConfig(scenario=ukraine, rounds=1), (1, 2), ("article",), ("article",)), out, "set")
    for path in (talks, out / "fork", *(p for p in (out / "set").iterdir() if p.is_dir())):
        poison(path)
    for place, name in enumerate(NAMES):
        shutil.copytree(talks, out / name) if place else shutil.copytree(out / "set", out / name)
    (out / "broken").mkdir()
    (out / "broken" / "session.json").write_text(json.dumps({"schema": ATTACKS[0], "detente": ATTACKS[7]}))
    return out


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without a past."""
    found = browser.new_context()
    yield found
    found.close()


class Watched:
    """A page of which every request, dialog and word on the console is written down."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.wrong: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda message: self.wrong.append(message.text))
        page.on("popup", lambda popup: self.wrong.append(popup.url))

    def holds(self, own: str) -> None:
        """Nothing ran, nothing was fetched from elsewhere, and every element is one of our templates'."""
        found = self.page.evaluate(LOOK)
        assert found["pwned"] is None
        assert set(found["tags"]) <= TAGS, set(found["tags"]) - TAGS
        assert set(found["attributes"]) <= ATTRIBUTES, set(found["attributes"]) - ATTRIBUTES
        assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in found["links"])
        assert [url for url in self.asked if not url.startswith(own)] == []
        assert [text for text in self.wrong if "Failed to load resource" not in text] == []
        text = self.page.evaluate("document.documentElement.textContent")
        assert not [sign for sign in "\u202e\u2066\u200f\x1b\x00" if sign in text]


def pages(root: Path) -> Iterator[str]:
    """Every page there is, with attacks in what is asked for too."""
    statement = next(e.seq for e in Folder(root / "talks").events() if isinstance(e, StatementMade))
    for name in ("talks", *NAMES[1:]):
        for private in ({}, {"private": 1}):
            yield f"/session?{urlencode({'id': name, **private})}"
            yield f"/compare?{urlencode({'a': name, 'b': 'fork', **private})}"
        yield f"/act?{urlencode({'id': name, 'event': statement})}"
        yield f"/review?{urlencode({'id': name, 'event': statement})}"
    yield f"/compare?{urlencode([('s', 'talks'), ('s', 'fork'), ('s', NAMES[1])])}"
    for by in ("world", "offers", "seat.russia", "model", "set", "analyst"):
        yield f"/set?{urlencode({'id': NAMES[0], 'by': by, 'private': 1})}"
    yield from ("/", "/?tree=1", "/session?id=broken")
    for attack in ATTACKS[::9]:
        for path, name in (("/", "q"), ("/", "world"), ("/", "sort"), ("/session", "id"), ("/set", "id")):
            yield f"{path}?{urlencode({name: attack})}"
        yield f"/set?{urlencode({'id': 'set', 'by': attack})}"
        yield f"/compare?{urlencode({'a': 'talks', 'b': attack})}"


def test_there_are_attacks_enough() -> None:
    assert len(set(ATTACKS)) >= 75


def test_no_page_runs_or_fetches_anything_of_what_was_said(
    context: BrowserContext, root: Path, served: Served
) -> None:
    address = served(root)
    watched = Watched(context.new_page())
    watched.page.goto(f"{address}/?token={TOKEN}")
    for path in pages(root):
        answer = watched.page.goto(f"{address}{path}")
        assert answer is not None
        assert answer.status < 500, path
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert watched.page.url.partition("#")[0] == f"{address}{path}"
        watched.holds(address)


def test_an_attack_is_shown_as_the_text_that_it_is(
    context: BrowserContext, root: Path, served: Served
) -> None:
    address, page = served(root), context.new_page()
    page.goto(f"{address}/?token={TOKEN}")
    page.goto(f"{address}/session?id=talks")
    text = page.locator("#talks").inner_text()
    said = [attack for attack in ATTACKS if attack.isprintable()]
    assert len([attack for attack in said if attack in text]) > 50


@pytest.mark.parametrize("private", [False, True])
def test_the_single_file_runs_and_fetches_nothing_either(
    context: BrowserContext, root: Path, tmp_path: Path, private: bool
) -> None:
    sources = []
    for name in ("talks", "fork"):
        folder = Folder(root / name)
        scenario = load_text(folder.scenario_text)
        sources.append(Source(name, folder.manifest, scenario, folder.events()))
    one = sources[0]
    texts = {
        "two.html": single_file(sources, private=private),
        "brief.html": blocks_file([brief(one.manifest, one.scenario, one.events, private=private)]),
    }
    for name, text in texts.items():
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        watched = Watched(context.new_page())
        watched.page.goto(file.as_uri())
        watched.holds(file.as_uri())
