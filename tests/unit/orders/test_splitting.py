"""How the goods and the money of an order are parted: nothing is lost, nothing is made (C-20)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.splitting import (
    Piece,
    Sums,
    divide,
    part_name,
    why_not_divisible,
    why_not_split,
    why_not_splittable,
)
from orders.states import BEFORE_SHIPPING, OrderState, SplitReason

CUPS, PLATE = Piece(1, 3, 15_000), Piece(4, 1, 9_900)


def sums_of(pieces, delivery=0, discount=0):
    return Sums(sum(piece.total_minor for piece in pieces), delivery, discount)


@st.composite
def orders(draw):
    """Some lines, what goes of them (never nothing, never all), delivery and discount."""
    counts = draw(st.lists(st.integers(1, 50), min_size=1, max_size=6))
    if sum(counts) < 2:
        counts[0] = 2
    prices = [draw(st.integers(0, 10**9)) for _ in counts]
    pieces = [Piece(n, q, p) for n, (q, p) in enumerate(zip(counts, prices, strict=True), 1)]
    taken = {piece.position: draw(st.integers(0, piece.quantity)) for piece in pieces}
    if sum(taken.values()) == 0:
        taken[1] = 1
    if sum(taken.values()) == sum(counts):
        taken[1] -= 1
    goods = sum(piece.total_minor for piece in pieces)
    return pieces, taken, draw(st.integers(0, 10**9)), draw(st.integers(0, goods))


@given(orders())
def test_the_sum_never_changes_c_20(order):
    """C-20: goods by position, goods, delivery, discount and total are those of before."""
    pieces, taken, delivery, discount = order
    before = sums_of(pieces, delivery, discount)
    division = divide(pieces, taken, before)
    for piece in pieces:
        parts = [
            p.quantity for p in (*division.stays, *division.goes) if p.position == piece.position
        ]
        assert sum(parts) == piece.quantity
    for name in ("goods", "delivery", "discount", "total"):
        assert getattr(division.kept, name) + getattr(division.given, name) == getattr(before, name)
    assert division.kept.goods == sum(piece.total_minor for piece in division.stays)
    assert all(division.stays) and all(division.goes)


@given(orders())
def test_no_part_gets_more_discount_than_its_goods_cost(order):
    pieces, taken, delivery, discount = order
    division = divide(pieces, taken, sums_of(pieces, delivery, discount))
    for part in (division.kept, division.given):
        assert 0 <= part.discount <= part.goods
        assert part.delivery >= 0


def test_delivery_and_discount_go_in_proportion_to_the_goods():
    division = divide([CUPS, PLATE], {1: 1}, sums_of([CUPS, PLATE], 5_490, 549))
    assert (division.kept, division.given) == (Sums(39_900, 3_990, 399), Sums(15_000, 1_500, 150))
    assert division.stays == (Piece(1, 2, 15_000), Piece(4, 1, 9_900))
    assert division.goes == (Piece(1, 1, 15_000),)


def test_gifts_for_nothing_leave_delivery_where_it_is():
    gift = Piece(1, 2, 0)
    division = divide([gift], {1: 1}, Sums(0, 700, 0))
    assert (division.kept, division.given) == (Sums(0, 700, 0), Sums(0, 0, 0))


@pytest.mark.parametrize(
    ("taken", "code"),
    [
        pytest.param({1: 1}, None, id="some of one line"),
        pytest.param({1: 3}, None, id="one line whole"),
        pytest.param({1: 3, 4: 0}, None, id="a line named, none of it"),
        pytest.param({}, "nothing_goes", id="nothing"),
        pytest.param({1: 0, 4: 0}, "nothing_goes", id="none of each"),
        pytest.param({1: 3, 4: 1}, "nothing_stays", id="everything"),
        pytest.param({1: 4}, "bad_quantity", id="more than there is"),
        pytest.param({1: -1, 4: 1}, "bad_quantity", id="less than none"),
        pytest.param({2: 1}, "no_such_line", id="a line that is not there"),
    ],
)
def test_neither_part_is_empty_c_26(taken, code):
    """C-26: exactly two, and no more goes than is there."""
    reason = why_not_divisible([CUPS, PLATE], taken)
    assert (reason and reason.code) == code


@pytest.mark.parametrize("state", OrderState.values)
def test_only_what_has_not_left_is_split_r_004_14(state):
    """R-004-14: before shipping."""
    reason = why_not_splittable(state, paid=True)
    assert (reason is None) == (state in BEFORE_SHIPPING)


def test_there_are_five_reasons_and_other_needs_words_r_004_60():
    """R-004-60: five codes; "other" needs text."""
    assert [why_not_split(reason, "why") for reason in SplitReason.values] == [None] * 5
    bare = {reason: why_not_split(reason, " ") for reason in SplitReason.values}
    assert [reason for reason, refusal in bare.items() if refusal] == ["other"]
    assert [why_not_split(r, "why").code for r in ("", "since")] == ["reason_needed"] * 2


def test_a_part_is_called_after_its_order_within_eighty_characters():
    assert part_name("A-100", 2) == "A-100-2"
    assert part_name("x" * 80, 12) == "x" * 77 + "-12"
