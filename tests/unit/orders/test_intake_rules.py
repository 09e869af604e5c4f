from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kernel.money import LARGEST_MINOR
from orders.rules.intake import (
    LINES_MOST,
    PRICE_MOST,
    QUANTITY_MOST,
    BuyerDraft,
    DeliveryDraft,
    LineDraft,
    OrderDraft,
    faults_of,
)

NOW = datetime(2026, 2, 3, 16, tzinfo=UTC)
LINE = LineDraft(sku="CUP-1", name="Cup", quantity=2, unit_price_minor=15_000)
DRAFT = OrderDraft(
    external_id="A-1", placed_at=NOW, paid_at=NOW, currency="UAH", lines=(LINE,), delivery_minor=500
)


def faults(**changes):
    return [(fault.field, fault.code) for fault in faults_of(replace(DRAFT, **changes), NOW)]


def line_faults(**changes):
    return faults(lines=(LINE, replace(LINE, **changes)))


def test_a_sound_order_has_no_fault_and_its_sums():
    assert faults() == []
    assert (DRAFT.goods_minor, DRAFT.total_minor) == (30_000, 30_500)


def test_what_is_odd_but_a_fact_is_no_fault():
    """A marketplace order is a fact that we cannot refuse: guest, no name, free goods, bad phone."""
    odd = replace(LINE, name="", unit_price_minor=0)
    assert faults(lines=(odd,), buyer=BuyerDraft(phone="call my wife"), paid_at=None) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"external_id": ""}, ("external_id", "required")),
        ({"external_id": "x" * 81}, ("external_id", "too_long")),
        ({"external_id": "A\u202e1"}, ("external_id", "bad_character")),
        ({"external_id": "A\x001"}, ("external_id", "bad_character")),
        ({"placed_at": NOW + timedelta(minutes=6), "paid_at": None}, ("placed_at", "in_future")),
        ({"placed_at": datetime(1999, 12, 31, tzinfo=UTC)}, ("placed_at", "too_early")),
        ({"paid_at": NOW + timedelta(minutes=6)}, ("paid_at", "in_future")),
        ({"paid_at": NOW - timedelta(seconds=1)}, ("paid_at", "before_placed")),
        ({"currency": "XXX"}, ("currency", "unknown_currency")),
        ({"currency": "uah"}, ("currency", "unknown_currency")),
        ({"lines": ()}, ("lines", "required")),
        ({"lines": (LINE,) * (LINES_MOST + 1)}, ("lines", "too_many")),
        ({"delivery_minor": -1}, ("delivery_minor", "out_of_range")),
        ({"discount_minor": PRICE_MOST + 1}, ("discount_minor", "out_of_range")),
        ({"discount_minor": 30_501}, ("discount_minor", "total_negative")),
        ({"buyer": BuyerDraft(name="n" * 201)}, ("buyer.name", "too_long")),
        ({"buyer": BuyerDraft(email="a\x00b")}, ("buyer.email", "bad_character")),
        ({"delivery": DeliveryDraft(method="owl")}, ("delivery.method", "unknown_method")),
        ({"delivery": DeliveryDraft(country="ua")}, ("delivery.country", "unknown_country")),
        ({"delivery": DeliveryDraft(note="\ud800")}, ("delivery.note", "bad_character")),
    ],
)
def test_what_cannot_be_stored_is_a_fault_of_its_field(changes, fault):
    assert fault in faults(**changes)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"sku": ""}, ("lines[1].sku", "required")),
        ({"sku": "s" * 65}, ("lines[1].sku", "too_long")),
        ({"sku": "S\t1"}, ("lines[1].sku", "bad_character")),
        ({"name": "n" * 301}, ("lines[1].name", "too_long")),
        ({"name": "n\x00"}, ("lines[1].name", "bad_character")),
        ({"variant": "v" * 201}, ("lines[1].variant", "too_long")),
        ({"quantity": 0}, ("lines[1].quantity", "out_of_range")),
        ({"quantity": -3}, ("lines[1].quantity", "out_of_range")),
        ({"quantity": QUANTITY_MOST + 1}, ("lines[1].quantity", "out_of_range")),
        ({"unit_price_minor": -1}, ("lines[1].unit_price_minor", "out_of_range")),
        ({"unit_price_minor": PRICE_MOST + 1}, ("lines[1].unit_price_minor", "out_of_range")),
    ],
)
def test_a_fault_of_a_line_names_the_line(changes, fault):
    assert line_faults(**changes) == [fault]


def test_limits_themselves_are_within():
    """A1: each limit has a test at the limit and one past it (above)."""
    line = replace(
        LINE,
        sku="s" * 64,
        name="n" * 300,
        quantity=1,
        unit_price_minor=PRICE_MOST,
        variant="v" * 200,
    )
    assert faults(lines=(line,) * 3, external_id="x" * 80) == []
    assert faults(lines=(replace(LINE, quantity=QUANTITY_MOST),), delivery_minor=PRICE_MOST) == []
    assert faults(paid_at=NOW + timedelta(minutes=5)) == []
    assert faults(discount_minor=30_500) == []


def test_a_sum_out_of_range_is_refused_though_each_price_is_within():
    line = replace(LINE, quantity=QUANTITY_MOST, unit_price_minor=PRICE_MOST)
    assert line.quantity * line.unit_price_minor > LARGEST_MINOR
    assert faults(lines=(line,)) == [("lines", "total_too_large")]


def test_all_faults_are_named_at_once():
    assert faults(external_id="", currency="", lines=()) == [
        ("external_id", "required"),
        ("lines", "required"),
        ("currency", "unknown_currency"),
    ]
