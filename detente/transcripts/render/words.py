"""Words for what events hold only by id: parties, issues and options, levers, numbers with their signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.scenario.model import Scenario
from detente.scenario.process import Cost
from detente.transcripts.acts import Causes, Position, Terms
from detente.transcripts.manifest import Manifest, Totals

__all__ = ["ANSWERS", "CLASSES", "Words", "bar", "clip", "counted", "seated", "signed", "span", "spent"]

ANSWERS = {
    "accept": "accepts",
    "reject": "rejects",
    "counter": "answers with terms of its own",
    "conditional": "accepts on conditions",
    "silent": "gives no answer",
}
CLASSES = {
    "delivered": "signed, and every key given",
    "undeliverable": "signed, but a key was refused",
    "first_refused": "the first party asked refused",
    "second_refused": "a later party refused",
    "lapsed": "no agreement in the time there was",
}
HALF = 10
"""Cells of the lean's bar on either side of its middle."""


@dataclass(frozen=True)
class Words:
    """A scenario's names; an unknown id stands for itself."""

    scenario: Scenario

    def seat(self, name: str) -> str:
        """A party's title, or a ratifier's."""
        titles = {party.id: party.title for party in self.scenario.parties}
        titles |= {body.id: body.title for body in self.scenario.ratifiers}
        return titles.get(name, name)

    def actor(self, name: str) -> str:
        """A faction with its party: `Technocrats (Russia)`; a leader is its party."""
        seat, _, faction = name.partition(".")
        if not faction or faction == "leader":
            return self.seat(seat)
        return f"{self.faction(faction)} ({self.seat(seat)})"

    def faction(self, name: str) -> str:
        """A faction's title."""
        known = (entry for party in self.scenario.parties for entry in party.factions)
        return next((entry.title for entry in known if entry.id == name), name)

    def seats(self, names: Iterable[str]) -> str:
        """Titles, in a row."""
        return ", ".join(map(self.seat, names))

    def stage(self, name: str) -> str:
        """A stage's title; `ratifiers` are no stage of the scenario."""
        if name == "ratifiers":
            return "The ratifiers"
        return next((entry.title for entry in self.scenario.stages if entry.id == name), name)

    def issue(self, name: str) -> str:
        """An issue with its title: `I2 Withdrawal`."""
        title = next((entry.title for entry in self.scenario.issues if entry.id == name), "")
        return f"{name} {title}".strip()

    def option(self, issue: str, option: str) -> str:
        """An option with its label: `b Freeze on the line`."""
        found = next((entry for entry in self.scenario.issues if entry.id == issue), None)
        if found is None or not found.has(option):
            return option
        return f"{option} {found.option(option).label}"

    def options(self, issue: str, options: Iterable[str]) -> str:
        """Several options of an issue, as alternatives."""
        return " / ".join(self.option(issue, option) for option in options)

    def stand(self, position: Position) -> str:
        """A position without its issue: `b Freeze on the line, firm` or `rejects e …`."""
        options = self.options(position.issue, position.options)
        if position.stance == "rejects":
            return f"rejects {options}"
        condition = f" ({clip(position.condition)})" if position.condition else ""
        return f"{options}, {position.firmness}{condition}"

    def ordered(self, positions: Iterable[Position]) -> list[Position]:
        """Positions in the scenario's order of issues."""
        places = {issue: place for place, issue in enumerate(self.scenario.issue_ids)}
        return sorted(positions, key=lambda position: places.get(position.issue, len(places)))

    def terms(self, terms: Terms) -> tuple[tuple[str, str], ...]:
        """(issue, option) in words, in the scenario's order."""
        known = [issue for issue in self.scenario.issue_ids if issue in terms]
        other = [issue for issue in terms if issue not in known]
        return tuple((self.issue(issue), self.option(issue, terms[issue])) for issue in (*known, *other))

    def changes(self, before: Terms, after: Terms) -> tuple[tuple[str, str], ...]:
        """(issue, `b … → c …`) for every term of `after` that is not so in `before`."""
        changed = {issue: option for issue, option in after.items() if before.get(issue) != option}
        found = []
        for issue in (name for name in (*self.scenario.issue_ids, *changed) if name in changed):
            old = self.option(issue, before[issue]) if issue in before else "open"
            entry = (self.issue(issue), f"{old} → {self.option(issue, changed[issue])}")
            if entry not in found:
                found.append(entry)
        return tuple(found)

    def levers(self, names: Iterable[str], kind: str) -> str:
        """Titles of the levers of one kind, in a row."""
        known = {lever.id: lever for lever in self.scenario.levers}
        return "; ".join(known[name].title for name in names if name in known and known[name].kind == kind)

    def demands(self, names: Iterable[str]) -> str:
        """Titles of demands, in a row."""
        known = {demand.id: demand.title for demand in self.scenario.demands}
        return "; ".join(known.get(name, name) for name in names)

    def causes(self, causes: Causes) -> tuple[tuple[str, str, str], ...]:
        """(amount, what, mechanism) of each part, the weightiest first."""
        titles = {entry.id: f"{entry.id} {entry.title}" for entry in self.scenario.mechanisms}
        levers = {lever.id: lever.title for lever in self.scenario.levers}
        ordered = sorted(causes, key=lambda cause: -abs(cause.amount))
        return tuple(
            (
                signed(cause.amount, 3),
                cause.label or levers.get(cause.lever, cause.lever) or self.issue(cause.issue),
                titles.get(cause.mechanism, cause.mechanism),
            )
            for cause in ordered
        )

    def poles(self, seat: str) -> tuple[str, str]:
        """Titles of a party's camps at −1 and at +1."""
        party = next((entry for entry in self.scenario.parties if entry.id == seat), None)
        camps = party.camps if party else ()
        low = next((camp.title for camp in camps if camp.pole < 0), "")
        return low, next((camp.title for camp in camps if camp.pole > 0), "")

    def costs(self, costs: Mapping[str, tuple[float, float]]) -> tuple[tuple[Cost, str], ...]:
        """Each cost of the clock, and its range in words; never a point."""
        known = {cost.id: cost for cost in self.scenario.clock.costs}
        return tuple(
            (known[name], f"{span(low, high)} {known[name].unit}")
            for name, (low, high) in costs.items()
            if name in known
        )


