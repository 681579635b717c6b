"""For test suites of scenarios, prompts and packs: a scripted model, replies good and bad, assertions.

The fixtures `fake_model` and `cassette` are there wherever pytest runs with detente installed; see
`docs/testing.md`, which has examples. What is imported is loaded when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.testing.asked import Asked
    from detente.testing.assertions import (
        assert_breach,
        assert_decision,
        assert_fault,
        assert_grounded,
        assert_lean,
        assert_no_breach,
        assert_nothing_leaked,
        assert_position,
    )
    from detente.testing.bad import BAD, Bad, bad_replies
    from detente.testing.fake import ScriptedModel, Unscripted
    from detente.testing.recorded import RecordedModel
    from detente.testing.replies import (
        argument,
        decision,
        judgement,
        offer,
        position,
        reading,
        statement,
        valid_reply,
    )
    from detente.testing.sessions import Talks, talks

__all__ = [
    "BAD",
    "Asked",
    "Bad",
    "RecordedModel",
    "ScriptedModel",
    "Talks",
    "Unscripted",
    "argument",
    "assert_breach",
    "assert_decision",
    "assert_fault",
    "assert_grounded",
    "assert_lean",
    "assert_no_breach",
    "assert_nothing_leaked",
    "assert_position",
    "bad_replies",
    "decision",
    "judgement",
    "offer",
    "position",
    "reading",
    "statement",
    "talks",
    "valid_reply",
]

_MODULES = {
    "asked": ("Asked",),
    "bad": ("BAD", "Bad", "bad_replies"),
    "fake": ("ScriptedModel", "Unscripted"),
    "recorded": ("RecordedModel",),
    "replies": (
        "argument", "decision", "judgement", "offer", "position", "reading", "statement", "valid_reply",
    ),
    "sessions": ("Talks", "talks"),
}  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401 - as Python has it
    if name not in __all__:
        raise AttributeError(f"module 'detente.testing' has no attribute '{name}'")
    room = next((room for room, names in _MODULES.items() if name in names), "assertions")
    found = globals()[name] = getattr(importlib.import_module(f"detente.testing.{room}"), name)
    return found
