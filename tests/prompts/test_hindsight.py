"""Nothing later than the scenario's own date stands in any request."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from detente.scenario.model import Fact, Scenario
from tests.prompts.sessions import Told, models, talks

YEARS = re.compile(r"\b(20\d\d)\b")
DAYS = re.compile(r"\b20\d\d-\d\d-\d\d\b")


def folded(told: Told) -> str:
    """Every message once, as words between single spaces."""
    return " ".join({" ".join(message.text.split()) for e in told.asked for message in e.request.messages})


def test_a_scenario_with_hindsight_is_used_here(ukraine: Scenario) -> None:
    assert sum(fact.date > ukraine.date for fact in ukraine.facts) >= 10
    assert any(source.date and source.date > ukraine.date for source in ukraine.sources)


def test_no_date_and_no_year_after_the_scenarios_own_is_told(
    ukraine: Scenario, courses: dict[str, Told]
) -> None:
    for told in courses.values():
        texts = folded(told)
        days = [datetime.date.fromisoformat(day) for day in DAYS.findall(texts)]
        assert days
        assert max(days) <= ukraine.date
        assert max(int(year) for year in YEARS.findall(texts)) <= ukraine.date.year


def test_no_fact_for_reviewers_and_no_later_source_is_told(
    ukraine: Scenario, courses: dict[str, Told]
) -> None:
    hidden = [fact.text for fact in ukraine.facts if fact.audience == "reviewer" or fact.date > ukraine.date]
    hidden += [source.title for source in ukraine.sources if source.date and source.date > ukraine.date]
    hidden += [text for cost in ukraine.clock.costs for text in (cost.title, cost.note) if text]
    for told in courses.values():
        texts = folded(told).lower()
        assert not [text for text in hidden if " ".join(text.split()).lower() in texts]


def test_a_later_fact_is_kept_back_even_where_a_scenario_calls_it_public(ukraine: Scenario) -> None:
    day = datetime.timedelta(days=1)
    facts = [
        Fact(id="X1", text="<on the day>", date=ukraine.date, tag="GK"),
        Fact(id="X2", text="<on the next day>", date=ukraine.date + day, tag="GK"),
        Fact(id="X3", text="<for reviewers>", date=ukraine.date - day, tag="GK", audience="reviewer"),
    ]
    scenario = ukraine.model_copy(update={"facts": (*ukraine.facts, *facts)})
    told = talks(replace(models(scenario), rounds=1))
    seats = [asked for asked in told.asked if asked.actor not in ("probe", "analyst")]
    assert seats
    assert all(asked.has("<on the day>") for asked in seats)
    assert not any(asked.has("<on the next day>") or asked.has("<for reviewers>") for asked in told.asked)


def test_the_analyst_is_told_no_fact_at_all(ukraine: Scenario, courses: dict[str, Told]) -> None:
    for told in courses.values():
        texts = " ".join(" ".join(asked.text.split()) for asked in told.of("analyst"))
        assert texts
        assert not [fact.id for fact in ukraine.facts if fact.text in texts]
