"""`detente show`: a session, a part of it, or the course of one issue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from detente.cli.output import JSON, answer_options, console, emit_json
from detente.cli.where import Opened, located, out_option
from detente.transcripts.render.blocks import Page
from detente.transcripts.render.course import chosen_issue, course, steps
from detente.transcripts.render.markdown import markdown
from detente.transcripts.render.record import answer, entry
from detente.transcripts.render.show import Part, seen
from detente.transcripts.render.show import show as page_of
from detente.transcripts.render.terminal import screen

__all__ = ["show"]


@click.command()
@click.argument("name", metavar="SESSION")
@click.option("--stage", default="", metavar="STAGE", help="One stage only.")
@click.option("--round", "number", type=click.IntRange(min=1), metavar="N", help="One round only.")
@click.option("--seat", default="", metavar="SEAT", help="What one seat did, was offered and said.")
@click.option("--issue", default="", metavar="ISSUE", help="The course of one issue: who stood where, when.")
@click.option("--private", is_flag=True, help="With councils, judgements, private notes and reasons.")
@click.option("--public", is_flag=True, help="Nothing private, in the JSON summary neither.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "markdown", "json"]),
    default="terminal",
    show_default=True,
    help="How it is written.",
)
@out_option
@answer_options
def show(name: str, form: str, out: Path, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Show a session: its course, its outcome and why; public words only, unless --private is given.

    A SESSION is a folder, an id, the unique start of one, or `last`; inside a set, SET/SESSION. With --json
    the answer is that of `run`, which holds the decider's lean (--public leaves it out), with the events.

    \b
    Example: detente show last
             detente show last --issue I1
             detente show last --stage moscow --round 2 --private
             detente show last --format markdown > talks.md
    """
    as_json = as_json or form == "json"
    click.get_current_context().meta[JSON] = as_json
    if options["private"] and options["public"]:
        raise click.UsageError("Give either --private or --public.")
    found = located(name, out)
    part = Part(options["stage"], options["number"] or 0, options["seat"], options["private"])
    page = _page(found, part, options["issue"])
    if as_json:
        emit_json(_record(found, part, options["issue"], public=options["public"]))
    elif form == "markdown":
        click.echo(markdown(page), nl=False)
    else:
        console().print(screen(page))


def _page(found: Opened, part: Part, issue: str) -> Page:
    if issue:
        return course(found.manifest, found.scenario, found.events, issue, part)
    return page_of(found.manifest, found.scenario, found.events, part)


def _record(found: Opened, part: Part, issue: str, *, public: bool) -> dict[str, Any]:
    whole = answer(found.manifest, found.events, str(found.path), public=public)
    if not part.private:
        faults = {event.seq for event in seen(found.events, Part())}
        whole["faults"] = [fault for fault in whole["faults"] if fault["event"] in faults]
    if issue:
        issue = chosen_issue(found.scenario, issue)
        return {**whole, "issue": issue, "course": steps(found.events, issue, part)}
    return {**whole, "events": [entry(event) for event in seen(found.events, part)]}
