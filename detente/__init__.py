"""Détente: a workbench for language-model negotiations between many parties.

    from detente import Scenario, run

    talks = run(Scenario.load("tiny"), seed=3)
    print(talks.outcome, talks.settlement)

What is imported is loaded when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.api import Scenario, Session, resume, run

__version__ = "0.1.0"
__all__ = ["Scenario", "Session", "__version__", "resume", "run"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - as Python has it
    if name in __all__:
        return getattr(importlib.import_module("detente.api"), name)
    raise AttributeError(f"module 'detente' has no attribute '{name}'")
