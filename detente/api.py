"""Talks from Python: what the command line does, with chat models handed over as objects.

    from langchain_openai import ChatOpenAI
    from detente import Scenario, run

    talks = run(Scenario.load("tiny"), seats={"north": ChatOpenAI(model="gpt-5-mini")}, seed=3)
    print(talks.outcome, talks.settlement)

A model is a SPEC, as on the command line, or any chat model of LangChain's. Everything is logged as there:
`detente show` and `verify` take the folder, and so does `resume`, which needs the same objects again.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from detente.errors import SessionPaused
from detente.llm.budget import Caps
from detente.llm.langchain_client import LangChainModel
from detente.llm.loop import run_beside
from detente.llm.providers import Providers
from detente.llm.settings import ModelSettings, model_settings
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig, session_name
from detente.orchestration.session import begin, go_on
from detente.scenario import loader, model
from detente.transcripts.events import Event
from detente.transcripts.manifest import Manifest
from detente.transcripts.render.record import answer
from detente.transcripts.store import Folder

if TYPE_CHECKING:
    from detente.llm.langchain_client import Chat

    Model = str | Chat

__all__ = ["Scenario", "Session", "resume", "run"]

T = TypeVar("T")


class Scenario(model.Scenario):
    """What is negotiated."""

    @classmethod
    def load(cls, where: str | Path) -> Scenario:
        """A built-in pack by its id, or any by its folder or file. Raises ScenarioError, InputError."""
        found = loader.load(where)
        return cls.model_construct(**{name: getattr(found, name) for name in model.Scenario.model_fields})


@dataclass(frozen=True)
class Session:
    """A session on disk that has ended."""

    path: Path
    manifest: Manifest

    @property
    def outcome(self) -> str:
        """What came of the talks, in words."""
        return str(self.manifest.summary.outcome)

    @property
    def outcome_class(self) -> str:
        """`delivered`, `undeliverable`, `first_refused`, `second_refused` or `lapsed`."""
        return str(self.manifest.summary.outcome_class)

    @property
    def settlement(self) -> Mapping[str, str] | None:
        """Issue → option, when something was signed."""
        return self.manifest.summary.settlement

    @cached_property
    def events(self) -> Sequence[Event]:
        """The transcript. Raises ChainBroken."""
        return tuple(Folder(self.path).events())

    def answer(self, *, public: bool = False) -> dict[str, Any]:
        """The object that `detente show --json` gives."""
        return answer(self.manifest, self.events, str(self.path), public=public)


def run(
    scenario: model.Scenario | str | Path,
    *,
    model: Model = "baseline",
    seats: Mapping[str, Model] | None = None,
    analyst: Model = "lexical",
    models: Mapping[str, Mapping[str, Any]] | None = None,
    caps: Caps | None = None,
    out: str | Path = "transcripts",
    **choices: Any,  # noqa: ANN401 - those of RunConfig
) -> Session:
    """Run a session to its end and return it; works inside a running loop (a notebook) too.

    `seats` says who sits where, where that is not `model`. `models` has the settings of models, by SPEC or by
    seat, as the tables of detente.toml: parameters, `max_tokens`, `price`. `choices` are `seed`, `world`,
    `offers`, `rounds`, `without`, `sets` and `draw_priors`, as `detente run` has them. Raises InputError,
    ScenarioError, TranscriptError, and SessionPaused when it stopped: then `resume` goes on.
    """
    cast = _Cast()
    config = RunConfig(
        scenario=loader.load(scenario) if isinstance(scenario, str | Path) else scenario,
        model=cast.spec(model),
        seats={seat: cast.spec(who) for seat, who in (seats or {}).items()},
        analyst=cast.spec(analyst),
        models=cast.settings(models or {}),
        **choices,
    )
    stage = Backstage(providers=Providers(objects=cast.objects), caps=caps or Caps())
    name = session_name(config.scenario.id)
    return Session(*_run(stage.closing(begin(config, Path(out), name, backstage=stage)), name))


def resume(
    path: str | Path,
    *,
    model: Model = "baseline",
    seats: Mapping[str, Model] | None = None,
    analyst: Model = "lexical",
    caps: Caps | None = None,
) -> Session:
    """Go on with a session that stopped. Who sits where is recorded; objects are handed over as in `run`.

    Raises InputError, CheckFailed, ChainBroken, SessionPaused.
    """
    cast, path = _Cast(), Path(path)
    for who in (model, *(seats or {}).values(), analyst):
        cast.spec(who)
    stage = Backstage(providers=Providers(objects=cast.objects))
    manifest, _ = _run(stage.closing(go_on(path, backstage=stage, caps=caps)), path.name)
    return Session(path, manifest)


def _run(doing: Coroutine[Any, Any, T], name: str) -> T:
    try:
        return run_beside(doing)
    except KeyboardInterrupt as stop:
        raise SessionPaused("Interrupted.", name) from stop


@dataclass
class _Cast:
    """Objects that play, each under a SPEC of its own: `object:CLASS`, numbered where there are several."""

    objects: dict[str, LangChainModel] = field(default_factory=dict)

    def spec(self, who: Model) -> str:
        """The SPEC of whoever plays."""
        if isinstance(who, str):
            return who
        for name, known in self.objects.items():
            if known.chat is who:
                return f"object:{name}"
        same = sum(1 for known in self.objects.values() if type(known.chat) is type(who))
        name = type(who).__name__ + (f"-{same + 1}" if same else "")
        self.objects[name] = LangChainModel(who)
        return f"object:{name}"

    def settings(self, tables: Mapping[str, Mapping[str, Any]]) -> dict[str, ModelSettings]:
        """How models are asked; how long an object's answers may be is the object's own setting."""
        found = {name: model_settings(table, f"models: {name}") for name, table in tables.items()}
        for name, known in self.objects.items():
            own = found.get(f"object:{name}", ModelSettings())
            found[f"object:{name}"] = own.model_copy(update={"max_tokens": known.longest or 0})
        return found
