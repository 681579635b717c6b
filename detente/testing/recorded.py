"""What the fixture `cassette` gives: a model whose answers are replayed from the test's file, or recorded."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from detente.errors import CheckFailed, InputError
from detente.llm.cassettes import Cassette, CassetteMissed, CassetteMode
from detente.llm.permits import StandIn, stand_in, standing_in, under_permit
from detente.llm.providers import Adapter, Make, Providers, adapter
from detente.llm.settings import ModelSettings
from detente.llm.specs import Spec
from detente.orchestration.backstage import Backstage
from detente.testing.fake import no_waiting

__all__ = ["RecordedModel"]


@dataclass
class RecordedModel:
    """A test's cassette. In mode `none` no model is asked: neither key nor network is needed."""

    path: Path
    mode: CassetteMode = "none"
    how: str = "mode `{}`"
    """How it is recorded in a mode, for whoever has to."""
    shared: bool = False
    """Whether other tests use the same file: what this one does not ask for may be theirs."""
    begun: float = math.inf
    """When the tests began (seconds since the epoch): in mode `all` what was saved since is kept."""
    behind: StandIn | None = field(default_factory=stand_in)
    """Who stood in for models before: that is recorded, where somebody does."""

    @cached_property
    def cassette(self) -> Cassette:
        """The file, read when it is first needed. Raises InputError."""
        if self.mode == "none" and not self.path.is_file():
            raise InputError(f"There is no cassette {self.path}: record it with {self.recording('new')}.")
        return Cassette.open(self.path, self.mode, self.begun)

    @property
    def misses(self) -> list[CassetteMissed]:
        """Questions so far that it holds no answer to."""
        return self.cassette.misses if self.opened else []

    @property
    def opened(self) -> bool:
        """Whether it was needed so far."""
        return "cassette" in self.__dict__

    def recording(self, mode: CassetteMode) -> str:
        """What to type for a recording."""
        return self.how.format(mode)

    def providers(self, make: Make | None = None, keys: Mapping[str, str] | None = None) -> Providers:
        """Providers that replay, and record what `make` gives: real clients if it is not given."""
        kept = {} if keys is None else keys
        around = self.cassette.around(make or self._real)
        return Providers(around, kept, sleep=no_waiting) if self.mode == "none" else Providers(around, kept)

    @property
    def backstage(self) -> Backstage:
        """For `session.play`, `session.start` and `talks`."""
        return Backstage(self.providers())

    def make(self, spec: Spec, settings: ModelSettings, keys: Mapping[str, str]) -> Adapter:
        """An adapter for a SPEC that replays and records."""
        return self.cassette.around(self._real)(spec, settings, keys)

    def _real(self, spec: Spec, settings: ModelSettings, keys: Mapping[str, str]) -> Adapter:
        """Who is recorded: whoever asks for a recording permits the model."""
        with ExitStack() as during:
            during.enter_context(standing_in(self.behind))
            during.enter_context(under_permit("allow"))
            return adapter(spec, settings, keys)

    def finish(self) -> None:
        """Save what was recorded. Raises CheckFailed for a miss, and for recordings that are stale."""
        if not self.opened and not (self.mode == "none" and self.path.is_file()):
            return  # nothing was asked, and there is nothing that it could have been
        cassette = self.cassette
        if cassette.misses:
            raise cassette.misses[0]
        if self.mode == "none" and cassette.unused and not self.shared:
            slots = sorted({one.slot or "a probe" for one in cassette.unused})
            shown = ", ".join(slots[:6]) + (f" and {len(slots) - 6} more" if len(slots) > 6 else "")
            raise CheckFailed(
                f"{self.path} is stale: {len(cassette.unused)} of {len(cassette.recordings)} recordings were "
                f"not asked for ({shown}). Record it anew with {self.recording('all')}."
            )
        cassette.save()
