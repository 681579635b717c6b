"""A fork: its prefix is its parent's, byte for byte; one thing is otherwise from the point on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detente.errors import InputError
from detente.llm.budget import Caps
from detente.orchestration import session
from detente.orchestration.backstage import Backstage
from detente.orchestration.config import RunConfig
from detente.orchestration.forking import fork_folder, origin_of
from detente.scenario.model import Scenario
from detente.transcripts import events as ev
from detente.transcripts.acts import Offer
from detente.transcripts.changes import Change
from tests.agents.human.screen import Screen, Typist
from tests.forks.making import after, bare, base, branch, events_of, manifest_of

CHANGES: list[dict[str, Any]] = [
    {},
    {"offers": "pressure-only"},
    {"drop_levers": ("reset", "trade")},
    {"world": "pressure-works"},
    {"sets": {"M24": "0"}},
    {"without": ("europe",)},
    {"offer": Offer(to="russia", terms={"I2": "b"}, levers=("reset",))},
    {"replicate": 4},
]


@pytest.fixture(scope="module")
def parent(ukraine: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session that was played to its end."""
    return base(ukraine, tmp_path_factory.mktemp("forks"))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change), "control"))
def test_what_comes_before_is_copied_and_the_fork_is_verified(parent: Path, change: dict[str, Any]) -> None:
    path, origin = branch(parent, "moscow.3", **change), origin_of(parent, "moscow.3")
    lines = (path / "events.jsonl").read_bytes().splitlines(keepends=True)
    assert tuple(lines[: len(origin.lines)]) == origin.lines
    made = events_of(path)[len(origin.lines)]
    assert isinstance(made, ev.ChangeMade)
    assert (made.stage, made.round, made.audience) == ("moscow", 3, ev.REVIEWER)
    assert made.body.control is (change in ({}, {"replicate": 4}))
    assert "every byte came out the same" in session.verify(path)
    found = manifest_of(path)
    assert found.parent is not None
    assert (found.parent.session, str(found.parent.at), found.parent.events) == (
        "base",
        "moscow.3",
        len(origin.lines),
    )


def test_a_control_goes_on_as_its_parent_did(parent: Path) -> None:
    path, kept = branch(parent, "kyiv.1"), origin_of(parent, "kyiv.1").lines
    assert after(path) == [bare(event) for event in events_of(parent)[len(kept) :]]


def test_a_change_is_in_force_from_its_point_on_and_not_before(parent: Path) -> None:
    path = branch(parent, "moscow.3", drop_levers=("reset",))
    offers = [event for event in events_of(path) if isinstance(event, ev.OfferMade)]
    held = {event.round: "reset" in event.body.levers for event in offers if event.stage == "moscow"}
    assert (held[1], held[2]) == (True, True)
    assert not any(held[number] for number in held if number >= 3)
    assert manifest_of(path).answer("")["changes"] == [{"at": "moscow.3", "drop_levers": ["reset"]}]


def test_an_offer_of_ones_own_is_made_at_the_point_and_stays_the_plans(parent: Path) -> None:
    mine = Offer(to="russia", terms={"I2": "b"}, levers=("reset",), text="Take this, or leave it.")
    path = branch(parent, "moscow.2", offer=mine)
    offers = [event.body for event in events_of(path) if isinstance(event, ev.OfferMade)]
    assert offers[1] == mine
    later = [offer for offer in offers[2:] if offer.to == "russia"]
    assert all((offer.terms, offer.levers) == (mine.terms, mine.levers) for offer in later)


def test_a_fork_is_forked_again_and_keeps_what_was_changed_before(parent: Path) -> None:
    first = branch(parent, "moscow.2", drop_levers=("reset",), name="first")
    second = branch(first, "moscow.3", sets={"M24": "0"}, name="second")
    assert [change.told for change in manifest_of(second).changes] == [
        {"at": "moscow.2", "drop_levers": ["reset"]},
        {"at": "moscow.3", "sets": {"M24": "0"}},
    ]
    offers = [event for event in events_of(second) if isinstance(event, ev.OfferMade)]
    assert all("reset" not in offer.body.levers for offer in offers if offer.round > 1)
    assert "every byte" in session.verify(second)
    third = branch(second, "moscow.1", offers="vague", name="third")
    assert [change.told for change in manifest_of(third).changes] == [{"at": "moscow.1", "offers": "vague"}]


def test_a_fork_of_a_fork_at_the_same_point_comes_after_its_change(parent: Path) -> None:
    first = branch(parent, "moscow.3", offers="pressure-only", name="pressed")
    second = branch(first, "moscow.3", offers="article", name="back")
    made = [event.body.offers for event in events_of(second) if isinstance(event, ev.ChangeMade)]
    assert made == ["pressure-only", "article"]
    assert "every byte" in session.verify(second)


def test_another_seat_is_told_nothing_of_a_change(parent: Path) -> None:
    path = branch(parent, "moscow.3", sets={"russia.leader.I2.limit": "c"})
    made = next(event for event in events_of(path) if isinstance(event, ev.ChangeMade))
    assert not any(made.seen_by(seat) for seat in ("usa", "russia", "ukraine", "europe"))


def test_a_seat_that_never_took_part_may_leave(parent: Path) -> None:
    path = branch(parent, "moscow.3", without=("europe",))
    assert "europe" not in manifest_of(path).answer("")["seats"]
    assert all(event.actor != "europe" for event in events_of(path))


