"""Who is answered: this machine, with the key, from our own pages; everybody else learns nothing."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.store import Folder
from detente.viewer.guard import HEADERS
from tests.forks.making import base
from tests.viewer.asking import Reply, ask, asked, cookie_of, posted
from tests.viewer.conftest import TOKEN, Served

PATHS = ("/", "/session?id=talks", "/act?id=talks&event=1", "/compare?a=talks&b=talks", "/set?id=talks")
ASSETS = ("/review?id=talks&event=3", "/static/style.css", "/static/script.js", "/favicon.ico", "/nowhere")
EVERYWHERE = (*PATHS, *ASSETS)

ELSEWHERE = (
    *("//evil.example/", "///evil.example/", "/\\evil.example/", "/\\/evil.example", "http://evil.example/"),
    *("/%5Cevil.example/", "/%5C%5Cevil.example/", "/%2Fevil.example/", "/%2F%2Fevil.example/"),
    *("/%09/evil.example/", "/%0A/evil.example/", "/%0D%0ALocation:%20//evil.example", "/%20/evil.example"),
    *("/%00/evil.example/", "/%09%5Cevil.example", "/%0d%0aSet-Cookie:%20a=b", "/@evil.example"),
    *("/javascript:pwned=1", "/%E2%80%AE/evil", "/%FF%FE", "/%C2%A0/evil.example", "/%C2%85//evil"),
)
"""Paths that a careless redirection would follow to another host."""
EVIL, SAME = "http://evil.example", "same-origin"
STRANGERS = (
    *((None, SAME), ("null", SAME), ("", SAME), (EVIL, None), (EVIL, SAME), (None, None)),
    *(("http://127.0.0.1:1", SAME), ("https://127.0.0.1", SAME), ("OWN/", SAME), ("OWN.evil.example", SAME)),
    *(("OWN", "cross-site"), ("OWN", "same-site"), ("OWN", "none")),
)
"""Origins and what a browser says of the site that asks; OWN is our own origin."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, tiny: Scenario) -> Path:
    """A session."""
    out = tmp_path_factory.mktemp("transcripts")
    base(tiny, out, "talks")
    return out


@pytest.fixture(scope="module")
def address(root: Path, served: Served) -> str:
    """Where it is served."""
    return served(root)


@pytest.fixture
def form(root: Path) -> dict[str, str]:
    """A review that can be kept."""
    said = next(event for event in Folder(root / "talks").events() if isinstance(event, ev.StatementMade))
    return {"id": "talks", "statement": str(said.seq), "verdict": "note", "who": "Ada", "note": "So it is."}


def refused(reply: Reply, *statuses: int) -> None:
    """It says no, and nothing of what lies there."""
    assert reply.status in statuses
    assert "talks" not in reply.text
    assert "set-cookie" not in reply.headers
    assert TOKEN not in f"{reply.headers} {reply.text}"


def hosts(address: str) -> Iterator[str]:
    """Names that are not ours, with our port and without."""
    port = urlsplit(address).port
    yield from ("evil.example", "127.0.0.1", "localhost", "127.0.0.1:1", "")
    yield from (f"127.0.0.1:{port}/", f"127.0.0.1:{port}, evil.example", f"127.0.0.1:{port}.evil.example")
    for name in ("evil.example", "localhost.evil.example", "evil.example@127.0.0.1", "0.0.0.0", "[::1]"):
        yield f"{name}:{port}"
    for name in ("127.0.0.2", "127.1", "2130706433", "127.0.0.1."):
        yield f"{name}:{port}"


def test_another_host_is_not_answered_even_with_the_key(address: str) -> None:
    for host in hosts(address):
        for path in (*EVERYWHERE, f"/?token={TOKEN}"):
            refused(ask(address, path, host=host), 400, 421)
        refused(ask(address, "/review", "POST", b"id=talks", host=host, origin=f"http://{host}"), 400, 421)


def test_no_host_and_two_hosts_are_not_answered(address: str) -> None:
    own = urlsplit(address)
    key = f"Cookie: {cookie_of(address)}\r\n"
    for head in (
        f"GET / HTTP/1.0\r\n{key}\r\n",
        f"GET / HTTP/1.1\r\n{key}\r\n",
        f"GET / HTTP/1.1\r\nHost: {own.netloc}\r\nHost: evil.example\r\n{key}\r\n",
        f"GET / HTTP/1.1\r\nHost: evil.example\r\nHost: {own.netloc}\r\n{key}\r\n",
    ):
        with socket.create_connection(("127.0.0.1", own.port or 0), timeout=20) as line:
            line.sendall(head.encode())
            assert re.match(rb"HTTP/1.1 4(00|21) ", line.recv(2000))


def test_both_names_of_this_machine_are_answered(address: str) -> None:
    port = urlsplit(address).port
    for name in ("127.0.0.1", "localhost"):
        assert "talks" in ask(address, "/", host=f"{name}:{port}").text


