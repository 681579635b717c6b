"""Sets side by side: every figure counted again by hand, from the sessions themselves."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from scipy.stats import binomtest, ttest_1samp

from detente.errors import InputError
from detente.llm.settings import ModelSettings
from detente.orchestration.config import RunConfig
from detente.orchestration.session import start
from detente.scenario.model import Scenario
from detente.studies.comparison import Comparison, compare_sets
from detente.studies.comparison_page import comparison_page
from detente.studies.moves import FIRST, news
from detente.studies.sets import SetDesign, run_set
from detente.studies.statistics import band, holm, of_pairs, sign_flip, wilson
from detente.transcripts import events as ev
from detente.transcripts.manifest import Manifest
from detente.transcripts.render.markdown import markdown
from detente.transcripts.rounds import Offered
from detente.transcripts.store import Folder
from tests.forks.making import stage
from tests.forks.village import GRANT, Mind, village


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory, ukraine: Scenario) -> Path:
    """Draws of the baseline in two worlds, under two plans."""
    base = RunConfig(scenario=ukraine, draw_priors=True)
    plans = ("article", "pressure-only")
    design = SetDesign(base, tuple(range(1, 11)), ("article", "time-neutral"), plans)
    return run_set(design, tmp_path_factory.mktemp("sets"), "grid").path


def manifests(path: Path) -> list[Manifest]:
    """Every session of a set."""
    return [Folder(entry).manifest for entry in sorted(path.iterdir()) if entry.is_dir()]


def test_outcomes_are_counted_as_they_came_and_have_no_interval(grid: Path) -> None:
    found = compare_sets([grid], "offers")
    assert found.chance == "drawn"
    for side in found.sides:
        own = Counter(m.summary.outcome_class for m in manifests(grid) if m.offers == side.name)
        assert {name: share.count for name, share in side.outcomes.items()} == dict(own)
        assert all(share.of == 20 and share.low is None for share in side.outcomes.values())
    assert all(entry.p is None and entry.low is None for entry in found.contrasts)


def test_the_way_to_a_deal_counts_those_that_took_every_step(grid: Path) -> None:
    side = next(side for side in compare_sets([grid], "offers").sides if side.name == "article")
    left = [path for path in grid.iterdir() if path.is_dir() and Folder(path).manifest.offers == "article"]
    left = [path for path in left if (lean := Folder(path).manifest.summary.lean)[-1] > lean[0]]
    up, accepted = len(left), []
    for path in left:
        events = Folder(path).events()
        accepted.append(
            {e.actor for e in events if isinstance(e, ev.DecisionMade) and e.body.answer == "accept"}
        )
    one = [seats for seats in accepted if seats & {"russia", "ukraine"}]
    both = [seats for seats in accepted if {"russia", "ukraine"} <= seats]
    assert [share.count for _, share in side.funnel][:3] == [up, len(one), len(both)]


def test_differences_in_what_was_run_are_told_before_any_result(grid: Path) -> None:
    found = compare_sets([grid], "world")
    assert set(found.unlike) == {"offers", "seed"}
    assert found.unlike["offers"] == ("article, pressure-only",) * 2
    text = markdown(comparison_page(found))
    assert text.index("What was run") < text.index("## Outcomes")
    assert "not a forecast" in text


def test_positions_and_leans_are_those_of_the_transcripts(grid: Path) -> None:
    side = next(side for side in compare_sets([grid], "offers").sides if side.name == "article")
    leans = [m.summary.lean[1] for m in manifests(grid) if m.offers == "article" and len(m.summary.lean) > 1]
    assert side.lean[1].sessions == len(leans)
    assert side.lean[1].mean == pytest.approx(sum(leans) / len(leans))
    band = side.positions["russia"]["I2"][0]
    places, silent = [], 0
    for path in (p for p in grid.iterdir() if p.is_dir() and Folder(p).manifest.offers == "article"):
        read = [
            position
            for event in Folder(path).events()
            if isinstance(event, ev.ReadingTaken)
            and (event.stage, event.round, event.body.seat) == ("moscow", 1, "russia")
            for position in event.body.positions
            if position.issue == "I2" and position.stance == "holds"
        ]
        silent += not read
        places += [sum("abcdefg".index(o) for o in p.options) / len(p.options) for p in read[-1:]]
    assert (band.at, band.sessions, band.silent) == ("moscow.1", len(places), silent)
    assert band.mean == pytest.approx(sum(places) / len(places))


def test_pairs_are_of_the_same_seed_and_everything_else(grid: Path) -> None:
    found = compare_sets([grid], "offers")
    lean = next(entry for entry in found.contrasts if entry.what == "lean")
    ends = {(m.offers, m.world, m.seed): m.summary.lean[-1] for m in manifests(grid)}
    keys = [key[1:] for key in ends if key[0] == lean.other]
    made = [ends[lean.one, *key] - ends[lean.other, *key] for key in keys]
    assert lean.pairs == 20
    assert lean.difference == pytest.approx(sum(made) / 20)


def test_sessions_that_have_not_ended_are_counted_apart_and_broken_ones_too(
    tmp_path: Path, tiny: Scenario
) -> None:
    run_set(SetDesign(RunConfig(scenario=tiny), (1, 2, 3), ("plain",), ("none",)), tmp_path, "s")
    first, second, _ = (path for path in sorted((tmp_path / "s").iterdir()) if path.is_dir())
    (first / "session.json").write_text("{")
    text = (second / "session.json").read_text().replace('"state": "ended"', '"state": "paused"')
    (second / "session.json").write_text(text)
    found = compare_sets([tmp_path / "s"])
    assert (found.sides[0].sessions, found.left_out) == (1, {"s": {"cannot be read": 1, "paused": 1}})
    assert "not counted: 1 cannot be read (s), 1 paused (s)" in markdown(comparison_page(found))


def test_unlike_scenarios_and_unknown_fields_are_refused(grid: Path, tmp_path: Path, tiny: Scenario) -> None:
    run_set(SetDesign(RunConfig(scenario=tiny), (1,), ("plain",), ("none",)), tmp_path, "s")
    with pytest.raises(InputError, match="cannot be laid side by side"):
        compare_sets([grid, tmp_path / "s"])
    with pytest.raises(InputError, match="There is no field 'wrold' to compare by"):
        compare_sets([grid], "wrold")


def sampled(out: Path, name: str, rate: float, seeds: int, seed: int) -> Path:
    """A set in which a model decides by chance."""
    models = {"south": ModelSettings()}
    config = RunConfig(scenario=village(), seats={"south": "openai:mind"}, models=models, rounds=1).checked()
    design = SetDesign(config, tuple(range(1, seeds + 1)), ("plain",), ("none",))
    mind = Mind(rate, rate, seed)
    return run_set(design, out, name, backstage=stage(mind.model)).path


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """A model that seldom accepts beside one that mostly does."""
    out = tmp_path_factory.mktemp("models")
    return compare_sets([sampled(out, "shy", 0.2, 24, 1), sampled(out, "bold", 0.8, 24, 2)])


def test_of_models_shares_have_wilson_s_interval(models: Comparison) -> None:
    assert models.chance == "sampled"
    for side in models.sides:
        for share in side.outcomes.values():
            expected = binomtest(share.count, share.of).proportion_ci(0.95, method="wilson")
            assert (share.low, share.high) == pytest.approx((expected.low, expected.high))


def test_of_models_differences_are_tested_over_pairs_and_adjusted(models: Comparison) -> None:
    tested = [entry for entry in models.contrasts if entry.family == "outcomes"]
    assert tested
    assert all(entry.pairs == 24 for entry in tested)
    assert [entry.adjusted for entry in tested] == pytest.approx(holm([entry.p or 0.0 for entry in tested]))
    assert min(entry.p or 1.0 for entry in tested) < 0.05
    assert models.deciding is None


def test_a_baseline_beside_a_model_is_not_tested(tmp_path: Path) -> None:
    shy = sampled(tmp_path, "shy", 0.5, 6, 1)
    design = SetDesign(RunConfig(scenario=village(), rounds=1), tuple(range(1, 7)), ("plain",), ("none",))
    found = compare_sets([shy, run_set(design, tmp_path, "plain").path])
    assert found.chance == "mixed"
    assert all(entry.p is None for entry in found.contrasts)
    assert [any(s.low is not None for s in side.outcomes.values()) for side in found.sides] == [True, False]
    assert {"seat.south", "model"} <= set(found.unlike) or "seat.south" in found.unlike


def test_what_is_new_in_an_offer_is_told_by_levers_and_terms() -> None:
    first = Offered(by="host", to="south", event=1, levers=("plaque",), terms={"I1": "a", "I2": "b"})
    assert news(None, first) == FIRST
    second = altered(first, levers=(GRANT,), terms={"I1": "b", "I2": "b"})
    assert news(first, second) == "+grant, −plaque, 1 term changed"
    assert news(first, first) == "the same offer again"


def altered(offer: Offered, **changed: object) -> Offered:
    """An offer with some fields changed."""
    return offer.model_copy(update=changed)


def test_an_older_session_is_read_from_its_transcript(tmp_path: Path, ukraine: Scenario) -> None:
    path, _ = start(RunConfig(scenario=ukraine, rounds=2), tmp_path, "one")
    whole = compare_sets([path]).answer()
    manifest = json.loads((path / "session.json").read_text())
    del manifest["summary"]["by_round"]
    (path / "session.json").write_text(json.dumps(manifest))
    assert compare_sets([path]).answer() == whole


def test_the_priors_named_are_those_that_decide(tmp_path: Path, tiny: Scenario) -> None:
    base = RunConfig(scenario=tiny, draw_priors=True)
    path = run_set(SetDesign(base, tuple(range(1, 91)), ("plain",), ("none",)), tmp_path, "s").path
    decides = compare_sets([path]).deciding
    assert decides is not None
    hits = {m.seed: m.summary.outcome_class == decides.outcome for m in manifests(path)}
    assert decides.share == pytest.approx(sum(hits.values()) / 90)
    for pull in decides.pulls:
        drawn = sorted((m.drawn[pull.prior], hits[m.seed]) for m in manifests(path))
        low = [hit for _, hit in drawn[:30]]
        assert pull.low == pytest.approx(sum(low) / 30, abs=0.08)
        assert abs(pull.size) > decides.yardstick


def test_sign_flips_give_fisher_s_figure_for_darwin_s_maize() -> None:
    darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    assert sign_flip(darwin) == pytest.approx(0.0527, abs=0.008)
    assert sign_flip([1.0] * 6) == pytest.approx(2 / 64)
    assert (sign_flip([]), sign_flip([0.0, 0.0])) == (None, 1.0)


def test_holm_adjusts_as_in_the_books() -> None:
    assert holm([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx([0.05, 0.08, 0.09, 0.09, 0.09])
    assert holm([0.04, 0.001, 0.9]) == pytest.approx([0.08, 0.003, 0.9])
    assert holm([]) == []


WILSON = [
    ((81, 263), (0.2553, 0.3662)),
    ((15, 148), (0.0624, 0.1605)),
    ((0, 20), (0.0, 0.1611)),
    ((1, 29), (0.0061, 0.1718)),
]
"""Of table I in R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
Medicine 17, 1998, 857-872, method 3."""


@pytest.mark.parametrize(("counts", "interval"), WILSON)
def test_intervals_of_a_share_are_the_published_ones(
    counts: tuple[int, int], interval: tuple[float, float]
) -> None:
    assert wilson(*counts) == pytest.approx(interval, abs=5e-5)


def test_the_interval_of_a_paired_mean_is_student_s() -> None:
    made = [0.0, 1.0, -1.0, 1.0, 0.0, 1.0, 1.0]
    found, expected = of_pairs(made), ttest_1samp(made, 0.0).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_a_band_is_the_mean_and_the_outer_tenths() -> None:
    mean, low, high = band([float(value) for value in range(11)])
    assert (mean, low, high) == (5.0, 1.0, 9.0)


def test_the_public_is_not_told_what_was_set_of_a_seat_s_own_mind(tmp_path: Path, ukraine: Scenario) -> None:
    for name, value in (("a", "0.123456"), ("b", "0.234567")):
        config = RunConfig(scenario=ukraine, rounds=1, sets={"russia.leader.fallback": value})
        run_set(SetDesign(config, (1,), ("article",), ("article",)), tmp_path, name)
    paths = [tmp_path / "a", tmp_path / "b"]
    public, private = (compare_sets(paths, private=choice) for choice in (False, True))
    assert private.unlike["sets.russia.leader.fallback"] == ("0.123456", "0.234567")
    assert public.unlike["sets.russia.leader.fallback"] == ("(private)", "(private)")
    assert not [side for side in public.sides if side.lean]
    assert "0.123456" not in json.dumps(public.answer()) + markdown(comparison_page(public))
    for field in ("sets.russia.leader.fallback", "change", "summary"):
        with pytest.raises(InputError, match="the public cannot compare by it"):
            compare_sets(paths, field, private=False)
