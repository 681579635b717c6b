"""Hostile texts on every page, in a real browser: they are shown as they are, and do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.render.blocks import clean
from detente.transcripts.render.brief import brief
from detente.transcripts.store import Folder
from detente.viewer.session_page import Source
from detente.viewer.single import blocks_file, single_file
from tests.viewer.attacks import ATTACKS, RAW
from tests.viewer.conftest import TOKEN, Served
from tests.viewer.poisoning import GROUP, Hostile, hostile_folder
from tests.viewer.watching import Watch, guarded, plain

BY = ("world", "offers", "model", "seat.russia", "analyst", "detente", "set", "without")
NOT_ON_THE_PAGES = {
    *("scenario.title", "scenario.summary", "scenario.author_note", "option.detail", "issue.ordering"),
    *("line.because", "offers.title", "worlds.title", "sources.title", "persona.name", "persona.who"),
    *("persona.manner", "fact.text", "cost.note", "refused.quote", "unclear.quote", "note.reason"),
    *("run.process", "run.why", "closed.because", "label.note", "label.when", "review.quote"),
    *("prompt.digest", "changed.prompt_text"),
}
"""Fields that no page of the viewer shows, or no more than a few characters of."""
ACTS = (ev.StatementMade, ev.OfferMade, ev.DecisionMade, ev.JudgementMade, ev.ArgumentHeard)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, ukraine: Scenario) -> Hostile:
    """A folder full of hostile sessions."""
    return hostile_folder(tmp_path_factory.mktemp("hostile"), ukraine)


@pytest.fixture(scope="module")
def address(hostile: Hostile, served: Served) -> str:
    """Where they are served."""
    return served(hostile.root)


@pytest.fixture
def watch(browser: Browser, address: str) -> Iterator[Watch]:
    """A page that came by the printed link."""
    context = browser.new_context(reduced_motion="reduce")
    found = Watch(context, address)
    found.page.request.get(f"{address}/?token={TOKEN}")
    yield found
    context.close()
    assert found.wrong == []


def first(path: Path, kind: type[ev.Envelope]) -> int:
    """The number of the first event of a kind."""
    return next(event.seq for event in Folder(path).events() if isinstance(event, kind))


def pages(root: Path) -> Iterator[str]:
    """Every page of the hostile sessions."""
    yield from ("/", "/?tree=1", "/?sort=cost", "/?q=script")
    for name in ("subtle", "wild", "paused"):
        query = {"id": name}
        yield from (f"/session?{urlencode(query)}", f"/session?{urlencode({**query, 'private': 1})}")
        yield f"/review?{urlencode({**query, 'event': first(root / name, ev.StatementMade)})}"
        for kind in ACTS:
            yield f"/act?{urlencode({**query, 'event': first(root / name, kind)})}"
    for choice in ({}, {"private": 1}, {"only": 1}):
        yield f"/compare?{urlencode({'a': 'subtle', 'b': 'wild', **choice})}"
    yield f"/compare?{urlencode([('s', name) for name in ('subtle', 'wild', 'paused')])}"
    yield f"/compare?{urlencode({'a': f'{GROUP}/one-0', 'b': f'{GROUP}/one-1'})}"
    for by in BY:
        yield f"/set?{urlencode({'id': GROUP, 'by': by, 'private': 1})}"
    yield f"/set?{urlencode({'id': GROUP, 'seat': 'usa'})}"


def test_there_are_many_attacks_and_fields_have_gone_through_all_of_them(hostile: Hostile) -> None:
    assert len(ATTACKS) == len(set(ATTACKS)) >= 130
    assert len(hostile.plant.texts) >= 140
    for field in ("statement", "argument", "quote", "offer.text", "attempt.raw", "option.detail"):
        assert hostile.plant.used[field] >= {attack for attack in ATTACKS if len(attack) < 900}, field


def test_nothing_runs_is_fetched_or_becomes_part_of_any_page(
    watch: Watch, address: str, hostile: Hostile
) -> None:
    for path in pages(hostile.root):
        answer, _ = watch.open(f"{address}{path}")
        assert guarded(answer) == 200, path
    whole = "\n".join(watch.texts)
    shown = {
        field for field, texts in hostile.plant.texts.items() if any(clean(text) in whole for text in texts)
    }
    meant = {field for field in hostile.plant.texts if not field.startswith("broken.")}
    assert meant - shown == NOT_ON_THE_PAGES


def test_a_session_that_cannot_be_read_is_told_of_in_harmless_words(
    watch: Watch, address: str, hostile: Hostile
) -> None:
    for name in ("newer", "odd", "no-event", "no-scenario"):
        answer, found = watch.open(f"{address}/session?id={name}")
        assert guarded(answer) in (404, 422)
        assert "This cannot be shown" in found["text"]
    watch.open(f"{address}/")
    whole = plain("\n".join(watch.texts))
    for field, texts in hostile.plant.texts.items():
        if field.startswith("broken."):
            assert any(plain(text)[:120] in whole for text in texts), field


def test_the_policy_stops_an_attack_even_where_a_page_would_let_it_in(watch: Watch, address: str) -> None:
    asked = watch.lets_in(f"{address}/session?id=none", RAW)
    assert [url for url in asked if not url.startswith((address, "data:", "about:"))] == []


# -- the single file --------------------------------------------------------------------------------


def source(path: Path) -> Source:
    """A session as the single file takes it."""
    folder = Folder(path)
    return Source(path.name, folder.manifest, load_text(folder.scenario_text), folder.events())


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
def test_a_single_file_runs_nothing_and_fetches_nothing_either(
    browser: Browser, hostile: Hostile, tmp_path: Path, private: bool
) -> None:
    one, other = source(hostile.root / "subtle"), source(hostile.root / "wild")
    files = {
        "one.html": single_file([one], private=private),
        "two.html": single_file([one, other], private=private),
        "three.html": single_file([one, other, source(hostile.root / "paused")], private=private),
        "brief.html": blocks_file(
            [brief(each.manifest, each.scenario, each.events, private=private) for each in (one, other)]
        ),
    }
    context = browser.new_context(offline=True)
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        watch = Watch(context, "file://nowhere")
        _, found = watch.open((tmp_path / name).as_uri())
        assert found["policy"].startswith("default-src 'none'; base-uri 'none'; form-action 'none'; ")
        assert "unsafe" not in found["policy"]
        assert all(address.startswith("#") for address in found["addresses"])
        field = "sources.title" if name == "brief.html" else "statement"
        assert any(clean(text) in found["text"] for text in hostile.plant.texts[field])
    context.close()


def test_the_policy_of_the_file_stops_an_attack_too(
    browser: Browser, hostile: Hostile, tmp_path: Path
) -> None:
    one, file = source(hostile.root / "paused"), tmp_path / "brief.html"
    page = brief(one.manifest, one.scenario, one.events, private=False)
    file.write_text(blocks_file([page]), encoding="utf-8")
    context = browser.new_context()
    asked = Watch(context, "file://nowhere").lets_in(file.as_uri(), RAW)
    context.close()
    assert [url for url in asked if not url.startswith((file.as_uri(), "data:", "about:"))] == []


def test_what_is_done_with_the_mouse_and_the_keys_on_hostile_words_does_nothing_either(
    watch: Watch, address: str
) -> None:
    watch.open(f"{address}/session?id=subtle&private=1")
    page = watch.page
    for summary in page.locator("summary").all()[:8]:
        summary.click()
    for words in page.locator("article.said .words, article.council .words").all()[:8]:
        words.hover()
        words.click()
    for _ in range(20):
        page.keyboard.press("Tab")
    page.mouse.wheel(0, 20_000)
    watch.look()
    watch.open(f"{address}/session?id=subtle")
    page.evaluate("location.hash = '%'")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
