"""What stands in the way of a move, in words."""

from datetime import UTC, date, datetime

import pytest

from orders.rules.moving import (
    address_parts,
    blocks_to_verify,
    why_not_confirmable,
    why_not_for_pickup,
    why_not_receivable,
    why_not_shippable,
)

VISIT = datetime(2026, 2, 4, 13, tzinfo=UTC)
FULL = {
    "quantities": [2],
    "names": ["Cup"],
    "address_parts": ["Kyiv", "12"],
    "availability_checked": True,
}
NO_ROAD = {"carrier": "", "waybill": "", "visit_at": None, "courier_phone": ""}


@pytest.mark.parametrize(
    ("missing", "block"),
    [
        pytest.param({"quantities": []}, "quantity", id="no lines"),
        pytest.param({"quantities": [2, 0]}, "quantity", id="a line of none"),
        pytest.param({"names": ["Cup", ""]}, "specification", id="a line without a name"),
        pytest.param({"address_parts": ["Kyiv", ""]}, "address", id="half an address"),
        pytest.param({"availability_checked": False}, "stock", id="stock not checked"),
    ],
)
def test_each_of_the_four_blocks_must_be_filled_r_003_28(missing, block):
    blocks = blocks_to_verify(**{**FULL, **missing})
    reason = why_not_confirmable(blocks, overdue=False, contact_made=False, agreed_on=None)
    assert [b.name for b in blocks] == ["quantity", "specification", "address", "stock"]
    assert (reason.code, reason.field) == ("not_verified", block)


@pytest.mark.parametrize(
    ("contact_made", "agreed_on", "code"),
    [
        (False, None, "contact_needed"),
        (False, date(2026, 2, 5), "contact_needed"),
        (True, None, "date_needed"),
        (True, date(2026, 2, 5), None),
    ],
)
def test_an_overdue_order_needs_contact_and_a_new_date_r_004_35(contact_made, agreed_on, code):
    reason = why_not_confirmable(
        blocks_to_verify(**FULL), overdue=True, contact_made=contact_made, agreed_on=agreed_on
    )
    assert (reason.code if reason else None) == code


@pytest.mark.parametrize(
    ("method", "road", "code"),
    [
        ("carrier_door", {}, "carrier_needed"),
        ("carrier_point", {"carrier": "NP"}, "waybill_needed"),
        ("carrier_locker", {"carrier": "NP", "waybill": "2045"}, None),
        ("own_courier", {}, "visit_needed"),
        ("own_courier", {"visit_at": VISIT}, "courier_phone_needed"),
        ("own_courier", {"visit_at": VISIT, "courier_phone": "+380501234567"}, None),
        ("self_pickup", {"carrier": "NP", "waybill": "2045"}, "pickup_order"),
    ],
)
def test_what_leaves_must_be_findable_r_004_15_r_004_16(method, road, code):
    reason = why_not_shippable(method, **{**NO_ROAD, **road})
    assert (reason.code if reason else None) == code


def test_only_pickup_orders_wait_at_the_point_r_004_17():
    assert why_not_for_pickup("self_pickup") is None
    assert why_not_for_pickup("carrier_point").code == "not_a_pickup_order"


@pytest.mark.parametrize(
    ("by", "waybill", "overridden", "code"),
    [
        ("seller", "", False, None),
        ("seller", "2045", False, "tracked"),
        ("platform", "2045", True, None),
        ("buyer", "2045", False, None),
        ("integrator", "2045", False, None),
    ],
)
def test_received_by_hand_only_without_tracking_r_004_18(by, waybill, overridden, code):
    reason = why_not_receivable(by, waybill=waybill, overridden=overridden)
    assert (reason.code if reason else None) == code


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("self_pickup", []),
        ("carrier_point", ["Kyiv", "12"]),
        ("carrier_locker", ["Kyiv", "12"]),
        ("carrier_door", ["Kyiv", "Main st. 1"]),
        ("own_courier", ["Kyiv", "Main st. 1"]),
    ],
)
def test_each_way_of_delivery_needs_its_own_address_r_002_40(method, expected):
    assert address_parts(method, city="Kyiv", address="Main st. 1", point_code="12") == expected
