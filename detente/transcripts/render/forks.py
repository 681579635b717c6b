"""Where a session came from, in words: its parent, and what was changed on the way."""

from __future__ import annotations

from detente.transcripts.acts import Offer
from detente.transcripts.changes import Change, ChangedBody
from detente.transcripts.manifest import Manifest

__all__ = ["change_words", "forked"]


def change_words(change: Change | ChangedBody) -> str:
    """What a change changes, in one line."""
    seats = change.seats
    named = [f"{seat}={spec}" for seat, spec in seats.items()] if isinstance(seats, dict) else list(seats)
    if isinstance(change, Change) and change.analyst:
        named.append(f"analyst={change.analyst}")
    offer = change.offer.terms if isinstance(change.offer, Offer) else change.offer
    parts = [
        f"world {change.world}" if change.world else "",
        f"offers {change.offers}" if change.offers else "",
        f"lever put in: {', '.join(change.add_levers)}" if change.add_levers else "",
        f"lever taken out: {', '.join(change.drop_levers)}" if change.drop_levers else "",
        f"an offer of {', '.join(f'{i}.{o}' for i, o in offer.items()) or 'no terms'}"
        if offer is not None
        else "",
        f"in the seats: {', '.join(named)}" if named else "",
        ", ".join(f"{path}={value}" for path, value in change.sets.items()),
        f"without {', '.join(change.without)}" if change.without else "",
        f"prompts: {', '.join(change.prompts)}" if change.prompts else "",
    ]
    told = "; ".join(part for part in parts if part) or "nothing (a control)"
    return f"{told}; replicate {change.replicate}" if change.replicate else told


def forked(manifest: Manifest) -> tuple[tuple[str, str], ...]:
    """(what, value): the session that a fork came from, and every change; nothing for any other session."""
    if manifest.parent is None:
        return ()
    made = "; then ".join(f"at {change.at}: {change_words(change)}" for change in manifest.changes)
    at = manifest.parent.at
    return ("Forked from", f"{manifest.parent.session}, before the offer of {at}"), ("Changed", made)
