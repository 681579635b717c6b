"""The web application: a local, read-only view of a transcripts folder; only reviews are written."""

from __future__ import annotations

import hashlib
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from detente.errors import DetenteError, InputError, ScenarioError, TranscriptError
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.studies.comparison import compare_sets
from detente.transcripts.asked import asked, slots_of
from detente.transcripts.compare.matrix import matrix, matrix_page
from detente.transcripts.compare.pair import compare_two
from detente.transcripts.render.blocks import Para, clean
from detente.transcripts.reviews import reviewed, reviews_of
from detente.viewer.guard import Guard
from detente.viewer.listing import list_context
from detente.viewer.pages import asset, link, render
from detente.viewer.pair_page import head_of, round_rows
from detente.viewer.reviewing import review_context, review_of
from detente.viewer.session_page import Source, session_page
from detente.viewer.set_page import set_context
from detente.viewer.shelf import Shelf
from detente.viewer.single import side_of

__all__ = ["application"]

TYPES = {"style.css": "text/css", "script.js": "text/javascript"}
MOST_SIDES = 12
"""Sessions in a matrix."""
MOST_FORM = 64_000
"""Bytes of a review."""
MOST_FIELDS = 100
"""Of a review."""
FIELDS = ("set", "world", "offers", "model", "analyst", "replicate", "rounds", "detente")
MAIN = '<main id="main">'
Query = Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """A page, and whether what it shows is still running."""

    html: str
    live: bool = False
    status: int = 200


class Viewer:
    """The pages over one folder."""

    def __init__(self, root: Path) -> None:
        self.shelf = Shelf(root)
        self._scenarios: dict[str, Scenario] = {}

    # -- pages ------------------------------------------------------------------------------------

    def sessions(self, query: Query) -> Page:
        """The list."""
        context = list_context(self.shelf, query)
        return Page(render("list.html", **context), live=context["running"])

    def session(self, query: Query) -> Page:
        """One session."""
        source, private = self._source(query.get("id", "")), bool(query.get("private"))
        page = session_page(source, private=private)
        others = [one.name for one in self.shelf.listed() if one.scenario == source.manifest.scenario][:200]
        title = f"{source.name}: {page.title}"
        return Page(
            render("session.html", title=title, page=page, others=others),
            live=source.manifest.state == "running",
        )

    def act(self, query: Query) -> Page:
        """The questions behind an act: private, as their prompts are."""
        folder = self.shelf.folder(query.get("id", ""))
        number = _number(query.get("event", ""))
        calls = asked(folder, slots_of(folder.events(), number))
        title = f"What was asked for event {number}"
        return Page(render("act.html", title=title, name=query["id"], event=number, asked=calls))

    def compare(self, query: Query, several: list[str]) -> Page:
        """Two sessions side by side, or more as a matrix."""
        names = [name for name in (query.get("a"), query.get("b"), *several) if name]
        if not 2 <= len(names) <= MOST_SIDES:
            raise InputError(f"Mark two sessions to lay side by side, {MOST_SIDES} at most.")
        private, only = bool(query.get("private")), bool(query.get("only"))
        sources = [self._source(name) for name in names]
        if len({source.scenario.id for source in sources}) > 1:
            raise InputError("These sessions are of different scenarios: their issues are not the same.")
        sides = [side_of(source, private=private) for source in sources]
        if len(sides) > 2:
            found = matrix_page(matrix(sides))
            return Page(render("blocks.html", title=found.title, blocks=found.blocks[1:]))
        pair = compare_two(sides[0], sides[1])
        pages = [
            session_page(source, private=private, key=key)
            for source, key in zip(sources, ("a-", "b-"), strict=True)
        ]
        return Page(
            render(
                "pair.html",
                title=f"{names[0]} beside {names[1]}",
                pair=pair,
                head=head_of(pair),
                rows=round_rows(pair, pages, only=only),
                names=names,
                private=private,
                only=only,
            )
        )

    def set(self, query: Query) -> Page:
        """A set, compared by a field."""
        name = query.get("id", "")
        path = self.shelf.set_path(name)
        by = query.get("by") or "world"
        private = bool(query.get("private"))
        found = compare_sets([path], by, private=private)
        context = set_context(found, query.get("seat", ""))
        seats = [f"seat.{seat}" for seat in found.scenario.seats]
        fields = dict.fromkeys((*FIELDS, *seats, *(("change",) if private else ()), by))
        title = f"{name}, compared by {by}"
        return Page(
            render("set.html", title=title, name=name, fields=list(fields), private=private, **context)
        )

    def review(self, query: Query, problem: str = "", status: int = 200) -> Page:
        """One statement, to be judged."""
        source = self._source(query.get("id", ""))
        page = session_page(source, private=False)
        context = review_context(source, page, _number(query.get("event", "")))
        saved = "Saved beside the transcript." if query.get("saved") else ""
        return Page(render("review.html", problem=problem, saved=saved, **context), status=status)

    def judge(self, form: Query, options: list[str]) -> str:
        """Keep a review; returns where to go on."""
        source = self._source(form.get("id", ""))
        try:
            review = review_of(form, options, source.scenario)
        except ValidationError as error:
            raise InputError(f"This review cannot be kept: {error.errors()[0]['msg']}.") from error
        reviewed(self.shelf.path(source.name), review, source.events, source.scenario)
        return link("/review", id=source.name, event=review.statement, saved=1)

    # -- what they are made of --------------------------------------------------------------------

    def _source(self, name: str) -> Source:
        folder = self.shelf.folder(name)
        manifest = folder.manifest
        scenario = self._scenarios.get(manifest.scenario_digest)
        if scenario is None:
            scenario = load_text(folder.scenario_text)
            self._scenarios[scenario.digest] = scenario
        journal = (folder.path / "calls.jsonl").is_file()
        return Source(name, manifest, scenario, folder.events(), journal, reviews_of(folder.path))


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise InputError(f"'{text}' is no event.")
    return int(text)


