"""The formula of the score: published, exact, and the same for the page and the orders behind it."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.score import (
    FAULTS,
    FULL,
    IN_STOCK,
    LEAST,
    LONG,
    NOT_CANCELLED,
    ON_TIME,
    SHORT,
    TABLE,
    Tally,
    cost,
    judged_in,
    lost,
    score_tenths,
    what_if,
    windows,
)

TODAY = date(2026, 3, 10)


def ago(days):
    return TODAY - timedelta(days=days)


def score(days):
    return score_tenths(windows(days, TODAY))


def test_the_weights_are_what_can_be_lost_r_003_18():
    assert sum(part.weight for part in TABLE) == FULL
    assert {part.days for part in TABLE} == {SHORT, LONG} == {14, 30}


def test_a_new_shop_has_all_points():
    assert score({}) == 1000


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param({ago(1): Tally(kept=19, missed=1)}, 970, id="5 % missed: 40/20 + 20/20"),
        pytest.param({ago(20): Tally(kept=19, missed=1)}, 990, id="the long window alone"),
        pytest.param({ago(1): Tally(missed=1)}, 940, id="one of one counts as one of ten"),
        pytest.param({ago(1): Tally(missed=10)}, 400, id="every promise missed"),
        pytest.param({ago(1): Tally(handled=20, at_fault=1)}, 988, id="25/20, a half rounds up"),
        pytest.param({ago(1): Tally(handled=20, at_fault=1, out_of_stock=1)}, 980, id="and stock"),
        pytest.param({ago(1): Tally(0, 10, 10, 10, 10)}, 0, id="nothing right"),
    ],
)
def test_the_formula_r_003_18(days, expected):
    assert score(days) == expected


@pytest.mark.parametrize("days", [0, 31, 400])
def test_today_and_what_is_older_than_30_days_do_not_count_r_003_18(days):
    assert score({ago(days): Tally(missed=50, handled=9, at_fault=9)}) == 1000


def test_each_reason_at_fault_is_judged_and_the_buyers_are_not():
    assert {reason: judged_in(reason) for reason in (*FAULTS, "buyer_request", "no_contact")} == {
        "out_of_stock": (NOT_CANCELLED, IN_STOCK),
        "overdue_reassigned": (NOT_CANCELLED,),
        "other": (NOT_CANCELLED,),
        "buyer_request": (),
        "no_contact": (),
    }


DAYS = st.dictionaries(
    st.integers(1, LONG).map(ago),
    st.tuples(*[st.integers(0, 40)] * 5).map(
        lambda n: Tally(n[0], n[1], n[2] + n[3] + n[4], n[3] + n[4], n[4])
    ),
)


@given(DAYS)
def test_what_each_slip_costs_adds_up_to_what_is_missing(days):
    tallies = windows(days, TODAY)
    costs = Fraction()
    for on, tally in days.items():
        costs += tally.missed * cost([ON_TIME], on, TODAY, tallies)
        costs += tally.out_of_stock * cost(judged_in("out_of_stock"), on, TODAY, tallies)
        costs += (tally.at_fault - tally.out_of_stock) * cost(
            judged_in("other"), on, TODAY, tallies
        )
    assert costs == sum((lost(part, tallies) for part in TABLE), Fraction())
    assert score_tenths(tallies) == int((FULL - costs) * 10 + Fraction(1, 2))


@given(DAYS, st.integers(0, 30), st.integers(0, 30))
def test_a_score_is_from_0_to_100_and_shipping_more_never_lowers_it(days, shipped, left):
    tallies = windows(days, TODAY)
    then = what_if(tallies, shipped=shipped, left=left)
    assert 0 <= then <= 1000
    assert what_if(tallies, shipped=shipped + left, left=0) >= then


def test_what_if_counts_the_orders_as_if_they_had_been_sent_yesterday():
    tallies = windows({ago(1): Tally(kept=18, missed=2, handled=10)}, TODAY)
    assert what_if(tallies, shipped=0, left=0) == score_tenths(tallies) == 940
    assert what_if(tallies, shipped=20, left=0) == 970
    assert what_if(tallies, shipped=0, left=10) == 760
    assert LEAST == 10
