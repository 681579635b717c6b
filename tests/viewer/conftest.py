from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, expect, sync_playwright

from detente.viewer.app import application

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
TOKEN = "a-token-for-tests"
Served = Callable[[Path], str]
expect.set_options(timeout=20_000)  # a machine may be busy; nothing waits longer than it must


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser; `apt-get install chromium` where there is none.

    Not longer than a module: as long as it is driven, its loop runs in this thread, and no other can.
    """
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Serve a transcripts folder as `detente view` does; gives the address without the token."""
    with ExitStack() as stack:
        yield lambda root: stack.enter_context(serving(root))


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """The viewer over a folder, in a thread."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    hosts = [f"{name}:{listening.getsockname()[1]}" for name in ("127.0.0.1", "localhost")]
    config = uvicorn.Config(application(root, TOKEN, hosts), log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://{hosts[0]}"
    finally:
        server.should_exit = True
        thread.join()
