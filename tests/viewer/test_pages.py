"""The pages as a person uses them, in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.studies.sets import SetDesign, run_set
from detente.transcripts import events as ev
from detente.transcripts.labels import tagged
from detente.transcripts.reviews import gold_labels, reviews_of
from detente.transcripts.store import Folder
from tests.forks.making import base, branch
from tests.viewer.conftest import TOKEN, Served


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, ukraine: Scenario) -> Path:
    """Two sessions, a fork, and a small set."""
    out = tmp_path_factory.mktemp("transcripts")
    talks = base(ukraine, out, "talks", rounds=4)
    base(ukraine, out, "other", seed=4, rounds=4)
    branch(talks, "moscow.2", name="forked", drop_levers=("reset",))
    tagged(out / "other", ("keep",))
    plans = ("article", "pressure-only")
    run_set(SetDesign(RunConfig(scenario=ukraine, rounds=2), (1, 2), ("article",), plans), out, "grid")
    return out


@pytest.fixture(scope="module")
def address(root: Path, served: Served) -> str:
    """Where they are served."""
    return served(root)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A browser's page that came by the printed link; an error of a script or a policy fails the test."""
    context = browser.new_context(reduced_motion="reduce")
    found, wrong = context.new_page(), list[str]()
    found.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: wrong.append(str(error)))
    found.goto(f"{address}/?token={TOKEN}")
    yield found
    context.close()
    assert not [text for text in wrong if "400" not in text]


def test_the_link_s_token_goes_into_a_cookie_and_out_of_the_address(page: Page, address: str) -> None:
    assert page.url == f"{address}/"
    expect(page.get_by_role("heading", name="Sessions")).to_be_visible()
    expect(page.get_by_role("note").first).to_contain_text("not a forecast")


def test_the_list_is_filtered_sorted_and_searched_in_the_words(page: Page, root: Path) -> None:
    expect(page.get_by_role("status")).to_have_text("7 sessions.")
    page.get_by_label("tag").select_option("keep")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("status")).to_have_text("1 of 7 sessions.")
    expect(page.get_by_role("link", name="other")).to_be_visible()
    page.get_by_role("link", name="Clear").click()
    words = "for the consideration of the participants"
    says = [
        path.name
        for path in sorted(root.iterdir())
        if (path / "events.jsonl").exists()
        and any(isinstance(e, ev.StatementMade) and words in e.body.text for e in Folder(path).events())
    ]
    page.get_by_label("Search the words").fill(words.upper())
    page.get_by_role("button", name="Show").click()
    listed = page.locator("table.list tbody a").all_inner_texts()
    assert sorted(name for name in listed if "/" not in name) == says


def test_a_fork_stands_below_its_parent_in_the_tree(page: Page, address: str) -> None:
    page.goto(f"{address}/?tree=1")
    below = page.locator(".tree li", has=page.get_by_role("link", name="talks", exact=True)).locator("ul")
    expect(below.get_by_role("link", name="forked")).to_be_visible()
    expect(below).to_contain_text("lever taken out: reset")


def test_a_cell_leads_to_the_words_it_was_read_from(page: Page, address: str, root: Path) -> None:
    page.goto(f"{address}/session?id=talks")
    cell = page.locator("#hrussia .heatmap tbody a").first
    told, shown = cell.get_attribute("title") or "", cell.locator(".opt").inner_text()
    cell.click()
    lit = page.locator("mark.on")
    expect(lit.first).to_be_in_viewport()
    quote = told.partition("“")[2].rstrip("”")
    assert "".join(lit.all_inner_texts()) == quote
    number, issue = re.findall(r"#q(\d+)-(\w+)$", page.url)[0]
    read = next(
        position
        for event in Folder(root / "talks").events()
        if isinstance(event, ev.ReadingTaken) and event.body.statement == int(number)
        for position in event.body.positions
        if position.issue == issue
    )
    assert (read.quote, "".join(read.options)) == (quote, shown)


def test_the_keys_of_a_keyboard_walk_through_a_heatmap(page: Page, address: str) -> None:
    page.goto(f"{address}/session?id=talks")
    cells = page.locator("#husa .heatmap tbody tr").first.locator("td a")
    cells.first.focus()
    page.keyboard.press("ArrowDown")
    moved = page.evaluate("document.activeElement.closest('tr').rowIndex")
    assert moved > 1
    page.keyboard.press("Enter")
    expect(page.locator("mark.on").first).to_be_in_viewport()


def test_why_tells_each_decision_and_what_was_in_the_way(page: Page, address: str, root: Path) -> None:
    page.goto(f"{address}/session?id=talks#why")
    decided = [e for e in Folder(root / "talks").events() if isinstance(e, ev.DecisionMade)]
    expect(page.locator("#why article.decision")).to_have_count(len(decided))
    expect(page.locator("#why svg")).to_have_count(0)
    page.locator("#private-switch").click()
    expect(page.locator("#why svg").first).to_be_visible()
    page.locator("#why summary", has_text="As a table").first.click()
    expect(page.locator("#why details[open] td").first).to_be_visible()


