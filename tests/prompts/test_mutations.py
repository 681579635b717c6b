"""Nothing that a template tells, marks as private or quotes can be lost and no shipped case notice it."""

from __future__ import annotations

import pytest

from detente.agents.persona.shapes import shape_of
from detente.prompts.library import built_in
from detente.scenario.model import Scenario
from detente.studies.cases.running import Asking
from tests.prompts.mutations import (
    DELIMITERS,
    EQUIVALENT,
    FILES,
    PRIVACY,
    caught,
    every_mutant,
    failing,
    mutants_of,
    shipped,
)
from tests.prompts.schemas import REPLIES, Broken, asked, broken_of, differences, differs, noticed


@pytest.mark.parametrize("part", range(4))
def test_shipped_cases_pass_where_nothing_is_broken(part: int) -> None:
    wrong = [problem for placed in shipped()[part::4] if (problem := failing(placed, Asking()))]
    assert not wrong


@pytest.mark.parametrize("file", FILES)
def test_what_a_file_loses_is_noticed(file: str) -> None:
    mutants = mutants_of(file)
    missed = [f"{one.kind}: {one.what}" for one in mutants if not caught(one)]
    assert not missed, f"{len(missed)} of {len(mutants)} are noticed by no shipped case"


def test_mutants_are_made_of_every_file_and_every_mark() -> None:
    made = [one for file in FILES for one in every_mutant(file)]
    assert {one.file for one in made} == set(FILES)
    assert len(made) > 280
    kinds = {one.kind for one in made}
    assert kinds == {"input", "block", "privacy", "delimiter"}
    texts = list(built_in().files.values())
    for mark in (*PRIVACY, *DELIMITERS):
        assert any(mark in text for text in texts), f"{mark!r} stands in no file any more"


def test_what_is_left_out_is_there_and_is_noticed_by_nobody() -> None:
    made = {(one.file, one.what): one for file in FILES for one in every_mutant(file)}
    assert EQUIVALENT.keys() <= made.keys()
    needless = [key for key in EQUIVALENT if caught(made[key])]
    assert not needless


# -- the shapes of replies ------------------------------------------------------------------------


@pytest.mark.parametrize("reply", REPLIES)
def test_the_schema_of_a_reply_is_what_it_is_read_as(reply: str) -> None:
    assert asked(reply)
    wrong = [
        told
        for _, act, scenario in asked(reply)
        for told in differences(shape_of(act, scenario), act, scenario)
    ]
    assert not wrong


@pytest.mark.parametrize("reply", REPLIES)
def test_a_schema_that_allows_less_or_otherwise_is_noticed_by_a_case(reply: str, ukraine: Scenario) -> None:
    broken = [one for one in broken_of(reply) if not one.loosened and _matters(one, ukraine)]
    missed = [str(one) for one in broken if not noticed(one)]
    assert not missed, f"{len(missed)} of {len(broken)} are noticed by no shipped case"


@pytest.mark.parametrize("reply", REPLIES)
def test_a_broken_schema_is_another_than_the_reply_is_read_as(reply: str) -> None:
    broken = broken_of(reply)
    missed = [str(one) for one in broken if not differs(one)]
    assert not missed, f"{len(missed)} of {len(broken)} are not noticed"


def _matters(broken: Broken, scenario: Scenario) -> bool:
    """Whether some shipped case must notice it: of the long enumerations, what is offered by default."""
    long = (("terms", "items"), ("would_take", "items"), ("properties", "issue"))
    if not broken.value or broken.path[-2:] not in long:
        return True
    if broken.reply == "offer":
        plan = next(one for one in scenario.offers if one.id == scenario.default_offers)
        return broken.value in {f"{i}.{o}" for offer in plan.offers for i, o in offer.terms.items()}
    return broken.reply == "reading" and "positions" in broken.path
