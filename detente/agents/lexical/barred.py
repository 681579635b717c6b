"""What in a statement is not its speaker's word: quotations, others' turns, orders to the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.agents.lexical import frames
from detente.agents.lexical.orders import dictated, injected
from detente.agents.lexical.quotations import quotations
from detente.agents.lexical.scenes import Scene
from detente.agents.lexical.spans import Span, around
from detente.agents.lexical.turns import voiced


@dataclass(frozen=True, slots=True)
class Barred:
    """The passages of one statement that are not its speaker's word."""

    quoted: list[Span]
    """Quotations, in order, none in another."""
    voiced: frozenset[int]
    """The clauses of others' turns, by their first word."""
    injected: frozenset[int]
    """The clauses that speak to the reader, by their first word."""
    dictated: frozenset[int]
    """The clauses in which only what is said in the own voice counts, by their first word."""

    @classmethod
    def of(cls, scenes: Sequence[Scene], folded: str, text: str, seats: frozenset[int]) -> Barred:
        """Find them; `seats` are the places at which a seat is named."""
        if not scenes:
            return cls([], frozenset(), frozenset(), frozenset())
        sections = frames.sections(text)
        orders = injected(scenes, text, sections)
        return cls(
            quotations(text, folded, scenes[0].tokens),
            voiced(scenes, seats, text),
            orders,
            dictated(scenes, orders, sections),
        )

    def reason(self, scene: Scene, place: int) -> str:
        """Why a word of a clause is not the speaker's; empty if it is."""
        if scene.clause.start in self.injected:
            return "instruction"
        return "quoted" if self.quotes(scene, place) else ""

    def quotes(self, scene: Scene, place: int) -> bool:
        """Whether a word of a clause is another's, or a quotation."""
        if scene.clause.start in self.voiced:
            return True
        at = scene.tokens.starts[min(place, len(scene.tokens.starts) - 1)]
        return around(self.quoted, at) is not None

    def dictates(self, scene: Scene) -> bool:
        """Whether a bare assertion in a clause is not the speaker's."""
        return scene.clause.start in self.dictated
