"""docs/sql.md tells the truth: every block runs, and its figures are those counted by hand."""

from __future__ import annotations

import contextlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

import duckdb
import pytest

from detente.api import run
from detente.errors import SessionPaused
from detente.llm.chat import Request
from detente.llm.failures import ModelFailure
from detente.llm.fakes import FakeModel, words
from detente.llm.prices import Price
from detente.llm.providers import Providers
from detente.llm.settings import ModelSettings
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.orchestration.session import start
from detente.scenario.model import Scenario
from detente.studies.sets import SetDesign, run_set
from detente.transcripts import events as ev
from detente.transcripts.calls import Answer, Usage
from detente.transcripts.find import Listed, listed
from detente.transcripts.labels import tagged
from detente.transcripts.manifest import Manifest
from detente.transcripts.store import Folder
from tests.server.negotiator import reply

PAGE = (Path(__file__).parents[2] / "docs" / "sql.md").read_text(encoding="utf-8")
BLOCKS = {
    title: block
    for title, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    for block in re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
}
VIEWS, *QUERIES = BLOCKS
PRICED, OTHER = "openai:priced@http://127.0.0.1:9/v1", "openai:other@http://127.0.0.1:9/v1"
Rows = list[tuple[Any, ...]]


def answered(request: Request) -> Answer:
    """A valid reply, for which half of the input had been read before."""
    made = reply(request.reply_schema, request.messages[0].text, request.messages[-1].text)
    text, tokens = json.dumps(made), words(request)
    usage = Usage(tokens_in=tokens, tokens_out=len(text.split()), tokens_cached=tokens // 2)
    return Answer(text=text, mode=request.mode, finish="stop", usage=usage, model="fake")


def failing(request: Request) -> Answer | ModelFailure:
    """The same, but for decisions: the session stops with a fault."""
    return ModelFailure("forbidden") if request.reply == "decision" else answered(request)


@pytest.fixture(scope="module")
def folder(tiny: Scenario, ukraine: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sets, single sessions, sessions with models, one that stopped, and labels."""
    folder = tmp_path_factory.mktemp("sql")
    out = folder / "transcripts"
    base = RunConfig(scenario=ukraine, rounds=3).checked()
    run_set(SetDesign(base, (1, 2), ("article", "no-factions"), ("article", "none")), out, "many")
    run_set(SetDesign(RunConfig(scenario=tiny).checked(), (1, 2, 3), ("plain",), ("none",)), out, "towns")
    run("tiny", seed=4, out=out)
    settings = ModelSettings(price=Price(tokens_in=2, tokens_out=8, tokens_cached=0.5))
    priced = RunConfig(scenario=tiny, model=PRICED, models={PRICED: settings}, rounds=2)
    start(priced, out, "priced", backstage=Backstage(Providers(make=lambda *_: FakeModel(answered))))
    other = RunConfig(scenario=tiny, seats={"north": OTHER, "south": OTHER})
    with pytest.raises(SessionPaused):
        start(other, out, "other", backstage=Backstage(Providers(make=lambda *_: FakeModel(failing))))
    tagged(out / "towns" / "plain-none-00001", ("keep", "good"))
    tagged(out / "many" / "article-none-00001", ("keep",))
    return folder


@pytest.fixture
def database(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with the page's views, in the folder that holds the transcripts."""
    with contextlib.chdir(folder), duckdb.connect() as connection:
        connection.execute(BLOCKS[VIEWS])
        yield connection


@pytest.fixture
def sessions(folder: Path) -> list[tuple[Listed, Manifest, list[ev.Event]]]:
    """The same sessions, read by detente."""
    found = []
    for one in listed(folder / "transcripts"):
        assert one.manifest is not None
        found.append((one, one.manifest, Folder(one.path).events()))
    return found


Sessions = list[tuple[Listed, Manifest, list[ev.Event]]]


def asked(database: duckdb.DuckDBPyConnection, start: str) -> Rows:
    """The rows of the block whose heading begins so."""
    (title,) = [title for title in QUERIES if title.startswith(start)]
    return database.execute(BLOCKS[title]).fetchall()


def test_there_is_a_block_under_each_heading() -> None:
    assert len(QUERIES) == 8
    assert len(BLOCKS) == PAGE.count("```sql") == PAGE.count("\n## ")


def test_the_views_hold_every_session_and_every_event(
    database: duckdb.DuckDBPyConnection, sessions: Sessions
) -> None:
    (counted,) = database.execute(BLOCKS[VIEWS]).fetchall()
    events = [event for *_, own in sessions for event in own]
    assert counted == (len(sessions), len(events), sum("public" in event.audience for event in events))
    assert len(sessions) == 14
    names = {name for (name,) in database.execute("select folder from sessions").fetchall()}
    assert names == {one.name for one, *_ in sessions}


@pytest.mark.parametrize("title", QUERIES)
def test_every_query_finds_something(database: duckdb.DuckDBPyConnection, title: str) -> None:
    assert database.execute(BLOCKS[title]).fetchall()


@pytest.mark.parametrize("title", [title for title in QUERIES if "private" not in title])
def test_what_is_not_called_private_needs_no_private_event(
    database: duckdb.DuckDBPyConnection, title: str
) -> None:
    found = database.execute(BLOCKS[title]).fetchall()
    database.execute("create table kept as from public_events")
    database.execute("create or replace view events as from kept")
    assert database.execute(BLOCKS[title]).fetchall() == found
    assert "calls.jsonl" not in BLOCKS[title]


def test_the_page_says_what_is_private() -> None:
    flat = " ".join(PAGE.split())
    assert "**`events.jsonl` holds private words.**" in flat
    assert "must be asked of `public_events`, which keeps to the events whose audience has `public`" in flat


def test_no_lean_is_in_public_events(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("create table kept as from public_events")
    database.execute("create or replace view events as from kept")
    assert asked(database, "Lean by round") == []


def test_outcomes_are_counted_as_the_manifests_have_them(
    database: duckdb.DuckDBPyConnection, sessions: Sessions
) -> None:
    ended = [(m.scenario, m.world, m.offers, m.summary.outcome_class) for _, m, _ in sessions]
    counted = Counter(entry for entry in ended if entry[3])
    rows = asked(database, "Outcomes by world")
    assert {row[:4]: row[4] for row in rows} == dict(counted)
    for row in rows:
        whole = sum(number for entry, number in counted.items() if entry[:3] == row[:3])
        assert row[5] == pytest.approx(row[4] / whole, abs=0.001)


def test_positions_are_those_that_were_read(database: duckdb.DuckDBPyConnection, sessions: Sessions) -> None:
    by_hand = [
        (one.name, e.stage, e.round, "".join(position.options), position.firmness, position.quote)
        for one, _, events in sorted(sessions, key=lambda entry: entry[0].name)
        for e in events
        if isinstance(e, ev.ReadingTaken) and e.body.seat == "russia"
        for position in e.body.positions
        if position.issue == "I2"
    ]
    assert asked(database, "Positions of one seat") == by_hand


def test_moves_after_offers_are_counted_as_by_hand(
    database: duckdb.DuckDBPyConnection, sessions: Sessions
) -> None:
    made, moved, to_it = Counter[tuple[str, ...]](), Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for _, manifest, events in sessions:
        for offer in (e for e in events if isinstance(e, ev.OfferMade)):
            for issue, option in offer.body.terms.items():
                stands = _stands(events, offer.body.to, issue)
                before = [options for seq, options in stands if seq < offer.seq]
                after = [options for seq, options in stands if seq > offer.seq]
                if before and after:
                    key = (manifest.scenario, offer.body.to, issue, option)
                    made[key] += 1
                    moved[key] += after[0] != before[-1]
                    to_it[key] += after[0] != before[-1] and after[0] == option
    rows = asked(database, "Offers, and whether")
    assert {row[:4]: row[4:] for row in rows} == {key: (made[key], moved[key], to_it[key]) for key in made}
    assert sum(moved.values()) > 0 < sum(to_it.values())


def _stands(events: list[ev.Event], seat: str, issue: str) -> list[tuple[int, str]]:
    """(event, options) of each reading that holds options of an issue: of several the last."""
    found = {
        e.seq: "".join(position.options)
        for e in events
        if isinstance(e, ev.ReadingTaken) and e.body.seat == seat
        for position in e.body.positions
        if position.issue == issue and position.firmness != "rejecting"
    }
    return list(found.items())


def test_the_lean_is_the_mean_of_what_was_weighed(
    database: duckdb.DuckDBPyConnection, sessions: Sessions
) -> None:
    leans: dict[tuple[Any, ...], list[float]] = {}
    for _, manifest, events in sessions:
        for e in events:
            if isinstance(e, ev.JudgementMade) and e.body.lean is not None:
                key = (manifest.scenario, manifest.world, manifest.offers, e.actor, e.stage, e.round)
                leans.setdefault(key, []).append(e.body.lean)
    rows = asked(database, "Lean by round")
    assert {row[:6]: row[6] for row in rows} == {key: len(found) for key, found in leans.items()}
    for row in rows:
        assert row[7] == pytest.approx(mean(leans[row[:6]]), abs=0.0006)


def test_breaches_and_faults_are_counted(database: duckdb.DuckDBPyConnection, sessions: Sessions) -> None:
    breaches, faults = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for _, manifest, events in sessions:
        key = (manifest.scenario, manifest.world, manifest.offers)
        breaches[key] += sum(isinstance(e, ev.BreachFound) for e in events)
        faults[key] += sum(isinstance(e, ev.FaultSeen) for e in events)
    rows = asked(database, "Breaches and faults")
    assert {row[:3]: row[4:6] for row in rows} == {key: (breaches[key], faults[key]) for key in faults}
    assert [row[7] for row in rows if row[5]] == [["forbidden"]]


def test_words_are_those_of_the_statements(database: duckdb.DuckDBPyConnection, sessions: Sessions) -> None:
    counted: dict[tuple[str, ...], list[int]] = {}
    for _, manifest, events in sessions:
        for e in events:
            if isinstance(e, ev.StatementMade):
                key = (manifest.scenario, e.actor, manifest.seats[e.actor])
                counted.setdefault(key, []).append(len(e.body.text.split()))
    rows = asked(database, "Words")
    assert {row[:3]: row[3:5] for row in rows} == {k: (len(own), sum(own)) for k, own in counted.items()}


def test_the_cost_is_that_of_the_manifest_and_unknown_without_a_price(
    database: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    rows = {row[0]: row[1:] for row in asked(database, "What each model cost")}
    totals = Folder(folder / "transcripts" / "priced").manifest.totals
    assert totals.cost
    assert rows["openai:priced"][:5] == (
        1,
        totals.calls,
        totals.tokens_in,
        totals.tokens_cached,
        totals.tokens_out,
    )
    assert rows["openai:priced"][5] == pytest.approx(totals.cost, abs=1.1e-6)  # both are rounded to 6 places
    assert rows["openai:other"][5] is None


def test_tags_are_joined_to_outcomes(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    rows = asked(database, "Outcomes by tag")
    names = {"towns/plain-none-00001": ("keep", "good"), "many/article-none-00001": ("keep",)}
    by_hand = set()
    for name, tags in names.items():
        manifest = Folder(folder / "transcripts" / name).manifest
        by_hand |= {(tag, manifest.scenario, manifest.summary.outcome_class, name) for tag in tags}
    assert {(row[0], row[1], row[2], name) for row in rows for name in row[4]} == by_hand
    assert [row[3] for row in rows] == [len(row[4]) for row in rows]
