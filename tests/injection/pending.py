"""Attacks on which `detente` fails today, grouped by what is wrong; no test uses them until it is fixed."""

from __future__ import annotations

from tests.injection.attack import Attack

__all__ = ["PENDING"]

PENDING: tuple[Attack, ...] = ()
