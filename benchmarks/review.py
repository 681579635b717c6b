"""What it costs to look at many sessions: the viewer's pages, a comparison, the list, an export.

Run with `make review`, or `python -m benchmarks.review [--folder DIR] [--sessions N]`: without a folder, the
sessions are made first (ten thousand take a quarter of an hour). Everything is measured from outside, in new
processes; "first" is a viewer that has read nothing yet, on a disk that the system may hold in its cache.
Ends with 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

from detente.transcripts.find import members
from detente.transcripts.store import SET

__all__ = ["Figure", "commands", "exported", "main", "make", "pages", "table", "the_set"]

WORLDS, PLANS = ("article", "time-neutral"), ("article", "pressure-only", "vague", "incentives-only")
SESSIONS, JOBS = 10_000, 2
REPEATS, WARM = 3, 5
"""How often a command, and a page once the viewer has read the folder, is measured; medians are shown."""
EXPORTED = 200
"""Sessions whose long table is written."""
WORDS = "prisoners"
"""What is searched for: it is said in one talk of four."""
DETENTE = (sys.executable, "-m", "detente")


@dataclass(frozen=True)
class Target:
    """What may not be exceeded."""

    seconds: float
    megabytes: float | None = None


TARGETS: Mapping[str, Target] = {
    "list, again": Target(1.0),
    "list, filtered": Target(1.0),
    "detente compare --by offers": Target(10.0, 1000.0),
}


@dataclass(frozen=True)
class Figure:
    """One thing measured."""

    what: str
    seconds: float
    """Wall time, median."""
    megabytes: float | None = None
    """The most memory that the process held (resident), where it was a process of its own."""
    told: str = ""
    """What the page said that it shows."""

    @property
    def missed(self) -> bool:
        """Whether its target, if it has one, is missed."""
        target = TARGETS.get(self.what)
        if target is None:
            return False
        return self.seconds >= target.seconds or (self.megabytes or 0.0) >= (target.megabytes or float("inf"))


# -- the sessions -----------------------------------------------------------------------------------


def make(folder: Path, sessions: int) -> None:
    """Run a set of baseline sessions with drawn priors, at least so many."""
    seeds = -(-sessions // (len(WORLDS) * len(PLANS)))
    grid = ["--world", ",".join(WORLDS), "--offers", ",".join(PLANS), "--seeds", f"1-{seeds}"]
    how = ["--draw-priors", "--jobs", str(JOBS), "--name", "grid", "--out", str(folder)]
    command = [*DETENTE, "run", "ukraine-2025", *grid, *how]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def the_set(folder: Path) -> Path:
    """The set with most sessions in a folder. Raises LookupError where there is none."""
    sets = [path for path in folder.iterdir() if (path / SET).is_file()] if folder.is_dir() else []
    if not sets:
        raise LookupError(f"there is no set of sessions in {folder}")
    return max(sets, key=lambda path: len(members(path)))


# -- commands ---------------------------------------------------------------------------------------


def _ran(*arguments: str) -> tuple[float, float]:
    """Seconds that a command took, and the most megabytes that it held. Raises CalledProcessError."""
    begun = time.perf_counter()
    child = subprocess.Popen([*DETENTE, *arguments], stdout=subprocess.DEVNULL)
    megabytes = _waited(child)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, child.args)
    return time.perf_counter() - begun, megabytes


def _waited(child: subprocess.Popen[bytes]) -> float:
    """Wait for a child itself: `RUSAGE_CHILDREN` is the most of all children that there ever were."""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def _command(what: str, arguments: Sequence[str], repeats: int) -> Figure:
    taken = [_ran(*arguments) for _ in range(repeats)]
    return Figure(what, statistics.median(one for one, _ in taken), max(most for _, most in taken))


def commands(folder: Path, repeats: int = REPEATS) -> list[Figure]:
    """`detente compare` and `detente sessions`."""
    compare = ["compare", the_set(folder).name, "--by", "offers", "--out", str(folder)]
    return [
        _command("detente compare --by offers", compare, repeats),
        _command("detente sessions", ["sessions", "--out", str(folder)], repeats),
    ]


def exported(folder: Path, repeats: int = REPEATS) -> Figure:
    """The long table of the set's first sessions, 200 at most."""
    some = list(map(str, members(the_set(folder))[:EXPORTED]))
    with tempfile.TemporaryDirectory() as elsewhere:
        to = ["--csv", "--to", f"{elsewhere}/long.csv", "--out", str(folder)]
        return _command(f"detente export --csv, {len(some)} sessions", ["export", *some, *to], repeats)


