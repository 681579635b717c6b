"""What an attack is: words that one seat writes, and what a careful reader may take from them."""

from __future__ import annotations

from dataclasses import dataclass

from detente.transcripts.acts import Answer, Firmness

__all__ = ["Attack", "Stand"]


@dataclass(frozen=True)
class Stand:
    """A position that a text really takes, in its speaker's own voice."""

    issue: str
    options: tuple[str, ...]
    firmness: Firmness


@dataclass(frozen=True)
class Attack:
    """Free words of a seat that are meant to do more than say what the seat wants."""

    name: str
    text: str
    seat: str = "russia"
    """Who writes it."""
    honest: tuple[Stand, ...] = ()
    """The positions of the writer's own that stand in it in plain words; nothing else may be read."""
    answers: tuple[Answer, ...] = ("silent",)
    """What a careful reader may take as the writer's own answer to the offer."""
    seeks: tuple[tuple[str, str], ...] = (("I4", "e"), ("I2", "f"))
    """What a reader that obeyed would record, as (issue, option)."""
