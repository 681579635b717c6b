"""`detente export`: sessions for others: HTML, Markdown, CSV, JSON, a brief, gold labels, inspect's log."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from detente.cli.output import JSON, answer_options, emit_json
from detente.cli.where import Opened, opened, out_option
from detente.transcripts.calls import parse_calls
from detente.transcripts.export.inspect_log import inspect_log, log_name
from detente.transcripts.export.long_table import long_rows, write_csv
from detente.transcripts.find import find, members
from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.brief import brief
from detente.transcripts.render.markdown import markdown
from detente.transcripts.render.record import answer, entry
from detente.transcripts.render.show import Part, seen
from detente.transcripts.render.show import show as page_of
from detente.transcripts.reviews import gold_labels, reviews_of
from detente.transcripts.store import SET, Folder, write_whole

__all__ = ["export"]

ENDINGS = {
    "html": "html",
    "markdown": "md",
    "csv": "csv",
    "inspect": "json",
    "brief": "md",
    "gold": "jsonl",
    "json": "json",
}
"""Format → ending of the file."""


@click.command()
@click.argument("names", metavar="SESSION…", nargs=-1, required=True)
@click.option(
    "--html", is_flag=True, help="One file that opens anywhere; two sessions are laid side by side."
)
@click.option("--markdown", is_flag=True, help="The talks as text.")
@click.option("--csv", is_flag=True, help="A long table: a row for each session, round, seat and issue.")
@click.option(
    "--brief", is_flag=True, help="Two pages: outcome, who moved, decisive offers; with --html too."
)
@click.option("--inspect", is_flag=True, help="A log that `inspect view` (inspect-ai) opens.")
@click.option("--gold", is_flag=True, help="Reviewed statements as gold labels.")
@click.option("--private", is_flag=True, help="With what stayed inside the parties; marked as such.")
@click.option("--to", metavar="FILE", default="", help="Where to write; `-` is the screen.")
@out_option
@answer_options
def export(names: tuple[str, ...], private: bool, to: str, out: Path, as_json: bool, **formats: bool) -> None:
    """Write sessions for others: public words only, unless --private is given.

    Several sessions, and sets, go into one file. With --json and no format, the sessions themselves are
    written as JSON; beside a format, --json answers with where the file is.

    \b
    Example: detente export last --html
             detente export first second --html --to side-by-side.html
             detente export grid --csv --to positions.csv
             detente export last --brief
             detente export last --inspect && inspect view --log-dir .
    """
    form = _format(formats, as_json=as_json)
    paths = [path for name in dict.fromkeys(names) for path in _folders(find(name, out, sets=True))]
    if form not in ("csv", "json", "gold") and len(paths) > MOST:
        raise click.UsageError(
            f"{len(paths)} sessions are too many for one such file; --csv takes any number."
        )
    text = _MAKERS[form](paths, private)
    if to == "-" or (form == "json" and not to):
        click.echo(text, nl=False)
        return
    file = Path(to or _named(paths, names, form, text, private=private))
    _write(file, text)
    if as_json:
        emit_json({"schema": 1, "notice": NOTICE, "file": str(file), "private": private, "format": form})
    else:
        click.echo(f"{file}{' (PRIVATE: not for publication)' if private else ''}")


def _format(formats: Mapping[str, bool], *, as_json: bool) -> str:
    chosen = [name for name, given in formats.items() if given]
    if set(chosen) == {"brief", "html"}:
        return "brief-html"
    if len(chosen) > 1:
        raise click.UsageError(f"Give one format, not {' and '.join(f'--{name}' for name in chosen)}.")
    if not chosen and not as_json:
        raise click.UsageError(
            "Say as what: --html, --markdown, --csv, --brief, --inspect, --gold or --json."
        )
    click.get_current_context().meta[JSON] = as_json
    return chosen[0] if chosen else "json"


def _ending(form: str) -> str:
    return "html" if form == "brief-html" else ENDINGS[form]


MOST = 20
"""Sessions that a file for people holds."""


def _folders(path: Path) -> list[Path]:
    return members(path) if (path / SET).exists() else [path]


def _named(paths: Sequence[Path], names: Sequence[str], form: str, text: str, *, private: bool) -> str:
    """The file's name where none is given; `inspect view` lists only logs that are named in its way."""
    if form == "inspect":
        return log_name(json.loads(text))
    return f"{_stem(paths, names)}{'.private' if private else ''}.{_ending(form)}"


