"""Keys: who must consent before a signed settlement is delivered. Ratifiers answer last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.scenario.model import Scenario
from detente.scenario.numbers import Numbers, chance
from detente.scenario.utilities import steps_beyond
from detente.transcripts.acts import Terms
from detente.transcripts.events import ConsentBody


@dataclass(frozen=True)
class Keys:
    """Asks every key that a settlement needs."""

    scenario: Scenario
    numbers: Numbers
    seed: int
    replicate: int = 0

    def needed(self, terms: Terms, levers: tuple[str, ...]) -> dict[str, Terms]:
        """Key → the options that need it, seats first, then ratifiers in the scenario's order."""
        found: dict[str, Terms] = {}
        for issue, option in terms.items():
            for key in self.scenario.issue(issue).keys_of(option):
                found.setdefault(key, {})[issue] = option
        for name in levers:
            lever = self.scenario.lever(name)
            for key in lever.needs:
                found.setdefault(key, {}).update({i: o for i, o in lever.terms.items() if terms.get(i) == o})
        order = (*self.scenario.seats, *(ratifier.id for ratifier in self.scenario.ratifiers))
        return {key: found[key] for key in order if key in found}

    def seat(self, key: str, terms: Terms, accepted: Mapping[str, Terms]) -> ConsentBody:
        """A seat's key is given by its acceptance of these very options."""
        missing = [issue for issue, option in terms.items() if accepted.get(key, {}).get(issue) != option]
        if not missing:
            return ConsentBody(key=key, given=True, terms=terms)
        because = f"{self.scenario.party(key).title} has not accepted this"
        return ConsentBody(key=key, given=False, terms=terms, issue=missing[0], because=because)

    def ratifier(self, key: str, terms: Terms) -> ConsentBody:
        """A ratifier's answer: within its limits likely, just beyond them by lot, farther never."""
        title = next(entry.title for entry in self.scenario.ratifiers if entry.id == key)
        odds, worst, strain = self.numbers.scalar(f"{key}.consent"), "", 0.0
        for issue, option in terms.items():
            stand = self.numbers.stand(key, issue)
            if stand is None:
                continue
            beyond = steps_beyond(float(self.scenario.issue(issue).index(option)), stand)
            if beyond > strain:
                worst, strain = issue, beyond
        if strain > 0:
            odds *= self.numbers.scalar(f"{key}.bend") if strain <= 1 else 0.0
        given = chance(self.seed, f"ratifiers/{key}", self.replicate).random() < odds
        if given:
            return ConsentBody(key=key, given=True, terms=terms)
        issue = worst or next(iter(terms), "")
        because = f"{title}: beyond what it can bear" if worst else f"{title}: no majority"
        return ConsentBody(key=key, given=False, terms=terms, issue=issue, because=because)

    def nearest(self, refused: ConsentBody) -> Terms:
        """The option nearest to the refused one that the ratifier can bear, where that is known."""
        stand = self.numbers.stand(refused.key, refused.issue) if refused.issue else None
        if stand is None or not refused.issue:
            return {}
        issue = self.scenario.issue(refused.issue)
        bearable = issue.at(stand.limit)
        return {} if bearable == refused.terms.get(refused.issue) else {refused.issue: bearable}
