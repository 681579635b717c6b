"""A chat-completions server on loopback: real sockets, strict requests, made answers, faults on order."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.server import negotiator, protocol

if TYPE_CHECKING:
    from tests.server.listener import Listener

KEY = "test-key-0123456789"
CACHED_PREFIX = 64
"""Words of a prompt's start from which they count as cached, once they were seen."""


@dataclass(frozen=True)
class Asked:
    """One request that came in."""

    number: int
    path: str
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def system(self) -> str:
        """The first message."""
        return str(self.body["messages"][0]["content"])

    @property
    def turn(self) -> str:
        """The message that asks."""
        return str(self.body["messages"][1]["content"]) if len(self.body["messages"]) > 1 else ""

    @property
    def last(self) -> str:
        """The last message."""
        return str(self.body["messages"][-1]["content"])

    @property
    def schema(self) -> dict[str, Any]:
        """The shape asked for, in whichever mode."""
        shape = self.body.get("response_format") or {}
        if shape.get("type") == "json_schema":
            return dict(shape["json_schema"]["schema"])
        tools = self.body.get("tools") or []
        if tools:
            return dict(tools[0]["function"]["parameters"])
        last = self.last
        return (
            dict(json.loads(last[last.index("{", last.index("JSON Schema")) :]))
            if "JSON Schema" in last
            else {}
        )


@dataclass(frozen=True)
class Response:
    """What goes back, or how it breaks."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    then: str = ""
    """`reset` closes in the middle of the body, `stall` never finishes, `drip` sends byte by byte."""


Fault = Callable[[Asked, "Server"], Response | None]
"""Makes a broken answer, or None for a good one."""


@dataclass
class Server:
    """The server's settings and what it saw."""

    bounds: bool = True
    """Whether strict mode knows length keywords; the real API's does not."""
    modes: frozenset[str] = frozenset({"native", "tools", "text"})
    models: frozenset[str] = frozenset({"test"})
    usage: bool = True
    delay: float = 0.0
    key: str = ""
    """Asked of every request, if given."""
    fault: Fault | None = None
    say: Callable[[Asked], dict[str, Any] | str] | None = None
    """Replaces what the negotiator says."""
    asked: list[Asked] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    port: int = 0
    open: int = 0
    most_open: int = 0
    """Most requests that were under way at once."""
    spoken: list[str] = field(default_factory=list)
    """Bodies that went out whole, in a response of status 200."""
    billed: Counter[str] = field(default_factory=Counter)
    """Tokens of the completions that were made, whether or not they arrived."""
    forget: bool = False
    """Whether requests are not kept: for measuring."""
    listener: Listener | None = None
    """Where it listens, while it does."""

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def spec(self) -> str:
        """The SPEC of its model."""
        return f"openai:test@{self.url}"

    # -- answers ----------------------------------------------------------------------------------

    def respond(self, asked: Asked) -> Response:
        """The response to a request."""
        if asked.path != "/v1/chat/completions":
            return error(404, "not found")
        if self.key and asked.headers.get("authorization") != f"Bearer {self.key}":
            return error(401, f"Incorrect API key provided: {asked.headers.get('authorization', '')}")
        sentence = protocol.wrong(asked.body, bounds=self.bounds)
        if sentence or self._mode(asked) not in self.modes:
            return error(400, sentence or "This response format is not supported.")
        if asked.body["model"] not in self.models:
            return error(404, f"The model `{asked.body['model']}` does not exist")
        found = self.fault(asked, self) if self.fault else None
        return found or self.good(asked)

    @staticmethod
    def _mode(asked: Asked) -> str:
        if (asked.body.get("response_format") or {}).get("type") == "json_schema":
            return "native"
        return "tools" if asked.body.get("tools") else "text"

    def good(self, asked: Asked, said: dict[str, Any] | str | None = None) -> Response:
        """A sound completion with what the model says."""
        if said is None:
            said = self.say(asked) if self.say else negotiator.reply(asked.schema, asked.system, asked.turn)
        text = said if isinstance(said, str) else negotiator.as_text(said)
        return Response(body=json.dumps(self.completion(asked, text)).encode())

    def completion(
        self, asked: Asked, text: str | None, *, finish: str = "stop", **message: str | None
    ) -> dict[str, Any]:
        """A completion object."""
        content: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None}
        if self._mode(asked) == "tools" and text is not None:
            name = asked.body["tools"][0]["function"]["name"]
            call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": text}}
            content |= {"content": None, "tool_calls": [call]}
            finish = "tool_calls" if finish == "stop" else finish
        completion: dict[str, Any] = {
            "id": f"chatcmpl-{asked.number}",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": asked.body["model"],
            "choices": [
                {"index": 0, "message": content | message, "finish_reason": finish, "logprobs": None}
            ],
        }
        if self.usage:
            completion["usage"] = self._usage(asked, text or "")
        return completion

    def _usage(self, asked: Asked, text: str) -> dict[str, Any]:
        words = [len(str(m["content"]).split()) for m in asked.body["messages"]]
        cached = words[0] if self.seen[asked.system] and words[0] >= CACHED_PREFIX else 0
        self.seen[asked.system] += 1
        told = len(text.split())
        self.billed.update({"in": sum(words), "out": told})
        return {
            "prompt_tokens": sum(words),
            "completion_tokens": told,
            "total_tokens": sum(words) + told,
            "prompt_tokens_details": {"cached_tokens": cached},
        }

    # -- the wire ---------------------------------------------------------------------------------

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection, request after request."""
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.split(":", 1) for line in lines if ":" in line)
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            if self.delay:
                await asyncio.sleep(self.delay)
            return await self._send(self._response(first.split(" ")[1], headers, body), writer)
        finally:
            self.open -= 1

    def _response(self, path: str, headers: dict[str, str], body: bytes) -> Response:
        try:
            data = json.loads(body)
        except ValueError:
            return error(400, "We could not parse the JSON body of your request.")
        asked = Asked(len(self.asked), path, data, headers)
        if not self.forget:
            self.asked.append(asked)
        return self.respond(asked)

    async def _send(self, response: Response, writer: asyncio.StreamWriter) -> bool:
        headers = {
            "content-type": "application/json",
            "content-length": str(len(response.body)),
            **response.headers,
        }
        head = (
            f"HTTP/1.1 {response.status} X\r\n"
            + "".join(f"{n}: {v}\r\n" for n, v in headers.items())
            + "\r\n"
        )
        body = response.body
        if response.then == "reset":
            writer.write(head.encode("latin-1") + body[: len(body) // 2])
            await writer.drain()
            writer.transport.abort()
            return False
        if response.then == "stall":
            writer.write(head.encode("latin-1") + body[:1])
            await writer.drain()
            await asyncio.Event().wait()
        if response.then == "drip":
            writer.write(head.encode("latin-1"))
            for byte in body:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.002)
            return True
        if response.then == "refuse":
            writer.transport.abort()
            return False
        if response.status == 200 and not self.forget:
            self.spoken.append(body.decode("utf-8", errors="backslashreplace"))
        writer.write(head.encode("latin-1") + body)
        await writer.drain()
        return True


def error(status: int, message: str, **headers: str) -> Response:
    """An error as the API words it."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    body = {"error": {"message": message, "type": kind, "param": None, "code": None}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, json.dumps(body).encode(), named)