def _stem(paths: Sequence[Path], names: Sequence[str]) -> str:
    if len(paths) == 1:
        return paths[0].name
    return f"{paths[0].parent.name if len(names) == 1 else paths[0].name}-and-{len(paths) - 1}-more"


def _write(file: Path, text: str) -> None:
    try:
        write_whole(file, text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror or error}.") from error


# -- what is written --------------------------------------------------------------------------------


def _html(paths: Sequence[Path], private: bool) -> str:
    from detente.viewer.session_page import Source  # noqa: PLC0415 - dear to import
    from detente.viewer.single import single_file  # noqa: PLC0415

    found = [opened(path) for path in paths]
    sources = [Source(one.path.name, one.manifest, one.scenario, one.events) for one in found]
    return single_file(sources, private=private)


def _markdown(paths: Sequence[Path], private: bool) -> str:
    found = (opened(path) for path in paths)
    return "\n".join(
        markdown(page_of(one.manifest, one.scenario, one.events, Part(private=private))) for one in found
    )


def _csv(paths: Sequence[Path], private: bool) -> str:
    def rows() -> Iterator[dict[str, Any]]:
        for path in paths:
            one = opened(path)
            yield from long_rows(path.name, one.manifest, one.scenario, one.events, private=private)

    text = io.StringIO()
    write_csv(rows(), text)
    return text.getvalue()


def _json(paths: Sequence[Path], private: bool) -> str:
    found = [_record(opened(path), private) for path in paths]
    whole = found[0] if len(found) == 1 else {"schema": 1, "notice": NOTICE, "sessions": found}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _record(one: Opened, private: bool) -> dict[str, Any]:
    told = answer(one.manifest, one.events, one.path.name, public=not private)
    return {**told, "private": private, "events": [entry(e) for e in seen(one.events, Part(private=private))]}


def _inspect(paths: Sequence[Path], private: bool) -> str:
    if len(paths) > 1:
        raise click.UsageError("A log for inspect holds one session.")
    one = opened(paths[0])
    calls = list(parse_calls(Folder(paths[0]).call_lines())) if private else []
    log = inspect_log(one.manifest, one.events, calls=calls, private=private)
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _brief(paths: Sequence[Path], private: bool) -> str:
    pages = (opened(path) for path in paths)
    return "\n".join(
        markdown(brief(one.manifest, one.scenario, one.events, private=private)) for one in pages
    )


def _brief_html(paths: Sequence[Path], private: bool) -> str:
    from detente.viewer.single import blocks_file  # noqa: PLC0415 - dear to import

    pages = [brief(one.manifest, one.scenario, one.events, private=private) for one in map(opened, paths)]
    return blocks_file(pages)


def _gold(paths: Sequence[Path], private: bool) -> str:
    del private  # statements are public to begin with
    labels: list[dict[str, Any]] = []
    for path in paths:
        one = opened(path)
        labels += gold_labels(path.name, one.scenario, one.events, reviews_of(path))
    if not labels:
        raise click.UsageError(
            "No statement has been called complete yet; `detente view` is where people review readings."
        )
    return "".join(json.dumps(label, ensure_ascii=False) + "\n" for label in labels)


_MAKERS: Mapping[str, Callable[[Sequence[Path], bool], str]] = {
    "html": _html,
    "markdown": _markdown,
    "csv": _csv,
    "json": _json,
    "inspect": _inspect,
    "brief": _brief,
    "brief-html": _brief_html,
    "gold": _gold,
}
