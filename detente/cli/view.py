"""`detente view`: the sessions in a browser, served to this machine only."""

from __future__ import annotations

import secrets
import socket
from pathlib import Path
from urllib.parse import urlencode

import click

from detente.cli.output import answer_options, emit_json
from detente.cli.where import out_option
from detente.errors import InputError
from detente.transcripts.find import find
from detente.transcripts.store import SET

__all__ = ["view"]

LOOPBACK = "127.0.0.1"


@click.command()
@click.argument("name", metavar="[SESSION]", default="")
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="A port of your choice.")
@click.option("--open/--no-open", "browse", default=True, help="Whether to open the link in a browser.")
@out_option
@answer_options
def view(name: str, port: int, browse: bool, out: Path, as_json: bool) -> None:
    """Look at sessions in a browser: the talks, who moved on what, why, and two of them side by side.

    Served to this machine only, by the link that is printed: it holds a key. Nothing is written but the
    reviews that you save. Ctrl-C ends it.

    \b
    Example: detente view
             detente view last
             detente view --port 8123 --no-open
    """
    root, start = _placed(name, out) if name else (out, {})
    import uvicorn  # noqa: PLC0415 - dear to import

    from detente.viewer.app import application  # noqa: PLC0415

    token, listening = secrets.token_urlsafe(24), _bound(port)
    port = listening.getsockname()[1]
    hosts = [f"{LOOPBACK}:{port}", f"localhost:{port}"]
    page = "" if not start else "set" if (root / start["id"] / SET).exists() else "session"
    url = f"http://{hosts[0]}/{page}?{urlencode({**start, 'token': token})}"
    config = uvicorn.Config(
        application(root, token, hosts),
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
    )
    if as_json:
        emit_json({"schema": 1, "url": url})
    else:
        click.echo(url)
        click.echo("Ctrl-C ends it.", err=True)
    if browse and not as_json:
        click.launch(url)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        return


def _placed(name: str, out: Path) -> tuple[Path, dict[str, str]]:
    """The folder to serve, and the session or set in it: a path may lie elsewhere than --out."""
    found, root = find(name, out, sets=True).resolve(), out.resolve()
    if not found.is_relative_to(root):
        root = found.parent.parent if (found.parent / SET).exists() else found.parent
    return root, {"id": str(found.relative_to(root))}


def _bound(port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((LOOPBACK, port))
        found.listen()  # before the link is printed: whoever follows it at once waits, and is not refused
    except OSError as error:
        raise InputError(f"Port {port} cannot be had ({error.strerror}); give another --port.") from error
    return found
