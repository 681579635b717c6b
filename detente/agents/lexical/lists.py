"""Lists: the line before a list governs each of its items."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detente.agents.lexical.scenes import Scene

_BULLET = re.compile(r"\n[ \t]*(?:[-*+\u2013\u2022]|\(?\Z)")
"""The characters before an item: a bullet, or a bracket that a number will stand in."""


def introduce(scenes: Sequence[Scene]) -> None:
    """Tell the first clause of each item of a list which clause introduces it."""
    intro: Scene | None = None
    numbered = False
    for scene in scenes:
        if intro is not None and "\n" in scene.gap and not _BULLET.search(scene.gap):
            intro = None
        if intro is not None and ("\n" in scene.gap or numbered):
            scene.intro = intro
        numbered = (
            intro is not None and "\n" in scene.gap and scene.words[0].isdigit() and len(scene.words) == 1
        )
        after = scene.gap_after
        if ":" in after and "\n" in after:
            intro = scene
