"""Role sheets: one for each seat, with what that seat may know, and nobody else's private word."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest

from detente.prompts.sheets import role_sheet
from detente.scenario.model import Fact, Scenario
from detente.scenario.parties import Persona
from detente.transcripts.render.markdown import markdown
from detente.viewer.single import blocks_file
from tests.cli.conftest import Detente


def test_every_seat_gets_a_sheet_of_its_own(detente: Detente, ukraine: Scenario) -> None:
    answer = json.loads(detente("scenario", "sheets", "ukraine-2025", "--json").stdout)
    assert [Path(file).name for file in answer["files"]] == [
        f"ukraine-2025-{seat}.html" for seat in ukraine.seats
    ]
    for file, party in zip(answer["files"], ukraine.parties, strict=True):
        text = Path(file).read_text(encoding="utf-8")
        assert f"{party.title}: role sheet" in text
        assert "default-src 'none'" in text.replace("&#39;", "'")
        assert "not a forecast" in text


def test_a_sheet_has_the_issues_of_its_seat_with_their_priors(ukraine: Scenario) -> None:
    text = markdown(role_sheet(ukraine, "ukraine"))
    for issue in ukraine.agenda("ukraine"):
        assert issue.title in text
        for option in issue.options:
            assert option.label.replace("*", "") in text.replace("\\", "")
    assert text.count("**Prior:**") == sum(
        issue.id in ukraine.stands["ukraine.leader"].cells for issue in ukraine.agenda("ukraine")
    )
    for line in ukraine.party("ukraine").red_lines:
        assert ukraine.issue(line.issue).title in text


def test_a_party_that_decides_by_consensus_has_the_priors_of_its_factions(ukraine: Scenario) -> None:
    text = markdown(role_sheet(ukraine, "europe"))
    for faction in ukraine.party("europe").factions:
        row = ukraine.stands[f"europe.{faction.id}"]
        due = sum(issue.id in row.cells for issue in ukraine.agenda("europe"))
        assert due
        assert text.count(f"**Prior, {faction.title}:**") == due


def planted(scenario: Scenario) -> Scenario:
    """The scenario with a word of its own in every line of every actor's card, in every actor's stands, in a
    reviewer's fact and in a fact that is later than its date."""
    personas = {
        actor: card.model_copy(update=words(actor, card)) for actor, card in scenario.personas.items()
    }
    stands = {
        actor: row.model_copy(
            update={
                "cells": {
                    issue: cell.model_copy(update={"weight": weight(scenario, actor)})
                    for issue, cell in row.cells.items()
                }
            }
        )
        for actor, row in scenario.stands.items()
    }
    later = scenario.date + datetime.timedelta(days=1)
    facts = (
        Fact(id="CANARY1", text="canary-reviewer", date=scenario.date, tag="C", audience="reviewer"),
        Fact(id="CANARY2", text="canary-later", date=later, tag="C", audience="public"),
    )
    return scenario.model_copy(
        update={"personas": personas, "stands": stands, "facts": (*scenario.facts, *facts)}
    )


def words(actor: str, card: Persona) -> dict[str, Any]:
    return {
        **{name: (f"canary-{name}-{actor}-end",) for name in ("private", "beliefs", "red_lines")},
        **{name: f"canary-{name}-{actor}-end" for name in ("who", "manner")},
        "wants": dict.fromkeys(card.wants, f"canary-wants-{actor}-end"),
    }


def weight(scenario: Scenario, actor: str) -> float:
    """A weight that no other actor has; its last digit is odd, so that none begins another."""
    return 3 + (2 * list(scenario.stands).index(actor) + 101) / 1000


def shown(scenario: Scenario, seat: str) -> list[str]:
    page = role_sheet(scenario, seat)
    return [markdown(page).replace("\\", ""), blocks_file([page])]


@pytest.mark.parametrize("seat", ["usa", "russia", "ukraine", "europe"])
def test_nobody_else_s_private_word_is_on_a_sheet(ukraine: Scenario, seat: str) -> None:
    scenario = planted(ukraine)
    for text in shown(scenario, seat):
        for actor in ukraine.actors:
            own = actor.startswith(f"{seat}.")
            for name in ("private", "beliefs", "red_lines", "who", "manner", "wants"):
                if name != "wants" or ukraine.personas[actor].wants:
                    assert (f"canary-{name}-{actor}-end" in text) == own, (name, actor)
        for actor in scenario.stands:
            assert actor.startswith(f"{seat}.") or f"{weight(scenario, actor):g}" not in text, actor
        assert "canary-reviewer" not in text
        assert "canary-later" not in text


def test_the_canary_weights_of_a_seat_s_own_stands_are_on_its_sheet(ukraine: Scenario) -> None:
    scenario = planted(ukraine)
    for seat, actor in (("usa", "usa.leader"), ("russia", "russia.leader"), ("europe", "europe.EU")):
        assert all(f"{weight(scenario, actor):g}" in text for text in shown(scenario, seat))


def test_no_script_may_run_in_a_sheet_and_what_is_written_is_escaped(tiny: Scenario) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    card = tiny.personas["north.leader"].model_copy(update={"who": attack})
    scenario = tiny.model_copy(update={"personas": {**tiny.personas, "north.leader": card}})
    text = blocks_file([role_sheet(scenario, "north")])
    assert "".join(re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL)) == ""
    assert "<img" not in text
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert "default-src &#39;none&#39;" in policy[1]
    assert "script-src" not in policy[1]
    assert "@media print" in text
    assert "prefers-color-scheme:dark" in text


def test_one_seat_is_found_in_any_case_and_written_as_markdown(detente: Detente) -> None:
    done = detente("scenario", "sheets", "tiny", "--seat", "NORTH", "--format", "markdown", "--to", "out")
    assert done.exit_code == 0
    assert [file.name for file in Path("out").iterdir()] == ["tiny-north.md"]


def test_an_unknown_seat_and_a_folder_that_cannot_be_written_are_told(detente: Detente) -> None:
    done = detente("scenario", "sheets", "tiny", "--seat", "west")
    assert "There is no seat 'west' here; known: north, south." in done.stderr
    Path("file").write_text("")
    done = detente("scenario", "sheets", "tiny", "--to", "file/folder")
    assert "cannot be written" in done.stderr
