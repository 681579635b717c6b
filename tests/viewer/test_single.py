"""The single file: opened from disk with the network off, it shows what the pages show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from detente.orchestration.config import RunConfig
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.studies.sets import SetDesign, run_set
from detente.transcripts import events as ev
from detente.transcripts.render.brief import brief
from detente.transcripts.render.record import is_public
from detente.transcripts.store import Folder
from detente.viewer.session_page import Source
from detente.viewer.single import blocks_file, single_file
from tests.forks.making import base, branch

LARGEST = 1_500_000


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, ukraine: Scenario) -> Path:
    """A whole session, and a fork of it."""
    out = tmp_path_factory.mktemp("transcripts")
    branch(base(ukraine, out, "talks"), "moscow.2", name="forked", drop_levers=("reset",))
    return out


def source(path: Path) -> Source:
    """A session as the viewer takes it."""
    folder = Folder(path)
    return Source(path.name, folder.manifest, load_text(folder.scenario_text), folder.events())


def written(root: Path, names: Sequence[str], *, private: bool = False) -> Path:
    """The single file of some sessions."""
    file = root / f"{'-'.join(names)}{'-private' if private else ''}.html"
    file.write_text(single_file([source(root / name) for name in names], private=private), encoding="utf-8")
    return file


def test_it_opens_from_disk_with_the_network_off_and_asks_for_nothing(browser: Browser, root: Path) -> None:
    file = written(root, ["talks"])
    context = browser.new_context(offline=True, reduced_motion="reduce")
    page, asked, wrong = context.new_page(), list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(file.as_uri())
    page.locator("#hs0-russia .heatmap tbody a").first.click()
    expect(page.locator("mark.on").first).to_be_in_viewport()
    expect(page.get_by_role("note").first).to_contain_text("not a forecast")
    expect(page.locator("a:not([href^='#'])")).to_have_count(page.locator("a.anchor").count())
    context.close()
    assert asked == [file.as_uri()]
    assert not wrong


def test_two_sessions_are_laid_side_by_side_first(browser: Browser, root: Path) -> None:
    page = browser.new_page()
    page.goto(written(root, ["talks", "forked"]).as_uri())
    expect(page.locator("main")).to_contain_text("First difference: offer to Russia")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((entry) => entry.id)")
    assert len(ids) == len(set(ids))
    targets = page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))")
    assert {target[1:] for target in targets} <= set(ids)
    page.close()


def test_nothing_private_is_in_a_public_file_and_a_private_one_is_marked(root: Path) -> None:
    events = Folder(root / "talks").events()
    inside = [words for event in events if not is_public(event) for words in told(event)]
    assert len(inside) > 30
    public = text_of(written(root, ["talks"]))
    assert not [words for words in inside if words in public]
    for word in ("council", "debrief", "Lean of", "drawn"):
        assert f'id="s0-{word}' not in public
    private = text_of(written(root, ["talks"], private=True))
    assert [words for words in inside if words not in private] == []
    assert "PRIVATE" in private
    assert "PRIVATE" not in public


def text_of(file: Path) -> str:
    """What stands in a file, entities resolved."""
    from html import unescape  # noqa: PLC0415

    return unescape(file.read_text(encoding="utf-8"))


def told(event: ev.Event) -> list[str]:
    """Longer words of an event."""
    data = json.loads(event.model_dump_json())["body"]
    return [data[name] for name in ("text", "instructions") if len(data.get(name) or "") > 20]


def test_a_page_stays_small(root: Path, tmp_path: Path, ukraine: Scenario) -> None:
    assert written(root, ["talks"], private=True).stat().st_size < LARGEST
    assert written(root, ["talks", "forked"]).stat().st_size < LARGEST
    run_set(SetDesign(RunConfig(scenario=ukraine), (1,), ("article",), ("article",)), tmp_path, "s")


def test_a_brief_has_its_parts_fits_two_pages_and_is_public(browser: Browser, root: Path) -> None:
    one = source(root / "talks")
    file = root / "brief.html"
    file.write_text(blocks_file([brief(one.manifest, one.scenario, one.events, private=False)]))
    page = browser.new_page()
    page.goto(file.as_uri())
    text = page.locator("main").inner_text()
    for part in ("not a forecast", "Outcome", "Who moved", "Decisive offers", "Priors", "Sources"):
        assert part in text
    pages = page.pdf(format="A4").count(b"/Type /Page\n")
    page.close()
    assert 1 <= pages <= 2
    assert not [e for e in one.events if isinstance(e, ev.ArgumentHeard) and e.body.text[:50] in text]
