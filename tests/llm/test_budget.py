"""A budget is a hard stop: whatever the calls do, and however they overlap, no cap is ever passed."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.llm.budget import Budget, Budgeted, BudgetExceeded, Caps
from detente.llm.chat import Request
from detente.llm.failures import ModelFailure
from detente.llm.prices import Price
from detente.transcripts.calls import Answer, Usage
from detente.transcripts.manifest import Totals
from tests.llm.asking import Clock, Never, answer, counted, in_turn, most, passes, question, sums
from tests.llm.spending import END_STATES, PRICE, Plan, Spending, within

FULL = Usage(tokens_in=question().prompt_bytes, tokens_out=50)
"""What a call could use at most."""
plans = st.lists(
    st.builds(
        Plan,
        ends=st.sampled_from(END_STATES),
        words=st.integers(0, 200),
        room=st.integers(1, 400),
        part=st.floats(0, 1),
        waits=st.integers(0, 6),
        takes=st.integers(0, 6),
        given_up=st.none() | st.integers(0, 8),
        purse=st.integers(0, 2),
    ),
    min_size=1,
    max_size=12,
)
caps = st.builds(
    Caps,
    tokens=st.none() | st.integers(0, 4000),
    cost=st.none() | st.floats(0, 0.01),
    calls=st.none() | st.integers(0, 8),
)


def gives_everything_back(budget: Budget) -> None:
    """Assert that nothing is reserved any more: what is left of the cap can be reserved to the last token."""
    budget.caps = Caps(tokens=counted(budget)[1] + counted(budget)[2] + most(question()))
    budget.reserve(question(), PRICE)
    with pytest.raises(BudgetExceeded):
        budget.reserve(question(), PRICE)


@settings(max_examples=150)
@given(plans=plans, caps=caps)
def test_whatever_calls_do_at_once_no_cap_is_passed(plans: list[Plan], caps: Caps) -> None:
    budget = Budget(caps)
    spending = Spending(plans, [budget]).run()
    within(budget, [], PRICE)
    assert not spending.refused & set(spending.sent)
    assert len(spending.sent) <= len(plans) - len(spending.refused)
    assert sums(spending.charged[0]) == counted(budget)
    assert budget.cost == pytest.approx(sum(PRICE.of(usage) for usage in spending.charged[0]))
    gives_everything_back(budget)


@settings(max_examples=150)
@given(plans=plans, own=st.lists(caps, min_size=3, max_size=3), purse=caps)
def test_the_purse_of_a_set_holds_across_the_budgets_of_its_sessions(
    plans: list[Plan], own: list[Caps], purse: Caps
) -> None:
    above = Budget(purse)
    budgets = [Budget(caps, above=above) for caps in own]
    spending = Spending(plans, budgets).run()
    for budget, charged in zip(budgets, spending.charged, strict=True):
        within(budget, [], PRICE)
        assert sums(charged) == counted(budget)
    within(above, [], PRICE)
    assert sums(usage for charged in spending.charged for usage in charged) == counted(above)
    assert not spending.refused & set(spending.sent)
    gives_everything_back(above)


@settings(max_examples=50)
@given(plans=plans)
def test_without_caps_nothing_is_refused(plans: list[Plan]) -> None:
    spending = Spending(plans, [Budget()], price=None).run()
    assert not spending.refused


def spend(budget: Budget, *usages: Usage | ModelFailure | None, price: Price | None = PRICE) -> list[Usage]:
    """Put one question after the other; returns what was charged."""
    charged: list[Usage] = []
    said = [usage if isinstance(usage, ModelFailure) else answer(usage=usage) for usage in usages]
    paid = Budgeted(in_turn(*said), budget, price, charged)
    for entry in said:
        if isinstance(entry, ModelFailure):
            with pytest.raises(ModelFailure):
                asyncio.run(paid.ask(question()))
        else:
            asyncio.run(paid.ask(question()))
    return charged


def test_the_last_token_may_be_spent_and_not_one_more() -> None:
    model = in_turn(answer(usage=FULL))
    budget = Budget(Caps(tokens=2 * most(question())))
    paid = Budgeted(model, budget)
    asyncio.run(paid.ask(question()))
    asyncio.run(paid.ask(question()))
    with pytest.raises(BudgetExceeded, match=r"could pass the cap of .* tokens") as caught:
        asyncio.run(paid.ask(question()))
    assert len(model.asked) == 2
    assert caught.value.exit_code == 3


def test_a_call_beyond_the_cap_on_tokens_is_refused_before_it_is_sent() -> None:
    model = in_turn(answer())
    with pytest.raises(BudgetExceeded):
        asyncio.run(Budgeted(model, Budget(Caps(tokens=most(question()) - 1))).ask(question()))
    assert not model.asked


@pytest.mark.parametrize(
    "caps",
    [Caps(calls=1), Caps(tokens=1.9 * most(question())), Caps(cost=1.9 * PRICE.of(FULL))],
    ids=["calls", "tokens", "cost"],
)
def test_what_is_under_way_counts_as_if_it_were_spent(caps: Caps) -> None:
    async def two_at_once() -> None:
        budget = Budget(caps)
        first = asyncio.create_task(Budgeted(Never(), budget, PRICE).ask(question()))
        await passes()
        with pytest.raises(BudgetExceeded):
            budget.reserve(question(), PRICE)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)

    asyncio.run(two_at_once())


def test_a_refusal_names_the_cap_that_holds() -> None:
    for caps, says in ((Caps(calls=0), "cap of 0 calls is reached"), (Caps(cost=0), "cap of 0 US dollars")):
        with pytest.raises(BudgetExceeded, match=says):
            Budget(caps).reserve(question(), PRICE)


def test_the_cap_on_minutes_counts_earlier_runs_and_this_one() -> None:
    clock = Clock()
    budget = Budget(Caps(minutes=10), minutes_before=7.5, clock=clock)
    clock.now += 149
    budget.reserve(question(), None)
    clock.now += 1
    assert budget.minutes == pytest.approx(10)
    with pytest.raises(BudgetExceeded, match="cap of 10 minutes"):
        budget.reserve(question(), None)


def test_the_cap_on_cost_refuses_what_could_cost_more() -> None:
    one = PRICE.of(FULL)
    budget = Budget(Caps(cost=2.5 * one))
    spend(budget, FULL, FULL)
    with pytest.raises(BudgetExceeded, match="US dollars"):
        budget.reserve(question(), PRICE)


def test_cheap_calls_leave_room_for_more_of_them() -> None:
    budget = Budget(Caps(tokens=most(question()) + 10))
    spend(budget, *[Usage(tokens_in=1, tokens_out=1)] * 6)
    assert counted(budget) == (6, 6, 6, 0)
    with pytest.raises(BudgetExceeded):
        budget.reserve(question(), None)


@pytest.mark.parametrize("ends", [None, ModelFailure("cut", billed=True)])
def test_a_call_without_a_report_is_settled_at_its_reservation(ends: ModelFailure | None) -> None:
    budget = Budget()
    assert spend(budget, ends) == [FULL]
    assert counted(budget) == sums([FULL])
    assert budget.cost == pytest.approx(PRICE.of(FULL))


def test_a_call_that_is_given_up_is_settled_at_its_reservation() -> None:
    async def given_up(budget: Budget, charged: list[Usage]) -> None:
        task = asyncio.create_task(Budgeted(Never(), budget, PRICE, charged).ask(question()))
        await passes()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    budget, charged = Budget(), list[Usage]()
    asyncio.run(given_up(budget, charged))
    assert charged == [FULL]
    assert counted(budget) == sums([FULL])


def test_a_failure_that_is_not_billed_costs_nothing() -> None:
    budget = Budget(Caps(tokens=most(question())))
    assert spend(budget, ModelFailure("busy"), ModelFailure("unreachable")) == []
    assert budget.totals == Totals(cost=0)
    budget.reserve(question(), PRICE)


def test_an_error_that_nobody_expects_is_settled_at_the_reservation_and_passed_on() -> None:
    class Broken:
        async def ask(self, request: Request) -> Answer:
            raise RuntimeError(f"a bug at {request.reply}")

    budget = Budget()
    with pytest.raises(RuntimeError, match="a bug"):
        asyncio.run(Budgeted(Broken(), budget).ask(question()))
    assert counted(budget) == sums([FULL])


def test_a_call_of_unknown_price_makes_the_cost_unknown_for_good() -> None:
    above = Budget()
    budget = Budget(above=above)
    spend(budget, FULL)
    spend(budget, FULL, price=None)
    spend(budget, FULL)
    assert budget.totals.cost is None
    assert above.totals.cost is None


def test_once_the_cost_is_unknown_a_cap_on_it_refuses_every_call() -> None:
    budget = Budget(Caps(cost=100))
    spend(budget, FULL)
    budget.count(FULL, None)
    assert budget.cost is None
    assert budget.known_cost == pytest.approx(PRICE.of(FULL))
    with pytest.raises(BudgetExceeded) as caught:
        budget.reserve(question(), PRICE)
    assert str(caught.value) == (
        "The cap of 100 US dollars cannot be held: what earlier calls cost is unknown."
    )


def test_a_purse_whose_cost_is_unknown_refuses_the_calls_of_its_sessions() -> None:
    above = Budget(Caps(cost=100))
    budget = Budget(above=above)
    budget.reserve(question(), PRICE)
    above.take_in(Totals(calls=1, cost=None))
    with pytest.raises(BudgetExceeded, match="cannot be held"):
        budget.reserve(question(), PRICE)


def test_an_unknown_cost_matters_to_a_cap_on_cost_only() -> None:
    budget = Budget(Caps(tokens=9999, calls=9, minutes=9))
    budget.count(FULL, None)
    spend(budget, FULL)
    assert budget.known_cost == pytest.approx(PRICE.of(FULL))


def test_what_an_earlier_run_paid_is_recalled_without_its_set() -> None:
    above = Budget()
    budget = Budget(above=above)
    budget.recall(FULL, PRICE)
    budget.recall(FULL, None)
    assert counted(budget) == sums([FULL, FULL])
    assert budget.cost is None
    assert above.totals == Totals(cost=0)


def test_what_the_purse_refuses_leaves_nothing_reserved_below() -> None:
    above = Budget(Caps(calls=0))
    budget = Budget(Caps(calls=1), above=above)
    with pytest.raises(BudgetExceeded, match="cap of 0 calls"):
        budget.reserve(question(), None)
    above.caps = Caps()
    budget.reserve(question(), None)


def test_the_purse_takes_in_what_an_ended_session_came_to() -> None:
    purse = Budget(Caps(tokens=most(question()) + 99))
    purse.take_in(Totals(calls=2, tokens_in=60, tokens_out=40, tokens_cached=5, cost=0.25))
    assert purse.totals == Totals(calls=2, tokens_in=60, tokens_out=40, tokens_cached=5, cost=0.25)
    with pytest.raises(BudgetExceeded):
        purse.reserve(question(), None)


def test_a_session_of_unknown_cost_makes_the_cost_of_its_set_unknown() -> None:
    purse = Budget()
    purse.take_in(Totals(calls=1, cost=None))
    purse.take_in(Totals(calls=1, cost=1.0))
    assert purse.totals.cost is None
    assert purse.known_cost == 1.0


def test_a_session_without_caps_of_its_own_is_limited_by_those_of_its_set() -> None:
    above = Budget(Caps(tokens=10, cost=1.0, calls=3, minutes=5))
    assert Budget(Caps(tokens=20, minutes=0), above=above).limiting == Caps(20, 1.0, 3, 0)
    assert Budget(Caps(calls=4)).limiting == Caps(calls=4)
