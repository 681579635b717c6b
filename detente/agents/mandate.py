"""Mandates: what a party has no authority to sign."""

from __future__ import annotations

from collections.abc import Mapping

from detente.scenario.parties import Party, RedLine
from detente.transcripts.acts import Decision, Offer, Terms

__all__ = ["agreed", "crossed"]


def agreed(decision: Decision, offer: Offer | None) -> Terms:
    """The terms that a decision would bind its party to: those offered, or its own; none of a refusal."""
    if decision.answer == "accept":
        return offer.terms if offer else {}
    return decision.terms


def crossed(party: Party, terms: Terms, strengths: Mapping[str, float] | None = None) -> list[RedLine]:
    """The red lines that terms cross. `strengths` are the mechanisms': a line may hang on one."""
    known = strengths or {}
    return [
        line
        for line in party.red_lines
        if terms.get(line.issue, "") in line.options
        and (line.mechanism is None or known.get(line.mechanism, 1.0) >= 0.5)
    ]
