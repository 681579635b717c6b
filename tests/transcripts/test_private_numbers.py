"""A number that was set of a seat's own mind is private: everybody is told that it was set, never to what."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.transcripts.compare.matrix import matrix, matrix_data
from detente.transcripts.compare.page import pair_data, pair_page
from detente.transcripts.compare.pair import compare_two
from detente.transcripts.compare.side import Side
from detente.transcripts.render.brief import brief
from detente.transcripts.render.markdown import markdown
from detente.transcripts.render.record import answer
from detente.transcripts.render.show import Part, show
from detente.transcripts.render.summary import Where, summary
from detente.transcripts.store import Folder
from detente.viewer.session_page import Source
from detente.viewer.single import single_file
from tests.forks.making import base, branch

FIRST, SECOND = "0.123456", "0.234567"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, ukraine: Scenario) -> list[Source]:
    """A session with a number of Russia's own set, and a fork in which it is another; and one that is not."""
    out = tmp_path_factory.mktemp("talks")
    talks = base(ukraine, out, rounds=2, sets={"russia.leader.fallback": FIRST, "M24": "0.5"})
    fork = branch(talks, "moscow.2", name="fork", sets={"russia.leader.fallback": SECOND})
    found = []
    for path in (talks, fork):
        folder = Folder(path)
        found.append(Source(path.name, folder.manifest, load_text(folder.scenario_text), folder.events()))
    return found


def sides(two: list[Source], *, private: bool) -> list[Side]:
    """Both, for an audience."""
    return [Side.of(one.manifest, one.scenario, one.events, private=private) for one in two]


Told = Callable[[list[Source], bool], str]


def _page(two: list[Source], private: bool) -> str:
    one = two[1]
    return markdown(show(one.manifest, one.scenario, one.events, Part(private=private)))


def _brief(two: list[Source], private: bool) -> str:
    return markdown(brief(two[1].manifest, two[1].scenario, two[1].events, private=private))


def _summary(two: list[Source], private: bool) -> str:
    one = two[1]
    page = summary(one.manifest, one.scenario, one.events, Where("path", "name"), public=not private)
    return markdown(page)


def _answer(two: list[Source], private: bool) -> str:
    return json.dumps(answer(two[1].manifest, two[1].events, "path", public=not private))


def _pair(two: list[Source], private: bool) -> str:
    pair = compare_two(*sides(two, private=private))
    return json.dumps(pair_data(pair)) + markdown(pair_page(pair))


def _matrix(two: list[Source], private: bool) -> str:
    return json.dumps(matrix_data(matrix(sides([*two, two[0]], private=private))))


def _file(two: list[Source], private: bool) -> str:
    return single_file(two, private=private)


@pytest.mark.parametrize("told", [_page, _brief, _summary, _answer, _pair, _matrix, _file])
def test_the_public_is_told_that_and_not_to_what(two: list[Source], told: Told) -> None:
    public, private = told(two, False), told(two, True)
    assert FIRST not in public
    assert SECOND not in public
    assert FIRST in private or SECOND in private
    assert "(private)" in public.replace("\\", "")


def test_a_number_that_differs_is_still_said_to_differ_and_is_the_cause(two: list[Source]) -> None:
    pair = compare_two(*sides(two, private=False))
    assert "sets.russia.leader.fallback" in {entry.field for entry in pair.unlike}
    assert pair.first is None or pair.first.cause.startswith("the fork's change")
