"""Sentences composed from a seat's own phrasings. Nothing here reads; the analyst has words of its own."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from detente.agents.baseline.stance import Stance
from detente.scenario.model import Scenario
from detente.scenario.speech import Voice
from detente.transcripts.acts import Offer


@dataclass(frozen=True)
class Phrases:
    """Composes text with chance drawn from one slot's generator."""

    scenario: Scenario
    draw: random.Random
    used: set[str] = field(default_factory=set)

    def statement(self, seat: str, stances: Sequence[Stance], before: dict[str, str], answer: str) -> str:
        """A statement: opening, a sentence for each stance, the answer to the offer, closing."""
        voice = self.scenario.speech.seats[seat]
        sentences = [self._one(voice.open)]
        sentences += [self._stance(voice, stance, before.get(stance.issue, "")) for stance in stances]
        if answer:
            sentences.append(self._one(getattr(voice, answer)))
        sentences.append(self._one(voice.close))
        return " ".join(sentences)

    def _one(self, choices: Sequence[str]) -> str:
        """A choice not yet used in this text, as long as there is one."""
        fresh = [choice for choice in choices if choice not in self.used] or list(choices)
        chosen = self.draw.choice(fresh)
        self.used.add(chosen)
        return chosen

    def option(self, issue: str, option: str) -> str:
        """A noun phrase for an option."""
        return self._one(self.scenario.speech.options[issue][option])

    def _stance(self, voice: Voice, stance: Stance, old: str) -> str:
        speech = self.scenario.speech
        held = self.option(stance.issue, stance.option)
        if old and old != stance.option and not stance.other and self.draw.random() < 0.5:
            return self._one(voice.moved).format(option=held, old=self.option(stance.issue, old))
        if stance.refused and self.draw.random() < 0.5:
            return self._one(voice.rejecting).format(option=self.option(stance.issue, stance.refused))
        if stance.other and self.draw.random() < 0.4:
            other = self.option(stance.issue, stance.other)
            return self._one(voice.range).format(option=held, other=other)
        if stance.firmness == "conditional":
            return self._one(voice.conditional).format(option=held, condition=self._one(speech.conditions))
        frame = voice.flexible if stance.firmness == "flexible" else voice.firm
        return self._one(frame).format(option=held)

    def offer(self, offer: Offer) -> str:
        """An offer in words."""
        frames = self.scenario.speech.offers
        carrots, sticks = self._split(offer)
        sentences = []
        if offer.detailed and offer.terms:
            terms = [self.option(issue, option) for issue, option in offer.terms.items()]
            sentences.append(self._one(frames.terms).format(terms=_listed(terms)))
        elif not offer.detailed:
            sentences.append(self._one(frames.vague))
        if carrots:
            sentences.append(self._one(frames.promise).format(levers=_listed(carrots)))
        if offer.demands:
            demands = [self.scenario.demand(name).title for name in offer.demands]
            sentences.append(self._one(frames.demand).format(demand=_listed(demands)))
        if sticks:
            sentences.append(self._one(frames.threaten).format(levers=_listed(sticks)))
        return " ".join(sentences)

    def _split(self, offer: Offer) -> tuple[list[str], list[str]]:
        named: dict[str, list[str]] = {"carrot": [], "stick": []}
        for name in offer.levers:
            named[self.scenario.lever(name).kind].append(self.lever(name))
        return named["carrot"], named["stick"]

    def lever(self, name: str) -> str:
        """A noun phrase for a lever."""
        return self._one(self.scenario.speech.levers.get(name) or (self.scenario.lever(name).title,))

    def argument(self, advice: str, want: str, levers: Sequence[str]) -> str:
        """A faction's words in its council."""
        frames = self.scenario.speech.council
        if advice == "approve" and levers:
            named = _listed([self.lever(name) for name in levers])
            return self._one(frames.approve).format(levers=named, want=want)
        return self._one(frames.resist if advice == "resist" else frames.neutral).format(want=want)


def _listed(phrases: Sequence[str]) -> str:
    if len(phrases) < 2:
        return "".join(phrases)
    return f"{'; '.join(phrases[:-1])}; and {phrases[-1]}" if len(phrases) > 3 else _short(phrases)


def _short(phrases: Sequence[str]) -> str:
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"
