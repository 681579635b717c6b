"""Whether this process may make a provider's client at all, and who stands in for one.

A test suite refuses real models (`detente.testing` does), so that none is asked by accident. The permit
is inherited by subprocesses, through the environment. Nothing is refused where nobody said so.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from detente.errors import InputError
from detente.llm.specs import Spec

__all__ = ["PERMITS", "VARIABLE", "Permit", "refuse_unpermitted", "stand_in", "standing_in", "under_permit"]

Permit = Literal["refuse", "local", "allow"]
"""No model is asked; only those at a loopback address are; every one is."""
PERMITS: tuple[Permit, ...] = get_args(Permit)
VARIABLE = "DETENTE_ALLOW_MODELS"
"""The environment variable that subprocesses inherit."""
ADDRESSES = ("{}_BASE_URL", "{}_API_BASE", "{}_HOST")
"""Where the clients of a provider look for an address that a SPEC does not give."""
AT_HOME = ("ollama",)
"""Providers whose clients ask this machine where nothing says otherwise."""
StandIn = Callable[..., Any]
"""Makes what answers instead of a provider's client: an adapter, of a SPEC, its settings and the keys."""


@dataclass
class _Process:
    """What holds in this process."""

    permit: Permit | None = None
    stand_in: StandIn | None = None


_HERE = _Process()


def stand_in() -> StandIn | None:
    """Who answers instead of every provider's client, if anybody does."""
    return _HERE.stand_in


@contextmanager
def standing_in(make: StandIn | None) -> Iterator[None]:
    """Let `make` make every adapter of this process, as long as it lasts; None: nobody stands in.

    No key and no network is needed for it.
    """
    before, _HERE.stand_in = _HERE.stand_in, make
    try:
        yield
    finally:
        _HERE.stand_in = before


@contextmanager
def under_permit(permit: Permit) -> Iterator[None]:
    """Let no other models be asked, here and in the subprocesses that are started, as long as it lasts."""
    here, outside = _HERE.permit, os.environ.get(VARIABLE)
    _HERE.permit = permit
    os.environ[VARIABLE] = permit
    try:
        yield
    finally:
        _HERE.permit = here
        if outside is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = outside


def refuse_unpermitted(spec: Spec) -> None:
    """Refuse a model that may not be asked. Raises InputError, with how it could be."""
    permit = _permit()
    if permit == "allow" or (permit == "local" and _is_local(spec)):
        return
    only = "only models on this machine are asked" if permit == "local" else "no model is asked"
    raise InputError(
        f"{spec.name} may not be asked: {only} in these tests ({VARIABLE}={permit}). Script a fake_model, "
        'replay a cassette, or mark the test: @pytest.mark.detente_model("why it needs one").'
    )


def _permit() -> Permit:
    found = _HERE.permit or os.environ.get(VARIABLE, "") or "allow"
    if found not in PERMITS:
        raise InputError(f"{VARIABLE}={found}: give one of {', '.join(PERMITS)}.")
    return found


def _is_local(spec: Spec) -> bool:
    """Whether a model's server is on this machine, by its SPEC or else by the environment."""
    names = (form.format(spec.provider.upper()) for form in ADDRESSES)
    address = spec.base_url or next(filter(None, map(os.environ.get, names)), "")
    return spec.provider in AT_HOME if not address else _is_loopback(address)


def _is_loopback(address: str) -> bool:
    """Whether an address is one of this machine's own, by its name or number; nothing is looked up."""
    try:
        host = urlsplit(address if "://" in address else f"http://{address}").hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