# -- the viewer -------------------------------------------------------------------------------------

Get = Callable[[str], str]


@contextmanager
def _viewer(folder: Path) -> Iterator[tuple[str, Get]]:
    """A viewer of its own: its link, and how a page is had from it."""
    command = [*DETENTE, "view", "--no-open", "--json", "--out", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        try:
            yield _link(child), _client()
        finally:
            child.terminate()


def _link(child: subprocess.Popen[bytes]) -> str:
    """The link that the viewer prints: one JSON object over several lines."""
    assert child.stdout is not None, "its output is read here"
    lines = b""
    for line in child.stdout:
        lines += line
        if line.rstrip() == b"}":
            break
    return str(json.loads(lines)["url"])


def _client() -> Get:
    """Keeps the cookie that the link gives, as a browser does; no proxy stands before this machine."""
    opener = build_opener(HTTPCookieProcessor(), ProxyHandler({}))

    def get(url: str) -> str:
        with opener.open(url) as answer:
            return str(answer.read().decode())

    return get


def _page(what: str, get: Get, url: str, times: int) -> Figure:
    taken, text = [], ""
    for _ in range(times):
        begun = time.perf_counter()
        text = get(url)
        taken.append(time.perf_counter() - begun)
    told = re.search(r'<p role="status">(.*?)</p>', text)
    return Figure(what, statistics.median(taken), told=html.unescape(told[1]) if told else "")


def pages(folder: Path, repeats: int = REPEATS, warm: int = WARM) -> list[Figure]:
    """The viewer's list (at first, again, filtered, searched) and the page of the set, over HTTP."""
    firsts = []
    for _ in range(repeats - 1):
        with _viewer(folder) as (link, get):
            firsts.append(_page("", get, link, 1).seconds)
    with _viewer(folder) as (link, get):
        first = _page("list, first", get, link, 1)
        home = link.partition("?")[0]
        name = quote(the_set(folder).name)
        return [
            Figure(first.what, statistics.median([*firsts, first.seconds]), told=first.told),
            _page("list, again", get, home, warm),
            _page("list, filtered", get, f"{home}?world={WORLDS[-1]}&offers={PLANS[0]}", warm),
            _page(f"list, '{WORDS}' searched", get, f"{home}?q={WORDS}", repeats),
            _page("page of the set, by offers", get, f"{home}set?id={name}&by=offers", repeats),
        ]


# -- the table --------------------------------------------------------------------------------------


def table(figures: Sequence[Figure]) -> str:
    """The figures with their targets, a line each."""
    wide = max(len(figure.what) for figure in figures)
    return "\n".join(_line(figure, wide) for figure in figures)


def _line(figure: Figure, wide: int) -> str:
    held = "" if figure.megabytes is None else f"{figure.megabytes:,.0f} MB"
    target = TARGETS.get(figure.what)
    wanted = "" if target is None else f"target {target.seconds:g} s"
    if target is not None and target.megabytes is not None:
        wanted += f", {target.megabytes:,.0f} MB"
    missed = " MISSED" if figure.missed else ""
    return (
        f"{figure.what:{wide}}  {figure.seconds:7.2f} s  {held:>8}  {wanted}{missed}  {figure.told}".rstrip()
    )


def _measured(folder: Path) -> int:
    print(f"{len(members(the_set(folder))):,} sessions in {the_set(folder)}")
    figures = [*pages(folder), *commands(folder), exported(folder)]
    print(table(figures))
    return int(any(figure.missed for figure in figures))


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the sessions where no folder of them is given; measure, print, and say whether targets are met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review", description=__doc__)
    parser.add_argument("--folder", type=Path, metavar="DIR", help="a folder that holds a set of sessions")
    parser.add_argument("--sessions", type=int, default=SESSIONS, metavar="N", help="how many are made")
    given = parser.parse_args(arguments)
    if given.folder is not None:
        try:
            the_set(given.folder)
        except LookupError as error:
            parser.error(str(error))
        return _measured(given.folder)
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), given.sessions)
        return _measured(Path(folder))


if __name__ == "__main__":
    sys.exit(main())