def test_private_words_are_behind_a_switch_and_off_by_default(page: Page, address: str, root: Path) -> None:
    heard = [e for e in Folder(root / "talks").events() if isinstance(e, ev.ArgumentHeard)]
    page.goto(f"{address}/session?id=talks")
    expect(page.locator("#private-switch")).to_have_attribute("aria-pressed", "false")
    assert not [event for event in heard if event.body.text[:60] in page.content()]
    expect(page.locator("#inside, #debrief, article.council")).to_have_count(0)
    page.locator("#private-switch").click()
    expect(page.locator("#private-switch")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("article.council")).to_have_count(len(heard))
    expect(page.locator("#inside")).to_contain_text("Lean of Russia's decider")
    expect(page.locator("#debrief")).to_contain_text("would have taken")


def test_two_sessions_are_side_by_side_with_only_differences_on_request(page: Page, address: str) -> None:
    page.goto(f"{address}/session?id=talks")
    page.get_by_label("Lay it beside").fill("forked")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("main")).to_contain_text("First difference: offer to Russia")
    expect(page.locator("main")).to_contain_text("the fork's change")
    every = page.locator("section.pair").count()
    page.locator("#only-switch").click()
    differing = page.locator("section.pair")
    assert 0 < differing.count() < every
    expect(page.locator("section.pair:not(.differs)")).to_have_count(0)
    expect(page.locator("#p" + "moscow\\.2")).to_contain_text("they part here")
    left, right = (page.locator("section.pair .column").nth(n).bounding_box() for n in (0, 1))
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    assert left["x"] < right["x"]


def test_marked_sessions_become_a_matrix(page: Page) -> None:
    for name in ("talks", "other", "forked"):
        page.get_by_label(f"Compare {name}", exact=True).check()
    page.get_by_role("button", name="Compare the marked ones").click()
    expect(page.locator("main")).to_contain_text("Where every two part")


def test_a_set_is_compared_with_its_differences_first(page: Page, address: str) -> None:
    page.goto(f"{address}/set?id=grid&by=offers")
    text = page.locator("main").inner_text()
    assert text.index("What was run") < text.index("Share of sessions that ended") < text.index("Outcomes")
    assert "Lean of the decider" not in text
    page.locator("#private-switch").click()
    expect(page.locator("main")).to_contain_text("Lean of the decider")
    page.locator("select[name=seat]").select_option("usa")
    page.get_by_role("button", name="Show").last.click()
    expect(page.locator("main")).to_contain_text("United States on I")


def test_a_running_session_is_updated_while_one_looks(
    page: Page, address: str, root: Path, ukraine: Scenario
) -> None:
    path = base(ukraine, root, "running", rounds=2)
    whole, manifest = Folder(path).lines(), json.loads((path / "session.json").read_text())
    manifest |= {"state": "running", "summary": {}}
    (path / "session.json").write_text(json.dumps(manifest))
    cut = next(n for n, line in enumerate(whole) if b'"type":"statement"' in line) + 1
    (path / "events.jsonl").write_bytes(b"".join(whole[:cut]) + whole[cut][:20])
    page.goto(f"{address}/session?id=running")
    expect(page.locator("article.said")).to_have_count(1)
    page.locator("summary", has_text="What the letters mean").click()
    (path / "events.jsonl").write_bytes(b"".join(whole))
    said = sum(b'"type":"statement"' in line for line in whole)
    expect(page.locator("article.said")).to_have_count(said, timeout=10_000)
    expect(page.locator("details[open] summary", has_text="What the letters mean")).to_be_visible()
    expect(page.locator("main")).to_have_attribute("data-live", re.compile("."))


def test_a_review_is_saved_beside_the_transcript_and_becomes_a_gold_label(
    page: Page, address: str, root: Path, ukraine: Scenario
) -> None:
    before = (root / "talks" / "events.jsonl").read_bytes()
    page.goto(f"{address}/session?id=talks")
    page.locator("article.said", has=page.locator("mark")).first.get_by_role("link", name="review").click()
    page.get_by_label("Your name").first.fill("Ada")
    page.get_by_role("button", name="Confirm").first.click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(page.locator(".reviews")).to_contain_text("Ada: confirmed")
    expect(page.get_by_label("Your name").first).to_have_value("Ada")
    page.locator("summary", has_text="Correct it").nth(1).click()
    form = page.locator(".review").nth(1).locator("details form")
    form.get_by_label("Words it is read from").fill("words that were never said")
    form.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("the quote does not stand in the statement")
    page.locator("summary", has_text="Correct it").nth(1).click()
    form.get_by_label("Firmness").select_option("flexible")
    form.get_by_label("Your name").fill("Ada")
    form.get_by_role("button").click()
    expect(page.locator(".reviews")).to_contain_text("Ada: corrected")
    page.get_by_role("button", name="Call it complete").click()
    reviews = reviews_of(root / "talks")
    assert [review.verdict for review in reviews] == ["confirmed", "corrected", "complete"]
    assert {review.who for review in reviews} == {"Ada"}
    events = Folder(root / "talks").events()
    (label,) = gold_labels("talks", ukraine, events, reviews)
    assert "flexible" in [entry["firmness"] for entry in label["positions"]]
    assert (root / "talks" / "events.jsonl").read_bytes() == before
    page.goto(f"{address}/session?id=talks")
    expect(page.locator("#talks")).to_contain_text("People bear the analyst out on 50%")
