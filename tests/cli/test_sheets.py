"""Role sheets: one for each seat, with what that seat may know, and nobody else's private word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.prompts.sheets import role_sheet
from detente.scenario.model import Fact, Scenario
from detente.transcripts.render.markdown import markdown
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


def planted(scenario: Scenario) -> Scenario:
    """The scenario with a word of its own in every private line of every actor, and in a reviewer's fact."""
    personas = {
        actor: card.model_copy(update={"private": (f"canary-{actor}",), "beliefs": (f"belief-{actor}",)})
        for actor, card in scenario.personas.items()
    }
    fact = Fact(id="CANARY", text="canary-reviewer", date=scenario.date, tag="C", audience="reviewer")
    return scenario.model_copy(update={"personas": personas, "facts": (*scenario.facts, fact)})


@pytest.mark.parametrize("seat", ["usa", "russia", "ukraine", "europe"])
def test_nobody_else_s_private_word_is_on_a_sheet(ukraine: Scenario, seat: str) -> None:
    text = markdown(role_sheet(planted(ukraine), seat)).replace("\\", "")
    for actor in ukraine.actors:
        own = actor.startswith(f"{seat}.")
        for word in (f"canary-{actor}", f"belief-{actor}"):
            assert any(word == part for part in text.split()) == own, word
    assert "canary-reviewer" not in text


def test_an_unknown_seat_and_a_folder_that_cannot_be_written_are_told(detente: Detente) -> None:
    done = detente("scenario", "sheets", "tiny", "--seat", "west")
    assert "There is no seat 'west' here; known: north, south." in done.stderr
    Path("file").write_text("")
    done = detente("scenario", "sheets", "tiny", "--to", "file/folder")
    assert "cannot be written" in done.stderr
