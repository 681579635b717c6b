"""What is taken for a person's name: a guess, made without any list of names."""

from __future__ import annotations

import re

import pytest

from detente.prompts.naming import HONORIFICS, PLACES, Known, names_in
from detente.scenario.model import Scenario
from detente.studies.linting import known_words


@pytest.fixture(scope="module")
def known(ukraine: Scenario, tiny: Scenario) -> Known:
    return known_words([ukraine, tiny])


@pytest.mark.parametrize(
    "name",
    [
        "President Quimby",
        "Prime Minister Quimby",
        "Foreign Minister Quimby",
        "Mr Quimby",
        "Mr. McQuimby",
        "President O’Quimby",
        "President Xu",
        "Chancellor Bartholomew Quimby",
        "Bartholomew Quimby",
        "Jean-Noël Quimby",
        "Radosław Quimby",
        "Ermintrude von der Quimby",
    ],
)
@pytest.mark.parametrize(
    "text", ["Answer as {} would.", "- {}: listen.", "{} would say less.", "So said {}."]
)
def test_a_name_is_found_wherever_it_stands(known: Known, name: str, text: str) -> None:
    assert [found.split()[-1] for found in names_in(text.format(name), known)] == [name.rpartition(" ")[2]]


def test_people_whom_only_titles_of_sources_name_are_not_known(ukraine: Scenario, known: Known) -> None:
    """Sources' titles and addresses stand in the scenario, and name people whom no seat is told of."""
    titles = " ".join(source.title for source in ukraine.sources)
    only = set(re.findall(r"\b[A-Z][a-z]{3,}", titles)) - known.capitalised - PLACES - HONORIFICS
    assert len(only) > 10
    for word in only:
        assert list(names_in(f"Answer as President {word} would.", known)) == [f"President {word}"]


@pytest.mark.parametrize(
    "text",
    [
        "The Security Council and the General Staff have their say; so has the Prime Minister.",
        "Think of the Black Sea, of the Sea of Azov and of the European Union. The United States mediate.",
        "## What To Say Now",
        "Reply with exactly one JSON object. Name roles, countries and institutions.",
        "Speak for Kyiv, for Moscow and for Washington.",
        "The President decides.",
    ],
)
def test_institutions_places_and_offices_are_no_names(known: Known, text: str) -> None:
    assert not list(names_in(text, known))


def test_what_cannot_be_told_from_other_words_is_not_found(known: Known) -> None:
    """The limits that the module's docstring states."""
    for text in (
        "Answer as Quimby would.",
        "Answer as president quimby would.",
        "## What Bartholomew Quimby wants",
    ):
        assert not list(names_in(text, known))
