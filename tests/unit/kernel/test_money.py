"""Money: whole minor units, exactly, and nothing lost in a division (M3)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.money import LARGEST_MINOR, NotMoney, exponent, share_out, to_major, to_minor

TOTALS = st.integers(-LARGEST_MINOR, LARGEST_MINOR)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.50", "UAH", 1250),
        ("12.5", "UAH", 1250),
        (" 7 ", "CNY", 700),
        ("-0.01", "RUB", -1),
        ("1500", "JPY", 1500),
        ("1.234", "KWD", 1234),
        (Decimal("3.10"), "USD", 310),
        (5, "EUR", 500),
        ("1E+2", "UAH", 10000),
        ("12.500", "UAH", 1250),
    ],
)
def test_an_amount_is_read_exactly(amount, currency, minor):
    assert to_minor(amount, currency) == minor


@pytest.mark.parametrize(
    "amount",
    ["", "abc", "1,50", "1_000", "１２", "0.001", "NaN", "sNaN", "Infinity", "1e999999999",
     "1e16", "--1", "1 000", None, True],
)  # fmt: skip
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(NotMoney):
        to_minor(amount, "UAH")


def test_half_a_yen_is_refused():
    with pytest.raises(NotMoney, match="more digits than JPY"):
        to_minor("0.5", "JPY")


@given(st.integers(-LARGEST_MINOR, LARGEST_MINOR), st.sampled_from(["UAH", "JPY", "KWD"]))
def test_there_and_back_is_the_same(minor, currency):
    assert to_minor(to_major(minor, currency), currency) == minor


def test_major_units_have_the_currencys_digits():
    assert [str(to_major(1250, c)) for c in ("UAH", "JPY", "KWD")] == ["12.50", "1250", "1.250"]
    assert [exponent(c) for c in ("UAH", "JPY", "KWD")] == [2, 0, 3]


@given(TOTALS, WEIGHTS)
def test_parts_sum_to_the_whole(total, weights):
    assert sum(share_out(total, weights)) == total


@given(TOTALS, WEIGHTS.filter(any))
def test_no_part_is_a_whole_unit_from_its_exact_share(total, weights):
    whole = sum(weights)
    for part, weight in zip(share_out(total, weights), weights, strict=True):
        assert abs(part * whole - total * weight) < whole


@given(st.integers(0, LARGEST_MINOR), WEIGHTS.filter(any))
def test_who_weighs_nothing_gets_nothing_and_who_weighs_more_no_less(total, weights):
    parts = share_out(total, weights)
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)
    in_order = sorted(zip(weights, parts, strict=True))
    assert [part for _w, part in in_order] == sorted(part for _w, part in in_order)


@given(TOTALS, WEIGHTS)
def test_a_refund_is_split_like_the_payment(total, weights):
    assert share_out(-total, weights) == [-part for part in share_out(total, weights)]


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (1, [1, 1], [1, 0]),
        (10, [0, 0], [10, 0]),
        (5, [7], [5]),
        (0, [1, 2], [0, 0]),
    ],
)
def test_ties_go_to_the_earlier(total, weights, parts):
    assert share_out(total, weights) == parts


@pytest.mark.parametrize("weights", [[], [1, -1], [-1]])
def test_nothing_to_share_among_is_an_error(weights):
    with pytest.raises(ValueError, match="parts to share among"):
        share_out(1, weights)
