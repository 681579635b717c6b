"""What sessions were run on, and in what that differs: said before any result is compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.transcripts.manifest import Manifest
from detente.transcripts.render.forks import change_words

__all__ = ["Unlike", "conditions", "differences"]


@dataclass(frozen=True)
class Unlike:
    """One thing that was not the same in all sessions."""

    field: str
    """As `--by` takes it: `world`, `seat.russia`, `prompt.analyst`, `sets.M24`, …"""
    values: tuple[str, ...]
    """One for each session; empty where it has none."""


def conditions(manifest: Manifest) -> dict[str, str]:
    """Everything that a session was run on, by the names that `--by` takes; forks' changes in force."""
    now = manifest.in_force
    found = {
        "scenario": manifest.scenario,
        "scenario_digest": manifest.scenario_digest[:12],
        "world": now.world,
        "offers": now.offers,
        "seed": str(manifest.seed),
        "replicate": str(now.replicate),
        "without": ", ".join(now.without),
        "rounds": str(manifest.rounds or ""),
        "draw_priors": "yes" if manifest.draw_priors else "no",
        "analyst": now.analyst,
        "detente": manifest.detente,
        "model": _model(now.seats),
        "change": "; ".join(f"at {change.at}: {change_words(change)}" for change in manifest.changes),
    }
    found |= {f"seat.{seat}": spec for seat, spec in now.seats.items()}
    found |= {f"prompt.{name}": digest[:12] for name, digest in manifest.prompts.items()}
    found |= {f"sets.{path}": value for path, value in now.sets.items()}
    for seat, settings in now.models.items():
        found |= {f"model.{seat}.{name}": str(value) for name, value in settings.items()}
    return found


def _model(seats: Mapping[str, str]) -> str:
    """The one SPEC of all seats, or all there are."""
    return " + ".join(dict.fromkeys(seats.values()))


def differences(manifests: Sequence[Manifest], shown: Sequence[Manifest] | None = None) -> tuple[Unlike, ...]:
    """In what sessions differ, in the order of `conditions`; `model` only where no seat says it better.

    `shown` are the same manifests as an audience may have them: what differs is found on the whole, and told
    as it is shown.
    """
    found = [conditions(manifest) for manifest in manifests]
    told = [conditions(manifest) for manifest in shown or manifests]
    names = dict.fromkeys(name for entry in found for name in entry)
    unlike = [
        Unlike(name, tuple(entry.get(name, "") for entry in told))
        for name in names
        if len({entry.get(name, "") for entry in found}) > 1
    ]
    seats = any(entry.field.startswith("seat.") for entry in unlike)
    return tuple(entry for entry in unlike if not (entry.field == "model" and seats))
