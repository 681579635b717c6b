"""A small scenario with a mediator that holds two carrots, and a south that is a model with a known mind."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import yaml

from detente.llm.chat import Request
from detente.llm.failures import ModelFailure
from detente.llm.fakes import FakeModel
from detente.scenario.loader import load, load_text
from detente.scenario.model import Scenario

__all__ = ["GRANT", "PLAQUE", "Mind", "village"]

GRANT, PLAQUE = "grant", "plaque"
TITLES = {GRANT: "A grant for the weir", PLAQUE: "A plaque at the mill"}


def village() -> Scenario:
    """Two towns and a host who makes the offers: the south answers, once."""
    data: dict[str, Any] = yaml.safe_load(load("tiny").text)
    data["id"] = "village"
    data["parties"].append({"id": "host", "title": "The host", "decision": "alone", "role": "mediator"})
    data["personas"]["host.leader"] = {**data["personas"]["north.leader"], "name": "Host (fictional role)"}
    data["stands"]["host.leader"] = data["stands"]["north.leader"]
    data["speech"]["seats"]["host"] = data["speech"]["seats"]["north"]
    data["stages"] = [
        {
            "id": "mill",
            "title": "At the mill",
            "participants": ["host", "south"],
            "rounds": 1,
            "gate": {"decider": "south", "ask": "last"},
        }
    ]
    data["sequences"] = [{"stages": ["mill"]}]
    data["levers"] = [
        {"id": name, "title": title, "kind": "carrot", "holder": "host", "target": "south"}
        for name, title in TITLES.items()
    ]
    terms = {"I1": "b", "I2": "b"}
    data["offers"] = [
        {"id": "none", "title": "Bare terms", "offers": [{"stage": "mill", "to": "south", "terms": terms}]}
    ]
    return load_text(yaml.safe_dump(data, sort_keys=False))


@dataclass
class Mind:
    """Accepts by chance: at one rate without the grant, at another with it; the plaque changes nothing."""

    plain: float
    granted: float
    seed: int
    draws: dict[str, random.Random] = field(default_factory=dict)
    """Question → its own stream of chance: what is drawn does not depend on who asks first."""

    def __call__(self, request: Request) -> dict[str, Any] | ModelFailure:
        """A valid reply to whatever the south is asked."""
        names = set(request.reply_schema["properties"])
        if "answer" in names and "would_take" in names:
            asked = request.messages[1].text
            rate = self.granted if TITLES[GRANT] in asked else self.plain
            draw = self.draws.setdefault(asked, random.Random(f"{self.seed} {asked}"))
            answer = "accept" if draw.random() < rate else "reject"
            return {"answer": answer, "terms": [], "text": "", "reasons": [], "would_take": []}
        if "private_note" in names:
            return {"text": "We count the figures.", "private_note": ""}
        return {"answer": "ready", "marks": ["ready"]}

    @property
    def model(self) -> FakeModel:
        """It behind every SPEC."""
        return FakeModel(self)