@pytest.mark.parametrize(
    ("at", "change", "told"),
    [
        ("moscow.3", {"without": ("usa",)}, "usa has taken part before moscow.3"),
        ("moscow.3", {"world": "europe-inside"}, "Later parties would have sat in otherwise from the start"),
        ("moscow.3", {"sets": {"russia.leader.lean": "0.5"}}, "it says where the talks began"),
        ("moscow.3", {"add_levers": ("reset",)}, "puts it into every offer already"),
        ("moscow.3", {"add_levers": ("bribe",)}, "the mediator holds reset, trade"),
        ("moscow.3", {"offers": "none", "drop_levers": ("reset",)}, "puts it into no offer"),
        ("moscow.3", {"offers": "adaptive", "drop_levers": ("reset",)}, "composed by whoever sits"),
        ("moscow.3", {"world": "nowhere"}, "There is no world 'nowhere'"),
        ("moscow.3", {"sets": {"M99": "0"}}, "M99"),
        ("moscow.3", {"prompts": {"shout": "x"}}, "there is no such prompt"),
        ("moscow.3", {"prompts": {"speak": "x"}}, "speak"),
        ("moscow.3", {"offer": Offer(to="ukraine")}, "an offer to russia was put to ukraine"),
        ("moscow.3", {"offer": Offer(to="russia", levers=("support_kyiv",))}, "does not hold the lever"),
        ("moscow.3", {"offer": Offer(to="russia", terms={"I6": "a", "I7": "d"})}, "exclude each other"),
        ("moscow.3", {"seats": {"russia": "nobody"}}, "is no SPEC"),
        ("moscow.9", {}, r"base has the rounds moscow\.1, moscow\.2"),
        ("moscow", {}, r"base has the rounds moscow\.1, moscow\.2"),
        ("nowhere.1", {}, r"base has the rounds moscow\.1, moscow\.2"),
    ],
)
def test_what_does_not_fit_or_would_alter_the_prefix_is_refused(
    parent: Path, tmp_path: Path, at: str, change: dict[str, Any], told: str
) -> None:
    def made() -> None:
        origin = origin_of(parent, at)
        fork_folder(origin, Change(at=origin.at, **change), tmp_path, "fork", Caps())

    with pytest.raises(InputError, match=told):
        made()
    assert not (tmp_path / "fork").exists()


def test_a_lever_of_offers_that_have_all_been_made_is_refused(ukraine: Scenario, tmp_path: Path) -> None:
    path = base(ukraine, tmp_path, seed=1)
    with pytest.raises(InputError, match=r"reset: the offers .* were made before kyiv\.1"):
        branch(path, "kyiv.1", drop_levers=("reset",))
    assert manifest_of(branch(path, "kyiv.1", drop_levers=("withdraw_support",))).state == "ended"


def test_a_lever_that_is_put_in_is_in_the_offers_from_the_point_on(ukraine: Scenario, tmp_path: Path) -> None:
    path = base(ukraine, tmp_path, offers="pressure-only")
    fork = branch(path, "moscow.2", add_levers=("reset",))
    offers = [event for event in events_of(fork) if isinstance(event, ev.OfferMade)]
    assert ["reset" in offer.body.levers for offer in offers if offer.stage == "moscow"][:2] == [False, True]


def test_whoever_started_where_a_council_has_not_met_may_start_elsewhere(parent: Path) -> None:
    path = branch(parent, "moscow.1", sets={"russia.leader.lean": "0.9"})
    assert manifest_of(path).summary.lean[0] == 0.9
    assert manifest_of(path).summary.lean[1] > manifest_of(parent).summary.lean[1]


LINES = """
- {act: speak, text: "We open with the apples."}
- {act: propose, terms: {I1: a}, text: "First."}
- {act: speak, text: "We said so before."}
- {act: decide, answer: reject}
- {act: speak, text: "A third word."}
- {act: propose, terms: {I1: b}, text: "Second."}
- {act: speak, text: "A fourth word."}
- {act: decide, answer: reject}
"""


def test_a_script_goes_on_where_it_was(tiny: Scenario, tmp_path: Path) -> None:
    (tmp_path / "lines.yaml").write_text(LINES, encoding="utf-8")
    seats = {"north": f"script:{tmp_path / 'lines.yaml'}"}
    path = base(tiny, tmp_path, seats=seats, rounds=4)
    fork = branch(path, "direct.3")
    said = [
        [event.body.text for event in events_of(one) if event.type == "statement" and event.actor == "north"]
        for one in (path, fork)
    ]
    assert said[0] == said[1]
    assert said[0][:3] == ["We open with the apples.", "We said so before.", "A third word."]
    assert "every byte" in session.verify(fork)


def test_a_person_is_not_asked_again_for_what_comes_before(tiny: Scenario, tmp_path: Path) -> None:
    typist = Typist({"Your answer": "reject", "Terms": "I2=b"})
    screen = Screen(typist)
    config = {"seats": {"south": "human"}, "rounds": 3}
    run = RunConfig(scenario=tiny, seed=3, **config)  # type: ignore[arg-type]
    path, _ = session.start(run, tmp_path, "base", backstage=Backstage(people=screen.people))
    before = sum("your turn" in text or "──" in text for text in screen.written)
    branch(path, "direct.2", Backstage(people=screen.people))
    again = sum("your turn" in text or "──" in text for text in screen.written) - before
    assert 0 < again < before
