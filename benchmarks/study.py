"""A study: records of many sessions, made in parallel, cached, and the arithmetic on them."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import asdict
from functools import cache, cached_property
from pathlib import Path

import detente
from benchmarks.sessions import Cell, Record, record, with_words
from detente.scenario.lexicon import Lexicon
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.scenario.numbers import resolve

BATCH = 10
_WORKER: dict[str, Scenario] = {}
Batch = tuple[Cell, tuple[int, ...]]


def _prepare(text: str) -> None:
    _WORKER["scenario"] = load_text(text)


def _in_worker(batch: Batch) -> list[Record]:
    cell, seeds = batch
    return [record(_WORKER["scenario"], cell, seed) for seed in seeds]


@cache
def code_digest(*, words: bool) -> str:
    """A digest of the files that outcomes hang on: the engine's and ours; the analyst's where words count."""
    house, rooms = Path(detente.__file__).parent, ("agents", "orchestration", "scenario")
    files = [path for room in rooms for path in (house / room).rglob("*.py")]
    files.append(Path(__file__).with_name("sessions.py"))
    digest = hashlib.sha256()
    for path in sorted(files):
        if words or path.parent.name != "lexical":
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class Study:
    """Records by cell and draw. Draw n is seed n: the same draw in every cell, so contrasts are paired."""

    def __init__(self, scenario: Scenario, draws: int, jobs: int = 1, cache: Path | None = None) -> None:
        self.scenario, self.draws, self.jobs, self.cache = scenario, draws, jobs, cache
        self._kept: dict[str, dict[int, Record]] = {}
        silent = scenario.model_copy(update={"lexicon": Lexicon()})
        self._versions = {
            True: f"{scenario.digest[:16]}-{code_digest(words=True)}",
            False: f"{silent.digest[:16]}-{code_digest(words=False)}",
        }
        if cache is not None and cache.exists():
            self._load(cache)

    def _load(self, cache: Path) -> None:
        data = json.loads(cache.read_text(encoding="utf-8"))
        for key, found in data["records"].items():
            if found["version"] == self._version(key):
                self._kept[key] = {int(seed): Record(**fields) for seed, fields in found["kept"].items()}
            else:
                say(f"{key}: kept records were made by another engine or scenario; run anew")

    def _version(self, key: str) -> str:
        return self._versions[with_words(self.scenario, key)]

    def save(self) -> None:
        """Write the cache, if there is one."""
        if self.cache is None:
            return
        records = {
            key: {
                "version": self._version(key),
                "kept": {seed: asdict(entry) for seed, entry in sorted(found.items())},
            }
            for key, found in sorted(self._kept.items())
        }
        self.cache.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"records": records})
        self.cache.write_text(text, encoding="utf-8")

    def ask(self, wanted: Iterable[tuple[Cell, Iterable[int]]], what: str = "") -> None:
        """Run what is missing of cells, each with its draws."""
        batches = list(self._missing(wanted))
        done, total, told = 0, sum(len(seeds) for _, seeds in batches), 0
        for (cell, seeds), records in self._each(batches):
            self._kept.setdefault(cell.key, {}).update(zip(seeds, records, strict=True))
            done += len(seeds)
            if 10 * done // total > told:
                told = 10 * done // total
                say(f"{what or 'sessions'}: {done} of {total}")
                self.save()

    def _missing(self, wanted: Iterable[tuple[Cell, Iterable[int]]]) -> Iterator[Batch]:
        asked: dict[Cell, set[int]] = {}
        for cell, draws in wanted:
            asked.setdefault(cell, set()).update(draws)
        for cell, found in asked.items():
            seeds = sorted(found - self._kept.get(cell.key, {}).keys())
            for start in range(0, len(seeds), BATCH):
                yield cell, tuple(seeds[start : start + BATCH])

    def _each(self, batches: Sequence[Batch]) -> Iterator[tuple[Batch, list[Record]]]:
        if self.jobs <= 1 or len(batches) < 2:
            for cell, seeds in batches:
                yield (cell, seeds), [record(self.scenario, cell, seed) for seed in seeds]
            return
        with ProcessPoolExecutor(self.jobs, initializer=_prepare, initargs=(self.scenario.text,)) as pool:
            pending = {pool.submit(_in_worker, batch): batch for batch in batches}
            while pending:
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    yield pending.pop(future), future.result()

    @property
    def all(self) -> range:
        """Every draw."""
        return range(1, self.draws + 1)

    def records(self, cell: Cell, draws: Iterable[int] | None = None) -> list[Record]:
        """A cell's records for some draws (all of them by default), in their order; run if missing."""
        seeds = tuple(self.all if draws is None else draws)
        self.ask([(cell, seeds)])
        return [self._kept[cell.key][seed] for seed in seeds]

    def fingerprint(self, cells: Iterable[Cell], draws: int = 2) -> str:
        """What the first draws of cells come to, as 16 hex digits: another engine gives another."""
        digest = hashlib.sha256()
        for cell in cells:
            for entry in self.records(cell, range(1, draws + 1)):
                digest.update(json.dumps(asdict(entry), sort_keys=True).encode())
        return digest.hexdigest()[:16]

    @cached_property
    def drawn(self) -> Mapping[str, tuple[float, ...]]:
        """Prior → its value in each draw; a world changes mechanisms, never draws."""
        worlds = self.scenario.default_world
        draws = [resolve(self.scenario, worlds, {}, seed).drawn for seed in self.all]
        return {path: tuple(draw[path] for draw in draws) for path in draws[0]}


def say(line: str) -> None:
    """A line of progress on stderr."""
    print(line, file=sys.stderr, flush=True)


# -- arithmetic -----------------------------------------------------------------------------------


def mean(values: Iterable[float]) -> float:
    """The mean; 0 of nothing."""
    kept = list(values)
    return sum(kept) / len(kept) if kept else 0.0


def share(records: Iterable[Record], holds: Callable[[Record], bool]) -> float:
    """Share of records for which something holds."""
    return mean(1.0 if holds(entry) else 0.0 for entry in records)


def ends(values: Sequence[float], among: Sequence[int]) -> tuple[list[int], list[int]] | None:
    """Draws (by place) with a prior in the bottom and in the top third of its draws; None if it is fixed.

    A prior with few values (options) has its lowest and its highest value instead.
    """
    distinct = sorted({values[place] for place in among})
    if len(distinct) < 2:
        return None
    if len(distinct) <= 5:
        low = [place for place in among if values[place] == distinct[0]]
        return low, [place for place in among if values[place] == distinct[-1]]
    ranked = sorted(among, key=lambda place: (values[place], place))
    third = max(len(ranked) // 3, 1)
    return ranked[:third], ranked[-third:]