def clip(text: str, most: int = 90) -> str:
    """A text cut at a word's end, with a mark if anything was cut."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    return flat[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def spent(totals: Totals) -> str:
    """What the calls of models came to."""
    cost = "the price is unknown" if totals.cost is None else f"${totals.cost:,.4f}"
    cached = f" ({totals.tokens_cached:,} of them cached)" if totals.tokens_cached else ""
    calls = counted(totals.calls, "call")
    return f"{calls}, {totals.tokens_in:,} tokens in{cached}, {totals.tokens_out:,} out; {cost}"


def counted(number: int, noun: str) -> str:
    """`1 round`, `7 rounds`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def signed(number: float, digits: int = 2) -> str:
    """`+0.36`, `−0.20`; a true minus sign."""
    return f"{number:+.{digits}f}".replace("-", "−")


def span(low: float, high: float) -> str:
    """A range with as many digits as it deserves: `2,210–4,740`, `69–189`, `1.6–3.2`."""
    if abs(high) < 20:
        return f"{low:.1f}–{high:.1f}"
    return f"{_rounded(low)}–{_rounded(high)}"


def _rounded(number: float) -> str:
    digits = len(str(int(abs(number))))
    return f"{round(number, min(3 - digits, 0)):,.0f}"


def bar(lean: float) -> str:
    """Where a lean between −1 and +1 stands: `−1 ··········┼····●····· +1`."""
    cells = ["·"] * HALF + ["┼"] + ["·"] * HALF
    cells[round((max(-1.0, min(1.0, lean)) + 1) * HALF)] = "●"
    return f"−1 {''.join(cells)} +1"


def seated(manifest: Manifest, words: Words) -> tuple[tuple[str, str], ...]:
    """(what, value): who sits in each seat, and in which world and by which plan the talks are run."""
    specs = set(manifest.seats.values())
    if len(specs) == 1:
        seats = f"{specs.pop()} in every seat ({words.seats(manifest.seats)})"
    else:
        seats = ", ".join(f"{words.seat(seat)}: {spec}" for seat, spec in manifest.seats.items())
    if not manifest.has_model:
        seats += "; no language model"
    chosen = f"world {manifest.world}, offers {manifest.offers}, seed {manifest.seed}"
    chosen += f", without {words.seats(manifest.without)}" if manifest.without else ""
    chosen += f", at most {manifest.rounds} rounds a stage" if manifest.rounds else ""
    chosen += "".join(f", {path}={value}" for path, value in manifest.sets.items())
    chosen += ", priors drawn from their ranges" if manifest.draw_priors else ""
    return ("Seats", seats), ("Analyst", manifest.analyst), ("Run on", chosen)
