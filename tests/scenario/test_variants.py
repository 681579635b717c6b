"""The same scenario told otherwise: names masked, the other order of speakers, roles without instructions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.errors import InputError
from detente.orchestration import session
from detente.orchestration.config import RunConfig
from detente.scenario.loader import load_text
from detente.scenario.model import Scenario
from detente.scenario.variants import mask_of, masked, reversed_order, uninstructed
from detente.studies.moments import moments_played
from detente.transcripts import events as ev


@pytest.fixture(scope="module")
def hidden(ukraine: Scenario) -> Scenario:
    return masked(ukraine, mask_of("ukraine-2025"))


def told(scenario: Scenario) -> str:
    """Every prompt of a session of the baseline."""
    moments = moments_played(RunConfig(scenario=scenario, seed=3, offers="adaptive").checked())
    return "\n".join(f"{one.system}\n{one.turn}" for one in (moment.question() for moment in moments))


def test_no_masked_name_is_told_to_anybody(hidden: Scenario) -> None:
    text = told(hidden)
    names = [name for name in mask_of("ukraine-2025") if name.upper() != "US"]
    ids = {*hidden.seats, *(faction.id for party in hidden.parties for faction in party.factions)}
    ids |= {stage.id for stage in hidden.stages}
    for name in names:
        found = {one[0] for one in re.finditer(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)}
        assert found <= ids, f"{name} is told as {found}"
    assert not re.search(r"\bUS\b", text)
    assert "Arvenia" in text
    assert "Belmora" in text


def test_ids_stay_and_the_talks_can_be_held(ukraine: Scenario, hidden: Scenario) -> None:
    assert hidden.seats == ukraine.seats
    assert hidden.issue_ids == ukraine.issue_ids
    assert [lever.id for lever in hidden.levers] == [lever.id for lever in ukraine.levers]
    assert hidden.digest != ukraine.digest
    assert load_text(hidden.text).digest == hidden.digest
    played = session.play(RunConfig(scenario=hidden, seed=3))
    assert played.manifest.summary.outcome_class is not None
    said = [one.body.text for one in map(ev.parse, played.lines) if isinstance(one, ev.StatementMade)]
    assert said
    assert not [text for text in said if "Russia" in text or "Kyiv" in text]


def test_the_analyst_still_reads_masked_statements(hidden: Scenario) -> None:
    lines = session.play(RunConfig(scenario=hidden, seed=3)).lines
    read = [one.body for one in map(ev.parse, lines) if isinstance(one, ev.ReadingTaken)]
    assert sum(bool(one.positions) for one in read) > len(read) / 2


def test_a_mask_of_ones_own_is_read_and_a_wrong_one_is_told(tmp_path: Path, tiny: Scenario) -> None:
    own = tmp_path / "mask.yaml"
    own.write_text("Northern: Leftmost\n", encoding="utf-8")
    assert dict(mask_of(str(own))) == {"Northern": "Leftmost"}
    own.write_text("[a, b]", encoding="utf-8")
    with pytest.raises(InputError, match="give each name and what stands in its place"):
        mask_of(str(own))
    with pytest.raises(InputError, match=r"no masks of names for 'tiny'.*built in are those of ukraine-2025"):
        mask_of(tiny.id)


def test_whoever_spoke_first_speaks_last(ukraine: Scenario) -> None:
    def order(scenario: Scenario) -> list[str]:
        lines = session.play(RunConfig(scenario=scenario, seed=3)).lines
        said = [one for one in map(ev.parse, lines) if isinstance(one, ev.StatementMade)]
        return [one.actor for one in said if (one.stage, one.round) == ("moscow", 1)]

    assert order(ukraine) == list(reversed(order(reversed_order(ukraine))))
    assert len(order(ukraine)) > 1


def test_a_role_without_instructions_is_told_its_name_and_no_more(ukraine: Scenario) -> None:
    card = ukraine.personas["russia.leader"]
    text = told(uninstructed(ukraine))
    assert card.name in text
    assert card.who in text
    private = [*card.beliefs, *card.red_lines, *card.private, *card.wants.values(), card.manner]
    assert not [line for line in private if line in text]
    assert all(line in told(ukraine) for line in card.private)
