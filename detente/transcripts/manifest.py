"""The manifest: what was run, on what, when and how it ended; enough for lists and comparisons."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from detente.transcripts.acts import Terms, Value
from detente.transcripts.changes import Change, Parent
from detente.transcripts.events import Blocked, OutcomeClass
from detente.transcripts.rounds import Round

NOTICE = (
    "Illustrative model of one author's argument. A simulation: not a forecast, not advice, "
    "not an endorsement of terms."
)


SCHEMA = 1
"""The version of the session folder that this version of detente writes and reads."""


class Run(Value):
    """One stretch of running: a session may take several."""

    start: str
    """UTC, ISO 8601."""
    end: str = ""
    why: str = ""
    """Why it stopped."""
    process: str = ""
    """Who ran it: `process 4711 on HOST`."""
    repaired: str = ""
    """What was repaired before it went on, if anything."""


class Totals(Value):
    """What the session's calls came to."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    cost: float | None = None
    """US dollars; None when unknown, 0 when no model was called."""


class Summary(Value):
    """What happened, for lists and comparisons."""

    outcome: str | None = None
    outcome_class: OutcomeClass | None = Field(default=None, alias="class")
    blocked_by: Blocked | None = None
    ended_in: str = ""
    rounds: int = 0
    lean: tuple[float, ...] = ()
    """The initial value if the seat has one (a baseline's state), then one number per weighing."""
    influence: dict[str, float] = {}
    """Faction → share, at the end."""
    positions: dict[str, dict[str, Any]] = {}
    """Seat → issue → the latest position read."""
    settlement: Terms | None = None
    breaches: tuple[dict[str, Any], ...] = ()
    faults: tuple[dict[str, Any], ...] = ()
    clock: dict[str, Any] = {}
    """Elapsed days, and each cost as a range."""
    by_round: tuple[Round, ...] | None = None
    """The talks round by round; None where an earlier version kept none."""


class Manifest(Value):
    """`session.json`."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    notice: str = NOTICE
    detente: str
    """Version that ran it."""
    session: str
    scenario: str
    scenario_digest: str
    title: str = ""
    world: str
    offers: str
    seed: int
    replicate: int = 0
    without: tuple[str, ...] = ()
    rounds: int | None = None
    """A cap on the rounds of every stage, if one was given."""
    sets: dict[str, str] = {}
    draw_priors: bool = False
    drawn: dict[str, float] = {}
    """Priors drawn from their ranges (options as places in their order)."""
    seats: dict[str, str]
    """Seat → SPEC."""
    analyst: str = "lexical"
    models: dict[str, dict[str, Any]] = {}
    """Seat (or `analyst`) → how its model is asked: parameters, price, limits, patience."""
    sent: dict[str, dict[str, Any]] = {}
    """Model → the parameters of its calls, as they were really sent."""
    prompts: dict[str, str] = {}
    """Prompt → digest of the template that was used."""
    parent: Parent | None = None
    """The session that this one was forked from."""
    changes: tuple[Change, ...] = ()
    """What forks changed on the way here, in the order of the talks."""
    caps: dict[str, float] = {}
    """What the session may spend: tokens, cost (US dollars), calls, minutes. In a set the set's own count."""
    state: Literal["running", "paused", "ended"] = "running"
    reason: str = ""
    """Why it is paused."""
    runs: tuple[Run, ...] = ()
    summary: Summary = Summary()
    totals: Totals = Totals()

    @property
    def has_model(self) -> bool:
        """Whether a language model spoke in any seat, or read."""
        return bool(self.models) or any(change.models for change in self.changes)

    @property
    def in_force(self) -> Manifest:
        """The same with what the last change left in force, instead of what the talks began with."""
        found = self
        for change in self.changes:
            update = {
                "world": change.world or found.world,
                "offers": change.offers or found.offers,
                "seats": {
                    n: s for n, s in {**found.seats, **change.seats}.items() if n not in change.without
                },
                "analyst": change.analyst or found.analyst,
                "models": {**found.models, **change.models},
                "sets": {**found.sets, **change.sets},
                "without": tuple(sorted({*found.without, *change.without})),
                "replicate": change.replicate,
            }
            found = found.model_copy(update=update)
        return found

    @property
    def for_lists(self) -> Manifest:
        """The same without drawn priors, positions and rounds: most of it, and no list shows them."""
        summary = self.summary.model_copy(update={"positions": {}, "by_round": None})
        return self.model_copy(update={"drawn": {}, "summary": summary})

    def answer(self, path: str) -> dict[str, Any]:
        """The object that `run`, `resume` and `show` give with --json."""
        summary, now = (
            self.summary.model_dump(mode="json", by_alias=True, exclude={"by_round"}),
            self.in_force,
        )
        return {
            "schema": self.schema_version,
            "notice": self.notice,
            "session": self.session,
            "path": path,
            "state": self.state,
            "reason": self.reason or None,
            "scenario": self.scenario,
            "world": now.world,
            "offers": now.offers,
            "seed": self.seed,
            "seats": now.seats,
            "parent": self.parent.model_dump(mode="json") if self.parent else None,
            "changes": [change.told for change in self.changes],
            "generated": "Every statement is generated" + ("." if self.has_model else "; no language model."),
            **summary,
            "totals": self.totals.model_dump(mode="json"),
        }
