"""Templates and what they may use. Every text is escaped, and shown without control characters."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.blocks import Block, clean
from detente.viewer.heatmap import MARKS

__all__ = ["asset", "link", "render"]


def render(template: str, **context: Any) -> str:  # noqa: ANN401 - what the template takes
    """A page from its template."""
    return _environment().get_template(template).render(context)


@cache
def asset(name: str) -> str:
    """The text of a file in `static/`."""
    return resources.files("detente.viewer").joinpath("static", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("detente.viewer"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_cleaned,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(notice=NOTICE, kind_of=_kind, link=link, marks=MARKS)
    return found


def _cleaned(value: object) -> object:
    """No control or direction-changing character reaches a page; markup of our own stays."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _kind(block: Block) -> str:
    return type(block).__name__


def link(path: str, **query: object) -> str:
    """A link within the viewer; a folder's name need not be UTF-8."""
    pairs = {name: str(value) for name, value in query.items()}
    return f"{path}?{urlencode(pairs, errors='surrogateescape')}"
