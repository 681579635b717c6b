"""`detente doctor`: whether a model can play, before a session rests on it; and what is installed."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from typing import Any

import click

from detente import __version__
from detente.cli.casting import Casting, asked_with, cap_options
from detente.cli.casting import keys as in_dotenv
from detente.cli.output import answer_options, console, emit_json
from detente.errors import CheckFailed, InputError
from detente.llm.specs import parse_spec
from detente.scenario.loader import load
from detente.studies.doctor import Health, examined
from detente.transcripts.manifest import NOTICE
from detente.transcripts.render.blocks import Block, Facts, Grid, Page, Para
from detente.transcripts.render.terminal import screen

__all__ = ["doctor"]

WAYS = {
    ("native", True): "by the provider's JSON schema",
    ("native", False): "by the provider's JSON schema, without bounds on lengths",
    ("tools", False): "by a function call",
    ("text", True): "as JSON in plain text",
}
HINT = "The baseline needs none of this. `detente doctor --model SPEC` tries a model out."
PACKAGES = ("openai", "langchain", "langchain-openai", "langchain-anthropic", "langchain-google-genai")


@click.command()
@click.option("--model", default="", metavar="SPEC", help="The model to try out.")
@click.option(
    "--scenario",
    default="ukraine-2025",
    show_default=True,
    metavar="SCENARIO",
    help="Whose questions are put, and whose session is estimated.",
)
@cap_options
@answer_options
def doctor(model: str, scenario: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Try a model out: is it reached, how does it give structured replies, does it take the subject.

    Four real questions of the scenario are put to it (an argument in a council, a statement, a decision and a
    reading), and what a whole session would take is estimated from them. Without --model: what is installed.

    \b
    Example: detente doctor --model openai:gpt-5-mini --max-cost 0.10
             detente doctor --model openai:NAME@http://127.0.0.1:8080/v1
    """
    if not model:
        _installation(as_json=as_json)
        return
    if not parse_spec(model).is_model:
        raise InputError(f"--model {model}: only a language model needs a doctor; {model} is always ready.")
    found = examined(load(scenario), model, asked_with(model, options))
    if as_json:
        emit_json({"scenario": scenario, **found.answer()})
    else:
        console().print(screen(_page(found, scenario)))
    if not found.sound:
        bad = next(one for one in found.tried if one.kind != "ok")
        raise CheckFailed(f"{found.spec} did not pass: {bad.act} by {bad.who}: {bad.message}.")


def _page(found: Health, scenario: str) -> Page:
    usage = "reported" if found.reports_usage else "not reported: caps count the most that a call can take"
    if found.totals.tokens_cached:
        usage += f"; {found.totals.tokens_cached:,} of {found.totals.tokens_in:,} tokens in were cached"
    willing = "taken up at every question" if found.willing else "refused"
    facts = [
        ("reached", "yes"),
        ("structured replies", WAYS[found.way.mode, found.way.bounds]),
        ("usage", usage),
        ("subject matter", willing),
        (f"a session of {scenario}", found.session.words),
    ]
    if found.bytes_a_token is not None:
        facts.append(("measured", f"{found.bytes_a_token} bytes of prompt for a token"))
    rows = tuple((one.act, one.who, one.kind, one.words or one.message) for one in found.tried)
    blocks: list[Block] = [
        Facts(tuple(facts)),
        Grid(("Question", "Put to", "Came out", "Words"), rows, lead="Tried", fixed=(0, 1, 2)),
        Para(NOTICE, tone="notice"),
    ]
    return Page(f"{found.spec}, tried out", tuple(blocks))


# -- what is installed ----------------------------------------------------------------------------


def _installation(*, as_json: bool) -> None:
    versions = {name: _version(name) for name in PACKAGES}
    keys = sorted({name for name in os.environ if name.endswith("_API_KEY")} | set(in_dotenv()))
    casting = Casting.read()
    if as_json:
        emit_json(
            {
                "schema": 1,
                "detente": __version__,
                "python": platform.python_version(),
                "packages": versions,
                "keys": keys,
                "models": list(casting.models),
            }
        )
        return
    facts = [
        ("detente", __version__),
        ("python", platform.python_version()),
        *((name, version or "not installed") for name, version in versions.items()),
        ("keys set", ", ".join(keys) or "none"),
        ("models in detente.toml", ", ".join(casting.models) or "none"),
    ]
    hint = Para(
        "The baseline needs none of this. `detente doctor --model SPEC` tries a model out.", tone="faint"
    )
    console().print(screen(Page("What is installed", (Facts(tuple(facts)), hint))))


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
