"""Private words said to others: a run of words that stands in what only the own side knows, not in public.

It finds what is repeated word for word; a secret told in other words is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detente.scenario.model import Scenario
from detente.studies.moments import Moment
from detente.transcripts.acts import Decision, Offer, Reply, Statement
from detente.transcripts.table import Table

__all__ = ["RUN", "known_to_all", "leaked", "leaks_of", "own_words", "public_words"]

RUN = 7
"""Words in a row that are taken to be repeated rather than met by chance."""
_WORD = re.compile(r"\w+")


def leaked(said: str, private: Iterable[str], public: Iterable[str]) -> list[str]:
    """The longest runs of at least RUN words of `said` that stand in private words and in no public ones."""
    words = [found[0].casefold() for found in _WORD.finditer(said)]
    own, open_ = _runs(private), _runs(public)
    found: list[str] = []
    at = 0
    while at + RUN <= len(words):
        if not _secret(words, at, own, open_):
            at += 1
            continue
        first = at
        while at + RUN <= len(words) and _secret(words, at, own, open_):
            at += 1
        found.append(" ".join(words[first : at + RUN - 1]))
    return found


def _secret(words: list[str], at: int, own: set[tuple[str, ...]], open_: set[tuple[str, ...]]) -> bool:
    run = tuple(words[at : at + RUN])
    return run in own and run not in open_


def _runs(texts: Iterable[str]) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for text in texts:
        words = [one[0].casefold() for one in _WORD.finditer(text)]
        found |= {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    return found


def leaks_of(moment: Moment, reply: Reply) -> list[str]:
    """What of its own side's private words a reply says to others."""
    said = public_words(reply)
    if not said:
        return []
    table, scenario = moment.view.table, moment.scenario
    heard = [*(one.text for one in table.statements), *(one.offer.text for one in table.offers)]
    heard += [body.text for body in table.decisions.values()]
    return leaked(said, own_words(scenario, moment.act.seat, table), [*heard, *known_to_all(scenario)])


def public_words(reply: Reply) -> str:
    """What of a reply is said to others."""
    return reply.text if isinstance(reply, Statement | Offer | Decision) else ""


def own_words(scenario: Scenario, seat: str, table: Table) -> list[str]:
    """What only a side knows: its cards' private lines, its council, its decider's judgement, its notes."""
    party = scenario.party(seat)
    actors = [party.leader, *(party.actor(faction.id) for faction in party.factions)]
    cards = [scenario.personas[actor] for actor in actors if actor in scenario.personas]
    words = [line for card in cards for line in card.private]
    words += [one.text for one in (*table.arguments, *table.last_arguments.values())]
    words += list(table.notes)
    if table.judgement is not None:
        words += [*table.judgement.reasons, table.judgement.instructions]
    return words


def known_to_all(scenario: Scenario) -> list[str]:
    """Words of the scenario that everybody is told."""
    words = [scenario.title, *(fact.text for fact in scenario.facts if fact.audience == "public")]
    for issue in scenario.issues:
        words += [issue.title, issue.question]
        words += [text for option in issue.options for text in (option.label, option.detail)]
    return words + [lever.title for lever in scenario.levers] + [demand.title for demand in scenario.demands]
