"""Talks to measure with: six seats, as many rounds as wanted, and a model that never agrees."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from detente.llm.settings import ModelSettings
from detente.orchestration.config import RunConfig
from detente.scenario.loader import load
from detente.scenario.model import Scenario
from tests.server import negotiator
from tests.server.server import Asked

__all__ = ["WORDS", "made", "six_seats", "talks", "unwilling"]

MORE = ("mill", "farm", "port", "guild")
WORDS = 120
"""Of a statement."""


def six_seats(rounds: int) -> Scenario:
    """Two towns and four neighbours with a voice, talking for so many rounds."""
    tiny = load("tiny")
    north = tiny.party("north")
    others = tuple(north.model_copy(update={"id": name, "title": f"The {name}"}) for name in MORE)
    personas = {f"{name}.leader": tiny.personas["north.leader"] for name in MORE}
    stands = {f"{name}.leader": tiny.stands["north.leader"] for name in MORE}
    priors = {
        key.replace("north", name, 1): prior
        for key, prior in tiny.priors.items()
        if key.startswith("north.")
        for name in MORE
    }
    (stage,) = tiny.stages
    longer = stage.model_copy(update={"participants": (*stage.participants, *MORE), "rounds": rounds})
    speech = tiny.speech.model_copy(
        update={"seats": {**tiny.speech.seats, **dict.fromkeys(MORE, tiny.speech.seats["north"])}}
    )
    update = {
        "parties": (*tiny.parties, *others),
        "personas": {**tiny.personas, **personas},
        "stands": {**tiny.stands, **stands},
        "priors": {**tiny.priors, **priors},
        "stages": (longer,),
        "speech": speech,
    }
    return tiny.model_copy(update=update)


def talks(spec: str, rounds: int, analyst: str = "", seed: int = 1) -> RunConfig:
    """A session of the six with this model in every seat, asked without limits of our own."""
    scenario = six_seats(rounds)
    settings = ModelSettings(at_once=0)
    models = dict.fromkeys((*scenario.seats, "analyst"), settings)
    return RunConfig(scenario=scenario, model=spec, analyst=analyst or spec, models=models, seed=seed)


def made(reply: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A reply of usual length that never accepts and never leaves."""
    found = dict(reply)
    if "private_note" in found:
        draw = random.Random(key)
        words = draw.choices(("water", "weir", "levy", "harvest", "dam", "share", "fund", "years"), k=WORDS)
        found["text"] = f"We insist on equal shares of the water. {' '.join(words)}."
    if "would_take" in found:
        found |= {"answer": "reject", "terms": []}
    return found


def unwilling(asked: Asked) -> dict[str, Any] | str:
    """What the server's model says; plain words where no shape is asked for."""
    if not asked.schema:
        return str(made({"private_note": ""}, asked.last)["text"])
    return made(negotiator.reply(asked.schema, asked.system, asked.turn), asked.turn)
