"""Measure everything and print it beside its target: `python -m benchmarks.overhead` (a minute or two)."""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass

from benchmarks.overhead.clients import cpu_a_call, history_openai
from benchmarks.overhead.scene import WORDS
from benchmarks.overhead.serving import beside
from benchmarks.overhead.sessions import growth, histories, idle, many, recorded, session_cpu
from detente.llm.loop import run_here

SEATS, ROUNDS, TURNS = 6, 12, 7
MANY, DELAY, MANY_ROUNDS = 32, 0.2, 4
IDLE = 256


@dataclass(frozen=True)
class Figure:
    """What was measured, and the most it should be."""

    name: str
    value: float
    most: float
    note: str = ""

    @property
    def line(self) -> str:
        """For the table."""
        verdict = "holds" if self.value <= self.most else "MISSED"
        return f"{self.name:58} {self.value:7.3f}   ≤ {self.most:5.2f}  {verdict:6}  {self.note}"


def _clients(url: str) -> list[Figure]:
    cpu = {name: statistics.median(found) for name, found in cpu_a_call(url, recorded(ROUNDS), TURNS).items()}
    figures = []
    for kind, most in (("openai", 1.4), ("langchain", 1.3)):
        bare, door = cpu[f"bare {kind}"], cpu[f"door, {kind}"]
        note = f"{door:.2f} ms of CPU a call, bare {bare:.2f} ms"
        figures.append(Figure(f"the door around {kind} / the bare client", door / bare, most, note))
    return figures


def _session(url: str) -> Figure:
    history = histories(recorded(ROUNDS), SEATS, ROUNDS)
    ask = history_openai(url)

    async def resent() -> float:
        begun = time.process_time()
        for request in history:
            await ask(request)
        return 1000 * (time.process_time() - begun) / len(history)

    async def several() -> list[float]:
        return [await resent() for _ in range(3)]

    naive = statistics.median(run_here(several()))
    ours = [session_cpu(url, ROUNDS, seed)[0] for seed in (1, 2, 3)]
    note = f"{statistics.median(ours):.2f} ms of CPU a call, history resent {naive:.2f} ms"
    return Figure(
        "a whole session / the bare client, history resent", statistics.median(ours) / naive, 0.5, note
    )


def main() -> int:
    """Print the table; 1 if a target was missed."""
    figures: list[Figure] = []
    with beside() as url:
        figures += _clients(url)
        figures.append(_session(url))
    with beside(DELAY) as url:
        ours, bare = many(url, MANY, MANY_ROUNDS)
        note = f"{ours:.2f} s, bare {bare:.2f} s; {MANY} sessions, {DELAY * 1000:.0f} ms an answer"
        figures.append(Figure("sessions at once / the bare client, same questions", ours / bare, 1.1, note))
    found = growth()
    figures += [
        Figure("prompt text grows as rounds^", found.exponent, 1.05, "from 12 to 48 rounds"),
        Figure("the mean prompt of round 24 / of round 12", found.late, 1.1),
        Figure(f"MB for an idle session, {IDLE} at once", idle(IDLE), 1.0, "waiting in its sixth round"),
    ]
    print(f"{SEATS} seats, {ROUNDS} rounds, statements of {WORDS} words; one server, medians of {TURNS}\n")
    for figure in figures:
        print(figure.line)
    print(
        f"\n{found.prefix:.0%} of all prompt text is the unchanged start of the same seat's prompt before it"
    )
    return int(any(figure.value > figure.most for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
