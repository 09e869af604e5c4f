"""The edit matrix, held against the words of R-004-38..-42 and C-20..C-22; the page of it; its parts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from orders.rules.edits import (
    TABLE,
    Agreement,
    cells,
    why_not_agreed,
    why_not_editable,
    why_not_known,
    why_not_that_day,
    why_not_these_terms,
)
from orders.rules.line_edits import Line, LineEdit, edited, line_changes
from orders.rules.masking import masked
from orders.rules.moving import Reason
from orders.states import BEFORE_SHIPPING, AgreedHow, AgreedWith, OrderState
from sellers.public import OfferRef
from tests.factories.edits import OTHER

NOW = datetime(2026, 2, 3, 16, tzinfo=UTC)
MATRIX = list(cells())
BUYERS_OWN = {"name", "phone", "email"}


def named(cell):
    return f"{cell.by}{'+reason' if cell.overridden else ''}-{cell.state}-{cell.field}"


def test_every_field_state_and_role_has_one_place():
    places = [(cell.field, cell.state, cell.by, cell.overridden) for cell in MATRIX]
    assert len(places) == len(set(places)) == len(TABLE) * len(OrderState) * 5
    assert set(OTHER) == set(TABLE)


@pytest.mark.parametrize("cell", MATRIX, ids=named)
def test_each_place_says_what_the_rules_say_r_004_38_r_004_40_r_004_41_r_004_42(cell):
    states = {OrderState.NEEDS_AGREEMENT} if cell.field == "lines" else BEFORE_SHIPPING
    if cell.by == "buyer":
        expected = "not_an_editor"
    elif cell.by == "platform" and not cell.overridden:
        expected = "override_reason_needed"
    elif cell.field in BUYERS_OWN:
        expected = "buyers_own"
    else:
        expected = None if cell.state in states else "not_editable_now"
    assert (cell.reason and cell.reason.code) == expected
    assert cell.reason is None or str(cell.reason.message)


@pytest.mark.parametrize("field", sorted(set(TABLE) - BUYERS_OWN))
def test_what_a_marketplace_settles_is_not_edited_in_any_state(field):
    for state in OrderState:
        reason = why_not_editable(field, state, by="seller", settled=[field])
        assert reason.code == "settled_by_channel"


def test_everything_but_the_buyers_own_data_can_change_somewhere_r_004_40():
    assert {name for name, row in TABLE.items() if not row.states} == BUYERS_OWN


@pytest.mark.parametrize("how", AgreedHow)
@pytest.mark.parametrize("with_whom", AgreedWith)
def test_an_agreement_says_with_whom_how_and_when_r_004_39(with_whom, how):
    agreement = Agreement(with_whom=with_whom, how=how, at=NOW)
    assert why_not_agreed(agreement, placed_at=NOW, now=NOW) is None
    assert agreement.as_kept() == {"with_whom": with_whom, "how": how, "at": NOW.isoformat()}


@pytest.mark.parametrize(
    ("agreement", "code"),
    [
        (None, "agreement_needed"),
        (Agreement(with_whom="a cat", how="phone", at=NOW), "agreement_unknown"),
        (Agreement(with_whom="buyer", how="telepathy", at=NOW), "agreement_unknown"),
        (
            Agreement(with_whom="buyer", how="phone", at=NOW + timedelta(hours=1)),
            "agreement_in_future",
        ),
        (
            Agreement(with_whom="buyer", how="phone", at=NOW - timedelta(hours=1)),
            "agreement_too_early",
        ),
    ],
)
def test_what_is_no_agreement_r_004_39(agreement, code):
    assert why_not_agreed(agreement, placed_at=NOW, now=NOW).code == code


@pytest.mark.parametrize(
    ("delivery", "discount", "code"),
    [
        (0, 0, None),
        (500, 1_500, None),
        (500, 1_501, "total_negative"),
        (-1, 0, "out_of_range"),
        (0, -1, "out_of_range"),
        (10**12 + 1, 0, "out_of_range"),
    ],
)
def test_terms_leave_a_sum_that_can_be_paid(delivery, discount, code):
    reason = why_not_these_terms(
        goods_minor=1_000, delivery_minor=delivery, discount_minor=discount
    )
    assert (reason and reason.code) == code


def test_a_day_that_is_over_is_not_agreed_on():
    today = date(2026, 2, 3)
    assert why_not_that_day(None, today=today) is None
    assert why_not_that_day(today, today=today) is None
    assert why_not_that_day(today - timedelta(days=1), today=today).code == "day_is_over"


def test_words_of_a_closed_list_only():
    assert why_not_known("payment_terms", "invoice") is None
    assert why_not_known("city", "anything") is None
    assert why_not_known("payment_terms", "promises").code == "unknown_word"


CUP = Line(position=1, sku="CUP", quantity=2, unit_price_minor=100, offer_id=1)
PLATE = Line(position=3, sku="PLATE", quantity=1, unit_price_minor=50)
OFFERS = {
    "BOWL": OfferRef(7, "BOWL", "Bowl", 80, paused=False, currency="UAH"),
    "GONE": OfferRef(8, "GONE", "Gone", 80, paused=True, currency="UAH"),
    "PAN": OfferRef(9, "PAN", "Pan", 30, paused=False, currency="USD"),
}


def after(*edits):
    return edited((CUP, PLATE), edits, offers=OFFERS, currency="UAH")


def test_lines_grow_shrink_come_and_go_r_004_41():
    lines = after(
        LineEdit(line=1, quantity=5),
        LineEdit(line=3, quantity=0),
        LineEdit(sku="BOWL", quantity=2),
        LineEdit(sku="PAN", quantity=1, unit_price_minor=900),
    )
    assert [(x.position, x.sku, x.quantity, x.unit_price_minor, x.offer_id) for x in lines] == [
        (1, "CUP", 5, 100, 1),
        (4, "BOWL", 2, 80, 7),
        (5, "PAN", 1, 900, 9),
    ]
    assert line_changes((CUP, PLATE), lines) == {
        "lines[CUP].quantity": (2, 5),
        "lines[PLATE].quantity": (1, None),
        "lines[BOWL].quantity": (None, 2),
        "lines[BOWL].unit_price_minor": (None, 80),
        "lines[PAN].quantity": (None, 1),
        "lines[PAN].unit_price_minor": (None, 900),
    }


def test_two_lines_of_one_sku_are_told_apart():
    twin = Line(position=2, sku="CUP", quantity=1, unit_price_minor=90)
    lines = edited((CUP, twin), [LineEdit(line=2, quantity=4)], offers={}, currency="UAH")
    assert line_changes((CUP, twin), lines) == {"lines[CUP#2].quantity": (1, 4)}


@pytest.mark.parametrize(
    ("edits", "code", "field"),
    [
        ([LineEdit(line=2, quantity=1)], "no_such_line", "lines[0].line"),
        ([LineEdit(line=1, quantity=-1)], "out_of_range", "lines[0].quantity"),
        ([LineEdit(line=1, quantity=1_000_001)], "out_of_range", "lines[0].quantity"),
        (
            [LineEdit(line=1, quantity=3), LineEdit(sku="NONE", quantity=1)],
            "no_such_offer",
            "lines[1].sku",
        ),
        ([LineEdit(sku="GONE", quantity=1)], "offer_paused", "lines[0].sku"),
        ([LineEdit(sku="BOWL", quantity=0)], "out_of_range", "lines[0].quantity"),
        ([LineEdit(sku="PAN", quantity=1)], "price_needed", "lines[0].unit_price_minor"),
        (
            [LineEdit(sku="BOWL", quantity=1, unit_price_minor=-1)],
            "out_of_range",
            "lines[0].unit_price_minor",
        ),
        ([LineEdit(line=1, quantity=0), LineEdit(line=3, quantity=0)], "last_line", "lines"),
        (
            [LineEdit(sku="BOWL", quantity=1_000_000, unit_price_minor=10**12)],
            "total_too_large",
            "lines",
        ),
        ([LineEdit(sku="BOWL", quantity=1)] * 1_999, "too_many", "lines"),
    ],
)
def test_a_wish_that_cannot_be_met_refuses_all_of_them(edits, code, field):
    reason = after(*edits)
    assert isinstance(reason, Reason)
    assert (reason.code, reason.field) == (code, field)


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        ("recipient_phone", "+380671234567", "+380•••67"),
        ("recipient_phone", "12345", "•••"),
        ("recipient", "Іван Ґудзь", "І••• Ґ•••"),
        ("address", "", ""),
    ],
)
def test_people_are_masked(field, text, shown):
    assert masked(field, text) == shown
