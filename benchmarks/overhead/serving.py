"""The server, in a process of its own so that its work is not counted; prints its address.

python -m benchmarks.overhead.serving [SECONDS OF DELAY]
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.overhead.scene import unwilling
from tests.server.listener import serving
from tests.server.server import Server

__all__ = ["beside"]


@contextmanager
def beside(delay: float = 0.0) -> Iterator[str]:
    """A server that answers after so many seconds; yields its base URL."""
    command = [sys.executable, "-m", "benchmarks.overhead.serving", str(delay)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()
        process.wait()


def main(arguments: list[str]) -> None:
    """Serve until standard input is closed."""
    with serving(Server(say=unwilling, delay=float(arguments[0]), forget=True)) as server:
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1:])
