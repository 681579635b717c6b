"""Rehearsed seats: `script:FILE` speaks the lines of a file, and nothing else.

A script is a YAML list. Each entry names its `act` (argue, weigh, speak, propose, decide, read) and gives the
fields of the reply; `stage`, `round` and `actor` (for a faction) say where it belongs. An entry that says
where it belongs is used there and only there; the others are used in their order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, ValidationError

from detente.agents.agent import CannotAct
from detente.agents.recorded import REPLIES, remembered
from detente.errors import InputError
from detente.llm.journal import Journal
from detente.transcripts.acts import Act, Propose, Reply, Value
from detente.transcripts.table import View

__all__ = ["Cue", "ScriptSeat", "load_script"]

_BY_NAME = {act.__name__.lower(): act for act in REPLIES}
_PLACES = ("act", "stage", "round", "actor")


class Cue(Value):
    """One rehearsed reply, and where it belongs."""

    act: str
    stage: str = ""
    round: Annotated[int, Field(ge=0)] = 0
    """0 is any round."""
    actor: str = ""
    reply: dict[str, Any]

    def fits(self, act: Act) -> bool:
        """Whether it is a reply to this act."""
        return (
            self.act == type(act).__name__.lower()
            and self.stage in ("", act.stage)
            and self.round in (0, act.round)
            and self.actor in ("", act.actor)
        )

    @property
    def placed(self) -> bool:
        """Whether it says where it belongs."""
        return bool(self.stage or self.round or self.actor)


def load_script(path: str) -> tuple[Cue, ...]:
    """The cues of a file. Raises InputError naming file and entry for whatever does not fit."""
    try:
        data = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"script:{path} cannot be read: {' '.join(str(error).split())}.") from error
    if not isinstance(data, list) or not data:
        raise InputError(f"{path}: a script is a list of entries, each with an act.")
    return tuple(_cue(entry, f"{path}: entry {number}") for number, entry in enumerate(data, start=1))


def _cue(entry: Any, where: str) -> Cue:  # noqa: ANN401 - whatever the file holds
    if not isinstance(entry, dict) or str(entry.get("act")) not in _BY_NAME:
        raise InputError(f"{where}: name its act: {', '.join(_BY_NAME)}.")
    act = _BY_NAME[str(entry["act"])]
    places = {key: entry[key] for key in _PLACES if key in entry}
    reply = {key: value for key, value in entry.items() if key not in _PLACES}
    try:
        if act is not Propose:  # whom an offer is put to is known only when it is asked for
            REPLIES[act].model_validate(reply)
        return Cue(**places, reply=reply)
    except ValidationError as error:
        first = error.errors()[0]
        field_ = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{where}: {field_}: {first['msg'][0].lower()}{first['msg'][1:]}.") from error


@dataclass
class ScriptSeat:
    """Speaks the lines of a script."""

    cues: tuple[Cue, ...]
    journal: Journal
    _used: set[int] = field(default_factory=set)

    async def act(self, act: Act, view: View) -> Reply:
        """Do one thing. Raises CannotAct when the script has no line for it."""
        cue = self._cue(act)
        return await remembered(self.journal, "script", act, lambda: self._reply(act, cue))

    def _cue(self, act: Act) -> Cue | None:
        """The line for an act, which is then used up: one that belongs here, else the next in order."""
        fitting = [n for n, cue in enumerate(self.cues) if n not in self._used and cue.fits(act)]
        if not fitting:
            return None
        chosen = next((n for n in fitting if self.cues[n].placed), fitting[0])
        self._used.add(chosen)
        return self.cues[chosen]

    def _reply(self, act: Act, cue: Cue | None) -> Reply:
        if cue is None:
            raise CannotAct("script_ended", f"the script has no line for {act.slot}")
        fields = {**cue.reply, "to": act.to} if isinstance(act, Propose) else cue.reply
        try:
            return REPLIES[type(act)].model_validate(fields)
        except ValidationError as error:
            raise CannotAct("script_unfit", f"the script's line for {act.slot} does not fit") from error
