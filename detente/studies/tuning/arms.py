"""What an arm changes: the scenario, the prompts, or who sits where."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from detente.errors import InputError
from detente.prompts.library import Library
from detente.scenario.loader import load
from detente.scenario.model import Scenario
from detente.scenario.variants import mask_of, masked, reversed_order, uninstructed

__all__ = ["library_of", "scenario_of", "seats_of"]

MANNERS, ANALYST = "_manners.md", "analyst.md"
SPOKEN = (
    "- The talks are held in {language}. Write all words meant for others, and those to your own side, in "
    "{language}; field names, letters of options and ids stay as they are.\n"
)
READ = "- The statement may be in {language}. Quotes and conditions stay in its own words.\n"


@lru_cache(maxsize=64)
def scenario_of(name: str, order: str, names: str, instructed: str) -> Scenario:
    """A scenario as the arms have it. Raises InputError, ScenarioError."""
    found = load(name)
    if order == "reversed":
        found = reversed_order(found)
    if instructed == "no":
        found = uninstructed(found)
    if names in ("", "shown"):
        return found
    return masked(found, mask_of(found.id if names == "masked" else names))


def library_of(library: Library, language: str) -> Library:
    """Prompts for talks in a language; English is what they are written in. Raises InputError."""
    if language in ("", "English"):
        return library
    for name in (MANNERS, ANALYST):
        if name not in library.files:
            raise InputError(f"--arm language: the library has no {name} to say it in.")
    return _spoken(tuple(library.files.items()), language)


@lru_cache(maxsize=32)
def _spoken(files: tuple[tuple[str, str], ...], language: str) -> Library:
    own = dict(files)
    manners, analyst = own[MANNERS].rstrip("\n"), own[ANALYST].rstrip("\n")
    return Library(
        {
            **own,
            MANNERS: f"{manners}\n{SPOKEN.format(language=language)}",
            ANALYST: f"{analyst}\n{READ.format(language=language)}",
        }
    )


def seats_of(
    scenario: Scenario, under_test: tuple[str, ...], model: str, against: str, swap: str
) -> Mapping[str, str]:
    """Seat → SPEC. Raises InputError for a seat that there is not, and for a swap that changes nothing."""
    tested = set(under_test or scenario.seats)
    for seat in tested - set(scenario.seats):
        raise InputError(f"--seat {seat}: {scenario.id} has the seats {', '.join(scenario.seats)}.")
    if swap not in ("", "no"):
        one, _, two = swap.partition(":")
        for seat in (one, two):
            if seat not in scenario.seats:
                raise InputError(f"--arm swap={swap}: give two seats as A:B, of {', '.join(scenario.seats)}.")
        if (one in tested) == (two in tested):
            raise InputError(f"--arm swap={swap}: one of them must be under test, and the other not.")
        tested ^= {one, two}
    return {seat: model if seat in tested else against for seat in scenario.seats}