def application(root: Path, token: str, hosts: list[str]) -> ASGIApp:
    """The application over a transcripts folder; only `hosts` and the bearer of `token` are answered."""
    viewer = Viewer(root)

    def page(make: Callable[[Request], Page]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            return _response(await run_in_threadpool(_made, make, request), request)

        return answer

    async def judge(request: Request) -> Response:
        form, options = await _form(request)
        try:
            return RedirectResponse(await run_in_threadpool(viewer.judge, form, options), 303)
        except DetenteError as error:
            query = {"id": form.get("id", ""), "event": form.get("statement", "")}
            again = await run_in_threadpool(_again, viewer, query, str(error))
            return _response(again, request)

    routes = [
        Route("/", page(lambda r: viewer.sessions(r.query_params))),
        Route("/session", page(lambda r: viewer.session(r.query_params))),
        Route("/act", page(lambda r: viewer.act(r.query_params))),
        Route("/compare", page(lambda r: viewer.compare(r.query_params, r.query_params.getlist("s")))),
        Route("/set", page(lambda r: viewer.set(r.query_params))),
        Route("/review", page(lambda r: viewer.review(r.query_params))),
        Route("/review", judge, methods=["POST"]),
        Route("/static/{name}", _static),
        Route("/favicon.ico", _none),
    ]
    return Guard(Starlette(routes=routes), token, hosts)


def _again(viewer: Viewer, query: Query, problem: str) -> Page:
    try:
        return viewer.review(query, problem, 400)
    except DetenteError:
        return _failed(problem, 400)


def _made(make: Callable[[Request], Page], request: Request) -> Page:
    try:
        return make(request)
    except (TranscriptError, ScenarioError) as error:
        return _failed(str(error), 422)
    except DetenteError as error:
        return _failed(str(error), 404)
    except RecursionError:
        return _failed("Something in these files is nested too deeply to be read.", 422)
    except Exception as error:  # one session that breaks a page must not look like the end of the viewer
        print(clean(traceback.format_exc()), file=sys.stderr)  # noqa: T201 - it may quote what lies in a file
        return _failed(f"This is a bug in detente ({type(error).__name__}); the terminal shows more.", 500)


def _failed(problem: str, status: int) -> Page:
    """A sentence instead of a page: what is wrong stands in it."""
    blocks = [Para(problem, tone="bad")]
    return Page(render("blocks.html", title="This cannot be shown", blocks=blocks), status=status)


def _response(page: Page, request: Request) -> Response:
    """The page; of one that is still running only if it has changed."""
    tag = hashlib.sha256(page.html.encode()).hexdigest()[:24]
    if page.live and request.headers.get("if-none-match") == tag:
        return Response(status_code=304)
    main = f'<main id="main" data-live="{tag}">' if page.live else MAIN
    return Response(page.html.replace(MAIN, main, 1), page.status, media_type="text/html")


async def _form(request: Request) -> tuple[dict[str, str], list[str]]:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_FORM:
            raise HTTPException(413)
    try:
        found: dict[str, Any] = parse_qs(body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise HTTPException(413) from error
    return {name: values[-1] for name, values in found.items()}, found.get("options", [])


async def _none(_: Request) -> Response:
    return Response(status_code=204)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in TYPES:
        raise HTTPException(404)
    return Response(asset(name), media_type=TYPES[name])
