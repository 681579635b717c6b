"""Records the cassettes of docs/prompts.md anew: python -m tests.tutorial.record."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.server.listener import serving
from tests.server.server import KEY, Server
from tests.tutorial.pages import DOCS, commands, expected, typed
from tests.tutorial.stand_in import NAME, StandIn

__all__ = ["main"]


def main() -> None:
    """Type every command beside the stand-in's server, recording; keep what was recorded."""
    with (
        tempfile.TemporaryDirectory() as made,
        serving(Server(models=frozenset({NAME}), key=KEY, say=StandIn())) as server,
    ):
        folder = Path(made)
        shutil.copy(DOCS / "tutorial" / "hardliner.yaml", folder)
        environment = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.url}
        for command in commands():
            recording = command.replace("--cassette", "--record all --cassette")
            done = typed(recording, folder, environment)
            sys.stdout.write(f"{done.returncode}  {command}\n{done.stdout}\n")
            if done.returncode != expected(command):
                raise SystemExit(f"{command}\n{done.stderr}")
        for cassette in folder.glob("*.jsonl"):
            shutil.copy(cassette, DOCS / "tutorial" / cassette.name)


if __name__ == "__main__":
    main()
