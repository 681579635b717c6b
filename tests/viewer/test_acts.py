"""Behind every act of a model: the exact prompt, the raw answer, the attempts and the tokens."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from detente.llm.fakes import FakeModel
from detente.llm.settings import ModelSettings
from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.asked import asked, slots_of
from detente.transcripts.calls import Call, parse_calls
from detente.transcripts.store import Folder
from tests.forks.making import base, stage
from tests.studies.test_sets_with_models import NAMES, says
from tests.viewer.conftest import TOKEN, Served


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, tiny: Scenario) -> Path:
    """A session with a model in every seat, and one without."""
    out = tmp_path_factory.mktemp("transcripts")
    models = dict.fromkeys(NAMES, ModelSettings())
    config = RunConfig(scenario=tiny, model="openai:test", analyst="openai:test", rounds=1, models=models)
    session.start(config.checked(), out, "modelled", backstage=stage(FakeModel(says)))
    base(tiny, out, "plain")
    return out


def test_an_act_has_the_messages_and_the_answer_of_its_call(root: Path) -> None:
    folder = Folder(root / "modelled")
    said = next(event for event in folder.events() if isinstance(event, ev.StatementMade))
    found = asked(folder, slots_of(folder.events(), said.seq))
    entries = list(parse_calls(folder.call_lines()))
    texts = dict(entry for entry in entries if isinstance(entry, tuple))
    calls = [entry for entry in entries if isinstance(entry, Call)]
    spoken = next(one for one in found if one.call.slot.act == said.slot)
    assert spoken.call in calls
    assert spoken.messages == tuple((role, texts[digest]) for role, digest in spoken.call.messages)
    assert len(spoken.messages) == 2
    assert [one.call.slot.act.split("/")[1] for one in found] == [said.actor + ".leader", "analyst"]


def test_the_page_shows_them_and_stands_behind_the_switch(
    browser: Browser, root: Path, served: Served
) -> None:
    address, page = served(root), browser.new_page()
    page.goto(f"{address}/?token={TOKEN}")
    page.goto(f"{address}/session?id=modelled")
    expect(page.get_by_role("link", name="prompt and raw answer")).to_have_count(0)
    page.locator("#private-switch").click()
    page.locator("article.said").first.get_by_role("link", name="prompt and raw answer").click()
    folder = Folder(root / "modelled")
    number = int(page.url.rpartition("=")[2])
    for one in asked(folder, slots_of(folder.events(), number)):
        for _, text in one.messages:
            assert text.split("\n")[0] in page.locator("main").inner_text()
        assert one.call.answer is not None
        expect(page.locator("pre", has_text=one.call.answer.text[:30]).first).to_be_visible()
    expect(page.locator("main")).to_contain_text("PRIVATE")
    page.goto(f"{address}/session?id=plain&private=1")
    expect(page.get_by_role("link", name="prompt and raw answer")).to_have_count(0)
    page.goto(f"{address}/act?id=plain&event=2")
    expect(page.locator("main")).to_contain_text("No question stands behind this act")
    page.close()
