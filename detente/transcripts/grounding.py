"""Grounding: a position counts only with a quote that stands verbatim in its own statement."""

from __future__ import annotations

from detente.scenario.model import Scenario
from detente.transcripts.acts import LONGEST_QUOTE, Position, Reading, Refused

_FOLD = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Find a quote in a text, folding runs of white space and typographic quotation marks only.

    Returns offsets in code points of the unfolded text (start, end), or None if it is not there.
    """
    exact = text.find(quote)
    if exact >= 0 and quote.strip():
        return exact, exact + len(quote)
    needle = " ".join(quote.translate(_FOLD).split())
    if not needle:
        return None
    folded, places = _fold(text)
    found = folded.find(needle)
    if found < 0:
        return None
    return places[found], places[found + len(needle) - 1] + 1


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

    A kept position's quote is the statement's own text at its offsets.
    """
    kept: list[Position] = []
    refused = list(reading.refused)
    for position in reading.positions:
        problem = _problem(position, scenario)
        place = locate(position.quote, text)
        if place is not None and place[1] - place[0] > LONGEST_QUOTE:
            problem = f"the quote spans more than {LONGEST_QUOTE} characters"
        if problem or place is None:
            reason = problem or "the quote does not stand in the statement"
            refused.append(Refused(reason=reason, quote=position.quote, issue=position.issue))
            continue
        start, end = place
        kept.append(position.model_copy(update={"quote": text[start:end], "start": start, "end": end}))
    return reading.model_copy(update={"positions": tuple(kept), "refused": tuple(refused)})


def _problem(position: Position, scenario: Scenario) -> str:
    if position.issue not in scenario.issue_ids:
        return f"no issue {position.issue} in this scenario"
    issue = scenario.issue(position.issue)
    unknown = [option for option in position.options if not issue.has(option)]
    return f"{position.issue} has no option {unknown[0]}" if unknown else ""