@pytest.mark.parametrize("path", EVERYWHERE)
def test_nothing_is_told_without_the_key(address: str, path: str) -> None:
    name = cookie_of(address).partition("=")[0]
    wrong = ("", "wrong", TOKEN[:-1], f"{TOKEN}x", TOKEN.upper(), f"{TOKEN}é", "\\", '"', "%00")
    for cookie in (None, f"detente={TOKEN}", f"x{name}={TOKEN}", f"{name}", *(f"{name}={w}" for w in wrong)):
        refused(ask(address, path, cookie=cookie), 403)
    mark = "&" if "?" in path else "?"
    for query in ("token=", "token=wrong", f"token={TOKEN[:-1]}", f"token=x&token={TOKEN}", f"TOKEN={TOKEN}"):
        refused(ask(address, f"{path}{mark}{query}", cookie=None), 403)


@pytest.mark.parametrize("path", PATHS)
def test_the_link_leaves_a_cookie_for_our_pages_only_and_no_token_in_the_address(
    address: str, path: str
) -> None:
    reply = ask(address, f"{path}{'&' if '?' in path else '?'}token={TOKEN}", cookie=None)
    assert (reply.status, reply.headers["location"]) == (303, path)
    kept, *marks = reply.headers["set-cookie"].split("; ")
    assert kept == cookie_of(address)
    assert marks == ["HttpOnly", "SameSite=Strict", "Path=/"]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_the_link_leads_nowhere_but_here(address: str, path: str) -> None:
    reply = ask(address, f"{path}?a=%0d%0ab&next=//evil.example&token={TOKEN}", cookie=None)
    assert reply.status == 303
    to = reply.headers["location"]
    assert re.fullmatch(r"/([^/\\\s][!-\[\]-~]*)?", to), "one slash, and no sign that is dropped or turned"
    assert urlsplit(urljoin(address, to)).netloc == urlsplit(address).netloc
    assert reply.headers["set-cookie"].startswith(f"{cookie_of(address)};")


@pytest.mark.parametrize(("origin", "site"), STRANGERS)
def test_nothing_is_written_for_another_site(
    address: str, root: Path, form: dict[str, str], origin: str | None, site: str | None
) -> None:
    before = (root / "talks" / "reviews.jsonl").exists()
    own = origin and origin.replace("OWN", address)
    refused(posted(address, form, origin=own, sec_fetch_site=site), 403)
    assert (root / "talks" / "reviews.jsonl").exists() == before


def test_our_own_form_is_taken_with_the_key_only(address: str, root: Path, form: dict[str, str]) -> None:
    refused(posted(address, form, cookie=None), 403)
    reply = posted(address, form)
    assert (reply.status, reply.headers["location"].partition("?")[0]) == (303, "/review")
    assert (root / "talks" / "reviews.jsonl").read_text().count("So it is.") == 1


def test_another_site_reads_nothing_but_may_be_followed_from(address: str) -> None:
    for site in ("cross-site", "same-site"):
        for mode in ("cors", "no-cors", "websocket"):
            refused(ask(address, "/", sec_fetch_site=site, sec_fetch_mode=mode), 403)
        assert ask(address, "/", sec_fetch_site=site, sec_fetch_mode="navigate").status == 200
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1"):
        refused(ask(address, "/", origin=origin), 403)
    assert (
        ask(address, "/", sec_fetch_site="same-origin", sec_fetch_mode="cors", origin=address).status == 200
    )


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_other_methods_do_nothing(address: str, method: str) -> None:
    for path in EVERYWHERE:
        refused(ask(address, path, method), 403)
        refused(ask(address, path, method, origin="http://evil.example"), 403)
        reply = ask(address, path, method, origin=address)
        assert reply.status in (404, 405)
    preflight = ask(address, "/review", method, origin=EVIL, access_control_request_method="POST")
    assert not [name for name in preflight.headers if name.startswith("access-control")]


def test_every_answer_carries_what_a_page_may_do(address: str, form: dict[str, str]) -> None:
    replies = [ask(address, path) for path in EVERYWHERE]
    replies += [ask(address, "/", cookie=None), ask(address, "/", host="evil.example")]
    replies += [ask(address, f"/?token={TOKEN}", cookie=None), ask(address, "/", "PUT", origin=address)]
    replies += [posted(address, {**form, "verdict": "none"}), posted(address, {"note": "x" * 70_000})]
    assert {reply.status for reply in replies} >= {200, 204, 303, 400, 403, 404, 405, 413, 421}
    for reply in replies:
        assert {name: reply.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("size", [64_001, 300_000, 3_000_000])
def test_a_form_that_is_too_large_is_refused_before_it_is_read(
    address: str, form: dict[str, str], size: int
) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # closed while it was being sent
        assert posted(address, {**form, "note": "x" * size}).status == 413
    assert asked(address, "/").status == 200


def test_a_form_of_many_fields_is_refused(address: str) -> None:
    assert posted(address, {f"field{number}": "1" for number in range(200)}).status == 413


def test_a_socket_is_not_opened(address: str) -> None:
    reply = ask(
        address,
        "/",
        connection="Upgrade",
        upgrade="websocket",
        sec_websocket_version="13",
        sec_websocket_key="dGhlIHNhbXBsZSBub25jZQ==",
    )
    assert reply.status >= 400
