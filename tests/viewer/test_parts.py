"""What the pages are made of, counted again from the events; and colours that everybody can read."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.store import Folder
from detente.viewer.charts import Lines, Series
from detente.viewer.debrief import debrief
from detente.viewer.heatmap import MARKS, heatmaps
from detente.viewer.pages import asset
from detente.viewer.session_page import Source, session_page
from detente.viewer.talks import conversation
from tests.forks.making import base


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, ukraine: Scenario) -> Source:
    """A session with refusals."""
    path = base(ukraine, tmp_path_factory.mktemp("talks"), "talks")
    folder = Folder(path)
    return Source("talks", folder.manifest, load_text(folder.scenario_text), folder.events())


def test_every_position_has_its_cell_and_silence_is_a_hole(source: Source) -> None:
    read = {
        (event.body.seat, position.issue, f"{event.stage}.{event.round}"): position
        for event in source.events
        if isinstance(event, ev.ReadingTaken)
        for position in event.body.positions
    }
    shown = {
        (found.seat, line.issue, at): cell
        for found in heatmaps(source.scenario, source.events)
        for line in found.lines
        for at, cell in zip(found.rounds, line.cells, strict=True)
        if cell is not None
    }
    assert set(shown) == set(read)
    for key, cell in shown.items():
        position = read[key]
        assert cell.mark == MARKS[position.firmness]
        assert (cell.letters[0], cell.letters[-1]) == (position.options[0], position.options[-1])
        assert cell.quote == position.quote


def test_a_statement_is_shown_whole_and_its_quotes_are_marked(source: Source) -> None:
    texts = {event.seq: event.body.text for event in source.events if isinstance(event, ev.StatementMade)}
    items = [item for item in conversation(source.scenario, source.events) if item.kind == "said"]
    assert {item.event for item in items} == set(texts)
    for item in items:
        assert item.said is not None
        assert "".join(piece.text for piece in item.said.pieces) == texts[item.event]
        for read in item.said.read:
            marked = "".join(piece.text for piece in item.said.pieces if read.issue in piece.issues)
            assert read.quote in marked


def test_a_debrief_names_the_windows_that_were_missed(source: Source) -> None:
    found = debrief(source.manifest, source.scenario, source.events)
    assert found is not None
    notes = [
        event
        for event in source.events
        if isinstance(event, ev.NoteKept) and event.body.kind == "decision" and event.body.would_take
    ]
    assert [window.event for window in found.windows] == [event.seq for event in notes]
    for window, note in zip(found.windows, notes, strict=True):
        offers = [e for e in source.events if isinstance(e, ev.OfferMade) and e.body.to == note.actor]
        later = [
            f"{offer.stage}.{offer.round}"
            for offer in offers
            if offer.seq > note.seq
            and all(offer.body.terms.get(issue) == option for issue, option in note.body.would_take.items())
        ]
        assert window.later == (later[0] if later else "")
    settled = source.manifest.summary.settlement or {}
    got = {row.issue.split()[0]: row.got for seat, rows in found.sides for row in rows if seat == "Russia"}
    assert all(got[issue].startswith(settled.get(issue, "nothing")) for issue in got)


def test_the_public_s_page_is_made_of_public_events_only(source: Source) -> None:
    page = session_page(source, private=False)
    assert (page.lean, page.influence, page.debrief) == (None, None, None)
    assert not [item for item in page.talk if item.private]
    assert not [one for one in page.decided if one.inside or one.bars]


def test_a_line_is_broken_where_there_is_no_value() -> None:
    chart = Lines("t", ("a", "b", "c", "d"), (Series("s", (0.0, None, 1.0, 0.5)),), 0.0, 1.0, ())
    paths = chart.paths(chart.series[0])
    assert [path.count(",") for path in paths] == [1, 2]
    assert chart.y(1.0) < chart.y(0.5) < chart.y(0.0)


LIGHT, DARK = 0, 1
TEXTS = ("fg", "faint", "link", "good", "bad", "private")
PAIRS = [
    *product(TEXTS, ("bg", "card")),
    ("notice", "notice-bg"),
    ("private", "private-bg"),
    ("faint", "private-bg"),
    ("link", "private-bg"),
    ("link", "notice-bg"),
    ("fg", "notice-bg"),
    ("fg", "mark"),
    ("fg", "on"),
    *(("fg", f"h{step}") for step in range(7)),
]
"""(text, ground) as the pages set them."""


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_contrast_is_at_least_that_of_aa(scheme: int, text: str, ground: str) -> None:
    blocks = re.findall(r":root\{([^}]*)\}", asset("style.css"))
    colours = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", blocks[scheme]))
    one, other = sorted((luminance(colours[text]), luminance(colours[ground])))
    assert (other + 0.05) / (one + 0.05) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("line", [f"s{number}" for number in range(8)])
def test_lines_of_charts_stand_out_from_the_ground(scheme: int, line: str) -> None:
    blocks = re.findall(r":root\{([^}]*)\}", asset("style.css"))
    colours = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", blocks[scheme]))
    one, other = sorted((luminance(colours[line]), luminance(colours["bg"])))
    assert (other + 0.05) / (one + 0.05) >= 3


def luminance(colour: str) -> float:
    """Relative luminance, after WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_nothing_in_the_assets_leads_outside() -> None:
    for name in ("style.css", "script.js"):
        assert "http" not in asset(name).replace('location.protocol !== "file:"', "")
        assert "@import" not in asset(name)
    templates = Path(__file__).parents[2] / "detente" / "viewer" / "templates"
    for path in templates.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "http://" not in text
        assert "https://" not in text
        assert "|safe" not in text
        assert not re.search(r'\son\w+="|style="', text)
