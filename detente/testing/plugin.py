"""The pytest plugin: real models are refused, and the fixtures `fake_model` and `cassette` are there.

It is loaded into every run of pytest where detente is installed, so nothing is imported before it is needed.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from detente.llm.cassettes import CassetteMode
    from detente.llm.permits import Permit
    from detente.testing.fake import ScriptedModel
    from detente.testing.recorded import RecordedModel

__all__ = ["cassette", "fake_model"]

MODES = ("none", "new", "all")
PERMITS = ("refuse", "local", "allow")
HELD = pytest.StashKey[ExitStack]()
BEGUN = pytest.StashKey[float]()
SCRIPTED = pytest.StashKey["ScriptedModel"]()
RECORDED = pytest.StashKey["RecordedModel"]()
BEGAN = "detente_begun"
MARKS = (
    "detente_model(reason): this test may ask a real model, for the reason given",
    "detente_cassette(path, shared=False): the cassette, beside the module; whether other tests use it too",
)


# -- what a user can set ---------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--cassettes` and the ini option `detente_models`."""
    group = parser.getgroup("detente", "negotiations of language models")
    group.addoption(
        "--cassettes",
        choices=MODES,
        default="none",
        help="What cassettes record: nothing (a question without a recording fails), what is new, all anew.",
    )
    parser.addini(
        "detente_models", "Which models tests may ask: refuse (default), local, allow.", default="refuse"
    )


def pytest_configure(config: pytest.Config) -> None:
    """From here to the end no models are asked but those that the ini option permits."""
    for mark in MARKS:
        config.addinivalue_line("markers", mark)
    permit = config.getini("detente_models")
    if permit not in PERMITS:
        raise pytest.UsageError(f"detente_models = {permit}: give one of {', '.join(PERMITS)}.")
    shared = getattr(config, "workerinput", {})
    config.stash[BEGUN] = float(shared.get(BEGAN) or time.time())
    config.stash[HELD] = _permitting(permit)


def pytest_unconfigure(config: pytest.Config) -> None:
    """What was permitted before is again."""
    held = config.stash.get(HELD, None)
    if held is not None:
        held.close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Workers of pytest-xdist belong to one run: they know when it began."""
    node.workerinput[BEGAN] = node.config.stash[BEGUN]  # type: ignore[attr-defined]


# -- around each test ------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A marked test may ask real models."""
    mark = item.get_closest_marker("detente_model")
    if mark is None:
        return (yield)
    with _permitting("allow"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A test fails for what its script or cassette lacked, even where somebody caught the error."""
    scripted, recorded = item.stash.get(SCRIPTED, None), item.stash.get(RECORDED, None)
    try:
        found = yield
    except BaseException as error:
        lacked: list[Exception] = [
            *(scripted.unanswered if scripted else ()),
            *(recorded.misses if recorded else ()),
        ]
        if any(error is one for one in lacked):
            _cut(error, item)
        elif lacked:
            item.add_report_section("call", "detente", str(lacked[0]))
        if recorded and recorded.misses:
            item.add_report_section("call", "detente", f"Record the cassette: {recorded.recording('new')}")
        raise
    if scripted and scripted.unanswered:
        raise scripted.unanswered[0]
    if recorded:
        recorded.finish()
    return found


@pytest.fixture
def fake_model(request: pytest.FixtureRequest) -> Iterator[ScriptedModel]:
    """A model that answers by a script, for every SPEC that this test asks: see `detente.testing`."""
    from detente.llm.permits import standing_in  # noqa: PLC0415 - a plugin imports nothing before it is needed
    from detente.testing.fake import ScriptedModel  # noqa: PLC0415

    scripted = request.node.stash[SCRIPTED] = ScriptedModel()
    with standing_in(scripted.make):
        yield scripted


@pytest.fixture
def cassette(request: pytest.FixtureRequest) -> Iterator[RecordedModel]:
    """Answers of models that this test asks: replayed from its file, or recorded with `--cassettes`."""
    from detente.llm.permits import standing_in  # noqa: PLC0415 - a plugin imports nothing before it is needed
    from detente.testing.recorded import RecordedModel  # noqa: PLC0415

    if "fake_model" in request.fixturenames:
        request.getfixturevalue("fake_model")  # is recorded, in whichever order they are named
    mode: CassetteMode = request.config.getoption("--cassettes")
    path, shared = _file_of(request.node)
    how = "pytest --cassettes={}"
    recorded = RecordedModel(path, mode, how, shared=shared, begun=request.config.stash[BEGUN])
    request.node.stash[RECORDED] = recorded
    with standing_in(recorded.make):
        yield recorded


# -- details --------------------------------------------------------------------------------------


def _permitting(permit: Permit) -> ExitStack:
    from detente.llm.permits import under_permit  # noqa: PLC0415 - light, but of the package

    held = ExitStack()
    held.enter_context(under_permit(permit))
    return held


def _cut(error: BaseException, item: pytest.Item) -> None:
    """Show where the test was, not the twenty calls between it and the model."""
    last, at = None, error.__traceback__
    while at is not None:
        last = at if at.tb_frame.f_code.co_filename == str(item.path) else last
        at = at.tb_next
    if last is not None:
        last.tb_next = None


def _file_of(item: pytest.Item) -> tuple[Path, bool]:
    """A test's cassette: the one that it is marked with, else one named for it."""
    mark = item.get_closest_marker("detente_cassette")
    if mark is not None:
        return item.path.parent / mark.args[0], bool(mark.kwargs.get("shared", False))
    name = ".".join(one.name for one in item.listchain() if isinstance(one, pytest.Class | pytest.Item))
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-")[:100]
    if plain != name:
        plain += f"-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
    return item.path.parent / "cassettes" / f"{item.path.stem}.{plain}.jsonl", False
