"""A server under mixed faults, and a model that agrees to everything so that every stage is reached."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

from tests.faults.cases import CASES, act_of
from tests.server import negotiator
from tests.server.server import Asked, Fault, Response, Server

__all__ = ["agreeable", "mixed"]


def mixed(seed: int, often: float, met: Counter[str]) -> Fault:
    """Faults at random, each only where it can befall.

    Chance is drawn from the seed, the question and how often it was put, not from the order in which
    questions that are asked at once arrive.
    """
    able = [case for case in CASES if case.name != "connection refused"]
    put: Counter[str] = Counter()

    def fault(asked: Asked, server: Server) -> Response | None:
        act, question = act_of(asked), json.dumps(asked.body, sort_keys=True)
        put[question] += 1
        draw = random.Random(f"{seed}/{put[question]}/{question}")
        fitting = [case for case in able if case.act in ("speak", act)]
        if not act or draw.random() > often:
            return None
        case = draw.choice(fitting)
        met[case.name] += 1
        return case.make(asked, server)

    return fault


def agreeable(asked: Asked) -> dict[str, Any]:
    """What a model says that accepts whatever it is offered, so that every stage is reached."""
    made = negotiator.reply(asked.schema, asked.system, asked.turn)
    return {**made, "answer": "accept", "terms": []} if act_of(asked) == "decide" else made
