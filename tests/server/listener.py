"""A server's socket on loopback, in a loop and a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.server.server import Server

__all__ = ["Listener", "serving"]


class Listener:
    """A server's socket, in a loop and a thread of its own: it can be taken away and put back."""

    def __init__(self, server: Server) -> None:
        self.server, self.loop = server, asyncio.new_event_loop()
        self.tasks: set[asyncio.Task[None]] = set()
        self.socket: asyncio.Server | None = None
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.open()

    def open(self) -> None:
        """Listen, on the same port as before if there was one."""
        asyncio.run_coroutine_threadsafe(self._open(), self.loop).result(10)

    def close(self) -> None:
        """Listen no more and drop every connection: who calls now is refused."""
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result(10)

    def end(self) -> None:
        """Close and stop the thread."""
        self.close()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    async def _open(self) -> None:
        self.socket = await asyncio.start_server(self._handle, "127.0.0.1", self.server.port, limit=2**22)
        self.server.port = self.socket.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self.socket is not None:
            self.socket.close()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            await self.server.handle(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self.tasks.discard(task)


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Run a server beside whoever waits for it."""
    server.listener = listener = Listener(server)
    try:
        yield server
    finally:
        listener.end()
