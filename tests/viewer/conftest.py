from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from detente.viewer.app import application

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
TOKEN = "a-token-for-tests"
Served = Callable[[Path], str]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser; `apt-get install chromium` where there is none."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as play:
        found = play.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        yield found
        found.close()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Serve a transcripts folder as `detente view` does; gives the address without the token."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def serve(root: Path) -> str:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        hosts = [f"{name}:{listening.getsockname()[1]}" for name in ("127.0.0.1", "localhost")]
        config = uvicorn.Config(application(root, TOKEN, hosts), log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://{hosts[0]}"

    yield serve
    for server, thread in running:
        server.should_exit = True
        thread.join()
