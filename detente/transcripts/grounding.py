"""Grounding: a position counts only with a quote that stands verbatim in its own statement."""

from __future__ import annotations

from collections.abc import Iterator

from detente.scenario.model import Scenario
from detente.transcripts.acts import LONGEST_QUOTE, Position, Reading, Refused

__all__ = ["ground", "locate", "missing"]

LEAST_LETTERS = 2
MOST_REFUSED = 40
_FOLD = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Find a quote in a text, folding runs of white space and typographic quotation marks only.

    Returns offsets in code points of the unfolded text (start, end), or None if it is not there. Where it
    stands more than once, the first place at which it cuts no word is meant, else the first.
    """
    if not quote.strip():
        return None
    found = list(_exact(quote, text)) or list(_folded(quote, text))
    return next((place for place in found if _whole(place, text)), found[0] if found else None)


def missing(quote: str, text: str) -> str:
    """What keeps a quote from being proof: a sentence without its stop, or nothing."""
    place = locate(quote, text)
    if place is None:
        return "the quote does not stand in the statement"
    if not _whole(place, text):
        return "the quote cuts a word of the statement"
    if sum(map(str.isalpha, quote)) < LEAST_LETTERS:
        return "the quote holds no word"
    return (
        f"the quote spans more than {LONGEST_QUOTE} characters" if place[1] - place[0] > LONGEST_QUOTE else ""
    )


def _exact(quote: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(quote)
    while at >= 0:
        yield at, at + len(quote)
        at = text.find(quote, at + 1)


def _folded(quote: str, text: str) -> Iterator[tuple[int, int]]:
    needle = " ".join(quote.translate(_FOLD).split())
    folded, places = _fold(text)
    for at, end in _exact(needle, folded):
        yield places[at], places[end - 1] + 1


def _whole(place: tuple[int, int], text: str) -> bool:
    """Whether a stretch neither begins nor ends within a word."""
    start, end = place
    begins = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    return begins and (end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum()))


def _fold(text: str) -> tuple[str, list[int]]:
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(_FOLD)):
        if character.isspace():
            if characters and characters[-1] == " ":
                continue
            character = " "  # noqa: PLW2901 - one folded space stands for the run
        characters.append(character)
        places.append(place)
    return "".join(characters), places


def ground(reading: Reading, text: str, scenario: Scenario) -> Reading:
    """Keep the positions that the statement and the scenario bear out; move the rest to `refused`.

    A kept position's quote is the statement's own text at its offsets. A quote without a stand is held to the
    same.
    """
    kept: list[Position] = []
    refused = list(reading.refused)
    for position in reading.positions:
        problem = _problem(position, scenario) or missing(position.quote, text)
        place = locate(position.quote, text)
        if problem or place is None:
            refused.append(Refused(reason=problem, quote=position.quote, issue=position.issue))
            continue
        start, end = place
        kept.append(position.model_copy(update={"quote": text[start:end], "start": start, "end": end}))
    unclear = [entry for entry in reading.unclear if not entry.quote or locate(entry.quote, text)]
    refused += [
        Refused(reason=missing(entry.quote, text), quote=entry.quote, issue=entry.issue)
        for entry in reading.unclear
        if entry not in unclear
    ]
    update = {"positions": tuple(kept), "unclear": tuple(unclear), "refused": tuple(refused[:MOST_REFUSED])}
    return reading.model_copy(update=update)


def _problem(position: Position, scenario: Scenario) -> str:
    if position.issue not in scenario.issue_ids:
        return f"no issue {position.issue} in this scenario"
    issue = scenario.issue(position.issue)
    unknown = [option for option in position.options if not issue.has(option)]
    return f"{position.issue} has no option {unknown[0]}" if unknown else ""
