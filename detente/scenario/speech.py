"""How baseline seats speak. The lexical analyst has words of its own (lexicon.py) and never looks in here."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from detente.scenario.base import Data, Id

Phrases = Annotated[tuple[str, ...], Field(min_length=1)]


class Voice(Data):
    """The frames one seat speaks in; `{option}` and the like are filled in."""

    open: Phrases
    firm: Phrases
    flexible: Phrases
    range: Phrases
    conditional: Phrases
    rejecting: Phrases
    moved: Phrases
    accept: Phrases
    reject: Phrases
    counter: Phrases
    consider: Phrases
    close: Phrases


class OfferFrames(Data):
    """The frames an offer is put in."""

    promise: Phrases
    threaten: Phrases
    terms: Phrases
    vague: Phrases
    demand: Phrases


class CouncilFrames(Data):
    """The frames of a private council."""

    approve: Phrases
    resist: Phrases
    neutral: Phrases


class Speech(Data):
    """Phrasings for baseline seats; nothing that reads statements may look in here."""

    options: dict[Id, dict[str, Phrases]]
    """Issue → option → noun phrases."""
    conditions: Phrases
    seats: dict[Id, Voice]
    levers: dict[Id, Phrases] = {}
    offers: OfferFrames
    council: CouncilFrames
